//! Readers of geography: what they read, and how they refuse.

use jiff::civil::Weekday;
use plus_planning::access::geo::{
    Geo, Precision, Status, counters, markets, outlines, places, tiles,
};
use rstest::rstest;

use super::espace_sud;

const TILES: &str =
    "idcar_200m,lat,lon,insee,imputed,individus,menages,menages_pauvres,ind_65plus\n";

fn refused_tile(line: &str) -> String {
    let text = format!("{TILES}A,14.5,-61,97202,0,10,4,1,2\n{line}\n");
    tiles("carreaux.csv", text.as_bytes())
        .unwrap_err()
        .to_string()
}

#[rstest]
#[case(
    "B,14.5,-61,97202,0,dix,4,1,2",
    "ligne 3, colonne « individus » : « dix » n’est pas un nombre"
)]
#[case(
    "B,94.5,-61,97202,0,10,4,1,2",
    "ligne 3, colonne « lat » : 94.5 n’est pas entre -90 et 90"
)]
#[case(
    "B,14.5,-61,97202,0,NaN,4,1,2",
    "ligne 3, colonne « individus » : « NaN » n’est pas un nombre"
)]
#[case(
    "B,14.5,-61,9720,0,10,4,1,2",
    "ligne 3, colonne « insee » : « 9720 » n’est pas un code Insee de commune"
)]
#[case(
    "B,14.5,-61,97202,oui,10,4,1,2",
    "ligne 3, colonne « imputed » : écrivez 0 (compté) ou 1 (estimé)"
)]
#[case(
    "B,14.5,-61,97202,0,10,4,5,2",
    "ligne 3, colonne « menages_pauvres » : 5 dépasse le total de ce carreau, 4"
)]
#[case(
    "B,14.5,-61,97202,0,10,4,1,-2",
    "ligne 3, colonne « ind_65plus » : -2 n’est pas entre 0 et 50000"
)]
#[case("B,14.5,-61,97202,0,10,4,1", "ligne 3 : 8 valeurs au lieu de 9")]
#[case(
    ",14.5,-61,97202,0,10,4,1,2",
    "ligne 3, colonne « idcar_200m » : cette case est vide"
)]
fn a_wrong_tile_is_refused_with_its_line_and_column(#[case] line: &str, #[case] why: &str) {
    assert_eq!(refused_tile(line), format!("carreaux.csv, {why}"));
}

#[test]
fn a_missing_column_is_named() {
    let refusal = tiles("carreaux.csv", b"lat,lon\n").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "carreaux.csv : la colonne « idcar_200m » manque dans la première ligne"
    );
}

#[test]
fn a_file_in_another_encoding_is_named_with_its_line() {
    let mut bytes = b"wof_id,nom,insee,lat,lon\n1,A,97202,14.5,-61\n2,Mol".to_vec();
    bytes.extend(b"\xe9,97202,14.5,-61\n");
    let refusal = places("quartiers.csv", &bytes).unwrap_err();
    assert_eq!(refusal.line, Some(3));
    assert!(refusal.reason.contains("UTF-8"));
}

#[test]
fn a_mark_of_encoding_and_windows_line_ends_change_nothing() {
    let plain = "wof_id,nom,insee,lat,lon\n1,Le Môle,97202,14.5,-61\n";
    let windows = format!("\u{feff}{}", plain.replace('\n', "\r\n"));
    assert_eq!(
        places("q", plain.as_bytes()),
        places("q", windows.as_bytes())
    );
}

#[test]
fn a_place_is_known_by_its_identifier_once() {
    let text = "wof_id,nom,insee,lat,lon\n1,A,97202,14.5,-61\n1,A,97202,14.6,-61\n";
    let refusal = places("quartiers.csv", text.as_bytes()).unwrap_err();
    assert_eq!(
        (refusal.line, refusal.column.as_deref()),
        (Some(3), Some("wof_id"))
    );
}

#[rstest]
#[case("{\"features\":[", "le fichier s’arrête trop tôt")]
#[case("<svg/>", "ce n’est pas du JSON")]
#[case(
    "{\"features\":[{\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]},\"properties\":{\"code\":\"97202\",\"nom\":\"A\"}}]}",
    "on attend une FeatureCollection"
)]
fn a_file_that_is_no_map_is_refused(#[case] text: &str, #[case] why: &str) {
    let refusal = outlines("communes.geojson", text.as_bytes()).unwrap_err();
    assert_eq!(refusal.line, Some(1));
    assert!(refusal.reason.contains(why), "{refusal}");
}

fn square(coordinates: &str) -> String {
    format!(
        "{{\"features\":[{{\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{coordinates}}},\
         \"properties\":{{\"code\":\"97202\",\"nom\":\"A\"}}}}]}}"
    )
}

#[rstest]
#[case(
    "[[[-61,14],[-60,14],[-60,15],[-61,15]]]",
    "un contour n’est pas fermé"
)]
#[case("[[[-61,14],[-61,14]]]", "un contour n’est pas fermé")]
#[case("[[[-61],[-60,14],[-60,15],[-61]]]", "un point n’a pas deux nombres")]
#[case(
    "[[[-61,140],[-60,14],[-60,15],[-61,140]]]",
    "un point n’est pas sur Terre (longitude, puis latitude)"
)]
#[case("[]", "un polygone est vide")]
fn a_broken_outline_is_refused_with_its_commune(#[case] coordinates: &str, #[case] why: &str) {
    let refusal = outlines("c.geojson", square(coordinates).as_bytes()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        format!("c.geojson : commune n° 1 : {why}")
    );
}

const COUNTERS: &str = "partner,name,code_insee,lat,lon,position_quality,status";

#[test]
fn a_bus_is_no_fixed_counter() {
    let text = format!(
        "{COUNTERS}\nfrance-services,Bus France services,97221,14.5,-61,address,attested\n\
         caf,Busson,97221,14.5,-61,commune centre,to verify\n"
    );
    let list = counters("guichets.csv", text.as_bytes()).unwrap();
    assert!(list[0].mobile && !list[1].mobile);
    assert_eq!(list[1].precision, Precision::Commune);
    assert_eq!(list[1].status, Status::ToVerify);
}

#[test]
fn what_a_list_may_not_say_is_refused_with_what_it_may() {
    let text = format!("{COUNTERS}\ncaf,A,97221,14.5,-61,exact,attested\n");
    let refusal = counters("guichets.csv", text.as_bytes()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "guichets.csv, ligne 2, colonne « position_quality » : écrivez address, neighbourhood centre ou commune centre"
    );
    let refusal = markets(
        "marches.csv",
        b"code_insee,weekday,status\n97206,mardi,old\n",
    );
    assert!(refusal.unwrap_err().reason.contains("en anglais"));
}

#[test]
fn a_folder_without_tiles_says_so_and_one_without_counters_is_read() {
    let refusal = Geo::read(|_| None).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "carreaux.csv : ce fichier manque dans geo/"
    );
    let read = Geo::read(|name| {
        let is_needed = !matches!(name, "guichets.csv" | "marches.csv");
        is_needed.then(|| super::file_of_espace_sud(name)).flatten()
    });
    assert!(read.unwrap().counters.is_empty());
}

#[test]
fn the_espace_sud_is_whole() {
    let geo = espace_sud();
    assert_eq!(
        (geo.tiles.len(), geo.places.len(), geo.outlines.len()),
        (4783, 479, 12)
    );
    assert_eq!((geo.counters.len(), geo.markets.len()), (138, 21));
    assert_eq!(
        geo.counters.iter().filter(|counter| counter.mobile).count(),
        3
    );
    let tuesday = geo
        .markets
        .iter()
        .find(|market| market.weekday == Weekday::Tuesday);
    assert_eq!(tuesday.unwrap().commune, "97206");
    assert_eq!(geo.inputs.len(), 5);
    assert!(geo.inputs.iter().all(|input| input.blake3.len() == 64));
}
