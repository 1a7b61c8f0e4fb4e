//! The columns of the new visite: what is asked most here first, then the rest.

use jiff::{ToSpan as _, civil::Date};
use plus_domain::{
    catalogue::Demarche,
    ids::PartnerCode,
    period::Month,
    territoire::{Partner, Territoire, Theme},
};
use plus_store::habit::Habits;

use crate::web::page::Page;

/// Most partners and démarches shown as habits.
const FIRST_PARTNERS: usize = 4;
const FIRST_DEMARCHES: usize = 6;
/// What was asked over the last months is a habit.
const MONTHS: i64 = 6;

/// Since when what is asked is a habit, on a day.
pub fn since(day: Date) -> Month {
    Month::of(day.saturating_sub(MONTHS.months()))
}

/// A button of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Code that the button sends.
    pub value: String,
    /// Its word.
    pub label: String,
    /// Theme of its plate, empty when it has none.
    pub tint: String,
    /// Icon of its plate.
    pub icon: String,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

/// Démarches of one theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Name of the theme.
    pub title: String,
    /// Its démarches.
    pub choices: Vec<Choice>,
}

/// The first column: partners of the day, habits apart.
pub fn partners(
    territory: &Territoire,
    day: Date,
    habits: &Habits,
    chosen: &str,
) -> (Vec<Choice>, Vec<Choice>) {
    let of = |partner: &Partner| {
        let theme = partner
            .themes
            .first()
            .and_then(|code| territory.theme(code));
        Choice {
            value: partner.code.to_string(),
            label: partner.name_on(day).to_owned(),
            tint: theme.map(|t| t.code.to_string()).unwrap_or_default(),
            icon: theme.map(icon).unwrap_or_default(),
            chosen: partner.code.as_str() == chosen,
        }
    };
    let all: Vec<&Partner> = territory.partners_on(day).collect();
    let known = habits
        .partners
        .iter()
        .filter_map(|code| all.iter().find(|p| p.code == *code));
    let first: Vec<&Partner> = known.take(FIRST_PARTNERS).copied().collect();
    let rest = all
        .iter()
        .filter(|p| !first.iter().any(|f| f.code == p.code));
    (
        first.iter().map(|p| of(p)).collect(),
        rest.map(|p| of(p)).collect(),
    )
}

fn icon(theme: &Theme) -> String {
    format!("{}-duotone", theme.icon)
}

/// The second column: démarches of a partner, habits apart, the rest by theme.
pub fn demarches(
    territory: &Territoire,
    partner: &PartnerCode,
    habits: &Habits,
    chosen: &str,
    page: &Page,
) -> (Vec<Choice>, Vec<Group>) {
    let of = |d: &Demarche| plain(d.code.as_str(), &d.title, chosen);
    let asked = habits
        .demarches
        .iter()
        .filter_map(|code| territory.catalogue.get(code))
        .filter(|demarche| demarche.partner == *partner);
    let first: Vec<&Demarche> = asked.take(FIRST_DEMARCHES).collect();
    let rest: Vec<&Demarche> = territory
        .catalogue
        .of_partner(partner)
        .filter(|d| !first.iter().any(|f| f.code == d.code))
        .collect();
    let groups = territory.themes.iter().filter_map(|theme| {
        let of_theme = rest.iter().filter(|d| d.theme == theme.code);
        let choices: Vec<Choice> = of_theme.map(|d| of(d)).collect();
        (!choices.is_empty()).then(|| Group {
            title: theme.label.in_language(&page.lang).to_owned(),
            choices,
        })
    });
    (first.iter().map(|d| of(d)).collect(), groups.collect())
}

/// « Autre demande », by theme: those of the partner first.
pub fn others(
    territory: &Territoire,
    partner: &PartnerCode,
    chosen: &str,
    page: &Page,
) -> Vec<Choice> {
    let own = territory
        .partner(partner)
        .map(|p| p.themes.as_slice())
        .unwrap_or_default();
    let (mut first, rest): (Vec<&Theme>, Vec<&Theme>) =
        territory.themes.iter().partition(|t| own.contains(&t.code));
    first.extend(rest);
    let of = |t: &Theme| plain(t.code.as_str(), t.label.in_language(&page.lang), chosen);
    first.into_iter().map(of).collect()
}

fn plain(code: &str, label: &str, chosen: &str) -> Choice {
    Choice {
        value: code.to_owned(),
        label: label.to_owned(),
        tint: String::new(),
        icon: String::new(),
        chosen: code == chosen,
    }
}
