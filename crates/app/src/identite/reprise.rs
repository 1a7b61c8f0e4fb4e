//! Opening again an account that has lost its factors: two other people agree within a day.

use plus_domain::{
    account::Account,
    identite::{self as rule, Accord, Geste, Reprise, RepriseRefus},
};
use plus_store::{StoreError, identite as kept};

use super::{forget, note};
use crate::web::state::App;

/// Why an agreement does nothing.
#[derive(Debug, thiserror::Error)]
pub enum AccordError {
    /// The rule.
    #[error(transparent)]
    Refus(#[from] RepriseRefus),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes the agreement of somebody. Every step is told to the journal, a refusal of the same
/// person too.
///
/// # Errors
/// See [`AccordError`].
pub async fn agree(app: &App, of: &Account, by: &Account) -> Result<Accord, AccordError> {
    let (id, now) = (of.id.as_str(), app.outside.now_ms());
    let mut tx = app.store.begin().await?;
    let waiting = kept::reprise(&mut tx, id).await?;
    let has = kept::factors(&mut tx, id).await?;
    let author = Some(&by.id);
    let said = match rule::accord(of, has, waiting.as_ref(), by, now) {
        Ok(said) => said,
        Err(refus) => {
            if refus == RepriseRefus::Meme {
                note(&mut tx, &app.outside, &of.id, Geste::RepriseRefusee, author).await?;
                tx.commit().await?;
            }
            return Err(refus.into());
        }
    };
    match said {
        Accord::Premier => {
            if waiting.is_some() {
                note(&mut tx, &app.outside, &of.id, Geste::RepriseCaduque, None).await?;
            }
            let first = Reprise {
                by: by.id.clone(),
                at: now,
            };
            kept::ask_reprise(&mut tx, id, &first).await?;
            note(
                &mut tx,
                &app.outside,
                &of.id,
                Geste::RepriseDemandee,
                author,
            )
            .await?;
        }
        Accord::Second => {
            let how = (Geste::RepriseAccordee, author);
            forget(&mut tx, &app.outside, &of.id, how).await?;
        }
    }
    tx.commit().await?;
    Ok(said)
}
