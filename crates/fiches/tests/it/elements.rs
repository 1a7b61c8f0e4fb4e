//! Nothing is lost: every word of every official file reaches the reader or is silent by name.

use quick_xml::Reader;
use quick_xml::events::Event;

use std::collections::BTreeSet;

use crate::fixture::{FILES, MINI, archive, built, fiche};
use plus_fiches::import::{ELEMENTS, Report, Treatment};
use plus_fiches::model::Document;

/// The only elements that give the reader no words: another one is a decision to be written
/// here, in `import::ELEMENTS` and in the guide, with its reason.
const SILENT: [&str; 17] = [
    "Canal",
    "Colonne",
    "DossierPere",
    "PivotLocal",
    "SousDossierPere",
    "SousThemePere",
    "Theme",
    "dc:contributor",
    "dc:creator",
    "dc:format",
    "dc:identifier",
    "dc:language",
    "dc:publisher",
    "dc:relation",
    "dc:rights",
    "dc:source",
    "dc:type",
];

/// What the guide says of each element: name, « rendu » or « muet », and how or why.
fn documented() -> Vec<(&'static str, &'static str, &'static str)> {
    let rows = include_str!("../../../../docs/guide/elements.md").lines();
    let rows = rows.filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    rows.map(|row| {
        let mut cells = row.split(" | ");
        let name = cells.next().unwrap().trim_end_matches('`');
        (name, cells.next().unwrap(), cells.next().unwrap())
    })
    .collect()
}

/// No element beyond the documented list, and no word lost by those that speak.
pub fn assert_nothing_disappears(report: &Report) {
    assert!(
        report.unknown_elements.is_empty(),
        "{:?}",
        report.unknown_elements
    );
    assert!(
        report.dropped_elements.is_empty(),
        "{:?}",
        report.dropped_elements
    );
    let silent: Vec<&str> = report.silent_elements.keys().map(String::as_str).collect();
    assert_eq!(silent, SILENT);
}

#[test]
fn each_of_the_115_elements_is_rendered_or_silent_for_a_written_reason() {
    let silent: Vec<&str> = ELEMENTS
        .iter()
        .filter(|(_, treatment)| matches!(treatment, Treatment::Silent(_)))
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(silent, SILENT);
    assert_eq!(ELEMENTS.len(), 115);
    let guide: Vec<(&str, bool)> = documented()
        .into_iter()
        .map(|(name, state, why)| {
            assert!(
                !why.is_empty() && ["rendu", "muet"].contains(&state),
                "{name}"
            );
            (name, state == "muet")
        })
        .collect();
    let code: Vec<(&str, bool)> = ELEMENTS
        .iter()
        .map(|(name, treatment)| {
            let (Treatment::Silent(why) | Treatment::Rendered(why)) = treatment;
            assert!(!why.is_empty(), "{name}");
            (*name, matches!(treatment, Treatment::Silent(_)))
        })
        .collect();
    assert_eq!(guide, code);
}

#[test]
fn the_small_archive_holds_every_element_of_the_list_and_no_other() {
    let mut met = BTreeSet::new();
    for xml in FILES.values() {
        let text = std::str::from_utf8(xml).unwrap();
        let names = text
            .split('<')
            .skip(1)
            .filter(|tag| !tag.starts_with(['/', '?', '!']));
        met.extend(names.map(|tag| tag.split([' ', '>', '/', '\n']).next().unwrap()));
    }
    let listed: BTreeSet<&str> = ELEMENTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(met, listed);
}

#[test]
fn nothing_disappears_from_the_small_archive() {
    assert_nothing_disappears(&MINI.report);
}

#[test]
fn a_word_that_no_reader_would_see_is_counted_at_import() {
    // The names of an office's sites are not in the format; a text there reaches nobody.
    let body = "<OuSAdresser><Titre>Mairie</Titre><RessourceWeb URL='https://a.fr'>Annuaire</RessourceWeb></OuSAdresser>\
                <Texte><Tableau><Titre>T</Titre><Colonne>large</Colonne></Tableau></Texte>\
                <Liste>Mot égaré<Item>un</Item></Liste>";
    let built = built(&archive(&[("F1.xml", fiche("F1", "T", body).as_bytes())]));
    let dropped: Vec<&str> = built
        .report
        .dropped_elements
        .keys()
        .map(String::as_str)
        .collect();
    let document = built.pack.document("F1").unwrap().unwrap().plain_text();
    let lost = |word: &str| !document.contains(word);
    let expected: Vec<&str> = [("Liste", "égaré"), ("RessourceWeb", "Annuaire")]
        .into_iter()
        .filter(|(_, word)| lost(word))
        .map(|(name, _)| name)
        .collect();
    assert!(
        !expected.is_empty(),
        "the test no longer finds a hole: make another one"
    );
    assert_eq!(dropped, expected);
}

/// Words of a text, whatever separates them.
fn words(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

/// Every text node of a file outside the elements that the report calls silent.
fn spoken_texts(xml: &[u8], silent: &[&str]) -> Vec<String> {
    let mut reader = Reader::from_str(std::str::from_utf8(xml).unwrap());
    let mut open: Vec<String> = Vec::new();
    let mut texts = vec![String::new()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                open.push(start.name().as_ref().to_owned());
                texts.push(String::new());
            }
            Event::Empty(_) => texts.push(String::new()),
            Event::End(_) => {
                open.pop();
                texts.push(String::new());
            }
            Event::Text(text) if !open.iter().any(|name| silent.contains(&name.as_str())) => {
                texts.last_mut().unwrap().push_str(&text.xml10_content());
            }
            Event::GeneralRef(entity) if !open.iter().any(|it| silent.contains(&it.as_str())) => {
                let value = quick_xml::escape::resolve_predefined_entity(&entity);
                texts.last_mut().unwrap().push_str(value.unwrap());
            }
            Event::Eof => return texts,
            _ => {}
        }
    }
}

/// All words of a document, around its text included.
fn all_words(document: &Document) -> String {
    let mut out = String::from(" ");
    document.lines(&mut |_, line| {
        out.push_str(&words(line).join(" "));
        out.push(' ');
    });
    out
}

/// Each text node must be found, in one piece, in the words of the document.
pub fn lost_texts(xml: &[u8], document: &Document, silent: &[&str]) -> Vec<String> {
    // Dates and addresses of empty links are data; carets are trap 2 of the format.
    let whole = all_words(document).replace('^', "");
    let spoken = spoken_texts(xml, silent)
        .into_iter()
        .map(|text| text.replace('^', ""));
    spoken
        .map(|text| words(&text).join(" "))
        .filter(|text| !text.is_empty() && !whole.contains(text.as_str()))
        .filter(|text| !text.starts_with("modified "))
        .collect()
}

#[test]
fn every_text_of_every_file_reaches_the_reader() {
    let silent: Vec<&str> = MINI
        .report
        .silent_elements
        .keys()
        .map(String::as_str)
        .collect();
    for (name, xml) in FILES.iter() {
        let id = name.trim_end_matches(".xml");
        let document = MINI.pack.document(id).unwrap().unwrap();
        let lost = lost_texts(xml, &document, &silent);
        assert!(lost.is_empty(), "{name}: {lost:?}");
    }
}

#[test]
fn the_check_above_sees_a_lost_text() {
    let xml = fiche(
        "F1",
        "Titre",
        "<Texte><Paragraphe>Perdu en route</Paragraphe></Texte>",
    );
    let other = fiche(
        "F1",
        "Titre",
        "<Texte><Paragraphe>Autre texte</Paragraphe></Texte>",
    );
    let document = plus_fiches::import::read_file(other.as_bytes()).unwrap();
    assert_eq!(
        lost_texts(xml.as_bytes(), &document, &[]),
        ["Perdu en route"]
    );
}

#[test]
fn the_official_format_holds_no_unknown_element() {
    assert_eq!(MINI.report.files, 138);
    assert_eq!(MINI.report.imported, 138);
    assert!(MINI.report.failed.is_empty());
    assert!(MINI.report.unknown_elements.is_empty());
    assert!(MINI.report.silent_elements.contains_key("DossierPere"));
}

#[test]
fn an_unknown_element_is_counted_and_its_content_kept_wherever_it_stands() {
    let body = "<Nouveau><Paragraphe>au fond</Paragraphe></Nouveau>\
        <Texte><Encore>dans un texte</Encore>\
        <Paragraphe>avant <Neuf>dans la phrase</Neuf> après</Paragraphe>\
        <Liste type='puce'><Point>dans une liste</Point></Liste>\
        <Tableau><Ligne><Case>dans un tableau</Case></Ligne></Tableau>\
        <BlocCas affichage='radio'><Choix2><Titre>un cas</Titre>dans un cas</Choix2></BlocCas>\
        <Chapitre><Titre>T</Titre><Etape>dans un chapitre</Etape></Chapitre></Texte>\
        <ServiceEnLigne ID='R1' URL='https://a.fr'><Titre>S</Titre><Duree>dans un service</Duree>\
        </ServiceEnLigne><DossierPere ID='N1'><Bizarre>rien</Bizarre></DossierPere>";
    let built = built(&archive(&[("F1.xml", fiche("F1", "T", body).as_bytes())]));
    let text = built.pack.document("F1").unwrap().unwrap().plain_text();
    for place in [
        "au fond",
        "dans un texte",
        "avant dans la phrase après",
        "dans une liste",
    ] {
        assert!(text.contains(place), "{place}: {text}");
    }
    for place in [
        "dans un tableau",
        "dans un cas",
        "dans un chapitre",
        "dans un service",
    ] {
        assert!(text.contains(place), "{place}: {text}");
    }
    let unknown: Vec<&str> = built
        .report
        .unknown_elements
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        unknown,
        [
            "Bizarre", "Case", "Choix2", "Duree", "Encore", "Etape", "Ligne", "Neuf", "Nouveau",
            "Point"
        ]
    );
}

#[test]
fn the_report_serialises_to_its_fields() {
    let json = serde_json::to_value(&MINI.report).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "broken",
            "broken_links",
            "dropped_elements",
            "failed",
            "files",
            "imported",
            "links",
            "redirections",
            "silent_elements",
            "unknown_elements",
        ]
    );
}
