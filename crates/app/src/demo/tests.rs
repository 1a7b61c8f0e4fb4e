use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use plus_domain::{
    permanence::Site,
    stats::contributions,
    visite::{FirstTime, Visite},
};

use super::*;

fn territory() -> Territoire {
    crate::territory::espace_sud().expect("the embedded territory is right")
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
