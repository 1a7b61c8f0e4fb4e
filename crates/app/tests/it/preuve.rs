//! Evidence by its name, for the files that say what is done (`asvs`, `accessibilite`): a test
//! that is in the sources, a journey of the browser, a heading of a document. What was renamed
//! or removed is found here.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folder of the whole project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Pieces of a list of evidence.
pub fn pieces(list: &str) -> impl Iterator<Item = &str> {
    list.split(';').map(str::trim).filter(|one| !one.is_empty())
}

/// Why a piece of evidence is worth nothing; nothing when it is there.
pub fn dead(piece: &str) -> Option<String> {
    if let Some(rule) = piece.strip_prefix("axe:") {
        return dead_rule(rule);
    }
    if piece.contains("::") {
        return dead_test(piece);
    }
    let (path, name) = piece.split_once('#').unwrap_or((piece, ""));
    let Ok(text) = fs::read_to_string(root().join(path)) else {
        return Some(format!("{piece} : aucun fichier {path}"));
    };
    let there = match Path::new(path).extension().and_then(|e| e.to_str()) {
        _ if name.is_empty() => true,
        Some("mjs") => ["test('", "test(`", "test(\""]
            .iter()
            .any(|start| text.contains(&format!("{start}{name}"))),
        _ => text
            .lines()
            .any(|line| line.starts_with('#') && line.trim_start_matches('#').trim() == name),
    };
    (!there).then(|| format!("{piece} : « {name} » n’y est pas"))
}

/// A rule of axe that bears a criterion of RGAA; the journey `accessibilite` holds the list
/// equal to what axe itself says.
fn dead_rule(rule: &str) -> Option<String> {
    let known = include_str!("../../../../docs/accessibilite/axe.csv");
    let found = known
        .lines()
        .any(|line| line.split(',').next() == Some(rule));
    (!found).then(|| format!("axe:{rule} : cette règle n’est pas dans axe.csv"))
}

/// `app::it::headers::name`, `app::web::csrf::tests::name`, `store::it::append::name`.
fn dead_test(piece: &str) -> Option<String> {
    let words: Vec<&str> = piece.split("::").collect();
    let [crate_name, modules @ .., name] = words.as_slice() else {
        return Some(format!("{piece} : ce n’est pas un nom d’essai"));
    };
    let home = root().join("crates").join(crate_name);
    let (folder, modules) = match modules {
        ["it", inside @ ..] => (home.join("tests/it"), inside),
        all => (home.join("src"), all),
    };
    let found = sources(&folder, modules).into_iter().any(|path| {
        let text = fs::read_to_string(path).unwrap_or_default();
        is_test_of(&text, name)
    });
    (!found).then(|| format!("{piece} : aucun essai de ce nom"))
}

/// Files where the tests of a module may stand.
fn sources(folder: &Path, modules: &[&str]) -> Vec<PathBuf> {
    let plain: Vec<&str> = match modules {
        [inside @ .., "tests"] => inside.to_vec(),
        all => all.to_vec(),
    };
    let base = plain
        .iter()
        .fold(folder.to_owned(), |at, word| at.join(word));
    vec![
        base.with_extension("rs"),
        base.join("mod.rs"),
        base.join("tests.rs"),
        base.join("lib.rs"),
    ]
}

/// Whether a text holds a test of a name that is run: marked as one, and not put aside.
fn is_test_of(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mark = format!("fn {name}(");
    let here = lines.iter().position(|line| line.contains(&mark));
    let Some(here) = here else {
        return false;
    };
    let above = lines[..here].iter().rev();
    let above: Vec<&&str> = above.take_while(|line| !ends_something(line)).collect();
    let marked = ["#[test]", "#[tokio::test"];
    let is_test = above
        .iter()
        .any(|line| marked.iter().any(|m| line.starts_with(m)));
    let is_case = above
        .iter()
        .any(|line| line.starts_with("#[case") || line.starts_with("#[rstest"));
    let put_aside = above.iter().any(|line| line.starts_with("#[ignore"));
    (is_test || is_case) && !put_aside
}

/// The last line of what stands before a test.
fn ends_something(line: &str) -> bool {
    line == "}" || line.is_empty() || line.ends_with('{')
}

#[test]
fn evidence_that_is_there_is_found() {
    for piece in [
        "app::it::headers::every_route_carries_the_headers",
        "app::it::preuve::evidence_that_is_there_is_found",
        "app::it::bad_input::an_address_that_cannot_be_gets_a_page",
        "app::web::csrf::tests::nothing_else_is_a_token",
        "app::web::error::tests::a_panic_is_a_page_with_a_number_and_no_cause",
        "app::web::csrf::tests::the_origin_decides",
        "store::it::append::a_refused_fact_leaves_no_trace",
        "borne::paper::tests::a_protected_document_is_refused",
        "e2e/clavier.test.mjs#une visite s’enregistre sans pointeur",
        "SECURITY.md#Report a weakness",
        "deny.toml",
        "axe:image-alt",
    ] {
        assert_eq!(dead(piece), None);
    }
}

#[test]
fn evidence_that_is_not_there_is_told() {
    for piece in [
        "app::it::headers::every_route_carries_the_hats",
        "app::it::nowhere::every_route_carries_the_headers",
        "app::it::headers::is_guarded",
        "nowhere::it::headers::every_route_carries_the_headers",
        "e2e/clavier.test.mjs#une visite s’enregistre toute seule",
        "e2e/nowhere.test.mjs#x",
        "SECURITY.md#Report a strength",
        "NOWHERE.md",
        "axe:image-of-nothing",
        "une phrase",
    ] {
        assert!(dead(piece).is_some(), "{piece}");
    }
    assert!(
        !is_test_of("#[test]\n#[ignore]\nfn a() {\n", "a"),
        "put aside"
    );
    assert!(is_test_of("/// x\n#[test]\nfn a() {\n", "a"));
    assert!(!is_test_of("}\n\nfn a() {\n", "a"), "no test");
}
