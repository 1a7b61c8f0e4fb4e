//! `plus node exposed`: what a machine held of persons, for the people concerned and for the
//! notification to the CNIL (RGPD art. 33, within 72 hours).

use anyhow::Context;
use clap::{Args, ValueEnum};
use plus_reports::{
    csv,
    table::{Cell, Table},
};
use plus_store::{
    Store,
    exchange::exposed::{self, Known, Recorded},
};
use serde::Serialize;

use super::super::{DataArgs, say};

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
        rows.push(counted(
            "visites",
            "visites anonymes",
            self.anonymous_visites,
        ));
        rows.push(counted("visites", "pseudonymes", self.pseudonyms));
        rows.push(counted(
            "visites",
            "texte libre, qui peut nommer quelqu’un",
            text,
        ));
        rows.push(counted("notes", "notes locales", self.notes));
        rows.push(counted(
            "attente",
            "écritures non reçues au dernier contact",
            self.waiting.unwrap_or(0),
        ));
        Table {
            title: self.name.clone(),
            columns: head.map(str::to_owned).to_vec(),
            rows,
            notes: Vec::new(),
        }
    }
}
