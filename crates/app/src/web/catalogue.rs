//! `/pilotage/catalogue`: what nobody confirmed yet, and what the relay verified.
//!
//! One call to an organisme answers for several items: they are ticked together.
//! The text ticked travels with its item, so that what the catalogue has changed
//! meanwhile is never taken for verified.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use jiff::civil::Date;
use plus_domain::{
    account::Account,
    catalogue::{Catalogue, Demarche, Item, MarkKind, Status, plain::Measure, revision},
    event::{DemarcheConfirmation, Event},
    ids::{AccountId, DemarcheCode, PartnerCode},
    period::parse_date,
    service::{self, Services},
    territoire::Territoire,
};
use plus_store::{Link, StoreError, catalogue};
use serde::Deserialize;

use super::{
    error::WebError,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::{App, AppState},
};

/// Parts the name of an item from its text, in the value of a box.
const PART: char = '|';

/// A statement of a démarche, as the list shows it.
struct Point {
    /// Name of the item and text verified, as the box sends them.
    value: String,
    /// « Papier », « Prix »…
    what: String,
    text: String,
}

/// A démarche with what is to confirm in it.
struct Waiting {
    code: String,
    title: String,
    ask_whom: String,
    points: Vec<Point>,
}

/// A démarche to read again.
struct Due {
    code: String,
    title: String,
    /// Name of the whole entry and its text, as the button sends them.
    value: String,
    /// « depuis le 23 mai 2027 », empty when nobody ever said a day.
    since: String,
    /// Who keeps it true: `partenaire` or `coordination`.
    owner: &'static str,
    partner: String,
}

/// Something verified.
struct Verified {
    code: String,
    title: String,
    text: String,
    mark: String,
}

/// A partner and how much waits there.
struct Choice {
    code: String,
    name: String,
    count: usize,
}

#[derive(Template)]
#[template(path = "catalogue/liste.html")]
struct ListPage {
    page: Page,
    total: usize,
    all: usize,
    choices: Vec<Choice>,
    chosen: String,
    /// Name of the chosen one.
    partner: String,
    waiting: Vec<Waiting>,
    due: Vec<Due>,
    verified: Vec<Verified>,
    today: Date,
    done: String,
    refused: &'static str,
    /// Readability of the summaries, on average.
    ease: String,
    lix: String,
    mean: String,
    /// Summaries that are not easy: code, title, measures.
    hard: Vec<(String, String, String)>,
}

/// What may follow `/pilotage/catalogue?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    partenaire: String,
    fait: usize,
}

/// What the form of a démarche sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Ticked {
    point: Vec<String>,
    date: String,
    partenaire: String,
}

/// `GET /pilotage/catalogue`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let done = match asked.fait {
        0 => String::new(),
        n => page.t_count("catalogue-fait", n),
    };
    let list = list_page(&app, page, asked.partenaire).await?;
    render(&ListPage { done, ..list })
}

async fn list_page(app: &App, page: Page, chosen: String) -> Result<ListPage, WebError> {
    let (territory, today) = (app.territory(), app.today());
    let mut link = app.store.read().await?;
    let confirmations = catalogue::confirmations(&mut link).await?;
    let voices = Voices::load(app, &mut link).await?;
    drop(link);
    let catalogue = territory.catalogue.clone();
    let catalogue = catalogue.with_confirmations(&confirmations, |id, day| voices.status(id, day));
    let count = |of: &PartnerCode| {
        let own = catalogue.to_confirm().into_iter();
        own.filter(|item| item.demarche.partner == *of).count()
    };
    let partners = territory.partners_on(today).map(|partner| Choice {
        code: partner.code.to_string(),
        name: partner.name_on(today).to_owned(),
        count: count(&partner.code),
    });
    let partner = territory.partner(&PartnerCode::new(chosen.clone()));
    let own = |d: &&Demarche| d.partner.as_str() == chosen;
    let seen = |d: &&Demarche| chosen.is_empty() || own(d);
    let demarches = || catalogue.demarches().iter();
    let (measured, hard) = readings(&page, &catalogue);
    Ok(ListPage {
        ease: measured[0].clone(),
        lix: measured[1].clone(),
        mean: measured[2].clone(),
        hard,
        total: catalogue.to_confirm().len(),
        all: catalogue.demarches().iter().map(|d| d.items().len()).sum(),
        choices: partners.filter(|choice| choice.count > 0).collect(),
        waiting: demarches()
            .filter(own)
            .filter_map(|d| waiting(&page, d))
            .collect(),
        partner: partner.map_or_else(String::new, |p| p.name_on(today).to_owned()),
        due: demarches()
            .filter(seen)
            .filter_map(|d| due(&page, &territory, d, &confirmations, today))
            .collect(),
        verified: demarches().filter(seen).flat_map(verified).collect(),
        page: page.titled("catalogue-titre"),
        today,
        chosen,
        done: String::new(),
        refused: "",
    })
}

/// How easily the summaries read on average (ease, LIX, words a sentence), and those
/// that are hard: code, title, measure in words.
fn readings(page: &Page, catalogue: &Catalogue) -> ([String; 3], Vec<(String, String, String)>) {
    let demarches = catalogue.demarches();
    let measures: Vec<(&Demarche, Measure)> =
        demarches.iter().map(|d| (d, d.summary_measure())).collect();
    let average = |of: fn(&Measure) -> f64| {
        let sum: f64 = measures.iter().map(|(_, measure)| of(measure)).sum();
        page.number((sum / demarches.len().max(1) as f64).round())
    };
    let hard = measures.iter().filter(|(_, measure)| !measure.is_easy());
    let hard = hard.map(|(d, measure)| {
        let said = page
            .arg("aise", page.number(measure.ease().round()))
            .arg("lix", page.number(measure.lix().round()));
        let told = said.t("catalogue-mesure");
        (d.code.to_string(), d.title.clone(), told)
    });
    let mean = [Measure::ease, Measure::lix, Measure::mean].map(average);
    (mean, hard.collect())
}

fn waiting(page: &Page, demarche: &Demarche) -> Option<Waiting> {
    let open = demarche.items().into_iter();
    let points = open
        .filter(|(.., status)| status.is_to_confirm())
        .map(|(item, text, _)| Point {
            value: format!("{item}{PART}{text}"),
            what: page.tc("catalogue-point", word(item)),
            text: text.to_owned(),
        });
    let points: Vec<Point> = points.collect();
    (!points.is_empty()).then(|| Waiting {
        code: demarche.code.to_string(),
        title: demarche.title.clone(),
        ask_whom: demarche.ask_whom.clone(),
        points,
    })
}

fn due(
    page: &Page,
    territory: &Territoire,
    demarche: &Demarche,
    confirmations: &[DemarcheConfirmation],
    today: Date,
) -> Option<Due> {
    let review = revision::of_demarche(demarche, confirmations);
    let partner = territory.partner(&demarche.partner);
    revision::is_due(review, today).then(|| Due {
        code: demarche.code.to_string(),
        title: demarche.title.clone(),
        value: format!("{}{PART}{}", Item::Tout, demarche.whole_text()),
        since: review.map(|day| page.date(day)).unwrap_or_default(),
        owner: demarche.owner.code(),
        partner: partner.map_or_else(String::new, |p| p.name_on(today).to_owned()),
    })
}

fn word(item: Item) -> &'static str {
    match item {
        Item::Piece(_) => "piece",
        Item::Lieu => "lieu",
        Item::Adresse => "adresse",
        Item::Cout => "cout",
        Item::Delai => "delai",
        Item::Tout => "tout",
    }
}

fn verified(demarche: &Demarche) -> Vec<Verified> {
    let items = demarche.items().into_iter();
    let by_the_relay = items.map(|(_, text, status)| (text, status.mark()));
    by_the_relay
        .filter(|(_, mark)| mark.kind == MarkKind::Verifie)
        .map(|(text, mark)| Verified {
            code: demarche.code.to_string(),
            title: demarche.title.clone(),
            text: text.to_owned(),
            mark: mark.long,
        })
        .collect()
}

/// `POST /pilotage/catalogue/{code}`: the items ticked are verified.
pub async fn confirm(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(code): Path<String>,
    Form(ticked): Form<Ticked>,
) -> Answer {
    let territory = app.territory();
    let demarche = territory.catalogue.get(&DemarcheCode::new(code));
    let demarche = demarche.ok_or(WebError::NotFound)?;
    match read(demarche, &ticked, &signed.account.id, app.today()) {
        Ok(events) => {
            let mut tx = app.store.begin().await?;
            app.outside.record(&mut tx, &events).await?;
            tx.commit().await?;
            let (partner, n) = (super::router::encoded(&ticked.partenaire), events.len());
            let path = format!("/pilotage/catalogue?partenaire={partner}&fait={n}");
            Ok(see_other(&path))
        }
        Err(key) => {
            let list = list_page(&app, page, ticked.partenaire).await?;
            super::compte::refused(&ListPage {
                refused: key,
                ..list
            })
        }
    }
}

/// The confirmations of a form, or the key of what is said instead.
fn read(
    demarche: &Demarche,
    ticked: &Ticked,
    author: &AccountId,
    today: Date,
) -> Result<Vec<Event>, &'static str> {
    let date = match ticked.date.trim() {
        "" => today,
        text => parse_date(text).map_err(|_| "catalogue-date")?,
    };
    if date > today {
        return Err("catalogue-date-future");
    }
    if ticked.point.is_empty() {
        return Err("catalogue-rien-coche");
    }
    let whole = demarche.whole_text();
    let said = demarche.items();
    let confirm = |value: &String| {
        let (item, text) = value.split_once(PART).ok_or("catalogue-change")?;
        let is_point = said
            .iter()
            .any(|(i, t, _)| i.to_string() == item && *t == text);
        let still = is_point || item == Item::Tout.to_string() && text == whole;
        still
            .then(|| {
                Event::DemarcheConfirmed(DemarcheConfirmation {
                    demarche: demarche.code.clone(),
                    item: item.to_owned(),
                    text: text.to_owned(),
                    author: author.clone(),
                    date,
                })
            })
            .ok_or("catalogue-change")
    };
    ticked.point.iter().map(confirm).collect()
}

/// How many statements of the catalogue nobody confirmed.
pub async fn to_confirm(app: &AppState) -> Result<usize, StoreError> {
    let catalogue = confirmed(app, app.territory().catalogue.clone()).await?;
    Ok(catalogue.to_confirm().len())
}

/// How many démarches, then services, are to read again today.
pub async fn to_review(app: &AppState) -> Result<(usize, usize), StoreError> {
    let (territory, today) = (app.territory(), app.today());
    let mut link = app.store.read().await?;
    let of_demarches = catalogue::confirmations(&mut link).await?;
    let of_services = plus_store::service::confirmations(&mut link).await?;
    drop(link);
    let demarches = territory.catalogue.demarches().iter();
    let demarches = demarches.map(|d| revision::of_demarche(d, &of_demarches));
    let last = service::last_confirmations(&territory.services, &of_services);
    let services = territory.services.all().iter();
    let services = services.map(|s| service::to_review(s, last.get(&s.code).copied()));
    let due = |review: &Option<Date>| revision::is_due(*review, today);
    Ok((demarches.filter(due).count(), services.filter(due).count()))
}

/// What the word of each account makes: that of the relay, or of a partner.
pub struct Voices {
    accounts: Vec<Account>,
    territory: std::sync::Arc<Territoire>,
}

impl Voices {
    /// Reads who the accounts are.
    pub async fn load(app: &AppState, link: &mut Link) -> Result<Self, StoreError> {
        Ok(Self {
            accounts: plus_store::account::list(link).await?,
            territory: app.territory(),
        })
    }

    /// The status that the word of an account makes on a day.
    pub fn status(&self, id: &AccountId, when: Date) -> Status {
        let account = self.accounts.iter().find(|account| account.id == *id);
        let partner = account.and_then(|a| self.territory.partner(a.partner.as_ref()?));
        match partner {
            Some(partner) => Status::VerifieParLePartenaire {
                who: partner.phrase_on(when).to_owned(),
                when,
            },
            None => Status::VerifieParLeRelais {
                who: account.map(|a| a.name.clone()).unwrap_or_default(),
                when,
            },
        }
    }
}

/// A catalogue with what was verified.
pub async fn confirmed(app: &AppState, catalogue: Catalogue) -> Result<Catalogue, StoreError> {
    let mut link = app.store.read().await?;
    let confirmations = catalogue::confirmations(&mut link).await?;
    if confirmations.is_empty() {
        return Ok(catalogue);
    }
    let voices = Voices::load(app, &mut link).await?;
    Ok(catalogue.with_confirmations(&confirmations, |id, day| voices.status(id, day)))
}

/// Services with what was verified.
pub async fn confirmed_services(
    app: &AppState,
    services: Services,
) -> Result<Services, StoreError> {
    let mut link = app.store.read().await?;
    let confirmations = plus_store::service::confirmations(&mut link).await?;
    if confirmations.is_empty() {
        return Ok(services);
    }
    let voices = Voices::load(app, &mut link).await?;
    Ok(services.with_confirmations(&confirmations, |id, day| voices.status(id, day)))
}
