//! What the planner of tours and of kiosks must know, and its plans.

use std::collections::BTreeMap;

use plus_domain::{
    emplacement::Emplacement,
    event::Event,
    ids::{AccountId, PartnerCode, PermanenceId, PlaceCode},
    period::Month,
    tournee::{
        Absence, BESOIN, Besoin, Echange, Equipier, Escale, Presence, Tournee, TourneeState,
    },
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{Link, Row, StoreError, args, journal};

/// Every member of the team that somebody described.
pub async fn equipiers(link: &mut Link) -> Result<Vec<Equipier>, StoreError> {
    of_kind(link, "equipier").await
}

/// Every absence, the cancelled ones too, by its first day.
pub async fn absences(link: &mut Link) -> Result<Vec<Absence>, StoreError> {
    let mut all: Vec<Absence> = of_kind(link, "absence").await?;
    all.sort_by(|a, b| (a.from, &a.id).cmp(&(b.from, &b.id)));
    Ok(all)
}

/// Every place that somebody described for the tour.
pub async fn escales(link: &mut Link) -> Result<Vec<Escale>, StoreError> {
    of_kind(link, "escale").await
}

/// The weights of the need, those of the beginning until somebody said others.
pub async fn besoin(link: &mut Link) -> Result<Besoin, StoreError> {
    let said: Vec<Besoin> = of_kind(link, BESOIN).await?;
    Ok(said.into_iter().next().unwrap_or_default())
}

/// Every offer of a partner, by partner and month.
pub async fn presences(link: &mut Link) -> Result<Vec<Presence>, StoreError> {
    of_kind(link, "presence").await
}

/// Every exchange of half-days, the last said first.
pub async fn echanges(link: &mut Link) -> Result<Vec<Echange>, StoreError> {
    let mut all: Vec<Echange> = of_kind(link, "echange").await?;
    all.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    Ok(all)
}

/// Every plan, the last written first.
pub async fn list(link: &mut Link) -> Result<Vec<Tournee>, StoreError> {
    let mut all: Vec<Tournee> = of_kind(link, "tournee").await?;
    all.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    Ok(all)
}

/// One plan.
pub async fn by_id(link: &mut Link, id: &str) -> Result<Option<Tournee>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT body FROM planification WHERE kind = 'tournee' AND key = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(|row| row.json("body")).transpose()
}

/// Every version of a plan that was written, the first one first.
pub async fn versions(link: &mut Link, id: &str) -> Result<Vec<Tournee>, StoreError> {
    let stored = journal::about(link, id).await?;
    let read = stored.into_iter().filter_map(|stored| {
        let (_, body) = stored.entry.body.as_ref()?;
        match Event::read(&stored.entry.kind, stored.entry.version, body) {
            Ok(Event::TourneeSet(plan)) => Some(plan),
            _ => None,
        }
    });
    let mut versions: Vec<Tournee> = read.collect();
    versions.sort_by_key(|plan| plan.at);
    Ok(versions)
}

/// What the plan says of an announced half-day beside its permanence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aboard {
    /// The partner on board.
    pub partner: Option<PartnerCode>,
    /// Who drives.
    pub driver: Option<AccountId>,
    /// Where the van was planned to stand.
    pub place: PlaceCode,
}

/// What a plan says at its beginning, so that those of the past are not read whole.
#[derive(Deserialize)]
struct Head {
    to: Month,
    state: TourneeState,
}

/// Who drives and which partner comes, for the half-days announced from a month on, as the last
/// plan that was published says it of each.
pub async fn aboard(
    link: &mut Link,
    from: Month,
) -> Result<BTreeMap<PermanenceId, Aboard>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM planification WHERE kind = 'tournee' ORDER BY key",
            args![],
        )
        .await?;
    let mut plans: Vec<Tournee> = Vec::new();
    for row in &rows {
        let head: Head = row.json("body")?;
        if head.state == TourneeState::Published && head.to >= from {
            plans.push(row.json("body")?);
        }
    }
    plans.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    // What is not pinned was not announced yet.
    let announced = plans.into_iter().flat_map(|plan| plan.days);
    let told = announced.filter(|day| day.pinned).filter_map(|day| {
        let said = Aboard {
            partner: day.partner,
            driver: day.driver,
            place: day.place?,
        };
        Some((day.permanence?, said))
    });
    Ok(told.collect())
}

/// Every site where a kiosk may stand, those given up too, by commune and name.
pub async fn emplacements(link: &mut Link) -> Result<Vec<Emplacement>, StoreError> {
    let mut all: Vec<Emplacement> = of_kind(link, "emplacement").await?;
    all.sort_by(|a, b| (&a.commune, &a.name, &a.id).cmp(&(&b.commune, &b.name, &b.id)));
    Ok(all)
}

async fn of_kind<T: DeserializeOwned>(link: &mut Link, kind: &str) -> Result<Vec<T>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM planification WHERE kind = $1 ORDER BY key",
            args![kind],
        )
        .await?;
    rows.iter().map(|row: &Row| row.json("body")).collect()
}
