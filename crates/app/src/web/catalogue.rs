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
    catalogue::{Catalogue, Demarche, Item, MarkKind, plain::Measure},
    event::{DemarcheConfirmation, Event},
    ids::{AccountId, DemarcheCode, PartnerCode},
    period::parse_date,
};
use plus_store::{StoreError, catalogue};
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
    let catalogue = confirmed(app, territory.catalogue.clone())
        .await
        .map_err(WebError::internal)?;
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
    let measures = || demarches().map(|d| (d, d.summary_measure()));
    let average = |of: fn(&Measure) -> f64| {
        let sum: f64 = measures().map(|(_, measure)| of(&measure)).sum();
        (sum / catalogue.demarches().len().max(1) as f64).round()
    };
    Ok(ListPage {
        ease: page.number(average(Measure::ease)),
        lix: page.number(average(Measure::lix)),
        mean: page.number(average(Measure::mean)),
        hard: measures()
            .filter(|(_, measure)| !measure.is_easy())
            .map(|(d, measure)| {
                let said = page
                    .arg("aise", page.number(measure.ease().round()))
                    .arg("lix", page.number(measure.lix().round()));
                (
                    d.code.to_string(),
                    d.title.clone(),
                    said.t("catalogue-mesure"),
                )
            })
            .collect(),
        total: catalogue.to_confirm().len(),
        all: catalogue.demarches().iter().map(|d| d.items().len()).sum(),
        choices: partners.filter(|choice| choice.count > 0).collect(),
        waiting: demarches()
            .filter(own)
            .filter_map(|d| waiting(&page, d))
            .collect(),
        partner: partner.map_or_else(String::new, |p| p.name_on(today).to_owned()),
        verified: demarches().filter(seen).flat_map(verified).collect(),
        page: page.titled("catalogue-titre"),
        today,
        chosen,
        done: String::new(),
        refused: "",
    })
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

fn word(item: Item) -> &'static str {
    match item {
        Item::Piece(_) => "piece",
        Item::Lieu => "lieu",
        Item::Adresse => "adresse",
        Item::Cout => "cout",
        Item::Delai => "delai",
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
    let said = demarche.items();
    let confirm = |value: &String| {
        let (item, text) = value.split_once(PART).ok_or("catalogue-change")?;
        let still = said
            .iter()
            .any(|(i, t, _)| i.to_string() == item && *t == text);
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

/// A catalogue with what the relay verified.
pub async fn confirmed(app: &AppState, catalogue: Catalogue) -> Result<Catalogue, StoreError> {
    let mut link = app.store.read().await?;
    let confirmations = catalogue::confirmations(&mut link).await?;
    if confirmations.is_empty() {
        return Ok(catalogue);
    }
    let accounts = plus_store::account::list(&mut link).await?;
    let name_of = |id: &AccountId| {
        let account = accounts.iter().find(|account| account.id == *id);
        account.map(|a| a.name.clone()).unwrap_or_default()
    };
    Ok(catalogue.with_confirmations(&confirmations, name_of))
}
