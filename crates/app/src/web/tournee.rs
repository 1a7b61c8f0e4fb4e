//! The tour in pilotage: plans (`plans`, `plan`, `jour`, `retour`, `si`),
//! and what the planner must know: the
//! team (`equipe`), the places (`escales`), the days of the partners (`presences`), all of them
//! from a spreadsheet (`tableur`), and what was said of them (`histoire`).

pub mod besoin;
pub mod equipe;
pub mod escales;
pub mod histoire;
pub mod jour;
pub mod plan;
pub mod plans;
pub mod presences;
pub mod retour;
pub mod si;
pub mod tableur;
pub(super) mod words;

use plus_domain::{event::Event, tournee::Tournee};
use plus_store::tournee;

use super::{abonnement::lettre, error::WebError, state::App};

/// Writes facts of the tour, all or none; who follows a commune is told of what was announced
/// and changes.
pub(super) async fn record(app: &App, events: &[Event]) -> Result<(), WebError> {
    let mut tx = app.store.begin().await?;
    let before = lettre::before(&mut tx, events).await?;
    app.outside.record(&mut tx, events).await?;
    lettre::tell(app, &mut tx, &before).await?;
    tx.commit().await?;
    Ok(())
}

/// The plan of an address.
async fn found(app: &App, id: &str) -> Result<Tournee, WebError> {
    let mut link = app.store.read().await?;
    tournee::by_id(&mut link, id)
        .await?
        .ok_or(WebError::NotFound)
}
