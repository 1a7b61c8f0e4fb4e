//! A territory in a box: its files from an open list, what remains to be completed, what may
//! leave, what differs (issue 9, 1).

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use jiff::civil::date;
use plus_domain::{
    ids::PartnerCode,
    installation,
    territoire::{
        CommuneRow, EpciRow, Liste, Nouveau, Problem, Territoire, differences, reste, sortie,
    },
};
use proptest::prelude::*;
use rstest::rstest;

use crate::territoire::{espace_sud_files, said};

type Files = BTreeMap<String, String>;

fn new(code: &str) -> Nouveau {
    let list = Liste::built_in();
    let epci = list.find(code).unwrap().unwrap();
    Nouveau::new(epci.row.clone(), epci.communes.clone())
}

fn files(new: &Nouveau) -> Files {
    new.files().into_iter().collect()
}

fn read(new: &Nouveau) -> Territoire {
    Territoire::from_files(new.files()).unwrap_or_else(|problems| panic!("{}", said(&problems)))
}

#[test]
fn every_epci_of_the_list_makes_a_territory_that_asks_for_what_it_cannot_know() {
    let list = Liste::built_in();
    assert!(list.len() >= 28 && !list.is_empty());
    for epci in list.all() {
        let new = Nouveau::new(epci.row.clone(), epci.communes.clone());
        let territory = read(&new);
        assert_eq!(territory.communes.len(), epci.communes.len());
        assert!(
            territory
                .communes
                .iter()
                .all(|c| !c.postal_codes.is_empty())
        );
        assert!(territory.identity.telephone.is_none() && territory.identity.siret.is_none());
        assert!(
            territory
                .places
                .iter()
                .all(|p| p.address.is_none() && p.position.is_none())
        );
        let projet = territory.projet.unwrap();
        assert_eq!(projet.people(), 6, "1 + 1 + 4");
        assert_eq!(projet.jalons.len(), 20);
        let files = files(&new);
        let left = reste::to_complete(files.iter().map(|(p, t)| (p.as_str(), t.as_str())));
        let of = |file: &str| left.iter().filter(|left| left.file == file).count();
        assert_eq!(
            of("lieux.csv"),
            epci.communes.len(),
            "each stop is to be seen"
        );
        assert!(of("territoire.toml") >= 5 && of("partenaires.toml") >= 5);
    }
}

/// Décret 83-1003 overseas, article L3134-13 in Alsace and Moselle, nothing more elsewhere.
#[rstest]
#[case::guadeloupe("200018653", "America/Guadeloupe", &[(5, 27)], "cgss")]
#[case::martinique("200041788", "America/Martinique", &[(5, 22)], "cgss")]
#[case::guyane("249730045", "America/Cayenne", &[(6, 10)], "cgss")]
#[case::reunion("249740119", "Indian/Reunion", &[(12, 20)], "cgss")]
#[case::mayotte("200059871", "Indian/Mayotte", &[(4, 27)], "cssm")]
#[case::alsace("246800585", "Europe/Paris", &[(4, 3), (12, 26)], "cpam")]
#[case::corse("242000495", "Europe/Paris", &[], "msa")]
#[case::bearn("200067262", "Europe/Paris", &[], "msa")]
fn each_place_has_its_holidays_its_hour_and_its_bodies(
    #[case] code: &str,
    #[case] zone: &str,
    #[case] holidays: &[(i8, i8)],
    #[case] body: &str,
) {
    let territory = read(&new(code));
    assert_eq!(territory.identity.time_zone, zone);
    for day in [
        (4, 3),
        (4, 27),
        (5, 22),
        (5, 27),
        (6, 10),
        (12, 20),
        (12, 26),
    ] {
        let holiday = territory.holiday_on(date(2026, day.0, day.1));
        assert_eq!(holiday.is_some(), holidays.contains(&day), "{day:?}");
    }
    let has = |code: &str| territory.partner(&PartnerCode::new(code)).is_some();
    let overseas = zone != "Europe/Paris";
    assert!(has(body) && has("caf") && has("france-travail") && has("impots"));
    assert_eq!(
        (has("cpam"), has("carsat"), has("msa")),
        (!overseas, !overseas, !overseas)
    );
}

#[test]
fn what_is_known_takes_the_place_of_what_is_to_be_completed() {
    let mut new = new("200041788");
    assert_eq!(new.code(), "pays-nord-martinique");
    assert_eq!(
        new.name(),
        "Relais de services publics du Pays Nord Martinique"
    );
    assert_eq!(new.languages(), ["fr", "gcf-MQ", "en"]);
    new.short_name = Some("Nord \"et\" +".into());
    new.telephone = Some("0596 00 00 00".into());
    new.siret = Some("20004178800012".into());
    new.opening = Some("2027-09".parse().unwrap());
    let territory = read(&new);
    assert_eq!(territory.identity.short_name, "Nord \"et\" +");
    assert_eq!(
        territory.identity.telephone.as_deref(),
        Some("0596 00 00 00")
    );
    assert_eq!(
        territory.identity.carrier,
        "Communauté d’agglomération du Pays Nord Martinique"
    );
    assert_eq!(territory.communes.len(), 18);
    let head = &files(&new)["territoire.toml"];
    assert!(!head.contains("le numéro du relais") && !head.contains("le SIRET du porteur"));
    let projet = territory.projet.unwrap();
    let step = projet.jalon("etude").unwrap().planned.unwrap();
    assert_eq!(step.french(), "septembre 2025 à mai 2026");
    let opening = projet.jalon("inauguration").unwrap().planned.unwrap();
    assert_eq!(opening.french(), "septembre 2027");
    new.telephone = Some("nul".into());
    assert!(
        Territoire::from_files(new.files()).is_err(),
        "held to the rules of all"
    );
}

#[test]
fn answers_take_the_place_of_the_models_and_lift_their_marks() {
    let mut new = new("200041788");
    let before = files(&new);
    let model = "le nom de l’eau";
    assert!(!before["partenaires.toml"].contains(model));
    new.answers
        .names
        .insert("eau".into(), (model.into(), "l’eau d’ici".into()));
    new.answers.since.insert("caf".into(), "2026-01-05".into());
    new.answers.hours = Some([("samedi".to_owned(), "08:00-12:00".to_owned())].into());
    new.answers.crew.insert("animatrice".into(), 2);
    new.answers.places = Some(
        installation::read_places(
            "lieux",
            "le lorrain ; mairie ; 1, rue\n97222;Marché",
            &new.communes,
        )
        .unwrap(),
    );
    let group = |c: &CommuneRow| {
        format!(
            "{} ; {}",
            c.code,
            if c.population > 9_000 { "Est" } else { "Ouest" }
        )
    };
    let groups: Vec<String> = new.communes.iter().map(group).collect();
    let groups = groups.join("\n");
    new.answers.groups = Some(installation::read_groups("g", &groups, &new.communes).unwrap());
    let after = files(&new);
    let told = |files: &Files, file: &str| files[file].matches(reste::MARK).count();
    assert_eq!(
        told(&after, "partenaires.toml") + 1,
        told(&before, "partenaires.toml")
    );
    assert_eq!(
        told(&after, "territoire.toml") + 1,
        told(&before, "territoire.toml")
    );
    let territory = read(&new);
    let partner = |code: &str| territory.partner(&PartnerCode::new(code)).unwrap();
    assert_eq!(partner("eau").last_name().phrase, "l’eau d’ici");
    assert_eq!(partner("caf").from, Some(date(2026, 1, 5)));
    assert_eq!((territory.hours.len(), territory.hours[0].weekday), (1, 6));
    assert_eq!(territory.basins.len(), 2);
    let places: Vec<&str> = territory
        .places
        .iter()
        .map(|place| place.name.as_str())
        .collect();
    assert_eq!(places, ["Le Lorrain, mairie", "Le Robert, Marché"]);
    assert_eq!(territory.places[0].address.as_deref(), Some("1, rue"));
    let kept: Nouveau = serde_json::from_str(&serde_json::to_string(&new).unwrap()).unwrap();
    assert_eq!(kept, new, "a draft is read again as it was");
}

#[rstest]
#[case::nowhere("Nulle Part ; x", "installation-commune-inconnue")]
#[case::no_name("Le Lorrain", "installation-lieu-nom")]
fn a_line_that_is_no_place_is_told_with_its_number(#[case] line: &str, #[case] key: &str) {
    let new = new("200041788");
    let text = format!("Le Robert ; marché\n\n{line}");
    let errors = installation::read_places("lieux", &text, &new.communes).unwrap_err();
    assert_eq!((errors.0.len(), errors.0[0].key), (1, key));
    assert_eq!(errors.0[0].args["ligne"], "3");
    let errors = installation::read_groups("g", "Le Robert ; Est", &new.communes).unwrap_err();
    assert_eq!(errors.0[0].key, "installation-groupe-sans");
}

#[test]
fn an_open_list_is_read_with_its_own_order_and_signs() {
    let text = "\u{feff}# open\nnom;population;code_insee;codes_postaux;code_epci;nom_epci;autre\nRoanne;34 831;42187;42300|42301;200035731;CA Roannais Agglomération;x\n";
    let list = Liste::read("liste.csv", text).unwrap();
    let epci = list.find("200035731").unwrap().unwrap();
    let commune = CommuneRow {
        code: "42187".into(),
        name: "Roanne".into(),
        population: 34_831,
        postal_codes: vec!["42300".into(), "42301".into()],
    };
    assert_eq!(epci.communes, [commune]);
    let territory = read(&Nouveau::new(epci.row.clone(), epci.communes.clone()));
    assert_eq!(territory.identity.code, "roannais-agglomeration");
}

#[test]
fn a_missing_column_is_named_with_its_file_and_line_and_a_bad_row_harms_only_its_own() {
    let told = |problems: Vec<Problem>| said(&problems);
    let missing = "# tête\ncode_epci,code_insee,nom,population\n1,97201,X,2\n";
    let missing = told(Liste::read("liste.csv", missing).unwrap_err());
    assert!(
        missing.starts_with("liste.csv:2: il manque la colonne « nom_epci » — nommez"),
        "{missing}"
    );
    assert!(told(Liste::read("vide.csv", "").unwrap_err()).starts_with("vide.csv:"));
    let rows = "code_epci,nom_epci,code_insee,nom,population\n111111111,A,97201,X,beaucoup\n222222222,B,97202,Y,3\n";
    let list = Liste::read("liste.csv", rows).unwrap();
    assert!(list.find("222222222").unwrap().is_some());
    let fault = told(list.find("111111111").unwrap_err());
    assert_eq!(
        fault,
        "liste.csv:2: la population n’est pas un nombre — corrigez cette ligne"
    );
    assert!(list.find("333333333").unwrap().is_none());
}

#[rstest]
#[case::a_sign_changed("200041789", "200041788")]
#[case::a_sign_lost("20004178", "200041788")]
#[case::a_name("pays nord", "200041788")]
#[case::a_name_mistyped("haut bearm", "200067262")]
fn a_code_or_a_name_that_is_not_there_gives_near_ones(#[case] typed: &str, #[case] meant: &str) {
    let list = Liste::built_in();
    let near: Vec<&EpciRow> = list.near(typed);
    assert!(near.iter().any(|row| row.code == meant), "{near:?}");
    assert!(list.near("zzzz").is_empty() && list.near("").is_empty());
}

#[test]
fn a_table_of_the_method_that_no_longer_reads_is_said_with_its_line() {
    let mut files = files(&new("200041788"));
    let calendar = files.get_mut("methode/calendrier.csv").unwrap();
    *calendar = calendar.replacen("etude,-24,9,", "etude,jamais,9,", 1);
    let problems = Territoire::from_files(files.clone()).unwrap_err();
    let told = said(&problems);
    assert!(
        told.starts_with("methode/calendrier.csv:5: « jamais »"),
        "{told}"
    );
    files.remove("methode/calendrier.csv");
    files.insert("methode/notes.txt".into(), "à nous".into());
    assert!(
        Territoire::from_files(files).is_ok(),
        "the method belongs to the relay"
    );
}

#[test]
fn what_says_something_of_a_person_does_not_leave() {
    let mut files = espace_sud_files();
    let left = sortie::shareable(&files).unwrap();
    assert!(files.contains_key("demo.toml") && !left.contains_key("demo.toml"));
    files.get_mut("partenaires.toml").unwrap().push_str(
        "\n[partenaire.escalade]\nchamps = [\"nom\"]\njours = 5\ncourriel = \"marie@example.org\"\n",
    );
    assert!(Territoire::from_files(files.clone()).is_ok());
    let left = sortie::shareable(&files).unwrap();
    assert!(!left["partenaires.toml"].contains("marie@"));
    assert!(left["partenaires.toml"].contains(reste::MARK));
    assert!(Territoire::from_files(left).is_ok());
    for (line, said_of) in [
        ("# écrire à marie@example.org", "e-mail"),
        ("# appeler le 0696 12 34 56", "mobile"),
        ("# appeler le 06.12.34.56.78", "mobile"),
        ("# 2 84 05 97 209 001 69", "sécurité sociale"),
    ] {
        let mut files = espace_sud_files();
        let head = files.get_mut("territoire.toml").unwrap();
        *head = format!("{line}\n{head}");
        let told = said(&sortie::shareable(&files).unwrap_err());
        assert!(
            told.starts_with("territoire.toml:1: ") && told.contains(said_of),
            "{told}"
        );
        assert!(
            !told.contains("0696") && !told.contains("marie"),
            "never repeated: {told}"
        );
    }
}

#[test]
fn two_territories_are_told_apart_by_the_words_of_their_files() {
    let first = files(&new("200041788"));
    assert_eq!(differences(&first, &first), []);
    let mut second = first.clone();
    let change = |files: &mut Files, file: &str, from: &str, to: &str| {
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        *text = text.replacen(from, to, 1);
    };
    change(
        &mut second,
        "territoire.toml",
        "lundi = \"08:30",
        "lundi = \"07:30",
    );
    change(&mut second, "territoire.toml", "# à compléter", "# fait");
    change(
        &mut second,
        "communes.csv",
        "97230,La Trinité,",
        "97230,La Trinité la Belle,",
    );
    change(
        &mut second,
        "partenaires.toml",
        "code = \"la-poste\"",
        "code = \"poste\"",
    );
    second.remove("methode/materiel.csv");
    let told: Vec<String> = differences(&first, &second)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        told,
        [
            "communes.csv, « 97230 », nom : La Trinité → La Trinité la Belle",
            "methode/materiel.csv : seulement dans le premier",
            "partenaires.toml, partenaire, « la-poste » : seulement dans le premier (La Poste)",
            "partenaires.toml, partenaire, « poste » : seulement dans le second (La Poste)",
            "territoire.toml, horaires, lundi : 08:30-12:30 → 07:30-12:30",
        ]
    );
}

proptest! {
    /// Whatever two files hold: nothing differs from itself, and the two ways say as much.
    #[test]
    fn differences_go_both_ways(a in "\\PC{0,80}", b in "\\PC{0,80}", name in "(a.toml|a.csv|a.md)") {
        let one: Files = [(name.clone(), a)].into();
        let other: Files = [(name, b)].into();
        prop_assert!(differences(&one, &one).is_empty());
        prop_assert_eq!(differences(&one, &other).len(), differences(&other, &one).len());
    }

    /// Whatever an EPCI is called, its files read or are refused, never a panic; a name in plain
    /// signs always makes a territory.
    #[test]
    fn whatever_the_names_the_files_can_be_read(name in "[A-Za-zÀ-ÿ' \"\\\\,;#|{}-]{1,60}", commune in "[A-Za-zÀ-ÿ' \",#-]{1,40}") {
        let epci = EpciRow { code: "200041788".into(), name: name.clone() };
        let row = CommuneRow { code: "97201".into(), name: commune.clone(), population: 12, postal_codes: vec!["97216".into()] };
        let made = Territoire::from_files(Nouveau::new(epci, vec![row]).files());
        let plain = |text: &str| text.trim().chars().any(char::is_alphanumeric) && !text.contains(['{', '}']);
        if plain(&name) && plain(&commune) {
            prop_assert!(made.is_ok(), "{}", said(&made.unwrap_err()));
        }
    }
}
