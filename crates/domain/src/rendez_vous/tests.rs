use jiff::civil::{date, time};
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::{form::FormErrors, permanence::Site};

fn stop(id: &str, hours: (i8, i8), site: Site) -> Permanence {
    Permanence {
        id: id.into(),
        date: date(2026, 11, 30),
        start: time(hours.0, 0, 0, 0),
        end: time(hours.1, 0, 0, 0),
        place: "le-marin-mondesir".into(),
        site,
        crew: Vec::new(),
        state: PermanenceState::Planned,
        stated_visites: None,
        reason: None,
        told: None,
    }
}

fn morning() -> Permanence {
    stop("p", (8, 13), Site::Bus)
}

fn taken(id: &str, of: &Permanence, creneau: &Creneau, at: i64) -> RendezVous {
    RendezVous {
        id: id.into(),
        permanence: of.id.clone(),
        date: of.date,
        start: creneau.start,
        minutes: creneau.minutes,
        theme: None,
        demarche: None,
        state: RendezVousState::Pris,
        sequence: 0,
        sealed: String::new(),
        since: at,
        author: None,
        at,
    }
}

fn starts(creneaux: &[Creneau]) -> Vec<String> {
    let said = |c: &Creneau| format!("{:02}:{:02}", c.start.hour(), c.start.minute());
    creneaux.iter().map(said).collect()
}

fn long_ago() -> DateTime {
    date(2026, 1, 1).at(0, 0, 0, 0)
}

#[test]
fn a_morning_offers_four_slots_between_those_who_come_without() {
    let slots = creneaux(&Offre::default(), &morning());
    assert_eq!(starts(&slots), ["08:00", "09:00", "10:30", "11:30"]);
    let owners: Vec<Detenteur> = slots.iter().map(|c| c.owner).collect();
    assert_eq!(owners[..3], [Detenteur::Portail; 3]);
    assert_eq!(owners[3], Detenteur::Bus);
}

#[rstest]
#[case(Site::Fixe, PermanenceState::Planned, 4)]
#[case(Site::Bus, PermanenceState::Cancelled, 0)]
#[case(Site::Bus, PermanenceState::Closed, 0)]
#[case(Site::Bus, PermanenceState::Moved, 4)]
fn a_half_day_that_is_off_offers_nothing(
    #[case] site: Site,
    #[case] state: PermanenceState,
    #[case] many: usize,
) {
    let permanence = Permanence {
        site,
        state,
        ..morning()
    };
    assert_eq!(creneaux(&Offre::default(), &permanence).len(), many);
}

#[test]
fn a_gesture_applies_to_where_a_rendez_vous_stands() {
    let slots = creneaux(&Offre::default(), &morning());
    let one = taken("a", &morning(), &slots[0], 1);
    let me = crate::ids::AccountId::new("m");
    let came = one.after(Geste::Recevoir, Some(&me), 2).unwrap();
    assert_eq!((came.state, came.sequence), (RendezVousState::Honore, 1));
    assert_eq!(came.after(Geste::Annuler, None, 3), None, "it is over");
    let back = came.after(Geste::Rendre, Some(&me), 3).unwrap();
    assert!(back.is_held());
    let off = back.after(Geste::Annuler, None, 4).unwrap();
    for geste in Geste::ALL {
        assert_eq!(off.after(geste, None, 5), None, "{}", geste.code());
        assert_eq!(Geste::from_code(geste.code()), Some(geste));
    }
    let other = stop("q", (8, 12), Site::Fixe);
    let there = creneaux(&Offre::default(), &other);
    let moved = one.moved((&other, &there[1]), None, 9).unwrap();
    assert_eq!(moved.state, RendezVousState::Deplace);
    assert_eq!((moved.permanence.as_str(), moved.since), ("q", 9));
    assert_eq!(off.moved((&other, &there[1]), None, 9), None);
}

#[test]
fn who_was_told_of_a_half_day_that_changes_must_be_called() {
    let slots = creneaux(&Offre::default(), &morning());
    let one = taken("a", &morning(), &slots[3], 1);
    assert!(!one.is_stranded(&morning()));
    let off = Permanence {
        state: PermanenceState::Cancelled,
        ..morning()
    };
    let later = Permanence {
        date: date(2026, 12, 1),
        ..morning()
    };
    let shorter = Permanence {
        end: time(11, 0, 0, 0),
        ..morning()
    };
    for changed in [off, later, shorter] {
        assert!(one.is_stranded(&changed), "{changed:?}");
        let over = one.after(Geste::Annuler, None, 2).unwrap();
        assert!(!over.is_stranded(&changed), "it was called");
    }
}

#[test]
fn what_falls_together_is_kept_and_the_first_holds() {
    let slots = creneaux(&Offre::default(), &morning());
    let all = [
        taken("late", &morning(), &slots[1], 20),
        taken("first", &morning(), &slots[1], 10),
        taken("else", &morning(), &slots[2], 30),
    ];
    let fallen: Vec<&str> = collisions(&all).iter().map(|r| r.id.as_str()).collect();
    assert_eq!(fallen, ["late"]);
    let given_up = all[1].after(Geste::Annuler, None, 40).unwrap();
    assert!(collisions(&[all[0].clone(), given_up]).is_empty());
}

#[rstest]
#[case("0696 12 34 56", Some("0696123456"), None)]
#[case(" Marie.X@exemple.fr ", None, Some("marie.x@exemple.fr"))]
fn one_field_takes_a_telephone_or_an_e_mail(
    #[case] typed: &str,
    #[case] phone: Option<&str>,
    #[case] email: Option<&str>,
) {
    let (read_phone, read_email) = read_contact(typed).unwrap();
    assert_eq!(read_phone.as_ref().map(crate::rappel::Phone::as_str), phone);
    assert_eq!(read_email.as_deref(), email);
}

#[test]
fn every_fault_of_the_form_is_told_at_once() {
    let fields =
        |errors: FormErrors| -> Vec<String> { errors.0.iter().map(|e| e.field.clone()).collect() };
    assert_eq!(
        fields(read("", "Marie", false).unwrap_err()),
        ["creneau", "joindre"]
    );
    assert_eq!(fields(read("p/09:30", "", false).unwrap_err()), ["joindre"]);
    assert_eq!(fields(read("p", "", true).unwrap_err()), ["creneau"]);
    let (wanted, joint) = read("p/09:30", " ", true).unwrap();
    assert_eq!(wanted.start, Some(time(9, 30, 0, 0)));
    let waits = Voulu::read("p/attente").unwrap();
    assert_eq!(waits.start, None);
    assert_eq!(joint, (None, None));
}

#[test]
fn what_the_journal_keeps_names_nobody_and_reads_again() {
    let slots = creneaux(&Offre::default(), &morning());
    let one = taken("a", &morning(), &slots[0], 1);
    let text = serde_json::to_string(&one).unwrap();
    assert_eq!(serde_json::from_str::<RendezVous>(&text).unwrap(), one);
    let named = text.replace("\"minutes\"", "\"nom\":\"X\",\"minutes\"");
    assert!(serde_json::from_str::<RendezVous>(&named).is_err());
}

fn offre() -> impl Strategy<Value = Offre> {
    (10_u32..=90, 0_u32..=12, 0_u32..=100, 0_u32..=100).prop_map(|(minutes, most, without, van)| {
        Offre {
            minutes,
            most,
            without,
            van,
            ..Offre::default()
        }
    })
}

#[test]
fn the_first_who_waits_is_kept_the_slot_that_is_freed() {
    let slots = creneaux(&Offre::default(), &morning());
    let waits = |id: &str, at: i64| RendezVous {
        state: RendezVousState::Attend,
        minutes: 0,
        ..taken(id, &morning(), &slots[0], at)
    };
    let mut all: Vec<RendezVous> = slots
        .iter()
        .map(|slot| taken(&slot.start.to_string(), &morning(), slot, 1))
        .collect();
    all.extend([waits("second", 20), waits("first", 10)]);
    let free = |all: &[RendezVous]| {
        libres(
            (&Offre::default(), &morning()),
            all,
            Donneur::Seul,
            long_ago(),
        )
    };
    assert!(free(&all).is_empty());
    all[2] = all[2].after(Geste::Annuler, None, 30).unwrap();
    assert_eq!(free(&all).len(), 1, "who waits holds nothing");
    let first = first_waiting(&all).unwrap().clone();
    assert_eq!(first.id.as_str(), "first");
    let kept = first.moved((&morning(), &free(&all)[0]), None, 40).unwrap();
    assert_eq!(kept.state, RendezVousState::Propose);
    all.retain(|one| one.id != kept.id);
    all.push(kept.clone());
    assert!(free(&all).is_empty() && collisions(&all).is_empty());
    assert_eq!(first_waiting(&all).unwrap().id.as_str(), "second");
    let hers = kept.after(Geste::Confirmer, None, 50).unwrap();
    assert_eq!(hers.state, RendezVousState::Pris);
    assert_eq!(hers.after(Geste::Confirmer, None, 60), None);
    let off = Permanence {
        state: PermanenceState::Cancelled,
        ..morning()
    };
    assert!(waits("third", 1).is_stranded(&off), "told that it is off");
    assert!(!waits("third", 1).is_stranded(&morning()));
}

/// What one machine does: which half-day, which free slot, and to which rendez-vous.
#[derive(Debug, Clone, Copy)]
enum Act {
    Take(usize, usize),
    Move(usize, usize, usize),
    End(usize, usize),
    Wait(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0_usize..2, 0_usize..12).prop_map(|(p, n)| Act::Take(p, n)),
        (0_usize..8, 0_usize..2, 0_usize..12).prop_map(|(r, p, n)| Act::Move(r, p, n)),
        (0_usize..8, 0_usize..5).prop_map(|(r, g)| Act::End(r, g)),
        (0_usize..2).prop_map(Act::Wait),
    ]
}

/// A machine, what it knows, and what it does with it.
struct Machine {
    giver: Donneur,
    known: Vec<RendezVous>,
}

impl Machine {
    fn does(&mut self, offre: &Offre, stops: &[Permanence], act: Act, at: i64) {
        let free = |known: &[RendezVous], p: usize| {
            libres((offre, &stops[p]), known, self.giver, long_ago())
        };
        match act {
            Act::Take(p, n) => {
                if let Some(slot) = free(&self.known, p).get(n) {
                    let id = format!("{:?}-{at}", self.giver);
                    self.known.push(taken(&id, &stops[p], slot, at));
                }
            }
            Act::Move(r, p, n) => {
                let slot = free(&self.known, p).get(n).copied();
                let to = slot.zip(self.known.get(r));
                let moved = to.and_then(|(slot, one)| one.moved((&stops[p], &slot), None, at));
                if let Some(moved) = moved {
                    self.known[r] = moved;
                }
            }
            Act::Wait(p) => {
                let slot = Creneau {
                    start: stops[p].start,
                    minutes: 0,
                    owner: Detenteur::Portail,
                };
                let id = format!("{:?}-{at}", self.giver);
                self.known.push(RendezVous {
                    state: RendezVousState::Attend,
                    ..taken(&id, &stops[p], &slot, at)
                });
            }
            Act::End(r, g) => {
                let one = self.known.get(r);
                // « It waits again » says anew what another machine may have undone: what then
                // falls together is shown, and is the one case left.
                if let Some(ended) = one.and_then(|one| one.after(Geste::ALL[g], None, at))
                    && Geste::ALL[g] != Geste::Rendre
                {
                    self.known[r] = ended;
                }
            }
        }
    }
}

/// What both know after they spoke: of each rendez-vous, its last word.
fn exchange(a: &mut Machine, b: &mut Machine) {
    let mut all: std::collections::BTreeMap<String, RendezVous> = std::collections::BTreeMap::new();
    for one in a.known.iter().chain(&b.known) {
        let kept = all.entry(one.id.to_string()).or_insert_with(|| one.clone());
        if (one.at, one.sequence) > (kept.at, kept.sequence) {
            *kept = one.clone();
        }
    }
    a.known = all.values().cloned().collect();
    b.known.clone_from(&a.known);
}

proptest! {
    #[test]
    fn slots_never_overlap_and_leave_their_share(offre in offre(), from in 6_i8..12, long in 0_i8..8) {
        let permanence = stop("p", (from, from + long), Site::Bus);
        let slots = creneaux(&offre, &permanence);
        prop_assert!(slots.len() <= offre.most as usize);
        let used = u32::try_from(slots.len()).unwrap() * offre.minutes * 100;
        let length = u32::try_from(long).unwrap() * 60;
        prop_assert!(used <= length * (100 - offre.without));
        for pair in slots.windows(2) {
            let end = creneau::after(permanence.date.to_datetime(pair[0].start), pair[0].minutes);
            prop_assert!(end <= permanence.date.to_datetime(pair[1].start));
        }
        if let Some(last) = slots.last() {
            let end = creneau::after(permanence.date.to_datetime(last.start), last.minutes);
            prop_assert!(end <= permanence.date.to_datetime(permanence.end));
        }
        prop_assert!(slots.iter().filter(|c| c.owner == Detenteur::Bus).count() * 100
            <= slots.len() * offre.van as usize + 99);
    }

    #[test]
    fn no_slot_is_given_twice_by_one_machine(offre in offre(), acts in prop::collection::vec(act(), 0..40)) {
        let stops = [morning(), stop("q", (14, 17), Site::Fixe)];
        let mut hub = Machine { giver: Donneur::Seul, known: Vec::new() };
        for (at, act) in (1..).zip(acts) {
            hub.does(&offre, &stops, act, at);
            prop_assert!(collisions(&hub.known).is_empty());
        }
    }

    #[test]
    fn two_machines_that_do_not_hear_each_other_never_give_the_same(
        offre in offre(),
        acts in prop::collection::vec((any::<bool>(), prop::option::weighted(0.8, act())), 0..60),
    ) {
        let stops = [morning(), stop("q", (14, 17), Site::Bus)];
        let mut hub = Machine { giver: Donneur::Portail, known: Vec::new() };
        let mut van = Machine { giver: Donneur::Bus, known: Vec::new() };
        for (at, (is_van, act)) in (1..).zip(acts) {
            match act {
                Some(act) if is_van => van.does(&offre, &stops, act, at),
                Some(act) => hub.does(&offre, &stops, act, at),
                None => exchange(&mut hub, &mut van),
            }
        }
        exchange(&mut hub, &mut van);
        prop_assert!(collisions(&hub.known).is_empty(), "{:?}", hub.known);
    }
}
