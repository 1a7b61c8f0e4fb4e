//! The démarches of a relay: what a person needs to know before coming.
//!
//! The sentences are ours, short and dated. Every paper, cost, delay, place and
//! address says how sure it is (`sourced`): nothing of it can be shown without
//! its mark. Nothing here searches or draws pages.

mod confirm;
pub mod plain;
mod read;
pub mod revision;
mod search;
mod sourced;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use confirm::{Item, NotAnItem, ToConfirm};
pub(crate) use read::{is_fiche, read};
pub(crate) use search::{telling, words};
pub(crate) mod reading {
    //! What services are read with too.
    pub(crate) use super::read::{Reader, Section, owner};
}
pub use sourced::{Mark, MarkKind, Shown, Sourced, Status};

use crate::{
    ids::{DemarcheCode, PartnerCode, ThemeCode},
    service::Owner,
    visite::Kind,
};

/// An address of the web, always https.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebAddress(String);

impl WebAddress {
    /// The address, when it is safe to show as a link: https, no blank, no quote.
    pub fn new(text: &str) -> Option<Self> {
        crate::territoire::is_web_address(text).then(|| Self(text.to_owned()))
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The site alone, as it is said and printed: `www.caf.fr`.
    pub fn host(&self) -> &str {
        let rest = self.0.strip_prefix("https://").unwrap_or(&self.0);
        rest.split(['/', '?', '#']).next().unwrap_or(rest)
    }
}

impl std::fmt::Display for WebAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for WebAddress {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// A named administrative procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demarche {
    /// Code, such as `carte-identite-adulte`.
    pub code: DemarcheCode,
    /// Who is in charge of it in this territory.
    pub partner: PartnerCode,
    /// Theme of life.
    pub theme: ThemeCode,
    /// What the person wants to do.
    pub title: String,
    /// Everyday words and old names, for the search.
    pub aliases: Vec<String>,
    /// What it is, in plain sentences.
    pub summary: String,
    /// Whom it is for.
    pub who: String,
    /// What happens, step by step.
    pub steps: Vec<String>,
    /// Papers to bring; empty only when none is needed.
    pub papers: Vec<Sourced<String>>,
    /// Where it is done.
    pub where_: Sourced<String>,
    /// Where it is done on line.
    pub online: Option<Sourced<WebAddress>>,
    /// What it costs.
    pub cost: Sourced<String>,
    /// How long it takes.
    pub delay: Sourced<String>,
    /// Kind of a demande when the animatrice does not say: never an orientation.
    pub default_kind: Kind,
    /// Official fiches to read, by their number (`F1341`, `N358`).
    pub fiches: Vec<String>,
    /// Who answers what remains to be confirmed, with its article: « la CAF ».
    pub ask_whom: String,
    /// Who keeps the entry true.
    #[serde(default)]
    pub owner: Owner,
    /// Day when the entry was written or read again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<Date>,
}

impl Demarche {
    /// How easy its summary is: what it is, and whom it is for.
    pub fn summary_measure(&self) -> plain::Measure {
        plain::Measure::of([self.summary.as_str(), self.who.as_str()])
    }
}

/// The démarches of a territory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Catalogue(Vec<Demarche>);

impl Catalogue {
    /// A catalogue of these démarches.
    pub fn new(demarches: Vec<Demarche>) -> Self {
        Self(demarches)
    }

    /// Every démarche, in the order of the files.
    pub fn demarches(&self) -> &[Demarche] {
        &self.0
    }

    /// A démarche by its code.
    pub fn get(&self, code: &DemarcheCode) -> Option<&Demarche> {
        self.0.iter().find(|demarche| demarche.code == *code)
    }

    /// Démarches of a partner.
    pub fn of_partner<'a>(
        &'a self,
        partner: &'a PartnerCode,
    ) -> impl Iterator<Item = &'a Demarche> {
        self.0
            .iter()
            .filter(move |demarche| demarche.partner == *partner)
    }

    /// Démarches of a theme.
    pub fn of_theme<'a>(&'a self, theme: &'a ThemeCode) -> impl Iterator<Item = &'a Demarche> {
        self.0
            .iter()
            .filter(move |demarche| demarche.theme == *theme)
    }
}
