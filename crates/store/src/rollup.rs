//! The roll-up: moved by the exact change of state, never by « plus one ».

use std::collections::{BTreeSet, HashMap};

use plus_domain::{
    period::Month,
    stats::{Dimension, Line, Measures, each_contribution},
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
pub(crate) struct Changes<'a> {
    /// One for each month of each scope.
    sections: Vec<Section<'a>>,
    /// Where they are.
    at: HashMap<Place<'a>, usize>,
}

/// A month of a scope.
type Place<'a> = (Month, (&'static str, &'a str));

#[derive(Debug)]
struct Section<'a> {
    of: Place<'a>,
    lines: HashMap<(Dimension, &'a str), Measures>,
}

impl<'a> Changes<'a> {
    /// What counted before no longer does.
    pub fn remove(&mut self, visite: &'a Visite, first: FirstTime) {
        let mut last = None;
        each_contribution(visite, first, &mut |line, measures| {
            self.shift(&mut last, line, measures.negated());
        });
    }

    /// What counts now.
    pub fn add(&mut self, visite: &'a Visite, first: FirstTime) {
        let mut last = None;
        each_contribution(visite, first, &mut |line, measures| {
            self.shift(&mut last, line, measures);
        });
    }

    /// The lines of a visite come scope by scope, some fifteen each: `last` remembers where
    /// those of the scope are, which is half of the search.
    fn shift(&mut self, last: &mut Option<usize>, line: Line<'a>, measures: Measures) {
        let of = (line.month, line.scope);
        let same = last.filter(|at| self.sections[*at].of == of);
        let at = same.unwrap_or_else(|| self.section(of));
        *last = Some(at);
        let lines = &mut self.sections[at].lines;
        let sum = lines.entry((line.dimension, line.value)).or_default();
        *sum = sum.plus(measures);
    }

    fn section(&mut self, of: Place<'a>) -> usize {
        let Self { sections, at } = self;
        *at.entry(of).or_insert_with(|| {
            let lines = HashMap::new();
            sections.push(Section { of, lines });
            sections.len() - 1
        })
    }

    /// Writes what changed, in the order of the key. Lines that come back to nothing
    /// disappear, so that a rebuild gives the same rows.
    pub async fn write(self, tx: &mut Tx) -> Result<(), StoreError> {
        let mut changes: Vec<(Line<'_>, Measures)> = Vec::new();
        for Section { of, lines } in self.sections {
            let (month, scope) = of;
            let line = |(dimension, value)| Line {
                month,
                scope,
                dimension,
                value,
            };
            let changed = lines.into_iter().filter(|(_, m)| !m.is_zero());
            changes.extend(changed.map(|(key, measures)| (line(key), measures)));
        }
        changes.sort_unstable_by_key(|(line, _)| key(line));
        let rows = changes.iter().map(|(line, m)| row(line, *m)).collect();
        bulk::write(tx, &ROLLUP, bulk::Conflict::Add, rows).await?;
        let shrunk = changes.iter().filter(|(_, m)| m.visites < 0);
        if shrunk.count() > 0 {
            sweep(tx, &changes).await?;
        }
        Ok(())
    }
}

/// Takes lines of nothing out of the months that changed.
async fn sweep(tx: &mut Tx, changes: &[(Line<'_>, Measures)]) -> Result<(), StoreError> {
    let months: BTreeSet<Month> = changes.iter().map(|(line, _)| line.month).collect();
    for month in months {
        tx.execute(
            "DELETE FROM rollup WHERE visites = 0 AND month = $1",
            args![month],
        )
        .await?;
    }
    Ok(())
}

/// The key of a line, in the order of the table.
fn key<'a>(line: &Line<'a>) -> (&'static str, &'a str, Month, &'static str, &'a str) {
    let (scope, code) = line.scope;
    (scope, code, line.month, line.dimension.code(), line.value)
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
