//! The trail of security, as it is written and read: every page that shows, takes out or changes
//! what is of a person, of an account or of the relay leaves a line before its answer leaves
//! (requirement S11); `/pilotage/trace` shows them to administrators.
//!
//! A line says an account by its identifier and a thing by its pattern and a mark: the same thing
//! has the same mark on this machine, and nobody finds from it which.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use plus_domain::ids::AccountId;
use plus_store::{
    account,
    audit::{self as kept, Deed, Examined, Filter, Line},
};
use serde::Deserialize;

use super::{
    error::WebError,
    page::{Answer, Page, render},
    router,
    security_log::Way,
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};
use crate::audit;

/// Lines of a page.
const MOST: i64 = 100;
/// Lines of the file.
const ALL: i64 = 1_000_000;
/// What is of a person who is followed.
const PERSONS: [&str; 5] = [
    "/partenaire/escalades/{id}",
    "/agent/dossiers/{id}",
    "/agent/mandats/{id}",
    "/agent/escalades/{id}",
    "/agent/droits/{id}",
];
/// What leaves the relay as a file.
const EXPORTS: [&str; 11] = [
    "/agent/dossiers/{id}/acces/{format}",
    "/agent/mandats/{id}/numerise",
    "/agent/mandats/{id}/{exemplaire}",
    "/pilotage/chiffres/tableur",
    "/pilotage/coop/fichier",
    "/pilotage/croisement/fichier/{format}",
    "/pilotage/croisement/{id}/fichier/{format}",
    "/pilotage/financement/tableur",
    "/pilotage/tableur/{sujet}",
    "/pilotage/chiffres/lignes",
    "/pilotage/trace/fichier",
];
/// What changes what the relay is, by its first words.
const CHANGES: [(&str, &str); 8] = [
    ("/pilotage/comptes", "comptes"),
    ("/pilotage/machines", "machines"),
    ("/pilotage/territoire", "territoire"),
    ("/pilotage/droits", "droits"),
    ("/compte/second-facteur", "preuve"),
    ("/compte/cles", "preuve"),
    ("/compte/proconnect", "preuve"),
    ("/compte/mot-de-passe", "preuve"),
];

/// The words that a line may hold, for the page and its filter.
pub const ACTIONS: [&str; 11] = [
    "entree",
    "sortie",
    "lecture",
    "ecriture",
    "export",
    "comptes",
    "machines",
    "territoire",
    "droits",
    "preuve",
    "trace",
];

fn is_under(start: &str, pattern: &str) -> bool {
    let rest = pattern.strip_prefix(start);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The word of what a request does; none when it leaves no line.
pub fn action_of(method: &str, pattern: &str) -> Option<&'static str> {
    let reads = method == "GET";
    if reads && EXPORTS.contains(&pattern) {
        return Some("export");
    }
    if PERSONS.iter().any(|start| is_under(start, pattern)) {
        return Some(if reads { "lecture" } else { "ecriture" });
    }
    if is_under("/pilotage/trace", pattern) {
        return Some("trace");
    }
    if reads {
        return None;
    }
    if pattern == "/deconnexion" {
        return Some("sortie");
    }
    let change = CHANGES.iter().find(|(start, _)| is_under(start, pattern));
    change.map(|(_, action)| *action)
}

/// A thing as lines say it: the pattern of its address, and the mark of what the address names
/// first.
fn object(app: &App, pattern: &str, path: &str) -> Result<String, WebError> {
    let parts = pattern.split('/').zip(path.split('/'));
    let Some((_, thing)) = parts.into_iter().find(|(word, _)| word.starts_with('{')) else {
        return Ok(pattern.to_owned());
    };
    let mark = audit::mark(&app.store, &app.outside, thing).map_err(WebError::internal)?;
    Ok(format!("{pattern} {mark}"))
}

/// Writes a line for what asks for one; an answer whose line cannot be written does not leave.
pub async fn write(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let pattern = router::pattern_of(&path);
    let action = action_of(request.method().as_str(), pattern);
    let signed = request.extensions().get::<Signed>().cloned();
    let (Some(action), Some(signed)) = (action, signed) else {
        return next.run(request).await;
    };
    let response = next.run(request).await;
    let result = match response.status() {
        status if status.is_server_error() => "panne",
        status if status.is_client_error() => "refus",
        _ => "fait",
    };
    let written = match object(&app, pattern, &path) {
        Ok(object) => note(&app, &signed.account.id, (action, &object), result).await,
        Err(error) => Err(error),
    };
    match written {
        Ok(()) => response,
        Err(error) => error.into_response(),
    }
}

async fn note(
    app: &App,
    author: &AccountId,
    (action, object): (&str, &str),
    result: &str,
) -> Result<(), WebError> {
    let deed = Deed {
        at: app.outside.now_ms(),
        author: author.to_string(),
        action: action.to_owned(),
        object: object.to_owned(),
        result: result.to_owned(),
    };
    let written = audit::record(&app.store, &app.outside, &deed).await;
    written.map_err(WebError::internal)
}

/// Somebody came in.
pub async fn came_in(app: &App, account: &AccountId, way: Way) -> Result<(), WebError> {
    note(app, account, ("entree", way.code()), "fait").await
}

// ------------------------------------------------------------------- the page

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    qui: String,
    #[serde(default)]
    quoi: String,
    avant: Option<i64>,
    /// Whether to check all of it, and not the end alone.
    tout: Option<String>,
}

/// A line as it is shown.
pub struct Shown {
    seq: i64,
    when: String,
    who: String,
    what: String,
    object: String,
    result: String,
}

#[derive(Template)]
#[template(path = "trace/page.html")]
struct TracePage {
    page: Page,
    lines: Vec<Shown>,
    /// Identifier, name, whether it is the one looked for.
    people: Vec<(String, String, bool)>,
    /// Word, its sentence, whether it is the one looked for.
    words: Vec<(String, String, bool)>,
    /// Address of the lines before; empty when there are none.
    before: String,
    /// What the check says.
    whole: bool,
    fault: String,
    count: i64,
    /// Whether the check began at the first line that is kept.
    everything: bool,
    /// When the last checkpoint was signed; empty: never.
    point: String,
}

/// A thing in words: the way of who came in has some, the rest is said as it is written.
fn said(page: &Page, object: String) -> String {
    if object.starts_with('/') {
        return object;
    }
    page.tc("trace-voie", &object)
}

fn shown(app: &App, page: &Page, names: &BTreeMap<String, String>, line: Line) -> Shown {
    let deed = line.deed;
    let who = names.get(&deed.author).cloned();
    Shown {
        seq: line.seq,
        when: date_and_clock(app, page, deed.at),
        who: who.unwrap_or(deed.author),
        what: page.tc("trace-mot", &deed.action),
        object: said(page, deed.object),
        result: page.tc("trace-suite", &deed.result),
    }
}

/// All of it, or what follows the last checkpoint.
async fn checked(app: &App, all: bool) -> Result<Examined, WebError> {
    let checked = if all {
        audit::verify(&app.store, &app.outside, &[]).await
    } else {
        audit::verify_end(&app.store, &app.outside).await
    };
    checked.map_err(WebError::internal)
}

/// `GET /pilotage/trace`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let all = asked.tout.is_some();
    let checked = checked(&app, all).await?;
    let filter = Filter {
        author: asked.qui.clone(),
        action: asked.quoi.clone(),
        before: asked.avant,
    };
    let mut link = app.store.read().await?;
    let lines = kept::list(&mut link, &filter, MOST).await?;
    let point = kept::points(&mut link).await?.pop();
    let accounts = account::list(&mut link).await?;
    drop(link);
    let names: BTreeMap<String, String> = accounts
        .into_iter()
        .map(|a| (a.id.to_string(), a.name))
        .collect();
    let more = i64::try_from(lines.len()).is_ok_and(|n| n == MOST);
    let last = lines.last().filter(|_| more).map(|line| line.seq);
    let before = last.map_or_else(String::new, |seq| {
        let (qui, quoi) = (router::encoded(&asked.qui), router::encoded(&asked.quoi));
        format!("/pilotage/trace?qui={qui}&quoi={quoi}&avant={seq}")
    });
    let word = |code: &&str| {
        let code = (*code).to_owned();
        (
            code.clone(),
            page.tc("trace-mot", &code),
            code == asked.quoi,
        )
    };
    render(&TracePage {
        words: ACTIONS.iter().map(word).collect(),
        lines: lines
            .into_iter()
            .map(|line| shown(&app, &page, &names, line))
            .collect(),
        people: names
            .iter()
            .map(|(id, name)| (id.clone(), name.clone(), *id == asked.qui))
            .collect(),
        before,
        whole: checked.faults.is_empty(),
        fault: checked
            .faults
            .first()
            .map(ToString::to_string)
            .unwrap_or_default(),
        count: checked.lines,
        everything: all || point.is_none(),
        point: point
            .map(|point| date_and_clock(&app, &page, point.at))
            .unwrap_or_default(),
        page: page.titled("trace-titre"),
    })
}

/// `GET /pilotage/trace/fichier`: every line, to be kept elsewhere.
pub async fn file(State(app): State<App>) -> Answer {
    let lines = kept::list(&mut app.store.read().await?, &Filter::default(), ALL).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = [
        "ligne",
        "instant",
        "compte",
        "mot",
        "objet",
        "suite",
        "avant",
        "empreinte",
    ];
    writer.write_record(head).map_err(WebError::internal)?;
    for Line {
        seq,
        deed,
        prev,
        hash,
    } in lines.into_iter().rev()
    {
        let at = jiff::Timestamp::from_millisecond(deed.at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let row = [
            seq.to_string(),
            at.to_string(),
            deed.author,
            deed.action,
            deed.object,
            deed.result,
            prev,
            hash,
        ];
        writer.write_record(row).map_err(WebError::internal)?;
    }
    let bytes = writer.into_inner().map_err(WebError::internal)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"trace.csv\"",
        ),
    ];
    Ok((StatusCode::OK, headers, bytes).into_response())
}
