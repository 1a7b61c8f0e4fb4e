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
        for (partner, who) in people {
            prop_assert_eq!(partners[&PartnerCode::new(partner)].persons, who.len() as u64);
        }
    }
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
