//! What the program makes of what happens at its kiosk.

use std::sync::Arc;

use plus_borne::{
    browser::{Sign, guard::Place},
    kiosk::{Happening, Order},
    printer::queue::Document,
};
use tokio::sync::mpsc;

use super::{Borne, Papier, usage};
use crate::web::{bus, state::App};

/// Hears what happens until the kiosk is closed.
pub async fn attend(
    app: App,
    borne: Arc<Borne>,
    mut happenings: mpsc::UnboundedReceiver<Happening>,
) {
    while let Some(happening) = happenings.recv().await {
        hear(&app, &borne, happening).await;
    }
}

async fn hear(app: &App, borne: &Arc<Borne>, happening: Happening) {
    match happening {
        Happening::Began => {
            borne.begin();
            tracing::info!("session begun");
        }
        Happening::Shown { place, url } => shown(borne, place, &url),
        Happening::Pressed(Sign::Print) => borne.tell(Order::Paper),
        Happening::Pressed(Sign::Listen) => borne.tell(Order::Words),
        Happening::Pressed(Sign::Team) => borne.ask_for_team(),
        Happening::Pressed(_) | Happening::Warned => {}
        Happening::Paper(pdf) => keep(borne, pdf, None).await,
        Happening::Words(words) => super::voix::say(app, borne, words),
        Happening::Received { file, name } => received(borne, &file, name).await,
        Happening::Asked => borne.cover("/borne/joindre"),
        Happening::Ended {
            end,
            lasted_ms,
            erased_ms,
        } => {
            tracing::info!(end = end.code(), erased_ms, "session ended");
            if !borne.is_use() {
                borne.note_use(false);
                borne.forget(erased_ms);
                return;
            }
            borne.note_end(bus::local_now(app));
            let counted = borne.forget(erased_ms);
            usage::ended(app, borne, (end, lasted_ms), counted).await;
        }
        Happening::Replaced(fault) => {
            borne.note_replaced(app.outside.now_ms());
            tracing::warn!(?fault, "the browser was replaced");
        }
        Happening::Picture(picture) => borne.pictured(picture.as_deref()),
        Happening::Failed(reason) => tracing::warn!(reason, "the browser refused"),
    }
}

/// Counts what is public: a fiche, a site of the list. An address is never kept nor logged.
fn shown(borne: &Borne, place: Place, url: &str) {
    borne.with_seance(|seance| match place {
        Place::Own => seance.read(url.strip_prefix(&borne.base).unwrap_or_default()),
        Place::Partner(host) => {
            seance.hosts.insert(host);
        }
        Place::Blank | Place::Failed | Place::Closed(_) => {}
    });
}

/// A paper is there: its preview is shown above what the person does.
async fn keep(borne: &Borne, pdf: Vec<u8>, name: Option<String>) {
    let read = tokio::task::spawn_blocking(move || Document::read(pdf)).await;
    let Ok(Ok(document)) = read else {
        borne.cover("/borne/impression/illisible");
        return;
    };
    let papier = Papier {
        pages: document.pages().0,
        pdf: Arc::new(document.pdf().to_vec()),
        name,
        job: None,
        opening: None,
    };
    match borne.with_papiers(|papiers| papiers.keep(papier)) {
        Ok(number) => borne.cover(&format!("/borne/impression/{number}")),
        Err(_too_much) => borne.cover("/borne/impression/trop"),
    }
}

/// A site gave a file: what can be printed is shown, anything else is said not to be.
async fn received(borne: &Borne, file: &std::path::Path, name: String) {
    match tokio::fs::read(file).await {
        Ok(bytes) => keep(borne, bytes, Some(name)).await,
        Err(error) => tracing::warn!(%error, "a file of a site is gone"),
    }
}
