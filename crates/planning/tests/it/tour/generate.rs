//! Invented instances stand on real places and can be planned.

use jiff::civil::date;
use plus_planning::{
    access::geo::Geo,
    tour::{Ground, Instance, check, generate::BASE, instance, read, read::verify},
};

use super::{calendar::is_holiday, plan};

fn geo() -> Geo {
    let bytes = |name: &str| -> Option<&'static [u8]> {
        Some(match name {
            "carreaux.csv" => {
                include_bytes!("../../../../../territoires/espace-sud/geo/carreaux.csv")
            }
            "quartiers.csv" => {
                include_bytes!("../../../../../territoires/espace-sud/geo/quartiers.csv")
            }
            "communes.geojson" => {
                include_bytes!("../../../../../territoires/espace-sud/geo/communes.geojson")
            }
            _ => return None,
        })
    };
    Geo::read(bytes).unwrap()
}

fn invented(months: usize, seed: u64) -> Instance {
    let communes = ["97217", "97220", "97226"].map(str::to_owned);
    instance(
        months,
        seed,
        &Ground {
            start: date(2027, 3, 1),
            communes: &communes,
            geo: &geo(),
            base: BASE,
            is_holiday: &is_holiday,
        },
    )
}

#[test]
fn the_same_seed_invents_the_same_instance() {
    assert_eq!(invented(3, 5), invented(3, 5));
    assert_ne!(invented(3, 5), invented(3, 6));
}

#[test]
fn an_invented_instance_is_written_and_read_in_the_format() {
    let invented = invented(3, 1);
    assert_eq!(verify(&invented), Ok(()));
    assert_eq!(
        read(&serde_json::to_string(&invented).unwrap()),
        Ok(invented)
    );
}

#[test]
fn places_need_and_kilometres_are_those_of_the_month_of_reference() {
    let invented = invented(1, 1);
    let month = super::month();
    let mondesir = |instance: &Instance| {
        let mut stops = instance.stops.iter();
        stops.find(|stop| stop.nom == "Mondesir").unwrap().clone()
    };
    let (here, there) = (mondesir(&invented), mondesir(&month));
    assert!((here.need - there.need).abs() < 0.001, "{here:?} {there:?}");
    assert!((here.pop - there.pop).abs() < 0.001);
    assert!((here.km - there.km).abs() < 0.01);
}

#[test]
fn somebody_can_drive_every_day() {
    for seed in 0..20 {
        let invented = invented(6, seed);
        for h in 0..invented.half_days {
            let mut drivers = invented.staff.iter().filter(|person| person.driver);
            assert!(
                drivers.any(|person| !person.off.contains(&h)),
                "seed {seed}"
            );
        }
    }
}

#[test]
fn an_invented_month_is_planned_and_proved() {
    let invented = invented(1, 2);
    let answer = plan(&invented);
    assert_eq!(check(&invented, &answer.plan), []);
    assert!(answer.proved);
}
