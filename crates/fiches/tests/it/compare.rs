//! What one archive changes to another: documents, lines, and where old ones lead.

use plus_fiches::pack::{Comparison, LineChanges};

use crate::fixture::{Built, archive, built, fiche};

fn pack(files: &[(&str, &str)]) -> Built {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(n, text)| (*n, text.as_bytes()))
        .collect();
    built(&archive(&files))
}

fn text(id: &str, lines: &[&str]) -> String {
    let lines: String = lines
        .iter()
        .flat_map(|line| ["<Paragraphe>", line, "</Paragraphe>"])
        .collect();
    fiche(id, "Carte grise", &format!("<Texte>{lines}</Texte>"))
}

#[test]
fn documents_are_new_changed_gone_or_replaced() {
    let before = pack(&[
        ("F1.xml", &text("F1", &["onze euros"])),
        ("F2.xml", &text("F2", &["rien ne change"])),
        ("F3.xml", &text("F3", &["disparaît"])),
        ("F4.xml", &text("F4", &["remplacée"])),
    ]);
    let after = pack(&[
        ("F1.xml", &text("F1", &["douze euros"])),
        ("F2.xml", &text("F2", &["rien ne change"])),
        ("F5.xml", &text("F5", &["nouvelle"])),
        (
            "redirections.xml",
            "<Redirections><Redirection ID=\"F4\" cible=\"F5\"/></Redirections>",
        ),
    ]);
    assert_eq!((after.report.files, after.report.redirections), (3, 1));
    let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    let expected = Comparison {
        added: ids(&["F5"]),
        changed: ids(&["F1"]),
        removed: ids(&["F3"]),
        redirected: vec![("F4".to_owned(), "F5".to_owned())],
    };
    assert_eq!(after.pack.compare(&before.pack).unwrap(), expected);
    assert_eq!(after.pack.redirected("F4"), Some("F5"));
    assert_eq!(after.pack.redirected("F1"), None);
    assert!(after.pack.compare(&after.pack).unwrap().is_empty());
}

fn changes(before: &[&str], after: &[&str]) -> LineChanges {
    let of = |lines: &[&str]| plus_fiches::import::read_file(text("F1", lines).as_bytes()).unwrap();
    LineChanges::between(Some(&of(before)), Some(&of(after)))
}

#[test]
fn lines_are_gained_and_lost_and_those_that_move_are_neither() {
    let found = changes(
        &["onze euros", "fin", "fin"],
        &["fin", "douze euros", "fin", "fin"],
    );
    assert_eq!(found.added, ["fin", "douze euros"]);
    assert_eq!(found.removed, ["onze euros"]);
}

#[test]
fn two_changes_in_a_row_read_as_one() {
    let (a, b, c) = (["onze euros"], ["douze euros"], ["treize euros"]);
    assert_eq!(changes(&a, &b).then(changes(&b, &c)), changes(&a, &c));
    assert!(changes(&a, &b).then(changes(&b, &a)).is_empty());
}

#[test]
fn links_to_documents_that_are_not_there_are_counted() {
    let link = |to: &str| {
        format!(
            "<Texte><Paragraphe><LienInterne LienPublication=\"{to}\" type=\"Fiche\">voir</LienInterne></Paragraphe></Texte>"
        )
    };
    let built = pack(&[
        ("F1.xml", &fiche("F1", "Une", &link("F2"))),
        ("F2.xml", &fiche("F2", "Deux", &link("F9"))),
        ("F3.xml", "<Publication>"),
    ]);
    let report = built.report;
    assert_eq!(
        (report.links, report.broken_links, report.broken),
        (2, 1, 1)
    );
    assert_eq!(report.broken_links_per_thousand(), 500);
}
