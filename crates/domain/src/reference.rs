//! What a form may name: the partners, démarches, places and communes of today.
//!
//! Built from the territory and its catalogue; rules receive it, so that they
//! need not know how a territory is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ids::{CommuneCode, DemarcheCode, PartnerCode, PlaceCode, ThemeCode},
    visite::Kind,
};

/// What a rule needs to know of a démarche.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemarcheFacts {
    /// Who is in charge of it.
    pub partner: PartnerCode,
    /// Theme of life.
    pub theme: ThemeCode,
    /// Kind taken when the animatrice does not say: information or accompagnement.
    pub habitual_kind: Kind,
}

/// Codes that exist.
#[derive(Debug, Clone, Default)]
pub struct Reference {
    /// Partners, each with the theme that a demande takes when nothing finer is said.
    pub partners: BTreeMap<PartnerCode, ThemeCode>,
    /// Démarches of the catalogue.
    pub demarches: BTreeMap<DemarcheCode, DemarcheFacts>,
    /// Themes of life.
    pub themes: BTreeSet<ThemeCode>,
    /// Places, each with its commune.
    pub places: BTreeMap<PlaceCode, CommuneCode>,
    /// Communes of the territory (residence may also be elsewhere: `ailleurs`).
    pub communes: BTreeSet<CommuneCode>,
}

/// Code of a residence outside the territory.
pub const ELSEWHERE: &str = "ailleurs";

impl Reference {
    /// Whether a residence may be recorded.
    pub fn is_residence(&self, code: &str) -> bool {
        code == ELSEWHERE || self.communes.contains(&CommuneCode::new(code))
    }
}
