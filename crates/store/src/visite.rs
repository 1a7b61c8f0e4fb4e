//! Visites: one by its identifier, the list of a day, and searches.

use plus_domain::{
    period::Period,
    stats::Dimension,
    visite::{FirstTime, Visite},
};

use crate::{Link, Row, Sql, StoreError, args, project::visites};

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
#[derive(Debug, Clone, Default)]
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
    let sql = restrict(Sql::new("SELECT v.* FROM visite v WHERE 1 = 1"), filter);
    let sql = match after {
        None => sql,
        Some(a) => sql
            .arg("AND (v.date, v.at, v.id) < (", a.date.as_str())
            .arg(",", a.at)
            .arg(",", a.id.as_str())
            .add(")"),
    };
    let rows = link
        .fetch_sql(
            sql.add("ORDER BY v.date DESC, v.at DESC, v.id DESC")
                .arg("LIMIT", limit),
        )
        .await?;
    lines(link, &rows).await
}

/// How many visites a filter holds.
pub async fn count(link: &mut Link, filter: &Filter) -> Result<i64, StoreError> {
    let sql = restrict(
        Sql::new("SELECT COUNT(*) AS n FROM visite v WHERE 1 = 1"),
        filter,
    );
    link.fetch_sql(sql)
        .await?
        .first()
        .map_or(Ok(0), |row| row.int("n"))
}

fn restrict(sql: Sql, filter: &Filter) -> Sql {
    let words = filter
        .words
        .as_deref()
        .map(|w| format!("%{}%", w.to_lowercase().replace(['%', '_'], " ")));
    let sql = sql
        .add_if(!filter.cancelled, "AND v.cancelled = 0")
        .arg_if("AND v.date >=", filter.period.map(|p| p.from))
        .arg_if("AND v.date <=", filter.period.map(|p| p.to))
        .arg_if("AND v.author =", filter.author.as_deref())
        .arg_if("AND v.permanence =", filter.permanence.as_deref())
        .arg_if("AND lower(v.note) LIKE", words)
        .add_if(
            filter.to_finish,
            "AND EXISTS (SELECT 1 FROM demande d WHERE d.visite = v.id AND d.to_finish = 1)",
        );
    filter.values.iter().fold(sql, |sql, (dimension, value)| {
        holding(sql, *dimension, value)
    })
}

/// The condition of one value. Demande values are looked up by their own index.
fn holding(sql: Sql, dimension: Dimension, value: &str) -> Sql {
    let piece = match dimension {
        Dimension::Total => return sql,
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
        Dimension::Partner => {
            "AND EXISTS (SELECT 1 FROM demande d WHERE d.visite = v.id AND d.partner ="
        }
        Dimension::Theme => {
            "AND EXISTS (SELECT 1 FROM demande d WHERE d.visite = v.id AND d.theme ="
        }
        Dimension::Demarche => {
            "AND EXISTS (SELECT 1 FROM demande d WHERE d.visite = v.id AND d.demarche ="
        }
        Dimension::Kind => "AND EXISTS (SELECT 1 FROM demande d WHERE d.visite = v.id AND d.kind =",
        Dimension::Outcome => {
            "AND EXISTS (SELECT 1 FROM demande d WHERE d.visite = v.id AND d.outcome ="
        }
        Dimension::KindConfirmed => {
            "AND EXISTS (SELECT 1 FROM demande d WHERE d.visite = v.id AND d.kind_confirmed ="
        }
    };
    sql.arg(piece, value).add_if(dimension.is_of_demande(), ")")
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
