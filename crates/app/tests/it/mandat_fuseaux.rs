//! A mandate over zones and midnights: the instants at which an act is allowed are those from
//! the beginning of its first day to the end of its last, as they are in the territory
//! (requirement P18).

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use plus::outside::Outside;
use plus_domain::mandat::{Duree, Mandat};
use proptest::prelude::*;

/// Zones far from one another; some skip midnight when clocks change, one skipped a whole day.
const ZONES: [&str; 8] = [
    "America/Martinique",
    "Europe/Paris",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "America/Havana",
    "Asia/Beirut",
    "Pacific/Apia",
];
const MINUTE_MS: i64 = 60_000;

fn mandat(from: Date, duree: Duree) -> Mandat {
    Mandat {
        id: "m".into(),
        dossier: "d".into(),
        author: "a".into(),
        mandataire: "a".into(),
        demarches: vec!["rsa".into()],
        from,
        duree,
        modele: String::new(),
        modele_hash: String::new(),
        salt: String::new(),
        hash: String::new(),
        sealed: String::new(),
        ended: None,
        at: 0,
    }
}

/// The instant at which a day begins somewhere: not always midnight.
fn begins(day: Date, zone: &TimeZone) -> i64 {
    let instant = zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap();
    instant.as_millisecond()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// At any instant, near the edges of days above all, in any zone.
    #[test]
    fn p18_an_act_is_allowed_from_the_first_instant_of_the_first_day_to_the_last_of_the_last(
        zone in 0_usize..ZONES.len(),
        start in 0_i64..9_000,
        which in 0_usize..4,
        edge in any::<bool>(),
        days in -3_i64..400,
        minutes in -180_i64..180,
    ) {
        let zone = TimeZone::get(ZONES[zone]).unwrap();
        let from = jiff::civil::date(2011, 1, 1).saturating_add(start.days());
        let mandat = mandat(from, Duree::ALL[which]);
        let last = mandat.until();
        let near = if edge { last.tomorrow().unwrap() } else { from.saturating_add(days.days()) };
        let now = begins(near, &zone) + minutes * MINUTE_MS;
        let today = Outside::fixed(now, 1).today(&zone);
        let allowed = mandat.covers(&"rsa".into(), today, now).is_ok();
        let inside = (begins(from, &zone)..begins(last.tomorrow().unwrap(), &zone)).contains(&now);
        let at = Timestamp::from_millisecond(now).unwrap();
        prop_assert_eq!(allowed, inside, "{} in {:?}, {} to {}", at, zone.iana_name(), from, last);
    }
}
