//! What the relay remembers of a statement, beside what it printed.
//!
//! Stored as a journal entry with the statement. It holds true counts, needed to
//! keep the year to date and the amendments consistent: it never leaves the relay.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    counts::MonthCounts,
    grain::Grains,
    model::{Breakdown, Level, Statement, WithheldReason},
};
use crate::period::Month;

/// What was decided for one table of the month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Printed at a level, with these rows masked.
    Printed {
        /// Fine or coarse.
        level: Level,
        /// Codes of the masked rows.
        masked: BTreeSet<String>,
    },
    /// Not printed.
    Withheld {
        /// The level of the half-year.
        level: Level,
        /// Why.
        reason: WithheldReason,
    },
    /// The month is empty: nothing to print.
    Empty,
}

impl Decision {
    /// Level and masked rows, when printed.
    pub fn printed(&self) -> Option<(Level, &BTreeSet<String>)> {
        match self {
            Self::Printed { level, masked } => Some((*level, masked)),
            Self::Withheld { .. } | Self::Empty => None,
        }
    }
}

/// What the attack found when the statement was issued.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackRecord {
    /// Counts of the year that are not shown.
    pub unknowns: u32,
    /// The narrowest range left to a masked one.
    pub narrowest: Option<u32>,
}

/// Protection decisions of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protection {
    /// Number of the statement.
    pub number: String,
    /// 1 for the first issue of the month, then one more per amendment.
    pub version: u32,
    /// Grain of the half-year.
    pub grains: Grains,
    /// Decision of each table of the month.
    pub tables: BTreeMap<Breakdown, Decision>,
    /// Months counted for the first time by this statement, its own among them.
    pub frozen: BTreeMap<Month, MonthCounts>,
    /// What the attack found.
    pub attack: AttackRecord,
}

/// A statement with its protection: what the store keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// What is printed.
    pub statement: Statement,
    /// What is remembered.
    pub protection: Protection,
}
