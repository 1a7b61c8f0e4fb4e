//! What becomes of a half-day on the day itself, said in one tap by the crew, or by the
//! coordinator: on its way, open, late, moved, cancelled with a reason that is ready.

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    account::Account,
    form::FormErrors,
    ids::PlaceCode,
    permanence::{Delay, Permanence, PermanenceState, Ready, Saying, Site, Standing, read_reason},
};
use plus_store::{
    Link, StoreError,
    exchange::{node, waiting},
};
use serde::Deserialize;

use super::{address, append, found};
use crate::web::{
    aujourdhui,
    bus::Passage,
    error::WebError,
    lieu,
    noms::Names,
    page::{Answer, Page, see_other},
    session::Signed,
    state::App,
};

/// Type of the entries that say what becomes of a half-day.
const KIND: &str = "permanence.set";

/// What may be said of a half-day, and what was.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one part of the card is shown, and they go in any combination"
)]
pub struct Day {
    /// Identifier.
    pub id: String,
    /// Where the buttons lead.
    pub action: String,
    /// « lundi 23 novembre, de 8 h à 13 h, Mondésir ».
    pub title: String,
    /// Code of what the public is told.
    pub standing: &'static str,
    /// « En route, confirmé à 7 h 40. »
    pub told: String,
    /// Whether the hub does not hold it yet: the public does not know.
    pub unsent: bool,
    /// Whether the van goes there.
    pub is_van: bool,
    /// Whether people may still be told that it comes, late or elsewhere.
    pub to_come: bool,
    /// Whether there is something to take back.
    pub can_unsay: bool,
    /// Delays, minutes.
    pub delays: Vec<&'static str>,
    /// Codes of the reasons that are ready.
    pub reasons: Vec<&'static str>,
    /// Other places of the day: code, name.
    pub places: Vec<(String, String)>,
}

impl Day {
    /// That of a half-day; `begin` is how the address of its buttons begins.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(
        app: &App,
        link: &mut Link,
        page: &Page,
        (permanence, names): (&Permanence, &Names),
        begin: &str,
    ) -> Result<Self, StoreError> {
        let territory = &names.territory;
        let now = crate::web::bus::local_now(app);
        let passage = Passage::new(page, territory, permanence).at(page, permanence, now);
        let standing = permanence.standing();
        let mut places: Vec<_> = territory
            .places_on(permanence.date)
            .filter(|place| place.code != permanence.place)
            .map(|place| (place.code.to_string(), place.name.clone()))
            .collect();
        places.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(Self {
            id: permanence.id.to_string(),
            action: format!("{begin}/{}/dire", permanence.id),
            title: format!("{}, {}, {}", passage.day, passage.hours, passage.place),
            standing: standing.code(),
            told: passage.told,
            unsent: is_unsent(link, permanence).await?,
            is_van: permanence.site == Site::Bus,
            to_come: matches!(
                permanence.state,
                PermanenceState::Planned | PermanenceState::Moved
            ),
            can_unsay: !matches!(
                standing,
                Standing::Announced | Standing::Moved | Standing::Over
            ),
            delays: Delay::ALL.iter().map(|d| d.code()).collect(),
            reasons: Ready::ALL.iter().map(|r| r.code()).collect(),
            places,
        })
    }
}

/// Whether this machine said something of a half-day that its hub does not hold yet. Never
/// at the hub itself, nor where there is none.
async fn is_unsent(link: &mut Link, permanence: &Permanence) -> Result<bool, StoreError> {
    let Some(enrolled) = node::enrolled(link).await? else {
        return Ok(false);
    };
    let head = node::head(link).await?;
    let about = (KIND, permanence.id.as_str());
    waiting::of_subject(link, (&head, enrolled.peer.acked), about).await
}

/// What the buttons send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    /// `en-route`, `ouvert`, `en-retard-30`, `deplace-panne`, `annule-panne`, `prevu`.
    mot: String,
    /// Other place, when it moves.
    lieu: String,
    /// Why, in other words than those that are ready.
    motif: String,
}

impl Said {
    fn saying(&self, app: &App, page: &Page, held: &Permanence) -> Result<Saying, FormErrors> {
        let mut errors = FormErrors::default();
        let (word, rest) = match self.mot.as_str() {
            word @ ("en-route" | "ouvert" | "prevu") => (word, ""),
            other => other.rsplit_once('-').unwrap_or((other, "")),
        };
        let saying = match word {
            "en-route" => Some(Saying::OnItsWay),
            "ouvert" => Some(Saying::Open),
            "prevu" => Some(Saying::Unsaid),
            "en-retard" => Delay::from_code(rest).map(Saying::Late),
            "annule" => self.reason(page, rest, &mut errors).map(Saying::Cancelled),
            "deplace" => {
                let place = PlaceCode::new(self.lieu.trim());
                let other = place != held.place && lieu::is_open(app, &place, held.date);
                let place = errors.take(
                    "lieu",
                    "permanence-erreur-autre-lieu",
                    other.then_some(place),
                );
                place
                    .zip(self.reason(page, rest, &mut errors))
                    .map(|(place, reason)| Saying::Moved(place, reason))
            }
            _ => None,
        };
        if saying.is_none() && errors.0.is_empty() {
            errors.add("mot", "permanence-erreur-mot");
        }
        errors.into_result(saying)
    }

    /// A reason that is ready, in words for the public, or that which is typed.
    fn reason(&self, page: &Page, code: &str, errors: &mut FormErrors) -> Option<String> {
        match Ready::from_code(code) {
            Some(ready) => Some(page.tc("permanence-raison", ready.code())),
            None => read_reason(&self.motif, "motif", errors),
        }
    }
}

/// `POST /agent/permanences/{id}/dire`.
pub async fn say(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(said): Form<Said>,
) -> Answer {
    let held = found(&app, &id).await?;
    match said.saying(&app, &page, &held) {
        Ok(saying) => {
            write(&app, &held, saying, &signed.account).await?;
            Ok(see_other("/agent"))
        }
        Err(errors) => Ok(aujourdhui::refused(&app, page, &signed, errors)
            .await?
            .into_response()),
    }
}

/// `POST /pilotage/permanences/{id}/dire`.
pub async fn say_from_afar(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(said): Form<Said>,
) -> Answer {
    let held = found(&app, &id).await?;
    match said.saying(&app, &page, &held) {
        Ok(saying) => {
            write(&app, &held, saying, &signed.account).await?;
            Ok(see_other(&format!("{}&fait=changee", address(held.date))))
        }
        Err(errors) => super::changer::refused_word(&app, page, &held, errors).await,
    }
}

/// Says it, once: the same word twice in a row is written once.
async fn write(app: &App, held: &Permanence, saying: Saying, by: &Account) -> Result<(), WebError> {
    if held.state == PermanenceState::Open && saying == Saying::Open {
        return Ok(());
    }
    let said = held.say(saying, &by.id, app.outside.now_ms());
    let said = said.map_err(|_| WebError::Conflict)?;
    append(app, vec![said]).await?;
    Ok(())
}
