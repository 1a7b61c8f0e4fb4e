//! The card that says where the van is, and passages in words.
//!
//! « Le bus est là » is said only when the crew has opened the permanence; before
//! that a passage is announced, not confirmed.

use std::collections::BTreeMap;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use plus_domain::{
    ids::PermanenceId,
    period::{Month, Period},
    permanence::{Permanence, PermanenceState, Site, Standing},
    territoire::{Territoire, names},
};
use plus_store::tournee::{self, Aboard};

use super::{assets, error::WebError, langue::Language, page::Page, state::AppState};

/// How far ahead the public may look, in days.
pub const AHEAD: i64 = 366;

/// How far ahead one looks first for the next stop, in days: it is most often in the week.
const SOON: i64 = 8;

/// The partners on board, by permanence.
pub type OnBoard = BTreeMap<PermanenceId, Aboard>;

/// The partners on board from today on.
pub async fn on_board(app: &AppState, today: Date) -> Result<OnBoard, WebError> {
    let mut link = app.store.read().await.map_err(WebError::internal)?;
    let found = tournee::aboard(&mut link, Month::of(today)).await;
    found.map_err(WebError::internal)
}

/// A passage, in the words of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Identifier of the permanence.
    pub id: String,
    /// Day of the month.
    pub number: String,
    /// Month, short.
    pub month: String,
    /// « lundi 23 novembre ».
    pub day: String,
    /// « de 8 h à 13 h ».
    pub hours: String,
    /// Commune.
    pub commune: String,
    /// Neighbourhood, or the name of the place.
    pub place: String,
    /// What serves there, its code.
    pub site: &'static str,
    /// Where the plan stands, its code.
    pub state: &'static str,
    /// What the public is told, its code: see [`Standing`].
    pub standing: &'static str,
    /// « En route, confirmé à 7 h 40. », empty when nobody said anything.
    pub told: String,
    /// Code of the place.
    pub code: String,
    /// Why it moved or will not be.
    pub reason: String,
    /// « À bord aussi : CAF. », empty when no partner comes.
    pub partner: String,
}

impl Passage {
    /// The words of a permanence.
    pub fn new(page: &Page, territory: &Territoire, permanence: &Permanence) -> Self {
        let place = territory.place(&permanence.place);
        let commune = place.and_then(|place| territory.commune(&place.commune));
        let code = || permanence.place.as_str().to_owned();
        Self {
            id: permanence.id.to_string(),
            number: permanence.date.day().to_string(),
            month: page.short_month(permanence.date),
            day: page.day(permanence.date),
            hours: page.hours(permanence.start, permanence.end),
            commune: commune.map_or_else(code, |commune| commune.name.clone()),
            place: place.map_or_else(code, |place| place.quartier.clone()),
            site: permanence.site.code(),
            state: permanence.state.code(),
            standing: permanence.standing().code(),
            told: told(page, territory, permanence),
            code: code(),
            reason: page.french(permanence.reason.as_deref().unwrap_or_default()),
            partner: String::new(),
        }
    }
}

impl Passage {
    /// With the partner whom the published plan puts on board. Nobody is promised on a half-day
    /// that was cancelled, or that went elsewhere than the plan said.
    #[must_use]
    pub fn aboard(
        self,
        page: &Page,
        territory: &Territoire,
        p: &Permanence,
        all: &OnBoard,
    ) -> Self {
        let off = p.state == PermanenceState::Cancelled;
        let said = all.get(&p.id).filter(|said| !off && said.place == p.place);
        let partner = said.and_then(|said| territory.partner(said.partner.as_ref()?));
        let told = partner.map(|partner| {
            page.arg("qui", partner.name_on(p.date))
                .t("passages-partenaire")
        });
        Self {
            partner: told.unwrap_or_default(),
            ..self
        }
    }

    /// At an instant: a passage of that day that nobody confirmed says so.
    #[must_use]
    pub fn at(self, page: &Page, permanence: &Permanence, now: DateTime) -> Self {
        let silent = matches!(permanence.standing(), Standing::Announced | Standing::Moved);
        if !silent || permanence.date != now.date() {
            return self;
        }
        let unconfirmed = page
            .arg("heures", self.hours.as_str())
            .t("passages-non-confirme");
        let told = [self.told.as_str(), unconfirmed.as_str()];
        Self {
            told: told.join(" ").trim_start().to_owned(),
            ..self
        }
    }
}

/// What was said of the day, with the hour at which it was. Presence is told only when the
/// crew has said it, that day.
fn told(page: &Page, territory: &Territoire, permanence: &Permanence) -> String {
    let zone = TimeZone::get(&territory.identity.time_zone).unwrap_or(TimeZone::UTC);
    let standing = permanence.standing();
    if let Some(at) = permanence.confirmed_at(&zone) {
        return page
            .arg("heure", page.hour(at.time()))
            .arg("vers", page.hour(permanence.expected().time()))
            .arg("minutes", late(permanence))
            .t(&format!("passages-dit-{}", standing.code()));
    }
    match (standing, permanence.told_at(&zone)) {
        (Standing::Cancelled | Standing::Moved, Some(at)) => page
            .arg("jour", page.day(at.date()))
            .arg("heure", page.hour(at.time()))
            .t(&format!("passages-dit-{}", standing.code())),
        _ => String::new(),
    }
}

fn late(permanence: &Permanence) -> u16 {
    let told = permanence.told.as_ref();
    told.and_then(|told| told.late).unwrap_or(0)
}

/// The card that says where the van is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bus {
    /// `la`, `en-route`, `en-retard`, `attendu`, `bientot`, `prochain` or `aucun`: family
    /// `bus-etat`.
    pub state: &'static str,
    /// « Au Marin, aujourd’hui ».
    pub title: String,
    /// Neighbourhood and hours.
    pub lines: Vec<String>,
    /// Commune of the passage, its INSEE code; empty when there is none.
    pub commune: String,
    /// Address of the map of the territory; empty when there is none.
    pub map: String,
    /// Passages of the coming week that will not be, each as a sentence.
    pub cancelled: Vec<String>,
}

impl Bus {
    /// The card at an instant, from the permanences that come (ordered).
    pub fn at(page: &Page, territory: &Territoire, coming: &[Permanence], now: DateTime) -> Self {
        let of_van = || coming.iter().filter(|p| p.site == Site::Bus);
        let next = of_van().find(|p| is_to_come(p, now));
        let soon = now.date().saturating_add(7.days());
        let cancelled = of_van()
            .filter(|p| p.state == PermanenceState::Cancelled && p.date <= soon)
            .map(|p| cancelled_sentence(page, &Passage::new(page, territory, p)))
            .collect();
        let card = next.map(|p| Self::of(page, territory, p, now));
        Self {
            cancelled,
            map: map(territory),
            ..card.unwrap_or_else(|| Self::none(page))
        }
    }

    fn of(page: &Page, territory: &Territoire, next: &Permanence, now: DateTime) -> Self {
        let passage = Passage::new(page, territory, next).at(page, next, now);
        let today = next.date == now.date();
        let begun = today && next.start <= now.time();
        let state = match (today, begun, next.standing()) {
            (true, _, Standing::Here) => "la",
            (true, _, Standing::OnItsWay) => "en-route",
            (true, _, Standing::Late) => "en-retard",
            (true, true, _) => "attendu",
            (true, false, _) => "bientot",
            (false, ..) => "prochain",
        };
        let day = if today {
            page.t("bus-aujourdhui")
        } else {
            passage.day
        };
        let hours = match state {
            "la" => page.arg("heure", page.hour(next.end)).t("bus-jusqu-a"),
            _ => passage.hours,
        };
        Self {
            state,
            title: page
                .arg(
                    "lieu",
                    names::capitalised(&at_commune(page, &passage.commune)),
                )
                .arg("jour", day)
                .t("bus-titre"),
            lines: [
                page.arg("lieu", passage.place)
                    .arg("heures", hours)
                    .t("bus-lieu"),
                passage.told,
                page.t("bus-sans-rendez-vous"),
            ]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect(),
            commune: territory
                .place(&next.place)
                .map(|place| place.commune.to_string())
                .unwrap_or_default(),
            map: String::new(),
            cancelled: Vec::new(),
        }
    }

    fn none(page: &Page) -> Self {
        Self {
            state: "aucun",
            title: page.t("bus-aucun-titre"),
            lines: vec![page.t("bus-aucun-texte")],
            commune: String::new(),
            map: String::new(),
            cancelled: Vec::new(),
        }
    }
}

/// The map of the territory's EPCI, when there is one.
fn map(territory: &Territoire) -> String {
    let epci = territory.identity.epci.as_deref().unwrap_or_default();
    let path = format!("cartes/{epci}.svg");
    if assets::has(&path) {
        format!("/assets/{path}")
    } else {
        String::new()
    }
}

/// Whether somebody may still be received there.
pub fn is_to_come(permanence: &Permanence, now: DateTime) -> bool {
    let over = permanence.date == now.date() && permanence.end <= now.time();
    let off = matches!(
        permanence.state,
        PermanenceState::Cancelled | PermanenceState::Closed
    );
    permanence.date >= now.date() && !over && !off
}

/// « au Marin » in French; the bare name where another language has its own word.
pub fn at_commune(page: &Page, commune: &str) -> String {
    match page.language {
        Language::French => at(commune),
        _ => commune.to_owned(),
    }
}

fn cancelled_sentence(page: &Page, passage: &Passage) -> String {
    let said = page
        .arg("lieu", at_commune(page, &passage.commune))
        .arg("jour", passage.day.as_str());
    format!("{} {}", said.t("bus-annule"), passage.reason)
        .trim_end()
        .to_owned()
}

/// « au Havre », « aux Ulis », « à Lyon ».
fn at(commune: &str) -> String {
    for (article, small) in [("Le ", "le "), ("Les ", "les ")] {
        if let Some(rest) = commune.strip_prefix(article) {
            return names::to(&format!("{small}{rest}"));
        }
    }
    names::to(commune)
}

/// The instant, where the relay is.
pub fn local_now(app: &AppState) -> DateTime {
    let instant =
        Timestamp::from_millisecond(app.outside.now_ms()).unwrap_or(Timestamp::UNIX_EPOCH);
    instant.to_zoned_datetime(app.zone()).datetime()
}

/// The permanences from today on, in order.
pub async fn coming(app: &AppState, today: Date) -> Result<Vec<Permanence>, WebError> {
    let mut link = app.store.read().await.map_err(WebError::internal)?;
    let until = today.saturating_add(AHEAD.days());
    let period = Period {
        from: today,
        to: until,
    };
    plus_store::permanence::between(&mut link, period)
        .await
        .map_err(WebError::internal)
}

/// The permanences that say where the van is next: those of the coming days, or all that
/// are planned when none of these is to come.
pub async fn soon(app: &AppState, now: DateTime) -> Result<Vec<Permanence>, WebError> {
    let mut link = app.store.read().await.map_err(WebError::internal)?;
    let from = now.date();
    for days in [SOON, AHEAD] {
        let until = from.saturating_add(days.days());
        let period = Period { from, to: until };
        let found = plus_store::permanence::between(&mut link, period).await;
        let found = found.map_err(WebError::internal)?;
        let of_van = |it: &Permanence| it.site == Site::Bus && is_to_come(it, now);
        if days == AHEAD || found.iter().any(of_van) {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn communes_take_their_article() {
        assert_eq!(at("Le Marin"), "au Marin");
        assert_eq!(at("Les Trois-Îlets"), "aux Trois-Îlets");
        assert_eq!(at("Sainte-Anne"), "à Sainte-Anne");
        assert_eq!(at("La Trinité"), "à La Trinité");
    }
}
