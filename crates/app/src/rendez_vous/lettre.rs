//! Letters to who booked with an e-mail: that it is kept, and the day before. Date, place and
//! code, and nothing of what she comes for. The address goes with the letter.

use axum::http::{HeaderMap, Uri};
use plus_domain::{
    permanence::Permanence,
    rendez_vous::{Contact, RendezVous},
};
use plus_store::{
    StoreError, Tx,
    courrier::{Letter, RENDEZ_VOUS, queue},
    permanence, rendez_vous as kept,
};

use super::{contact, tomorrow};
use crate::{
    dossier::DossierError,
    web::{
        abonnement,
        bus::{Passage, local_now},
        langue::{FRENCH_BEGINS, FRENCH_ENDS, Language},
        page::Page,
        state::App,
    },
};

/// Nobody is written to before this hour, local.
const FIRST_HOUR: i8 = 9;

/// Says that it is kept, in the transaction that keeps it.
///
/// # Errors
/// Those of the database.
pub async fn confirm(
    app: &App,
    tx: &mut Tx,
    one: &RendezVous,
    (permanence, contact): (&Permanence, &Contact),
) -> Result<(), StoreError> {
    write(app, tx, ("pris", one), (permanence, contact)).await
}

/// Says that a slot was freed and is kept, in the transaction that keeps it.
///
/// # Errors
/// Those of the database.
pub async fn freed(
    app: &App,
    tx: &mut Tx,
    one: &RendezVous,
    with: (&Permanence, &Contact),
) -> Result<(), StoreError> {
    write(app, tx, ("libre", one), with).await
}

/// Reminds of those of tomorrow, once each, from nine on; how many letters were queued. Those
/// who left a telephone are not written to.
///
/// # Errors
/// Those of the database and of the key.
pub async fn remind(app: &App) -> Result<usize, DossierError> {
    if local_now(app).hour() < FIRST_HOUR {
        return Ok(0);
    }
    let due = {
        let mut link = app.store.read().await?;
        kept::to_remind(&mut link, tomorrow(app)).await?
    };
    let mut written = 0;
    for one in due {
        let mut tx = app.store.begin().await?;
        let held = permanence::by_id(&mut tx, one.permanence.as_str()).await?;
        // A half-day that is off is told by telephone, by the team.
        let held = held.filter(|p| !one.is_stranded(p));
        let joint = contact(app, &mut tx, &one).await?;
        if let (Some(permanence), Some(contact)) = (held, joint) {
            let with = (&permanence, &contact);
            write(app, &mut tx, ("rappel", &one), with).await?;
            written += usize::from(contact.email.is_some());
        }
        kept::note_reminded(&mut tx, &one.id).await?;
        tx.commit().await?;
    }
    Ok(written)
}

async fn write(
    app: &App,
    tx: &mut Tx,
    (why, one): (&str, &RendezVous),
    (permanence, contact): (&Permanence, &Contact),
) -> Result<(), StoreError> {
    let Some(to) = contact.email.clone().filter(|_| abonnement::is_open(app)) else {
        return Ok(());
    };
    let page = page(app, &contact.language);
    let passage = Passage::new(&page, &app.territory(), permanence);
    let origin = app.config.public_url.as_deref().unwrap_or_default();
    let said = |key: String| {
        let sentence = page
            .arg("relais", page.territory.name.as_str())
            .arg("jour", page.day(one.date))
            .arg("heure", page.hour(one.start))
            .arg("lieu", format!("{}, {}", passage.place, passage.commune))
            .arg("code", contact.code.as_str())
            .arg(
                "lien",
                format!("{}/rendez-vous/mien", origin.trim_end_matches('/')),
            );
        sentence.t(&key).replace([FRENCH_BEGINS, FRENCH_ENDS], "")
    };
    let letter = Letter {
        cause: format!("{RENDEZ_VOUS}{}/{why}/{}", one.id, one.sequence),
        to,
        subject: said(format!("rendez-vous-lettre-{why}-sujet")),
        text: said(format!("rendez-vous-lettre-{why}")),
    };
    queue(tx, &letter, app.outside.now_ms()).await.map(|_| ())
}

/// The page of no request: the words of the language of who is written to; French where Kréyol
/// has not been heard by anybody yet.
fn page(app: &App, tag: &str) -> Page {
    let of_tag = |language: &Language| language.tag() == tag;
    let language = match Language::ALL.into_iter().find(of_tag) {
        Some(Language::Kreyol) | None => Language::French,
        Some(other) => other,
    };
    let nowhere = Uri::from_static("/rendez-vous");
    Page::new(app, &nowhere, &HeaderMap::new(), None, language)
}
