//! What people come for, and who they are: weights that look like life.
//!
//! Orders of magnitude from the national record of France services in 2023 (five
//! operators make 80 % of the demandes, 8 in 10 solved on the spot, 58 % of people
//! over 55) and from a relay overseas; the rest is invented.

use jiff::civil::Date;
use plus_domain::{
    ids::{DemandeId, DemarcheCode, PartnerCode, ThemeCode},
    profile::{AgeBand, Autonomy, Profile, Sex, Status},
    territoire::Territoire,
    visite::{Channel, Demande, Kind, Outcome, Tap},
};

use super::draw::Draw;

/// Weights of the partners that this product knows by code; others count little.
const WEIGHTS: &[(&str, usize)] = &[
    ("caf", 28),
    ("cgss", 24),
    ("france-travail", 17),
    ("impots", 10),
    ("france-titres", 7),
    ("cpam", 14),
    ("carsat", 9),
    ("edf", 4),
    ("eau", 3),
    ("ctm", 3),
    ("mmph", 2),
    ("la-poste", 2),
    ("mairie", 2),
];

/// Partners of a day with their weight in that season.
pub(super) fn partners(territory: &Territoire, day: Date) -> Vec<(PartnerCode, usize)> {
    territory
        .partners_on(day)
        .map(|partner| {
            let known = WEIGHTS
                .iter()
                .find(|(code, _)| *code == partner.code.as_str());
            let weight = known.map_or(1, |(_, weight)| *weight);
            (
                partner.code.clone(),
                weight * season(partner.code.as_str(), day) / 10,
            )
        })
        .collect()
}

/// Tenths: taxes from April to June, school and grants from July to September,
/// energy in the first months, jobs in September and January.
fn season(partner: &str, day: Date) -> usize {
    match (partner, day.month()) {
        ("impots", 4..=6) => 32,
        ("impots", 9..=10) | ("caf", 7..=9) => 15,
        ("france-travail", 1 | 9) => 14,
        ("edf", 3..=5) | ("mairie", 6..=9) => 20,
        _ => 10,
    }
}

/// One demande to a partner.
pub(super) fn demande(
    territory: &Territoire,
    partner: &PartnerCode,
    id: String,
    forced: Option<Tap>,
    draw: &mut Draw,
) -> Demande {
    let (demarche, theme, habit) = about(territory, partner, draw);
    let tap = forced.unwrap_or_else(|| tap(draw));
    let (kind, outcome, said) = tap.meaning(habit);
    let touched = said || draw.chance(40);
    Demande {
        id: DemandeId::new(id),
        partner: partner.clone(),
        demarche,
        theme,
        kind,
        kind_confirmed: touched,
        outcome,
        redirected_to: (outcome == Outcome::Reoriente).then(|| destination(draw)),
        to_finish: false,
    }
}

fn about(
    territory: &Territoire,
    partner: &PartnerCode,
    draw: &mut Draw,
) -> (Option<DemarcheCode>, ThemeCode, Kind) {
    let of_partner: Vec<_> = territory
        .catalogue
        .demarches()
        .iter()
        .filter(|d| d.partner == *partner)
        .collect();
    let favoured: Vec<_> = of_partner
        .iter()
        .enumerate()
        .map(|(i, d)| (*d, 12 / (i + 1) + 1))
        .collect();
    let theme = territory
        .partner(partner)
        .and_then(|p| p.themes.first())
        .cloned();
    match draw.weighted(&favoured) {
        Some(demarche) if !draw.chance(8) => (
            Some(demarche.code.clone()),
            demarche.theme.clone(),
            demarche.default_kind,
        ),
        _ => (
            None,
            theme.unwrap_or_else(|| "autre".into()),
            Kind::Information,
        ),
    }
}

fn tap(draw: &mut Draw) -> Tap {
    const TAPS: &[(Tap, usize)] = &[
        (Tap::Fait, 56),
        (Tap::Renseigne, 22),
        (Tap::ASuivre, 11),
        (Tap::Reoriente, 7),
        (Tap::Bloque, 4),
    ];
    draw.weighted(TAPS).copied().unwrap_or(Tap::Fait)
}

fn destination(draw: &mut Draw) -> String {
    const PLACES: &[&str] = &[
        "Assistante sociale de secteur",
        "Mairie",
        "Point-justice",
        "Mission locale",
        "Guichet de l’opérateur",
    ];
    draw.pick(PLACES).copied().unwrap_or("Mairie").to_owned()
}

/// Who comes: often said, sometimes not.
pub(super) fn profile(
    territory: &Territoire,
    commune: &plus_domain::ids::CommuneCode,
    draw: &mut Draw,
) -> Profile {
    const AGES: &[(AgeBand, usize)] = &[
        (AgeBand::From18, 7),
        (AgeBand::From26, 15),
        (AgeBand::From40, 19),
        (AgeBand::From55, 13),
        (AgeBand::From60, 24),
        (AgeBand::From70, 17),
        (AgeBand::NonCommunique, 5),
    ];
    const SEXES: &[(Sex, usize)] = &[
        (Sex::Feminin, 57),
        (Sex::Masculin, 36),
        (Sex::NonCommunique, 7),
    ];
    const EASE: &[(Autonomy, usize)] = &[
        (Autonomy::AvecGuidage, 48),
        (Autonomy::GuidageSiBesoin, 25),
        (Autonomy::Autonome, 9),
        (Autonomy::NonCommunique, 18),
    ];
    let age = draw
        .weighted(AGES)
        .copied()
        .unwrap_or(AgeBand::NonCommunique);
    let elsewhere = territory
        .communes
        .get(draw.below(territory.communes.len()))
        .map(|c| c.code.clone());
    let residence = if draw.chance(78) {
        Some(commune.clone())
    } else {
        elsewhere
    };
    Profile {
        age,
        sex: draw.weighted(SEXES).copied().unwrap_or(Sex::NonCommunique),
        status: status(age, draw),
        residence: residence.filter(|_| draw.chance(92)),
        autonomy: draw
            .weighted(EASE)
            .copied()
            .unwrap_or(Autonomy::NonCommunique),
    }
}

fn status(age: AgeBand, draw: &mut Draw) -> Status {
    let choices: &[(Status, usize)] = match age {
        AgeBand::From70 => &[(Status::Retraite, 92), (Status::NonCommunique, 8)],
        AgeBand::From60 => &[
            (Status::Retraite, 62),
            (Status::SansEmploi, 18),
            (Status::EnEmploi, 14),
            (Status::NonCommunique, 6),
        ],
        AgeBand::From18 => &[
            (Status::SansEmploi, 55),
            (Status::Scolarise, 25),
            (Status::EnEmploi, 15),
            (Status::NonCommunique, 5),
        ],
        _ => &[
            (Status::SansEmploi, 45),
            (Status::EnEmploi, 42),
            (Status::NonCommunique, 10),
            (Status::Association, 2),
            (Status::Professionnel, 1),
        ],
    };
    draw.weighted(choices)
        .copied()
        .unwrap_or(Status::NonCommunique)
}

/// How they came.
pub(super) fn channel(draw: &mut Draw) -> Channel {
    const CHANNELS: &[(Channel, usize)] = &[
        (Channel::SurPlace, 82),
        (Channel::RendezVous, 8),
        (Channel::Telephone, 7),
        (Channel::Tiers, 2),
        (Channel::Mail, 1),
    ];
    draw.weighted(CHANNELS)
        .copied()
        .unwrap_or(Channel::SurPlace)
}

/// Minutes of a visite, by what was done.
pub(super) fn minutes(demandes: &[Demande], draw: &mut Draw) -> u32 {
    let each = demandes.iter().map(|d| {
        if d.kind == Kind::Accompagnement {
            9 + draw.below(22)
        } else {
            3 + draw.below(9)
        }
    });
    u32::try_from(each.sum::<usize>()).unwrap_or(15)
}
