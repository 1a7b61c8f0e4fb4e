//! `plus kreyol`: the table for a native reader, and what the reader says.

use std::{fs, path::Path, process::Command};

fn plus(arguments: &[&str], folder: &Path) -> (bool, String) {
    let told = Command::new(env!("CARGO_BIN_EXE_plus"))
        .arg("kreyol")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = [told.stdout, told.stderr].concat();
    (told.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn a_line_is_read_signed_and_written_in_the_file_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let file = include_str!("../../../../data/commun/traductions/gcf-MQ.tsv");
    fs::write(at("gcf-MQ.tsv"), file).unwrap();

    let (done, table) = plus(&["lines"], folder.path());
    assert!(
        done && table.contains("nav-bus\t") && table.contains("Gratui."),
        "{table}"
    );
    let (done, guesses) = plus(&["lines", "gcf-MQ.tsv", "--mark", "C"], folder.path());
    assert!(done && !guesses.contains("Gratui."), "{guesses}");

    let draft = "cout\tGratuit.\tGratui.\tA\tD\tbrouillon\t\t\t";
    assert!(table.contains(draft));
    let read = table.replace(
        draft,
        "cout\tGratuit.\tGratui.\tA\tD\tvalide\tEJ\t2027-01-12\t",
    );
    fs::write(at("a-relire.tsv"), &read).unwrap();
    let (done, said) = plus(&["record", "a-relire.tsv", "gcf-MQ.tsv"], folder.path());
    assert!(done && said.contains("1 ligne(s)"), "{said}");
    let written = fs::read_to_string(at("gcf-MQ.tsv")).unwrap();
    assert!(
        written.contains("Gratui.\tA\tD\tvalide\tEJ\t2027-01-12\t["),
        "{written}"
    );

    let (done, said) = plus(&["record", "a-relire.tsv", "gcf-MQ.tsv"], folder.path());
    assert!(
        done && said.contains("0 ligne(s)"),
        "the same review again changes nothing: {said}"
    );
    let moved = written.replace("RIB-ou", "RIB’w");
    fs::write(at("gcf-MQ.tsv"), &moved).unwrap();
    let (done, said) = plus(&["record", "a-relire.tsv", "gcf-MQ.tsv"], folder.path());
    assert!(!done && said.contains("a changé depuis"), "{said}");
    assert_eq!(
        fs::read_to_string(at("gcf-MQ.tsv")).unwrap(),
        moved,
        "nothing is half written"
    );
}
