use std::collections::BTreeMap;

use proptest::prelude::*;
use rstest::rstest;

use super::{
    limiter::{CAP, FREE, Limiter, Tries, WINDOW_MS},
    *,
};

fn paper() -> Retrait {
    Retrait {
        id: RetraitId::new("r1"),
        borne: None,
        pages: 2,
        author: AccountId::new("maryse"),
        at: 1_000,
        expires_at: 1_000 + DAYS * DAY_MS,
        has_pin: false,
        wrong_pins: 0,
        printed_at: None,
        printed_by: None,
        reprints: 0,
        erased: None,
    }
}

fn borne() -> NodeId {
    NodeId::new("borne-1")
}

#[rstest]
#[case("ABCD-2345")]
#[case("abcd2345")]
#[case("  ab cd – 23 45 ")]
#[case("ABCD\u{a0}2345")]
fn a_code_is_read_as_people_type_it(#[case] typed: &str) {
    let code = Code::read(typed).unwrap();
    assert_eq!(code.to_string(), "ABCD-2345");
    assert_eq!(format!("{code:?}"), "Code(…)", "no log says it");
}

#[rstest]
#[case("")]
#[case("ABCD-234")]
#[case("ABCD-23456")]
#[case("ABCD-2340")]
#[case("ABCD-234I")]
#[case("ABCD-234é")]
fn what_is_no_code_is_refused(#[case] typed: &str) {
    assert_eq!(Code::read(typed), None);
}

#[test]
fn every_sign_is_drawn_as_often_as_any_other() {
    let mut seen: BTreeMap<char, u32> = BTreeMap::new();
    let mut bytes = (0..=u8::MAX).cycle();
    // Every byte eight times over: only the bytes that serve give a sign.
    for _ in 0..248 {
        let code = Code::draw(|| bytes.next().unwrap());
        code.as_str()
            .chars()
            .for_each(|c| *seen.entry(c).or_default() += 1);
    }
    assert_eq!(seen.len(), 31);
    assert!(seen.values().all(|n| *n == 64), "{seen:?}");
    assert_eq!(Code::COUNT, 852_891_037_441);
}

#[test]
fn a_slip_is_read_again_and_is_no_code() {
    let token = Token::of([0xA5; 16]);
    assert_eq!(token.to_string(), format!("PLUSR1:{}", "A5".repeat(16)));
    assert_eq!(
        Secret::read(&token.to_string().to_lowercase()),
        Some(Secret::Token(token.clone()))
    );
    assert_eq!(
        Secret::read("abcd-2345"),
        Code::read("ABCD2345").map(Secret::Code)
    );
    assert_eq!(Token::read("PLUSR1:+5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5"), None);
    assert_eq!(Secret::read("https://plus.example.org"), None);
}

#[test]
fn it_waits_then_is_printed_and_printed_once_more_then_is_gone() {
    let mut one = paper();
    assert!(one.opens(&borne(), one.expires_at - 1));
    assert_eq!(one.due(one.expires_at), Some(Reason::Terme));
    one.print(&borne(), 5_000);
    assert_eq!(one.state(5_000 + REPRINT_MS - 1), State::Imprime);
    assert_eq!(one.due(5_000 + REPRINT_MS), Some(Reason::Imprime));
    assert!(!one.opens(&borne(), 5_000 + REPRINT_MS));
    one.print(&NodeId::new("borne-2"), 6_000);
    assert_eq!(one.due(6_001), Some(Reason::Imprime));
    assert_eq!(one.printed_by, Some(borne()), "the first one is told");
}

#[test]
fn a_print_begun_before_the_term_may_be_made_again_after_it() {
    let mut one = paper();
    let last = one.expires_at - 1;
    one.print(&borne(), last);
    assert!(one.opens(&borne(), last + REPRINT_MS - 1));
    assert!(!one.opens(&borne(), last + REPRINT_MS));
}

#[test]
fn one_borne_gives_what_is_left_for_it_and_no_other() {
    let one = Retrait {
        borne: Some(borne()),
        ..paper()
    };
    assert!(one.opens(&borne(), 2_000));
    assert!(!one.opens(&NodeId::new("borne-2"), 2_000));
}

#[test]
fn ten_wrong_pins_and_it_is_gone() {
    let mut one = paper();
    one.wrong_pins = MOST_WRONG_PINS - 1;
    assert!(one.opens(&borne(), 2_000));
    one.wrong_pins += 1;
    assert_eq!(one.due(2_000), Some(Reason::Bloque));
    one.erased = Some((2_000, Reason::Bloque));
    assert_eq!(
        (one.due(3_000), one.state(3_000)),
        (None, State::Parti(Reason::Bloque))
    );
}

#[rstest]
#[case("", Some(7))]
#[case("1", Some(1))]
#[case(" 30 ", Some(30))]
#[case("0", None)]
#[case("31", None)]
#[case("-1", None)]
#[case("demain", None)]
fn a_term_is_thirty_days_at_most(#[case] typed: &str, #[case] days: Option<i64>) {
    assert_eq!(Term::read(typed).map(Term::days), days);
}

#[test]
fn every_fault_of_the_form_is_told_at_once() {
    let given = Given {
        borne: "ailleurs".into(),
        jours: "40".into(),
        pin: "12".into(),
        porte: "1".into(),
    };
    let errors = read(&given, bornes(&[borne()], &[])).unwrap_err();
    let fields: Vec<&str> = errors.0.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["borne", "porte", "jours", "pin"]);
    let right = read(&Given::default(), bornes(&[], &[])).unwrap();
    assert_eq!((right.borne, right.term.days(), right.pin), (None, 7, None));
    assert!(!right.porte);
}

fn bornes<'a>(open: &'a [NodeId], coffres: &'a [NodeId]) -> Bornes<'a> {
    Bornes { open, coffres }
}

#[rstest]
#[case("borne-1", true)]
#[case("borne-2", false)]
#[case("", false)]
fn a_paper_is_kept_by_one_borne_that_can(#[case] chosen: &str, #[case] can: bool) {
    let given = Given {
        borne: chosen.into(),
        porte: "1".into(),
        ..Given::default()
    };
    let (open, coffres) = ([borne(), NodeId::new("borne-2")], [borne()]);
    match read(&given, bornes(&open, &coffres)) {
        Ok(wanted) => assert!(can && wanted.porte),
        Err(errors) => {
            assert!(!can);
            assert_eq!(errors.0[0].key, "retrait-porte-impossible");
        }
    }
}

#[test]
fn only_what_waits_untouched_is_handed_over() {
    let mut paper = paper();
    assert!(paper.may_be_handed(false, 2_000));
    assert!(!paper.may_be_handed(true, 2_000), "the hub is giving it");
    assert!(!paper.may_be_handed(false, paper.expires_at));
    paper.print(&borne(), 2_000);
    assert!(!paper.may_be_handed(false, 2_001));
}

/// What a borne says of the paper after it printed it once.
fn printed(at: i64, gone: Option<Reason>) -> Said {
    Said {
        id: "r1".into(),
        printed_at: Some(at),
        reprints: 0,
        wrong_pins: 0,
        gone,
    }
}

#[test]
fn a_hub_that_hears_twice_hears_once() {
    let mut hub = paper();
    assert_eq!(hub.hear(&borne(), &printed(5_000, None), 9_000), None);
    let (once, state) = (hub.clone(), hub.state(9_000));
    assert_eq!((hub.printed_at, state), (Some(5_000), State::Imprime));
    assert_eq!(hub.hear(&borne(), &printed(7_000, None), 9_500), None);
    assert_eq!(hub, once, "the first print is the first");
    let gone = printed(5_000, Some(Reason::Imprime));
    assert_eq!(hub.hear(&borne(), &gone, 9_600), Some(Reason::Imprime));
    hub.erased = Some((9_600, Reason::Imprime));
    assert_eq!(hub.hear(&borne(), &gone, 9_700), None, "destroyed once");
}

#[test]
fn a_borne_with_a_wrong_clock_neither_prolongs_nor_shortens() {
    let mut hub = paper();
    let ahead = printed(9_000_000_000, None);
    assert_eq!(hub.hear(&borne(), &ahead, 9_000), None);
    assert_eq!(hub.printed_at, Some(9_000), "never after now");
    let mut hub = paper();
    for reason in [Reason::Terme, Reason::Annule] {
        let mut said = printed(0, Some(reason));
        said.printed_at = None;
        assert_eq!(hub.hear(&borne(), &said, 9_000), None, "{reason:?}");
    }
    assert_eq!(hub, paper());
}

#[test]
fn what_was_taken_before_its_term_is_taken_even_when_said_after() {
    let mut hub = paper();
    hub.erased = Some((hub.expires_at, Reason::Terme));
    let late = hub.expires_at + 1;
    assert_eq!(hub.hear(&borne(), &printed(5_000, None), late), None);
    assert_eq!(hub.erased.map(|(_, why)| why), Some(Reason::Imprime));
    assert_eq!(hub.printed_by, Some(borne()));
    let mut given_up = paper();
    given_up.erased = Some((4_000, Reason::Annule));
    given_up.hear(&borne(), &printed(5_000, None), 9_000);
    assert_eq!(given_up.erased, Some((4_000, Reason::Annule)));
    assert_eq!(given_up.printed_at, Some(5_000), "and it was taken");
}

#[test]
fn nothing_is_said_of_a_paper_that_waits_and_its_lock_is_said() {
    assert_eq!(Said::of(&paper()), None);
    let mut there = paper();
    there.wrong_pins = MOST_WRONG_PINS;
    there.erased = Some((3_000, Reason::Bloque));
    let said = Said::of(&there).unwrap();
    let mut hub = paper();
    assert_eq!(hub.hear(&borne(), &said, 4_000), Some(Reason::Bloque));
    assert_eq!(hub.wrong_pins, MOST_WRONG_PINS);
}

#[test]
fn the_wait_grows_from_the_sixth_wrong_try() {
    let (mut limiter, mut now, mut waits) = (Limiter::default(), 0, Vec::new());
    for _ in 0..FREE {
        assert_eq!(limiter.count(now), Ok(()));
    }
    for _ in 0..8 {
        let wait = limiter.count(now).unwrap_err();
        waits.push(wait / 60_000);
        now += wait;
        assert_eq!(
            limiter.count(now),
            Ok(()),
            "the wait that is told is the one"
        );
    }
    // Each wait longer than the one before, an hour at most.
    assert_eq!(waits, [10, 11, 13, 17, 25, 41, 60, 60]);
}

#[test]
fn an_honest_borne_is_slowed_by_nothing_and_two_quiet_hours_forget() {
    let mut limiter = Limiter::default();
    for n in 0..1_000 {
        assert_eq!(limiter.count(n), Ok(()));
        limiter.absolve(n);
    }
    for _ in 0..FREE {
        limiter.count(2_000).unwrap();
    }
    assert!(limiter.wait_ms(2_000 + WINDOW_MS - 1) > 0);
    let later = 2_000 + 2 * 3_600_000;
    for _ in 0..FREE {
        assert_eq!(limiter.count(later), Ok(()), "as if nothing had been");
    }
    assert_eq!(limiter.wait_ms(later), WINDOW_MS);
}

#[test]
fn the_cap_holds_over_all_bornes_and_sounds_the_alarm() {
    let mut everywhere = Tries::default();
    for n in 0..CAP {
        let mut limiter = Limiter {
            borne: Tries::default(),
            everywhere,
        };
        assert_eq!(limiter.count(1_000), Ok(()), "{n}");
        everywhere = limiter.everywhere;
    }
    assert_eq!(everywhere.alarm_at, Some(1_000));
    let fresh = Limiter {
        borne: Tries::default(),
        everywhere,
    };
    assert_eq!(
        fresh.wait_ms(1_000),
        WINDOW_MS,
        "a borne that did nothing waits too"
    );
}

/// 50 bornes for 90 days against 2,000 live codes, always at the highest rate that the rule
/// lets through: after each wrong try the attacker opens a paper of his own, so that tries in
/// a row never slow him.
#[test]
fn at_the_highest_rate_three_months_find_a_hundredth_of_a_code() {
    const BORNES: usize = 50;
    const LIVE: u64 = 2_000;
    let (end, mut now, mut let_through) = (90 * DAY_MS, 0_i64, 0_u64);
    let mut bornes = vec![Tries::default(); BORNES];
    let mut everywhere = Tries::default();
    while now < end {
        let mut next = i64::MAX;
        for tries in &mut bornes {
            let mut limiter = Limiter {
                borne: std::mem::take(tries),
                everywhere: std::mem::take(&mut everywhere),
            };
            while limiter.count(now).is_ok() {
                let_through += 1;
                // His own paper: a try that is right.
                limiter.borne.streak = 0;
            }
            next = next.min(now + limiter.wait_ms(now));
            Limiter {
                borne: *tries,
                everywhere,
            } = limiter;
        }
        now = next;
    }
    let expected = let_through as f64 * LIVE as f64 / Code::COUNT as f64;
    assert!(
        let_through > 1_000_000,
        "the attacker was busy: {let_through}"
    );
    assert!(
        expected < 0.01,
        "{let_through} tries: {expected} hits expected"
    );
}

proptest! {
    #[test]
    fn a_code_drawn_is_read_again(seed in proptest::collection::vec(any::<u8>(), 64)) {
        let mut bytes = seed.into_iter().chain(0..);
        let code = Code::draw(|| bytes.next().unwrap());
        prop_assert_eq!(Code::read(&code.to_string()), Some(code.clone()));
        prop_assert_eq!(Code::read(&code.as_str().to_lowercase()), Some(code));
    }

    #[test]
    fn any_text_is_a_secret_or_is_not(text in ".{0,60}") {
        let _any = (Secret::read(&text), Pin::read(&text), Term::read(&text));
    }

    #[test]
    fn never_more_than_five_wrong_in_ten_minutes(
        steps in proptest::collection::vec((0_i64..400_000, any::<bool>()), 1..200)
    ) {
        let (mut limiter, mut now, mut wrong) = (Limiter::default(), 0, Vec::new());
        for (step, right) in steps {
            now += step;
            if limiter.count(now).is_ok() {
                if right { limiter.absolve(now) } else { wrong.push(now) }
            }
        }
        for pair in wrong.windows(FREE + 1) {
            prop_assert!(pair[FREE] - pair[0] >= WINDOW_MS);
        }
    }
}
