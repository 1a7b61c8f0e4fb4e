//! The roll-up: moved by the exact change of state, never by « plus one ».

use std::collections::BTreeMap;

use plus_domain::stats::{Key, Measures};

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

/// Changes of a batch, summed in memory before one statement writes them.
#[derive(Debug, Default)]
pub(crate) struct Changes(BTreeMap<Key, Measures>);

impl Changes {
    /// What counted before no longer does.
    pub fn remove(&mut self, lines: BTreeMap<Key, Measures>) {
        for (key, measures) in lines {
            self.shift(key, measures.negated());
        }
    }

    /// What counts now.
    pub fn add(&mut self, lines: BTreeMap<Key, Measures>) {
        for (key, measures) in lines {
            self.shift(key, measures);
        }
    }

    fn shift(&mut self, key: Key, measures: Measures) {
        let line = self.0.entry(key).or_default();
        *line = line.plus(measures);
    }

    /// Writes what changed. Lines that come back to nothing disappear, so that a
    /// rebuild gives the same rows.
    pub async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        let changes: BTreeMap<Key, Measures> =
            self.0.into_iter().filter(|(_, m)| !m.is_zero()).collect();
        let shrinking = changes.values().any(|m| m.visites < 0);
        let rows = changes
            .iter()
            .map(|(key, measures)| row(key, *measures))
            .collect();
        bulk::write(tx, &ROLLUP, bulk::Conflict::Add, rows).await?;
        if shrinking {
            for month in changes
                .keys()
                .map(|k| k.month)
                .collect::<std::collections::BTreeSet<_>>()
            {
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

fn row(key: &Key, m: Measures) -> Vec<Arg> {
    let (scope, code) = key.scope.key();
    args![
        scope,
        code,
        key.month,
        key.dimension.code(),
        key.value.as_str(),
        m.visites,
        m.demandes,
        m.accompagnements,
        m.first,
        m.minutes
    ]
}
