//! `/pilotage/territoire/fichier`: one file of the territory, its elements, the fields of one,
//! or its text. What is kept goes into a change, and serves nobody yet.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use axum_extra::extract::Form;
use plus_domain::territoire::{
    champs::{self, Champ, Element, Nature},
    changement::{Changement, Etat, Fichiers},
};
use serde::Deserialize;

use super::{PATH, files, found, mots, told, write};
use crate::web::{
    error::WebError,
    faults::Faults,
    page::{Answer, Page, render, see_other},
    router::encoded,
    session::Signed,
    state::App,
};

/// What begins the name of a field of the file in a form.
const FIELD: &str = "c.";
/// Longest text of a file, bytes: that of a file of a territory.
const MOST: usize = 2_000_000;

/// Which file, in which change, and what of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    nom: String,
    changement: String,
    element: Option<String>,
    texte: String,
    fait: String,
}

/// A file being read, with the change it is in.
struct Open {
    nom: String,
    text: String,
    standing: Fichiers,
    change: Option<Changement>,
}

impl Open {
    async fn of(app: &App, nom: &str, changement: &str) -> Result<Self, WebError> {
        let standing = files(app)?;
        if !standing.contains_key(nom) && !mots::MAY_BE.contains(&nom) {
            return Err(WebError::NotFound);
        }
        let change = match changement {
            "" => None,
            id => Some(found(app, id).await?),
        };
        let text = match &change {
            Some(change) => change.text(&standing, nom),
            None => standing.get(nom).map(String::as_str),
        };
        Ok(Self {
            nom: nom.to_owned(),
            text: text.unwrap_or_default().to_owned(),
            change,
            standing,
        })
    }

    fn id(&self) -> &str {
        self.change.as_ref().map_or("", |change| &change.id)
    }

    /// Instant of the change as it is seen; 0 when there is none yet.
    fn seen(&self) -> i64 {
        self.change.as_ref().map_or(0, |change| change.at)
    }
}

/// An element of the list.
struct Item {
    adresse: String,
    title: String,
    /// The list it begins, in words; empty when the one before is of the same.
    begins: String,
}

#[derive(Template)]
#[template(path = "territoire/fichier.html")]
struct FilePage {
    page: Page,
    nom: String,
    what: String,
    changement: String,
    items: Vec<Item>,
    /// Why it has no elements; empty when it has.
    refused: String,
    done: String,
}

/// A field of the form.
struct Field {
    name: String,
    label: String,
    value: String,
    aide: String,
    nature: Nature,
}

#[derive(Template)]
#[template(path = "territoire/element.html")]
struct ElementPage {
    page: Page,
    nom: String,
    changement: String,
    adresse: String,
    seen: i64,
    fields: Vec<Field>,
    /// Whether it stands in a list, where one more can be added.
    listed: bool,
    faults: Faults,
    done: String,
}

#[derive(Template)]
#[template(path = "territoire/texte.html")]
struct TextPage {
    page: Page,
    nom: String,
    changement: String,
    seen: i64,
    texte: String,
    rows: usize,
    faults: Faults,
}

/// `GET /pilotage/territoire/fichier`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let open = Open::of(&app, &asked.nom, &asked.changement).await?;
    if !asked.texte.is_empty() {
        return render(&text_page(
            page,
            &open,
            open.text.clone(),
            Faults::default(),
        ));
    }
    let Some(adresse) = &asked.element else {
        return render(&file_page(page, &open, &asked.fait));
    };
    let element = element(&open, adresse)?;
    let mut shown = element_page(page, &open, element, &BTreeMap::new(), Faults::default());
    shown.done = told(&shown.page, &asked.fait);
    render(&shown)
}

fn element(open: &Open, adresse: &str) -> Result<Element, WebError> {
    let all = champs::elements(&open.nom, &open.text).map_err(|_| WebError::NotFound)?;
    let found = all.into_iter().find(|e| e.adresse == adresse);
    found.ok_or(WebError::NotFound)
}

fn file_page(page: Page, open: &Open, done: &str) -> FilePage {
    let (items, refused) = match champs::elements(&open.nom, &open.text) {
        Ok(all) => (items(&page, all), String::new()),
        Err(refused) => (Vec::new(), refused.to_string()),
    };
    FilePage {
        nom: open.nom.clone(),
        what: page.tc("territoire-fichier", mots::kind(&open.nom)),
        changement: open.id().to_owned(),
        items,
        refused,
        done: told(&page, done),
        page: page.titled_text(open.nom.clone()),
    }
}

fn items(page: &Page, all: Vec<Element>) -> Vec<Item> {
    let mut before = String::new();
    let kept = all.into_iter().filter(|e| !e.champs.is_empty());
    kept.map(|element| {
        let begins = if element.liste == before {
            String::new()
        } else {
            mots::label(&element.liste)
        };
        before.clone_from(&element.liste);
        Item {
            title: named(page, &element),
            adresse: element.adresse,
            begins,
        }
    })
    .collect()
}

/// What an element is called: its name, that of its table, or the head of the file.
fn named(page: &Page, element: &Element) -> String {
    match (element.titre.as_str(), element.adresse.as_str()) {
        ("", "") => page.t("territoire-entete"),
        ("", adresse) => mots::label(adresse),
        (titre, _) => titre.to_owned(),
    }
}

fn element_page(
    page: Page,
    open: &Open,
    element: Element,
    typed: &BTreeMap<String, String>,
    faults: Faults,
) -> ElementPage {
    let title = named(&page, &element);
    let field = |champ: Champ| Field {
        name: format!("{FIELD}{}", champ.cle),
        label: mots::label(&champ.cle),
        value: typed.get(&champ.cle).cloned().unwrap_or(champ.valeur),
        aide: champ.aide,
        nature: champ.nature,
    };
    ElementPage {
        nom: open.nom.clone(),
        changement: open.id().to_owned(),
        seen: open.seen(),
        listed: !element.liste.is_empty(),
        fields: element.champs.into_iter().map(field).collect(),
        adresse: element.adresse,
        faults,
        done: String::new(),
        page: page.titled_text(title),
    }
}

fn text_page(page: Page, open: &Open, texte: String, faults: Faults) -> TextPage {
    TextPage {
        nom: open.nom.clone(),
        changement: open.id().to_owned(),
        seen: open.seen(),
        rows: texte.lines().count().clamp(8, 40),
        texte,
        faults,
        page: page.titled_text(open.nom.clone()),
    }
}

/// What a form of a file sends.
#[derive(Debug, Default)]
struct Given {
    nom: String,
    changement: String,
    element: String,
    geste: String,
    texte: String,
    seen: i64,
    typed: BTreeMap<String, String>,
}

impl Given {
    fn of(sent: Vec<(String, String)>) -> Self {
        let mut given = Self::default();
        for (name, value) in sent {
            match name.as_str() {
                "nom" => given.nom = value,
                "changement" => given.changement = value,
                "element" => given.element = value,
                "geste" => given.geste = value,
                "texte" => given.texte = value.replace("\r\n", "\n"),
                "vu" => given.seen = value.parse().unwrap_or_default(),
                name => {
                    if let Some(key) = name.strip_prefix(FIELD) {
                        given.typed.insert(key.to_owned(), value);
                    }
                }
            }
        }
        given
    }
}

/// `POST /pilotage/territoire/fichier`: into a change, the one that is open or a new one.
pub async fn keep(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(sent): Form<Vec<(String, String)>>,
) -> Answer {
    let given = Given::of(sent);
    let open = Open::of(&app, &given.nom, &given.changement).await?;
    let is_open = |change: &Changement| change.etat == Etat::Propose;
    if open.change.as_ref().is_some_and(|c| !is_open(c)) {
        return Err(WebError::Conflict);
    }
    if open.seen() != given.seen {
        return again(page, &open, &given, "territoire-entretemps");
    }
    let (text, next) = match given.after(&open) {
        Ok(after) => after,
        Err(Fault::Text) => return again(page, &open, &given, "territoire-texte-long"),
        Err(Fault::Field(refus)) => return refused(page, &open, &given, &refus),
    };
    if text.as_deref() == Some(open.text.as_str()) {
        let here = address(&open, &given.element);
        return Ok(see_other(&format!("{here}&fait=pareil")));
    }
    let author = signed.account.id.clone();
    let now = app.outside.now_ms();
    let new = || Changement::new(app.outside.new_id(), author.clone(), now);
    let mut change = open.change.clone().unwrap_or_else(new);
    change.set(&open.standing, &open.nom, text);
    let id = change.id.clone();
    // Two writings of one instant would not be told apart.
    let at = now.max(change.at + i64::from(open.change.is_some()));
    write(
        &app,
        Changement {
            author,
            at,
            ..change
        },
    )
    .await?;
    Ok(see_other(&match next {
        Some(element) => format!(
            "{PATH}/fichier?nom={}&changement={id}&element={}",
            encoded(&open.nom),
            encoded(&element)
        ),
        None => format!("{PATH}/changements/{id}?fait=garde"),
    }))
}

/// Why a gesture gives nothing.
enum Fault {
    /// The text is too long.
    Text,
    /// A field.
    Field(champs::Refus),
}

impl From<champs::Refus> for Fault {
    fn from(refus: champs::Refus) -> Self {
        Self::Field(refus)
    }
}

impl Given {
    /// The text that a gesture gives, and the element to go on with. No text: no file.
    fn after(&self, open: &Open) -> Result<(Option<String>, Option<String>), Fault> {
        let (nom, text) = (open.nom.as_str(), open.text.as_str());
        Ok(match self.geste.as_str() {
            "ajouter" => {
                let (text, element) = champs::added(nom, text, &self.element)?;
                (Some(text), Some(element))
            }
            "retirer" => (Some(champs::removed(nom, text, &self.element)?), None),
            "texte" if self.texte.len() > MOST => return Err(Fault::Text),
            "texte" if self.texte.trim().is_empty() => (None, None),
            "texte" => (Some(self.texte.clone()), None),
            _ => (
                Some(champs::written(nom, text, &self.element, &self.typed)?),
                None,
            ),
        })
    }
}

fn address(open: &Open, element: &str) -> String {
    let nom = encoded(&open.nom);
    let element = encoded(element);
    format!(
        "{PATH}/fichier?nom={nom}&changement={}&element={element}",
        open.id()
    )
}

/// The form again, with what was typed and one sentence.
fn again(page: Page, open: &Open, given: &Given, key: &str) -> Answer {
    let fault = |field: &str| Faults(vec![(field.to_owned(), page.t(key))]);
    if given.geste == "texte" {
        let faults = fault("texte");
        return unprocessable(&text_page(page, open, given.texte.clone(), faults));
    }
    let element = element(open, &given.element)?;
    let first = element
        .champs
        .first()
        .map_or("", |champ| champ.cle.as_str());
    let faults = fault(&format!("{FIELD}{first}"));
    unprocessable(&element_page(page, open, element, &given.typed, faults))
}

fn refused(page: Page, open: &Open, given: &Given, refus: &champs::Refus) -> Answer {
    let champs::Refus::Nature(key, _) = refus else {
        return Err(WebError::Conflict);
    };
    let element = element(open, &given.element)?;
    let faults = Faults(vec![(format!("{FIELD}{key}"), refus.to_string())]);
    unprocessable(&element_page(page, open, element, &given.typed, faults))
}

fn unprocessable(template: &impl Template) -> Answer {
    let mut response = render(template)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
