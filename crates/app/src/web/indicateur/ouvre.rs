//! Where the figures of indicators open onto their lines: those that count visites, demandes,
//! people or half-days. Money, kiosks and what the coordination notes have pages of their own.

use plus_domain::{
    permanence::PermanenceState,
    profile::{AgeBand, Autonomy, Sex, Status},
    stats::Dimension,
};

use super::{
    Opens,
    connu::{PARTS, UNKNOWN},
};
use crate::web::chiffres::{Choice, Mesure};

/// Where each figure of some months opens.
pub(super) fn opens(choice: &Choice) -> Opens {
    let mut opens: Opens = TOTALS
        .iter()
        .map(|(name, measure)| (*name, choice.lines_in(*measure, Dimension::Total, "*")))
        .collect();
    opens.extend(PARTS.iter().map(|(name, dimension, codes)| {
        let known = if codes.is_empty() {
            known_values(*dimension)
        } else {
            codes.join(",")
        };
        (*name, choice.lines(dimension.code(), &known))
    }));
    let planned: Vec<PermanenceState> = PermanenceState::ALL
        .iter()
        .copied()
        .filter(|state| *state != PermanenceState::Moved)
        .collect();
    let closed = [PermanenceState::Closed];
    opens.insert("permanences_prevues", choice.half_days(&planned));
    opens.insert("permanences_closes", choice.half_days(&closed));
    opens
}

/// Figures of everything.
const TOTALS: &[(&str, Mesure)] = &[
    ("visites", Mesure::Visites),
    ("demandes", Mesure::Demandes),
    ("accompagnements", Mesure::Accompagnements),
    ("usagers_accompagnes", Mesure::Usagers),
    ("personnes", Mesure::Personnes),
    ("minutes", Mesure::Minutes),
];

/// The values of a dimension that say something.
fn known_values(dimension: Dimension) -> String {
    let all: Vec<&str> = match dimension {
        Dimension::Age => AgeBand::ALL.iter().map(|v| v.code()).collect(),
        Dimension::Sex => Sex::ALL.iter().map(|v| v.code()).collect(),
        Dimension::Status => Status::ALL.iter().map(|v| v.code()).collect(),
        Dimension::Autonomy => Autonomy::ALL.iter().map(|v| v.code()).collect(),
        _ => Vec::new(),
    };
    let known = all.into_iter().filter(|value| *value != UNKNOWN);
    known.collect::<Vec<_>>().join(",")
}
