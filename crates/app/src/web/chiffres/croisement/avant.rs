//! The same rows in the period before, of the same length.

use super::{Counted, Crossed, Grille};
use crate::web::{
    chiffres::{Labels, lines::period},
    page::Page,
};

/// A row beside what it was.
pub struct Moved {
    /// Its word.
    pub word: String,
    /// Now.
    pub now: String,
    /// In the period before.
    pub before: String,
    /// The difference, with its sign.
    pub gap: String,
    /// The same in percent of the period before, or that there was nothing.
    pub share: String,
}

/// The comparison of every row.
pub struct Comparison {
    /// The months before.
    pub period: String,
    /// The rows.
    pub rows: Vec<Moved>,
    /// All of them.
    pub total: Moved,
    /// Whether there was nothing at all before.
    pub empty: bool,
}

/// Sets a crossing beside that of the months before.
pub fn compare(
    page: &Page,
    labels: &Labels<'_>,
    crossed: &Crossed,
    now: &Counted,
    before: &Counted,
) -> Comparison {
    // One list of values for both: what disappeared is a row too.
    let mut both = now.clone();
    for pair in before.keys() {
        both.entry(pair.clone()).or_default();
    }
    let rows = Grille::new(labels, crossed, &both);
    let past = Grille::new(labels, crossed, before).by_row();
    let moved = |(i, (word, code)): (usize, &(String, String))| {
        let was = past.get(code).copied().unwrap_or(0);
        moved(page, word.clone(), rows.of_row(i), was)
    };
    let was = past.values().sum();
    Comparison {
        period: period(page, &crossed.choice.before()),
        rows: rows.rows.iter().enumerate().map(moved).collect(),
        total: self::moved(page, page.t("croisement-total"), rows.total(), was),
        empty: was == 0,
    }
}

fn moved(page: &Page, word: String, now: u64, before: u64) -> Moved {
    let (more, gap) = (now >= before, now.abs_diff(before));
    let sign = match (more, gap) {
        (_, 0) => "",
        (true, _) => "+",
        (false, _) => "−",
    };
    let share = match (200 * gap + before).checked_div(2 * before) {
        Some(percent) => page.ta("chiffres-pourcent", &[("part", format!("{sign}{percent}"))]),
        None => page.t("croisement-avant-rien"),
    };
    Moved {
        word,
        now: page.number(now),
        before: page.number(before),
        gap: format!("{sign}{}", page.number(gap)),
        share,
    }
}
