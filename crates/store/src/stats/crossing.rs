//! Free crossings: two dimensions at once, for the relay's own staff.
//!
//! Counted from the lines, not from the roll-up, so it is slower: month by month,
//! which lets a long one show its progress and be given up.

use std::collections::BTreeMap;

use plus_domain::{
    period::{Month, Period},
    stats::{Dimension, Scope},
};

use crate::{Link, Sql, StoreError};

/// What a crossing counts for a pair of values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// Visites.
    pub visites: i64,
    /// Demandes.
    pub demandes: i64,
}

/// Counts by pair of values.
pub type Crossing = BTreeMap<(String, String), Cell>;

/// Crosses two dimensions over a period.
pub async fn crossing(
    link: &mut Link,
    period: Period,
    scope: &Scope,
    dimensions: (Dimension, Dimension),
) -> Result<Crossing, StoreError> {
    let (first, second) = (column(dimensions.0), column(dimensions.1));
    let sql = Sql::new("SELECT").add(first).add("AS a,").add(second).add(
        "AS b, COUNT(DISTINCT v.id) AS visites, COUNT(*) AS demandes
         FROM visite v JOIN demande d ON d.visite = v.id
         WHERE v.cancelled = 0",
    );
    let sql = sql
        .arg("AND v.date >=", period.from)
        .arg("AND v.date <=", period.to);
    let sql = match scope {
        Scope::All => sql,
        Scope::Partner(code) => sql.arg("AND d.partner =", code),
        Scope::Place(code) => sql.arg("AND v.place =", code),
    };
    let rows = link
        .fetch_sql(sql.add("GROUP BY 1, 2 ORDER BY 1, 2"))
        .await?;
    rows.iter()
        .map(|row| {
            let cell = Cell {
                visites: row.int("visites")?,
                demandes: row.int("demandes")?,
            };
            Ok(((row.text("a")?, row.text("b")?), cell))
        })
        .collect()
}

/// The same, month by month: `go_on` is told how many months are done and says
/// whether to continue. Given up, it answers nothing.
pub async fn crossing_by_month(
    link: &mut Link,
    period: Period,
    scope: &Scope,
    dimensions: (Dimension, Dimension),
    go_on: &mut (dyn FnMut(usize, usize) -> bool + Send),
) -> Result<Option<Crossing>, StoreError> {
    let months: Vec<Month> = period.months().collect();
    let mut sum = Crossing::new();
    for (done, month) in months.iter().enumerate() {
        if !go_on(done, months.len()) {
            return Ok(None);
        }
        let part = Period {
            from: period.from.max(month.first_day()),
            to: period.to.min(month.last_day()),
        };
        for (pair, cell) in crossing(link, part, scope, dimensions).await? {
            let line = sum.entry(pair).or_default();
            line.visites += cell.visites;
            line.demandes += cell.demandes;
        }
    }
    Ok(Some(sum))
}

/// The stored column of a dimension.
fn column(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Total => "'*'",
        Dimension::Partner => "d.partner",
        Dimension::Theme => "d.theme",
        Dimension::Demarche => "d.demarche",
        Dimension::Kind => "d.kind",
        Dimension::Outcome => "d.outcome",
        Dimension::KindConfirmed => "d.kind_confirmed",
        Dimension::Commune => "v.commune",
        Dimension::Place => "v.place",
        Dimension::Channel => "v.channel",
        Dimension::Duration => "v.duration",
        Dimension::Age => "v.age",
        Dimension::Sex => "v.sex",
        Dimension::Status => "v.status",
        Dimension::Residence => "v.residence",
        Dimension::Autonomy => "v.autonomy",
        Dimension::First => "v.first_time",
    }
}
