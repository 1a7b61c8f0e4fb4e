//! The values of each breakdown, fine and merged.
//!
//! A merged value is an exact union of fine ones. Kinds, results, channels, ages
//! and answers have short fixed lists; démarches and communes are data of the
//! territory, merged by `tally::Merging`.

use super::model::{Breakdown, Level};
use crate::{
    profile::{AgeBand, ReportBand},
    visite::{Channel, FirstTime, Kind, Outcome},
};

/// Codes of merged values, and of the values that rules name.
pub mod codes {
    /// Kind, fine and coarse.
    pub const ACCOMPAGNEMENT: &str = "accompagnement";
    /// Kind, fine.
    pub const ORIENTATION: &str = "orientation";
    /// Kind, coarse: information or orientation. First time, coarse: already
    /// accompanied, or not known.
    pub const AUTRE: &str = "autre";
    /// Result, fine and coarse.
    pub const RESOLU: &str = "resolu";
    /// Result, fine.
    pub const REORIENTE: &str = "reoriente";
    /// Result, coarse: to be continued, handed on or blocked.
    pub const NON_RESOLU: &str = "non-resolu";
    /// Channel, coarse: at the relay, with or without appointment.
    pub const AU_RELAIS: &str = "au-relais";
    /// Channel, coarse: everything else.
    pub const AILLEURS: &str = "ailleurs";
    /// Age, coarse: under 55, in the manner of the Cour des comptes.
    pub const MOINS_55: &str = "moins-55";
    /// Age, coarse: 55 and over.
    pub const PLUS_55: &str = "55-plus";
    /// Age, fine and coarse: not said.
    pub const NON_COMMUNIQUE: &str = "nc";
    /// First time, fine and coarse.
    pub const PREMIERE: &str = "premiere";
    /// First time, fine: not known.
    pub const NE_SAIT_PAS: &str = "ne-sait-pas";
}

/// Coarse value of a kind.
pub fn coarse_kind(code: &str) -> &'static str {
    match code {
        codes::ACCOMPAGNEMENT => codes::ACCOMPAGNEMENT,
        _ => codes::AUTRE,
    }
}

/// Coarse value of a result.
pub fn coarse_outcome(code: &str) -> &'static str {
    match code {
        codes::RESOLU => codes::RESOLU,
        _ => codes::NON_RESOLU,
    }
}

/// Coarse value of the answer « première fois ».
pub fn coarse_first(code: &str) -> &'static str {
    match code {
        codes::PREMIERE => codes::PREMIERE,
        _ => codes::AUTRE,
    }
}

/// Coarse value of a channel.
pub fn coarse_channel(channel: Channel) -> &'static str {
    match channel {
        Channel::SurPlace | Channel::RendezVous => codes::AU_RELAIS,
        _ => codes::AILLEURS,
    }
}

/// Coarse age band, an exact union of report bands.
pub fn coarse_age(age: AgeBand) -> &'static str {
    use ReportBand::{From26, From55, From70, NonCommunique, Under26};
    match age.reporting() {
        Under26 | From26 => codes::MOINS_55,
        From55 | From70 => codes::PLUS_55,
        NonCommunique => codes::NON_COMMUNIQUE,
    }
}

/// Fine and coarse values of the short lists, in the order of the page; none for
/// démarches and communes, which are data.
pub fn fixed_values(breakdown: Breakdown) -> Vec<(&'static str, &'static str)> {
    match breakdown {
        Breakdown::Kind => {
            let kinds = [Kind::Accompagnement, Kind::Information, Kind::Orientation];
            kinds
                .iter()
                .map(|k| (k.code(), coarse_kind(k.code())))
                .collect()
        }
        Breakdown::Outcome => {
            let outcomes = Outcome::ALL.iter();
            outcomes
                .map(|o| (o.code(), coarse_outcome(o.code())))
                .collect()
        }
        Breakdown::Channel => {
            let channels = Channel::ALL.iter();
            channels.map(|&c| (c.code(), coarse_channel(c))).collect()
        }
        Breakdown::Age => {
            let mut bands: Vec<(&str, &str)> = AgeBand::ALL
                .iter()
                .map(|&a| (a.reporting().code(), coarse_age(a)))
                .collect();
            bands.dedup();
            debug_assert_eq!(bands.len(), ReportBand::ALL.len());
            bands
        }
        Breakdown::First => {
            let answers = FirstTime::ALL.iter();
            answers
                .map(|f| (f.code(), coarse_first(f.code())))
                .collect()
        }
        Breakdown::Demarche | Breakdown::Commune => Vec::new(),
    }
}

/// How many rows a table always has, when its list is fixed: readers know it.
pub fn fixed_rows(breakdown: Breakdown, level: Level) -> Option<usize> {
    let pairs = fixed_values(breakdown);
    let codes: std::collections::BTreeSet<&str> = pairs
        .iter()
        .map(|&(fine, coarse)| if level == Level::Fine { fine } else { coarse })
        .collect();
    (!codes.is_empty()).then_some(codes.len())
}
