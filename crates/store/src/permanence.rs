//! Permanences: those of a day, of a period, and one by its identifier.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plus_domain::{
    event::Event,
    ids::{AccountId, NodeId, PermanenceId},
    period::{Period, parse_date},
    permanence::{Permanence, PermanenceState, Site, Told},
};
use plus_journal::{Entry, Hlc};

use crate::{
    Link, Row, StoreError, args,
    journal::{read_stored, signed},
};

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

/// Permanences of a period as they stood when the journal had a given length: what a frozen
/// statement counted. Each is told again from the entries of before, in the order of clocks;
/// one whose entries were erased is not answered.
///
/// # Errors
/// Those of the database.
pub async fn between_at(
    link: &mut Link,
    period: Period,
    cut: u64,
) -> Result<Vec<Permanence>, StoreError> {
    let rows = link
        .fetch(
            "SELECT j.pos, j.node, j.epoch, j.seq, j.prev, j.type, j.v, j.hlc, j.content, j.hash, b.salt, b.body
             FROM permanence p JOIN trace t ON t.subject = p.id
             JOIN journal j ON j.pos = t.pos LEFT JOIN body b ON b.pos = j.pos
             WHERE j.type = 'permanence.set' AND j.pos <= $1",
            args![signed(cut)],
        )
        .await?;
    let mut then: BTreeMap<PermanenceId, ((u64, NodeId), Permanence)> = BTreeMap::new();
    for row in &rows {
        let Entry {
            kind,
            version,
            hlc,
            node,
            body,
            ..
        } = read_stored(row)?.entry;
        let Some((_, body)) = body else { continue };
        let read: Result<Event, _> = Event::read(&kind, version, &body);
        let Ok(Event::PermanenceSet(said)) = read else {
            continue;
        };
        let clock = (hlc.raw(), node);
        let held = then.get(&said.id);
        if held.is_none_or(|(before, _)| clock > *before) {
            then.insert(said.id.clone(), (clock, said));
        }
    }
    let said = then.into_values().map(|(_, said)| said);
    let mut found: Vec<Permanence> = said.filter(|one| period.contains(one.date)).collect();
    found.sort_by(|a, b| (a.date, a.start, &a.id).cmp(&(b.date, b.start, &b.id)));
    Ok(found)
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
