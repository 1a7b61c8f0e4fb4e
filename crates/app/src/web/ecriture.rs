//! Entries of the journal as a person reads them: what kind they are, and what they say,
//! line by line. Of an entry that this version does not know, everything is shown all the
//! same, under the names that it uses.

use std::collections::BTreeMap;

use plus_domain::ids::{AccountId, CommuneCode, NodeId, PartnerCode, PlaceCode, ThemeCode};
use plus_store::{
    Link, StoreError,
    exchange::{machine, node},
    journal,
};
use serde_json::Value;

use super::{noms::Names, page::Page, state::App, visite::ligne::date_and_clock};

/// Types that have their words.
const KINDS: [&str; 55] = [
    "visite.recorded",
    "visite.corrected",
    "visite.cancelled",
    "visite.reviewed",
    "permanence.set",
    "account.set",
    "identite.noted",
    "territory.published",
    "content.published",
    "demarche.confirmed",
    "service.confirmed",
    "signalement.made",
    "signalement.settled",
    "note.set",
    "note.closed",
    "fiche.seen",
    "statement.issued",
    "statement.marked",
    "lexique.set",
    "retrait.deposited",
    "retrait.carried",
    "retrait.printed",
    "retrait.erased",
    "equipier.set",
    "absence.set",
    "escale.set",
    "besoin.set",
    "presence.set",
    "tournee.set",
    "echange.set",
    "emplacement.set",
    "escalade.set",
    "escalade.written",
    "atelier.set",
    "atelier.counted",
    "financement.plan",
    "financement.depense",
    "financement.appel",
    "projet.set",
    "convention.set",
    "formation.set",
    "vue.set",
    "territoire.set",
    "dossier.set",
    "dossier.written",
    "dossier.promesse",
    "mandat.set",
    "droit.set",
    "mandat.used",
    "mandat.scanned",
    "mandat.mandataire",
    "file.numero",
    "rendez-vous.set",
    "satisfaction.counted",
    "satisfaction.suite",
];
/// Names of a body that have their words.
const NAMES: [&str; 28] = [
    "at",
    "author",
    "date",
    "place",
    "commune",
    "channel",
    "minutes",
    "note",
    "demandes",
    "partner",
    "demarche",
    "theme",
    "kind",
    "outcome",
    "first",
    "profile",
    "age",
    "sex",
    "status",
    "residence",
    "autonomy",
    "changes",
    "field",
    "base",
    "value",
    "name",
    "login",
    "role",
];
/// What no person needs: identifiers, and what repeats another line.
const HIDDEN: [&str; 3] = ["id", "kind_confirmed", "protection"];
/// Longest value that is shown, characters.
const MOST: usize = 400;

/// What people call the machines that wrote entries.
pub struct Machines {
    own: Option<NodeId>,
    hub: Option<NodeId>,
    known: BTreeMap<NodeId, String>,
}

impl Machines {
    /// Reads their names.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn load(link: &mut Link) -> Result<Self, StoreError> {
        let known = machine::all(link).await?;
        Ok(Self {
            own: journal::node_id(link).await?,
            hub: node::enrolled(link).await?.map(|enrolled| enrolled.hub),
            known: known.into_iter().map(|m| (m.node, m.name)).collect(),
        })
    }

    /// « Le bus », « cette machine », « le portail central », « une autre machine ».
    pub fn name(&self, node: &NodeId, page: &Page) -> String {
        if self.own.as_ref() == Some(node) {
            page.t("ecriture-ici")
        } else if self.hub.as_ref() == Some(node) {
            page.t("ecriture-portail")
        } else {
            let name = self.known.get(node).cloned();
            name.unwrap_or_else(|| page.t("ecriture-ailleurs"))
        }
    }
}

/// « Visite » of `visite.recorded`; the type itself when it is not known.
pub fn kind(page: &Page, kind: &str) -> String {
    match key(kind) {
        Some(key) => page.tc("ecriture", &key),
        None => other(page, kind),
    }
}

/// « Visites » of `visite.recorded`, for a count.
pub fn kinds(page: &Page, kind: &str) -> String {
    match key(kind) {
        Some(key) => page.tc("ecritures", &key),
        None => other(page, kind),
    }
}

/// What names a type in the texts, when it has its words.
fn key(kind: &str) -> Option<String> {
    KINDS.contains(&kind).then(|| kind.replace('.', "-"))
}

fn other(page: &Page, kind: &str) -> String {
    page.arg("type", kind).t("ecriture-autre")
}

/// What a body says, as pairs of a name and a value.
pub fn lines(app: &App, page: &Page, names: &Names, body: &[u8]) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    match serde_json::from_slice(body) {
        Ok(value) => {
            let reading = Reading { app, page, names };
            reading.walk("", &value, &mut lines);
        }
        Err(_) => lines.push((
            page.t("ecriture-texte"),
            shortened(&String::from_utf8_lossy(body)),
        )),
    }
    lines
}

struct Reading<'a> {
    app: &'a App,
    page: &'a Page,
    names: &'a Names,
}

impl Reading<'_> {
    fn walk(&self, path: &str, value: &Value, lines: &mut Vec<(String, String)>) {
        match value {
            Value::Object(fields) => {
                let shown = fields.iter().filter(|(n, _)| !HIDDEN.contains(&n.as_str()));
                for (name, value) in shown {
                    self.walk(&joined(path, &self.name(name)), value, lines);
                }
            }
            Value::Array(all) => {
                for (value, rank) in all.iter().zip(1..) {
                    self.walk(&format!("{path} {rank}"), value, lines);
                }
            }
            Value::Null => {}
            one => lines.push((path.to_owned(), self.value(path, one))),
        }
    }

    fn name(&self, name: &str) -> String {
        if NAMES.contains(&name) {
            self.page.tc("ecriture-nom", name)
        } else {
            name.to_owned()
        }
    }

    /// A value, in words where its name says what it is.
    fn value(&self, path: &str, value: &Value) -> String {
        let is = |name: &str| {
            let word = self.page.tc("ecriture-nom", name);
            path == word || path.ends_with(&format!(" › {word}"))
        };
        match value {
            Value::Number(at) if is("at") => {
                date_and_clock(self.app, self.page, at.as_i64().unwrap_or(0))
            }
            Value::String(text) if is("author") => self.names.person(&AccountId::new(text.clone())),
            Value::String(text) if is("place") => self.names.place(&PlaceCode::new(text.clone())),
            Value::String(text) if is("commune") => {
                self.names.commune(&CommuneCode::new(text.clone()))
            }
            Value::String(text) if is("partner") => self
                .names
                .partner(&PartnerCode::new(text.clone()), self.app.today()),
            Value::String(text) if is("theme") => {
                self.names.theme(&ThemeCode::new(text.clone()), self.page)
            }
            Value::String(text) => shortened(text),
            Value::Bool(true) => self.page.t("ecriture-oui"),
            Value::Bool(false) => self.page.t("ecriture-non"),
            other => shortened(&other.to_string()),
        }
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path} › {name}")
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
