//! The forms of the tour, and a plan that a hand changes.

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::form::FormErrors;

/// The fields that are refused, in order.
pub(super) fn fields_of(errors: FormErrors) -> Vec<String> {
    errors.0.into_iter().map(|e| e.field).collect()
}

fn fields<T: std::fmt::Debug>(read: Result<T, FormErrors>) -> Vec<String> {
    match read {
        Ok(_) => Vec::new(),
        Err(errors) => fields_of(errors),
    }
}

#[test]
fn a_member_of_the_team_is_read_with_her_skills() {
    let form = EquipierForm {
        driver: "oui".into(),
        skills: "Kréyol, kréyol ;  langue  des signes".into(),
        monthly: " 12".into(),
        share: "80".into(),
    };
    let read = form.read("a1".into(), "c".into(), 7).expect("good");
    assert!(read.driver);
    assert_eq!(read.skills, ["kréyol", "langue des signes"]);
    assert_eq!((read.monthly, read.share), (12, 80));
}

#[test]
fn everything_wrong_in_a_member_is_said_at_once() {
    let bad = EquipierForm {
        driver: String::new(),
        skills: "a".repeat(41),
        monthly: "32".into(),
        share: "101".into(),
    };
    assert_eq!(
        fields(bad.read("a1".into(), "c".into(), 7)),
        ["mensuel", "part", "savoirs"]
    );
}

#[test]
fn a_leave_never_says_why() {
    let form = |kind: &str, title: &str| AbsenceForm {
        from: "2027-03-01".into(),
        to: String::new(),
        kind: kind.into(),
        title: title.into(),
    };
    let read = |f: AbsenceForm| f.read("x".into(), Some("a1".into()), "c".into(), 7);
    assert_eq!(fields(read(form("conge", "maladie"))), ["intitule"]);
    let training = read(form("formation", " CNFPT : accueil ")).expect("good");
    assert_eq!(training.title.as_deref(), Some("CNFPT : accueil"));
    assert!(training.takes(date(2027, 3, 1)) && !training.takes(date(2027, 3, 2)));
}

#[test]
fn only_the_van_goes_to_the_garage() {
    let form = |kind: &str| AbsenceForm {
        from: "2027-03-01".into(),
        to: String::new(),
        kind: kind.into(),
        title: String::new(),
    };
    let van = form("entretien").read("x".into(), None, "c".into(), 7);
    assert!(van.expect("good").takes(date(2027, 3, 1)));
    for (kind, account) in [("entretien", Some("a1".into())), ("conge", None)] {
        let read = form(kind).read("x".into(), account, "c".into(), 7);
        assert_eq!(fields(read), ["genre"], "{kind}");
    }
}

#[test]
fn an_absence_ends_after_it_begins_and_within_a_year() {
    for to in ["2027-02-28", "2028-03-02", "hier"] {
        let form = AbsenceForm {
            from: "2027-03-01".into(),
            to: to.into(),
            kind: "conge".into(),
            title: String::new(),
        };
        assert_eq!(
            fields(form.read("x".into(), Some("a1".into()), "c".into(), 7)),
            ["au"],
            "{to}"
        );
    }
}

#[test]
fn a_partner_wants_no_more_than_it_offers_and_only_in_the_month() {
    let month = "2027-03".parse().expect("a month");
    let form = |days: &str, wanted: &str| PresenceForm {
        days: days.into(),
        wanted: wanted.into(),
    };
    let read = |f: PresenceForm| f.read("caf".into(), month, "c".into(), 7);
    assert_eq!(
        fields(read(form("2027-03-04, 2027-03-11", "3"))),
        ["voulues"]
    );
    assert_eq!(fields(read(form("2027-04-01", "1"))), ["jours"]);
    let good = read(form("2027-03-11\n2027-03-04 2027-03-04", "2")).expect("good");
    assert_eq!(good.days, [date(2027, 3, 4), date(2027, 3, 11)]);
    assert_eq!(good.key(), "caf/2027-03");
}

#[test]
fn a_place_is_read_with_its_days_in_order() {
    let form = EscaleForm {
        served: "oui".into(),
        days: vec!["4".into(), "1".into(), "4".into()],
        skill: "Portail CAF".into(),
        market: "6".into(),
        weight: "150".into(),
    };
    let read = form.read("p".into(), "c".into(), 7).expect("good");
    assert_eq!(
        (read.days, read.market, read.weight),
        (vec![1, 4], Some(6), 150)
    );
    let bad = EscaleForm {
        days: vec!["8".into()],
        market: "0".into(),
        weight: "beaucoup".into(),
        ..form
    };
    assert_eq!(
        fields(bad.read("p".into(), "c".into(), 7)),
        ["jours", "marche", "poids"]
    );
}

fn plan() -> Tournee {
    let day = |d: i8| HalfDay {
        date: date(2027, 3, d),
        start: time(8, 0, 0, 0),
        end: time(13, 0, 0, 0),
        place: Some("le-marin-mondesir".into()),
        crew: vec!["a1".into(), "a2".into()],
        driver: Some("a1".into()),
        partner: None,
        pinned: false,
        permanence: None,
    };
    Tournee {
        id: "t".into(),
        from: "2027-03".parse().expect("a month"),
        to: "2027-03".parse().expect("a month"),
        title: "Mars".into(),
        state: TourneeState::Draft,
        days: vec![day(2), day(3)],
        proof: Some(Proof {
            objective: 1,
            bound: 1,
            proved: true,
        }),
        author: "c".into(),
        at: 1,
    }
}

#[test]
fn what_was_proved_is_not_said_of_a_plan_changed_by_hand() {
    let before = plan();
    let changed = HalfDay {
        place: None,
        crew: vec![],
        driver: None,
        ..before.days[1].clone()
    };
    let after = before.with(&changed, "d".into(), 2);
    assert_eq!(after.proof, None);
    assert_eq!(after.day(changed.date), Some(&changed));
    assert_eq!(after.days[0], before.days[0]);
}

#[test]
fn a_version_comes_back_without_touching_what_is_over_or_cancelled() {
    let version = plan();
    let announced = |d: usize, crew: &[&str], place: Option<&str>| HalfDay {
        place: place.map(Into::into),
        crew: crew.iter().map(|who| (*who).into()).collect(),
        driver: None,
        pinned: true,
        permanence: Some(format!("p{d}").into()),
        ..version.days[d].clone()
    };
    let marin = Some("le-marin-mondesir");
    let otherwise = [
        announced(0, &["a3"], marin),
        announced(1, &["a2", "a1"], marin),
    ];
    let back = version.back_to(&otherwise, date(2027, 3, 1));
    // Held by others: the same permanence, with the crew of before, to be published again.
    assert!(back[0].is_planned_as(&version.days[0]));
    assert_eq!(
        (back[0].pinned, back[0].permanence.clone()),
        (false, Some("p0".into()))
    );
    // Held alike: nothing to do, whatever the order of the crew.
    assert_eq!(back[1], otherwise[1]);
    // Over, of today, or cancelled: nothing comes back.
    assert_eq!(
        version.back_to(&otherwise, date(2027, 3, 2))[0],
        otherwise[0]
    );
    let cancelled = [announced(0, &[], None)];
    let back = version.back_to(&cancelled, date(2027, 3, 1));
    assert_eq!(back[0], cancelled[0]);
    // Never announced: as the version says.
    assert_eq!(back[1], version.days[1]);
}

#[test]
fn a_plan_is_written_and_read_again() {
    let text = serde_json::to_string(&plan()).expect("written");
    assert_eq!(
        serde_json::from_str::<Tournee>(&text).expect("read"),
        plan()
    );
}

proptest! {
    #[test]
    fn no_text_makes_a_form_stumble(text in ".{0,60}") {
        let _ = EquipierForm { driver: text.clone(), skills: text.clone(), monthly: text.clone(), share: text.clone() }
            .read("a".into(), "c".into(), 0);
        let _ = AbsenceForm { from: text.clone(), to: text.clone(), kind: text.clone(), title: text.clone() }
            .read("x".into(), Some("a".into()), "c".into(), 0);
        let _ = PresenceForm { days: text.clone(), wanted: text }
            .read("caf".into(), "2027-03".parse().expect("a month"), "c".into(), 0);
    }
}
