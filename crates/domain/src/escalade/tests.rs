//! Whose turn it is, what is late, and what never leaves.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn convention() -> Convention {
    Convention {
        fields: [Champ::Nom, Champ::Numero].into(),
        days: 5,
        email: None,
    }
}

fn asked() -> Escalade {
    Escalade {
        id: "e".into(),
        dossier: "d".into(),
        partner: "caf".into(),
        demarche: None,
        motif: Motif::Delai,
        state: EscaladeState::ChezPartenaire,
        due: date(2026, 12, 6),
        sealed: String::new(),
        opened_at: 1,
        answered_at: None,
        author: "a".into(),
        at: 1,
    }
}

fn after(e: &Escalade, cote: Cote, geste: Geste, at: i64) -> Option<Escalade> {
    let today = date(2026, 12, 10);
    e.after((cote, geste), &convention(), &"x".into(), (today, at))
}

#[test]
fn each_side_has_its_turn_and_the_delay_begins_again() {
    let question = after(&asked(), Cote::Partenaire, Geste::Ecrire, 5).expect("asks");
    assert_eq!(question.state, EscaladeState::ChezEquipe);
    assert_eq!(question.answered_at, Some(5));
    let answer = after(&question, Cote::Equipe, Geste::Ecrire, 6).expect("answers");
    assert_eq!(answer.state, EscaladeState::ChezPartenaire);
    assert_eq!(answer.due, date(2026, 12, 15));
    let solved = after(&answer, Cote::Partenaire, Geste::Resoudre, 9).expect("solves");
    assert_eq!(solved.answered_at, Some(5), "the first answer counts");
    assert!(!solved.is_open());
    // Solved and yet not: the team asks again.
    let again = after(&solved, Cote::Equipe, Geste::Ecrire, 10).expect("asks again");
    assert!(again.is_open());
}

#[test]
fn a_partner_never_closes_and_nobody_writes_in_what_is_closed() {
    assert_eq!(after(&asked(), Cote::Partenaire, Geste::Clore, 2), None);
    assert_eq!(after(&asked(), Cote::Equipe, Geste::Resoudre, 2), None);
    let closed = after(&asked(), Cote::Equipe, Geste::Clore, 2).expect("closed");
    for cote in Cote::ALL {
        for geste in Geste::ALL {
            assert_eq!(after(&closed, *cote, *geste, 3), None);
        }
    }
}

#[test]
fn who_is_late_is_reminded_then_the_coordination_takes_it_up() {
    let (e, c) = (asked(), convention());
    for (day, reminders) in [(6, 0), (7, 1), (11, 1), (12, 2), (16, 2), (17, 3)] {
        assert_eq!(e.reminders(&c, date(2026, 12, day)), reminders, "{day}");
    }
    assert!(!e.is_for_coordination(&c, date(2026, 12, 16)));
    assert!(e.is_for_coordination(&c, date(2026, 12, 17)));
    let question = after(&e, Cote::Partenaire, Geste::Ecrire, 5).expect("asks");
    assert_eq!(
        question.reminders(&c, date(2027, 1, 1)),
        0,
        "it is not its turn"
    );
}

#[test]
fn a_text_is_short_and_holds_no_secret() {
    assert_eq!(text("  Bonjour \r\n", 20), Ok("Bonjour".to_owned()));
    assert_eq!(text(" ", 20), Err("escalade-erreur-vide"));
    assert_eq!(text("trop long", 4), Err("escalade-erreur-long"));
    assert!(text("son numéro est 2 85 05 78 006 084 41", 100).is_err());
}

proptest! {
    /// Whatever happens, the first answer of the partner never changes, and clocks follow.
    #[test]
    fn the_first_answer_stays(steps in proptest::collection::vec((0_usize..2, 0_usize..4), 0..12)) {
        let mut e = asked();
        let mut first = None;
        for (at, (cote, geste)) in (2_i64..).zip(steps) {
            let (cote, geste) = (Cote::ALL[cote], Geste::ALL[geste]);
            if let Some(next) = after(&e, cote, geste, at) {
                if cote == Cote::Partenaire && first.is_none() {
                    first = Some(at);
                }
                prop_assert_eq!(next.answered_at, first);
                prop_assert!(next.at > e.at);
                e = next;
            }
        }
    }
}
