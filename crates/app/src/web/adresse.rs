//! What is said beside an address: whether it answered, and when. It never hides the
//! address itself.

use jiff::civil::Date;
use plus_domain::adresse::{Known, MACHINE, State};

use super::{page::Page, state::AppState};

/// The state of an address, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Kind of badge.
    pub kind: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// « Vérifiée aujourd’hui ».
    pub label: String,
    /// What to do instead, empty when nothing is wrong.
    pub help: String,
    /// Where it moved, empty when it did not.
    pub moved: String,
    /// Whether a person should know it before opening it.
    pub trouble: bool,
}

impl Verification {
    /// What is known of an address, `None` when nobody looked.
    pub fn of(app: &AppState, page: &Page, known: Option<&Known>) -> Self {
        let plain = |kind, icon, label| Self {
            kind,
            icon,
            label,
            help: String::new(),
            moved: String::new(),
            trouble: false,
        };
        let Some(known) = known else {
            return plain("", "clock", page.t("adresse-jamais"));
        };
        let seen = [("quand", when(app, page, known.checked_at))];
        let since = [("quand", when(app, page, known.since))];
        let told = match known.finding.state {
            State::Repond => plain("bien", "check-circle", page.ta("adresse-verifiee", &seen)),
            State::Deplacee => Self {
                moved: known.finding.detail.clone(),
                ..plain("bien", "check-circle", page.ta("adresse-verifiee", &seen))
            },
            State::Muette => plain("grave", "warning", page.ta("adresse-muette", &since)),
            State::Refuse if known.finding.detail == MACHINE => {
                plain("", "question", page.ta("adresse-refuse-machine", &seen))
            }
            State::Refuse if known.finding.detail == plus_domain::adresse::CERTIFICATE => plain(
                "grave",
                "warning",
                page.ta("adresse-refuse-certificat", &since),
            ),
            State::Refuse => plain(
                "grave",
                "warning",
                page.ta("adresse-refuse-absente", &since),
            ),
        };
        Self {
            trouble: known.is_trouble(),
            help: if known.is_trouble() {
                help(page)
            } else {
                String::new()
            },
            ..told
        }
    }
}

fn help(page: &Page) -> String {
    match page.territory.phone.as_str() {
        "" => page.t("adresse-venez"),
        phone => page.ta("adresse-appelez", &[("telephone", phone)]),
    }
}

/// « aujourd’hui », « hier », « le 23 novembre 2026 », where the relay is.
fn when(app: &AppState, page: &Page, at_ms: i64) -> String {
    let instant = jiff::Timestamp::from_millisecond(at_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let day: Date = instant.to_zoned_datetime(app.zone()).date();
    let today = app.today();
    if day >= today {
        page.t("adresse-aujourdhui")
    } else if day.tomorrow().ok() == Some(today) {
        page.t("adresse-hier")
    } else {
        page.ta("adresse-le", &[("date", page.date(day))])
    }
}
