//! The rules against every order of events that chance gives.

use proptest::prelude::*;

use super::{Act, End, Failure, Heard, State, Ticket, blocking};
use crate::printer::client::{JobState, Reason};

const KEEP: i64 = 900_000;
const OUT: Option<Reason> = Some(Reason::PaperOut);

fn job(state: JobState, printed: Option<u32>, reason: Option<Reason>) -> Heard {
    Heard::Job {
        state,
        printed,
        reason,
        ending: false,
    }
}

/// A ticket of four sides that the printer has as job 7.
fn taken() -> Ticket {
    let mut ticket = Ticket::new(4, KEEP);
    ticket.heard(Heard::Leaving, 0);
    ticket.heard(Heard::Taken(7), 0);
    ticket
}

#[test]
fn a_document_goes_through() {
    let mut ticket = Ticket::new(4, KEEP);
    assert_eq!((ticket.act(), ticket.state()), (Act::Send, State::Waiting));
    ticket.heard(Heard::Leaving, 1);
    assert_eq!((ticket.act(), ticket.state()), (Act::Rest, State::Sending));
    ticket.heard(Heard::Taken(7), 2);
    assert_eq!(ticket.act(), Act::Watch(7));
    ticket.heard(job(JobState::Processing, Some(3), None), 3);
    assert_eq!(ticket.state(), State::Printing { printed: 3 });
    ticket.heard(job(JobState::Completed, None, None), 4);
    assert_eq!((ticket.act(), ticket.state()), (Act::Rest, State::Done));
    assert_eq!(ticket.printed(), 4);
}

#[test]
fn without_paper_it_is_held_then_taken_back() {
    let mut ticket = taken();
    ticket.heard(job(JobState::Processing, Some(0), OUT), 10);
    let held = State::Held {
        reason: Reason::PaperOut,
        until: 10 + KEEP,
    };
    assert_eq!((ticket.act(), ticket.state()), (Act::Watch(7), held));
    ticket.heard(job(JobState::Processing, Some(0), OUT), 10 + KEEP - 1);
    assert_eq!(ticket.act(), Act::Watch(7));
    ticket.heard(job(JobState::Processing, Some(0), OUT), 10 + KEEP);
    assert_eq!(ticket.act(), Act::Cancel(7));
    ticket.heard(Heard::Told, 10 + KEEP);
    assert_eq!(ticket.act(), Act::Watch(7));
    ticket.heard(job(JobState::Canceled, Some(0), None), 11 + KEEP);
    assert_eq!(ticket.state(), State::Expired);
}

#[test]
fn a_promise_to_give_it_back_is_enough_for_people_and_not_for_the_line() {
    let mut ticket = taken();
    ticket.end(End::Cancelled);
    ticket.heard(Heard::Told, 1);
    let ending = Heard::Job {
        state: JobState::Processing,
        printed: None,
        reason: OUT,
        ending: true,
    };
    ticket.heard(ending.clone(), 2);
    assert_eq!(
        (ticket.state(), ticket.is_over()),
        (State::Cancelled, false)
    );
    assert_eq!(ticket.act(), Act::Watch(7));
    ticket.heard(ending, 2 + 2 * KEEP);
    assert_eq!(
        (ticket.state(), ticket.act()),
        (State::Cancelled, Act::Watch(7))
    );
    ticket.heard(job(JobState::Canceled, None, None), 3 + 2 * KEEP);
    assert!(ticket.is_over());
}

#[test]
fn a_sheet_that_comes_out_is_paper_enough() {
    let mut ticket = taken();
    ticket.heard(job(JobState::Processing, Some(0), OUT), 10);
    ticket.heard(job(JobState::Processing, Some(1), OUT), 20);
    assert_eq!(ticket.state(), State::Printing { printed: 1 });
    // The time of the next reason begins again.
    ticket.heard(job(JobState::Processing, Some(1), OUT), 30);
    assert_eq!(
        ticket.state(),
        State::Held {
            reason: Reason::PaperOut,
            until: 30 + KEEP
        }
    );
}

#[test]
fn an_unplugged_printer_is_tried_again_then_given_up() {
    let mut ticket = Ticket::new(1, KEEP);
    ticket.heard(Heard::Offline, 5);
    assert_eq!(ticket.act(), Act::Send);
    assert_eq!(
        ticket.state(),
        State::Held {
            reason: Reason::Offline,
            until: 5 + KEEP
        }
    );
    ticket.heard(Heard::Leaving, 6);
    ticket.heard(Heard::Busy, 7);
    assert_eq!((ticket.act(), ticket.state()), (Act::Send, State::Waiting));
    ticket.heard(Heard::Offline, 8);
    ticket.heard(Heard::Offline, 8 + KEEP);
    assert_eq!((ticket.act(), ticket.state()), (Act::Rest, State::Expired));
}

#[test]
fn a_lost_answer_is_looked_for_and_sent_again_once_only() {
    let mut ticket = Ticket::new(1, KEEP);
    ticket.heard(Heard::Leaving, 0);
    ticket.heard(Heard::Lost, 1);
    assert_eq!(ticket.act(), Act::Look);
    ticket.heard(Heard::Offline, 2);
    assert_eq!(ticket.act(), Act::Look, "still not known");
    let mut found = ticket.clone();
    found.heard(Heard::Taken(9), 3);
    assert_eq!(found.act(), Act::Watch(9));
    ticket.heard(Heard::Unknown, 3);
    assert_eq!(ticket.act(), Act::Send, "the printer does not have it");
    ticket.heard(Heard::Leaving, 4);
    ticket.heard(Heard::Lost, 5);
    ticket.heard(Heard::Unknown, 6);
    assert_eq!(ticket.state(), State::Failed(Failure::Vanished));
}

#[test]
fn what_is_taken_back_on_its_way_is_cancelled_when_it_arrives() {
    let mut ticket = Ticket::new(1, KEEP);
    ticket.heard(Heard::Leaving, 0);
    ticket.end(End::Cancelled);
    assert!(!ticket.is_over());
    ticket.heard(Heard::Taken(3), 1);
    assert_eq!(ticket.act(), Act::Cancel(3));
    ticket.heard(Heard::Unknown, 2);
    assert_eq!(ticket.state(), State::Cancelled);
}

#[test]
fn a_job_that_the_printer_gives_up_or_forgets_has_failed() {
    let (mut aborted, mut gone, mut panel) = (taken(), taken(), taken());
    aborted.heard(job(JobState::Aborted, None, None), 1);
    assert_eq!(aborted.state(), State::Failed(Failure::Aborted));
    gone.heard(Heard::Unknown, 1);
    assert_eq!(gone.state(), State::Failed(Failure::Vanished));
    panel.heard(job(JobState::Canceled, None, None), 1);
    assert_eq!(panel.state(), State::Cancelled);
}

#[test]
fn a_printer_that_stands_still_holds_without_a_known_reason() {
    let answer = crate::printer::client::answer::Answer::read(&[2, 0, 0, 0, 0, 0, 0, 1, 3]);
    let group = answer.unwrap();
    let none = group.first(ipp::model::DelimiterTag::PrinterAttributes);
    // Nothing is told: it counts as standing still.
    let mut printer = crate::printer::client::Printer::read(none);
    let stopped = Some(Reason::Other("stopped".to_owned()));
    assert_eq!(blocking(&printer, JobState::Processing), stopped);
    printer.reasons = vec![Reason::TonerLow, Reason::Jam];
    assert_eq!(blocking(&printer, JobState::Processing), Some(Reason::Jam));
    printer.reasons = vec![Reason::TonerLow];
    printer.state = crate::printer::client::PrinterState::Processing;
    assert_eq!(blocking(&printer, JobState::Processing), None);
    assert_eq!(
        blocking(&printer, JobState::Stopped),
        Some(Reason::TonerLow)
    );
}

/// What chance does to a document.
#[derive(Debug, Clone)]
enum Move {
    Hear(Heard),
    Leave(End),
}

fn heard() -> impl Strategy<Value = Heard> {
    let states = prop::sample::select(vec![
        JobState::Pending,
        JobState::Held,
        JobState::Processing,
        JobState::Processing,
        JobState::Stopped,
        JobState::Canceled,
        JobState::Aborted,
        JobState::Completed,
    ]);
    let reasons = prop::sample::select(vec![None, None, OUT, Some(Reason::Jam)]);
    let printed = prop::option::of(0..9_u32);
    prop_oneof![
        3 => Just(Heard::Leaving),
        2 => (1..4).prop_map(Heard::Taken),
        1 => Just(Heard::Busy),
        1 => Just(Heard::Refused(Failure::Undrawable)),
        2 => Just(Heard::Lost),
        1 => Just(Heard::Unknown),
        1 => Just(Heard::Told),
        2 => Just(Heard::Offline),
        5 => (states, printed, reasons, any::<bool>()).prop_map(|(state, printed, reason, ending)| {
            Heard::Job { state, printed, reason, ending }
        }),
    ]
}

fn moves() -> impl Strategy<Value = Vec<(Move, i64)>> {
    let one = prop_oneof![
        12 => heard().prop_map(Move::Hear),
        1 => Just(Move::Leave(End::Cancelled)),
    ];
    prop::collection::vec((one, -1000..KEEP / 3), 1..60)
}

/// What the printer knows, told apart from what the ticket believes.
#[derive(Debug, Default)]
struct Truth {
    /// It left, and nobody has said since that the printer does not have it.
    may_have: bool,
}

impl Truth {
    fn hear(&mut self, before: Act, heard: &Heard) {
        match (before, heard) {
            (Act::Send, Heard::Leaving) => self.may_have = true,
            (Act::Rest, Heard::Busy | Heard::Offline) | (Act::Look, Heard::Unknown) => {
                self.may_have = false;
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn it_is_never_sent_while_the_printer_may_have_it(moves in moves()) {
        let (mut ticket, mut truth, mut now) = (Ticket::new(8, KEEP), Truth::default(), 0);
        for (one, later) in moves {
            now += later;
            match one {
                Move::Hear(heard) => {
                    truth.hear(ticket.act(), &heard);
                    ticket.heard(heard, now);
                }
                Move::Leave(end) => ticket.end(end),
            }
            prop_assert!(ticket.act() != Act::Send || !truth.may_have, "{ticket:?}");
            prop_assert!(ticket.printed() <= 8);
        }
    }

    #[test]
    fn what_is_over_stays_as_it_is(moves in moves()) {
        let (mut ticket, mut over) = (Ticket::new(8, KEEP), None);
        for (at, (one, _)) in moves.into_iter().enumerate() {
            match one {
                Move::Hear(heard) => ticket.heard(heard, i64::try_from(at).unwrap()),
                Move::Leave(end) => ticket.end(end),
            }
            let state = ticket.state();
            prop_assert!(state.is_over() || !ticket.is_over());
            prop_assert!(!ticket.is_over() || ticket.act() == Act::Rest);
            if let Some(over) = &over {
                prop_assert_eq!(over, &state);
            } else if state.is_over() {
                over = Some(state);
            }
        }
    }

    /// However the clock jumps, what is still held is held for less than it is kept, or
    /// is being taken back.
    #[test]
    fn nothing_is_held_longer_than_it_is_kept(moves in moves()) {
        let (mut ticket, mut now) = (Ticket::new(8, KEEP), 0);
        for (one, later) in moves {
            now += later;
            match one {
                Move::Hear(heard) => {
                    let asked = matches!(ticket.act(), Act::Watch(_) | Act::Cancel(_));
                    let looked = heard == Heard::Offline
                        || asked && matches!(heard, Heard::Job { .. });
                    ticket.heard(heard, now);
                    if let (true, State::Held { until, .. }) = (looked, ticket.state()) {
                        prop_assert!(until <= now + KEEP);
                        prop_assert!(until > now || ticket.is_ended());
                    }
                }
                Move::Leave(end) => ticket.end(end),
            }
        }
    }

    /// Once it is taken back, a printer that answers lets it end in a few rounds.
    #[test]
    fn what_is_taken_back_ends(moves in moves(), deaf in 0..3_usize) {
        let mut ticket = Ticket::new(8, KEEP);
        for (one, _) in moves {
            if let Move::Hear(heard) = one {
                ticket.heard(heard, 0);
            }
        }
        ticket.end(End::Cancelled);
        for round in 0..8 {
            let answer = match ticket.act() {
                Act::Rest if ticket.is_over() => break,
                Act::Rest => Heard::Lost,
                Act::Send => return Err(TestCaseError::fail("sent after its end")),
                Act::Look => Heard::Taken(5),
                Act::Cancel(_) => Heard::Told,
                Act::Watch(_) if round < deaf => job(JobState::Processing, None, OUT),
                Act::Watch(_) => job(JobState::Canceled, None, None),
            };
            ticket.heard(answer, 0);
        }
        prop_assert!(ticket.is_over(), "{ticket:?}");
    }
}
