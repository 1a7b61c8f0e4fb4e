//! Documents of a contact: after the entries, part after part, as far as the day allows.
//! Anything may be cut anywhere: the next contact goes on from the last part.

use jiff::{Timestamp, tz::TimeZone};
use plus_store::{
    Store, StoreError,
    document::{self, Arriving},
    transfer::{self, Day, Direction, Due, Waiting},
};
use reqwest::{Method, StatusCode, header::RANGE};

use super::{
    contact::{ContactError, Refusal},
    disk,
    road::{Came, Road, Sent},
};
use crate::content::travel::{self, Contents};

/// Bytes of a part (sync.md, 5.8).
pub const PART: u32 = 1 << 20;
/// Largest document that a machine takes or gives, bytes.
pub const MOST: u64 = 1 << 30;

/// Fetches and sends what waits. A document that cannot travel says why and stops neither
/// the others nor the exchange.
///
/// # Errors
/// When what answers is not our hub; those of the database.
pub async fn exchange(store: &Store, road: &mut Road<'_>) -> Result<Waiting, ContactError> {
    flush(store, road).await?;
    match learn(store, road).await {
        // An older hub offers nothing.
        Ok(()) | Err(ContactError::Refused(_)) => {}
        Err(error) => return settle(store, error).await,
    }
    let due = transfer::due(&mut store.read().await?).await?;
    for one in due {
        let outcome = carry(store, road, &one).await;
        flush(store, road).await?;
        match outcome {
            Ok(Step::Done) => forget(store, &one).await?,
            Ok(Step::Waits(reason)) => note(store, &one.hash, Some(&reason)).await?,
            Err(error @ (ContactError::Impostor | ContactError::Store(_))) => return Err(error),
            Err(error) => note(store, &one.hash, Some(&error.to_string())).await?,
        }
    }
    waiting(store).await
}

/// A cut after the entries is no failure of the exchange: documents wait.
async fn settle(store: &Store, error: ContactError) -> Result<Waiting, ContactError> {
    match error {
        ContactError::Unreachable(_) | ContactError::InTheWay(_) => waiting(store).await,
        error => Err(error),
    }
}

async fn waiting(store: &Store) -> Result<Waiting, ContactError> {
    Ok(transfer::waiting(&mut store.read().await?).await?)
}

/// How a document stands after a contact.
enum Step {
    /// It arrived, or there is nothing to fetch any more.
    Done,
    /// It goes on later, for this reason.
    Waits(String),
}

impl Step {
    fn waits(reason: &str) -> Self {
        Self::Waits(reason.to_owned())
    }
}

/// Learns what the hub offers, and keeps what this machine lacks. What the hub offers no
/// more is not waited for.
async fn learn(store: &Store, road: &mut Road<'_>) -> Result<(), ContactError> {
    let contents: Contents = road.get("contents").await?;
    let mut wanted = Vec::new();
    for offered in contents.documents {
        let known = offered.kind == travel::KIND && offered.size <= MOST;
        if known && travel::lacks(store, &offered).await.map_err(unusable)? {
            wanted.push(offered);
        }
    }
    let now = road.outside.now_ms();
    let mut tx = store.begin().await?;
    for old in transfer::due(&mut tx).await? {
        let still = wanted.iter().any(|offered| offered.hash == old.hash);
        if old.direction == Direction::Down && !still {
            transfer::settle(&mut tx, &old.hash).await?;
            Arriving::of(store, &old.hash)?.forget();
        }
    }
    for offered in wanted {
        let due = Due {
            hash: offered.hash,
            direction: Direction::Down,
            kind: offered.kind,
            size: offered.size,
            asked_at: now,
            done: 0,
            reason: None,
        };
        transfer::want(&mut tx, &due).await?;
    }
    Ok(tx.commit().await?)
}

fn unusable(error: impl std::fmt::Display) -> ContactError {
    ContactError::Unreadable(error.to_string())
}

async fn carry(store: &Store, road: &mut Road<'_>, due: &Due) -> Result<Step, ContactError> {
    match due.direction {
        Direction::Down => fetch(store, road, due).await,
        Direction::Up => send(store, road, due).await,
    }
}

async fn fetch(store: &Store, road: &mut Road<'_>, due: &Due) -> Result<Step, ContactError> {
    let arriving = Arriving::of(store, &due.hash)?;
    if !disk::has_room(
        &document::folder(store),
        due.size.saturating_sub(arriving.length()),
    ) {
        return Ok(Step::waits("pas assez de place sur le disque"));
    }
    while arriving.length() < due.size {
        if !allowed(store, road, part_of(due, arriving.length())).await? {
            return Ok(Step::waits("le forfait du jour est atteint"));
        }
        let came = ask_part(road, due, arriving.length()).await?;
        if came.status == StatusCode::NOT_FOUND {
            arriving.forget();
            return Ok(Step::Done);
        }
        if !came.status.is_success() || came.body.is_empty() {
            return Err(refused(&came));
        }
        arriving.append(came.body).await?;
        progress(store, &due.hash, arriving.length()).await?;
        flush(store, road).await?;
    }
    if !arriving.is_whole().await? {
        progress(store, &due.hash, 0).await?;
        return Ok(Step::waits(
            "document abîmé en chemin : il est repris depuis le début",
        ));
    }
    if let Err(error) = travel::arrived(store, arriving.file()).await {
        // It is whole: only its opening is tried again, never its way.
        return Ok(Step::waits(&error.to_string()));
    }
    arriving.forget();
    Ok(Step::Done)
}

/// Bytes of the next part.
fn part_of(due: &Due, from: u64) -> u64 {
    due.size.saturating_sub(from).min(u64::from(PART))
}

async fn ask_part(road: &mut Road<'_>, due: &Due, from: u64) -> Result<Came, ContactError> {
    let what = format!("document/{}", due.hash);
    let last = from + part_of(due, from) - 1;
    let range = format!("bytes={from}-{last}");
    let sent = Sent::new(Method::GET, &what).header(RANGE.as_str(), &range);
    road.timed(&sent).await
}

async fn send(store: &Store, road: &mut Road<'_>, due: &Due) -> Result<Step, ContactError> {
    let what = format!("upload/{}?size={}", due.hash, due.size);
    let mut at = offset(&road.timed(&Sent::new(Method::HEAD, &what)).await?)?;
    while at < due.size {
        if !allowed(store, road, part_of(due, at)).await? {
            return Ok(Step::waits("le forfait du jour est atteint"));
        }
        let part = document::part(store, &due.hash, (at, PART)).await?;
        if part.is_empty() {
            return Ok(Step::waits("ce document n’est plus sur cette machine"));
        }
        let sent = Sent::new(Method::PATCH, &what)
            .with(part)
            .header("upload-offset", &at);
        let came = road.timed(&sent).await?;
        match came.status {
            // It was cut after the hub kept the part: the hub says where it is.
            StatusCode::CONFLICT => at = offset(&came)?,
            status if status.is_success() => at = offset(&came)?,
            _ => return Err(refused(&came)),
        }
        progress(store, &due.hash, at).await?;
        flush(store, road).await?;
    }
    Ok(Step::Done)
}

fn offset(came: &Came) -> Result<u64, ContactError> {
    came.offset.ok_or_else(|| refused(came))
}

/// Why the hub does not take or give a part.
fn refused(came: &Came) -> ContactError {
    let said = serde_json::from_slice::<Refusal>(&came.body);
    let status = came.status.as_u16();
    ContactError::Refused(said.map_or_else(|_| format!("HTTP {status}"), |r| r.reason))
}

/// Whether the day allows so many bytes more; entries are never counted out.
pub(super) async fn allowed(store: &Store, road: &Road<'_>, more: u64) -> Result<bool, StoreError> {
    let Some(most) = road.settings.metered_daily_bytes else {
        return Ok(true);
    };
    let day = day(road.outside.now_ms());
    let carried = transfer::carried(&mut store.read().await?, &day).await?;
    Ok(carried.total().saturating_add(more) <= most)
}

/// Counts what the road carried since the last time.
///
/// # Errors
/// Those of the database.
pub async fn flush(store: &Store, road: &mut Road<'_>) -> Result<(), StoreError> {
    let carried = std::mem::take(&mut road.carried);
    let more = Day {
        sent: carried.sent,
        received: carried.received,
    };
    if more == Day::default() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    transfer::carry(&mut tx, &day(road.outside.now_ms()), more).await?;
    tx.commit().await
}

/// The day of an instant, UTC: a daily allowance needs no time zone.
pub fn day(now_ms: i64) -> String {
    let instant = Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    instant.to_zoned_datetime(TimeZone::UTC).date().to_string()
}

async fn progress(store: &Store, hash: &str, done: u64) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    transfer::advance(&mut tx, hash, done, None).await?;
    tx.commit().await
}

async fn note(store: &Store, hash: &str, reason: Option<&str>) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let due = transfer::due(&mut tx).await?;
    let done = due.iter().find(|d| d.hash == hash).map_or(0, |d| d.done);
    transfer::advance(&mut tx, hash, done, reason).await?;
    tx.commit().await
}

/// What has travelled waits no more; what was sent is at the hub, and kept here where it serves.
async fn forget(store: &Store, due: &Due) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    transfer::settle(&mut tx, &due.hash).await?;
    tx.commit().await?;
    match due.direction {
        Direction::Up => document::forget(store, &due.hash).await,
        Direction::Down => Ok(()),
    }
}
