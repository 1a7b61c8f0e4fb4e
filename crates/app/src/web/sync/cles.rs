//! `POST /sync/v1/cles`: a machine gives the keys of what was opened on it, and takes those of
//! the people whom its team follows (decision 0030). A kiosk gives and takes none.

use axum::{Json, extract::State};
use plus_domain::machine::Kind as MachineKind;
use plus_store::{
    StoreError,
    efface::Kind,
    exchange::{cles, machine::Machine},
};

use super::{Answer, Refused, Signed};
use crate::{
    dossier::{DossierError, key::DossierKey, seal::Key},
    efface::{self, EffaceError},
    node::contact::cles::{Cle, PAGE, Rendu, Trousseau},
    web::state::App,
};

/// See the module.
pub async fn exchange(State(app): State<App>, signed: Signed) -> Answer<Rendu> {
    let from = signed.machine(&app).await?;
    if from.kind == MachineKind::Borne {
        return Ok(Json(Rendu::default()));
    }
    let said: Trousseau = signed.read(&app)?;
    let rendu = exchanged(&app, &from, said).await;
    rendu.map(Json).map_err(|error| {
        tracing::error!(%error, "keys cannot be exchanged");
        let reason = "le portail central ne peut pas répondre maintenant";
        Refused::new(&app, axum::http::StatusCode::SERVICE_UNAVAILABLE, reason)
    })
}

/// Why keys could not be exchanged: the machine tries later.
#[derive(Debug, thiserror::Error)]
enum CleError {
    #[error(transparent)]
    Dossier(#[from] DossierError),
    /// Without it, what was erased could come back.
    #[error(transparent)]
    Efface(#[from] EffaceError),
}

impl From<StoreError> for CleError {
    fn from(error: StoreError) -> Self {
        Self::Dossier(error.into())
    }
}

async fn exchanged(app: &App, from: &Machine, said: Trousseau) -> Result<Rendu, CleError> {
    let own = DossierKey::of(app.store.folder(), &app.outside).map_err(DossierError::from)?;
    let mark = app.outside.new_id();
    hear(app, &own, (from, said), &mark).await?;
    let opens = |subject: &str, wrapped: &[u8]| Key::unwrap(subject, wrapped, &own).is_some();
    let machine = (&from.node, from.kind);
    let due = {
        let mut link = app.store.read().await?;
        cles::due(&mut link, machine, app.today(), (PAGE, opens)).await?
    };
    if !due.give.is_empty() {
        // Noted before it leaves.
        let subjects: Vec<String> = due.give.iter().map(|(s, _)| s.clone()).collect();
        let mut tx = app.store.begin().await?;
        cles::hand(&mut tx, &from.node, &subjects).await?;
        tx.commit().await?;
    }
    let gives = due.give.into_iter().filter_map(|(subject, wrapped)| {
        let key = Key::unwrap(&subject, &wrapped, &own)?.to_travel();
        Some(Cle { subject, key })
    });
    Ok(Rendu {
        mark,
        gives: gives.collect(),
        forget: due.forget,
    })
}

/// Keeps the keys that a machine gives, and what it says of those that it was given. What was
/// erased here stays so, even if an old backup came between.
async fn hear(
    app: &App,
    own: &DossierKey,
    (from, said): (&Machine, Trousseau),
    mark: &str,
) -> Result<(), CleError> {
    let came = !said.gives.is_empty();
    let erased = if came {
        efface::of_folder(app.store.folder())?
    } else {
        efface::Registre::default()
    };
    let mut tx = app.store.begin().await?;
    for cle in said.gives {
        let held = cles::held(&mut tx, &cle.subject).await?;
        let opens = |held: Vec<u8>| Key::unwrap(&cle.subject, &held, own).is_some();
        // What stands here and opens is as good; what does not was sealed by a lost key.
        if erased.holds(&Kind::Cle.of(&cle.subject)) || held.is_some_and(opens) {
            continue;
        }
        let wrapped = Key::from_travel(cle.key).wrapped(&cle.subject, own, &app.outside);
        let wrapped = wrapped.map_err(DossierError::from)?;
        cles::take(&mut tx, (cle.subject, wrapped), 0).await?;
    }
    if !cles::begin_again(&mut tx, &from.node, (&said.mark, mark)).await? {
        cles::heard(&mut tx, &from.node, (&said.took, &said.forgot)).await?;
    }
    tx.commit().await?;
    if came {
        // Names and codes are indexed at once: somebody may be at the portal with her slip.
        app.jobs.notify_one();
    }
    Ok(())
}
