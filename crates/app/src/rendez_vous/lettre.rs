//! Letters to who booked with an e-mail, short messages to who left a mobile telephone: that it
//! is kept, and the day before. Date, place and code, and nothing of what she comes for. The
//! address goes with the letter.

use axum::http::{HeaderMap, Uri};
use plus_domain::{
    permanence::Permanence,
    rendez_vous::{Contact, RendezVous},
};
use plus_store::{
    StoreError, Tx,
    courrier::{Letter, RENDEZ_VOUS, SMS, Way, queue},
    permanence, rendez_vous as kept,
};

use super::{contact, tomorrow};
use crate::{
    dossier::DossierError,
    web::{
        abonnement,
        bus::{Passage, local_now},
        langue::{FRENCH_BEGINS, FRENCH_ENDS, Language},
        page::{Page, Sentence},
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
    write(app, tx, ("pris", one), (permanence, contact))
        .await
        .map(|_| ())
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
    write(app, tx, ("libre", one), with).await.map(|_| ())
}

/// Reminds of those of tomorrow, once each, from nine on; how many letters and messages were
/// queued. Who left a telephone is written to by a gateway alone (`[sms]`).
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
            written += usize::from(write(app, &mut tx, ("rappel", &one), with).await?);
        }
        kept::note_reminded(&mut tx, &one.id).await?;
        tx.commit().await?;
    }
    Ok(written)
}

/// Where she is written to, and by which way; nowhere when that way is not open here.
fn way(app: &App, contact: &Contact) -> Option<(String, Way)> {
    if let Some(email) = &contact.email {
        return abonnement::is_open(app).then(|| (email.clone(), Way::Mail));
    }
    let mobile = contact.phone.as_ref()?.mobile()?;
    app.config.sms.is_set().then_some((mobile, Way::Sms))
}

/// Whether something new was queued.
async fn write(
    app: &App,
    tx: &mut Tx,
    (why, one): (&str, &RendezVous),
    (permanence, contact): (&Permanence, &Contact),
) -> Result<bool, StoreError> {
    let Some((to, way)) = way(app, contact) else {
        return Ok(false);
    };
    let page = page(app, &contact.language);
    let said = |key: String| {
        let sentence = told(app, &page, (one, permanence), &contact.code);
        sentence.t(&key).replace([FRENCH_BEGINS, FRENCH_ENDS], "")
    };
    let (begin, text) = match way {
        Way::Mail => ("", said(format!("rendez-vous-lettre-{why}"))),
        Way::Sms => (SMS, said(format!("rendez-vous-sms-{why}"))),
    };
    let letter = Letter {
        cause: format!("{begin}{RENDEZ_VOUS}{}/{why}/{}", one.id, one.sequence),
        to,
        subject: said(format!("rendez-vous-lettre-{why}-sujet")),
        text,
    };
    queue(tx, &letter, app.outside.now_ms()).await
}

/// The names that its sentences take.
fn told<'p>(
    app: &App,
    page: &'p Page,
    (one, permanence): (&RendezVous, &Permanence),
    code: &str,
) -> Sentence<'p> {
    let passage = Passage::new(page, &app.territory(), permanence);
    let origin = app.config.public_url.as_deref().unwrap_or_default();
    let link = format!("{}/rendez-vous/mien", origin.trim_end_matches('/'));
    page.arg("relais", page.territory.name.as_str())
        .arg("jour", page.day(one.date))
        .arg("heure", page.hour(one.start))
        .arg("lieu", format!("{}, {}", passage.place, passage.commune))
        .arg("code", code)
        .arg("lien", link)
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
