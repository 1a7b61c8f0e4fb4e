use proptest::prelude::*;

use super::*;

fn numero(number: u32, priorite: Option<Priorite>) -> Numero {
    Numero {
        id: NumeroId::new(number.to_string()),
        permanence: PermanenceId::new("p"),
        serie: String::new(),
        number,
        theme: None,
        priorite,
        state: NumeroState::Attend,
        taken_at: i64::from(number),
        called_at: None,
        author: None,
        at: 0,
    }
}

fn call(numeros: &mut [Numero], at: i64) -> Option<u32> {
    let number = next(numeros)?.number;
    let one = numeros.iter_mut().find(|n| n.number == number)?;
    *one = one.after(Geste::Appeler, &AccountId::new("a"), at)?;
    Some(number)
}

#[test]
fn first_come_first_called_and_priorities_before() {
    let mut file = vec![
        numero(1, None),
        numero(2, None),
        numero(3, Some(Priorite::Handicap)),
    ];
    let order: Vec<u32> = (0..3).filter_map(|at| call(&mut file, at)).collect();
    assert_eq!(order, [3, 1, 2]);
    assert_eq!(call(&mut file, 9), None);
}

#[test]
fn nobody_waits_behind_more_than_two_priorities_in_a_row() {
    let mut file = vec![numero(1, None)];
    file.extend((2..8).map(|n| numero(n, Some(Priorite::Urgence))));
    let order: Vec<u32> = (0..4).filter_map(|at| call(&mut file, at)).collect();
    assert_eq!(order, [2, 3, 1, 4]);
}

#[test]
fn a_wait_is_a_band_and_few_visites_say_nothing_of_it() {
    assert_eq!(attente(0, 1, &[]), Attente { from: 0, to: 0 });
    assert_eq!(
        attente(2, 1, &[90; 4]),
        Attente { from: 30, to: 55 },
        "four visites: 20 minutes each"
    );
    assert_eq!(attente(4, 2, &[30; 9]), Attente { from: 45, to: 80 });
    assert!(is_full(attente(4, 2, &[30; 9]), 80) && !is_full(attente(4, 2, &[30; 9]), 81));
    assert!(
        is_full(Attente { from: 0, to: 0 }, 0),
        "the half-day is over"
    );
}

#[test]
fn what_is_over_does_not_come_back_by_itself() {
    let mut one = numero(1, None);
    one.state = NumeroState::Recu;
    for geste in Geste::ALL {
        assert_eq!(one.after(geste, &AccountId::new("a"), 1), None, "{geste:?}");
        assert_eq!(Geste::from_code(geste.code()), Some(geste));
    }
}

proptest! {
    /// Whatever happens, a number stands somewhere, none is called that does not wait, and who
    /// waits without priority is called after two others at most.
    #[test]
    fn the_queue_is_fair(
        steps in proptest::collection::vec((0_u8..8, 0_usize..12), 1..120),
    ) {
        let mut file: Vec<Numero> = Vec::new();
        let mut priorities = 0_usize;
        for (at, (what, which)) in (1_i64..).zip(&steps) {
            match what {
                0..=2 => {
                    let number = u32::try_from(file.len()).unwrap() + 1;
                    let priorite = (*what == 0).then_some(Priorite::Age);
                    file.push(Numero { taken_at: at, ..numero(number, priorite) });
                }
                3..=5 => {
                    let others = file.iter().any(|n| n.state == NumeroState::Attend && n.priorite.is_none());
                    let before = file.clone();
                    if let Some(number) = call(&mut file, at) {
                        let called = before.iter().find(|n| n.number == number).unwrap();
                        prop_assert_eq!(called.state, NumeroState::Attend);
                        priorities = if called.priorite.is_some() { priorities + 1 } else { 0 };
                        prop_assert!(!others || priorities <= IN_A_ROW);
                    }
                }
                _ => {
                    let geste = [Geste::Recevoir, Geste::Absent, Geste::Partir][which % 3];
                    if let Some(one) = file.get_mut(*which)
                        && let Some(after) = one.after(geste, &AccountId::new("a"), at)
                    {
                        prop_assert_eq!(after.number, one.number);
                        *one = after;
                    }
                }
            }
        }
        let numbers: std::collections::BTreeSet<u32> = file.iter().map(|n| n.number).collect();
        prop_assert_eq!(numbers.len(), file.len());
    }
}

#[test]
fn a_number_of_a_borne_says_its_letter_and_waits_its_turn() {
    let mut file = vec![numero(1, None), numero(1, None), numero(2, None)];
    file[1].serie = AT_BORNE.to_owned();
    file[1].id = NumeroId::new("b");
    assert_eq!(file[1].said(), "B1");
    assert_eq!(file[2].said(), "2");
    file[1].taken_at = 0;
    assert_eq!(
        next(&file).map(Numero::said).as_deref(),
        Some("B1"),
        "it came first"
    );
    // What machines without bornes wrote reads as before.
    let before = serde_json::to_string(&numero(4, None)).unwrap();
    assert!(!before.contains("serie"), "{before}");
    assert_eq!(
        serde_json::from_str::<Numero>(&before).unwrap(),
        numero(4, None)
    );
}
