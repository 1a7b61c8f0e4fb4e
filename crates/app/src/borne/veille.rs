//! At the hub: hears kiosks, and judges each minute, silence included, whether somebody must
//! go there (`plus_domain::alarme`).

use std::time::Duration;

use plus_domain::{
    alarme::{Kind, Seen, Step, Track, Usage, cause, step},
    borne::{Answered, Beat, Heard},
    ids::NodeId,
};
use plus_journal::wire::unhex_bytes;
use plus_store::{
    Link, StoreError, Tx,
    borne::{
        self, Borne,
        alarme::{self, Alarm},
        ordre,
        reglage::{self, Setting},
    },
};
use tokio::sync::watch;

use super::lettre;
use crate::web::state::App;

/// Longest wait between two looks.
const LONGEST: Duration = Duration::from_secs(20);
/// Largest picture of an idle screen, bytes.
const MOST_PICTURE: usize = 4 << 20;
/// How a PNG and a JPEG begin.
const PICTURES: [&[u8]; 2] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"];

/// Looks at every kiosk until `stop` turns true.
pub async fn watch(app: App, mut stop: watch::Receiver<bool>) {
    let period = Duration::from_secs(app.config.beat_seconds.max(1).into());
    let mut forgotten = None;
    while !*stop.borrow() {
        if let Err(error) = look(&app).await {
            tracing::error!(%error, "kiosks cannot be looked at");
        }
        let today = app.today();
        if forgotten.replace(today) != Some(today)
            && let Err(error) = forget(&app).await
        {
            tracing::error!(%error, "what happened to kiosks long ago cannot be forgotten");
        }
        tokio::select! {
            () = tokio::time::sleep(period.min(LONGEST)) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Looks at every kiosk once. Nothing is written while nothing changes.
///
/// # Errors
/// Those of the database.
pub async fn look(app: &App) -> Result<(), StoreError> {
    let mut changing = Vec::new();
    {
        let mut link = app.store.read().await?;
        for borne in borne::all(&mut link).await? {
            if !judge(app, &mut link, &borne).await?.1.is_empty() {
                changing.push(borne.node);
            }
        }
    }
    for node in changing {
        let mut tx = app.store.begin().await?;
        if let Some(borne) = borne::hold(&mut tx, &node).await? {
            apply(app, &mut tx, &borne).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// A change of an alarm: its kind, what it was, what it becomes.
type Change = (Kind, Option<Track>, Step);

/// What changes now of the alarms of a kiosk, and how it is set.
async fn judge(
    app: &App,
    link: &mut Link,
    borne: &Borne,
) -> Result<(Setting, Vec<Change>), StoreError> {
    let today = app.today();
    let days = borne::days(link, &borne.node, Usage::since(today)).await?;
    let usage = Usage::of(&days, today);
    let seen = Seen {
        now_ms: app.outside.now_ms(),
        today,
        period_ms: app.config.beat_ms(),
        beat: borne.beat.as_ref().map(|(beat, at)| (beat, *at)),
        usage: &usage,
    };
    let open = alarme::open(link, &borne.node).await?;
    let setting = reglage::get(link, &borne.node).await?;
    // Put on pause from here, or by the team that stands there.
    let paused = borne.beat.as_ref().is_some_and(|(b, _)| b.health.paused);
    let muted = setting.settings.maintenance || paused;
    let changes = changes(&seen, &open, muted);
    Ok((setting, changes))
}

fn changes(seen: &Seen<'_>, open: &[Alarm], muted: bool) -> Vec<Change> {
    let judged = Kind::ALL.iter().map(|kind| {
        let before = open.iter().find(|a| a.kind == *kind).map(|a| a.track);
        let hold = kind.hold(seen.period_ms);
        let after = step(before, cause(*kind, seen), muted, seen.now_ms, hold);
        (*kind, before, after)
    });
    let changes = judged.filter(|(_, before, after)| match after {
        Step::Nothing => before.is_some(),
        Step::Kept(track) => *before != Some(*track),
        Step::Raised(_) | Step::Cleared(_) => true,
    });
    changes.collect()
}

/// Writes what changes, each letter with its cause.
async fn apply(app: &App, tx: &mut Tx, borne: &Borne) -> Result<Setting, StoreError> {
    let (setting, changes) = judge(app, tx, borne).await?;
    let (node, now) = (&borne.node, app.outside.now_ms());
    let to = (borne, setting.referent.as_deref());
    for (kind, before, after) in changes {
        match after {
            Step::Nothing => {
                if let Some(track) = before {
                    alarme::forget(tx, node, kind, &track).await?;
                }
            }
            Step::Kept(track) => alarme::keep(tx, node, kind, &track).await?,
            Step::Raised(track) => {
                tracing::warn!(%node, kind = kind.code(), "alarm of a kiosk");
                alarme::keep(tx, node, kind, &track).await?;
                lettre::queue(app, tx, to, (kind, &track), false).await?;
            }
            Step::Cleared(track) => {
                alarme::clear(tx, node, kind, &track, now).await?;
                lettre::queue(app, tx, to, (kind, &track), true).await?;
            }
        }
    }
    Ok(setting)
}

/// Hears a kiosk: keeps what it says, judges it, and answers what is asked of it, given once.
/// None when the machine serves no more.
///
/// # Errors
/// Those of the database: nothing was then kept.
pub async fn hear(app: &App, node: &NodeId, beat: Beat) -> Result<Option<Heard>, StoreError> {
    let (beat, now) = (beat.bounded(), app.outside.now_ms());
    let mut tx = app.store.begin().await?;
    if borne::hold(&mut tx, node).await?.is_none() {
        return Ok(None);
    }
    borne::keep(&mut tx, node, &beat, now).await?;
    for answered in &beat.answers {
        let picture = picture(answered);
        ordre::answer(&mut tx, node, answered, picture, now).await?;
    }
    let Some(borne) = borne::one(&mut tx, node).await? else {
        return Ok(None);
    };
    let setting = apply(app, &mut tx, &borne).await?;
    let heard = Heard {
        clock: now,
        period_seconds: app.config.beat_seconds.max(1),
        orders: ordre::give(&mut tx, node, now).await?,
        settings: setting.settings,
    };
    // Only what is committed is answered.
    tx.commit().await?;
    Ok(Some(heard))
}

/// The picture of an answer, when it is one: a kiosk stands in the street, and what it sends
/// is shown to a coordinator.
fn picture(answered: &Answered) -> Option<Vec<u8>> {
    if answered.picture.is_empty() || answered.picture.len() > 2 * MOST_PICTURE {
        return None;
    }
    let bytes = unhex_bytes(&answered.picture)?;
    let is_picture = PICTURES.iter().any(|start| bytes.starts_with(start));
    is_picture.then_some(bytes)
}

/// Forgets what is too old.
async fn forget(app: &App) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    borne::purge(&mut tx, app.today(), app.outside.now_ms()).await?;
    tx.commit().await
}
