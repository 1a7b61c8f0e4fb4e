//! A place as the planner of tours sees it: the days when the van may stand there, what the
//! crew must know, the day of its market.

use serde::{Deserialize, Serialize};

use super::read;
use crate::{
    form::FormErrors,
    ids::{AccountId, PlaceCode},
};

/// A place of the tour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escale {
    /// The place.
    pub place: PlaceCode,
    /// Whether the van may go there at all.
    pub served: bool,
    /// Days when it may, 1 Monday to 7 Sunday; empty: every day that the relay receives.
    pub days: Vec<i8>,
    /// What somebody of the crew must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    /// Day of the market there, 1 Monday to 7 Sunday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub market: Option<i8>,
    /// Weight of its need as the coordinator sees it, percent of what the tiles say.
    pub weight: u16,
    /// Who wrote it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// Most that a need may be enlarged, percent.
const WEIGHT: u16 = 1_000;

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EscaleForm {
    /// `oui`, or empty.
    pub served: String,
    /// Numbers of the days chosen.
    pub days: Vec<String>,
    /// One word, or nothing.
    pub skill: String,
    /// Number of the day, or nothing.
    pub market: String,
    /// Percentage.
    pub weight: String,
}

impl EscaleForm {
    /// Reads it, or says everything that must be mended. Fields are named as in the page:
    /// `jours`, `savoir`, `marche`, `poids`.
    pub fn read(&self, place: PlaceCode, author: AccountId, at: i64) -> Result<Escale, FormErrors> {
        let mut errors = FormErrors::default();
        let days: Option<Vec<i8>> = self.days.iter().map(|d| weekday(d)).collect();
        let days = errors.take("jours", "tournee-erreur-semaine", days);
        let skill = errors.take(
            "savoir",
            "tournee-erreur-savoirs",
            read::words(&self.skill, 1),
        );
        let market = match self.market.trim() {
            "" => None,
            text => errors.take("marche", "tournee-erreur-semaine", weekday(text)),
        };
        let weight = errors.take(
            "poids",
            "tournee-erreur-poids",
            read::number(&self.weight, WEIGHT),
        );
        let all = days.zip(skill).zip(weight);
        errors.into_result(all.map(|((mut days, skill), weight)| {
            days.sort_unstable();
            days.dedup();
            Escale {
                place,
                served: self.served.trim() == "oui",
                days,
                skill: skill.into_iter().next(),
                market,
                weight,
                author,
                at,
            }
        }))
    }
}

fn weekday(text: &str) -> Option<i8> {
    text.trim().parse().ok().filter(|day| (1..=7).contains(day))
}
