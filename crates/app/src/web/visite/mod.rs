//! A visite on the screen: recorded in three taps (`nouvelle`), completed from its
//! confirmation or corrected later (`correction`), shown with its trace (`trace`).
//!
//! Rules of what a visite may hold are the domain's; here a form is read, a rule
//! asked, a fact appended and a page answered.

pub mod brouillon;
mod champs;
mod choix;
pub mod conflits;
pub mod correction;
pub mod demande;
pub mod enregistree;
pub mod ligne;
pub mod nouvelle;
mod saisie;
pub mod trace;

use axum::http::StatusCode;
use plus_domain::{event::Event, form::FormErrors};
use plus_store::{Link, StoreError, visite};

use super::{error::WebError, page::Answer, state::App};

/// Address of a visite.
pub fn address(id: &str) -> String {
    format!("/agent/visites/{id}")
}

/// The visite of an address.
async fn found(link: &mut Link, id: &str) -> Result<visite::Line, WebError> {
    visite::by_id(link, id).await?.ok_or(WebError::NotFound)
}

/// Writes facts, all or none; what they say is confirmed only after this.
async fn append(app: &App, said: &[Event]) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    app.outside.record(&mut tx, said).await?;
    tx.commit().await
}

/// The same page with another status.
fn with_status(answer: Answer, status: StatusCode) -> Answer {
    answer.map(|mut response| {
        *response.status_mut() = status;
        response
    })
}

/// How a handler that reads a form ends.
enum Outcome {
    /// Written, or written before by the same form.
    Done,
    /// Something must be mended first.
    Refused(FormErrors),
}
