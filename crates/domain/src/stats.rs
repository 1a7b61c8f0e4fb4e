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

    /// From its stored form.
    fn of_key((kind, code): (&str, &str)) -> Self {
        match kind {
            "partner" => Self::Partner(code.into()),
            "place" => Self::Place(code.into()),
            _ => Self::All,
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

/// A line of the roll-up that borrows its words: what [`each_contribution`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<'a> {
    /// Month of the business date.
    pub month: Month,
    /// Restriction: kind and code, as [`Scope::key`] gives them.
    pub scope: (&'static str, &'a str),
    /// Breakdown.
    pub dimension: Dimension,
    /// Value in the breakdown.
    pub value: &'a str,
}

/// What a visite adds to every figure. `first` is the effective answer: the chip
/// of an anonymous person, the history of a named one.
pub fn contributions(visite: &Visite, first: FirstTime) -> BTreeMap<Key, Measures> {
    let mut lines = BTreeMap::new();
    each_contribution(visite, first, &mut |line, measures| {
        let key = Key {
            month: line.month,
            scope: Scope::of_key(line.scope),
            dimension: line.dimension,
            value: line.value.to_owned(),
        };
        lines.insert(key, measures);
    });
    lines
}

/// The same, line by line and without a copy: a hub counts twenty thousand a second.
pub fn each_contribution<'a>(
    visite: &'a Visite,
    first: FirstTime,
    tell: &mut impl FnMut(Line<'a>, Measures),
) {
    let mut scopes = vec![("all", ""), ("place", visite.place.as_str())];
    for demande in &visite.demandes {
        let scope = ("partner", demande.partner.as_str());
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    let month = Month::of(visite.date);
    for scope in scopes {
        let demandes: Vec<&Demande> = visite
            .demandes
            .iter()
            .filter(|d| scope.0 != "partner" || d.partner.as_str() == scope.1)
            .collect();
        for dimension in Dimension::ALL.iter().copied() {
            let line = |value| Line {
                month,
                scope,
                dimension,
                value,
            };
            if dimension.is_of_demande() {
                by_demande(visite, first, &demandes, &line, tell);
            } else if dimension != Dimension::First || holds_accompagnement(&demandes) {
                let value = visite_value(visite, first, dimension);
                tell(
                    line(value),
                    measure(visite, first, demandes.iter().copied()),
                );
            }
        }
    }
}

/// Each value of a dimension of demandes, once, with the demandes that hold it.
fn by_demande<'a>(
    visite: &'a Visite,
    first: FirstTime,
    demandes: &[&'a Demande],
    line: &impl Fn(&'a str) -> Line<'a>,
    tell: &mut impl FnMut(Line<'a>, Measures),
) {
    let dimension = line("").dimension;
    for (rank, demande) in demandes.iter().enumerate() {
        let value = demande_value(demande, dimension);
        let holds = |d: &&&Demande| demande_value(d, dimension) == value;
        if demandes[..rank].iter().any(|d| holds(&d)) {
            continue;
        }
        let part = demandes.iter().filter(holds).copied();
        tell(line(value), measure(visite, first, part));
    }
}

fn holds_accompagnement(demandes: &[&Demande]) -> bool {
    demandes.iter().any(|d| d.kind == Kind::Accompagnement)
}

fn measure<'a>(
    visite: &Visite,
    first: FirstTime,
    demandes: impl Iterator<Item = &'a Demande>,
) -> Measures {
    let (mut all, mut accompagnements) = (0, 0);
    for demande in demandes {
        all += 1;
        accompagnements += i64::from(demande.kind == Kind::Accompagnement);
    }
    Measures {
        visites: 1,
        demandes: all,
        accompagnements,
        first: i64::from(first == FirstTime::First && accompagnements > 0),
        minutes: i64::from(visite.minutes),
    }
}
