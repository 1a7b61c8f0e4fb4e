//! `/agent/conflits`: two corrections of one field, made apart, side by side. A person
//! keeps one or the other; both ways are facts of the journal.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use axum_extra::extract::Form;
use plus_domain::{
    account::Role,
    event::{Event, VisiteCorrection, VisiteReview},
    ids::AccountId,
    visite::{Change, Visite},
};
use plus_store::{
    Link, StoreError,
    review::{self, Review, Version},
    visite,
};
use serde::Deserialize;

use super::{
    address, append, found,
    ligne::date_and_clock,
    trace::{field_words, words},
    with_status,
};
use crate::web::{
    ecriture::Machines,
    error::WebError,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Conflicts shown at once.
const MOST: i64 = 50;

/// A value, who wrote it, when and where.
struct Side {
    value: String,
    who: String,
    when: String,
    machine: String,
}

/// A conflict as shown.
struct Line {
    visite: String,
    href: String,
    title: String,
    field_code: String,
    field: String,
    clock: i64,
    node: String,
    kept: Side,
    lost: Side,
    /// What stands now, when it is neither.
    since: String,
}

#[derive(Template)]
#[template(path = "visite/conflits.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    count: i64,
    done: &'static str,
    refused: bool,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// Whose conflicts a person sees: an animatrice those that concern her, the coordinator all.
fn of(signed: &Signed) -> Option<&AccountId> {
    (signed.account.role == Role::Animatrice).then_some(&signed.account.id)
}

/// How many conflicts a person may settle.
///
/// # Errors
/// Those of the database.
pub async fn count(link: &mut Link, signed: &Signed) -> Result<i64, StoreError> {
    review::count(link, of(signed)).await
}

/// `GET /agent/conflits`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let done = match asked.fait.as_str() {
        "remise" => "conflit-remise",
        "gardee" => "conflit-gardee",
        "autre" => "conflit-autre",
        _ => "",
    };
    render(&list_page(&app, page, &signed, done, false).await?)
}

async fn list_page(
    app: &App,
    page: Page,
    signed: &Signed,
    done: &'static str,
    refused: bool,
) -> Result<ListPage, WebError> {
    let mut link = app.store.read().await?;
    let names = Names::load(app, &mut link).await?;
    let machines = Machines::load(&mut link).await?;
    let mut lines = Vec::new();
    for one in review::open(&mut link, of(signed), MOST).await? {
        let Some(stored) = visite::by_id(&mut link, one.visite.as_str()).await? else {
            continue;
        };
        let showing = Showing {
            app,
            page: &page,
            names: &names,
            machines: &machines,
            visite: &stored.visite,
        };
        lines.push(showing.line(&one));
    }
    Ok(ListPage {
        count: count(&mut link, signed).await?,
        page: page.titled("conflit-titre"),
        lines,
        done,
        refused,
    })
}

struct Showing<'a> {
    app: &'a App,
    page: &'a Page,
    names: &'a Names,
    machines: &'a Machines,
    visite: &'a Visite,
}

impl Showing<'_> {
    fn line(&self, one: &Review) -> Line {
        let (page, visite) = (self.page, self.visite);
        let now = visite.field(&one.field);
        let since = (now != one.over.value).then(|| self.value(&one.field, &now));
        Line {
            visite: visite.id.to_string(),
            href: address(visite.id.as_str()),
            title: page
                .arg("lieu", self.names.place(&visite.place))
                .arg("date", page.date(visite.date))
                .arg("personne", self.names.person(&visite.author))
                .t("conflit-visite"),
            field_code: one.field.clone(),
            field: field_words(&one.field, page),
            clock: one.clock,
            node: one.lost.node.to_string(),
            kept: self.side(&one.field, &one.over),
            lost: self.side(&one.field, &one.lost),
            since: since.unwrap_or_default(),
        }
    }

    fn side(&self, field: &str, version: &Version) -> Side {
        Side {
            value: self.value(field, &version.value),
            who: self.names.person(&version.author),
            when: date_and_clock(self.app, self.page, version.at),
            machine: self.machines.name(&version.node, self.page),
        }
    }

    fn value(&self, field: &str, value: &serde_json::Value) -> String {
        words(field, value, self.visite.date, self.names, self.page)
    }
}

/// What the form of a conflict sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    visite: String,
    champ: String,
    horloge: i64,
    machine: String,
    choix: String,
}

/// `POST /agent/conflits`: keeps what lost, as a correction, or what stands.
pub async fn settle(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    let Some((one, visite)) = chosen(&app, &signed, &given).await? else {
        return Ok(see_other("/agent/conflits?fait=autre"));
    };
    let (event, done) = match given.choix.as_str() {
        "autre" => (restored(&app, &signed, one, &visite), "remise"),
        "celle-ci" => (reviewed(&app, &signed, one, &visite), "gardee"),
        _ => return Err(WebError::Unreadable),
    };
    match append(&app, &[event]).await {
        Ok(()) => Ok(see_other(&format!("/agent/conflits?fait={done}"))),
        // The value no longer fits the visite: it would keep no demande, for one.
        Err(StoreError::Refused(_)) => {
            let template = list_page(&app, page, &signed, "", true).await?;
            with_status(render(&template), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(other) => Err(other.into()),
    }
}

/// The conflict of a form, if it still stands and is this person's.
async fn chosen(
    app: &App,
    signed: &Signed,
    given: &Given,
) -> Result<Option<(Review, Visite)>, WebError> {
    let mut link = app.store.read().await?;
    let place = (given.visite.as_str(), given.champ.as_str());
    let Some(one) = review::get(&mut link, place, (given.horloge, &given.machine)).await? else {
        return Ok(None);
    };
    let visite = found(&mut link, &given.visite).await?.visite;
    let concerns =
        |id: &AccountId| [&visite.author, &one.lost.author, &one.over.author].contains(&id);
    if of(signed).is_some_and(|id| !concerns(id)) {
        return Err(WebError::Forbidden);
    }
    Ok(Some((one, visite)))
}

fn restored(app: &App, signed: &Signed, one: Review, visite: &Visite) -> Event {
    let change = Change {
        base: visite.field(&one.field),
        field: one.field,
        value: one.lost.value,
    };
    Event::VisiteCorrected(VisiteCorrection {
        id: one.visite,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        changes: vec![change],
    })
}

fn reviewed(app: &App, signed: &Signed, one: Review, visite: &Visite) -> Event {
    Event::VisiteReviewed(VisiteReview {
        id: one.visite,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        kept: visite.field(&one.field),
        field: one.field,
        lost: one.lost.value,
    })
}
