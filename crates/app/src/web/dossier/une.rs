//! `/agent/dossiers/{id}`: a person's follow-up. Everything on it may be read by her.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use plus_domain::{
    account::Role,
    atelier::Atelier,
    dossier::{Dossier, EtapeForm, IdentiteForm, Lu, PapierForm, Promesse, PromesseForm},
    droit::Exercice,
    form::FormErrors,
    ids::{AccountId, PersonId},
    mandat::Mandat,
};
use plus_store::{Link, account, atelier, dossier as kept, droit, visite::Line};
use serde::Deserialize;

use super::{Choice, commune, communes, day, demarches, full_name, reach, title, visites};
use crate::dossier::{self as suivi, fusion};
use crate::web::{
    atelier::came,
    error::WebError,
    faults::Faults,
    mandat::state_of,
    noms::Names,
    page::{Answer, Page, render},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};

/// A reading by the same person within so many milliseconds is the same reading.
const SAME_READING_MS: i64 = 15 * 60_000;

/// A step, in the words of the page.
struct Step {
    id: String,
    text: String,
    before: String,
    done: String,
    late: bool,
}

/// A promise, in the words of the page.
struct Promise {
    id: String,
    text: String,
    by: String,
    day: String,
    state: &'static str,
    late: bool,
}

/// A mandate, in the words of the page.
struct Mandate {
    id: String,
    titles: String,
    until: String,
    state: &'static str,
}

/// What was typed in the forms of the page.
#[derive(Debug, Default)]
pub struct Typed {
    pub identite: Option<IdentiteForm>,
    pub etape: EtapeForm,
    pub papier: PapierForm,
    pub promesse: PromesseForm,
}

#[derive(Template)]
#[template(path = "dossier/page.html")]
struct DossierPage {
    page: Page,
    id: String,
    name: String,
    phone: (String, String),
    born: String,
    commune: String,
    adapted: bool,
    subject: String,
    demarche: (String, String),
    told: String,
    withdrawn: String,
    state: &'static str,
    opened: String,
    steps: Vec<Step>,
    papers: Vec<(String, String, bool)>,
    promises: Vec<Promise>,
    mandates: Vec<Mandate>,
    /// What she asked about it: identifier, number, what, where it stands.
    rights: Vec<(String, String, &'static str, &'static str)>,
    /// Dossiers joined to it: identifier, who, what about.
    joined: Vec<(String, String, String)>,
    team: Vec<String>,
    colleagues: Vec<Choice>,
    keepers: Vec<Choice>,
    readings: Vec<(String, String)>,
    /// Ateliers to which she came: identifier, day and words.
    workshops: Vec<(String, String)>,
    /// Her last visites.
    visites: Vec<visites::Came>,
    code_until: String,
    given: IdentiteForm,
    communes: Vec<Choice>,
    demarches: Vec<Choice>,
    typed: Typed,
    faults: Faults,
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /agent/dossiers/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    note_reading(&app, &signed, &id).await?;
    let done = match asked.fait.as_str() {
        "ouvert" => "dossier-ouvert-fait",
        "ecrit" => "dossier-ecrit-fait",
        "promis" => "dossier-promis-fait",
        "partage" => "dossier-partage-fait",
        "clos" => "dossier-clos-fait",
        "reuni" => "dossier-reuni-fait",
        "separe" => "dossier-separe-fait",
        "relie" => "dossier-relie-fait",
        "delie" => "dossier-delie-fait",
        _ => "",
    };
    let drawn = dossier_page(
        &app,
        page,
        (&signed, &id),
        Typed::default(),
        FormErrors::default(),
    );
    let drawn = drawn.await?;
    render(&DossierPage { done, ..drawn })
}

/// The page again, with what was typed and what is wrong with it.
///
/// # Errors
/// As the page.
pub async fn again(
    app: &App,
    page: Page,
    asked: (&Signed, &str),
    typed: Typed,
    errors: FormErrors,
) -> Answer {
    render(&dossier_page(app, page, asked, typed, errors).await?)
}

/// Who opened it, once in a quarter of an hour (requirement P14).
async fn note_reading(app: &App, signed: &Signed, id: &str) -> Result<(), WebError> {
    let mut tx = app.store.begin().await?;
    let (dossier, _) = reach(app, &mut tx, (signed, id)).await?;
    let me = &signed.account.id;
    let now = app.outside.now_ms();
    let readings = kept::readings(&mut tx, &dossier.id).await?;
    let is_known = readings
        .iter()
        .any(|(who, at)| who == me && now - at < SAME_READING_MS);
    if !is_known {
        let reading = app.outside.new_id();
        kept::note_reading(&mut tx, &reading, (&dossier.id, me), now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What the database holds of a dossier, beside its sealed writings.
struct Around {
    promesses: Vec<Promesse>,
    mandats: Vec<Mandat>,
    droits: Vec<Exercice>,
    readings: Vec<(AccountId, i64)>,
    code_until: Option<i64>,
    agents: Vec<(AccountId, String)>,
    ateliers: Vec<Atelier>,
    visites: Vec<Line>,
}

impl Around {
    async fn load(link: &mut Link, dossier: &Dossier) -> Result<Self, WebError> {
        Ok(Self {
            promesses: kept::promesses(link, &dossier.id).await?,
            mandats: kept::mandats(link, &dossier.id).await?,
            droits: droit::of_dossier(link, &dossier.id).await?,
            readings: kept::readings(link, &dossier.id).await?,
            code_until: kept::code_until(link, &dossier.id).await?,
            agents: agents(link).await?,
            ateliers: atelier::of_person(link, &PersonId::new(dossier.id.as_str())).await?,
            visites: suivi::visites::of(link, &dossier.id).await?,
        })
    }
}

async fn dossier_page(
    app: &App,
    page: Page,
    asked: (&Signed, &str),
    typed: Typed,
    errors: FormErrors,
) -> Result<DossierPage, WebError> {
    let mut link = app.store.read().await?;
    let (dossier, lu) = reach(app, &mut link, asked).await?;
    let names = Names::load(app, &mut link).await?;
    let around = Around::load(&mut link, &dossier).await?;
    let joined = fusion::joined(app, &mut link, &dossier.id).await?;
    drop(link);
    let (may_keep, others): (Vec<_>, Vec<_>) = around
        .agents
        .into_iter()
        .partition(|(account, _)| dossier.team.contains(account));
    let moment = |at: i64| date_and_clock(app, &page, at);
    let readings = around
        .readings
        .iter()
        .map(|(account, at)| (names.person(account), moment(*at)));
    let given = typed.identite.clone();
    let given = given.unwrap_or_else(|| form_of(&lu));
    Ok(DossierPage {
        id: dossier.id.to_string(),
        name: full_name(&lu.identite),
        phone: dialled(&lu),
        born: given.annee.clone(),
        commune: commune(&names, lu.identite.commune.as_ref()),
        adapted: lu.identite.adapte,
        subject: lu.objet.clone(),
        demarche: about(app, &page, &lu),
        told: lu.informe.map_or_else(String::new, moment),
        withdrawn: lu.retire.map_or_else(String::new, moment),
        state: state(&dossier),
        opened: moment(dossier.opened_at),
        steps: steps(app, &page, &lu),
        papers: papers(&lu),
        promises: promises(app, (&page, &names), &lu.promesses, around.promesses),
        mandates: mandates(app, &page, around.mandats),
        rights: around.droits.iter().map(right).collect(),
        joined: joined.iter().map(told).collect(),
        team: dossier.team.iter().map(|a| names.person(a)).collect(),
        colleagues: choices(others, ""),
        keepers: choices(may_keep, &typed.promesse.qui),
        readings: readings.collect(),
        workshops: came(&page, &around.ateliers),
        visites: visites::came(&page, &names, &around.visites),
        code_until: around.code_until.map_or_else(String::new, moment),
        communes: communes(app, &given.commune),
        demarches: demarches(app, &page, std::slice::from_ref(&given.demarche)),
        given,
        typed,
        faults: Faults::of(&page, errors),
        done: "",
        page: page.titled_text(full_name(&lu.identite)),
    })
}

/// Her number, to dial and to read; both empty when there is none.
fn dialled(lu: &Lu) -> (String, String) {
    let phone = lu.identite.telephone.as_ref();
    phone.map_or_else(Default::default, |phone| {
        (phone.as_str().to_owned(), phone.to_string())
    })
}

/// Code and title of the démarche; both empty when there is none.
fn about(app: &App, page: &Page, lu: &Lu) -> (String, String) {
    let code = lu.demarche.as_ref();
    code.map_or_else(Default::default, |code| {
        (code.to_string(), title(app, page, code))
    })
}

/// Who the person is, as the form says it.
fn form_of(lu: &Lu) -> IdentiteForm {
    let identite = &lu.identite;
    IdentiteForm {
        nom: identite.nom.clone(),
        prenom: identite.prenom.clone(),
        telephone: identite
            .telephone
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        annee: identite
            .annee
            .map_or_else(String::new, |year| year.to_string()),
        commune: identite
            .commune
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        adapte: if identite.adapte {
            "oui".to_owned()
        } else {
            String::new()
        },
        demarche: lu
            .demarche
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        objet: lu.objet.clone(),
        informe: "oui".to_owned(),
    }
}

/// Those of the team who receive people: who may share a dossier.
///
/// # Errors
/// Those of the database.
pub async fn agents(link: &mut Link) -> Result<Vec<(AccountId, String)>, WebError> {
    let accounts = account::list(link).await?;
    let team = accounts
        .into_iter()
        .filter(|a| !a.disabled && matches!(a.role, Role::Animatrice | Role::Coordinateur));
    Ok(team.map(|a| (a.id, a.name)).collect())
}

fn steps(app: &App, page: &Page, lu: &Lu) -> Vec<Step> {
    let today = app.today();
    let steps = lu.etapes.iter().map(|etape| Step {
        id: etape.id.to_string(),
        text: etape.texte.clone(),
        before: day(page, etape.avant),
        done: day(page, etape.faite),
        late: etape.faite.is_none() && etape.avant.is_some_and(|avant| avant < today),
    });
    steps.collect()
}

fn papers(lu: &Lu) -> Vec<(String, String, bool)> {
    let papers = lu.papiers.iter();
    papers
        .map(|papier| (papier.id.to_string(), papier.texte.clone(), papier.recu))
        .collect()
}

fn promises(
    app: &App,
    (page, names): (&Page, &Names),
    texts: &BTreeMap<plus_domain::ids::PromesseId, String>,
    promesses: Vec<Promesse>,
) -> Vec<Promise> {
    let today = app.today();
    let promises = promesses.into_iter().map(|promesse| Promise {
        late: promesse.is_late(today),
        text: texts.get(&promesse.id).cloned().unwrap_or_default(),
        by: names.person(&promesse.by),
        day: page.date(promesse.due),
        state: promesse.state.code(),
        id: promesse.id.to_string(),
    });
    promises.collect()
}

/// Colleagues to choose from.
fn choices(people: Vec<(AccountId, String)>, chosen: &str) -> Vec<Choice> {
    let people = people.into_iter();
    people
        .map(|(account, name)| {
            let is_chosen = account.as_str() == chosen;
            (account.to_string(), name, is_chosen)
        })
        .collect()
}

/// Code of where it stands; frozen hides the rest.
fn state(dossier: &Dossier) -> &'static str {
    if dossier.frozen.is_some() {
        "gele"
    } else {
        dossier.state.code()
    }
}

/// A dossier joined to this one, in the words that were its own.
fn told((dossier, lu): &(Dossier, Lu)) -> (String, String, String) {
    (
        dossier.id.to_string(),
        full_name(&lu.identite),
        lu.objet.clone(),
    )
}

fn right(case: &Exercice) -> (String, String, &'static str, &'static str) {
    let (what, state) = (case.droit.code(), case.state.code());
    (case.id.to_string(), case.number.clone(), what, state)
}

fn mandates(app: &App, page: &Page, mandats: Vec<Mandat>) -> Vec<Mandate> {
    let mandates = mandats.into_iter().map(|mandat| {
        let titles: Vec<String> = mandat
            .demarches
            .iter()
            .map(|c| title(app, page, c))
            .collect();
        Mandate {
            titles: titles.join(", "),
            until: page.date(mandat.until()),
            state: state_of(app, &mandat),
            id: mandat.id.to_string(),
        }
    });
    mandates.collect()
}
