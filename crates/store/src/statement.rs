//! Statements: what they are counted from, and those already issued.

use std::collections::BTreeMap;

use plus_domain::{
    ids::PartnerCode,
    period::{HalfYear, Month, Period},
    statement::{
        Issued, Permanences, Protection, Restes, Sceau, Served, Statement, tally::Received,
    },
    visite::{FirstTime, Visite},
};

use crate::{Link, Row, Sql, StoreError, args, visite};

/// A statement as stored.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Number.
    pub number: String,
    /// Partner.
    pub partner: PartnerCode,
    /// Month.
    pub month: Month,
    /// Canonical JSON.
    pub json: String,
    /// BLAKE3 of the canonical JSON.
    pub hash: String,
    /// BLAKE3 of each file, by format.
    pub files: BTreeMap<String, String>,
    /// Who issued it.
    pub author: String,
    /// Instant of issue, milliseconds UTC.
    pub at: i64,
    /// The seal over its files; nothing when an older program issued it.
    pub seal: Option<Sceau>,
}

impl Stored {
    /// The statement itself.
    pub fn statement(&self) -> Result<Statement, StoreError> {
        Statement::from_json(self.json.as_bytes()).map_err(|e| StoreError::value("json", e))
    }
}

/// Every visite of some months, both included, where a partner is concerned.
pub async fn received(
    link: &mut Link,
    partner: &PartnerCode,
    from: Month,
    to: Month,
) -> Result<Vec<Received>, StoreError> {
    let filter = visite::Filter {
        period: Some(Period {
            from: from.first_day(),
            to: to.last_day(),
        }),
        values: vec![(plus_domain::stats::Dimension::Partner, partner.to_string())],
        ..visite::Filter::default()
    };
    each(link, &filter, |visite, first| {
        Received::by(partner, visite, first)
    })
    .await
}

/// Every visite of a filter, page after page, as `seen`.
async fn each<T>(
    link: &mut Link,
    filter: &visite::Filter,
    mut seen: impl FnMut(&Visite, FirstTime) -> Option<T>,
) -> Result<Vec<T>, StoreError> {
    const PAGE: i64 = 5_000;
    let mut received = Vec::new();
    let mut after: Option<visite::After> = None;
    loop {
        let lines = visite::list(link, filter, after.as_ref(), PAGE).await?;
        let Some(last) = lines.last() else {
            return Ok(received);
        };
        after = Some(visite::After::line(last));
        received.extend(lines.iter().filter_map(|l| seen(&l.visite, l.first)));
    }
}

/// Every visite of a half-year, as the whole relay sees it, all counted in its first month.
///
/// # Errors
/// Those of the database.
pub async fn received_by_all(link: &mut Link, half: HalfYear) -> Result<Vec<Received>, StoreError> {
    let filter = visite::Filter {
        period: Some(half.period()),
        ..visite::Filter::default()
    };
    let month = half.first();
    each(link, &filter, |visite, first| {
        Some(Received::by_all(visite, first, month))
    })
    .await
}

/// The visites of a half-year by month, and its demandes by partner, with the people of each; and
/// what is left of them for each partner that holds statements.
///
/// # Errors
/// Those of the database.
pub async fn served(
    link: &mut Link,
    half: HalfYear,
    restes: &mut Restes,
) -> Result<Served, StoreError> {
    let filter = visite::Filter {
        period: Some(half.period()),
        ..visite::Filter::default()
    };
    let mut served = Served::default();
    each(link, &filter, |visite, first| {
        served.add(visite);
        restes.add(visite, first);
        None::<()>
    })
    .await?;
    Ok(served)
}

/// The visites of some days where a partner is concerned, latest first, as they stood when the
/// journal here was `cut` entries long: what came or was corrected since is left out.
///
/// # Errors
/// Those of the database.
pub async fn received_at(
    link: &mut Link,
    partner: &PartnerCode,
    period: Period,
    cut: u64,
) -> Result<Vec<visite::Line>, StoreError> {
    crate::project::visites::as_of(link, partner, period, cut).await
}

/// Everything issued to a partner, in the order of issue: what a reader knows.
pub async fn history(link: &mut Link, partner: &PartnerCode) -> Result<Vec<Issued>, StoreError> {
    let rows = link
        .fetch(
            "SELECT json, protection FROM statement WHERE partner = $1 ORDER BY hlc, number",
            args![partner],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let statement: Statement = row.json("json")?;
            let protection: Protection = row.json("protection")?;
            Ok(Issued {
                statement,
                protection,
            })
        })
        .collect()
}

/// Statements, latest month first; of one partner, or of all.
pub async fn list(
    link: &mut Link,
    partner: Option<&PartnerCode>,
) -> Result<Vec<Stored>, StoreError> {
    let sql = Sql::new("SELECT * FROM statement WHERE 1 = 1").arg_if("AND partner =", partner);
    let rows = link
        .fetch_sql(sql.add("ORDER BY month DESC, partner, number DESC"))
        .await?;
    rows.iter().map(read).collect()
}

/// Statements of a month, of every partner, those amended too.
///
/// # Errors
/// Those of the database.
pub async fn of_month(link: &mut Link, month: Month) -> Result<Vec<Stored>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM statement WHERE month = $1 ORDER BY partner, at, number",
            args![month],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The months of which a statement was issued from an instant on (milliseconds UTC).
///
/// # Errors
/// Those of the database.
pub async fn months_since(link: &mut Link, at: i64) -> Result<Vec<Month>, StoreError> {
    let rows = link
        .fetch(
            "SELECT DISTINCT month FROM statement WHERE at >= $1 ORDER BY month",
            args![at],
        )
        .await?;
    rows.iter()
        .map(|row| row.parsed("month", str::parse))
        .collect()
}

/// One statement by its number.
pub async fn by_number(link: &mut Link, number: &str) -> Result<Option<Stored>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM statement WHERE number = $1", args![number])
        .await?;
    row.as_ref().map(read).transpose()
}

/// The half-days of a month: closed, cancelled, and communes where one was held.
pub async fn permanences(
    link: &mut Link,
    month: Month,
    commune_of: impl Fn(&str) -> Option<String>,
) -> Result<Permanences, StoreError> {
    let mut counted = Permanences::default();
    let mut communes = std::collections::BTreeSet::new();
    for permanence in crate::permanence::between(link, month.period()).await? {
        match permanence.state {
            plus_domain::permanence::PermanenceState::Closed => {
                counted.held += 1;
                communes.extend(commune_of(permanence.place.as_str()));
            }
            plus_domain::permanence::PermanenceState::Cancelled => counted.cancelled += 1,
            _ => {}
        }
    }
    counted.communes = u32::try_from(communes.len()).unwrap_or(u32::MAX);
    Ok(counted)
}

/// Permanences of a month that are past and not closed: a statement should wait.
pub async fn unclosed(link: &mut Link, month: Month) -> Result<i64, StoreError> {
    link.count(
        "SELECT COUNT(*) AS n FROM permanence WHERE date >= $1 AND date <= $2 AND state IN ('prevue', 'ouverte', 'deplacee')",
        args![month.first_day(), month.last_day()],
    )
    .await
}

/// Position of the last journal entry here.
pub async fn journal_position(link: &mut Link) -> Result<u64, StoreError> {
    let last = link
        .count(
            "SELECT CAST(COALESCE(MAX(pos), 0) AS BIGINT) AS n FROM journal",
            args![],
        )
        .await?;
    Ok(u64::try_from(last).unwrap_or(0))
}

fn read(row: &Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        number: row.text("number")?,
        partner: row.text("partner")?.into(),
        month: row.parsed("month", str::parse)?,
        json: row.text("json")?,
        hash: row.text("hash")?,
        files: row.json("files")?,
        author: row.text("author")?,
        at: row.int("at")?,
        seal: row
            .opt_text("seal")?
            .map(|text| serde_json::from_str(&text).map_err(|e| StoreError::value("seal", e)))
            .transpose()?,
    })
}

/// Every key that sealed a statement, in hexadecimal, with the first and the last instant
/// (milliseconds UTC).
///
/// # Errors
/// Those of the database.
pub async fn keys(link: &mut Link) -> Result<BTreeMap<String, (i64, i64)>, StoreError> {
    let rows = link
        .fetch(
            "SELECT seal, at FROM statement WHERE seal IS NOT NULL ORDER BY at",
            args![],
        )
        .await?;
    let mut keys = BTreeMap::new();
    for row in &rows {
        let (seal, at): (Sceau, i64) = (row.json("seal")?, row.int("at")?);
        let seen = keys.entry(seal.key).or_insert((at, at));
        *seen = (seen.0.min(at), seen.1.max(at));
    }
    Ok(keys)
}
