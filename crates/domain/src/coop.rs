//! What PLUS records, in the shape of La Coop's record: one person in one activity.
//!
//! A mapping for an export, no measure of PLUS (DESIGN, words): there an atelier of *n* people
//! counts *n* accompaniments, and each anonymous person is a new one. Lists and labels are those
//! of La Coop (field, part 4); what PLUS does not record stays empty and is said beside the
//! export (`docs/guide/coop.md`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    atelier::{Anonymes, Atelier, AtelierState, Competence, Niveau},
    ids::{CommuneCode, PersonId, PlaceCode, ThemeCode},
    profile::{AgeBand, Autonomy, Profile, Sex, Status, choices},
    visite::{Channel, FirstTime, Outcome, Visite},
};

choices! {
    /// Type of an activity.
    Genre {
        /// « Accompagnement individuel ».
        Individuel = "individuel",
        /// « Atelier collectif ».
        Collectif = "collectif",
    }
    /// Type of place.
    TypeLieu {
        /// « Lieu d’activité ».
        Activite = "activite",
        /// « À domicile ».
        Domicile = "domicile",
        /// « À distance ».
        Distance = "distance",
    }
    /// Age band of La Coop: one year off at 25 (field, part 4).
    Tranche {
        /// « Moins de 12 ans ».
        Under12 = "moins-12",
        /// « 12 - 17 ».
        From12 = "12-17",
        /// « 18 - 24 ».
        From18 = "18-24",
        /// « 25 - 39 ».
        From25 = "25-39",
        /// « 40 - 59 ».
        From40 = "40-59",
        /// « 60 - 69 ».
        From60 = "60-69",
        /// « 70 ans et plus ».
        From70 = "70-plus",
        /// « Non communiqué ».
        NonCommunique = "nc",
    }
    /// Situation of La Coop.
    Statut {
        /// « Scolarisé ».
        Scolarise = "scolarise",
        /// « Sans emploi ».
        SansEmploi = "sans-emploi",
        /// « En emploi ».
        EnEmploi = "en-emploi",
        /// « Retraité ».
        Retraite = "retraite",
        /// « Non communiqué ou hétérogène ».
        NonCommunique = "nc",
    }
    /// The digital themes that PLUS can say, of the nineteen.
    Numerique {
        /// « Prendre en main du matériel ».
        Materiel = "materiel",
        /// « Gérer ses contenus numériques ».
        Contenus = "contenus",
        /// « Navigation sur internet ».
        Navigation = "navigation",
        /// « E-mail ».
        Email = "email",
        /// « Bureautique ».
        Bureautique = "bureautique",
        /// « Réseaux sociaux communication ».
        Reseaux = "reseaux",
        /// « Santé ».
        Sante = "sante",
        /// « Insertion professionnelle ».
        Insertion = "insertion",
        /// « Prévention en sécurité numérique ».
        Securite = "securite",
        /// « Aide aux démarches administratives ».
        Demarches = "demarches",
    }
    /// The administrative themes that PLUS can say, of the eleven.
    Administrative {
        /// « Papiers - Élections - Citoyenneté ».
        Papiers = "papiers",
        /// « Famille - Scolarité ».
        Famille = "famille",
        /// « Social - Santé ».
        Social = "social",
        /// « Travail - Formation - Entreprise ».
        Travail = "travail",
        /// « Logement ».
        Logement = "logement",
        /// « Transports - Mobilité ».
        Transports = "transports",
        /// « Argent - Impôts ».
        Argent = "argent",
        /// « Justice ».
        Justice = "justice",
    }
    /// Where somebody was sent, of the seven.
    Redirection {
        /// « Opérateur ou organisme en charge de la démarche administrative ».
        Operateur = "operateur",
        /// « Autre ».
        Autre = "autre",
    }
}

impl Tranche {
    /// The band that stands for one of PLUS: 18–25 goes to « 18 - 24 », 26–39 to « 25 - 39 ».
    pub fn of(band: AgeBand) -> Self {
        match band {
            AgeBand::Under12 => Self::Under12,
            AgeBand::From12 => Self::From12,
            AgeBand::From18 => Self::From18,
            AgeBand::From26 => Self::From25,
            AgeBand::From40 | AgeBand::From55 => Self::From40,
            AgeBand::From60 => Self::From60,
            AgeBand::From70 => Self::From70,
            AgeBand::NonCommunique => Self::NonCommunique,
        }
    }
}

impl Statut {
    /// The situation that stands for one of PLUS: associations and professionals are no
    /// situation of a person there.
    pub fn of(status: Status) -> Self {
        match status {
            Status::Scolarise => Self::Scolarise,
            Status::SansEmploi => Self::SansEmploi,
            Status::EnEmploi => Self::EnEmploi,
            Status::Retraite => Self::Retraite,
            Status::Association | Status::Professionnel | Status::NonCommunique => {
                Self::NonCommunique
            }
        }
    }
}

impl Numerique {
    /// The theme of what is learnt in an atelier.
    pub fn of(competence: Competence) -> Self {
        match competence {
            Competence::Appareil => Self::Materiel,
            Competence::Internet => Self::Navigation,
            Competence::Email => Self::Email,
            Competence::Compte | Competence::Securite => Self::Securite,
            Competence::Numeriser => Self::Contenus,
            Competence::Demarche => Self::Demarches,
            Competence::Emploi => Self::Insertion,
            Competence::Sante => Self::Sante,
            Competence::Ecrire => Self::Bureautique,
            Competence::Messages => Self::Reseaux,
        }
    }
}

impl Administrative {
    /// The theme of one of those that every territory has (`data/commun/themes.toml`); nothing
    /// for what is digital alone, nor for a theme of a territory's own.
    pub fn of(theme: &ThemeCode) -> Option<Self> {
        Some(match theme.as_str() {
            "sante" => Self::Social,
            "famille" => Self::Famille,
            "logement" | "eau-electricite" => Self::Logement,
            "travail" | "retraite" => Self::Travail,
            "argent" => Self::Argent,
            "papiers" => Self::Papiers,
            "voiture" => Self::Transports,
            "justice" => Self::Justice,
            _ => return None,
        })
    }
}

/// Somebody in an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beneficiaire {
    /// Her pseudonym; nobody knows who an anonymous person is.
    pub person: Option<PersonId>,
    /// Whether an anonymous person had come before; La Coop works it out for the others.
    pub again: Option<bool>,
    /// Sex.
    pub sex: Sex,
    /// Age band.
    pub tranche: Tranche,
    /// Situation.
    pub statut: Statut,
    /// Commune where she lives.
    pub residence: Option<CommuneCode>,
    /// Ease with digital procedures.
    pub autonomy: Autonomy,
}

/// An activity, with everybody in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activite {
    /// What it comes from: identifier of a visite or of an atelier.
    pub id: String,
    /// Its type.
    pub genre: Genre,
    /// Its day.
    pub date: Date,
    /// How long, minutes; 0 when nobody measured.
    pub minutes: u32,
    /// Where, its type.
    pub lieu: TypeLieu,
    /// The place.
    pub place: PlaceCode,
    /// Its commune.
    pub commune: CommuneCode,
    /// Digital themes, one at least.
    pub numeriques: BTreeSet<Numerique>,
    /// Administrative themes.
    pub administratives: BTreeSet<Administrative>,
    /// Level of an atelier.
    pub niveau: Option<Niveau>,
    /// Title of an atelier.
    pub title: String,
    /// Where somebody was sent.
    pub redirection: Option<Redirection>,
    /// Everybody in it: one line of the export each.
    pub people: Vec<Beneficiaire>,
}

impl Activite {
    /// A visite, with the effective answer to « first time ». `is_operator` knows whether a
    /// destination is a partner that is in charge of procedures.
    pub fn of_visite(
        visite: &Visite,
        first: FirstTime,
        is_operator: &dyn Fn(&str) -> bool,
    ) -> Self {
        let sent = visite.demandes.iter();
        let sent = sent.filter(|demande| demande.outcome == Outcome::Reoriente);
        let redirections = sent.map(|demande| match &demande.redirected_to {
            Some(name) if !is_operator(name) => Redirection::Autre,
            // Sent on to whom nobody said: the partner of the demande.
            _ => Redirection::Operateur,
        });
        let themes = visite.demandes.iter();
        let again = match first {
            FirstTime::First => Some(false),
            FirstTime::Again => Some(true),
            FirstTime::Unknown => None,
        };
        Self {
            id: visite.id.to_string(),
            genre: Genre::Individuel,
            date: visite.date,
            minutes: visite.minutes,
            lieu: lieu(visite.channel),
            place: visite.place.clone(),
            commune: visite.commune.clone(),
            numeriques: BTreeSet::from([Numerique::Demarches]),
            administratives: themes
                .filter_map(|demande| Administrative::of(&demande.theme))
                .collect(),
            niveau: None,
            title: String::new(),
            redirection: redirections.min(),
            people: vec![Beneficiaire {
                again: again.filter(|_| visite.person.is_none()),
                ..person(visite.person.clone(), &visite.profile)
            }],
        }
    }

    /// An atelier that was held; nothing of one that was not.
    pub fn of_atelier(atelier: &Atelier) -> Option<Self> {
        let held = atelier.state == AtelierState::Tenu;
        let came = atelier.participation.as_ref().filter(|_| held)?;
        let named = came.named.iter();
        let named = named.map(|one| person(Some(one.person.clone()), &one.profile));
        Some(Self {
            id: atelier.id.to_string(),
            genre: Genre::Collectif,
            date: atelier.date,
            minutes: atelier.minutes,
            lieu: TypeLieu::Activite,
            place: atelier.place.clone(),
            commune: atelier.commune.clone(),
            numeriques: atelier
                .competences
                .iter()
                .map(|c| Numerique::of(*c))
                .collect(),
            administratives: BTreeSet::new(),
            niveau: Some(atelier.niveau),
            title: atelier.title.clone(),
            redirection: None,
            people: named.chain(dealt(&came.anonymous)).collect(),
        })
    }
}

fn lieu(channel: Channel) -> TypeLieu {
    match channel {
        Channel::SurPlace | Channel::RendezVous | Channel::Tiers => TypeLieu::Activite,
        Channel::Domicile => TypeLieu::Domicile,
        Channel::Telephone | Channel::Mail | Channel::Courrier | Channel::Visio => {
            TypeLieu::Distance
        }
    }
}

fn person(person: Option<PersonId>, profile: &Profile) -> Beneficiaire {
    Beneficiaire {
        person,
        again: None,
        sex: profile.sex,
        tranche: Tranche::of(profile.age),
        statut: Statut::of(profile.status),
        residence: profile.residence.clone(),
        autonomy: profile.autonomy,
    }
}

/// One line for each anonymous person of an atelier. Sex, age and situation are dealt apart, as
/// La Coop does: their sums are right, a line is nobody, and crossing two columns means nothing.
fn dealt(counts: &Anonymes) -> Vec<Beneficiaire> {
    let mut sexes = spread(&counts.sexes);
    let mut ages = spread(&counts.ages);
    let mut statuses = spread(&counts.statuses);
    let line = |at: u32| {
        let profile = Profile {
            age: ages.next().unwrap_or(AgeBand::NonCommunique),
            sex: sexes.next().unwrap_or(Sex::NonCommunique),
            status: statuses.next().unwrap_or(Status::NonCommunique),
            ..Profile::default()
        };
        Beneficiaire {
            again: Some(at < counts.again),
            ..person(None, &profile)
        }
    };
    (0..counts.total).map(line).collect()
}

fn spread<T: Copy>(counts: &BTreeMap<T, u32>) -> impl Iterator<Item = T> + '_ {
    let each = counts.iter();
    each.flat_map(|(one, count)| std::iter::repeat_n(*one, usize::try_from(*count).unwrap_or(0)))
}

/// What La Coop counts of some activities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Activities of one person.
    pub individual: u64,
    /// Activities of several.
    pub collective: u64,
    /// One person in one activity: *n* for an atelier of *n*.
    pub accompaniments: u64,
    /// Distinct people who are named.
    pub followed: u64,
    /// The others: a new one each time.
    pub anonymous: u64,
    /// All of them by age band, each once, by her last activity.
    pub ages: BTreeMap<Tranche, u64>,
    /// Activities whose duration nobody measured: La Coop asks for it.
    pub unmeasured: u64,
}

impl Totals {
    /// Those of some activities.
    pub fn of(activities: &[Activite]) -> Self {
        let mut totals = Self::default();
        let mut known: BTreeMap<&PersonId, ((Date, &str), Tranche)> = BTreeMap::new();
        for activity in activities {
            match activity.genre {
                Genre::Individuel => totals.individual += 1,
                Genre::Collectif => totals.collective += 1,
            }
            totals.unmeasured += u64::from(activity.minutes == 0);
            for one in &activity.people {
                totals.accompaniments += 1;
                let Some(person) = &one.person else {
                    totals.anonymous += 1;
                    *totals.ages.entry(one.tranche).or_default() += 1;
                    continue;
                };
                let now = ((activity.date, activity.id.as_str()), one.tranche);
                let held = known.entry(person).or_insert(now);
                if held.0 < now.0 {
                    *held = now;
                }
            }
        }
        totals.followed = known.len() as u64;
        for (_, tranche) in known.values() {
            *totals.ages.entry(*tranche).or_default() += 1;
        }
        totals
    }

    /// Activities in all.
    pub fn activities(&self) -> u64 {
        self.individual + self.collective
    }

    /// People in all, as La Coop counts them.
    pub fn beneficiaries(&self) -> u64 {
        self.followed + self.anonymous
    }
}

#[cfg(test)]
mod tests;
