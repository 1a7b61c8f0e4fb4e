//! Files of the OR-Library, good and broken.

use plus_planning::siting::orlib::{self, OrlibError};
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
        let _ = orlib::read(&text);
    }

    #[test]
    fn no_numbers_make_the_reader_panic(numbers in proptest::collection::vec(0..9_u64, 0..60)) {
        let words: Vec<String> = numbers.iter().map(u64::to_string).collect();
        if let Ok(problem) = orlib::read(&words.join("\n")) {
            prop_assert!(problem.open() <= problem.sites());
        }
    }
}

#[test]
fn a_repeated_edge_takes_its_last_cost() {
    let problem = orlib::read("3 4 1\n1 2 9\n2 3 1\n1 2 4\n 2 1 5").unwrap();
    assert_eq!(problem.times_from(0), [0.0, 5.0, 6.0]);
    assert_eq!(problem.times_from(2), [6.0, 1.0, 0.0]);
}

#[test]
fn the_shortest_way_may_go_around() {
    let problem = orlib::read("3 3 1 1 2 9 2 3 1 1 3 2").unwrap();
    assert_eq!(problem.times_from(0), [0.0, 3.0, 2.0]);
}

#[rstest::rstest]
#[case(
    "",
    "le fichier s'arrête après 0 nombres : il manque le nombre de nœuds"
)]
#[case(
    "2 1 1\n1 2",
    "le fichier s'arrête après 5 nombres : il manque un coût"
)]
#[case(
    "2 1 1\n1 deux 3",
    "ligne 2, mot 5 : « deux » n'est pas un nombre entier attendu pour un nœud"
)]
#[case(
    "2 1 1\n1 3 3",
    "ligne 2, mot 5 : un nœud vaut 3, mais doit être entre 1 et 2"
)]
#[case(
    "2 1 3",
    "ligne 1, mot 3 : le nombre de sites à ouvrir vaut 3, mais doit être entre 1 et 2"
)]
#[case(
    "99999 1 1",
    "ligne 1, mot 1 : le nombre de nœuds vaut 99999, mais doit être entre 1 et 3000"
)]
#[case(
    "2 1 1\n1 2 3\n4",
    "ligne 3, mot 7 : « 4 » vient après la dernière arête annoncée"
)]
#[case("3 1 1\n1 2 3", "aucun chemin ne mène du nœud 1 au nœud 3")]
fn a_broken_file_is_refused_with_its_place(#[case] text: &str, #[case] message: &str) {
    assert_eq!(orlib::read(text).unwrap_err().to_string(), message);
}

#[test]
fn a_huge_promise_is_refused_before_anything_is_made() {
    let refused = orlib::read("3000 18446744073709551615 1").unwrap_err();
    assert!(matches!(refused, OrlibError::OutOfBounds { word: 2, .. }));
}
