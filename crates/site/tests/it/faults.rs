//! What a page may not hold: each fault is said with its file and its line, and no site is
//! written.

use std::{fs, path::Path};

use plus_site::{Error, build};
use tempfile::TempDir;

/// A house of two pages: the first page, and `docs/guide/a.md` with these lines.
fn house(a: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let words =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/site.toml"));
    let words = words.unwrap();
    let words = &words[words.find("[mots.fr]").unwrap()..];
    let plan = format!(
        "accueil = \"docs/accueil.md\"\nanglais = []\n[[role]]\ntitre = \"Tous\"\nentree = \"docs/guide/a.md\"\n{words}"
    );
    fs::create_dir_all(folder.path().join("docs/guide")).unwrap();
    fs::create_dir_all(folder.path().join("docs/images")).unwrap();
    for (name, text) in [
        ("docs/site.toml", plan.as_str()),
        ("docs/accueil.md", "# Accueil\n\n## Un titre à lui\n"),
        ("docs/guide/a.md", a),
        ("docs/images/texte.png", "no picture"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// What is said of a page.
fn said(a: &str) -> Vec<String> {
    let house = house(a);
    let out = house.path().join("site");
    let answer = build(house.path(), &out);
    assert!(!out.exists(), "nothing is written");
    match answer {
        Err(Error::Faults(faults)) => faults.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_link_that_leads_nowhere_is_said_with_its_line() {
    let page = "# A\n\nBien : [là](../accueil.md#un-titre-à-lui).\n\n- [ici](b.md)\n- [là](../accueil.md#autre)\n- [dehors](../../../x.md)\n- [dur](/etc/passwd)\n";
    assert_eq!(
        said(page),
        [
            "docs/guide/a.md:5: docs/guide/b.md is not there",
            "docs/guide/a.md:6: docs/accueil.md has no heading « autre »",
            "docs/guide/a.md:7: ../../../x.md leaves the house",
            "docs/guide/a.md:8: /etc/passwd is not relative",
        ]
    );
}

#[test]
fn a_picture_is_there_is_a_picture_and_has_words() {
    let page = "# A\n\n![](../images/non.png)\n\n![Vue](https://exemple.fr/x.png)\n\n![Vue](../images/texte.png)\n";
    assert_eq!(
        said(page),
        [
            "docs/guide/a.md:3: docs/images/non.png is not there",
            "docs/guide/a.md:3: the picture ../images/non.png says nothing to who does not see it",
            "docs/guide/a.md:5: the picture https://exemple.fr/x.png is on another host",
            "docs/guide/a.md:7: docs/images/texte.png is no PNG",
        ]
    );
}

#[test]
fn headings_follow_each_other_and_html_is_not_slipped_in() {
    let page =
        "# A\n\n### Trop bas\n\n# Encore\n\n<script>alert(1)</script>\n\n[](../accueil.md)\n";
    let said = said(page);
    assert_eq!(said.len(), 4, "{said:#?}");
    assert!(said[0].starts_with("docs/guide/a.md:3: a heading of level 3"));
    assert!(said[1].starts_with("docs/guide/a.md:5: a second title"));
    assert!(said[2].starts_with("docs/guide/a.md:7: not used in this house"));
    assert!(said[3].starts_with("docs/guide/a.md:9: a link without a word"));
}

#[test]
fn a_page_of_the_guide_that_no_role_shows_is_said() {
    let house = house("# A\n");
    fs::write(house.path().join("docs/guide/perdue.md"), "# Perdue\n").unwrap();
    let error = build(house.path(), &house.path().join("site")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "docs/guide/perdue.md:1: no role of docs/site.toml shows this page"
    );
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let house = house("# A\n");
    let out = house.path().join("travail");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("these.txt"), "trois ans").unwrap();
    assert!(build(house.path(), &out).is_err());
    assert_eq!(
        fs::read_to_string(out.join("these.txt")).unwrap(),
        "trois ans"
    );
}
