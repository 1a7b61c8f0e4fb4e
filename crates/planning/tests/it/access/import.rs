//! From the files of a department to the folder of a territory.

use std::collections::BTreeSet;

use plus_planning::access::geo::import::{Credit, Given, Imported, Reason, Sources, import};

use super::{ESPACE_SUD, espace_sud};

fn given<'a>(name: &'a str, bytes: &'a [u8]) -> Given<'a> {
    let credit = Credit {
        source: "Insee".to_owned(),
        ..Credit::default()
    };
    Given {
        name,
        bytes,
        credit,
    }
}

const TILES: &str = "idcar_200m,lat,lon,insee,imputed,individus,menages,menages_pauvres,ind_65plus,somme_niveau_vie\n\
    A,14.5,-61,97202,0,10,4,1,2,195276\nB,14.5,-61,97299,0,10,4,1,2,1\nC,14.5,-61,,1,10,4,1,2,1\n";
const PLACES: &str = "wof_id,geonames_id,nom,placetype,insee,lat,lon\n\
    1,2,\"Anse, la Petite\",locality,97202,14.5,-61\n3,4,Loin,locality,97299,14.7,-61\n";
const OUTLINES: &str = "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\
    \"properties\":{\"code\":\"97202\",\"nom\":\"Les \\\"Anses\\\"\"},\"geometry\":{\"type\":\"Polygon\",\
    \"coordinates\":[[[-61,14],[-60,14],[-60,15],[-61,14]]]}}]}";
const COUNTERS: &str = "partner,name,address,commune,code_insee,lat,lon,position_quality,opening,source,source_date,status\n\
    caf,Ici,,A,97202,14.5,-61,address,,,,old\ncaf,En ville,,B,97209,14.6,-61.07,address,,,,old\n\
    caf,Ailleurs,,C,97105,16.2,-61.5,address,,,,old\n";

fn sources<'a>() -> Sources<'a> {
    Sources {
        tiles: given("c972.csv", TILES.as_bytes()),
        places: given("q972.csv", PLACES.as_bytes()),
        outlines: given("972.geojson", OUTLINES.as_bytes()),
        counters: Some(given("g972.csv", COUNTERS.as_bytes())),
        markets: None,
    }
}

fn communes(codes: &[&str]) -> BTreeSet<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn text_of(imported: &Imported, name: &str) -> String {
    let found = imported.files.iter().find(|file| file.name == name);
    String::from_utf8(found.unwrap().bytes.clone()).unwrap()
}

#[test]
fn only_the_communes_asked_for_are_kept_and_the_rest_is_counted() {
    let done = import(&sources(), &communes(&["97202", "97203"])).unwrap();
    let tiles = &done.reports[0];
    assert_eq!((tiles.kept, tiles.from.as_str()), (1, "c972.csv"));
    assert_eq!(
        tiles.left_out,
        [(Reason::OtherCommune, 1), (Reason::NoCommune, 1)]
    );
    assert_eq!(tiles.silent_on, ["97203"]);
    assert_eq!(
        text_of(&done, "quartiers.csv"),
        "wof_id,geonames_id,nom,placetype,insee,lat,lon\n1,2,\"Anse, la Petite\",locality,97202,14.5,-61\n"
    );
}

#[test]
fn the_income_of_a_tile_is_not_copied() {
    let done = import(&sources(), &communes(&["97202"])).unwrap();
    assert!(!text_of(&done, "carreaux.csv").contains("195276"));
}

#[test]
fn counters_outside_are_kept_where_people_can_go() {
    let done = import(&sources(), &communes(&["97202"])).unwrap();
    let text = text_of(&done, "guichets.csv");
    assert!(text.contains("En ville") && !text.contains("Ailleurs"));
    assert_eq!(done.reports[3].left_out, [(Reason::TooFar, 1)]);
}

#[test]
fn what_is_not_known_of_a_source_is_said_to_be_missing() {
    let done = import(&sources(), &communes(&["97202"])).unwrap();
    let page = text_of(&done, "SOURCES.md");
    assert!(page.contains("- Source : Insee\n- Licence : non dite\n"));
    assert!(page.contains("- Lignes laissées, d’aucune commune : 1\n"));
}

#[test]
fn a_wrong_line_of_another_commune_refuses_the_file_all_the_same() {
    let mut sources = sources();
    let wrong = TILES.replace("97299,0,10", "97299,0,dix");
    sources.tiles.bytes = wrong.as_bytes();
    let refusal = import(&sources, &communes(&["97202"])).unwrap_err();
    assert_eq!((refusal.file.as_str(), refusal.line), ("c972.csv", Some(3)));
}

#[test]
fn importing_what_was_imported_gives_the_same_bytes() {
    let [tiles, places, outlines, counters, markets] =
        ESPACE_SUD.map(|(name, bytes)| given(name, bytes));
    let sources = Sources {
        tiles,
        places,
        outlines,
        counters: Some(counters),
        markets: Some(markets),
    };
    let outlines = espace_sud().outlines;
    let communes = outlines
        .into_iter()
        .map(|outline| outline.commune)
        .collect();
    let done = import(&sources, &communes).unwrap();
    for (name, bytes) in ESPACE_SUD {
        assert!(text_of(&done, name).as_bytes() == bytes, "{name} changed");
    }
}
