//! From the themes down to the fiches.

use std::collections::BTreeSet;

use plus_fiches::model::DocumentKind;

use crate::fixture::{MINI, archive, built, fiche};

#[test]
fn themes_come_in_alphabetical_order() {
    let titles: Vec<&str> = MINI
        .pack
        .themes()
        .iter()
        .map(|it| it.title.as_str())
        .collect();
    assert_eq!(titles.len(), 10);
    assert_eq!(titles.first(), Some(&"Argent"));
    assert_eq!(titles.last(), Some(&"Travail"));
}

#[test]
fn menus_name_only_what_exists_and_keep_their_headings() {
    let parts = MINI.pack.children("N367");
    let headings: Vec<Option<&str>> = parts.iter().map(|part| part.title).collect();
    assert!(
        headings.contains(&Some("Immatriculer un véhicule")),
        "{headings:?}"
    );
    for part in &parts {
        assert!(!part.entries.is_empty());
    }
    assert!(MINI.pack.children("F1050").is_empty());
    assert!(MINI.pack.children("inconnu").is_empty());
}

#[test]
fn every_fiche_whose_parents_exist_can_be_reached_from_a_theme() {
    let mut reached = BTreeSet::new();
    let mut to_visit: Vec<&str> = MINI.pack.themes().iter().map(|it| it.id.as_str()).collect();
    while let Some(id) = to_visit.pop() {
        if reached.insert(id) {
            let parts = MINI.pack.children(id);
            to_visit.extend(
                parts
                    .into_iter()
                    .flat_map(|part| part.entries)
                    .map(|it| it.id.as_str()),
            );
        }
    }
    for entry in MINI.pack.entries() {
        let listed = matches!(entry.kind, DocumentKind::Fiche | DocumentKind::Dossier);
        let has_parent = entry.parents.iter().any(|id| MINI.pack.entry(id).is_some());
        if listed && has_parent {
            assert!(
                reached.contains(entry.id.as_str()),
                "{} {}",
                entry.id,
                entry.title
            );
        }
    }
}

#[test]
fn a_fiche_that_no_menu_names_stands_apart_under_its_dossier() {
    let dossier = "<Publication xmlns:dc='x' ID='N1' type='Dossier'><dc:title>Dossier</dc:title>\
        <SousDossier ID='N1-1'><Titre>Partie</Titre><Fiche ID='F1'>Une</Fiche>\
        <Fiche ID='F9'>Absente</Fiche></SousDossier></Publication>";
    let parent = "<dc:relation>isPartOf N1</dc:relation>";
    let built = built(&archive(&[
        ("N1.xml", dossier.as_bytes()),
        ("F1.xml", fiche("F1", "Une", parent).as_bytes()),
        ("F2.xml", fiche("F2", "Autre", parent).as_bytes()),
    ]));
    let parts = built.pack.children("N1");
    let ids = |at: usize| {
        parts[at]
            .entries
            .iter()
            .map(|it| it.id.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(parts.len(), 2);
    assert_eq!(
        (parts[0].title, parts[0].unlisted, ids(0)),
        (Some("Partie"), false, vec!["F1"])
    );
    assert_eq!(
        (parts[1].title, parts[1].unlisted, ids(1)),
        (None, true, vec!["F2"])
    );
}
