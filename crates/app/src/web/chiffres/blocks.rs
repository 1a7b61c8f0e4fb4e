//! Blocks of the figures page: one dimension each, a bar and a number a value.

use plus_domain::{
    profile::{AgeBand, Autonomy, Sex, Status},
    stats::{Dimension, Measures, Scope},
    visite::{Channel, FirstTime, Kind, Outcome},
};
use plus_store::stats::Figures;

use super::{Choice, Labels, is_whole};
use crate::web::page::Page;

/// A breakdown.
pub struct Block {
    /// Anchor.
    pub id: &'static str,
    /// Title.
    pub title: String,
    /// What its numbers count: « visites » or « demandes ».
    pub unit: String,
    /// Values, most counted first, or in the order of the scale.
    pub rows: Vec<BlockRow>,
    /// The rest of a long list, folded.
    pub others: Vec<BlockRow>,
    /// Remark under it, empty when none.
    pub note: String,
}

/// A value.
pub struct BlockRow {
    /// Its word.
    pub label: String,
    /// Where it opens.
    pub href: String,
    /// As written.
    pub value: String,
    /// Share of the total in percent, as written.
    pub share: String,
    /// Length of the bar, per cent of the longest.
    pub bar: f64,
    /// Everything counted.
    pub measures: Measures,
}

/// Dimensions of the page, in order.
pub(super) const SHOWN: [Dimension; 15] = [
    Dimension::Partner,
    Dimension::Theme,
    Dimension::Demarche,
    Dimension::Kind,
    Dimension::Outcome,
    Dimension::KindConfirmed,
    Dimension::First,
    Dimension::Commune,
    Dimension::Place,
    Dimension::Channel,
    Dimension::Duration,
    Dimension::Age,
    Dimension::Sex,
    Dimension::Status,
    Dimension::Residence,
];

/// Rows shown before a long list is folded.
const FIRST: usize = 10;

/// Every block that has something to show.
pub fn blocks(page: &Page, labels: &Labels<'_>, choice: &Choice, figures: &Figures) -> Vec<Block> {
    let shown = SHOWN.iter().copied().chain([Dimension::Autonomy]);
    shown
        .filter(|dimension| {
            !(matches!(choice.scope, Scope::Partner(_)) && *dimension == Dimension::Partner)
        })
        .filter_map(|dimension| block(page, labels, choice, figures, dimension))
        .collect()
}

fn block(
    page: &Page,
    labels: &Labels<'_>,
    choice: &Choice,
    figures: &Figures,
    dimension: Dimension,
) -> Option<Block> {
    let values = figures.by.get(&dimension)?;
    let by_demande = dimension.is_of_demande() && dimension != Dimension::First;
    let count = |m: &Measures| if by_demande { m.demandes } else { m.visites };
    let total: i64 = values.values().map(count).sum();
    let most = values.values().map(count).max().unwrap_or(0).max(1);
    let mut rows: Vec<(usize, BlockRow)> = values
        .iter()
        .map(|(value, m)| {
            let n = count(m);
            let row = BlockRow {
                label: labels.of(dimension, value),
                href: choice.lines(dimension.code(), value),
                value: page.number(n),
                share: percent(page, n, total),
                bar: 100.0 * n as f64 / most as f64,
                measures: *m,
            };
            (rank(dimension, value), row)
        })
        .collect();
    rows.sort_by(|(ra, a), (rb, b)| {
        ra.cmp(rb)
            .then(count(&b.measures).cmp(&count(&a.measures)))
            .then(a.label.cmp(&b.label))
    });
    let others = if rows.len() > FIRST + 2 {
        rows.split_off(FIRST)
    } else {
        Vec::new()
    };
    Some(Block {
        id: dimension.code(),
        title: page.t(&format!("chiffres-bloc-{}", dimension.code())),
        unit: page.t(if by_demande {
            "chiffres-unite-demandes"
        } else {
            "chiffres-unite-visites"
        }),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        others: others.into_iter().map(|(_, row)| row).collect(),
        note: note(page, dimension, choice),
    })
}

fn percent(page: &Page, n: i64, total: i64) -> String {
    if total == 0 {
        return String::new();
    }
    page.ta(
        "chiffres-pourcent",
        &[("part", (200 * n + total) / (2 * total))],
    )
}

/// Place of a value whose scale has an order; 0 leaves the order to the count.
pub(super) fn rank(dimension: Dimension, value: &str) -> usize {
    fn of<T: Copy>(all: &[T], code: fn(T) -> &'static str, value: &str) -> usize {
        all.iter()
            .position(|v| code(*v) == value)
            .unwrap_or(all.len())
    }
    match dimension {
        Dimension::Kind => of(Kind::ALL, Kind::code, value),
        Dimension::Outcome => of(Outcome::ALL, Outcome::code, value),
        Dimension::Channel => of(Channel::ALL, Channel::code, value),
        Dimension::Age => of(AgeBand::ALL, AgeBand::code, value),
        Dimension::Sex => of(Sex::ALL, Sex::code, value),
        Dimension::Status => of(Status::ALL, Status::code, value),
        Dimension::Autonomy => of(Autonomy::ALL, Autonomy::code, value),
        Dimension::First => of(FirstTime::ALL, FirstTime::code, value),
        Dimension::Duration => ["moins-30", "30-60", "60-120", "120-plus"]
            .iter()
            .position(|d| *d == value)
            .unwrap_or(4),
        _ => 0,
    }
}

fn note(page: &Page, dimension: Dimension, choice: &Choice) -> String {
    match dimension {
        Dimension::Partner if is_whole(&choice.scope) => page.t("chiffres-note-partenaires"),
        Dimension::First => page.t("chiffres-note-premiere-fois"),
        Dimension::KindConfirmed => page.t("chiffres-note-nature-dite"),
        _ => String::new(),
    }
}

/// Demandes with a result.
pub fn outcome(figures: &Figures, code: &str) -> i64 {
    figures
        .by
        .get(&Dimension::Outcome)
        .and_then(|values| values.get(code))
        .map_or(0, |m| m.demandes)
}
