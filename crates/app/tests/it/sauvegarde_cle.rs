//! Backups that only their key opens, what one wrong byte does, and what a full disk or a
//! kill leaves (S14, S24, S25): from the shell.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;

use crate::command::{json, plus, stderr};

const PASSPHRASE: &str = "bienvenue au relais du Marin";

/// A demonstration, a key and a passphrase, in one folder.
struct Office {
    folder: TempDir,
}

impl Office {
    fn open() -> Self {
        let office = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let data = office.text("relais");
        let made = plus(&["demo", "--no-serve", "--data", &data], "");
        assert!(made.status.success(), "{}", stderr(&made));
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Makes a key; answers its public half.
    fn key(&self, name: &str) -> String {
        let made = plus(&["backup", "key", &self.text(name), "--format", "json"], "");
        json(&made)["recipient"].as_str().unwrap().to_owned()
    }

    fn secret(&self, name: &str, text: &str, mode: u32) -> String {
        fs::write(self.path(name), text).unwrap();
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(self.path(name), mode).unwrap();
        self.text(name)
    }

    fn create(&self, file: &str, lock: &[&str]) -> Output {
        let (file, data) = (self.text(file), self.text("relais"));
        let line = [
            "backup", "create", &file, "--data", &data, "--format", "json",
        ];
        plus(&[&line[..], lock].concat(), "")
    }

    fn verify(&self, file: &str, open: &[&str]) -> Output {
        let (file, aside) = (self.text(file), self.text("à part"));
        let line = [
            "backup", "verify", &file, "--aside", &aside, "--format", "json",
        ];
        plus(&[&line[..], open].concat(), "")
    }
}

fn said(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(output: &Output, sentence: &str) {
    let told = stderr(output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(sentence), "{told}");
}

#[test]
fn only_the_key_opens_a_backup_and_the_machine_that_makes_it_does_not_need_it() {
    let office = Office::open();
    let (recipient, _other) = (office.key("clé"), office.key("autre"));
    let mode = fs::metadata(office.path("clé"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    refused(
        &plus(&["backup", "key", &office.text("clé")], ""),
        "existe déjà",
    );
    // The secret half is far from here when the backup is made.
    fs::rename(office.path("clé"), office.path("coffre")).unwrap();
    let made = json(&office.create("nuit.zip.age", &["--recipient", &recipient]));
    assert_eq!(made["encrypted"], true, "{made}");

    let bytes = fs::read(office.path("nuit.zip.age")).unwrap();
    for canary in ["maryse", "SQLite format 3", "plus.db"] {
        let found = bytes.windows(canary.len()).any(|w| w == canary.as_bytes());
        assert!(!found, "{canary} can be read");
    }
    let (coffre, autre) = (office.text("coffre"), office.text("autre"));
    refused(
        &office.verify("nuit.zip.age", &[]),
        "cette sauvegarde est chiffrée",
    );
    let wrong = office.verify("nuit.zip.age", &["--identity", &autre]);
    refused(&wrong, "n’ouvre pas cette sauvegarde");
    assert_eq!(said(&wrong)["whole"], false);
    let right = json(&office.verify("nuit.zip.age", &["--identity", &coffre]));
    assert_eq!(
        (&right["whole"], &right["entries"]),
        (&true.into(), &made["entries"])
    );
    let left = fs::read_dir(office.path("à part")).unwrap().count();
    assert_eq!(left, 0, "nothing is left of what was tried");

    let (file, back) = (office.text("nuit.zip.age"), office.text("remis"));
    let line = [
        "backup",
        "restore",
        &file,
        "--identity",
        &coffre,
        "--data",
        &back,
    ];
    let restored = plus(&line, "");
    assert!(restored.status.success(), "{}", stderr(&restored));
    let stats = |data: &str| json(&plus(&["stats", "--format", "json", "--data", data], ""));
    assert_eq!(stats(&back), stats(&office.text("relais")));
}

#[test]
fn a_passphrase_serves_too_and_nothing_secret_is_an_option_of_the_command() {
    let office = Office::open();
    let phrase = office.secret("phrase", PASSPHRASE, 0o600);
    let made = json(&office.create("a.zip.age", &["--passphrase-file", &phrase]));
    assert_eq!(made["encrypted"], true);
    let right = office.verify("a.zip.age", &["--passphrase-file", &phrase]);
    assert!(right.status.success(), "{}", stderr(&right));
    let other = office.secret("autre", "une autre phrase, aussi longue", 0o600);
    let wrong = office.verify("a.zip.age", &["--passphrase-file", &other]);
    refused(&wrong, "n’ouvre pas cette sauvegarde");
    let short = office.secret("courte", "soleil", 0o600);
    let short = office.create("b.zip.age", &["--passphrase-file", &short]);
    refused(&short, "trop courte");
    let typed = office.create("b.zip.age", &["--passphrase", PASSPHRASE]);
    assert_eq!(typed.status.code(), Some(2), "no such option");
}

#[test]
fn a_secret_that_others_may_read_is_refused_by_name() {
    let office = Office::open();
    let recipient = office.key("clé");
    assert!(
        office
            .create("a.zip.age", &["--recipient", &recipient])
            .status
            .success()
    );
    for mode in [0o644, 0o640, 0o604] {
        fs::set_permissions(office.path("clé"), fs::Permissions::from_mode(mode)).unwrap();
        let key = office.text("clé");
        let tried = office.verify("a.zip.age", &["--identity", &key]);
        refused(&tried, "peut être lu par d’autres comptes");
        refused(&tried, "chmod 600");
        let phrase = office.secret("phrase", PASSPHRASE, mode);
        let tried = office.create("b.zip.age", &["--passphrase-file", &phrase]);
        refused(&tried, "peut être lu par d’autres comptes");
        assert!(!stderr(&tried).contains(PASSPHRASE));
    }
    assert!(!office.path("b.zip.age").exists());
}

#[test]
fn somebody_says_who_may_read_before_anything_is_written() {
    let office = Office::open();
    let recipient = office.key("clé");
    refused(&office.create("a.zip", &[]), "dites qui pourra lire");
    let both = office.create("a.zip", &["--clear", "--recipient", &recipient]);
    refused(&both, "une seule façon");
    let typo = office.create("a.zip", &["--recipient", "age1presque"]);
    refused(&typo, "n’est pas une clé publique");
    assert!(!office.path("a.zip").exists());
    let settings = format!("[backup]\nrecipients = [\"{recipient}\"]\n");
    fs::write(office.path("relais/plus.toml"), settings).unwrap();
    assert_eq!(json(&office.create("a.zip.age", &[]))["encrypted"], true);
    let clear = json(&office.create("b.zip", &["--clear"]));
    assert_eq!(clear["encrypted"], false, "said once more");
}

/// Requirement S24: one corrupt byte anywhere is detected.
#[rstest]
#[case::clear(true)]
#[case::encrypted(false)]
fn one_wrong_byte_anywhere_is_found(#[case] clear: bool) {
    let office = Office::open();
    let recipient = office.key("clé");
    let lock = if clear {
        vec!["--clear"]
    } else {
        vec!["--recipient", &recipient]
    };
    assert!(office.create("bonne", &lock).status.success());
    let (whole, key) = (fs::read(office.path("bonne")).unwrap(), office.text("clé"));
    let open = ["--identity", key.as_str()];
    assert!(office.verify("bonne", &open).status.success());
    let size = whole.len();
    let somewhere = (0..24).map(|part| size / 24 * part + part);
    let ends = [
        0,
        30,
        60,
        200,
        300,
        size - 1,
        size - 40,
        size - 70,
        size - 100,
    ];
    for place in somewhere.chain(ends) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x01;
        fs::write(office.path("mauvaise"), bytes).unwrap();
        let tried = office.verify("mauvaise", &open);
        assert_eq!(tried.status.code(), Some(1), "byte {place} of {size}");
        assert_eq!(said(&tried)["whole"], false);
    }
    for cut in [1, 17, 64, 65_552, size / 2] {
        fs::write(office.path("mauvaise"), &whole[..size - cut]).unwrap();
        assert_eq!(
            office.verify("mauvaise", &open).status.code(),
            Some(1),
            "{cut} bytes less"
        );
    }
    let mut longer = whole;
    longer.push(0);
    fs::write(office.path("mauvaise"), longer).unwrap();
    assert_eq!(
        office.verify("mauvaise", &open).status.code(),
        Some(1),
        "one byte more"
    );
}

/// The shell lets a file grow to a few hundred kilobytes: beyond, the system either refuses
/// (a full disk) or kills the program on the spot.
#[rstest]
#[case::full("trap '' XFSZ;")]
#[case::killed("")]
fn what_could_not_be_written_whole_never_has_the_name_of_a_backup(#[case] trap: &str) {
    let office = Office::open();
    let (data, file) = (office.text("relais"), office.text("nuit.zip"));
    let line = format!(
        "{trap} ulimit -f 100; exec {} backup create '{file}' --clear --data '{data}'",
        env!("CARGO_BIN_EXE_plus")
    );
    let tried = Command::new("bash").args(["-c", &line]).output().unwrap();
    assert!(!tried.status.success());
    assert!(!Path::new(&file).exists(), "{}", stderr(&tried));
    let left: Vec<_> = fs::read_dir(office.folder.path())
        .unwrap()
        .flatten()
        .collect();
    let names: Vec<_> = left.iter().map(fs::DirEntry::file_name).collect();
    if !trap.is_empty() {
        assert_eq!(names, ["relais"], "a full disk leaves nothing behind");
        let workshop = fs::read_dir(office.path("relais/sauvegarde-en-cours")).unwrap();
        assert_eq!(workshop.count(), 0);
    }
    // With room again, the same command does it.
    let again = office.create("nuit.zip", &["--clear"]);
    assert!(again.status.success(), "{}", stderr(&again));
    assert!(office.verify("nuit.zip", &[]).status.success());
}

/// Where the tests find a PostgreSQL server, if there is one.
#[expect(
    clippy::disallowed_methods,
    reason = "a test learns here where PostgreSQL is"
)]
fn postgres() -> Option<String> {
    std::env::var("PLUS_TEST_POSTGRES").ok()
}

#[tokio::test]
async fn a_relay_moves_to_postgresql_is_backed_up_there_and_comes_back() {
    let Some(server) = postgres() else { return };
    let name = format!("sauvegarde_{}", std::process::id());
    let pool = sqlx::PgPool::connect(&server).await.unwrap();
    let sql = sqlx::AssertSqlSafe(format!("CREATE SCHEMA {name}"));
    sqlx::query(sql).execute(&pool).await.unwrap();
    pool.close().await;
    let base = format!("{server}?options=-c%20search_path%3D{name}");
    let office = Office::open();
    assert!(office.create("a.zip", &["--clear"]).status.success());
    let (file, there) = (office.text("a.zip"), office.text("là-bas"));
    let moved = [
        "backup",
        "restore",
        &file,
        "--data",
        &there,
        "--database",
        &base,
    ];
    let done = plus(&moved, "");
    assert!(done.status.success(), "{}", stderr(&done));
    assert!(!office.path("là-bas/plus.db").exists());
    let stats = |more: &[&str]| {
        let line = ["stats", "--format", "json", "--data"];
        json(&plus(&[&line[..], more].concat(), ""))
    };
    let here = office.text("relais");
    assert_eq!(stats(&[&there, "--database", &base]), stats(&[&here]));

    let second = office.text("b.zip");
    let line = [
        "backup",
        "create",
        &second,
        "--clear",
        "--data",
        &there,
        "--database",
        &base,
    ];
    let made = plus(&line, "");
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(office.verify("b.zip", &[]).status.success());
    let back = office.text("revenu");
    let line = ["backup", "restore", &second, "--data", &back];
    assert!(plus(&line, "").status.success());
    assert_eq!(stats(&[&back]), stats(&[&here]));
}

#[test]
fn the_base_backup_of_a_server_is_made_and_checked_by_its_own_programs() {
    let Some(server) = postgres() else { return };
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("base");
    let line = [
        "backup",
        "base",
        target.to_str().unwrap(),
        "--database",
        &server,
    ];
    let made = plus(&line, "");
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(target.join("backup_manifest").is_file());
    refused(&plus(&line, ""), "existe déjà");
    let nowhere = folder.path().join("autre");
    let line = ["backup", "base", nowhere.to_str().unwrap(), "--database"];
    let wrong = plus(
        &[&line[..], &["postgres://plus@127.0.0.1:1/plus"]].concat(),
        "",
    );
    refused(&wrong, "pg_basebackup n’a pas réussi");
    assert!(!nowhere.exists());
}
