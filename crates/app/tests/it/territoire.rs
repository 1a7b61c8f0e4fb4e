//! A territory in a box, from the shell: made, checked, given to another relay, compared; and
//! the same journeys on three territories, one of the mainland (issue 9, 1).

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Output,
};

use jiff::tz::TimeZone;
use plus::outside::Outside;
use plus_domain::period::Month;
use reqwest::StatusCode;
use rstest::rstest;
use serde_json::json;

use crate::{
    command::{json as printed, plus, stderr},
    server::{Browser, Opened},
};

/// Chosen by the first person, and by the mediator.
const PASSWORD: &str = "tortue lampe nuage vis";

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// What `plus territory new` says with these flags, nothing asked.
fn new(more: &[&str], to: &Path) -> Output {
    let to = to.to_str().unwrap();
    plus(
        &[&["territory", "new", "--yes", "--to", to], more].concat(),
        "",
    )
}

/// The files of a folder, by their path inside.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let inside = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.insert(inside, fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_north_of_the_island_is_what_the_command_writes() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("nord");
    let written = printed(&new(&["--epci", "200041788", "--format", "json"], &to));
    assert_eq!(written["folder"], to.to_str().unwrap());
    assert_eq!(
        written,
        json!({
            "folder": to.to_str().unwrap(),
            "code": "pays-nord-martinique",
            "name": "Relais de services publics du Pays Nord Martinique",
            "communes": 18,
            "population": 95_658,
            "partners": 17,
            "to_complete": written["to_complete"],
        })
    );
    let (made, kept) = (files(&to), files(&here("territoires/pays-nord-martinique")));
    assert!(made.keys().eq(kept.keys()), "{:?}", made.keys());
    for (path, bytes) in made {
        assert!(bytes == kept[&path], "{path}: run plus territory new again");
    }
    let checked = plus(&["territory", "check", to.to_str().unwrap()], "");
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(
        checked.status.success() && said.contains("Rien à corriger."),
        "{said}"
    );
    let count = format!("À compléter ({}) :", written["to_complete"]);
    assert!(said.contains(&count), "{said}");
    assert!(said.contains("  territoire.toml:") && said.contains("le numéro du relais"));
    assert!(said.contains("lieu à reconnaître sur place"));
}

#[test]
fn a_folder_that_is_there_is_never_touched() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("nord");
    fs::create_dir(&to).unwrap();
    fs::write(to.join("à-moi.txt"), "x").unwrap();
    let refused = new(&["--epci", "200041788"], &to);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("existe déjà : rien n’a été touché"));
    assert_eq!(files(&to).len(), 1);
    let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(beside.len(), 1, "nothing is left of the try");
}

#[rstest]
#[case::near(&["--epci", "200041789"], "CA du Pays Nord Martinique (200041788)")]
#[case::a_name(&["--epci", "haut béarn"], "« haut béarn » n’est pas un code SIREN")]
#[case::a_name_near(&["--epci", "haut béarn"], "CC du Haut Béarn (200067262)")]
#[case::nothing_near(&["--epci", "999999999"], "donnez --data FICHIER.csv")]
#[case::telephone(&["--epci", "200041788", "--telephone", "12"], "ce n’est pas un numéro de téléphone")]
#[case::language(&["--epci", "200041788", "--languages", "en,fr"], "le français doit venir en premier")]
fn what_cannot_be_is_said_in_french_and_nothing_is_written(
    #[case] flags: &[&str],
    #[case] said: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("neuf");
    let refused = new(flags, &to);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains(said), "{}", stderr(&refused));
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[test]
fn an_open_list_makes_any_epci_and_says_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("liste.csv");
    let run = |text: &str, to: &str| {
        fs::write(&list, text).unwrap();
        let flags = ["--epci", "200000172", "--data", list.to_str().unwrap()];
        new(&flags, &folder.path().join(to))
    };
    let refused = run(
        "code_epci;nom_epci;code_insee;nom\n200000172;CC Faucigny;74042;Bonneville\n",
        "a",
    );
    let said = stderr(&refused);
    assert!(
        said.contains("la liste de communes est à corriger"),
        "{said}"
    );
    assert!(
        said.contains("liste.csv:1: il manque la colonne « population » — nommez ainsi"),
        "{said}"
    );
    let made = run(
        "code_epci;nom_epci;code_insee;nom;population\n200000172;CC Faucigny - Glières;74042;Bonneville;13320\n",
        "b",
    );
    assert!(made.status.success(), "{}", stderr(&made));
    let head = fs::read_to_string(folder.path().join("b/territoire.toml")).unwrap();
    assert!(head.contains("fichier liste.csv") && head.contains("sous quelle licence"));
}

#[test]
fn questions_are_answered_from_a_pipe_and_only_what_no_flag_said_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("nord");
    let answers = "200041789\n200041788\nNord+\n\nfr,en\n0596 00 00 00\n\n2027-09\n";
    let line = ["territory", "new", "--to", to.to_str().unwrap()];
    let made = plus(&line, answers);
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(
        stderr(&made).contains("Noms proches"),
        "the first code is asked again"
    );
    let head = fs::read_to_string(to.join("territoire.toml")).unwrap();
    for said in [
        "nom_court = \"Nord+\"",
        "langues = [\"fr\", \"en\"]",
        "telephone = \"0596 00 00 00\"",
        "le SIRET du porteur",
    ] {
        assert!(head.contains(said), "{said}\n{head}");
    }
    assert!(
        head.contains("nom = \"Relais de services publics du Pays Nord Martinique\""),
        "what is proposed"
    );
    let projet = fs::read_to_string(to.join("projet.toml")).unwrap();
    assert!(
        projet.contains("prevu = \"2025-09\"\nprevu_fin = \"2026-05\""),
        "{projet}"
    );
    let refused = plus(&["territory", "new"], "");
    assert!(
        stderr(&refused).contains("il manque --epci"),
        "{}",
        stderr(&refused)
    );
}

/// Exports a folder; answers with the archive.
fn export(from: &Path, to: &Path) -> Output {
    let (from, to) = (from.to_str().unwrap(), to.to_str().unwrap());
    plus(&["territory", "export", from, to, "--format", "json"], "")
}

fn import(archive: &Path, to: &Path) -> Output {
    let (archive, to) = (archive.to_str().unwrap(), to.to_str().unwrap());
    plus(
        &[
            "territory",
            "import",
            archive,
            "--to",
            to,
            "--format",
            "json",
        ],
        "",
    )
}

#[test]
fn a_territory_leaves_and_comes_back_the_same_without_anybody_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["a.zip", "b.zip"] {
        printed(&export(&here("territoires/espace-sud"), &at(name)));
    }
    assert!(
        fs::read(at("a.zip")).unwrap() == fs::read(at("b.zip")).unwrap(),
        "to the byte"
    );
    let again = export(&here("territoires/espace-sud"), &at("a.zip"));
    assert!(stderr(&again).contains("existe déjà"));
    let moved = printed(&import(&at("a.zip"), &at("repris")));
    assert_eq!(moved["code"], "espace-sud");
    let (left, kept) = (files(&at("repris")), files(&here("territoires/espace-sud")));
    assert!(
        kept.contains_key("demo.toml") && !left.contains_key("demo.toml"),
        "accounts stay"
    );
    for (path, bytes) in &left {
        assert!(*bytes == kept[path], "{path}");
    }
    assert_eq!(left.len(), kept.len() - 1);
    assert!(left.contains_key("geo/carreaux.csv"));
    let over = import(&at("a.zip"), &at("repris"));
    assert!(
        stderr(&over).contains("rien n’a été touché"),
        "{}",
        stderr(&over)
    );
    printed(&export(&at("repris"), &at("c.zip")));
    assert!(fs::read(at("a.zip")).unwrap() == fs::read(at("c.zip")).unwrap());
    let diff = plus(
        &[
            "territory",
            "diff",
            at("a.zip").to_str().unwrap(),
            at("repris").to_str().unwrap(),
        ],
        "",
    );
    assert_eq!(
        String::from_utf8(diff.stdout).unwrap(),
        "Rien ne diffère.\n"
    );
}

#[test]
fn an_archive_that_is_not_what_it_was_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let north = here("territoires/pays-nord-martinique");
    printed(&export(&north, &at("a.zip")));
    let good = fs::read(at("a.zip")).unwrap();
    // Where the first commune stands: the list says another content.
    let found = good
        .windows(12)
        .position(|w| w == b"Rivi\xc3\xa8re-Tern".get(..12).unwrap_or_default());
    let place = found.unwrap_or(good.len() / 2);
    for byte in [place, good.len() / 3, good.len() - 40] {
        let mut bad = good.clone();
        bad[byte] ^= 1;
        fs::write(at("bad.zip"), bad).unwrap();
        let refused = import(&at("bad.zip"), &at("repris"));
        assert_eq!(refused.status.code(), Some(1), "byte {byte}");
        assert!(!at("repris").exists(), "byte {byte}");
    }
    for (name, said) in [
        ("../dehors.csv", "n’a pas sa place"),
        ("/etc/x", "n’a pas sa place"),
        ("ajout.csv", "n’est pas dans la liste"),
    ] {
        fs::write(at("more.zip"), with_entry(&good, name)).unwrap();
        let refused = import(&at("more.zip"), &at("repris"));
        assert!(
            stderr(&refused).contains(said),
            "{name}: {}",
            stderr(&refused)
        );
        assert!(!at("repris").exists() && !at("dehors.csv").exists());
    }
    for (name, bytes) in [
        ("no.zip", b"rien".to_vec()),
        ("half.zip", good[..good.len() / 2].to_vec()),
    ] {
        fs::write(at(name), bytes).unwrap();
        assert!(
            stderr(&import(&at(name), &at("repris"))).contains("n’est pas un territoire exporté")
        );
    }
}

/// The same archive with one more entry.
fn with_entry(good: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new_append(std::io::Cursor::new(good.to_vec())).unwrap();
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file(name, options).unwrap();
    archive.write_all(b"x").unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn what_may_be_a_person_stops_the_export() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    printed(&new(
        &["--epci", "200041788", "--format", "json"],
        &at("nord"),
    ));
    let places = at("nord/lieux.csv");
    let text = fs::read_to_string(&places).unwrap();
    fs::write(&places, format!("# clé chez Marie, 0696 12 34 56\n{text}")).unwrap();
    let refused = export(&at("nord"), &at("a.zip"));
    assert!(
        stderr(&refused).contains("lieux.csv:1: un numéro de téléphone mobile"),
        "{}",
        stderr(&refused)
    );
    assert!(!stderr(&refused).contains("0696") && !at("a.zip").exists());
}

#[test]
fn two_territories_are_compared_for_people_and_for_programs() {
    let (first, second) = (
        here("territoires/espace-sud"),
        here("territoires/pays-nord-martinique"),
    );
    let line = [
        "territory",
        "diff",
        first.to_str().unwrap(),
        second.to_str().unwrap(),
    ];
    let said = String::from_utf8(plus(&line, "").stdout).unwrap();
    assert!(
        said.contains("territoire.toml, code : espace-sud → pays-nord-martinique"),
        "{said}"
    );
    assert!(
        said.contains("communes.csv, « 97217 » : seulement dans le premier (Le Marin)"),
        "{said}"
    );
    assert!(
        said.contains("methode/calendrier.csv : seulement dans le second"),
        "{said}"
    );
    let listed = printed(&plus(&[&line[..], &["--format", "json"]].concat(), ""));
    let shape: Vec<&String> = listed[0].as_object().unwrap().keys().collect();
    assert_eq!(shape, ["after", "at", "before", "file"]);
}

/// Last month where the territory is.
fn last_month(zone: &str) -> Month {
    let zone = TimeZone::get(zone).unwrap();
    Month::of(Outside::machine().today(&zone)).prev()
}

/// From an empty folder to the first statement, on each territory: the relay opens, the first
/// account is made with the link of the console, the public reads the portal, a mediator records
/// a visite, a visite of last month makes the first statement.
#[rstest]
#[case::south("territoires/espace-sud", "le-marin-mondesir", "America/Martinique")]
#[case::north(
    "territoires/pays-nord-martinique",
    "centre-97214",
    "America/Martinique"
)]
#[case::mainland("", "centre-64422", "Europe/Paris")]
#[tokio::test]
async fn the_same_journeys_pass_on_every_territory(
    #[case] territory: &str,
    #[case] place: &str,
    #[case] zone: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let territory = if territory.is_empty() {
        printed(&new(
            &["--epci", "200067262", "--format", "json"],
            Path::new(&at("bearn")),
        ));
        at("bearn")
    } else {
        here(territory).to_str().unwrap().to_owned()
    };
    let data = at("donnees");
    let relay = Opened::start(Path::new(&data), &territory).await;
    let base = relay.base.clone();
    let visitor = Browser::anybody();
    for path in [
        "/",
        "/demarches/rsa",
        "/passages",
        "/partenaires",
        "/evenements",
    ] {
        let (status, page) = visitor.get(&base, path).await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(page.contains("lang=\"fr\""), "{path}");
    }
    let first = Browser::first(&base, &relay.link, "ghislaine", PASSWORD).await;
    let (status, page) = first.get(&base, "/pilotage").await.unwrap();
    assert_eq!(status, StatusCode::OK, "{page}");
    let made = plus(
        &[
            "account",
            "create",
            "--data",
            &data,
            "--login",
            "maryse",
            "--name",
            "Maryse L.",
            "--role",
            "animatrice",
            "--password-stdin",
        ],
        &format!("{PASSWORD}\n"),
    );
    assert!(made.status.success(), "{}", stderr(&made));
    let agent = Browser::sign_in(&base, "maryse", PASSWORD).await;
    let outside = Outside::machine();
    let (id, now) = (outside.new_id(), outside.now_ms());
    assert!(
        agent.record_at(&base, &id, now, place).await.unwrap(),
        "the first visite"
    );
    let month = last_month(zone);
    let past = at("visites.csv");
    fs::write(&past, format!("date,lieu,partenaire,demarche,nature,resultat,auteur\n{month}-15,{place},caf,rsa,accompagnement,résolu,maryse\n")).unwrap();
    let imported = plus(&["import", "visits", &past, "--data", &data], "");
    assert!(imported.status.success(), "{}", stderr(&imported));
    let month = month.to_string();
    let report = [
        "report",
        "monthly",
        "--month",
        &month,
        "--partner",
        "caf",
        "--format",
        "json",
        "--data",
        &data,
    ];
    let statement = printed(&plus(&report, ""));
    assert_eq!(statement["partner"]["code"], "caf", "{statement:#}");
    relay.kill().await;
}
