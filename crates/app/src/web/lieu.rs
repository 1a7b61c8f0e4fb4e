//! Where somebody works today: known already when a permanence says so, asked once
//! a day when none does. No fact of the journal: only what fills forms in.

use jiff::{Timestamp, civil::Date};
use plus_domain::{
    account::Account,
    ids::PlaceCode,
    permanence::{Permanence, PermanenceState},
};
use plus_store::{Link, StoreError, Tx, draft, permanence};
use serde::{Deserialize, Serialize};

use super::state::App;

/// Under which name the choice of the day is kept.
const KEPT: &str = "lieu-du-jour";

/// Where somebody works, and in which permanence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lieu {
    /// Place.
    pub place: PlaceCode,
    /// Permanence, if it is one.
    pub permanence: Option<Permanence>,
}

/// A choice, for its day.
#[derive(Debug, Serialize, Deserialize)]
struct Choice {
    date: Date,
    place: String,
}

/// The place of today: what she chose, else the permanence that is hers.
pub async fn of_today(
    app: &App,
    link: &mut Link,
    account: &Account,
) -> Result<Option<Lieu>, StoreError> {
    let today = app.today();
    let held = held_on(link, today).await?;
    let chosen = chosen(link, account, today).await?;
    if let Some(place) = chosen.filter(|p| is_open(app, p, today)) {
        let mine = nearest(app, account, held.into_iter().filter(|p| p.place == place));
        return Ok(Some(Lieu {
            place,
            permanence: mine,
        }));
    }
    let own: Vec<_> = held
        .iter()
        .filter(|p| p.crew.contains(&account.id))
        .cloned()
        .collect();
    let places: std::collections::BTreeSet<_> = held.iter().map(|p| &p.place).collect();
    // Elsewhere than in her own permanences, only an evident place is filled in.
    let candidates = if own.is_empty() && places.len() == 1 {
        held
    } else {
        own
    };
    let found = nearest(app, account, candidates.into_iter());
    Ok(found.map(|p| Lieu {
        place: p.place.clone(),
        permanence: Some(p),
    }))
}

/// Permanences of a day that take place.
pub async fn held_on(link: &mut Link, day: Date) -> Result<Vec<Permanence>, StoreError> {
    let mut all = permanence::on(link, day).await?;
    all.retain(|p| p.state != PermanenceState::Cancelled);
    Ok(all)
}

/// Keeps the place that she chose for today.
pub async fn choose(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    place: &PlaceCode,
) -> Result<(), StoreError> {
    let choice = Choice {
        date: app.today(),
        place: place.to_string(),
    };
    let content = serde_json::to_string(&choice).map_err(|e| StoreError::value(KEPT, e))?;
    let now = app.outside.now_ms();
    draft::save(tx, account.id.as_str(), KEPT, &content, now).await
}

/// Whether people may be received at a place on a day.
pub fn is_open(app: &App, place: &PlaceCode, day: Date) -> bool {
    let territory = app.territory();
    territory.place(place).is_some_and(|p| p.is_valid_on(day))
}

async fn chosen(
    link: &mut Link,
    account: &Account,
    today: Date,
) -> Result<Option<PlaceCode>, StoreError> {
    let kept = draft::load(link, account.id.as_str(), KEPT).await?;
    let choice = kept.and_then(|text| serde_json::from_str::<Choice>(&text).ok());
    Ok(choice
        .filter(|c| c.date == today)
        .map(|c| PlaceCode::new(c.place)))
}

/// The permanence of the moment: open before planned, hers before others', the one
/// that runs now before the next, the next before those gone.
fn nearest(
    app: &App,
    account: &Account,
    held: impl Iterator<Item = Permanence>,
) -> Option<Permanence> {
    let instant =
        Timestamp::from_millisecond(app.outside.now_ms()).unwrap_or(Timestamp::UNIX_EPOCH);
    let now = instant.to_zoned_datetime(app.zone()).time();
    held.min_by_key(|p| {
        (
            p.state == PermanenceState::Closed,
            p.state != PermanenceState::Open,
            !p.crew.contains(&account.id),
            p.end <= now,
            p.start,
        )
    })
}
