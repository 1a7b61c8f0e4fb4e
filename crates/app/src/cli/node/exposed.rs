//! `plus node exposed`: what a machine held of persons, for the people concerned and for the
//! notification to the CNIL (RGPD art. 33, within 72 hours).

use std::collections::BTreeSet;

use anyhow::Context;
use clap::{Args, ValueEnum};
use plus_domain::{dossier::Lu, ids::DossierId};
use plus_reports::{
    csv,
    table::{Cell, Table},
};
use plus_store::{
    Store,
    exchange::{
        cles,
        exposed::{self, Known, Recorded},
    },
};
use serde::Serialize;

use super::super::{DataArgs, say};
use crate::{
    config::Web,
    dossier::{self, DossierError},
    outside::Outside,
    territory,
    web::state::AppState,
};

/// `plus node exposed`.
#[derive(Debug, Args)]
pub struct Exposed {
    /// Identifiant ou nom de la machine, donné par plus node list
    #[arg(value_name = "MACHINE")]
    node: String,
    #[command(flatten)]
    data: DataArgs,
    /// Présentation : text, json, ou csv pour un tableur
    #[arg(
        long,
        value_enum,
        default_value = "text",
        hide_default_value = true,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

/// What is reported. The names are stable.
#[derive(Debug, Serialize)]
struct Report {
    node: String,
    name: String,
    kind: &'static str,
    revoked_at: Option<i64>,
    seen_at: Option<i64>,
    /// Persons who can be named.
    persons: Vec<Person>,
    /// People whose follow-up the machine could open (requirement P24).
    followed: Vec<Followed>,
    /// Mandates that it could open.
    mandates: i64,
    /// Rendez-vous of which it could read how to reach the person.
    contacts: i64,
    /// Visites recorded on the machine: nobody is named in them.
    anonymous_visites: i64,
    /// Pseudonyms in these visites.
    pseudonyms: i64,
    /// Visites whose free text is to be read again: it may name somebody.
    visites_with_text: Vec<String>,
    /// Local notes that the machine held.
    notes: i64,
    /// Entries that the hub does not hold, as the machine last said.
    waiting: Option<i64>,
    /// What the hub cannot know.
    not_known: [&'static str; 2],
}

#[derive(Debug, Serialize)]
struct Person {
    account: String,
    login: String,
    name: String,
    role: &'static str,
    /// Whether the machine held the hashed form of her password, bound to it.
    verifier: bool,
    /// Whether she still has to change it.
    must_change: bool,
}

/// Somebody who is followed, and what her follow-up holds.
#[derive(Debug, Serialize)]
struct Followed {
    dossier: String,
    /// Empty when its key is not at the hub.
    name: String,
    telephone: String,
    fields: Vec<&'static str>,
}

impl Followed {
    fn of(id: &DossierId, lu: Option<Lu>) -> Self {
        let lu = lu.unwrap_or_default();
        let who = &lu.identite;
        let held = [
            ("nom et prénom", !who.nom.is_empty()),
            ("téléphone", who.telephone.is_some()),
            ("année de naissance", who.annee.is_some()),
            ("commune", who.commune.is_some()),
            ("objet du suivi", !lu.objet.is_empty()),
            ("étapes", !lu.etapes.is_empty()),
            ("papiers", !lu.papiers.is_empty()),
            ("promesses", !lu.promesses.is_empty()),
        ];
        let fields = held.iter().filter(|(_, is_held)| *is_held);
        Self {
            dossier: id.to_string(),
            name: format!("{} {}", who.prenom, who.nom).trim().to_owned(),
            telephone: who
                .telephone
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            fields: fields.map(|(name, _)| *name).collect(),
        }
    }

    fn row(&self) -> Vec<Cell> {
        vec![
            "personne suivie".into(),
            self.called().into(),
            self.telephone.as_str().into(),
            Cell::Empty,
            self.fields.join(", ").into(),
            Cell::Count(1),
            Cell::Empty,
        ]
    }

    fn called(&self) -> &str {
        match self.name.as_str() {
            "" => "effacé depuis, ou clé absente du portail",
            name => name,
        }
    }
}

/// Names the people whose follow-ups a machine could open, where the hub can.
async fn named(store: &Store, known: BTreeSet<String>) -> anyhow::Result<Vec<Followed>> {
    let known = known.into_iter().map(DossierId::new);
    let Some(territory) = territory::published(store).await? else {
        return Ok(known.map(|id| Followed::of(&id, None)).collect());
    };
    let app = AppState::new(Outside::machine(), store.clone(), Web::default(), territory);
    let mut link = store.read().await?;
    let mut all = Vec::new();
    for id in known {
        let lu = match dossier::read(&app, &mut link, &id).await {
            Ok(lu) => Some(lu),
            Err(DossierError::Store(error)) => return Err(error.into()),
            // Erased since, or its key is elsewhere: the others are still to be told.
            Err(_) => None,
        };
        all.push(Followed::of(&id, lu));
    }
    Ok(all)
}

/// What never leaves a machine.
const NOT_KNOWN: [&str; 2] = [
    "les numéros à rappeler notés sur la machine",
    "les visites commencées et pas enregistrées",
];

impl Person {
    fn of(known: Known) -> Self {
        let Known {
            account,
            handed_at,
            must_change,
        } = known;
        Self {
            account: account.id.to_string(),
            login: account.login,
            name: account.name,
            role: account.role.code(),
            verifier: handed_at.is_some(),
            must_change,
        }
    }

    fn held(&self) -> &'static str {
        if self.verifier {
            "nom, identifiant, forme hachée du mot de passe"
        } else {
            "nom, identifiant"
        }
    }
}

impl Exposed {
    /// Reads and reports.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let report = report(&store, &self.node).await;
        store.close().await;
        let report = report?;
        match self.format {
            Format::Text => say(&report.said()),
            Format::Json => say(&serde_json::to_string_pretty(&report)?),
            Format::Csv => {
                let bytes = csv::table(&report.table())?;
                say(String::from_utf8(bytes)
                    .context("le tableau n’est pas un texte")?
                    .trim_end())
            }
        }
    }
}

async fn report(store: &Store, asked: &str) -> anyhow::Result<Report> {
    let mut link = store.read().await?;
    let machine = super::find(&mut link, asked).await?;
    let could = cles::exposed(&mut link, &machine.node).await?;
    let known = exposed::accounts(&mut link, &machine.node).await?;
    let Recorded {
        visites,
        persons,
        with_text,
        notes,
    } = exposed::recorded(&mut link, &machine.node).await?;
    Ok(Report {
        node: machine.node.to_string(),
        name: machine.name,
        kind: machine.kind.code(),
        revoked_at: machine.revoked_at,
        seen_at: machine.seen_at,
        persons: known.into_iter().map(Person::of).collect(),
        followed: named(store, could.dossiers).await?,
        mandates: could.mandats,
        contacts: could.rendez_vous,
        anonymous_visites: visites,
        pseudonyms: persons,
        visites_with_text: with_text,
        notes,
        waiting: machine.waiting,
        not_known: NOT_KNOWN,
    })
}

impl Report {
    fn said(&self) -> String {
        let mut lines = vec![format!(
            "Au plus, « {} » tenait ceci des personnes :",
            self.name
        )];
        for person in &self.persons {
            let change = if person.must_change {
                " ; mot de passe à changer"
            } else {
                ""
            };
            lines.push(format!(
                "  {} ({}, {}) : {}{change}",
                person.name,
                person.login,
                person.role,
                person.held()
            ));
        }
        for one in &self.followed {
            let held = one.fields.join(", ");
            lines.push(format!(
                "  {} {} (suivi) : {held}",
                one.called(),
                one.telephone
            ));
        }
        lines.push(format!(
            "  {} mandats, {} contacts de rendez-vous",
            self.mandates, self.contacts
        ));
        lines.push(format!(
            "  {} visites anonymes, {} pseudonymes ; {} ont un texte libre à relire",
            self.anonymous_visites,
            self.pseudonyms,
            self.visites_with_text.len()
        ));
        lines.push(format!("  {} notes locales", self.notes));
        if let Some(waiting) = self.waiting.filter(|n| *n > 0) {
            lines.push(format!(
                "  {waiting} écritures que le portail n’a pas reçues"
            ));
        }
        lines.push(format!(
            "Le portail ne peut pas savoir : {}.",
            self.not_known.join(" ; ")
        ));
        lines.push("Pour le registre et la CNIL (72 heures) : ajoutez --format csv.".to_owned());
        lines.join("\n")
    }

    fn table(&self) -> Table {
        let head = [
            "nature",
            "nom",
            "identifiant",
            "role",
            "donnees",
            "nombre",
            "mot_de_passe_a_changer",
        ];
        let person = |p: &Person| {
            let change = if p.must_change { "oui" } else { "non" };
            vec![
                "personne de l’équipe".into(),
                p.name.as_str().into(),
                p.login.as_str().into(),
                p.role.into(),
                p.held().into(),
                Cell::Count(1),
                change.into(),
            ]
        };
        let counted = |nature: &str, data: &str, count: i64| {
            let mut row: Vec<Cell> = vec![nature.into(), Cell::Empty, Cell::Empty, Cell::Empty];
            row.extend([data.into(), Cell::Count(count)]);
            row
        };
        let text = i64::try_from(self.visites_with_text.len()).unwrap_or(i64::MAX);
        let mut rows: Vec<Vec<Cell>> = self.persons.iter().map(person).collect();
        rows.extend(self.followed.iter().map(Followed::row));
        let waiting = self.waiting.unwrap_or(0);
        for (nature, data, count) in [
            ("suivis", "mandats", self.mandates),
            ("suivis", "contacts de rendez-vous", self.contacts),
            ("visites", "visites anonymes", self.anonymous_visites),
            ("visites", "pseudonymes", self.pseudonyms),
            ("visites", "texte libre, qui peut nommer quelqu’un", text),
            ("notes", "notes locales", self.notes),
            (
                "attente",
                "écritures non reçues au dernier contact",
                waiting,
            ),
        ] {
            rows.push(counted(nature, data, count));
        }
        Table {
            title: self.name.clone(),
            columns: head.map(str::to_owned).to_vec(),
            rows,
            notes: Vec::new(),
        }
    }
}
