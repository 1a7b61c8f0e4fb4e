//! What a territory offers: `[rendez_vous]` of `territoire.toml`, which may be absent.

use serde::{Deserialize, Serialize};

use crate::territoire::Table;

/// How slots are made of a half-day. Everything has a value when nobody says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offre {
    /// Length of a slot, minutes.
    pub minutes: u32,
    /// Most slots of a half-day; none: no rendez-vous at all.
    pub most: u32,
    /// Share of a half-day that is kept for who comes without, percent.
    pub without: u32,
    /// Share of the slots of a stop that the van alone gives, percent.
    pub van: u32,
    /// Minutes before a slot at which the public may no more take it.
    pub notice: u32,
    /// Days ahead.
    pub days: u32,
}

impl Default for Offre {
    fn default() -> Self {
        Self {
            minutes: 30,
            most: 4,
            without: 50,
            van: 25,
            notice: 120,
            days: 45,
        }
    }
}

impl Offre {
    /// Reads `[rendez_vous]`; absent, nothing.
    pub(crate) fn read(root: &Table) -> Option<Self> {
        let table = root.table("rendez_vous")?;
        let usual = Self::default();
        let number = |key: &str, bounds: (u32, u32), usual: u32| {
            if !table.has(key) {
                return usual;
            }
            table.number(key, bounds.0, bounds.1).unwrap_or(usual)
        };
        let offre = Self {
            minutes: number("minutes", (10, 120), usual.minutes),
            most: number("par_demi_journee", (0, 40), usual.most),
            without: number("part_sans", (0, 100), usual.without),
            van: number("part_bus", (0, 100), usual.van),
            notice: number("delai_minutes", (0, 10_080), usual.notice),
            days: number("jours", (1, 180), usual.days),
        };
        table.close();
        Some(offre)
    }
}
