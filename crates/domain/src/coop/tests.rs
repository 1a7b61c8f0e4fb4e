//! Ten activities made by hand, counted by hand as La Coop counts them (issue 7; field, parts 4
//! and 5); the bands at every age.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{date, time};

use super::{
    Activite, Administrative, Genre, Numerique,
    Redirection::{self, Autre, Operateur},
    Totals, Tranche,
    TypeLieu::{self, Activite as Ici, Distance, Domicile},
};
use crate::{
    atelier::{Anonymes, Atelier, AtelierState, Competence, Niveau, Nommee, Participation},
    profile::{AgeBand, Autonomy, Profile, Sex, Status},
    visite::{Channel, Demande, FirstTime, Kind, Outcome, Visite},
};

fn profile(age: AgeBand, sex: Sex, status: Status) -> Profile {
    Profile {
        age,
        sex,
        status,
        ..Profile::default()
    }
}

fn demande(theme: &str, sent_to: Option<&str>) -> Demande {
    let (kind, outcome) = match sent_to {
        Some(_) => (Kind::Orientation, Outcome::Reoriente),
        None => (Kind::Accompagnement, Outcome::Resolu),
    };
    Demande {
        id: theme.into(),
        partner: "caf".into(),
        demarche: None,
        theme: theme.into(),
        kind,
        kind_confirmed: true,
        outcome,
        redirected_to: sent_to.filter(|name| !name.is_empty()).map(str::to_owned),
        to_finish: false,
    }
}

fn visite(
    id: &str,
    day: i8,
    person: Option<&str>,
    channel: Channel,
    minutes: u32,
    profile: Profile,
    demandes: Vec<Demande>,
) -> Visite {
    Visite {
        id: id.into(),
        at: 0,
        date: date(2026, 11, day),
        permanence: None,
        place: "le-marin-mondesir".into(),
        commune: "97217".into(),
        channel,
        author: "maryse".into(),
        minutes,
        person: person.map(Into::into),
        first: FirstTime::Unknown,
        profile,
        note: None,
        pages_printed: 0,
        demandes,
    }
}

fn atelier(id: &str, day: i8, learnt: &[Competence], came: Participation) -> Atelier {
    Atelier {
        id: id.into(),
        state: AtelierState::Tenu,
        title: String::new(),
        competences: learnt.iter().copied().collect(),
        niveau: Niveau::Debutant,
        permanence: None,
        place: "le-marin-mondesir".into(),
        commune: "97217".into(),
        date: date(2026, 11, day),
        start: time(9, 0, 0, 0),
        minutes: 90,
        capacity: 8,
        animatrice: "maryse".into(),
        announced: true,
        participation: Some(came),
        reason: None,
        author: "maryse".into(),
        at: 0,
    }
}

fn came(named: &[(&str, AgeBand)], anonymous: Anonymes) -> Participation {
    let named = named.iter().map(|(person, age)| Nommee {
        person: (*person).into(),
        profile: profile(*age, Sex::NonCommunique, Status::NonCommunique),
    });
    Participation {
        named: named.collect(),
        anonymous,
    }
}

/// Six visites, each with the chip: three anonymous, two of A, one of B.
fn six() -> Vec<(Visite, FirstTime)> {
    use {
        AgeBand as A,
        FirstTime::{Again, First, Unknown},
        Sex as S, Status as T,
    };
    let guided = Profile {
        autonomy: Autonomy::AvecGuidage,
        ..profile(A::From40, S::Masculin, T::EnEmploi)
    };
    let young = profile(A::From18, S::Feminin, T::SansEmploi);
    let speaks = profile(A::From26, S::Feminin, T::Association);
    let old = profile(A::From70, S::Feminin, T::Retraite);
    let silent = Profile::default;
    let one = |theme, to| vec![demande(theme, to)];
    let both = vec![demande("logement", None), demande("eau-electricite", None)];
    let (sante, argent) = (one("sante", None), one("argent", None));
    let (mairie, caf) = (
        one("numerique", Some("Mairie")),
        one("papiers", Some("CAF")),
    );
    let unsaid = one("famille", Some(""));
    let all = vec![
        visite("v1", 2, None, Channel::SurPlace, 15, young, sante),
        visite("v2", 3, Some("A"), Channel::Telephone, 30, guided, argent),
        visite("v3", 4, Some("A"), Channel::RendezVous, 45, silent(), both),
        visite("v4", 5, None, Channel::SurPlace, 0, silent(), mairie),
        visite("v5", 6, Some("B"), Channel::Domicile, 60, old, caf),
        visite("v6", 9, None, Channel::Visio, 20, speaks, unsaid),
    ];
    let chips = [First, First, Again, Unknown, First, Again];
    all.into_iter().zip(chips).collect()
}

/// The six visites as activities.
fn visites() -> Vec<Activite> {
    let is_operator = |name: &str| name == "CAF";
    let read = |(one, first): &(Visite, FirstTime)| Activite::of_visite(one, *first, &is_operator);
    six().iter().map(read).collect()
}

/// Four ateliers: three anonymous people; A and five; A and B; four of whom nothing is said.
fn ateliers() -> Vec<Activite> {
    let three = Anonymes {
        total: 3,
        again: 1,
        sexes: BTreeMap::from([(Sex::Feminin, 2), (Sex::Masculin, 1)]),
        ages: BTreeMap::from([(AgeBand::From60, 2)]),
        statuses: BTreeMap::from([(Status::Retraite, 3)]),
    };
    let five = Anonymes {
        total: 5,
        ages: BTreeMap::from([
            (AgeBand::From12, 1),
            (AgeBand::From40, 2),
            (AgeBand::From55, 1),
        ]),
        ..Anonymes::default()
    };
    let four = Anonymes {
        total: 4,
        ..Anonymes::default()
    };
    let known = [("A", AgeBand::From55), ("B", AgeBand::From70)];
    let all = [
        atelier("a1", 10, &[Competence::Email], came(&[], three)),
        atelier(
            "a2",
            11,
            &[Competence::Compte, Competence::Securite],
            came(&known[..1], five),
        ),
        atelier(
            "a3",
            12,
            &[Competence::Numeriser],
            came(&known, Anonymes::default()),
        ),
        atelier("a4", 13, &[Competence::Demarche], came(&[], four)),
    ];
    all.iter().filter_map(Activite::of_atelier).collect()
}

#[test]
fn ten_activities_are_counted_as_la_coop_counts_them() {
    let all: Vec<Activite> = visites().into_iter().chain(ateliers()).collect();
    assert_eq!(all.len(), 10);
    let totals = Totals::of(&all);
    // Accompaniments: 6 visites, then 3 + (1 + 5) + 2 + 4 people in ateliers.
    let wanted = Totals {
        individual: 6,
        collective: 4,
        accompaniments: 21,
        // A came four times and B twice: two people.
        followed: 2,
        // A new person each time: v1, v4 and v6, then 3 + 5 + 4.
        anonymous: 15,
        ages: BTreeMap::from([
            (Tranche::From12, 1),
            (Tranche::From18, 1),
            (Tranche::From25, 1),
            // Two of 40–54, one of 55–59, and A, whose last activity says 55–59.
            (Tranche::From40, 4),
            (Tranche::From60, 2),
            (Tranche::From70, 1),
            // v4, one of a1, one of a2, the four of a4.
            (Tranche::NonCommunique, 7),
        ]),
        unmeasured: 1,
    };
    assert_eq!(totals, wanted);
    assert_eq!((totals.activities(), totals.beneficiaries()), (10, 17));
    assert_eq!(totals.ages.values().sum::<u64>(), totals.beneficiaries());
    // In whatever order they are read.
    let backwards: Vec<Activite> = all.into_iter().rev().collect();
    assert_eq!(Totals::of(&backwards), wanted);
}

#[test]
fn a_visite_is_one_individual_activity_with_all_its_themes() {
    let all = visites();
    assert!(
        all.iter()
            .all(|a| a.genre == Genre::Individuel && a.people.len() == 1)
    );
    let lieux: Vec<TypeLieu> = all.iter().map(|a| a.lieu).collect();
    assert_eq!(lieux, [Ici, Distance, Ici, Ici, Domicile, Distance]);
    // Water and housing are one theme there; what is digital alone has none.
    assert_eq!(
        all[2].administratives,
        BTreeSet::from([Administrative::Logement])
    );
    assert!(all[3].administratives.is_empty());
    assert!(
        all.iter()
            .all(|a| a.numeriques == BTreeSet::from([Numerique::Demarches]))
    );
    let sent: Vec<Option<Redirection>> = all.iter().map(|a| a.redirection).collect();
    assert_eq!(
        sent,
        [
            None,
            None,
            None,
            Some(Autre),
            Some(Operateur),
            Some(Operateur)
        ]
    );
    let again: Vec<Option<bool>> = all.iter().map(|a| a.people[0].again).collect();
    assert_eq!(again, [Some(false), None, None, None, None, Some(true)]);
}

#[test]
fn the_sums_of_anonymous_people_of_an_atelier_are_those_that_were_counted() {
    let all = ateliers();
    let three = &all[0].people;
    let women = three.iter().filter(|p| p.sex == Sex::Feminin).count();
    let sixties = three
        .iter()
        .filter(|p| p.tranche == Tranche::From60)
        .count();
    let again = three.iter().filter(|p| p.again == Some(true)).count();
    assert_eq!((three.len(), women, sixties, again), (3, 2, 2, 1));
    assert!(three.iter().all(|p| p.person.is_none()));
    // Two things learnt, one theme of La Coop.
    assert_eq!(all[1].numeriques, BTreeSet::from([Numerique::Securite]));
}

#[test]
fn an_atelier_that_was_not_held_is_no_activity() {
    let mut one = atelier(
        "a",
        2,
        &[Competence::Email],
        came(&[("A", AgeBand::From18)], Anonymes::default()),
    );
    for state in [AtelierState::Prevu, AtelierState::Annule] {
        one.state = state;
        assert_eq!(Activite::of_atelier(&one), None);
    }
}

/// Requirement A5: the only difference is one year, at 25.
#[test]
fn a5_bands_differ_from_those_of_la_coop_at_twenty_five_alone() {
    let theirs = |age: i16| match age {
        0..12 => Tranche::Under12,
        12..18 => Tranche::From12,
        18..25 => Tranche::From18,
        25..40 => Tranche::From25,
        40..60 => Tranche::From40,
        60..70 => Tranche::From60,
        _ => Tranche::From70,
    };
    let differ: Vec<i16> = (0..=130)
        .filter(|age| Tranche::of(AgeBand::of_age(*age)) != theirs(*age))
        .collect();
    assert_eq!(differ, [25]);
}

/// A theme that every territory has would else leave an export half empty in silence.
#[test]
fn every_common_theme_has_its_own_there_but_the_digital_one() {
    let file = include_str!("../../../../data/commun/themes.toml");
    let codes = file
        .lines()
        .filter_map(|line| line.strip_prefix("code = \""));
    let without: Vec<&str> = codes
        .map(|code| code.trim_end_matches('"'))
        .filter(|code| Administrative::of(&(*code).into()).is_none())
        .collect();
    assert_eq!(without, ["numerique"]);
}
