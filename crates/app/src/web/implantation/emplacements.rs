//! `/pilotage/emplacements`: the real sites where a kiosk may stand, described one by one or from
//! a spreadsheet (`/pilotage/tableur`), and given up without being forgotten.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    emplacement::{Atout, Emplacement, EmplacementForm},
    event::Event,
    form::FormErrors,
    ids::CommuneCode,
};
use plus_store::tournee;
use serde::Deserialize;

use crate::web::{
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
};

/// Address of the page.
const HERE: &str = "/pilotage/emplacements";

/// A site, in words.
struct Line {
    id: String,
    name: String,
    commune: String,
    owner: String,
    note: String,
    suits: bool,
    /// Codes of what it lacks.
    lacks: Vec<&'static str>,
    shelter: bool,
    withdrawn: bool,
}

/// What the form sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Given {
    /// Empty: a new site.
    id: String,
    nom: String,
    commune: String,
    latitude: String,
    longitude: String,
    proprietaire: String,
    courant: String,
    reseau: String,
    nuit: String,
    abri: String,
    note: String,
}

impl Given {
    fn of(site: &Emplacement) -> Self {
        let yes = |atout| if site.has.contains(&atout) { "oui" } else { "" }.to_owned();
        let (latitude, longitude) = site.position();
        Self {
            id: site.id.to_string(),
            nom: site.name.clone(),
            commune: site.commune.to_string(),
            latitude: latitude.to_string(),
            longitude: longitude.to_string(),
            proprietaire: site.owner.clone(),
            courant: yes(Atout::Courant),
            reseau: yes(Atout::Reseau),
            nuit: yes(Atout::Nuit),
            abri: yes(Atout::Abri),
            note: site.note.clone().unwrap_or_default(),
        }
    }

    fn has(&self) -> BTreeSet<Atout> {
        let said = [
            (&self.courant, Atout::Courant),
            (&self.reseau, Atout::Reseau),
            (&self.nuit, Atout::Nuit),
            (&self.abri, Atout::Abri),
        ];
        let has = said.into_iter().filter(|(typed, _)| *typed == "oui");
        has.map(|(_, atout)| atout).collect()
    }

    fn form(&self, app: &App) -> EmplacementForm {
        let commune = CommuneCode::new(self.commune.trim());
        let known = app.territory().commune(&commune).is_some();
        EmplacementForm {
            name: self.nom.clone(),
            commune: known.then_some(commune),
            latitude: self.latitude.clone(),
            longitude: self.longitude.clone(),
            owner: self.proprietaire.clone(),
            has: self.has(),
            note: self.note.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "implantation/emplacements.html")]
struct SitesPage {
    page: Page,
    lines: Vec<Line>,
    communes: Vec<(String, String, bool)>,
    given: Given,
    faults: Faults,
    done: String,
}

/// What may follow the `?`: a site to change.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    site: String,
    fait: String,
}

/// `GET /pilotage/emplacements`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let all = tournee::emplacements(&mut app.store.read().await?).await?;
    let held = all.iter().find(|site| site.id.as_str() == asked.site);
    let given = held.map_or_else(Given::default, Given::of);
    let done = match asked.fait.as_str() {
        "dit" => page.t("emplacement-dit"),
        _ => String::new(),
    };
    let shown = sites_page(&app, page, all, given, FormErrors::default());
    render(&SitesPage {
        done,
        ..shown.await?
    })
}

async fn sites_page(
    app: &App,
    page: Page,
    all: Vec<Emplacement>,
    given: Given,
    errors: FormErrors,
) -> Result<SitesPage, WebError> {
    let names = Names::load(app, &mut app.store.read().await?).await?;
    let communes = names.territory.communes.iter().map(|c| {
        let code = c.code.to_string();
        let chosen = code == given.commune;
        (code, c.name.clone(), chosen)
    });
    Ok(SitesPage {
        communes: communes.collect(),
        lines: all.iter().map(|site| line(&names, site)).collect(),
        given,
        faults: Faults::of(&page, errors),
        done: String::new(),
        page: page.titled("emplacement-titre"),
    })
}

fn line(names: &Names, site: &Emplacement) -> Line {
    Line {
        id: site.id.to_string(),
        name: site.name.clone(),
        commune: names.commune(&site.commune),
        owner: site.owner.clone(),
        note: site.note.clone().unwrap_or_default(),
        suits: site.suits(),
        lacks: site.lacks().map(Atout::code).collect(),
        shelter: site.has.contains(&Atout::Abri),
        withdrawn: site.withdrawn,
    }
}

/// `POST /pilotage/emplacements`: a new site, or one said otherwise.
pub async fn set(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(given): Form<Given>,
) -> Answer {
    let all = tournee::emplacements(&mut app.store.read().await?).await?;
    let known = |id: &str| all.iter().any(|site| site.id.as_str() == id);
    let id = match given.id.as_str() {
        "" => app.outside.new_id(),
        id if known(id) => id.to_owned(),
        _ => return Err(WebError::NotFound),
    };
    let author = signed.account.id.clone();
    let read = given
        .form(&app)
        .read(id.into(), author, app.outside.now_ms());
    match read {
        Ok(said) => {
            kept(&app, Event::EmplacementSet(said)).await?;
            Ok(see_other(&format!("{HERE}?fait=dit")))
        }
        Err(errors) => {
            let shown = sites_page(&app, page, all, given, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response())
        }
    }
}

/// `POST /pilotage/emplacements/{id}/retirer`: given up, or proposed again.
pub async fn withdraw(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let all = tournee::emplacements(&mut app.store.read().await?).await?;
    let held = all.into_iter().find(|site| site.id.as_str() == id);
    let held = held.ok_or(WebError::NotFound)?;
    let changed = Emplacement {
        withdrawn: !held.withdrawn,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        ..held
    };
    kept(&app, Event::EmplacementSet(changed)).await?;
    Ok(see_other(&format!("{HERE}?fait=dit")))
}

async fn kept(app: &App, event: Event) -> Result<(), WebError> {
    let mut tx = app.store.begin().await?;
    app.outside.record(&mut tx, &[event]).await?;
    tx.commit().await?;
    Ok(())
}
