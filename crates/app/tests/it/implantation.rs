//! Where the kiosks go: the promise of one for each commune first, what it costs, who is far
//! before and after; the same in the report and in the file.

use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use plus::{implantation::Ground, territory::geo};
use plus_domain::{account::Role, territoire::PlaceKind};

use crate::{
    actors::{Actor, Relay},
    tableur,
};

const HERE: &str = "/pilotage/implantation";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../territoires/espace-sud")
}

/// A relay that knows where people live, and its coordinator.
async fn known(relay: &Relay) -> Actor<'_> {
    let geo = geo::kept(&folder()).expect("the territory of the repository has its geography");
    relay.app.set_geo(geo);
    relay.person(Role::Coordinateur).await
}

/// The rows of the table of sites.
fn rows(page: &str) -> Vec<&str> {
    let table = page
        .split("<caption class=\"oreille\">Sites choisis")
        .nth(1);
    let table = table.expect("the table of sites").split("</table>").next();
    table.unwrap_or_default().split("<tr>").skip(2).collect()
}

#[tokio::test]
async fn a_territory_that_does_not_say_where_people_live_is_told_what_to_bring() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let page = coordinator.get(HERE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("import-geo"), "{}", page.body);
    let report = coordinator.get("/pilotage/implantation/rapport").await;
    assert_eq!(report.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_commune_has_its_kiosk_and_the_map_its_table() {
    let relay = Relay::open().await;
    let coordinator = known(&relay).await;
    let page = coordinator.get(HERE).await.body;
    let rows = rows(&page);
    assert_eq!(rows.len(), 12, "{rows:?}");
    for commune in &relay.app.territory().communes {
        let of = rows.iter().filter(|row| row.contains(&commune.name));
        assert_eq!(of.count(), 1, "{}", commune.name);
    }
    assert!(rows.iter().all(|row| row.contains("À créer")), "{rows:?}");
    // The four kiosks of the territory have no position: it is said, not invented.
    assert!(
        page.contains("4 bornes existent, mais lieux.csv ne dit pas où"),
        "{page}"
    );
    assert!(page.contains("c’est prouvé"), "{page}");
    assert!(page.contains("cette promesse"), "{page}");
    assert!(page.contains("role=\"img\""), "the map");
    assert_eq!(page.matches("map-proposed").count(), 12 + 1, "and its key");
    // Counters of partners too, and how to read it all.
    assert!(page.contains("Guichets connus"), "{page}");
    assert!(page.contains("Filosofi 2017"), "{page}");
}

#[tokio::test]
async fn more_kiosks_bring_people_nearer_and_poverty_moves_the_choice() {
    let relay = Relay::open().await;
    let coordinator = known(&relay).await;
    let mean = async |query: &str| {
        let page = coordinator.get(&format!("{HERE}{query}")).await.body;
        let table = page.split("Trajet moyen</th>").nth(1).unwrap_or_default();
        let cells: Vec<&str> = table.split(" class=\"nombre\">").collect();
        let after = cells[2].split('<').next().unwrap_or_default();
        let low = after.split(|c: char| !c.is_ascii_digit()).next();
        low.and_then(|low| low.parse::<u32>().ok())
            .unwrap_or_else(|| panic!("{after}"))
    };
    assert!(mean("?bornes=40").await < mean("?bornes=12").await);
    let sites = async |query: &str| {
        let page = coordinator.get(&format!("{HERE}{query}")).await.body;
        rows(&page).len()
    };
    assert_eq!(sites("?bornes=14&but=pire&pauvrete=0&aines=2,5").await, 14);
    assert_eq!(sites("?bornes=12&but=limite&limite=10").await, 12);
}

#[tokio::test]
async fn what_cannot_be_is_said_and_what_was_typed_stays() {
    let relay = Relay::open().await;
    let coordinator = known(&relay).await;
    let page = coordinator.get(&format!("{HERE}?bornes=2")).await.body;
    assert!(page.contains("il reste 2 bornes à placer"), "{page}");
    let page = coordinator
        .get(&format!("{HERE}?bornes=mille&pauvrete=99&but=rire"))
        .await
        .body;
    assert!(page.contains("value=\"mille\""), "{page}");
    assert!(page.contains("Écrivez un nombre de bornes, de 1 à 60."));
    assert!(page.contains("Écrivez un nombre de 0 à 10."));
    assert!(!page.contains("Sites choisis"));
}

#[tokio::test]
async fn the_file_and_the_report_say_what_the_page_says() {
    let relay = Relay::open().await;
    let coordinator = known(&relay).await;
    let page = coordinator.get(HERE).await.body;
    let csv = coordinator.get("/pilotage/implantation/sites").await;
    assert!(csv.header("content-type").starts_with("text/csv"));
    for row in rows(&page) {
        let name = row.split("<th scope=\"row\">").nth(1).unwrap_or_default();
        let name = name.split('<').next().unwrap_or_default();
        let name = name.replace("&#39;", "'");
        assert!(csv.body.contains(&name), "{name} is not in {}", csv.body);
    }
    let report = coordinator.get("/pilotage/implantation/rapport").await;
    assert_eq!(report.status, StatusCode::OK, "{}", report.body);
    assert_eq!(report.header("content-type"), "application/pdf");
    assert!(report.body.starts_with("%PDF"), "a PDF");
}

#[tokio::test]
async fn doubtful_times_say_which_sites_are_sure() {
    let relay = Relay::open().await;
    let coordinator = known(&relay).await;
    let page = coordinator.get(&format!("{HERE}?eprouver=1")).await.body;
    let rows = rows(&page);
    let told = |row: &&&str| row.contains("des tirages");
    let proposed = rows.iter().filter(|row| row.contains("À créer")).count();
    assert_eq!(rows.iter().filter(told).count(), proposed, "{rows:?}");
}

#[tokio::test]
async fn a_kiosk_whose_position_is_said_does_not_move() {
    let relay = Relay::open().await;
    let geo = geo::kept(&folder()).unwrap();
    let mut territory = (*relay.app.territory()).clone();
    let place = &geo.places[7];
    let kiosks = territory.places.iter_mut();
    let mut kiosks = kiosks.filter(|p| p.kind == PlaceKind::Borne);
    let kiosk = kiosks.next().unwrap();
    kiosk.commune = place.commune.as_str().into();
    kiosk.position = Some((place.position.lat, place.position.lon));
    let left = kiosks.count();
    let ground = Ground::standing(&geo, &territory);
    assert_eq!((ground.fixed(), ground.unplaced()), ([7].as_slice(), left));
    let refused = ground.problem(false, 0).unwrap_err().to_string();
    assert!(refused.contains("au moins une"), "{refused}");
}

/// Two sites in each commune, beside two neighbourhoods: one where a kiosk can live, one that is
/// closed at night.
fn sites(relay: &Relay) -> String {
    let geo = relay.app.shared_geo().expect("known");
    let head = "nom;commune;latitude;longitude;proprietaire;courant;reseau;nuit".to_owned();
    let mut lines = vec![head];
    for commune in &relay.app.territory().communes {
        let own = geo.places.iter();
        let mut own = own.filter(|place| place.commune == commune.code.as_str());
        for (name, night) in [("Parvis", "oui"), ("Cour", "non")] {
            let at = own.next().expect("a neighbourhood").position;
            let (lat, lon, town) = (at.lat, at.lon, &commune.name);
            lines.push(format!(
                "{name} de {town};{town};{lat};{lon};Ville;oui;oui;{night}"
            ));
        }
    }
    lines.join("\n")
}

#[tokio::test]
async fn kiosks_go_to_real_sites_where_they_can_live() {
    let relay = Relay::open().await;
    let coordinator = known(&relay).await;
    let asked = format!("{HERE}?parmi=sites");
    let none = coordinator.get(&asked).await.body;
    assert!(none.contains("Aucun emplacement réel ne peut"), "{none}");
    let report = format!("{HERE}/rapport?parmi=sites");
    assert_eq!(coordinator.get(&report).await.status, StatusCode::NOT_FOUND);
    let sheet = sites(&relay);
    let shown = tableur::send(&coordinator, &sheet).await;
    let kept = tableur::keep(&coordinator, &shown, &sheet).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let page = coordinator.get(&asked).await.body;
    let rows = rows(&page);
    assert_eq!(rows.len(), 12, "{rows:?}");
    assert!(rows.iter().all(|row| row.contains("Parvis de")), "{rows:?}");
    assert!(page.contains("24 emplacements réels"), "{page}");
    let csv = coordinator
        .get(&format!("{HERE}/sites?parmi=sites"))
        .await
        .body;
    assert_eq!(csv.matches("Parvis de").count(), 12, "{csv}");
    // A commune whose only good site is given up is named.
    let list = coordinator.get("/pilotage/emplacements").await.body;
    let at = list.find("Parvis de Ducos").expect("a site");
    let id = list[at..].split("/pilotage/emplacements/").nth(1).unwrap();
    let id = id.split('/').next().unwrap();
    let gone = format!("/pilotage/emplacements/{id}/retirer");
    let done = coordinator
        .post_from("/pilotage/emplacements", &gone, &[])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let fewer = format!("{asked}&bornes=11");
    let page = coordinator.get(&fewer).await.body;
    assert!(
        page.contains("Ducos") && !page.contains("Sites choisis"),
        "{page}"
    );
}

#[tokio::test]
async fn a_site_that_is_badly_described_is_told_where() {
    let relay = Relay::open().await;
    let coordinator = known(&relay).await;
    let here = "/pilotage/emplacements";
    let bad = [
        ("nom", "Gare"),
        ("commune", "99999"),
        ("latitude", "quatorze"),
        ("longitude", "-60,87"),
    ];
    let refused = coordinator.post(here, &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Choisissez une commune"),
        "{}",
        refused.body
    );
    assert!(
        refused.body.contains("value=\"Gare\""),
        "what was typed stays"
    );
    let good = [
        ("nom", "Gare"),
        ("commune", "97217"),
        ("latitude", "14,47"),
        ("longitude", "-60,87"),
        ("courant", "oui"),
    ];
    let done = coordinator.post(here, &good).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let list = coordinator.get(here).await.body;
    assert!(
        list.contains("sans réseau") && list.contains("fermé la nuit"),
        "{list}"
    );
}
