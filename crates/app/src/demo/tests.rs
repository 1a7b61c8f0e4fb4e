use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use plus_domain::{
    account::{Account, Role},
    convention, formation,
    permanence::Site,
    stats::contributions,
    visite::{FirstTime, Visite},
};

use super::*;

fn territory() -> Territoire {
    crate::territory::demonstration().expect("the embedded territory is right")
}

fn made(invent: impl Fn(&Setting<'_>) -> Facts, today: jiff::civil::Date) -> Facts {
    let territory = territory();
    let crew = ["maryse", "josiane", "carole", "stella"].map(AccountId::from);
    invent(&Setting {
        territory: &territory,
        crew: &crew,
        today,
        seed: 2017,
    })
}

fn visites(facts: &Facts) -> impl Iterator<Item = &Visite> {
    facts.iter().filter_map(|fact| match fact {
        Event::VisiteRecorded(visite) => Some(visite),
        _ => None,
    })
}

#[test]
fn the_record_holds_761_people_and_more_visites_than_people() {
    let facts = made(record_2017, RECORD_LAST_DAY);
    let mut first: BTreeMap<&str, jiff::civil::Date> = BTreeMap::new();
    for visite in visites(&facts).filter(|v| v.has_accompagnement()) {
        let person = visite
            .person
            .as_ref()
            .expect("who is accompanied is known")
            .as_str();
        let seen = first.entry(person).or_insert(visite.date);
        *seen = (*seen).min(visite.date);
    }
    let of = |year: i16| first.values().filter(|day| day.year() == year).count();
    assert_eq!((of(2016), of(2017)), (436, 325));
    assert!(visites(&facts).count() > 761);
    assert!(visites(&facts).all(|v| v.date <= RECORD_LAST_DAY));
}

#[test]
fn people_of_2016_came_to_fixed_permanences() {
    for fact in made(record_2017, RECORD_LAST_DAY) {
        if let Event::PermanenceSet(permanence) = fact {
            let bus = permanence.date >= date(2017, 3, 1);
            assert_eq!(permanence.site == Site::Bus, bus, "{}", permanence.date);
        }
    }
}

#[test]
fn an_invented_life_is_the_same_twice_and_lawful() {
    let today = date(2026, 11, 23);
    let facts = made(life, today);
    assert_eq!(facts, made(life, today));
    let territory = territory();
    let ids: BTreeSet<_> = visites(&facts).map(|v| v.id.clone()).collect();
    assert_eq!(ids.len(), visites(&facts).count());
    assert!(ids.len() > 1_000, "{}", ids.len());
    for visite in visites(&facts) {
        assert!(visite.date <= today && !visite.demandes.is_empty());
        assert!(
            visite
                .demandes
                .iter()
                .all(plus_domain::visite::Demande::is_coherent)
        );
        assert!(
            territory.hours_on(visite.date).is_some(),
            "closed on {}",
            visite.date
        );
        assert!(!contributions(visite, FirstTime::Unknown).is_empty());
    }
}

/// The registers of an invented relay on a day: those of conventions and of training.
fn registers_on(today: jiff::civil::Date) -> (convention::Registre, formation::Registre) {
    let territory = territory();
    let person = |login: &str, role: Role| Account {
        id: login.into(),
        login: login.into(),
        name: login.into(),
        role,
        partner: None,
        disabled: false,
    };
    let mut accounts = vec![person("ghislaine", Role::Coordinateur)];
    let team = ["maryse", "josiane", "carole", "stella"];
    accounts.extend(team.map(|login| person(login, Role::Animatrice)));
    let (mut bound, mut learnt) = (Vec::new(), Vec::new());
    for fact in registres(&territory, &accounts, today, 0) {
        match fact {
            Event::ConventionSet(written) => bound.push(written.item),
            Event::FormationSet(written) => learnt.push(written.item),
            other => panic!("{other:?}"),
        }
    }
    (
        convention::Registre::of(bound),
        formation::Registre::of(learnt),
    )
}

#[test]
fn the_convention_is_signed_on_16_november_2016_with_each_founding_partner() {
    let (register, _) = registers_on(RECORD_LAST_DAY);
    let signed: Vec<_> = register.conventions().map(|c| c.signed).collect();
    assert_eq!(signed, vec![Some(date(2016, 11, 16)); signed.len()]);
    assert!(signed.len() >= 3);
    let alerts = register.alerts(RECORD_LAST_DAY, |_| true);
    assert_eq!(alerts.len(), 1, "what the third partner owes: {alerts:?}");
    let (later, _) = registers_on(date(2026, 11, 23));
    let kinds: BTreeSet<&str> = later
        .alerts(date(2026, 11, 23), |_| true)
        .iter()
        .map(|a| a.kind.code())
        .collect();
    assert_eq!(kinds, BTreeSet::from(["fin", "obligation", "reunion"]));
}

#[test]
fn ten_modules_and_more_than_eight_weeks_with_the_partners_for_each() {
    let (_, register) = registers_on(RECORD_LAST_DAY);
    assert_eq!(register.modules().count(), 10);
    for login in ["maryse", "josiane", "carole", "stella"] {
        let weeks = register.with_partners(&login.into()) / (35 * 60);
        assert!(weeks > 8, "{login}: {weeks}");
    }
    let all = register.attestations().count();
    assert_eq!(register.numbers().len(), all, "each has its own number");
    let today = date(2026, 11, 23);
    let (_, later) = registers_on(today);
    let team = ["maryse", "josiane", "carole", "stella"].map(AccountId::from);
    let expiring = later.expiring(&team, today);
    assert_eq!(expiring.len(), 1, "{expiring:?}");
    assert!(later.progress(&"stella".into()).is_some());
}

#[test]
fn what_came_of_an_invented_life_is_over_and_names_nobody() {
    let today = date(2026, 11, 23);
    let (mut given, mut carried) = (Vec::new(), Vec::new());
    let mut closed = BTreeMap::new();
    for fact in made(life, today) {
        match fact {
            Event::PermanenceSet(one) => {
                let is_closed = one.state == plus_domain::permanence::PermanenceState::Closed;
                closed.insert(one.id.clone(), (one, is_closed));
            }
            Event::RendezVousSet(one) => given.push(one),
            Event::EscaladeSet(one) => carried.push(one),
            _ => {}
        }
    }
    assert!(given.len() > 200 && carried.len() > 10);
    for one in &given {
        let (permanence, is_closed) = &closed[&one.permanence];
        assert!(*is_closed && one.date == permanence.date && one.date < today);
        assert!((permanence.start..permanence.end).contains(&one.start));
        assert!(one.sealed.is_empty() && !one.is_held(), "{one:?}");
    }
    let last = today
        .to_datetime(jiff::civil::Time::midnight())
        .to_zoned_datetime(jiff::tz::TimeZone::UTC)
        .unwrap();
    let last = last.timestamp().as_millisecond();
    for one in &carried {
        assert!(one.sealed.is_empty() && !one.is_open());
        assert!(
            one.answered_at
                .is_some_and(|at| one.opened_at < at && at < last)
        );
    }
    // Enough in a month for a partner's statement to say how many.
    let of_month = |month: i8| given.iter().filter(|one| one.date.month() == month).count();
    assert!(of_month(10) >= 11, "{}", of_month(10));
}
