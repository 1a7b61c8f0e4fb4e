//! The command line as a shell calls it: what it prints, and its status.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

/// Runs `plus` and reads what it says.
pub fn plus(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_plus"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end without reading its input.
    let _written = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What it printed, as JSON.
pub fn json(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", stderr(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What it complained of.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn account(data: &Path, rest: &[&str], input: &str) -> Output {
    let folder = data.to_str().unwrap();
    let mut arguments = vec!["account", rest[0], "--data", folder, "--format", "json"];
    arguments.extend(&rest[1..]);
    plus(&arguments, input)
}

#[test]
fn an_account_is_made_listed_closed_and_opened_from_the_shell() {
    let data = tempfile::tempdir().unwrap();
    let run = |rest: &[&str]| json(&account(data.path(), rest, ""));
    let new = [
        "create",
        "--login",
        "ghislaine",
        "--name",
        "Ghislaine R.",
        "--role",
        "administrateur",
    ];
    let made = run(&new);
    assert_eq!(made["role"], "administrateur");
    assert!(
        made["link"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:8000/mot-de-passe?jeton=")
    );
    run(&[
        "create",
        "--login",
        "caf",
        "--name",
        "CAF",
        "--role",
        "partenaire",
        "--partner",
        "caf",
    ]);
    run(&[
        "create",
        "--login",
        "second",
        "--name",
        "Second",
        "--role",
        "administrateur",
    ]);
    assert_eq!(run(&["disable", "--login", "second"])["disabled"], true);
    assert_eq!(run(&["enable", "--login", "second"])["disabled"], false);
    let listed = run(&["list"]);
    let shape: Vec<&String> = listed[0].as_object().unwrap().keys().collect();
    assert_eq!(
        shape,
        ["disabled", "id", "login", "name", "partner", "role"]
    );
    assert_eq!(listed.as_array().unwrap().len(), 3);
}

#[test]
fn a_password_comes_by_the_input_and_is_held_to_the_rules() {
    let data = tempfile::tempdir().unwrap();
    let new = [
        "create",
        "--login",
        "maryse",
        "--name",
        "Maryse L.",
        "--role",
        "animatrice",
        "--password-stdin",
    ];
    let easy = account(data.path(), &new, "Martinique2026\n");
    assert_eq!(easy.status.code(), Some(1));
    assert!(
        stderr(&easy).contains("facile à deviner"),
        "{}",
        stderr(&easy)
    );
    let good = json(&account(data.path(), &new, "cheval bleu sept tambours\n"));
    assert_eq!(
        good["link"],
        serde_json::Value::Null,
        "a password was chosen: no link"
    );
}

#[test]
fn what_is_refused_answers_1_and_what_is_not_understood_2() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let cases: [(&[&str], i32, &str); 8] = [
        (
            &["account", "reset", "--data", folder, "--login", "personne"],
            1,
            "Aucun compte",
        ),
        (
            &[
                "account",
                "create",
                "--data",
                folder,
                "--login",
                "É",
                "--name",
                "x",
                "--role",
                "animatrice",
            ],
            1,
            "identifiant",
        ),
        (
            &[
                "account", "create", "--data", folder, "--login", "x1", "--name", "x", "--role",
                "reine",
            ],
            2,
            "les rôles sont",
        ),
        (&["serve", "--data", folder], 1, "--territory"),
        (
            &["serve", "--data", folder, "--territory", "/nulle/part"],
            1,
            "lecture impossible",
        ),
        (&["servir"], 2, "« servir » n’existe pas"),
        (
            &["serve", "--dossier", "x"],
            2,
            "« --dossier » n’existe pas",
        ),
        (&["serve"], 2, "il manque : --data"),
    ];
    for (arguments, status, sentence) in cases {
        let output = plus(arguments, "");
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(sentence),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn a_key_of_the_settings_that_does_not_exist_is_refused() {
    let data = tempfile::tempdir().unwrap();
    std::fs::write(
        data.path().join("plus.toml"),
        "[web]\npublic_ur = \"https://x\"\n",
    )
    .unwrap();
    let output = account(data.path(), &["list"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("public_ur"), "{}", stderr(&output));
}

#[test]
fn help_is_not_a_failure() {
    for arguments in [
        &["--help"][..],
        &["account", "--help"],
        &["account", "create", "--help"],
        &["--version"],
    ] {
        let output = plus(arguments, "");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            !said.contains("Usage:") && !said.contains("Print help"),
            "{said}"
        );
    }
}

#[test]
fn two_commands_are_enough_and_the_relay_stops_when_asked() {
    use std::io::{BufRead, BufReader};
    let data = tempfile::tempdir().unwrap();
    let territory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../territoires/espace-sud");
    let mut child = Command::new(env!("CARGO_BIN_EXE_plus"))
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--territory",
            territory,
            "--data",
        ])
        .arg(data.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let open = lines.next().unwrap();
    assert!(
        open.starts_with("PLUS est ouvert : http://127.0.0.1:"),
        "{open}"
    );
    let first = lines.next().unwrap();
    assert!(first.contains("/premier-compte?jeton="), "{first}");
    let asked = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    assert_eq!(lines.next().unwrap(), "PLUS est fermé.");
    assert!(child.wait().unwrap().success());
}
