//! Who is far by the roads and by bus, when the territory gives them: on the page, in the
//! report, on the command line; and what a damaged file gets.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use axum::http::StatusCode;
use plus::{
    implantation::{Aim, Ground, ROADS, TRANSIT, choose},
    territory::geo,
};
use plus_domain::account::Role;
use plus_planning::access::{
    geo::{Geo, Place, Tile},
    position::Position,
    time::road::{Class, RoadTimes, Rules},
};
use tempfile::TempDir;

use crate::{
    actors::{Actor, Relay},
    command::{json, plus, stderr},
    plan::copy_all,
};

#[path = "../../../planning/tests/it/access/pbf.rs"]
#[expect(
    dead_code,
    reason = "a part of the writer is for the tests of the reader"
)]
mod pbf;
#[path = "../../../planning/tests/it/access/zipped.rs"]
mod zipped;

use pbf::Island;
use zipped::zipped;

const HERE: &str = "/pilotage/implantation";

fn territory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../territoires/espace-sud")
}

fn real() -> Geo {
    geo::kept(&territory()).expect("the territory of the repository has its geography")
}

/// One road through every neighbourhood, but none in Le Diamant.
fn roads(geo: &Geo) -> Vec<u8> {
    let mut island = Island::default();
    let mut way = Vec::new();
    let served = geo.places.iter().filter(|place| place.commune != "97206");
    for (id, place) in (1..).zip(served) {
        island = island.node(id, place.position.lat, place.position.lon);
        way.push(id);
    }
    // The format of the writer holds ways of any length.
    island.way(&way, &["highway=secondary"]).write()
}

/// A bus every ten minutes between two neighbourhoods of Le Marin, on Tuesdays.
fn buses(geo: &Geo) -> Vec<u8> {
    let marin: Vec<&Place> = geo.places.iter().filter(|p| p.commune == "97217").collect();
    let mut stops = "stop_id,stop_name,stop_lat,stop_lon\n".to_owned();
    for (id, place) in ["A", "B"].iter().zip([marin[0], marin[1]]) {
        let Position { lat, lon } = place.position;
        writeln!(stops, "{id},Arrêt {id},{lat},{lon}").unwrap();
    }
    let mut trips = "route_id,service_id,trip_id\n".to_owned();
    let mut times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n".to_owned();
    for (trip, minute) in (6 * 60..15 * 60).step_by(10).enumerate() {
        let clock = |minute: i32| format!("{:02}:{:02}:00", minute / 60, minute % 60);
        writeln!(trips, "L,S,t{trip}").unwrap();
        for (rank, (stop, at)) in [("A", minute), ("B", minute + 5)].iter().enumerate() {
            let at = clock(*at);
            writeln!(times, "t{trip},{at},{at},{stop},{}", rank + 1).unwrap();
        }
    }
    let days = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
                S,0,1,0,0,0,0,0,20260101,20291231\n";
    let routes = "route_id,route_type\nL,3\n";
    zipped([
        ("stops.txt", stops.as_str()),
        ("routes.txt", routes),
        ("trips.txt", trips.as_str()),
        ("calendar.txt", days),
        ("stop_times.txt", times.as_str()),
    ])
}

/// A folder with both files.
fn folder(geo: &Geo) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(ROADS), roads(geo)).unwrap();
    fs::write(folder.path().join(TRANSIT), buses(geo)).unwrap();
    folder
}

async fn coordinator(relay: &Relay) -> Actor<'_> {
    relay.app.set_geo(real());
    relay.person(Role::Coordinateur).await
}

/// The first cell of a line of a section: « Personnes qui n’ont pas de bus », before.
fn cells(page: &str, line: &str) -> Vec<String> {
    let row = page.split(line).nth(1).expect(line);
    let row = row.split("</tr>").next().unwrap();
    let cells = row.split("<td").skip(1);
    let text = |cell: &str| {
        cell.split('>')
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap()
            .to_owned()
    };
    cells.map(text).collect()
}

#[tokio::test]
async fn the_page_says_who_is_far_by_road_and_by_bus() {
    let relay = Relay::open().await;
    let coordinator = coordinator(&relay).await;
    let folder = folder(&real());
    relay.app.set_networks(folder.path().to_owned());
    let page = coordinator.get(HERE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let page = page.body;
    assert!(page.contains("Par la route"), "{page}");
    assert!(
        page.contains("Temps de voiture lus dans routes.osm.pbf"),
        "{page}"
    );
    assert!(page.contains("Horaires lus dans bus.zip"), "{page}");
    // Nobody has a kiosk yet; after, those of Le Diamant who are far from any road have none.
    let road = cells(&page, "Personnes qui n’ont pas de route");
    assert_eq!(road[0], "Personne n’y va", "{road:?}");
    let share: f64 = road[1].replace(" %", "").replace(',', ".").parse().unwrap();
    assert!((1.0..10.0).contains(&share), "{road:?}");
    // One line of bus: nearly everybody has none, and it is a share, never a long time.
    let bus = cells(&page, "Personnes qui n’ont pas de bus");
    let share: f64 = bus[1].replace(" %", "").replace(',', ".").parse().unwrap();
    assert!((50.0..100.0).contains(&share), "{bus:?}");
    // The van is told beside.
    assert!(page.contains("quelques fois par mois"), "{page}");
    let report = coordinator.get(&format!("{HERE}/rapport")).await;
    assert_eq!(report.status, StatusCode::OK, "{}", report.body);
    assert!(report.body.starts_with("%PDF"), "a PDF");
}

#[tokio::test]
async fn without_networks_only_the_estimate_is_told() {
    let relay = Relay::open().await;
    let coordinator = coordinator(&relay).await;
    let page = coordinator.get(HERE).await.body;
    assert!(!page.contains("Par la route"), "{page}");
    // A folder whose files are damaged is told in the log, and the page stands.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(ROADS), b"no extract").unwrap();
    fs::write(folder.path().join(TRANSIT), b"no timetable").unwrap();
    let other = Relay::open().await;
    let actor = self::coordinator(&other).await;
    other.app.set_networks(folder.path().to_owned());
    let page = actor.get(HERE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("Par la route"), "{}", page.body);
}

/// An island of one road: A, B ten kilometres north of it, C forty, where no road goes.
#[test]
fn a_choice_by_road_leaves_out_those_who_have_none_and_says_so() {
    let degrees = |km: f64| (km / 6_371.0).to_degrees();
    let at = |km: f64| Position {
        lat: 14.0 + degrees(km),
        lon: -61.0,
    };
    let island = Island::default()
        .node(1, 14.0, -61.0)
        .node(2, 14.0 + degrees(10.0), -61.0)
        .way(&[1, 2], &["highway=primary"]);
    let today = jiff::civil::date(2026, 11, 10);
    let roads = RoadTimes::read("ile.osm.pbf", &island.write(), Rules::default(), today).unwrap();
    let places = [("a", 0.0), ("b", 10.0), ("c", 40.0)].map(|(id, km)| Place {
        id: id.to_owned(),
        name: id.to_owned(),
        commune: "97217".to_owned(),
        position: at(km),
    });
    let tiles = [(100.0, 0.0), (50.0, 10.0), (30.0, 40.0)].map(|(persons, km)| Tile {
        id: format!("{km}"),
        position: at(km),
        commune: Some("97217".to_owned()),
        imputed: false,
        persons,
        households: persons,
        poor_households: 0.0,
        elders: 0.0,
    });
    let geo = Geo {
        places: places.to_vec(),
        tiles: tiles.to_vec(),
        ..Geo::default()
    };
    let ground = Ground::fixed_at(&geo, &[]).unwrap();
    for tiles in [false, true] {
        let (problem, left) = ground.by_road(tiles, 1, &roads).unwrap();
        assert_eq!(left, 1, "those of C");
        let chosen = choose(&problem, Aim::Time, Duration::from_secs(5));
        assert_eq!((chosen.open.as_slice(), chosen.proved), (&[0][..], true));
        let minutes = 10.0 / Class::Primary.usual_speed() * 60.0;
        assert!(
            (chosen.travel - 50.0 * minutes).abs() < 0.1,
            "{}",
            chosen.travel
        );
    }
}

/// Two sites in each commune, its first neighbourhoods; one of them has no network.
fn two_in_each(geo: &Geo) -> String {
    let mut sheet =
        "nom,commune,latitude,longitude,proprietaire,courant,reseau,nuit,abri,note\n".to_owned();
    let read = plus::territory::read_folder(&territory()).unwrap();
    for commune in &read.communes {
        let own = geo
            .places
            .iter()
            .filter(|p| p.commune == commune.code.as_str());
        for (place, network) in own.zip(["oui", "non"]) {
            let Position { lat, lon } = place.position;
            let name = place.name.replace(',', " ");
            writeln!(
                sheet,
                "Site {name},{},{lat},{lon},Ville,oui,{network},oui,non,",
                commune.name
            )
            .unwrap();
        }
    }
    sheet
}

#[test]
fn the_command_measures_each_level_and_chooses_among_real_sites() {
    let geo = real();
    let folder = folder(&geo);
    let there = territory();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let sheet = two_in_each(&geo);
    let sites = path("sites.csv");
    fs::write(&sites, &sheet).unwrap();
    let (roads, transit) = (path(ROADS), path(TRANSIT));
    let asked = [
        "plan",
        "siting",
        "--territory",
        there.to_str().unwrap(),
        "--sites",
        &sites,
        "--roads",
        &roads,
        "--transit",
        &transit,
        "--day",
        "2026-12-01",
    ];
    let made = json(&plus(&[&asked[..], &["--format", "json"]].concat(), ""));
    let open = made["rule"]["open"].as_array().unwrap();
    assert_eq!(
        (open.len(), made["rule"]["communes"].as_u64()),
        (12, Some(12))
    );
    let named = |site: &serde_json::Value| site["name"].as_str().unwrap().starts_with("Site ");
    assert!(open.iter().all(named), "{made}");
    let levels = made["levels"].as_array().unwrap();
    let codes: Vec<&str> = levels
        .iter()
        .map(|l| l["level"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["route", "bus"]);
    assert_eq!(levels[1]["day"], "2026-12-01");
    let nowhere = |level: &serde_json::Value| level["groups"][0]["after"]["nowhere"].as_f64();
    assert!(nowhere(&levels[0]).unwrap() < 0.1, "{made}");
    assert!(nowhere(&levels[1]).unwrap() > 0.5, "{made}");
    // By road, with those who have none counted.
    let by_road = json(&plus(
        &[&asked[..], &["--by-road", "--format", "json"]].concat(),
        "",
    ));
    assert!(
        by_road["method"].as_str().unwrap().contains("par la route"),
        "{by_road}"
    );
    assert!(by_road["without_road"].as_u64().unwrap() > 0, "{by_road}");
    let told = plus(&asked, "");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("Par la route, après"), "{told}");
    assert!(told.contains("En bus le 2026-12-01"), "{told}");
}

#[test]
fn a_damaged_file_is_refused_with_its_place() {
    let geo = real();
    let folder = folder(&geo);
    let there = territory();
    let path = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let refused = |more: &[&str]| {
        let asked = ["plan", "siting", "--territory", there.to_str().unwrap()];
        let answer = plus(&[&asked[..], more].concat(), "");
        assert_eq!(answer.status.code(), Some(1), "{more:?}");
        stderr(&answer)
    };
    let mut cut = roads(&geo);
    cut.truncate(cut.len() / 2);
    let cut = path("coupe.osm.pbf", &cut);
    let said = refused(&["--roads", &cut]);
    assert!(
        said.contains("coupe.osm.pbf") && said.contains("bloc"),
        "{said}"
    );
    let bus = path("bus.zip", &buses(&geo));
    let said = refused(&["--transit", &bus, "--day", "2026-12-02"]);
    assert!(said.contains("aucun bus ne roule le 2026-12-02"), "{said}");
    let sites = path(
        "sites.csv",
        "nom,commune,latitude,longitude\nMairie,Nulle part,14,-61\n".as_bytes(),
    );
    let said = refused(&["--sites", &sites]);
    assert!(
        said.contains("ligne 2") && said.contains("commune"),
        "{said}"
    );
    let none = "nom,commune,latitude,longitude,courant,reseau,nuit\nMairie,Le Marin,14.47,-60.87,non,oui,oui\n";
    let sites = path("sites.csv", none.as_bytes());
    assert!(refused(&["--sites", &sites]).contains("aucun emplacement"));
    let other = path("autre.csv", "a,b\n1,2\n".as_bytes());
    assert!(refused(&["--sites", &other]).contains("latitude"));
}

#[test]
fn networks_are_kept_whole_or_not_at_all() {
    let geo = real();
    let given = folder(&geo);
    let path = |name: &str| given.path().join(name).to_str().unwrap().to_owned();
    let there = tempfile::tempdir().unwrap();
    copy_all(&territory(), there.path());
    let folder = there.path().to_str().unwrap();
    let import = |more: &[&str]| {
        let asked = ["territory", "import-networks", folder];
        plus(&[&asked[..], more].concat(), "")
    };
    assert_eq!(import(&[]).status.code(), Some(1));
    fs::write(given.path().join("abime.zip"), b"PK\x03\x04no").unwrap();
    let (roads, damaged) = (path(ROADS), path("abime.zip"));
    let refused = import(&["--roads", &roads, "--transit", &damaged]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        stderr(&refused).contains("rien n’est importé"),
        "{}",
        stderr(&refused)
    );
    let kept = |name: &str| there.path().join("geo").join(name);
    assert!(!kept(ROADS).exists(), "nothing is half-imported");
    let transit = path(TRANSIT);
    let made = json(&import(&[
        "--roads",
        &roads,
        "--transit",
        &transit,
        "--format",
        "json",
    ]));
    assert_eq!(made["roads"]["roads"], 1, "{made}");
    assert_eq!(made["transit"]["stops"], 2, "{made}");
    for name in [ROADS, TRANSIT] {
        assert_eq!(
            fs::read(kept(name)).unwrap(),
            fs::read(given.path().join(name)).unwrap()
        );
    }
    // A relay that opens with this folder keeps them with its data.
    let data = tempfile::tempdir().unwrap();
    assert!(geo::keep(there.path(), data.path()).unwrap());
    let networks = plus::implantation::Networks::kept(
        &data.path().join("geo"),
        jiff::civil::date(2026, 11, 23),
    );
    assert!(networks.roads.is_some() && networks.transit.is_some());
    assert_eq!(networks.day, Some(jiff::civil::date(2026, 11, 24)));
}
