//! What the planner of tours must know, and its plans.

use plus_domain::tournee::{Absence, Equipier, Escale, Presence, Tournee};
use serde::de::DeserializeOwned;

use crate::{Link, Row, StoreError, args};

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

/// Every offer of a partner, by partner and month.
pub async fn presences(link: &mut Link) -> Result<Vec<Presence>, StoreError> {
    of_kind(link, "presence").await
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

async fn of_kind<T: DeserializeOwned>(link: &mut Link, kind: &str) -> Result<Vec<T>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM planification WHERE kind = $1 ORDER BY key",
            args![kind],
        )
        .await?;
    rows.iter().map(|row: &Row| row.json("body")).collect()
}
