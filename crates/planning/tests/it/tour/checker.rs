//! One planted fault per rule: the checker names that rule and no other.

use plus_planning::tour::{Instance, Outing, Partner, Person, Pin, Plan, Stop, check, read};

/// Four half-days of two weeks, three people, two communes, one partner.
fn instance() -> Instance {
    let stop = |nom: &str, insee: &str| Stop {
        nom: nom.into(),
        insee: insee.into(),
        need: 100.0,
        pop: 100.0,
        km: 10.0,
        dow: [0, 1, 2, 3].into(),
        stale: 0.0,
        skill: None,
    };
    let person = |id: &str, driver: bool| Person {
        id: id.into(),
        driver,
        skills: ["caf".to_owned()].into(),
        lapsed: [].into(),
        maxm: 10,
        target: 1.0,
        off: [].into(),
    };
    let dates = ["2027-03-02", "2027-03-03", "2027-03-04", "2027-03-09"];
    Instance {
        half_days: 4,
        months: 1,
        dates: dates.map(|date| date.parse().unwrap()).into(),
        dow: vec![1, 2, 3, 1],
        week: vec![0, 0, 0, 1],
        mon: vec![3; 4],
        communes: vec!["A".into(), "B".into()],
        stops: vec![
            stop("a1", "A"),
            stop("a2", "A"),
            stop("b1", "B"),
            stop("c1", "C"),
        ],
        staff: vec![
            person("m0", true),
            person("m1", true),
            person("m2", false),
            person("m3", false),
        ],
        market: [].into(),
        partners: vec![Partner {
            id: "CAF".into(),
            n: 1,
            slots: [0, 1].into(),
        }],
        published: Vec::new(),
        period: Vec::new(),
        weekly_max: 2,
        names: [].into(),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a plan holds it so")]
fn outing(stop: usize, crew: &[usize], driver: usize) -> Option<Outing> {
    Some(Outing {
        stop,
        crew: crew.to_vec(),
        driver,
        partner: None,
    })
}

/// A plan without fault, which each test spoils.
fn legal() -> Plan {
    let mut half_days = vec![
        outing(0, &[0, 2], 0),
        outing(2, &[1, 3], 1),
        None,
        outing(1, &[0, 1, 2], 1),
    ];
    half_days[0].as_mut().unwrap().partner = Some(0);
    Plan { half_days }
}

fn rules(instance: &Instance, plan: &Plan) -> Vec<&'static str> {
    let faults = check(instance, plan);
    assert!(faults.iter().all(|fault| !fault.to_string().is_empty()));
    faults
        .iter()
        .map(plus_planning::tour::Fault::rule)
        .collect()
}

/// The rules broken once the data and the plan are spoilt.
fn spoilt(spoil: impl FnOnce(&mut Instance, &mut Vec<Option<Outing>>)) -> Vec<&'static str> {
    let (mut instance, mut plan) = (instance(), legal());
    spoil(&mut instance, &mut plan.half_days);
    rules(&instance, &plan)
}

#[test]
fn a_legal_plan_has_no_fault() {
    assert_eq!(spoilt(|_, _| {}), [""; 0]);
}

#[test]
fn a_plan_of_another_length_is_refused() {
    assert_eq!(spoilt(|_, days| days.truncate(3)), ["length"]);
}

#[test]
fn numbers_that_do_not_exist_are_refused() {
    assert_eq!(
        spoilt(|_, days| days[0] = outing(9, &[0, 2], 0)),
        ["unknown"]
    );
    assert_eq!(
        spoilt(|_, days| days[0] = outing(0, &[0, 9], 0)),
        ["unknown"]
    );
    assert_eq!(
        spoilt(|_, days| days[0].as_mut().unwrap().partner = Some(9)),
        ["unknown"]
    );
}

#[test]
fn a_stop_on_a_forbidden_weekday_is_a_fault() {
    assert_eq!(
        spoilt(|data, _| data.stops[2].dow = [0].into()),
        ["weekday"]
    );
}

#[test]
fn a_stop_twice_in_a_month_is_a_fault() {
    assert_eq!(
        spoilt(|_, days| days[3] = outing(0, &[0, 1], 1)),
        ["stop-twice-a-month"]
    );
}

#[test]
fn a_commune_twice_in_a_week_is_a_fault() {
    assert_eq!(
        spoilt(|_, days| days[1] = outing(1, &[1, 3], 1)).first(),
        Some(&"stop-twice-a-month")
    );
    let twice = spoilt(|_, days| {
        days[3] = None;
        days[1] = outing(1, &[1, 3], 1);
    });
    assert_eq!(twice, ["commune-twice-a-week"]);
}

#[test]
fn one_person_or_four_are_a_fault() {
    assert_eq!(
        spoilt(|_, days| days[3] = outing(1, &[1], 1)),
        ["crew-size"]
    );
    assert_eq!(
        spoilt(|_, days| days[3] = outing(1, &[0, 1, 2, 3], 1)),
        ["crew-size"]
    );
}

#[test]
fn somebody_listed_twice_is_a_fault() {
    assert_eq!(
        spoilt(|_, days| days[3] = outing(1, &[0, 1, 1], 1)),
        ["person-twice"]
    );
}

#[test]
fn a_driver_left_behind_is_a_fault() {
    assert_eq!(
        spoilt(|_, days| days[3] = outing(1, &[0, 2], 1)),
        ["driver-not-on-board"]
    );
}

#[test]
fn a_driver_without_licence_is_a_fault() {
    assert_eq!(
        spoilt(|_, days| days[3] = outing(1, &[0, 2], 2)),
        ["not-a-driver"]
    );
}

#[test]
fn somebody_absent_on_board_is_a_fault() {
    assert_eq!(spoilt(|data, _| data.staff[2].off = [3].into()), ["absent"]);
}

#[test]
fn one_half_day_too_many_in_a_week_is_a_fault() {
    assert_eq!(
        spoilt(|data, days| {
            data.weekly_max = 1;
            days[2] = outing(3, &[0, 1], 0);
            days[1] = None;
            days[0] = outing(0, &[2, 1], 1);
        }),
        ["weekly-max"]
    );
}

#[test]
fn a_monthly_quota_exceeded_is_a_fault() {
    assert_eq!(spoilt(|data, _| data.staff[2].maxm = 1), ["monthly-max"]);
}

#[test]
fn a_skill_that_expired_or_is_not_learnt_yet_is_a_fault_that_day() {
    let known_on = |lapsed: &'static [usize]| {
        spoilt(move |data, _| {
            data.stops[2].skill = Some("caf".into());
            for person in &mut data.staff {
                let days = lapsed.iter().copied().collect();
                person.lapsed = [("caf".to_owned(), days)].into();
            }
        })
    };
    assert_eq!(known_on(&[0, 1, 2, 3]), ["skill"]);
    assert!(known_on(&[]).is_empty());
}

#[test]
fn a_skill_that_nobody_on_board_has_is_a_fault() {
    assert_eq!(
        spoilt(|data, _| data.stops[2].skill = Some("lsf".into())),
        ["skill"]
    );
}

#[test]
fn a_partner_on_a_half_day_it_did_not_offer_is_a_fault() {
    assert_eq!(
        spoilt(|data, _| data.partners[0].slots = [1].into()),
        ["not-offered"]
    );
}

#[test]
fn a_partner_more_often_than_it_wants_is_a_fault() {
    assert_eq!(
        spoilt(|_, days| days[1].as_mut().unwrap().partner = Some(0)),
        ["partner-too-often"]
    );
}

#[test]
fn somebody_in_two_vans_at_once_is_a_fault() {
    let two = spoilt(|data, days| {
        data.dates[1] = data.dates[0];
        days[1] = outing(2, &[1, 2], 1);
    });
    assert_eq!(two, ["two-vans"]);
}

#[test]
fn a_partner_in_two_vans_at_once_is_a_fault() {
    let two = spoilt(|data, days| {
        data.dates[1] = data.dates[0];
        data.partners[0].n = 2;
        days[1].as_mut().unwrap().partner = Some(0);
    });
    assert_eq!(two, ["partner-in-two-vans"]);
}

#[test]
fn a_published_half_day_that_moves_is_a_fault() {
    let pin = |outing| vec![Pin { h: 1, outing }];
    assert_eq!(
        spoilt(|data, _| data.published = pin(outing(2, &[3, 1], 1))),
        [""; 0]
    );
    assert_eq!(
        spoilt(|data, _| data.published = pin(outing(2, &[1, 2], 1))),
        ["pinned"]
    );
    assert_eq!(spoilt(|data, _| data.published = pin(None)), ["pinned"]);
}

#[test]
fn what_is_written_is_read_back() {
    let mut data = instance();
    data.published = vec![
        Pin {
            h: 1,
            outing: outing(2, &[3, 1], 1),
        },
        Pin { h: 2, outing: None },
    ];
    data.names = [("A".to_owned(), "Le Marin".to_owned())].into();
    data.market = [("A".to_owned(), 2)].into();
    let text = serde_json::to_string(&data).unwrap();
    assert_eq!(read(&text), Ok(data));
}
