//! Visites by month and demandes by partner, with the people of each (requirement A2): the
//! count beside a recount by hand over any visites.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use plus_domain::{
    ids::{PartnerCode, PersonId},
    period::Month,
    profile::Profile,
    statement::Served,
    visite::{Channel, Demande, FirstTime, Kind, Outcome, Visite},
};
use proptest::prelude::*;

fn demande(partner: &str) -> Demande {
    Demande {
        id: "d".into(),
        partner: partner.into(),
        demarche: None,
        theme: "famille".into(),
        kind: Kind::Information,
        kind_confirmed: true,
        outcome: Outcome::Resolu,
        redirected_to: None,
        to_finish: false,
    }
}

pub fn visite(month: i8, person: Option<u8>, partners: &[&str]) -> Visite {
    Visite {
        id: "v".into(),
        at: 0,
        date: date(2026, month, 5),
        permanence: None,
        place: "le-marin-mondesir".into(),
        commune: "97217".into(),
        channel: Channel::SurPlace,
        author: "a1".into(),
        minutes: 0,
        person: person.map(|n| PersonId::new(n.to_string())),
        first: FirstTime::Unknown,
        profile: Profile::default(),
        note: None,
        pages_printed: 0,
        demandes: partners.iter().map(|p| demande(p)).collect(),
    }
}

/// Month, person if she is known, partners.
type Came = (i8, Option<u8>, Vec<&'static str>);

fn came() -> impl Strategy<Value = Vec<Came>> {
    let partner = prop::sample::select(vec!["caf", "cgss", "edf"]);
    let partners = prop::collection::vec(partner, 1..4);
    prop::collection::vec((1..4_i8, prop::option::of(0..5_u8), partners), 0..40)
}

proptest! {
    #[test]
    fn a2_counts_and_people_are_those_of_a_recount(all in came()) {
        let mut served = Served::default();
        for (month, person, partners) in &all {
            served.add(&visite(*month, *person, partners));
        }
        let months = served.months();
        let partners = served.partners();
        prop_assert_eq!(months.values().map(|c| c.count).sum::<u64>(), all.len() as u64);
        let demandes: usize = all.iter().map(|(_, _, p)| p.len()).sum();
        prop_assert_eq!(partners.values().map(|c| c.count).sum::<u64>(), demandes as u64);
        let mut people: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (rank, (_, person, partners)) in all.iter().enumerate() {
            // Somebody who is not known is one person each time.
            let who = person.map_or_else(|| format!("anonymous {rank}"), |n| n.to_string());
            for partner in partners {
                people.entry(partner).or_default().insert(who.clone());
            }
        }
        for (partner, who) in &people {
            prop_assert_eq!(partners[&PartnerCode::new(*partner)].persons, who.len() as u64);
        }

        // Told to anybody: nothing of few people, whatever one partner knows of its own.
        let told = served.gathered(ENOUGH, &BTreeSet::new());
        let alone: u64 = told.alone.values().map(|c| c.count).sum();
        let together = told.together.clone().map_or(0, |(_, count)| count.count);
        prop_assert_eq!(alone + together, demandes as u64);
        prop_assert!(told.alone.values().all(|c| c.persons >= ENOUGH));
        let Some((codes, count)) = told.together else {
            return Ok(());
        };
        let of = |code: &PartnerCode| &people[code.as_str()];
        let union: BTreeSet<String> = codes.iter().flat_map(of).cloned().collect();
        prop_assert_eq!(count.persons, union.len() as u64);
        let is_mixed = codes.iter().all(|code| union.difference(of(code)).count() as u64 >= ENOUGH);
        prop_assert!(is_mixed || told.alone.is_empty(), "{:?}", codes);
    }
}

/// People below whom a partner is not told of alone, in these tests.
const ENOUGH: u64 = 3;

/// `people` visites of people nobody knows for a partner.
fn came_for(served: &mut Served, partner: &'static str, people: usize) {
    for _ in 0..people {
        served.add(&visite(2, None, &[partner]));
    }
}

#[test]
fn a1_partners_of_few_people_are_told_of_together_with_the_next_ones() {
    let mut served = Served::default();
    came_for(&mut served, "caf", 40);
    came_for(&mut served, "cgss", 20);
    came_for(&mut served, "edf", 12);
    assert_eq!(served.gathered(11, &BTreeSet::new()).together, None);
    // The water company and electricity know their own people: three and twelve are not enough.
    came_for(&mut served, "eau", 3);
    let told = served.gathered(11, &BTreeSet::new());
    assert_eq!(
        told.alone
            .keys()
            .map(PartnerCode::as_str)
            .collect::<Vec<_>>(),
        ["caf"]
    );
    let (codes, count) = told.together.expect("a group");
    assert_eq!(
        codes.iter().map(PartnerCode::as_str).collect::<Vec<_>>(),
        ["cgss", "eau", "edf"]
    );
    assert_eq!((count.count, count.persons), (35, 35));
}

#[test]
fn a1_where_no_group_is_enough_all_are_told_of_together() {
    let mut served = Served::default();
    came_for(&mut served, "caf", 40);
    came_for(&mut served, "eau", 3);
    let told = served.gathered(11, &BTreeSet::new());
    assert!(told.alone.is_empty());
    assert_eq!(
        told.together
            .map(|(codes, count)| (codes.len(), count.count)),
        Some((2, 43))
    );
}

#[test]
fn somebody_who_comes_back_is_one_person_of_her_month() {
    let mut served = Served::default();
    for _ in 0..3 {
        served.add(&visite(2, Some(7), &["caf", "caf"]));
    }
    let months = served.months();
    let february = Month::of(date(2026, 2, 5));
    assert_eq!((months[&february].count, months[&february].persons), (3, 1));
    let caf = served.partners()[&PartnerCode::new("caf")];
    assert_eq!((caf.count, caf.persons), (6, 1));
}
