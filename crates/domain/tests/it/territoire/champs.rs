//! The files of a territory through their fields (issue 9, 2): every element of two real
//! territories is read and written back, and nothing changes but what was typed.

use std::collections::BTreeMap;

use plus_domain::territoire::{
    champs::{self, Element, Nature, Refus},
    differences,
};
use proptest::prelude::*;

use super::{Files, espace_sud_files};

/// Files with fields, the geography apart.
fn with_fields() -> Files {
    let files = espace_sud_files().into_iter();
    files
        .filter(|(path, _)| {
            !path.starts_with("geo/") && champs::elements(path, "").err() != Some(Refus::SansChamps)
        })
        .collect()
}

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect()
}

fn element(path: &str, text: &str, adresse: &str) -> Element {
    let all = champs::elements(path, text).unwrap();
    all.into_iter().find(|e| e.adresse == adresse).unwrap()
}

fn value<'e>(element: &'e Element, cle: &str) -> &'e str {
    &element.champs.iter().find(|c| c.cle == cle).unwrap().valeur
}

/// What differs between two texts of a file.
fn told(path: &str, before: &str, after: &str) -> Vec<String> {
    let one = |text: &str| Files::from([(path.to_owned(), text.to_owned())]);
    differences(&one(before), &one(after))
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn what_is_kept_as_it_was_is_not_written() {
    for (path, text) in with_fields() {
        let all = champs::elements(&path, &text).unwrap();
        assert!(
            all.iter().map(|e| e.champs.len()).sum::<usize>() > 3,
            "{path}"
        );
        for element in all {
            let pairs = element
                .champs
                .iter()
                .map(|c| (c.cle.clone(), c.valeur.clone()));
            let written = champs::written(&path, &text, &element.adresse, &pairs.collect());
            assert_eq!(written.as_ref(), Ok(&text), "{path} {}", element.adresse);
        }
    }
}

#[test]
fn a_text_that_changes_changes_alone_and_comments_stay() {
    let files = espace_sud_files();
    let text = &files["partenaires.toml"];
    let new = champs::written(
        "partenaires.toml",
        text,
        "partenaire.0",
        &typed(&[("nom", "Caf de Martinique")]),
    );
    let new = new.unwrap();
    assert_eq!(
        told("partenaires.toml", text, &new),
        ["partenaires.toml, partenaire, « caf », nom : CAF → Caf de Martinique"]
    );
    assert_eq!(text.matches('#').count(), new.matches('#').count());
    assert_eq!(text.lines().count(), new.lines().count());
}

#[test]
fn natures_are_kept_and_what_is_not_of_them_is_refused() {
    let files = espace_sud_files();
    let text = &files["territoire.toml"];
    let path = "territoire.toml";
    let releve = element(path, text, "releve");
    assert_eq!(releve.champs[0].nature, Nature::Nombre);
    let key = releve.champs[0].cle.as_str();
    let wrong = champs::written(path, text, "releve", &typed(&[(key, "beaucoup")]));
    assert_eq!(wrong, Err(Refus::Nature(key.to_owned(), Nature::Nombre)));
    assert!(wrong.unwrap_err().to_string().contains("écrivez un nombre"));
    let right = champs::written(path, text, "releve", &typed(&[(key, "7")])).unwrap();
    assert!(right.contains(&format!("{key} = 7\n")), "{right}");
    let crew = champs::written(path, text, "metier.1", &typed(&[("conduit", "non")])).unwrap();
    assert!(crew.contains("conduit = false"), "{crew}");
    let tools = champs::written(
        path,
        text,
        "vehicule",
        &typed(&[("equipement", "Ordinateurs\n\n  Imprimante ")]),
    );
    assert!(
        tools
            .unwrap()
            .contains(r#"equipement = ["Ordinateurs", "Imprimante"]"#)
    );
    let partners = &files["partenaires.toml"];
    let named = element("partenaires.toml", partners, "partenaire.1");
    assert_eq!(value(&named, "nom_date.0.jusqu_au"), "2023-12-31");
    let date = champs::written(
        "partenaires.toml",
        partners,
        "partenaire.1",
        &typed(&[("nom_date.0.jusqu_au", "2023-13-31")]),
    );
    assert!(matches!(date, Err(Refus::Nature(_, Nature::Jour))));
}

#[test]
fn an_emptied_field_goes_and_one_of_its_neighbours_comes() {
    let files = espace_sud_files();
    let (path, text) = ("partenaires.toml", &files["partenaires.toml"]);
    let without =
        champs::written(path, text, "partenaire.0", &typed(&[("fondateur", "")])).unwrap();
    assert_eq!(told(path, text, &without).len(), 1);
    assert!(!without.starts_with(&text[..900]), "the line is gone");
    // Impôts has no escalade: its neighbours do, so that it is offered.
    let impots = element(path, text, "partenaire.3");
    assert_eq!(
        (impots.titre.as_str(), value(&impots, "escalade.jours")),
        ("Impôts", "")
    );
    let with = champs::written(
        path,
        text,
        "partenaire.3",
        &typed(&[("escalade.jours", "9")]),
    )
    .unwrap();
    let said = told(path, text, &with);
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(
        value(&element(path, &with, "partenaire.3"), "escalade.jours"),
        "9"
    );
}

#[test]
fn a_line_to_complete_is_a_field_and_goes_once_it_is_filled() {
    let files = espace_sud_files();
    let (path, text) = ("territoire.toml", &files["territoire.toml"]);
    let head = element(path, text, "");
    let phone = head.champs.iter().find(|c| c.cle == "telephone").unwrap();
    assert_eq!(
        (phone.valeur.as_str(), phone.aide.as_str()),
        ("", "le numéro du relais, dix chiffres")
    );
    let new = champs::written(path, text, "", &typed(&[("telephone", "0596 00 00 00")])).unwrap();
    assert!(!new.contains("à compléter"), "{new}");
    assert_eq!(
        value(&element(path, &new, ""), "telephone"),
        "0596 00 00 00"
    );
}

#[test]
fn one_more_like_another_stands_after_it_with_a_code_of_its_own() {
    let files = espace_sud_files();
    for (path, like) in [
        ("partenaires.toml", "partenaire.0"),
        ("lieux.csv", "4"),
        ("projet.toml", "jalon.9"),
    ] {
        let text = &files[path];
        let (new, at) = champs::added(path, text, like).unwrap();
        let (old, added) = (element(path, text, like), element(path, &new, &at));
        let code = &old.champs[0].cle;
        assert_eq!(value(&added, code), format!("{}-2", value(&old, code)));
        assert_eq!(element(path, &new, like), old, "{path}");
        let rest = |e: &Element| {
            e.champs
                .iter()
                .skip(1)
                .map(|c| c.valeur.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(rest(&added), rest(&old), "{path}");
        let gone = champs::removed(path, &new, &at).unwrap();
        assert_eq!(told(path, text, &gone), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn a_cell_with_a_comma_is_quoted_and_other_rows_keep_their_bytes() {
    let files = espace_sud_files();
    let (path, text) = ("lieux.csv", &files["lieux.csv"]);
    let new =
        champs::written(path, text, "3", &typed(&[("nom", "Le Diamant, \"Dizac\"")])).unwrap();
    let (before, after): (Vec<&str>, Vec<&str>) = (text.lines().collect(), new.lines().collect());
    let changed: Vec<usize> = (0..before.len())
        .filter(|at| before[*at] != after[*at])
        .collect();
    assert_eq!((before.len(), changed.len()), (after.len(), 1));
    assert_eq!(
        value(&element(path, &new, "3"), "nom"),
        "Le Diamant, \"Dizac\""
    );
    let comment = champs::written(path, text, "3", &typed(&[("code", "#dizac")]));
    assert!(comment.is_err(), "a row that would be a comment");
}

#[test]
fn what_is_not_there_or_has_no_fields_is_refused() {
    let files = espace_sud_files();
    let text = &files["partenaires.toml"];
    assert_eq!(
        champs::elements("logo.svg", "<svg/>"),
        Err(Refus::SansChamps)
    );
    assert_eq!(champs::elements("a.toml", "= 1"), Err(Refus::Illisible));
    assert_eq!(
        champs::removed("partenaires.toml", text, "partenaire.99"),
        Err(Refus::Introuvable)
    );
    assert_eq!(
        champs::removed("partenaires.toml", text, ""),
        Err(Refus::Introuvable)
    );
    assert_eq!(
        champs::added("partenaires.toml", text, "x"),
        Err(Refus::Introuvable)
    );
    let none = champs::written(
        "lieux.csv",
        &files["lieux.csv"],
        "999",
        &typed(&[("nom", "x")]),
    );
    assert_eq!(none, Err(Refus::Introuvable));
}

proptest! {
    /// Whatever is typed in a text of a partner comes back the same, and nothing else changes.
    #[test]
    fn a_text_comes_back_as_it_was_typed(rank in 0_usize..8, text in "[^\\p{C}]{1,40}") {
        let files = espace_sud_files();
        let held = &files["partenaires.toml"];
        let adresse = format!("partenaire.{rank}");
        let typed = typed(&[("resume", &text)]);
        let new = champs::written("partenaires.toml", held, &adresse, &typed).unwrap();
        let read = element("partenaires.toml", &new, &adresse);
        let kept = read.champs.iter().find(|c| c.cle == "resume").map_or("", |c| c.valeur.as_str());
        prop_assert_eq!(kept, text.trim());
        prop_assert!(told("partenaires.toml", held, &new).len() <= 1);
    }

    /// The same for a cell, and every other row keeps its bytes.
    #[test]
    fn a_cell_comes_back_as_it_was_typed(rank in 0_usize..30, text in "[^\\p{C}]{1,40}") {
        let files = espace_sud_files();
        let held = &files["lieux.csv"];
        let adresse = rank.to_string();
        let new = champs::written("lieux.csv", held, &adresse, &typed(&[("quartier", &text)])).unwrap();
        let read = element("lieux.csv", &new, &adresse);
        prop_assert_eq!(value(&read, "quartier"), text.trim());
        let differ = held.lines().zip(new.lines()).filter(|(a, b)| a != b).count();
        prop_assert!(differ <= 1 && held.lines().count() == new.lines().count());
    }

    /// No text makes it stop.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}", csv in any::<bool>()) {
        let path = if csv { "a.csv" } else { "a.toml" };
        if let Ok(all) = champs::elements(path, &text) {
            for element in all {
                let _told = champs::written(path, &text, &element.adresse, &typed(&[("nom", "x")]));
                let _told = champs::added(path, &text, &element.adresse);
                let _told = champs::removed(path, &text, &element.adresse);
            }
        }
    }
}
