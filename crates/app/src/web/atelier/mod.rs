//! Ateliers on the pages: the list of the team (`liste`), planning (`prevoir`), one atelier and
//! who came (`une`), the pictograms on the tablet turned to people (`evaluer`), what everybody
//! reads (`public`), the progress of the territory (`pilotage`).
//!
//! What people say that they can do waits in a box; once the day is over the box becomes one
//! fact ([`seal`], decision 0026).

mod evaluer;
mod liste;
mod pilotage;
mod prevoir;
mod public;
mod une;

use std::time::Duration;

use plus_domain::{
    atelier::{Atelier, AtelierState, By, Competence, Echelle},
    event::Event,
    ids::{AccountId, AtelierId},
    period::Period,
};
use plus_store::{Link, StoreError, atelier as kept};
use tokio::sync::watch;

use super::{error::WebError, noms::Names, page::Page, session::Signed, state::App};

pub use self::{
    evaluer::{answer, ask},
    liste::list,
    pilotage::show as progress,
    prevoir::{change, plan, show_change, show_new},
    public::show as announced,
    une::{cancel, hold, restore, show},
};

/// Address of the list of the team.
const LIST: &str = "/agent/ateliers";
/// Between two looks at the boxes.
const PACE: Duration = Duration::from_mins(10);

/// Writes the answers of the ateliers whose day is over, each as one fact; answers how many.
///
/// # Errors
/// Those of the database.
pub async fn seal(app: &App) -> Result<usize, StoreError> {
    if kept::waiting(&mut app.store.read().await?)
        .await?
        .is_empty()
    {
        return Ok(0);
    }
    let today = app.today();
    let mut tx = app.store.begin().await?;
    let mut facts = Vec::new();
    // Read again: another process of the hub may have just done it.
    for id in kept::waiting(&mut tx).await? {
        let known = kept::get(&mut tx, &id).await?;
        if known.is_none_or(|atelier| atelier.date < today) {
            facts.push(Event::AtelierCounted(kept::take(&mut tx, &id).await?));
        }
    }
    app.outside.record(&mut tx, &facts).await?;
    tx.commit().await?;
    Ok(facts.len())
}

/// Looks at the boxes for as long as the program runs.
pub async fn keep(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = seal(&app).await {
            tracing::error!(%error, "answers of ateliers cannot be counted");
        }
        tokio::select! {
            () = tokio::time::sleep(PACE) => {}
            _ = stop.changed() => {}
        }
    }
}

/// The atelier of an address.
async fn found(app: &App, id: &str) -> Result<Atelier, WebError> {
    let mut link = app.store.read().await?;
    let found = kept::get(&mut link, &AtelierId::new(id)).await?;
    found.ok_or(WebError::NotFound)
}

/// Who changes an atelier, and when.
fn by<'a>(app: &App, signed: &'a Signed) -> By<'a> {
    By {
        author: &signed.account.id,
        today: app.today(),
        at: app.outside.now_ms(),
    }
}

async fn append(app: &App, atelier: Atelier) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    app.outside
        .record(&mut tx, &[Event::AtelierSet(atelier)])
        .await?;
    tx.commit().await
}

/// An atelier, in the words of a page.
struct Words {
    id: String,
    /// Its title, or what is learnt there.
    title: String,
    /// What is learnt there; empty when the title says it already.
    learnt: String,
    /// Code of its level.
    niveau: &'static str,
    /// Code of its state.
    state: &'static str,
    /// Day of the month, and month, short.
    number: String,
    month: String,
    /// « lundi 23 novembre ».
    day: String,
    /// « de 9 h à 10 h 30 ».
    hours: String,
    /// Code of the place; its name, with its commune.
    code: String,
    place: String,
    animatrice: String,
    seats: u32,
    came: u32,
    /// Why it is cancelled, empty when nobody said.
    reason: String,
}

impl Words {
    fn of(page: &Page, names: &Names, atelier: &Atelier) -> Self {
        let learnt = atelier.competences.iter();
        let learnt: Vec<String> = learnt.map(|c| skill(page, *c)).collect();
        let learnt = learnt.join(", ");
        let titled = !atelier.title.is_empty();
        Self {
            id: atelier.id.to_string(),
            title: if titled {
                page.french(&atelier.title)
            } else {
                learnt.clone()
            },
            learnt: if titled { learnt } else { String::new() },
            niveau: atelier.niveau.code(),
            state: atelier.state.code(),
            number: atelier.date.day().to_string(),
            month: page.short_month(atelier.date),
            day: page.day(atelier.date),
            hours: page.hours(atelier.start, atelier.ends().time()),
            code: atelier.place.to_string(),
            place: place(names, atelier),
            animatrice: names.person(&atelier.animatrice),
            seats: atelier.capacity,
            came: atelier.participations(),
            reason: page.french(atelier.reason.as_deref().unwrap_or_default()),
        }
    }
}

/// Where, with its commune, which many names of places begin with.
fn place(names: &Names, atelier: &Atelier) -> String {
    let (place, commune) = (names.place(&atelier.place), names.commune(&atelier.commune));
    if place.contains(&commune) {
        return place;
    }
    format!("{place}, {commune}")
}

/// What is said of an atelier on one line: its title, or what is learnt there.
fn title(page: &Page, atelier: &Atelier) -> String {
    if !atelier.title.is_empty() {
        return atelier.title.clone();
    }
    let learnt = atelier.competences.iter();
    let learnt: Vec<String> = learnt.map(|c| skill(page, *c)).collect();
    learnt.join(", ")
}

/// Ateliers as the follow-up of who came to them lists them: identifier, then day and title.
pub fn came(page: &Page, ateliers: &[Atelier]) -> Vec<(String, String)> {
    let line = |atelier: &Atelier| {
        let words = format!("{} · {}", page.date(atelier.date), title(page, atelier));
        (atelier.id.to_string(), words)
    };
    ateliers.iter().map(line).collect()
}

/// Those of today that are still to hold: identifier, and a sentence.
///
/// # Errors
/// Those of the database.
pub async fn of_today(
    app: &App,
    link: &mut Link,
    page: &Page,
) -> Result<Vec<(String, String)>, StoreError> {
    let today = app.today();
    let day = Period {
        from: today,
        to: today,
    };
    let all = kept::between(link, day).await?;
    let planned = all.iter().filter(|a| a.state == AtelierState::Prevu);
    let line = |atelier: &Atelier| {
        let words = page
            .arg("heures", page.hours(atelier.start, atelier.ends().time()))
            .arg("titre", title(page, atelier))
            .t("atelier-du-jour");
        (atelier.id.to_string(), words)
    };
    Ok(planned.map(line).collect())
}

/// What is learnt, in words.
fn skill(page: &Page, competence: Competence) -> String {
    page.tc("atelier-competence", competence.code())
}

/// What is learnt, as a picture; a word always goes with it.
fn picture(competence: Competence) -> &'static str {
    match competence {
        Competence::Appareil => "device-mobile-duotone",
        Competence::Internet => "globe-hemisphere-west-duotone",
        Competence::Email => "at-duotone",
        Competence::Compte => "key",
        Competence::Numeriser => "printer-duotone",
        Competence::Securite => "shield-check",
        Competence::Demarche => "list-checks-duotone",
        Competence::Emploi => "briefcase-duotone",
        Competence::Sante => "first-aid-kit-duotone",
        Competence::Ecrire => "file-text-duotone",
        Competence::Messages => "chat-teardrop-text-duotone",
    }
}

/// What was answered at one of the two times: how it is said, and its bar.
struct Side {
    said: String,
    bar: Option<Bar>,
}

/// Parts of a hundred: who does it alone, who does it with help.
struct Bar {
    alone: f64,
    helped: f64,
}

impl Side {
    /// « 60 % seul, 20 % avec de l'aide, sur 15 réponses », or that it is not told.
    fn of(page: &Page, echelle: Echelle, fewest: u32) -> Self {
        let shares = echelle.shares(fewest);
        let said = match (echelle.total(), shares) {
            (0, _) => page.t("atelier-reponses-aucune"),
            (_, None) => page.ta("atelier-reponses-peu", &[("seuil", fewest)]),
            (total, Some((alone, helped))) => page
                .arg("seule", alone)
                .arg("aide", helped)
                .arg("count", total)
                .t("atelier-reponses-parts"),
        };
        let bar = shares.map(|(alone, helped)| Bar {
            alone: f64::from(alone),
            helped: f64::from(helped),
        });
        Self { said, bar }
    }
}

/// The team that may lead an atelier.
async fn team(app: &App) -> Result<Vec<(AccountId, String)>, StoreError> {
    let accounts = plus_store::account::list(&mut app.store.read().await?).await?;
    let team = accounts.into_iter();
    let team = team.filter(|a| a.partner.is_none() && !a.disabled);
    Ok(team.map(|a| (a.id, a.name)).collect())
}
