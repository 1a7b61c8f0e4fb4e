//! What a visite adds to the figures.
//!
//! One function, `contributions`, says it for the roll-ups, the recount and the
//! reports, so that no two totals can part ways. Visites, demandes and people are
//! measured side by side and never added to one another; distinct people are not
//! here, since they do not add up over months (`first` does: a person is
//! accompanied for the first time once).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{PartnerCode, PlaceCode},
    period::Month,
    profile::choices,
    visite::{Demande, FirstTime, Kind, Visite},
};

choices! {
    /// What a figure is broken down by. Demande dimensions may give a visite
    /// several values: shares are then shares of mentions.
    Dimension {
        /// Everything, under the value `*`.
        Total = "total",
        /// Partner of the demande.
        Partner = "partenaire",
        /// Theme of the demande.
        Theme = "theme",
        /// Démarche of the demande (`aucune` when none).
        Demarche = "demarche",
        /// Kind of the demande.
        Kind = "nature",
        /// Result of the demande.
        Outcome = "resultat",
        /// Whether the kind was said (`dite`) or came from habit (`habitude`).
        KindConfirmed = "nature-dite",
        /// Commune of the place.
        Commune = "commune",
        /// Place.
        Place = "lieu",
        /// Channel.
        Channel = "canal",
        /// Duration class.
        Duration = "duree",
        /// Age band.
        Age = "age",
        /// Sex.
        Sex = "sexe",
        /// Status.
        Status = "statut",
        /// Commune of residence.
        Residence = "residence",
        /// Autonomy.
        Autonomy = "autonomie",
        /// First time accompanied; only visites that hold an accompagnement.
        First = "premiere-fois",
    }
}

impl Dimension {
    /// Whether its value belongs to each demande rather than to the visite.
    pub fn is_of_demande(self) -> bool {
        matches!(
            self,
            Self::Partner
                | Self::Theme
                | Self::Demarche
                | Self::Kind
                | Self::Outcome
                | Self::KindConfirmed
        )
    }
}

/// What the figures are restricted to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Everything.
    All,
    /// The demandes of one partner, and the visites that hold one.
    Partner(PartnerCode),
    /// The visites of one place.
    Place(PlaceCode),
}

impl Scope {
    /// Stored form: kind and code.
    pub fn key(&self) -> (&'static str, &str) {
        match self {
            Self::All => ("all", ""),
            Self::Partner(code) => ("partner", code.as_str()),
            Self::Place(code) => ("place", code.as_str()),
        }
    }
}

/// Counts side by side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measures {
    /// Visites.
    pub visites: i64,
    /// Demandes.
    pub demandes: i64,
    /// Demandes whose kind is accompagnement.
    pub accompagnements: i64,
    /// Usagers accompagnés: people accompanied for the first time.
    pub first: i64,
    /// Minutes of the visites.
    pub minutes: i64,
}

impl Measures {
    /// Side by side sum, each measure with itself.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            visites: self.visites + other.visites,
            demandes: self.demandes + other.demandes,
            accompagnements: self.accompagnements + other.accompagnements,
            first: self.first + other.first,
            minutes: self.minutes + other.minutes,
        }
    }

    /// The same counts taken away.
    #[must_use]
    pub fn negated(self) -> Self {
        Self {
            visites: -self.visites,
            demandes: -self.demandes,
            accompagnements: -self.accompagnements,
            first: -self.first,
            minutes: -self.minutes,
        }
    }

    /// Whether nothing is counted.
    pub fn is_zero(self) -> bool {
        self == Self::default()
    }
}

/// A line of the roll-up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Month of the business date.
    pub month: Month,
    /// Restriction.
    pub scope: Scope,
    /// Breakdown.
    pub dimension: Dimension,
    /// Value in the breakdown.
    pub value: String,
}

/// What the figures say when a value was not given.
pub const NOT_SAID: &str = "nc";
/// Value of a demande that names no démarche.
pub const NO_DEMARCHE: &str = "aucune";
/// Value of the total.
pub const TOTAL: &str = "*";

/// Duration classes of the field, in minutes: [0,30) [30,60) [60,120) [120,∞).
pub fn duration_class(minutes: u32) -> &'static str {
    match minutes {
        0..30 => "moins-30",
        30..60 => "30-60",
        60..120 => "60-120",
        _ => "120-plus",
    }
}

/// The value of a dimension that belongs to the visite.
pub fn visite_value(visite: &Visite, first: FirstTime, dimension: Dimension) -> &str {
    let profile = &visite.profile;
    match dimension {
        Dimension::Commune => visite.commune.as_str(),
        Dimension::Place => visite.place.as_str(),
        Dimension::Channel => visite.channel.code(),
        Dimension::Duration => duration_class(visite.minutes),
        Dimension::Age => profile.age.code(),
        Dimension::Sex => profile.sex.code(),
        Dimension::Status => profile.status.code(),
        Dimension::Residence => profile.residence.as_ref().map_or(NOT_SAID, |c| c.as_str()),
        Dimension::Autonomy => profile.autonomy.code(),
        Dimension::First => first.code(),
        _ => TOTAL,
    }
}

/// The value of a dimension that belongs to the demande.
pub fn demande_value(demande: &Demande, dimension: Dimension) -> &str {
    match dimension {
        Dimension::Partner => demande.partner.as_str(),
        Dimension::Theme => demande.theme.as_str(),
        Dimension::Demarche => demande
            .demarche
            .as_ref()
            .map_or(NO_DEMARCHE, |c| c.as_str()),
        Dimension::Kind => demande.kind.code(),
        Dimension::Outcome => demande.outcome.code(),
        Dimension::KindConfirmed if demande.kind_confirmed => "dite",
        Dimension::KindConfirmed => "habitude",
        _ => TOTAL,
    }
}

/// What a visite adds to every figure. `first` is the effective answer: the chip
/// of an anonymous person, the history of a named one.
pub fn contributions(visite: &Visite, first: FirstTime) -> BTreeMap<Key, Measures> {
    let mut lines = BTreeMap::new();
    for scope in scopes(visite) {
        let demandes: Vec<&Demande> = visite
            .demandes
            .iter()
            .filter(|d| in_scope(d, &scope))
            .collect();
        for dimension in Dimension::ALL.iter().copied() {
            for (value, part) in parts(visite, first, dimension, &demandes) {
                let measures = measure(visite, first, &part);
                let month = Month::of(visite.date);
                let key = Key {
                    month,
                    scope: scope.clone(),
                    dimension,
                    value,
                };
                lines.insert(key, measures);
            }
        }
    }
    lines
}

fn scopes(visite: &Visite) -> Vec<Scope> {
    let mut scopes = vec![Scope::All, Scope::Place(visite.place.clone())];
    for demande in &visite.demandes {
        let scope = Scope::Partner(demande.partner.clone());
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}

fn in_scope(demande: &Demande, scope: &Scope) -> bool {
    match scope {
        Scope::Partner(partner) => demande.partner == *partner,
        Scope::All | Scope::Place(_) => true,
    }
}

/// The demandes of each value of a dimension.
fn parts<'a>(
    visite: &Visite,
    first: FirstTime,
    dimension: Dimension,
    demandes: &[&'a Demande],
) -> BTreeMap<String, Vec<&'a Demande>> {
    let mut parts: BTreeMap<String, Vec<&Demande>> = BTreeMap::new();
    if dimension == Dimension::First && !holds_accompagnement(demandes) {
        return parts;
    }
    for demande in demandes {
        let value = if dimension.is_of_demande() {
            demande_value(demande, dimension)
        } else {
            visite_value(visite, first, dimension)
        };
        parts.entry(value.to_owned()).or_default().push(demande);
    }
    parts
}

fn holds_accompagnement(demandes: &[&Demande]) -> bool {
    demandes.iter().any(|d| d.kind == Kind::Accompagnement)
}

fn measure(visite: &Visite, first: FirstTime, demandes: &[&Demande]) -> Measures {
    let accompagnements = demandes
        .iter()
        .filter(|d| d.kind == Kind::Accompagnement)
        .count();
    Measures {
        visites: 1,
        demandes: i64::try_from(demandes.len()).unwrap_or(i64::MAX),
        accompagnements: i64::try_from(accompagnements).unwrap_or(i64::MAX),
        first: i64::from(first == FirstTime::First && accompagnements > 0),
        minutes: i64::from(visite.minutes),
    }
}
