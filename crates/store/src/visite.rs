//! Visites: one by its identifier, the list of a day, and searches.

mod months;

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    ids::PersonId,
    period::Period,
    stats::Dimension,
    visite::{FirstTime, Visite},
};

use crate::{Link, Row, Sql, StoreError, args, project::visites, stats};

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

/// The visites of a person, cancelled ones apart, latest first.
///
/// # Errors
/// Those of the database.
pub async fn of_person(link: &mut Link, person: &PersonId) -> Result<Vec<Line>, StoreError> {
    let sql = "SELECT * FROM visite WHERE person = $1 AND cancelled = 0
               ORDER BY date DESC, at DESC, id DESC";
    let rows = link.fetch(sql, args![person]).await?;
    lines(link, &rows).await
}

/// A page of visites, latest first.
///
/// A list has one index, in the order of its lines and with everything that may be asked of
/// them. A rare value is looked for in the months that hold it: the roll-up knows them.
pub async fn list(
    link: &mut Link,
    filter: &Filter,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let Some(led) = months::rarest(link, filter).await? else {
        let of_demande = !filter.of_demande().is_empty();
        return page(link, (filter, filter.period, of_demande), after, limit).await;
    };
    let of_demande = led.dimension.is_of_demande();
    let mut found: Vec<Line> = Vec::new();
    let mut windows = led.windows(filter.period, after);
    let mut wanted = limit;
    while wanted > 0 {
        let Some(window) = windows.next(wanted) else {
            break;
        };
        let lines = page(link, (filter, Some(window), of_demande), after, wanted).await?;
        wanted -= i64::try_from(lines.len()).unwrap_or(wanted);
        found.extend(lines);
    }
    Ok(found)
}

/// The lines of some days, read from the demandes or from the visites.
async fn page(
    link: &mut Link,
    (filter, days, of_demande): (&Filter, Option<Period>, bool),
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let sql = Sql::new("SELECT w.* FROM (");
    let sql = if of_demande {
        by_demande(sql, filter, days, after)
    } else {
        by_visite(sql, filter, days, after)
    };
    let sql = sql
        .arg("LIMIT", limit)
        .add(") x JOIN visite w ON w.id = x.id ORDER BY w.date DESC, w.at DESC, w.id DESC");
    let rows = link.fetch_sql(sql).await?;
    lines(link, &rows).await
}

/// From the visites; what a demande must hold is looked at after.
fn by_visite(sql: Sql, filter: &Filter, days: Option<Period>, after: Option<&After>) -> Sql {
    let sql = sql.add("SELECT v.id AS id FROM visite v WHERE 1 = 1");
    let sql = of_a_visite(of_days(sql, filter, days), filter);
    let sql = of_a_demande(
        sql,
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
fn of_a_demande(sql: Sql, filter: &Filter, begin: &'static str, end: &'static str) -> Sql {
    let wanted = filter.of_demande();
    if wanted.is_empty() {
        return sql;
    }
    wanted
        .iter()
        .fold(sql.add(begin), |sql, (dimension, value)| {
            sql.arg(demande_is(*dimension), *value)
        })
        .add(end)
}

/// From the demandes: a value of theirs is found without a look at each visite. Of several
/// demandes that hold, the first stands for its visite.
fn by_demande(sql: Sql, filter: &Filter, days: Option<Period>, after: Option<&After>) -> Sql {
    let wanted = filter.of_demande();
    let sql = sql
        .add("SELECT d.visite AS id FROM demande d WHERE 1 = 1")
        .add_if(!filter.cancelled, "AND d.cancelled = 0")
        .arg_if("AND d.date >=", days.map(|p| p.from))
        .arg_if("AND d.date <=", days.map(|p| p.to));
    let sql = wanted.iter().fold(sql, |sql, (dimension, value)| {
        sql.arg(demande_is(*dimension), *value)
    });
    let sql = sql.add(
        "AND NOT EXISTS (SELECT 1 FROM demande e WHERE e.visite = d.visite AND e.rank < d.rank",
    );
    let sql = wanted.iter().fold(sql, |sql, (dimension, _)| {
        sql.add(stats::same_demande(*dimension))
    });
    let sql = sql.add(")");
    let sql = if filter.asks_of_a_visite() {
        let begun = sql.add("AND (SELECT COUNT(*) FROM visite v WHERE v.id = d.visite");
        of_a_visite(begun, filter).add(") > 0")
    } else {
        sql
    };
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

    /// Whether anything but its days is asked of the visite itself.
    fn asks_of_a_visite(&self) -> bool {
        let is_asked = |(dimension, _): &(Dimension, String)| visite_is(*dimension).is_some();
        self.to_finish
            || self.author.is_some()
            || self.permanence.is_some()
            || self.words.is_some()
            || self.values.iter().any(is_asked)
    }
}

/// How many visites a filter holds. Everything is read from the roll-up: counting
/// it would walk every visite.
pub async fn count(link: &mut Link, filter: &Filter) -> Result<i64, StoreError> {
    if *filter == Filter::default() {
        return stats::all_visites(link).await;
    }
    let sql = Sql::new("SELECT COUNT(*) AS n FROM visite v WHERE 1 = 1");
    let sql = of_a_visite(of_days(sql, filter, filter.period), filter);
    let sql = of_a_demande(
        sql,
        filter,
        "AND EXISTS (SELECT 1 FROM demande d WHERE d.visite = v.id",
        ")",
    );
    link.fetch_sql(sql)
        .await?
        .first()
        .map_or(Ok(0), |row| row.int("n"))
}

/// The days of visites, and whether the cancelled ones are shown.
fn of_days(sql: Sql, filter: &Filter, days: Option<Period>) -> Sql {
    sql
        // The sign turns SQLite away from the index of every visite: few are to finish.
        .add_if(
            !filter.cancelled,
            if filter.to_finish { "AND +v.cancelled = 0" } else { "AND v.cancelled = 0" },
        )
        .arg_if("AND v.date >=", days.map(|p| p.from))
        .arg_if("AND v.date <=", days.map(|p| p.to))
}

/// Every condition of a filter that belongs to the visite itself, its days apart.
fn of_a_visite(sql: Sql, filter: &Filter) -> Sql {
    let words = filter
        .words
        .as_deref()
        .map(|w| format!("%{}%", w.to_lowercase().replace(['%', '_'], " ")));
    let sql = sql
        .arg_if("AND v.author =", filter.author.as_deref())
        .arg_if("AND v.permanence =", filter.permanence.as_deref())
        .arg_if("AND lower(v.note) LIKE", words)
        .add_if(
            filter.to_finish,
            "AND v.id IN (SELECT d.visite FROM demande d WHERE d.to_finish = 1)",
        );
    filter
        .values
        .iter()
        .fold(sql, |sql, (dimension, value)| match visite_is(*dimension) {
            Some(piece) => sql.arg(piece, value.as_str()),
            None => sql,
        })
}

/// The condition of one value of a demande.
fn demande_is(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Partner => "AND d.partner =",
        Dimension::Theme => "AND d.theme =",
        Dimension::Demarche => "AND d.demarche =",
        Dimension::Kind => "AND d.kind =",
        Dimension::Outcome => "AND d.outcome =",
        _ => "AND d.kind_confirmed =",
    }
}

/// The condition of one value of a visite; a demande's is elsewhere.
fn visite_is(dimension: Dimension) -> Option<&'static str> {
    Some(match dimension {
        Dimension::Commune => "AND v.commune =",
        Dimension::Place => "AND v.place =",
        Dimension::Channel => "AND v.channel =",
        Dimension::Duration => "AND v.duration =",
        Dimension::Age => "AND v.age =",
        Dimension::Sex => "AND v.sex =",
        Dimension::Status => "AND v.status =",
        Dimension::Residence => "AND v.residence =",
        Dimension::Autonomy => "AND v.autonomy =",
        Dimension::First => "AND v.first_time =",
        _ => return None,
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
