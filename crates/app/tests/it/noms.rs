//! Nothing in the program names the territory that it was drawn from: what a relay is called, its
//! communes, its island stand in data (issue 9: « nothing in code names Espace Sud or
//! Martinique »).

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Kinds of files that are code, pages or texts.
const KINDS: [&str; 7] = ["rs", "html", "ftl", "css", "js", "sql", "mjs"];
/// Words that no territory but this one has, in lower case.
const WORDS: [&str; 5] = ["espace-sud", "espace sud", "espace_sud", "martini", "caesm"];

/// Lines that may name it, each for a reason.
const ARGUED: [(&str, &str, &str); 1] = [(
    "app/src/territory.rs",
    "include_dir!(\"$CARGO_MANIFEST_DIR/../../territoires/espace-sud\")",
    "the demonstration shows a real relay: its folder is embedded, and this is where",
)];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Code, pages and texts of every crate, without its tests, by path.
fn sources() -> Vec<(String, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![root()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            // Tests speak of a territory that exists; data files carry their own sources.
            if ["tests", "benches", "examples", "data", "tests.rs"].contains(&name) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let kind = path.extension().and_then(|kind| kind.to_str());
            if kind.is_some_and(|kind| KINDS.contains(&kind)) {
                let inside = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.push((inside, without_tests(&fs::read_to_string(&path).unwrap())));
            }
        }
    }
    found
}

/// The code before the tests of its own module.
fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap()
        .to_owned()
}

/// Names of the communes of the territories that the repository carries.
fn communes() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for territory in fs::read_dir(root().join("../territoires")).unwrap() {
        let table = territory.unwrap().path().join("communes.csv");
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_path(table)
            .unwrap();
        names.extend(reader.records().map(|row| row.unwrap()[1].to_owned()));
    }
    assert!(names.contains("Le Marin") && names.contains("Le Lorrain"));
    names
}

/// Whether a name stands in a line as a word.
fn says(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let joined = |sign: Option<char>| sign.is_some_and(|s| s.is_alphanumeric() || s == '_');
        !joined(line[..at].chars().next_back()) && !joined(line[at + name.len()..].chars().next())
    })
}

#[test]
fn no_code_page_or_text_names_the_territory_it_was_drawn_from() {
    let (communes, sources) = (communes(), sources());
    assert!(sources.len() > 500, "{}", sources.len());
    let mut named = Vec::new();
    for (path, text) in &sources {
        for (line, number) in text.lines().zip(1..) {
            let lower = line.to_lowercase();
            let word = WORDS.iter().any(|word| lower.contains(word));
            let commune = communes.iter().any(|name| says(line, name));
            let argued = ARGUED
                .iter()
                .any(|(file, part, _)| file == path && line.contains(part));
            if (word || commune) && !argued {
                named.push(format!("{path}:{number}: {}", line.trim()));
            }
        }
    }
    assert!(named.is_empty(), "{named:#?}");
}

#[test]
fn every_argued_line_is_still_there() {
    let sources = sources();
    for (file, part, why) in ARGUED {
        let found = sources.iter().find(|(path, _)| path == file);
        assert!(
            found.is_some_and(|(_, text)| text.contains(part)),
            "{file} ({why})"
        );
    }
}
