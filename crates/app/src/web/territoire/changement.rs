//! `/pilotage/territoire/changements/{id}`: one change, what it changes in words, what stops it,
//! the pages it would give; published, given up, taken back.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use axum_extra::extract::Form;
use plus_domain::territoire::{
    Problem,
    changement::{Changement, Etat, Relecture},
};
use serde::Deserialize;

use super::{PATH, files, folder, found, may_publish, title, told, write};
use crate::{
    territory::ecrire::{self, WriteError},
    web::{
        error::WebError,
        noms::Names,
        page::{Answer, Page, render, see_other},
        router::encoded,
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// Longest reason, characters.
const MOTIF: usize = 200;
/// Pages that a change may be looked at on, with the key of their word.
const SEEN_ON: [(&str, &str); 6] = [
    ("/", "nav-accueil"),
    ("/passages", "nav-bus"),
    ("/partenaires", "territoire-apercu-partenaires"),
    ("/bornes", "nav-bornes"),
    ("/services", "nav-services"),
    ("/evenements", "territoire-apercu-evenements"),
];

/// One thing that differs.
struct Difference {
    file: String,
    at: String,
    before: String,
    after: String,
}

/// What stops a change, and where to mend it.
struct Stop {
    sentence: String,
    file: String,
}

#[derive(Template)]
#[template(path = "territoire/changement.html")]
struct ChangePage {
    page: Page,
    id: String,
    motif: String,
    who: String,
    when: String,
    /// Who published it; empty before.
    published: String,
    etat: Etat,
    differences: Vec<Difference>,
    files: Vec<String>,
    stops: Vec<Stop>,
    /// Files that changed since it began.
    past: Vec<String>,
    /// Codes that go away.
    gone: Vec<String>,
    looks: Vec<(String, String)>,
    may_publish: bool,
    fault: String,
    done: String,
    /// Address of the change that it takes back.
    takes_back: String,
}

impl ChangePage {
    /// Whether it can serve.
    fn is_sound(&self) -> bool {
        self.stops.is_empty() && self.past.is_empty() && !self.differences.is_empty()
    }
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /pilotage/territoire/changements/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let change = found(&app, &id).await?;
    let mut shown = change_page(&app, page, &signed, &change).await?;
    shown.done = told(&shown.page, &asked.fait);
    render(&shown)
}

async fn change_page(
    app: &App,
    page: Page,
    signed: &Signed,
    change: &Changement,
) -> Result<ChangePage, WebError> {
    let names = Names::load(app, &mut app.store.read().await?).await?;
    let (mut stops, mut gone, mut past) = (Vec::new(), Vec::new(), Vec::new());
    if change.etat == Etat::Propose {
        let standing = files(app)?;
        if let Err(depasse) = change.over(&standing) {
            past = depasse.0;
        }
        let read = Relecture::of(&change.laid(&standing), &app.territory());
        gone = read.disparus;
        stops = read.territoire.err().unwrap_or_default();
    }
    let published = match change.etat {
        Etat::Publie if change.author == change.par => page.t("territoire-sans-relecture"),
        Etat::Publie => page
            .arg("qui", names.person(&change.author))
            .t("territoire-publie-par"),
        Etat::Propose | Etat::Abandonne => String::new(),
    };
    let takes_back = change.revient_sur.as_ref();
    Ok(ChangePage {
        id: change.id.clone(),
        motif: change.motif.clone(),
        who: names.person(&change.par),
        when: date_and_clock(app, &page, change.at),
        published,
        etat: change.etat,
        differences: differences(change),
        files: change.fichiers.iter().map(|f| f.path.clone()).collect(),
        stops: stops.iter().map(stop).collect(),
        past,
        gone,
        looks: looks(&page, &change.id),
        may_publish: may_publish(signed),
        fault: String::new(),
        done: String::new(),
        takes_back: takes_back.map_or_else(String::new, |id| format!("{PATH}/changements/{id}")),
        page: {
            let title = title(&page, change);
            page.titled_text(title)
        },
    })
}

fn differences(change: &Changement) -> Vec<Difference> {
    let all = change.differences().into_iter();
    all.map(|d| Difference {
        file: d.file,
        at: d.at,
        before: d.before.unwrap_or_default(),
        after: d.after.unwrap_or_default(),
    })
    .collect()
}

fn stop(problem: &Problem) -> Stop {
    Stop {
        sentence: problem.to_string(),
        file: problem.file.clone(),
    }
}

fn looks(page: &Page, id: &str) -> Vec<(String, String)> {
    let seen = SEEN_ON.iter();
    seen.map(|(path, key)| {
        let href = format!("{PATH}/changements/{id}/apercu?page={}", encoded(path));
        (href, page.t(key))
    })
    .collect()
}

/// What the forms of a change send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    geste: String,
    motif: String,
    confirme: String,
}

/// `POST /pilotage/territoire/changements/{id}`.
pub async fn decide(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let _alone = app.redaction.lock().await;
    let change = found(&app, &id).await?;
    let now = app.outside.now_ms().max(change.at + 1);
    let said = Changement {
        author: signed.account.id.clone(),
        at: now,
        ..change.clone()
    };
    match (given.geste.as_str(), change.etat) {
        ("publier", Etat::Propose) => publish(&app, page, &signed, said, &given).await,
        ("abandonner", Etat::Propose) => {
            let etat = Etat::Abandonne;
            write(&app, Changement { etat, ..said }).await?;
            Ok(see_other(&format!("{PATH}?fait=abandonne")))
        }
        ("motif", Etat::Propose) => {
            let motif = given.motif.trim().chars().take(MOTIF).collect();
            write(&app, Changement { motif, ..said }).await?;
            Ok(see_other(&format!("{PATH}/changements/{id}?fait=motif")))
        }
        ("revenir", Etat::Publie) if !change.fichiers.is_empty() => {
            let id = app.outside.new_id();
            let back = change.reverse(id.clone(), signed.account.id.clone(), now);
            let motif = page
                .arg("motif", title(&page, &change))
                .t("territoire-retour-sur");
            let motif = motif.chars().take(MOTIF).collect();
            write(&app, Changement { motif, ..back }).await?;
            Ok(see_other(&format!("{PATH}/changements/{id}")))
        }
        _ => Err(WebError::Conflict),
    }
}

async fn publish(
    app: &App,
    page: Page,
    signed: &Signed,
    said: Changement,
    given: &Given,
) -> Answer {
    if !may_publish(signed) {
        return Err(WebError::Forbidden);
    }
    let mut shown = change_page(app, page, signed, &said).await?;
    if !shown.gone.is_empty() && given.confirme != "oui" {
        shown.fault = shown.page.t("territoire-confirmer");
    } else if !shown.is_sound() {
        shown.fault = shown.page.t("territoire-arrete");
    } else {
        let serving = app.territory();
        let world = (&app.store, &app.outside);
        match ecrire::publish(world, &folder(app)?, &serving, said).await {
            Ok(new) => {
                app.set_territory(new);
                return Ok(see_other(&format!("{PATH}?fait=publie")));
            }
            Err(WriteError::Disk(file, error)) => {
                tracing::error!(%file, %error, "the folder of the territory is not written");
                shown.fault = shown.page.arg("fichier", file).t("territoire-disque");
            }
            Err(error) => return Err(WebError::internal(error)),
        }
    }
    let mut response = render(&shown)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
