//! `/agent/echanges`: half-days that members of the team ask one another to take. Who is asked
//! says yes or no; nothing moves before, and no rule of the tour is broken by it.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use jiff::ToSpan as _;
use plus_domain::{
    account::{Account, Role},
    event::Event,
    form::FormErrors,
    ids::{AccountId, PermanenceId},
    period::Period,
    permanence::{Permanence, PermanenceState},
    tournee::{Echange, EchangeState},
};
use plus_store::{Link, StoreError, account, permanence, tournee};
use serde::Deserialize;

use super::{
    bus::AHEAD,
    eloignement,
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    tournee::{record, words},
};
use crate::tournee::{broken, facts};

/// Address of the page.
const HERE: &str = "/agent/echanges";
/// Half-days of a colleague that are offered in return.
const OFFERED: usize = 12;
/// Exchanges shown once they were answered.
const SHOWN: usize = 12;

type Choice = (String, String, bool);

/// An exchange, in words.
struct Line {
    id: String,
    from: String,
    to: String,
    given: String,
    /// Empty: nothing in return.
    back: String,
    state: &'static str,
    /// Who looks may answer.
    answers: bool,
    /// Who looks may take it back.
    takes_back: bool,
}

#[derive(Template)]
#[template(path = "echange/page.html")]
struct ExchangePage {
    page: Page,
    lines: Vec<Line>,
    /// One's own half-days to come.
    own: Vec<Choice>,
    /// Colleagues, alone or against one of their half-days.
    others: Vec<Choice>,
    /// Whether exchanges are made elsewhere, on the hub.
    elsewhere: bool,
    faults: Faults,
    done: String,
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    demi_journee: String,
    /// An account, or an account and one of its half-days after a `/`.
    avec: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
    demi_journee: String,
}

/// What exchanges are about: the half-days to come, who may board, and what was asked.
struct Read {
    coming: Vec<Permanence>,
    team: Vec<Account>,
    all: Vec<Echange>,
    names: Names,
}

impl Read {
    async fn new(app: &App) -> Result<Self, WebError> {
        let today = app.today();
        let period = Period {
            from: today.saturating_add(1.day()),
            to: today.saturating_add(AHEAD.days()),
        };
        let mut link = app.store.read().await?;
        let mut coming = permanence::between(&mut link, period).await?;
        coming.retain(|p| matches!(p.state, PermanenceState::Planned | PermanenceState::Moved));
        let boards = |a: &Account| matches!(a.role, Role::Animatrice | Role::Coordinateur);
        let mut team = account::list(&mut link).await?;
        team.retain(|a| boards(a) && !a.disabled);
        Ok(Self {
            coming,
            team,
            all: tournee::echanges(&mut link).await?,
            names: Names::load(app, &mut link).await?,
        })
    }

    fn held(&self, id: &PermanenceId) -> Option<&Permanence> {
        self.coming.iter().find(|p| p.id == *id)
    }

    fn said(&self, page: &Page, held: &Permanence) -> String {
        let place = self.names.place(&held.place);
        let hours = page.hours(held.start, held.end);
        format!("{}, {hours}, {place}", page.day(held.date))
    }

    /// The exchange in words; nothing when its half-day is over and nobody answered.
    fn line(&self, page: &Page, me: &Account, asked: &Echange) -> Option<Line> {
        let said = |id: &PermanenceId| self.held(id).map(|held| self.said(page, held));
        let given = said(&asked.permanence)?;
        Some(Line {
            id: asked.id.to_string(),
            from: self.names.person(&asked.from),
            to: self.names.person(&asked.to),
            given,
            back: asked.back.as_ref().and_then(said).unwrap_or_default(),
            state: asked.state.code(),
            answers: asked.waits_for(&me.id),
            takes_back: asked.belongs_to(&me.id),
        })
    }

    /// Those that who looks may read: her own, and all of them for the coordination.
    fn lines(&self, page: &Page, me: &Account) -> Vec<Line> {
        let sees = |e: &&Echange| me.role == Role::Coordinateur || e.from == me.id || e.to == me.id;
        let (waiting, over): (Vec<_>, Vec<_>) = self
            .all
            .iter()
            .filter(sees)
            .partition(|e| e.state == EchangeState::Demande);
        let shown = waiting.into_iter().chain(over.into_iter().take(SHOWN));
        shown.filter_map(|e| self.line(page, me, e)).collect()
    }

    fn own(&self, page: &Page, me: &AccountId, chosen: &str) -> Vec<Choice> {
        let own = self.coming.iter().filter(|p| p.crew.contains(me));
        own.map(|p| {
            (
                p.id.to_string(),
                self.said(page, p),
                p.id.as_str() == chosen,
            )
        })
        .collect()
    }

    fn others(&self, page: &Page, me: &AccountId, chosen: &str) -> Vec<Choice> {
        let mut choices = Vec::new();
        for colleague in self.team.iter().filter(|a| a.id != *me) {
            let alone = page.ta("echange-sans-retour", &[("qui", colleague.name.as_str())]);
            let value = colleague.id.to_string();
            let is_chosen = value == chosen;
            choices.push((value, alone, is_chosen));
            let hers = self.coming.iter();
            let hers = hers.filter(|p| p.crew.contains(&colleague.id) && !p.crew.contains(me));
            for held in hers.take(OFFERED) {
                let said = page
                    .arg("qui", colleague.name.as_str())
                    .arg("quand", self.said(page, held))
                    .t("echange-contre");
                let value = format!("{}/{}", colleague.id, held.id);
                let is_chosen = value == chosen;
                choices.push((value, said, is_chosen));
            }
        }
        choices
    }
}

/// `GET /agent/echanges`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let done = match asked.fait.as_str() {
        "demande" => page.t("echange-demande"),
        "accepte" => page.t("echange-accepte"),
        "refuse" => page.t("echange-refuse"),
        "retire" => page.t("echange-retire"),
        _ => String::new(),
    };
    let given = Given {
        demi_journee: asked.demi_journee,
        ..Given::default()
    };
    let shown = exchange_page(&app, page, &signed, &given, FormErrors::default());
    render(&ExchangePage {
        done,
        ..shown.await?
    })
}

async fn exchange_page(
    app: &App,
    page: Page,
    signed: &Signed,
    given: &Given,
    errors: FormErrors,
) -> Result<ExchangePage, WebError> {
    let read = Read::new(app).await?;
    let me = &signed.account;
    Ok(ExchangePage {
        lines: read.lines(&page, me),
        own: read.own(&page, &me.id, &given.demi_journee),
        others: read.others(&page, &me.id, &given.avec),
        elsewhere: eloignement::has_hub(app).await?,
        faults: Faults::of(&page, errors),
        done: String::new(),
        page: page.titled("echange-titre"),
    })
}

/// `POST /agent/echanges`: asks a colleague.
pub async fn ask(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    if eloignement::has_hub(&app).await? {
        return Ok(see_other(HERE));
    }
    let read = Read::new(&app).await?;
    match asked(&app, &read, &signed, &given) {
        Ok(asked) => match rules(&app, &page, &read, &asked).await? {
            Ok(_) => {
                record(&app, &[Event::EchangeSet(asked)]).await?;
                Ok(see_other(&format!("{HERE}?fait=demande")))
            }
            Err(told) => refused(&app, page, &signed, &given, told).await,
        },
        Err(told) => refused(&app, page, &signed, &given, told).await,
    }
}

/// Why an exchange is refused: keys of the form, or whole sentences of the rules.
enum Told {
    Form(FormErrors),
    Rules(Vec<String>),
}

fn asked(app: &App, read: &Read, signed: &Signed, given: &Given) -> Result<Echange, Told> {
    let mut errors = FormErrors::default();
    let own = PermanenceId::new(given.demi_journee.trim());
    let own = read.held(&own).map(|held| held.id.clone());
    let own = errors.take("demi_journee", "echange-erreur-laquelle", own);
    let (to, back) = match given.avec.split_once('/') {
        Some((to, back)) => (to, Some(PermanenceId::new(back))),
        None => (given.avec.as_str(), None),
    };
    let to = read.team.iter().find(|a| a.id.as_str() == to);
    let known = back.as_ref().is_none_or(|id| read.held(id).is_some());
    let to = errors.take("avec", "echange-erreur-avec", to.filter(|_| known));
    let (Some(permanence), Some(to)) = (own, to) else {
        return Err(Told::Form(errors));
    };
    Ok(Echange {
        id: app.outside.new_id().into(),
        permanence,
        from: signed.account.id.clone(),
        to: to.id.clone(),
        back,
        state: EchangeState::Demande,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
    })
}

/// The half-days as they become, when every rule allows it.
async fn rules(
    app: &App,
    page: &Page,
    read: &Read,
    asked: &Echange,
) -> Result<Result<Vec<Permanence>, Told>, WebError> {
    let said = |key: &'static str| {
        let mut errors = FormErrors::default();
        errors.add("avec", key);
        Told::Form(errors)
    };
    let back = asked.back.as_ref().map(|id| read.held(id));
    let (Some(given), false) = (read.held(&asked.permanence), back == Some(None)) else {
        return Ok(Err(said("echange-erreur-passee")));
    };
    let moved = match asked.moved(given, back.flatten()) {
        Ok(moved) => moved,
        Err(error) => return Ok(Err(said(error.key()))),
    };
    let territory = app.territory();
    let mut link = app.store.read().await?;
    let found = broken(&mut link, &territory, app.geo(), &moved).await?;
    drop(link);
    let Some((board, faults)) = found.filter(|(_, faults)| !faults.is_empty()) else {
        return Ok(Ok(moved));
    };
    let sentences: BTreeSet<String> = words::faults(page, &board, &faults)
        .into_values()
        .flatten()
        .collect();
    Ok(Err(Told::Rules(sentences.into_iter().collect())))
}

async fn refused(app: &App, page: Page, signed: &Signed, given: &Given, told: Told) -> Answer {
    let (errors, sentences) = match told {
        Told::Form(errors) => (errors, Vec::new()),
        Told::Rules(sentences) => (FormErrors::default(), sentences),
    };
    let mut shown = exchange_page(app, page, signed, given, errors).await?;
    let sentences = sentences.into_iter().map(|s| ("avec".to_owned(), s));
    shown.faults.0.extend(sentences);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response())
}

/// What the buttons of an exchange send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Gesture {
    geste: String,
}

/// `POST /agent/echanges/{id}`: yes, no, or taken back.
pub async fn answer(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Gesture>,
) -> Answer {
    if eloignement::has_hub(&app).await? {
        return Ok(see_other(HERE));
    }
    let read = Read::new(&app).await?;
    let me = &signed.account.id;
    let held = read.all.iter().find(|e| e.id.as_str() == id);
    let mine = |e: &&Echange| e.from == *me || e.to == *me;
    let held = held.filter(mine).ok_or(WebError::NotFound)?;
    let state = EchangeState::from_code(&given.geste).ok_or(WebError::NotFound)?;
    let at = app.outside.now_ms();
    let Ok(answered) = held.answered(state, me, at) else {
        return Ok(see_other(HERE));
    };
    let mut events = vec![Event::EchangeSet(answered)];
    if state == EchangeState::Accepte {
        match rules(&app, &page, &read, held).await? {
            Ok(moved) => {
                let mut link = app.store.read().await?;
                events.extend(facts(&mut link, moved, me, at).await?);
            }
            Err(told) => return refused(&app, page, &signed, &Given::default(), told).await,
        }
    }
    record(&app, &events).await?;
    Ok(see_other(&format!("{HERE}?fait={}", state.code())))
}

/// Exchanges that wait for the answer of somebody, about half-days to come.
///
/// # Errors
/// Those of the database.
pub async fn waiting(app: &App, link: &mut Link, me: &AccountId) -> Result<usize, StoreError> {
    let mut count = 0;
    for asked in tournee::echanges(link).await? {
        if !asked.waits_for(me) {
            continue;
        }
        let held = permanence::by_id(link, asked.permanence.as_str()).await?;
        count += usize::from(held.is_some_and(|held| held.date > app.today()));
    }
    Ok(count)
}
