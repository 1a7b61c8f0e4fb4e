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
///
/// A visite whose demandes share a pair is counted once for it. All demandes are
/// counted, then those that repeat a pair of their visite are taken away: two plain
/// questions in one statement, where a single one would look back from every line.
pub async fn crossing(
    link: &mut Link,
    period: Period,
    scope: &Scope,
    dimensions: (Dimension, Dimension),
) -> Result<Crossing, StoreError> {
    let sql = demandes(Sql::new(""), period, scope, dimensions, false).add("UNION ALL");
    let sql = demandes(sql, period, scope, dimensions, true);
    let mut found = Crossing::new();
    for row in &link.fetch_sql(sql).await? {
        let (n, again) = (row.int("n")?, row.int("again")? != 0);
        let cell = found.entry((row.text("a")?, row.text("b")?)).or_default();
        cell.demandes += if again { 0 } else { n };
        cell.visites += if again { -n } else { n };
    }
    Ok(found)
}

/// Asks for demandes by pair of values; `again`: only those whose visite has the pair
/// already.
fn demandes(
    sql: Sql,
    period: Period,
    scope: &Scope,
    (a, b): (Dimension, Dimension),
    again: bool,
) -> Sql {
    let sql = sql
        .add("SELECT")
        .add(column(a))
        .add("AS a,")
        .add(column(b))
        .add("AS b,")
        .add(if again {
            "CAST(1 AS BIGINT)"
        } else {
            "CAST(0 AS BIGINT)"
        })
        .add("AS again, COUNT(*) AS n FROM demande d")
        .add_if(
            is_of_visite(a) || is_of_visite(b),
            "JOIN visite v ON v.id = d.visite",
        )
        .arg("WHERE d.cancelled = 0 AND d.date >=", period.from)
        .arg("AND d.date <=", period.to);
    let sql = match scope {
        Scope::All => sql,
        Scope::Partner(code) => sql.arg("AND d.partner =", code),
        Scope::Place(code) => sql.arg("AND d.place =", code),
    };
    let sql = if again {
        repeating(sql, scope, (a, b))
    } else {
        sql
    };
    sql.add("GROUP BY 1, 2")
}

/// Keeps the demandes that an earlier one of their visite repeats.
fn repeating(sql: Sql, scope: &Scope, (a, b): (Dimension, Dimension)) -> Sql {
    sql.add("AND d.rank > 0 AND EXISTS (SELECT 1 FROM demande e")
        .add("WHERE e.visite = d.visite AND e.rank < d.rank")
        .add(same_demande(a))
        .add(same_demande(b))
        .add_if(
            matches!(scope, Scope::Partner(_)),
            "AND e.partner = d.partner",
        )
        .add(")")
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
pub(super) fn column(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Total => "'*'",
        Dimension::Partner => "d.partner",
        Dimension::Theme => "d.theme",
        Dimension::Demarche => "d.demarche",
        Dimension::Kind => "d.kind",
        Dimension::Outcome => "d.outcome",
        Dimension::KindConfirmed => "d.kind_confirmed",
        Dimension::Commune => "v.commune",
        // Kept with the demande too, which spares reading its visite.
        Dimension::Place => "d.place",
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

/// Whether the column stands with the visite alone.
fn is_of_visite(dimension: Dimension) -> bool {
    column(dimension).starts_with("v.")
}

/// That another demande `e` of the same visite has the same value; what belongs to
/// the visite is the same for all.
pub(crate) fn same_demande(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Partner => "AND e.partner = d.partner",
        Dimension::Theme => "AND e.theme = d.theme",
        Dimension::Demarche => "AND e.demarche = d.demarche",
        Dimension::Kind => "AND e.kind = d.kind",
        Dimension::Outcome => "AND e.outcome = d.outcome",
        Dimension::KindConfirmed => "AND e.kind_confirmed = d.kind_confirmed",
        _ => "",
    }
}
