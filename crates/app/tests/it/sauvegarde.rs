//! A backup, from the shell: made, the folder lost, restored; and what a file that
//! is no whole backup gets.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use plus::outside::Outside;
use plus_domain::period::Month;
use plus_store::{Options, Store, rebuild, visite};
use rstest::rstest;
use tempfile::TempDir;

use crate::{
    command::{json, plus, stderr},
    server::{Browser, Server},
};

/// A demonstration with one more visite and its statement issued.
struct Lived {
    folder: TempDir,
    month: String,
    visite: String,
}

impl Lived {
    fn data(&self) -> PathBuf {
        self.folder.path().join("relais")
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("relais.sauvegarde")
    }

    fn plus(&self, arguments: &[&str]) -> Output {
        let data = self.data();
        let all: Vec<&str> = arguments
            .iter()
            .copied()
            .chain(["--data", data.to_str().unwrap()])
            .collect();
        plus(&all, "")
    }

    /// The four files of the statement of a partner.
    fn statement(&self) -> BTreeMap<&'static str, Vec<u8>> {
        let one = |format: &'static str| {
            let asked = [
                "report",
                "monthly",
                "--month",
                &self.month,
                "--partner",
                "caf",
            ];
            let given = self.plus(&[&asked[..], &["--format", format]].concat());
            assert!(given.status.success(), "{}", stderr(&given));
            (format, given.stdout)
        };
        ["json", "pdf", "xlsx", "csv"].map(one).into()
    }

    fn figures(&self) -> serde_json::Value {
        json(&self.plus(&["stats", "--format", "json"]))
    }
}

async fn lived() -> Lived {
    let lived = Lived {
        folder: tempfile::tempdir().unwrap(),
        month: last_month().to_string(),
        visite: Outside::machine().new_id(),
    };
    let made = lived.plus(&["demo", "--no-serve"]);
    assert!(made.status.success(), "{}", stderr(&made));
    let server = Server::start(&lived.data()).await;
    let browser = Browser::sign_in(&server.base, "maryse", "bienvenue au relais").await;
    let now = Outside::machine().now_ms();
    assert!(
        browser
            .record(&server.base, &lived.visite, now)
            .await
            .unwrap()
    );
    server.kill().await;
    lived
}

fn last_month() -> Month {
    let zone = jiff::tz::TimeZone::get("America/Martinique").unwrap();
    Month::of(Outside::machine().today(&zone)).prev()
}

async fn dump(data: &Path) -> String {
    let store = Store::open(&Options::folder(data)).await.unwrap();
    let dump = rebuild::dump(&mut store.read().await.unwrap()).await;
    store.close().await;
    dump.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_folder_comes_back_from_its_backup_to_the_byte() {
    let lived = lived().await;
    let (statement, figures) = (lived.statement(), lived.figures());
    let made = lived.plus(&[
        "backup",
        "create",
        "--clear",
        lived.file().to_str().unwrap(),
    ]);
    assert!(made.status.success(), "{}", stderr(&made));
    let before = dump(&lived.data()).await;
    fs::remove_dir_all(lived.data()).unwrap();

    let back = lived.plus(&["backup", "restore", lived.file().to_str().unwrap()]);
    assert!(back.status.success(), "{}", stderr(&back));
    let whole = lived.plus(&["journal", "verify"]);
    assert!(whole.status.success(), "{}", stderr(&whole));
    // `dossier.cle` is in no backup: what only it can check is said not to be checked.
    let said = String::from_utf8_lossy(&whole.stdout).into_owned();
    assert!(said.contains("n’est pas vérifiée"), "{said}");
    assert!(!lived.data().join("dossier.cle").exists(), "none is made");
    let trail = lived.plus(&["audit", "verify"]);
    assert!(stderr(&trail).contains("dossier.cle"), "{}", stderr(&trail));
    assert_eq!(lived.figures(), figures);
    assert!(
        lived.statement() == statement,
        "the same bytes in each format"
    );
    assert!(dump(&lived.data()).await == before);
    let store = Store::open(&Options::folder(lived.data())).await.unwrap();
    let mut link = store.read().await.unwrap();
    let found = visite::by_id(&mut link, &lived.visite).await.unwrap();
    assert!(found.is_some(), "the last visite of the day is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_backup_is_refused_and_leaves_nothing_half_restored() {
    let lived = lived().await;
    let made = lived.plus(&[
        "backup",
        "create",
        "--clear",
        lived.file().to_str().unwrap(),
    ]);
    assert!(made.status.success(), "{}", stderr(&made));
    let whole = fs::read(lived.file()).unwrap();
    let (damaged, target) = (
        lived.folder.path().join("abîmé"),
        lived.folder.path().join("ici"),
    );
    for part in 1..16 {
        let mut bytes = whole.clone();
        bytes[whole.len() / 16 * part] ^= 0x10;
        fs::write(&damaged, bytes).unwrap();
        let tried = restore(&damaged, &target);
        refused(&tried, &target);
    }
    fs::write(&damaged, &whole[..whole.len() - 100]).unwrap();
    refused(&restore(&damaged, &target), &target);
}

fn restore(file: &Path, target: &Path) -> Output {
    let (file, target) = (file.to_str().unwrap(), target.to_str().unwrap());
    plus(&["backup", "restore", file, "--data", target], "")
}

fn refused(tried: &Output, target: &Path) {
    let said = stderr(tried);
    assert_eq!(tried.status.code(), Some(1), "{said}");
    assert!(said.contains("sauvegarde"), "{said}");
    assert!(
        !said.contains("Zip") && !said.contains("checksum"),
        "{said}"
    );
    let left = fs::read_dir(target).map_or(0, Iterator::count);
    assert_eq!(left, 0, "nothing half restored: {said}");
}

#[rstest]
#[case::empty(b"".to_vec())]
#[case::text(b"ceci n'est pas une sauvegarde".to_vec())]
#[case::another_archive(archive("lisez-moi.txt", b"bonjour"))]
#[case::outside_its_folder(archive("../dehors.txt", b"bonjour"))]
#[case::no_database(archive("documents/a", b"bonjour"))]
#[case::not_a_database(archive("plus.db", b"bonjour, ceci n'est pas une base de donnees"))]
fn a_file_that_is_no_backup_is_refused(#[case] bytes: Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fichier");
    fs::write(&file, bytes).unwrap();
    let target = folder.path().join("ici");
    refused(&restore(&file, &target), &target);
    assert!(!folder.path().join("dehors.txt").exists());
}

fn archive(name: &str, bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file(name, options).unwrap();
    archive.write_all(bytes).unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_restoration_never_writes_over_a_folder_nor_a_backup_over_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relais");
    let (data_text, file) = (data.to_str().unwrap(), folder.path().join("sauvegarde"));
    assert!(
        plus(&["demo", "--no-serve", "--data", data_text], "")
            .status
            .success()
    );
    let create = [
        "backup",
        "create",
        "--clear",
        file.to_str().unwrap(),
        "--data",
        data_text,
    ];
    assert!(plus(&create, "").status.success());
    let bytes = fs::read(&file).unwrap();
    let figures = ["stats", "--format", "json", "--data", data_text];
    let before = json(&plus(&figures, ""));

    let over = restore(&file, &data);
    assert_eq!(over.status.code(), Some(1));
    assert!(
        stderr(&over).contains("n’est pas vide"),
        "{}",
        stderr(&over)
    );
    assert_eq!(json(&plus(&figures, "")), before);

    let again = plus(&create, "");
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("existe déjà"), "{}", stderr(&again));
    assert!(fs::read(&file).unwrap() == bytes);
}

#[rstest]
#[case(&["backup", "create", "--clear", "/tmp/jamais-faite"])]
#[case(&["journal", "verify"])]
#[case(&["rebuild"])]
#[case(&["stats"])]
fn a_folder_without_data_is_said_and_not_made(#[case] arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("faute-de-frappe");
    let all = [arguments, &["--data", nowhere.to_str().unwrap()]].concat();
    let tried = plus(&all, "");
    assert_eq!(tried.status.code(), Some(1), "{arguments:?}");
    assert!(
        stderr(&tried).contains("ne contient pas de données"),
        "{}",
        stderr(&tried)
    );
    assert!(
        !nowhere.exists(),
        "an empty relay is not what was asked for"
    );
}
