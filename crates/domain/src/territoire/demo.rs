//! Invented accounts of a territory, for demonstrations only (`demo.toml`).
//!
//! They are checked with the territory and never published with it.

use serde::{Deserialize, Serialize};

use crate::ids::PartnerCode;

use super::{
    identity::is_telephone,
    partner::Partner,
    problem::{Found, Problem, Problems},
    read::read_toml,
    source::Source,
    table::Table,
};

/// Name of the file.
pub const FILE: &str = "demo.toml";

/// Roles that an invented account may have.
const ROLES: [&str; 4] = ["animatrice", "coordinateur", "partenaire", "administrateur"];

/// An invented account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// What is typed to sign in.
    pub login: String,
    /// Name shown: « Maryse L. ».
    pub name: String,
    /// `animatrice`, `coordinateur`, `partenaire` or `administrateur`.
    pub role: String,
    /// The partner, for a partner's account.
    pub partner: Option<PartnerCode>,
}

/// What a demonstration invents beside the territory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demo {
    /// A telephone number reserved for fictions.
    pub telephone: Option<String>,
    /// The accounts.
    pub accounts: Vec<DemoAccount>,
}

impl Demo {
    /// Reads `demo.toml` of a territory whose partners are these.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn from_text(text: &str, partners: &[Partner]) -> Result<Self, Vec<Problem>> {
        let problems = Problems::default();
        let source = Source::new(FILE.to_owned(), text);
        source.check(&problems);
        let demo = read(&source, &problems, |code| {
            partners.iter().any(|p| p.code.as_str() == code)
        });
        let list = problems.into_sorted();
        if list.is_empty() { Ok(demo) } else { Err(list) }
    }
}

pub(super) fn check(source: &Source, partners: &[Found<Partner>], problems: &Problems) {
    read(source, problems, |code| {
        partners.iter().any(|p| p.value.code.as_str() == code)
    });
}

fn read(source: &Source, problems: &Problems, is_partner: impl Fn(&str) -> bool) -> Demo {
    read_toml(source, problems, |root| {
        let telephone = root.checked(
            "telephone",
            is_telephone,
            "ce n’est pas un numéro de téléphone",
            "écrivez dix chiffres",
        );
        let accounts = root.tables("compte").into_iter();
        let accounts = accounts.filter_map(|table| {
            let account = read_account(&table, &is_partner);
            table.close();
            account
        });
        Demo {
            telephone,
            accounts: accounts.collect(),
        }
    })
}

fn read_account(table: &Table, is_partner: impl Fn(&str) -> bool) -> Option<DemoAccount> {
    let (login, name) = (table.code("identifiant"), table.text("nom"));
    let role = table.text("role");
    if role
        .as_ref()
        .is_some_and(|role| !ROLES.contains(&role.as_str()))
    {
        table.refuse(
            "role",
            "ce rôle n’existe pas",
            format!("écrivez l’un de ceux-ci : {}", ROLES.join(", ")),
        );
    }
    let partner = table.optional_code("partenaire");
    if partner.as_ref().is_some_and(|code| !is_partner(code)) {
        table.refuse(
            "partenaire",
            "ce partenaire n’existe pas",
            "corrigez le code, ou ajoutez-le dans partenaires.toml",
        );
    }
    if role
        .as_ref()
        .is_some_and(|role| (role == "partenaire") != partner.is_some())
    {
        table.refuse(
            "partenaire",
            "le partenaire va avec le rôle « partenaire »",
            "ajoutez l’un ou retirez l’autre",
        );
    }
    Some(DemoAccount {
        login: login?,
        name: name?,
        role: role?,
        partner: partner.map(PartnerCode::new),
    })
}
