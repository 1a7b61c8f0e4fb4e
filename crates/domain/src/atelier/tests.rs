//! Rules of ateliers: what is planned, who came, what is said before and after.

use std::collections::BTreeMap;

use jiff::civil::{Date, date, time};
use proptest::prelude::*;

use super::*;
use crate::{
    form::FormErrors,
    permanence::{Permanence, PermanenceState, Site},
    profile::{AgeBand, Profile, Sex, Status},
    reference::Reference,
};

const TODAY: Date = date(2026, 11, 23);

fn by(author: &AccountId) -> By<'_> {
    By {
        author,
        today: TODAY,
        at: 5,
    }
}

fn known(_: Date) -> Reference {
    Reference {
        places: BTreeMap::from([("le-marin-mondesir".into(), "97217".into())]),
        ..Reference::default()
    }
}

fn half_day(state: PermanenceState) -> Permanence {
    Permanence {
        id: "p1".into(),
        date: date(2026, 11, 24),
        start: time(8, 0, 0, 0),
        end: time(13, 0, 0, 0),
        place: "le-marin-mondesir".into(),
        site: Site::Bus,
        crew: Vec::new(),
        state,
        stated_visites: None,
        reason: None,
        told: None,
    }
}

fn good() -> AtelierForm {
    AtelierForm {
        title: " Ouvrir  son adresse ".into(),
        competences: vec!["email".into(), "compte".into()],
        niveau: "debutant".into(),
        permanence: String::new(),
        date: "2026-11-23".into(),
        start: "9 h 30".into(),
        place: "le-marin-mondesir".into(),
        minutes: "90".into(),
        capacity: "8".into(),
        animatrice: "maryse".into(),
        announced: "1".into(),
    }
}

fn read(form: &AtelierForm) -> Result<Atelier, FormErrors> {
    let permanences = [half_day(PermanenceState::Planned)];
    let planning = Planning {
        known: &known,
        permanences: &permanences,
        team: &["maryse".into()],
    };
    form.read("a1".into(), &planning, by(&"ghislaine".into()))
}

fn refused(form: &AtelierForm) -> Vec<String> {
    let errors = read(form).err().unwrap_or_default();
    errors.0.into_iter().map(|e| e.field).collect()
}

#[test]
fn an_atelier_is_planned_at_a_free_place_or_in_a_half_day() {
    let free = read(&good()).unwrap();
    assert_eq!(free.title, "Ouvrir son adresse");
    assert_eq!(free.state, AtelierState::Prevu);
    assert_eq!(
        (free.commune.as_str(), free.start),
        ("97217", time(9, 30, 0, 0))
    );
    assert!(free.announced && free.participation.is_none());
    let within = read(&AtelierForm {
        permanence: "p1".into(),
        start: String::new(),
        date: "no matter".into(),
        ..good()
    });
    let within = within.unwrap();
    assert_eq!(within.begins(), date(2026, 11, 24).at(8, 0, 0, 0));
    assert_eq!(within.ends(), date(2026, 11, 24).at(9, 30, 0, 0));
}

#[test]
fn everything_wrong_is_named_at_once() {
    let bad = AtelierForm {
        title: "a".repeat(81),
        competences: vec!["poterie".into()],
        niveau: String::new(),
        date: "demain".into(),
        start: "matin".into(),
        minutes: "0".into(),
        capacity: "201".into(),
        animatrice: "inconnue".into(),
        ..good()
    };
    assert_eq!(
        refused(&bad),
        [
            "titre",
            "competence",
            "niveau",
            "debut",
            "date",
            "minutes",
            "places",
            "animatrice"
        ]
    );
    let change = |change: &dyn Fn(&mut AtelierForm)| {
        let mut form = good();
        change(&mut form);
        refused(&form)
    };
    assert_eq!(change(&|f| f.place = "ailleurs".into()), ["lieu"]);
    assert_eq!(change(&|f| f.permanence = "autre".into()), ["permanence"]);
    let late = change(&|f| (f.permanence, f.start) = ("p1".into(), "13 h".into()));
    assert_eq!(late, ["debut"]);
    let four = ["email", "compte", "sante", "emploi"];
    let many = change(&|f| f.competences = four.map(str::to_owned).to_vec());
    assert_eq!(many, ["competence"]);
    let secret = change(&|f| f.title = "code secret : soleil1".into());
    assert_eq!(secret, ["titre"]);
}

#[test]
fn a_half_day_that_is_cancelled_holds_no_atelier() {
    let permanences = [half_day(PermanenceState::Cancelled)];
    let planning = Planning {
        known: &known,
        permanences: &permanences,
        team: &["maryse".into()],
    };
    let form = AtelierForm {
        permanence: "p1".into(),
        ..good()
    };
    let read = form.read("a1".into(), &planning, by(&"maryse".into()));
    assert_eq!(read.unwrap_err().0[0].field, "permanence");
}

fn three() -> Participation {
    Participation {
        anonymous: Anonymes {
            total: 3,
            ..Anonymes::default()
        },
        ..Participation::default()
    }
}

#[test]
fn an_atelier_is_held_corrected_cancelled_and_put_back() {
    let me: AccountId = "maryse".into();
    let planned = read(&good()).unwrap();
    assert_eq!(planned.participations(), 0);
    let held = planned.held(three(), by(&me)).unwrap();
    assert_eq!((held.state, held.participations()), (AtelierState::Tenu, 3));
    let mut four = three();
    four.anonymous.total = 4;
    let corrected = held.held(four, by(&me)).unwrap();
    assert_eq!(corrected.participations(), 4);
    let off = corrected.cancelled(Some("Panne".into()), by(&me)).unwrap();
    assert_eq!(off.participations(), 0, "what was cancelled counts nobody");
    assert!(off.held(three(), by(&me)).is_none() && off.cancelled(None, by(&me)).is_none());
    let back = off.restored(by(&me)).unwrap();
    assert_eq!((back.state, back.participations()), (AtelierState::Tenu, 4));
    assert!(back.restored(by(&me)).is_none());
    let never = planned.cancelled(None, by(&me)).unwrap();
    assert_eq!(never.restored(by(&me)).unwrap().state, AtelierState::Prevu);
}

#[test]
fn an_atelier_is_held_from_its_day_on() {
    let me: AccountId = "maryse".into();
    let mut tomorrow = read(&good()).unwrap();
    tomorrow.date = date(2026, 11, 24);
    assert!(tomorrow.held(three(), by(&me)).is_none());
    let now = TODAY.at(9, 0, 0, 0);
    assert!(tomorrow.is_coming(now) && !tomorrow.is_to_complete(now));
    let planned = read(&good()).unwrap();
    assert!(planned.is_coming(now));
    assert!(planned.is_to_complete(TODAY.at(11, 0, 0, 0)));
    // Asked on the day, and on no other.
    assert!(planned.may_ask(TODAY) && !tomorrow.may_ask(TODAY));
    assert!(!planned.may_ask(date(2026, 11, 24)) && planned.may_hold(date(2026, 11, 24)));
    // One that was held stays on a day that has come.
    let held = planned.held(three(), by(&me)).unwrap();
    assert!(held.replanned(tomorrow.clone(), by(&me)).is_none());
    let moved = planned.replanned(tomorrow, by(&me)).unwrap();
    assert_eq!((moved.id.as_str(), moved.date), ("a1", date(2026, 11, 24)));
}

fn form(fields: &[(&str, &str)], named: usize, agreed: bool) -> ParticipationForm {
    let named = (0..named).map(|at| Nommee {
        person: format!("n{at}").into(),
        profile: Profile::default(),
    });
    let counters = fields.iter();
    ParticipationForm {
        named: named.collect(),
        agreed,
        counters: counters
            .map(|(name, count)| ((*name).to_owned(), (*count).to_owned()))
            .collect(),
    }
}

fn faults(form: ParticipationForm) -> Vec<String> {
    let errors = form.read().err().unwrap_or_default();
    errors.0.into_iter().map(|e| e.field).collect()
}

#[test]
fn who_came_is_named_when_she_agrees_and_counted_else() {
    let read = form(
        &[
            ("anonymes", "12"),
            ("deja", " 4 "),
            ("sexe-f", "7"),
            ("age-60-69", "5"),
            ("age-70-plus", "7"),
            ("statut-retraite", ""),
        ],
        2,
        true,
    );
    let read = read.read().unwrap();
    assert_eq!(read.total(), 14);
    assert!(read.holds(&"n1".into()) && !read.holds(&"n2".into()));
    assert_eq!(read.anonymous.sexes, BTreeMap::from([(Sex::Feminin, 7)]));
    let ages = BTreeMap::from([(AgeBand::From60, 5), (AgeBand::From70, 7)]);
    assert_eq!((read.anonymous.again, read.anonymous.ages), (4, ages));
    assert_eq!(read.anonymous.statuses, BTreeMap::<Status, u32>::new());
}

#[test]
fn somebody_came_and_parts_are_no_more_than_the_whole() {
    assert_eq!(faults(form(&[], 0, false)), ["anonymes"]);
    assert_eq!(faults(form(&[("anonymes", "0")], 0, true)), ["anonymes"]);
    assert_eq!(faults(form(&[], 1, false)), ["accord"]);
    assert_eq!(faults(form(&[], 1, true)), Vec::<String>::new());
    assert_eq!(
        faults(form(&[("anonymes", "10000")], 0, false)),
        Vec::<String>::new()
    );
    for wrong in ["10001", "-1", "beaucoup", "1,5"] {
        assert_eq!(
            faults(form(&[("anonymes", wrong)], 0, false)),
            ["anonymes"],
            "{wrong}"
        );
    }
    let parts = [
        ("anonymes", "3"),
        ("deja", "4"),
        ("sexe-f", "2"),
        ("sexe-m", "2"),
    ];
    assert_eq!(faults(form(&parts, 0, false)), ["deja", "sexe-f"]);
}

#[test]
fn progress_adds_the_counts_of_machines_and_ateliers() {
    let count = |competence, temps, pas, seule| Compte {
        competence,
        temps,
        echelle: Echelle {
            pas,
            aide: 1,
            seule,
        },
    };
    let all = progress([
        count(Competence::Email, Temps::Avant, 5, 0),
        count(Competence::Email, Temps::Avant, 2, 1),
        count(Competence::Email, Temps::Apres, 0, 6),
        count(Competence::Securite, Temps::Apres, 1, 1),
    ]);
    let email = all[&Competence::Email];
    assert_eq!(
        (email.avant.pas, email.avant.aide, email.avant.seule),
        (7, 2, 1)
    );
    assert_eq!(email.at(Temps::Apres).total(), 7);
    assert_eq!(all[&Competence::Securite].avant, Echelle::default());
}

proptest! {
    #[test]
    fn shares_are_of_enough_answers_and_never_more_than_the_whole(
        pas in 0..40_u32, aide in 0..40_u32, seule in 0..40_u32,
    ) {
        let all = Echelle { pas, aide, seule };
        match all.shares(FEWEST) {
            None => prop_assert!(all.total() < FEWEST),
            Some((alone, helped)) => {
                prop_assert!(all.total() >= FEWEST && alone + helped <= 100);
                let exact = f64::from(seule) * 100.0 / f64::from(all.total());
                prop_assert!((f64::from(alone) - exact).abs() <= 0.5 + 1e-9);
            }
        }
    }

    /// What is read holds as many people as were counted, whatever is typed.
    #[test]
    fn no_text_of_a_counter_is_taken_for_another_number(text in "[0-9 ]{0,6}|.{0,8}") {
        let read = form(&[("anonymes", &text)], 0, false).read();
        let number = text.trim().parse::<u32>().ok();
        match read {
            Ok(read) => prop_assert_eq!(Some(read.total()), number),
            Err(_) => prop_assert!(number.is_none_or(|n| n == 0 || n > MOST_ANONYMOUS)),
        }
    }
}
