//! Visites: one by its identifier, the list of a day, and searches.

mod leader;

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    period::Period,
    stats::Dimension,
    visite::{FirstTime, Visite},
};

use crate::{Engine, Link, Row, Sql, StoreError, args, project::visites, stats};

/// A visite as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The visite.
    pub visite: Visite,
    /// Effective answer to « first time ».
    pub first: FirstTime,
    /// Whether it was cancelled.
    pub cancelled: bool,
}

/// What a list is restricted to. Everything absent: everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Dates.
    pub period: Option<Period>,
    /// Dimension and value, as a figure shows them; several must all hold.
    pub values: Vec<(Dimension, String)>,
    /// Author.
    pub author: Option<String>,
    /// Permanence.
    pub permanence: Option<String>,
    /// Only demandes left for the return of the network.
    pub to_finish: bool,
    /// Words of the note.
    pub words: Option<String>,
    /// Also show cancelled visites.
    pub cancelled: bool,
}

/// Where a page of a list begins: the last line of the page before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// Business date.
    pub date: String,
    /// Instant.
    pub at: i64,
    /// Identifier.
    pub id: String,
}

impl After {
    /// The page after a line begins there.
    pub fn line(line: &Line) -> Self {
        Self {
            date: line.visite.date.to_string(),
            at: line.visite.at,
            id: line.visite.id.to_string(),
        }
    }
}

/// One visite, cancelled or not.
pub async fn by_id(link: &mut Link, id: &str) -> Result<Option<Line>, StoreError> {
    let rows = link
        .fetch("SELECT * FROM visite WHERE id = $1", args![id])
        .await?;
    Ok(lines(link, &rows).await?.pop())
}

/// A page of visites, latest first.
pub async fn list(
    link: &mut Link,
    filter: &Filter,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let led = leader::rarest(link, filter).await?;
    let of_demande = led.map_or_else(|| !filter.of_demande().is_empty(), Dimension::is_of_demande);
    // PostgreSQL knows how rare each value is: telling it which index would only blur that.
    let told = led.filter(|_| link.engine() == Engine::Sqlite);
    let sql = if of_demande {
        by_demande(filter, after, told)
    } else {
        by_visite(filter, after, told)
    };
    let rows = link.fetch_sql(sql.arg("LIMIT", limit)).await?;
    lines(link, &rows).await
}

/// Led by an index of the visites; what a demande must hold is looked at after.
fn by_visite(filter: &Filter, after: Option<&After>, led: Option<Dimension>) -> Sql {
    let sql = Sql::new("SELECT v.* FROM visite v WHERE 1 = 1");
    let sql = asked_of_a_demande(
        restrict(sql, filter, led),
        filter,
        "AND (SELECT COUNT(*) FROM demande d WHERE d.visite = v.id",
        ") > 0",
    );
    let sql = match after {
        None => sql,
        Some(a) => sql
            .arg("AND (v.date, v.at, v.id) < (", a.date.as_str())
            .arg(",", a.at)
            .arg(",", a.id.as_str())
            .add(")"),
    };
    sql.add("ORDER BY v.date DESC, v.at DESC, v.id DESC")
}

/// One demande of the visite holds every value asked of a demande. A count is made
/// visite by visite; an `EXISTS` may be made first, of every demande there is.
fn asked_of_a_demande(sql: Sql, filter: &Filter, begin: &'static str, end: &'static str) -> Sql {
    let wanted = filter.of_demande();
    if wanted.is_empty() {
        return sql;
    }
    wanted
        .iter()
        .fold(sql.add(begin), |sql, (dimension, value)| {
            sql.arg(leader::demande_is(*dimension, false), *value)
        })
        .add(end)
}

/// Led by the index of the demandes: a rare value is found without walking all
/// visites. Of several demandes that hold, the first stands for its visite.
fn by_demande(filter: &Filter, after: Option<&After>, led: Option<Dimension>) -> Sql {
    let wanted = filter.of_demande();
    let sql = Sql::new("SELECT v.* FROM demande d JOIN visite v ON v.id = d.visite WHERE 1 = 1");
    let sql = wanted.iter().fold(sql, |sql, (dimension, value)| {
        let leads = led.is_none_or(|led| led == *dimension);
        sql.arg(leader::demande_is(*dimension, leads), *value)
    });
    let sql = sql.add(
        "AND NOT EXISTS (SELECT 1 FROM demande e WHERE e.visite = d.visite AND e.rank < d.rank",
    );
    let sql = wanted.iter().fold(sql, |sql, (dimension, _)| {
        sql.add(stats::same_demande(*dimension))
    });
    let sql = sql
        .add(")")
        .arg_if("AND d.date >=", filter.period.map(|p| p.from))
        .arg_if("AND d.date <=", filter.period.map(|p| p.to));
    let sql = restrict(sql, filter, led);
    let sql = match after {
        None => sql,
        Some(a) => sql
            .arg("AND (d.date, d.at, d.visite) < (", a.date.as_str())
            .arg(",", a.at)
            .arg(",", a.id.as_str())
            .add(")"),
    };
    sql.add("ORDER BY d.date DESC, d.at DESC, d.visite DESC")
}

impl Filter {
    /// The values that one and the same demande must hold. Within a partner, « first
    /// time » speaks of an accompagnement by that partner.
    fn of_demande(&self) -> Vec<(Dimension, &str)> {
        let mut wanted: Vec<(Dimension, &str)> = self
            .values
            .iter()
            .filter(|(dimension, _)| dimension.is_of_demande())
            .map(|(dimension, value)| (*dimension, value.as_str()))
            .collect();
        let first = self
            .values
            .iter()
            .any(|(dimension, _)| *dimension == Dimension::First);
        if first && !wanted.is_empty() && !wanted.iter().any(|(d, _)| *d == Dimension::Kind) {
            wanted.push((Dimension::Kind, "accompagnement"));
        }
        wanted
    }
}

/// How many visites a filter holds. Everything is read from the roll-up: counting
/// it would walk every visite.
pub async fn count(link: &mut Link, filter: &Filter) -> Result<i64, StoreError> {
    if *filter == Filter::default() {
        return stats::all_visites(link).await;
    }
    let sql = Sql::new("SELECT COUNT(*) AS n FROM visite v WHERE 1 = 1");
    let sql = asked_of_a_demande(
        restrict(sql, filter, None),
        filter,
        "AND EXISTS (SELECT 1 FROM demande d WHERE d.visite = v.id",
        ")",
    );
    link.fetch_sql(sql)
        .await?
        .first()
        .map_or(Ok(0), |row| row.int("n"))
}

/// Every condition of a filter that belongs to the visite itself. When one value
/// leads, the others may not.
fn restrict(sql: Sql, filter: &Filter, led: Option<Dimension>) -> Sql {
    let words = filter
        .words
        .as_deref()
        .map(|w| format!("%{}%", w.to_lowercase().replace(['%', '_'], " ")));
    let sql = sql
        // The sign turns SQLite away from the index of every visite: few are to finish.
        .add_if(!filter.cancelled, if filter.to_finish { "AND +v.cancelled = 0" } else { "AND v.cancelled = 0" })
        .arg_if("AND v.date >=", filter.period.map(|p| p.from))
        .arg_if("AND v.date <=", filter.period.map(|p| p.to))
        .arg_if("AND v.author =", filter.author.as_deref())
        .arg_if("AND v.permanence =", filter.permanence.as_deref())
        .arg_if("AND lower(v.note) LIKE", words)
        .add_if(
            filter.to_finish,
            "AND v.id IN (SELECT d.visite FROM demande d WHERE d.to_finish = 1)",
        );
    filter.values.iter().fold(sql, |sql, (dimension, value)| {
        let leads = led.is_none_or(|led| led == *dimension);
        match leader::visite_is(*dimension, leads) {
            Some(piece) => sql.arg(piece, value.as_str()),
            None => sql,
        }
    })
}

/// Of some identifiers, the visites that are stored, each with the identifiers of
/// its demandes.
pub async fn stored(
    link: &mut Link,
    ids: &[String],
) -> Result<BTreeMap<String, BTreeSet<String>>, StoreError> {
    let rows = link
        .fetch_set(
            "SELECT visite, id FROM demande WHERE visite IN (SELECT value FROM json_each($1))",
            "SELECT visite, id FROM demande WHERE visite = ANY($1)",
            ids,
        )
        .await?;
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &rows {
        let demandes = found.entry(row.text("visite")?).or_default();
        demandes.insert(row.text("id")?);
    }
    Ok(found)
}

async fn lines(link: &mut Link, rows: &[Row]) -> Result<Vec<Line>, StoreError> {
    let ids: Vec<String> = rows
        .iter()
        .map(|r| r.text("id"))
        .collect::<Result<_, _>>()?;
    let mut demandes = visites::read_demandes(link, &ids).await?;
    rows.iter()
        .zip(&ids)
        .map(|(row, id)| {
            let visite = visites::read_visite(row, demandes.remove(id).unwrap_or_default())?;
            let first = row
                .choice("first_time", FirstTime::from_code)
                .unwrap_or(visite.first);
            Ok(Line {
                first,
                cancelled: row.flag("cancelled")?,
                visite,
            })
        })
        .collect()
}
