//! The roll-up: moved by the exact change of state, never by « plus one ».

use std::collections::{BTreeMap, BTreeSet, HashMap};

use plus_domain::{
    stats::{Line, Measures, each_contribution},
    visite::{FirstTime, Visite},
};

use crate::{Arg, StoreError, Tx, args, bulk};
use bulk::Kind::{Int, Text};

const ROLLUP: bulk::Table = bulk::Table {
    name: "rollup",
    columns: &[
        ("scope", Text),
        ("scope_code", Text),
        ("month", Text),
        ("dimension", Text),
        ("value", Text),
        ("visites", Int),
        ("demandes", Int),
        ("accompagnements", Int),
        ("first_time", Int),
        ("minutes", Int),
    ],
    key: &["scope", "scope_code", "month", "dimension", "value"],
};

/// Changes of a batch, summed in memory before one statement writes them. The lines
/// borrow their words from the visites.
#[derive(Debug, Default)]
pub(crate) struct Changes<'a>(HashMap<Line<'a>, Measures>);

impl<'a> Changes<'a> {
    /// What counted before no longer does.
    pub fn remove(&mut self, visite: &'a Visite, first: FirstTime) {
        each_contribution(visite, first, &mut |line, measures| {
            self.shift(line, measures.negated());
        });
    }

    /// What counts now.
    pub fn add(&mut self, visite: &'a Visite, first: FirstTime) {
        each_contribution(visite, first, &mut |line, measures| {
            self.shift(line, measures);
        });
    }

    fn shift(&mut self, line: Line<'a>, measures: Measures) {
        let sum = self.0.entry(line).or_default();
        *sum = sum.plus(measures);
    }

    /// Writes what changed. Lines that come back to nothing disappear, so that a
    /// rebuild gives the same rows.
    pub async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        let changes: BTreeMap<Line<'_>, Measures> =
            self.0.into_iter().filter(|(_, m)| !m.is_zero()).collect();
        let shrinking = changes.values().any(|m| m.visites < 0);
        let rows = changes
            .iter()
            .map(|(line, measures)| row(line, *measures))
            .collect();
        bulk::write(tx, &ROLLUP, bulk::Conflict::Add, rows).await?;
        if shrinking {
            let months: BTreeSet<_> = changes.keys().map(|line| line.month).collect();
            for month in months {
                tx.execute(
                    "DELETE FROM rollup WHERE visites = 0 AND month = $1",
                    args![month],
                )
                .await?;
            }
        }
        Ok(())
    }
}

fn row(line: &Line<'_>, m: Measures) -> Vec<Arg> {
    args![
        line.scope.0,
        line.scope.1,
        line.month,
        line.dimension.code(),
        line.value,
        m.visites,
        m.demandes,
        m.accompagnements,
        m.first,
        m.minutes
    ]
}
