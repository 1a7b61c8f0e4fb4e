//! Before and after: the same people, the same method, other destinations.

use serde::Serialize;

use super::{Group, Measures, Report};
use crate::access::time::{Level, MixError};

/// One line, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangedRow {
    /// The Insee code; none for the whole territory.
    pub commune: Option<String>,
    /// Whose access.
    pub group: Group,
    /// Before; none when nobody of the group lives there.
    pub before: Option<Measures>,
    /// After.
    pub after: Option<Measures>,
}

/// Two reports side by side, obtained alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<L: Level> {
    /// The report before, for its provenance and its settings: the same as after.
    pub before: Report<L>,
    /// Its lines beside those of the report after.
    pub rows: Vec<ChangedRow>,
}

/// Puts two reports side by side. Two levels do not compile; two methods, two dates, two sets
/// of files, two settings or two lists of communes are refused.
///
/// Destinations are not part of the provenance: they are what changes.
pub fn compare<L: Level>(before: Report<L>, after: &Report<L>) -> Result<Comparison<L>, MixError> {
    if before.provenance != after.provenance || before.settings != after.settings {
        return Err(MixError::Provenance);
    }
    let same_line =
        |(a, b): (&super::Row, &super::Row)| a.commune == b.commune && a.group == b.group;
    if before.rows.len() != after.rows.len() || !before.rows.iter().zip(&after.rows).all(same_line)
    {
        return Err(MixError::Origins);
    }
    let pairs = before.rows.iter().zip(&after.rows);
    let rows = pairs.map(|(before, after)| ChangedRow {
        commune: before.commune.clone(),
        group: before.group,
        before: before.measures.clone(),
        after: after.measures.clone(),
    });
    let rows = rows.collect();
    Ok(Comparison { before, rows })
}
