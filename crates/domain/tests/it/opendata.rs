//! The open file of visites (requirement A7): each line is shared by eleven people at least,
//! whatever the visites; nobody is taken out; no line says anything that is not true. And the
//! schemas of those who gather places.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    ids::PersonId,
    opendata::{
        ANY, COLUMNS, K, Ligne, Paths, Qui, TooFew,
        inclusion::{Service, Structure},
        kanon::lines,
        lieu, prove,
    },
};
use proptest::prelude::*;

/// Paths of a visite: three steps for the first three columns, two for the others.
fn paths(values: [u8; COLUMNS.len()]) -> Paths {
    let mut at = 0;
    values.map(|value| {
        at += 1;
        if at <= 3 {
            vec![
                ANY.to_owned(),
                format!("{}", value / 3),
                format!("{value}!"),
            ]
        } else {
            vec![ANY.to_owned(), format!("{value}")]
        }
    })
}

fn finest(all: &[Paths]) -> Vec<Ligne> {
    let fine = |path: &Paths| {
        path.clone()
            .map(|values| values.last().cloned().unwrap_or_default())
    };
    all.iter().map(fine).collect()
}

/// Visites whose values are rare or frequent, of people who come back or not.
fn visites() -> impl Strategy<Value = Vec<(Paths, Qui)>> {
    let rare = prop_oneof![8 => 0..2_u8, 3 => 0..6_u8, 1 => 0..30_u8];
    let values = prop::array::uniform8(rare);
    let one = (values, prop::option::of(0..25_u8));
    prop::collection::vec(one, 0..300).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        let made = numbered.map(|(rank, (values, person))| {
            let known = person.map(|n| Qui::Connue(PersonId::new(n.to_string())));
            (paths(values), known.unwrap_or(Qui::Anonyme(rank)))
        });
        made.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a7_each_line_is_shared_by_eleven_people_and_is_true(all in visites()) {
        let (paths, people): (Vec<Paths>, Vec<Qui>) = all.into_iter().unzip();
        let everybody: BTreeSet<&Qui> = people.iter().collect();
        let made = lines(&paths, &people);
        if (everybody.len() as u64) < K {
            prop_assert_eq!(made, Err(TooFew));
            return Ok(());
        }
        let made = made.unwrap();
        prop_assert_eq!(made.len(), paths.len(), "nobody is taken out");
        // By hand: the people of each line.
        let mut by_line: BTreeMap<&Ligne, BTreeSet<&Qui>> = BTreeMap::new();
        for (line, who) in made.iter().zip(&people) {
            by_line.entry(line).or_default().insert(who);
        }
        for (line, who) in &by_line {
            prop_assert!(who.len() as u64 >= K, "{:?}: {}", line, who.len());
        }
        for (line, path) in made.iter().zip(&paths) {
            for (value, known) in line.iter().zip(path) {
                prop_assert!(known.contains(value), "{} is not of {:?}", value, known);
            }
        }
        let proof = prove(&made, &people, &finest(&paths));
        prop_assert!(proof.tenue);
        let rarest = by_line.values().map(BTreeSet::len).min().unwrap() as u64;
        prop_assert_eq!(proof.plus_rare, rarest);
        prop_assert_eq!(proof.combinaisons, by_line.len() as u64);
    }

    /// The order of the visites changes nothing of what each line says.
    #[test]
    fn the_order_of_the_visites_changes_no_line(all in visites()) {
        let (paths, people): (Vec<Paths>, Vec<Qui>) = all.into_iter().unzip();
        let Ok(made) = lines(&paths, &people) else { return Ok(()) };
        let back: Vec<Paths> = paths.iter().rev().cloned().collect();
        let who: Vec<Qui> = people.iter().rev().cloned().collect();
        let mut again = lines(&back, &who).unwrap();
        again.reverse();
        prop_assert_eq!(made, again);
    }
}

fn same(count: usize, value: u8) -> Vec<Paths> {
    vec![paths([value; COLUMNS.len()]); count]
}

#[test]
fn what_many_share_is_told_whole_and_what_few_share_is_not() {
    let mut all = same(30, 1);
    all.extend(same(4, 7));
    let people: Vec<Qui> = (0..all.len()).map(Qui::Anonyme).collect();
    let made = lines(&all, &people).unwrap();
    let rare: BTreeSet<&Ligne> = made[30..].iter().collect();
    assert_eq!(rare.len(), 1);
    // The four are told with some of the thirty, or nothing is told of them.
    assert!(made[30].iter().all(|value| value == ANY), "{:?}", made[30]);
}

#[test]
fn somebody_who_comes_back_counts_once() {
    let all = same(40, 1);
    let one: Vec<Qui> = vec![Qui::Connue(PersonId::new("a")); 40];
    assert_eq!(lines(&all, &one), Err(TooFew));
    let ten: Vec<Qui> = (0..40)
        .map(|rank| Qui::Connue(PersonId::new((rank % 10).to_string())))
        .collect();
    assert_eq!(lines(&all, &ten), Err(TooFew));
}

/// The proof knows nothing of how lines are made: it refuses a file that tells ten people apart.
#[test]
fn the_proof_refuses_a_line_of_ten_people() {
    let mut all = finest(&same(30, 1));
    all.extend(finest(&same(10, 2)));
    let people: Vec<Qui> = (0..all.len()).map(Qui::Anonyme).collect();
    let proof = prove(&all, &people, &all);
    assert_eq!((proof.plus_rare, proof.tenue), (10, false));
    assert_eq!(proof.gardees["periode"], 100);
}

fn place(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut line: BTreeMap<String, String> = [
        ("id", "espace-sud-le-marin"),
        ("nom", "PLUS, Mondésir"),
        ("pivot", "24972005000018"),
        ("commune", "Le Marin"),
        ("code_postal", "97290"),
        ("code_insee", "97217"),
        ("adresse", "Quartier Mondésir"),
        ("date_maj", "2026-11-28"),
        ("telephone", "+596596000000"),
        ("itinerance", "Itinérant"),
        ("services", "Aide aux démarches administratives"),
    ]
    .map(|(field, value)| (field.to_owned(), value.to_owned()))
    .into();
    for (field, value) in changes {
        line.insert((*field).to_owned(), (*value).to_owned());
    }
    line
}

/// Requirement O1: the rules of the schema, one by one.
#[test]
fn o1_a_place_is_refused_for_each_rule_it_breaks() {
    assert_eq!(lieu::check(&place(&[])), []);
    for (field, value) in [
        ("pivot", ""),
        ("pivot", "2497200500001"),
        ("pivot", "W12345678"),
        ("commune", "Le Marin_"),
        ("code_postal", "9729"),
        ("code_insee", "9721"),
        ("adresse", "Rue @ gauche"),
        ("date_maj", "28/11/2026"),
        ("latitude", "94"),
        ("longitude", "-200.5"),
        ("latitude", "nord"),
        ("telephone", "0596"),
        ("site_web", "plus.example.org"),
        ("services", "Aide aux démarches administratives|Autre chose"),
        ("itinerance", "Parfois"),
        ("modalites_acces", "Frapper"),
    ] {
        let found = lieu::check(&place(&[(field, value)]));
        // A short number is a special one, « 3646 »: allowed.
        let expected = usize::from((field, value) != ("telephone", "0596"));
        assert_eq!(found.len(), expected, "{field} = {value}: {found:?}");
    }
    for (field, value) in [
        ("pivot", "W9M1234567"),
        ("commune", "L'Île-d’Yeu"),
        ("code_insee", "2A004"),
        ("telephone", "05 96 00 00 00"),
        (
            "services",
            "Aide aux démarches administratives|Accès internet et matériel informatique",
        ),
    ] {
        assert_eq!(
            lieu::check(&place(&[(field, value)])),
            [],
            "{field} = {value}"
        );
    }
}

/// Requirement O2.
#[test]
fn o2_a_structure_and_a_service_are_refused_for_what_the_schema_refuses() {
    let structure = Structure {
        source: "espace-sud".into(),
        id: "le-marin".into(),
        nom: "PLUS, Mondésir".into(),
        date_maj: "2026-11-28".into(),
        ..Structure::default()
    };
    assert!(structure.check().is_empty());
    let with = |change: fn(&mut Structure)| {
        let mut other = structure.clone();
        change(&mut other);
        other.check()
    };
    assert_eq!(with(|s| s.nom = "PL".into()), ["nom"]);
    assert_eq!(with(|s| s.nom.push('.')), ["nom"]);
    assert_eq!(with(|s| s.date_maj.clear()), ["date_maj"]);
    assert_eq!(with(|s| s.siret = Some("12".into())), ["siret"]);
    assert_eq!(with(|s| s.adresse.latitude = Some(91.0)), ["latitude"]);
    let service = Service {
        source: "espace-sud".into(),
        structure_id: "le-marin".into(),
        id: "le-marin-service".into(),
        nom: "Aide aux démarches".into(),
        description: "Une personne reçoit.".into(),
        date_maj: "2026-11-28".into(),
        kind: "accompagnement",
        frais: "gratuit",
        ..Service::default()
    };
    assert!(service.check().is_empty(), "{:?}", service.check());
    let other = Service {
        kind: "accueil",
        frais: "cher",
        modes_mobilisation: vec!["sonner"],
        ..service
    };
    assert_eq!(other.check(), ["type", "frais", "modes_mobilisation"]);
}
