//! A session that ended becomes one line of figures in the journal.
//!
//! The pictogram comes after the end: the line waits a minute for it, or for the next person.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use plus_domain::{
    borne::{
        session::End,
        usage::{self, Avis, MOST_CODES, Usage},
    },
    event::Event,
    sites::allow_list,
};
use plus_store::StoreError;

use super::{Borne, compte::Seance};
use crate::web::{bus, langue::Language, state::App};

/// How long the line waits for the pictogram.
const TO_SAY: Duration = Duration::from_mins(1);

/// A session ended: what is counted of it waits for the pictogram.
pub async fn ended(
    app: &App,
    borne: &Arc<Borne>,
    (end, lasted_ms): (End, i64),
    (seance, language): (Seance, Language),
) {
    // The one before waits no more.
    keep(app, borne).await;
    let usage = counted(app, (end, lasted_ms), seance, language);
    let id = usage.id.clone();
    borne.wait_for_avis(usage);
    let (app, borne) = (app.clone(), borne.clone());
    tokio::spawn(async move {
        tokio::time::sleep(TO_SAY).await;
        if borne.awaits_avis(&id) {
            keep(&app, &borne).await;
        }
    });
}

/// Somebody touched a pictogram; false when there is no session to say it of.
pub async fn say(app: &App, borne: &Borne, avis: Avis) -> bool {
    let said = borne.say_avis(avis);
    if said {
        keep(app, borne).await;
    }
    said
}

/// Writes the line that waits, if there is one.
pub async fn keep(app: &App, borne: &Borne) {
    let Some(usage) = borne.take_usage() else {
        return;
    };
    if let Err(error) = write(app, usage).await {
        // It is a figure: the kiosk goes on, and the log says that one is missing.
        tracing::error!(%error, "a use of the kiosk is not counted");
    }
}

async fn write(app: &App, usage: Usage) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    app.outside
        .record(&mut tx, &[Event::UsageRecorded(usage)])
        .await?;
    tx.commit().await
}

fn counted(app: &App, (end, lasted_ms): (End, i64), seance: Seance, language: Language) -> Usage {
    let now = bus::local_now(app);
    Usage {
        id: app.outside.new_id(),
        date: now.date(),
        hour: now.hour(),
        minutes: usage::minutes(lasted_ms),
        ending: end.code().to_owned(),
        language: language.tag().to_owned(),
        services: services(app, &seance.hosts),
        fiches: seance.fiches.into_iter().take(MOST_CODES).collect(),
        pages: seance.pages,
        avis: None,
    }
}

/// Whose sites were opened: codes of the list, never an address.
fn services(app: &App, hosts: &BTreeSet<String>) -> Vec<String> {
    let listed = allow_list(&app.territory());
    let of = |host: &String| listed.iter().find(|allowed| allowed.host.opens(host));
    let asked = hosts
        .iter()
        .filter_map(of)
        .flat_map(|allowed| &allowed.asked_by);
    let codes: BTreeSet<String> = asked.cloned().collect();
    codes.into_iter().take(MOST_CODES).collect()
}
