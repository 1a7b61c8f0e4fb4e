//! `/installation`: the first start in the browser. Eight pages, each kept as soon as it is
//! right, then a review that writes the folder of the territory and opens the relay.
//!
//! Only a relay started to be installed (`plus serve --install`) has these pages, only while it
//! has no account, and only with the secret that the console gave. What is answered waits in one
//! file of the data; nothing is in the journal before the review.

mod etape;

use std::path::{Path, PathBuf};

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path as At, Query, Request, State},
    http::{HeaderMap, StatusCode},
    middleware::Next,
    response::Response,
};
use plus_domain::{
    form::FormErrors,
    territoire::{Nouveau, Problem, Reste, Territoire, reste},
};
use serde::Deserialize;

use super::{
    compte,
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    state::App,
};
use crate::territory::{self, folder};
use etape::{Etape, Groupe, Typed};

/// Where the answers wait, in the folder of the data.
const DRAFT: &str = "installation.json";
/// Where the territory is written, in the folder of the data.
pub const FOLDER: &str = "territoire";
/// Where the pages are.
const ROOT: &str = "/installation";
/// What stays open while a relay is installed.
const OPEN: [&str; 4] = [ROOT, "/assets/", "/healthz", "/affichage"];

/// What follows `?` in the link of the console.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Link {
    jeton: String,
}

/// A step as the list of steps shows it.
struct Pas {
    code: &'static str,
    label: String,
    current: bool,
    /// Address, empty until the territory is chosen.
    href: String,
}

#[derive(Template)]
#[template(path = "installation/etape.html")]
struct StepPage {
    page: Page,
    token: String,
    etape: &'static str,
    help: String,
    steps: Vec<Pas>,
    groups: Vec<Groupe>,
    /// Whether it asks for a file.
    has_file: bool,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "installation/relecture.html")]
struct ReviewPage {
    page: Page,
    token: String,
    steps: Vec<Pas>,
    said: Vec<(String, String)>,
    left: Vec<String>,
    /// What stops the opening; empty when nothing does.
    stops: Vec<String>,
}

#[derive(Template)]
#[template(path = "installation/fermee.html")]
struct ClosedPage {
    page: Page,
}

/// While a relay is installed, everything else leads here.
pub async fn gate(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !app.installing() || OPEN.iter().any(|open| path.starts_with(open)) {
        return next.run(request).await;
    }
    see_other(ROOT)
}

/// `GET /installation`.
pub async fn start(State(app): State<App>, page: Page, Query(link): Query<Link>) -> Answer {
    if !allowed(&app, &link.jeton).await? {
        return closed(&app, page);
    }
    let first = match draft(&app)? {
        None => Etape::Epci,
        Some(_) => Etape::Nom,
    };
    Ok(see_other(&first.address(&link.jeton)))
}

/// `GET /installation/{etape}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    At(code): At<String>,
    Query(link): Query<Link>,
) -> Answer {
    if !allowed(&app, &link.jeton).await? {
        return closed(&app, page);
    }
    let etape = Etape::from_code(&code).ok_or(WebError::NotFound)?;
    let Some(new) = draft(&app)? else {
        let typed = Typed::default();
        return render(&step_page(
            page,
            &link.jeton,
            Etape::Epci,
            (None, &typed),
            Faults::default(),
        ));
    };
    if etape == Etape::Relecture {
        return render(&review_page(&app, page, &link.jeton, &new));
    }
    let typed = etape.typed(&new);
    render(&step_page(
        page,
        &link.jeton,
        etape,
        (Some(&new), &typed),
        Faults::default(),
    ))
}

/// `POST /installation/{etape}`: kept when it is right, shown again as it was typed when not.
pub async fn keep(
    State(app): State<App>,
    page: Page,
    At(code): At<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let etape = Etape::from_code(&code).ok_or(WebError::NotFound)?;
    let typed = Typed::of(&headers, &body);
    let token = typed.text("jeton").to_owned();
    if !allowed(&app, &token).await? {
        return closed(&app, page);
    }
    let held = draft(&app)?;
    if etape == Etape::Relecture {
        let new = held.ok_or(WebError::NotFound)?;
        return open(&app, page, &token, &new).await;
    }
    match etape.read(held.as_ref(), &typed) {
        Ok(new) => match Territoire::from_files(new.files()) {
            Ok(_) => {
                save(&app, &new)?;
                Ok(see_other(&etape.next().address(&token)))
            }
            Err(problems) => {
                let faults = told(etape, &problems);
                refused(&step_page(
                    page,
                    &token,
                    etape,
                    (held.as_ref(), &typed),
                    faults,
                ))
            }
        },
        Err(errors) => {
            let faults = Faults::of(&page, errors);
            refused(&step_page(
                page,
                &token,
                etape,
                (held.as_ref(), &typed),
                faults,
            ))
        }
    }
}

fn refused(template: &impl Template) -> Answer {
    let mut response = render(template)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// What the rules of the files say of what was typed, without the place in a file that the
/// person does not see.
fn told(etape: Etape, problems: &[Problem]) -> Faults {
    let say = |problem: &Problem| {
        let sentence = format!("{} : {}", problem.message, problem.remedy);
        (etape.first_field().to_owned(), sentence)
    };
    let own = problems
        .iter()
        .filter(|problem| problem.file != "territoire.toml" || problem.line > 1);
    Faults(own.map(say).collect())
}

/// Whether the secret of the console is given, to a relay that is being installed.
async fn allowed(app: &App, token: &str) -> Result<bool, WebError> {
    Ok(app.installing() && compte::is_first(app, token).await?)
}

fn closed(app: &App, page: Page) -> Answer {
    if !app.installing() {
        return Err(WebError::NotFound);
    }
    let mut response = render(&ClosedPage {
        page: page.titled("installation-titre"),
    })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

fn file(app: &App) -> PathBuf {
    app.store.folder().join(DRAFT)
}

/// What was answered so far; nothing: not even the territory.
fn draft(app: &App) -> Result<Option<Nouveau>, WebError> {
    match std::fs::read(file(app)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(WebError::internal(e)),
    }
}

/// Written aside, then put in its place.
fn save(app: &App, new: &Nouveau) -> Result<(), WebError> {
    let file = file(app);
    let bytes = serde_json::to_vec_pretty(new).map_err(WebError::internal)?;
    let aside = file.with_extension("part");
    std::fs::write(&aside, bytes)
        .and_then(|()| std::fs::rename(&aside, &file))
        .map_err(WebError::internal)
}

fn steps(page: &Page, token: &str, current: Etape, chosen: bool) -> Vec<Pas> {
    let steps = Etape::ALL.iter();
    steps
        .map(|etape| Pas {
            code: etape.code(),
            label: page.tc("installation-etape", etape.code()),
            current: *etape == current,
            href: if chosen {
                etape.address(token)
            } else {
                String::new()
            },
        })
        .collect()
}

fn step_page(
    page: Page,
    token: &str,
    etape: Etape,
    (new, typed): (Option<&Nouveau>, &Typed),
    faults: Faults,
) -> StepPage {
    StepPage {
        token: token.to_owned(),
        etape: etape.code(),
        help: page.tc("installation-aide", etape.code()),
        steps: steps(&page, token, etape, new.is_some()),
        groups: etape.fields(&page, new, typed),
        has_file: etape == Etape::Logo,
        faults,
        page: page.titled("installation-titre"),
    }
}

fn left(new: &Nouveau) -> Vec<Reste> {
    let files = new.files();
    reste::to_complete(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    )
}

fn review_page(app: &App, page: Page, token: &str, new: &Nouveau) -> ReviewPage {
    let (said, mut stops) = match Territoire::from_files(new.files()) {
        Ok(territory) => (summary(&page, &territory), Vec::new()),
        Err(problems) => (
            Vec::new(),
            problems.iter().map(ToString::to_string).collect(),
        ),
    };
    if app.store.folder().join(FOLDER).exists() {
        stops.push(page.t("installation-dossier-la"));
    }
    ReviewPage {
        token: token.to_owned(),
        steps: steps(&page, token, Etape::Relecture, true),
        said,
        left: left(new).iter().map(ToString::to_string).collect(),
        stops,
        page: page.titled("installation-titre"),
    }
}

/// What the territory says, to be read again before it opens.
fn summary(page: &Page, territory: &Territoire) -> Vec<(String, String)> {
    let identity = &territory.identity;
    let communes = territory.communes.iter().map(|c| c.name.as_str());
    let partners = territory
        .partners
        .iter()
        .map(|p| p.last_name().name.as_str());
    let places = territory.places.iter().map(|p| p.name.as_str());
    let joined = |names: Vec<&str>| names.join(", ");
    [
        ("installation-nom-court", identity.short_name.clone()),
        ("installation-nom", identity.name.clone()),
        ("installation-communes", joined(communes.collect())),
        ("installation-habitants", territory.population().to_string()),
        ("installation-partenaires", joined(partners.collect())),
        ("installation-lieux", joined(places.collect())),
    ]
    .map(|(key, value)| (page.t(key), value))
    .to_vec()
}

/// Writes the folder, publishes the territory, and leads to the first account.
async fn open(app: &App, page: Page, token: &str, new: &Nouveau) -> Answer {
    let files = new.files();
    let Ok(territory) = Territoire::from_files(files.clone()) else {
        return refused(&review_page(app, page, token, new));
    };
    let to = app.store.folder().join(FOLDER);
    if write(&to, &files).is_err() {
        return refused(&review_page(app, page, token, new));
    }
    territory::publish(&app.store, &app.outside, &territory)
        .await
        .map_err(WebError::internal)?;
    app.renew_territory().await.map_err(WebError::internal)?;
    app.set_territory_folder(to);
    app.set_installed();
    // What is published no longer needs it; a disk that keeps it harms nobody.
    let _removed = std::fs::remove_file(file(app));
    Ok(see_other(&format!("/premier-compte?jeton={token}")))
}

fn write(to: &Path, files: &[(String, String)]) -> Result<(), folder::FolderError> {
    let inside = files.iter();
    folder::write(
        to,
        inside.map(|(path, text)| (path.as_str(), text.as_bytes())),
    )
}

/// A relay that is not installed yet shows this one, which nobody reads: everything leads to the
/// installation.
///
/// # Errors
/// The list that PLUS carries is empty.
pub fn placeholder() -> Result<Territoire, FormErrors> {
    let list = plus_domain::territoire::Liste::built_in();
    let first = list.all().next().cloned();
    let made = first.and_then(|epci| {
        let mut row = epci.row;
        "PLUS".clone_into(&mut row.name);
        Territoire::from_files(Nouveau::new(row, epci.communes).files()).ok()
    });
    made.ok_or_else(FormErrors::default)
}
