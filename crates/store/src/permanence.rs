//! Permanences: those of a day, of a period, and one by its identifier.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plus_domain::{
    ids::{AccountId, NodeId, PermanenceId},
    period::{Period, parse_date},
    permanence::{Permanence, PermanenceState, Site, Told},
};
use plus_journal::Hlc;

use crate::{Link, Row, StoreError, args};

/// Permanences of a period, in order of date and hour.
pub async fn between(link: &mut Link, period: Period) -> Result<Vec<Permanence>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM permanence WHERE date >= $1 AND date <= $2 ORDER BY date, start_time, id",
            args![period.from, period.to],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Permanences of a day.
pub async fn on(link: &mut Link, day: Date) -> Result<Vec<Permanence>, StoreError> {
    between(link, Period { from: day, to: day }).await
}

/// Those that a batch names and that are known, by identifier.
pub async fn named<'a>(
    link: &mut Link,
    ids: impl Iterator<Item = &'a PermanenceId>,
) -> Result<BTreeMap<PermanenceId, Permanence>, StoreError> {
    let mut found = BTreeMap::new();
    for id in ids {
        if let Some(known) = by_id(link, id.as_str()).await? {
            found.insert(id.clone(), known);
        }
    }
    Ok(found)
}

/// One permanence.
pub async fn by_id(link: &mut Link, id: &str) -> Result<Option<Permanence>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM permanence WHERE id = $1", args![id])
        .await?;
    row.as_ref().map(read).transpose()
}

/// The machine that said last how a permanence stands.
///
/// # Errors
/// Those of the database.
pub async fn said_by(link: &mut Link, id: &PermanenceId) -> Result<Option<NodeId>, StoreError> {
    let sql = "SELECT node FROM permanence WHERE id = $1";
    let row = link.fetch_first(sql, args![id]).await?;
    row.map(|row| Ok(NodeId::new(row.text("node")?)))
        .transpose()
}

/// When each permanence of a period was last changed, milliseconds UTC.
pub async fn changed_at(
    link: &mut Link,
    period: Period,
) -> Result<BTreeMap<PermanenceId, i64>, StoreError> {
    let rows = link
        .fetch(
            "SELECT id, hlc FROM permanence WHERE date >= $1 AND date <= $2",
            args![period.from, period.to],
        )
        .await?;
    let read = |row: &Row| {
        let clock = u64::try_from(row.int("hlc")?).map_err(|e| StoreError::value("hlc", e))?;
        let millis = i64::try_from(Hlc::from_raw(clock).millis());
        let millis = millis.map_err(|e| StoreError::value("hlc", e))?;
        Ok((row.text("id")?.into(), millis))
    };
    rows.iter().map(read).collect()
}

fn told(row: &Row) -> Result<Option<Told>, StoreError> {
    let said = row.opt_text("told")?;
    said.map(|text| serde_json::from_str(&text).map_err(|e| StoreError::value("told", e)))
        .transpose()
}

fn read(row: &Row) -> Result<Permanence, StoreError> {
    let crew: Vec<String> = row.json("crew")?;
    let stated = row
        .opt_int("stated_visites")?
        .map(u32::try_from)
        .transpose();
    Ok(Permanence {
        id: row.text("id")?.into(),
        date: row.parsed("date", parse_date)?,
        start: row.parsed("start_time", str::parse)?,
        end: row.parsed("end_time", str::parse)?,
        place: row.text("place")?.into(),
        site: row.choice("site", Site::from_code)?,
        crew: crew.into_iter().map(AccountId::new).collect(),
        state: row.choice("state", PermanenceState::from_code)?,
        stated_visites: stated.map_err(|e| StoreError::value("stated_visites", e))?,
        reason: row.opt_text("reason")?,
        told: told(row)?,
    })
}
