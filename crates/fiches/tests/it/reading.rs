//! The reading model, on official files: the traps of the format, one by one.

use jiff::civil::date;
use plus_fiches::import::read_file;
use plus_fiches::model::{
    Answers, Block, CaseDisplay, Document, DocumentKind, Effect, Inline, LinkTarget, Table,
    inline_text,
};

use crate::fixture::{fiche, mini_document};

/// Every block of a document, however deep.
fn blocks(document: &Document) -> Vec<&Block> {
    let mut found = Vec::new();
    walk(&document.introduction, &mut found);
    walk(&document.body, &mut found);
    found
}

fn walk<'a>(blocks: &'a [Block], found: &mut Vec<&'a Block>) {
    for block in blocks {
        found.push(block);
        match block {
            Block::Section(it) => walk(&it.blocks, found),
            Block::Group(it) => walk(&it.blocks, found),
            Block::Callout(it) => walk(&it.blocks, found),
            Block::Cases(it) => it.cases.iter().for_each(|case| walk(&case.blocks, found)),
            Block::List(it) => it.items.iter().for_each(|item| walk(&item.blocks, found)),
            _ => {}
        }
    }
}

fn inlines(document: &Document) -> Vec<&Inline> {
    let paragraphs = blocks(document)
        .into_iter()
        .filter_map(|block| match block {
            Block::Paragraph(inlines) => Some(inlines),
            _ => None,
        });
    paragraphs.flatten().collect()
}

fn body(xml: &str) -> Document {
    read_file(fiche("F1", "Titre", &format!("<Texte>{xml}</Texte>")).as_bytes()).unwrap()
}

fn table(xml: &str) -> Table {
    match body(&format!("<Tableau>{xml}</Tableau>"))
        .body
        .into_iter()
        .next()
    {
        Some(Block::Table(table)) => table,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_head_of_a_fiche_is_read() {
    let fiche = mini_document("F1050");
    assert_eq!(fiche.kind, DocumentKind::Fiche);
    assert_eq!(fiche.label, "Fiche d'information conditionnée");
    assert_eq!(
        fiche.title,
        "Carte grise\u{a0}: immatriculer un véhicule d'occasion"
    );
    assert_eq!(fiche.updated, Some(date(2020, 7, 28)));
    assert_eq!(fiche.theme.as_deref(), Some("N19812"));
    assert_eq!(fiche.parents, ["N367", "N19812"]);
    assert_eq!(fiche.targets, ["Automobiliste"]);
    assert_eq!(fiche.breadcrumb.len(), 4);
    assert_eq!(fiche.audiences, ["Particuliers"]);
}

#[test]
fn a_service_has_its_own_details() {
    let form = mini_document("R1343");
    let details = form.service.unwrap();
    assert_eq!(form.kind, DocumentKind::Service);
    assert_eq!(details.cerfa, ["60-3555"]);
    assert_eq!(details.other_numbers, ["S 6108"]);
    assert!(!form.fiches.is_empty());
}

#[test]
fn empty_links_take_the_title_of_their_page() {
    let fiche = mini_document("F1050");
    let all = inlines(&fiche);
    let links = all.iter().filter_map(|inline| match inline {
        Inline::Link { text, target } => Some((inline_text(text), target)),
        _ => None,
    });
    let links: Vec<_> = links.collect();
    assert!(!links.is_empty());
    assert!(links.iter().all(|(text, _)| !text.trim().is_empty()));
    let text = fiche.plain_text();
    assert!(
        !text.contains("est dispenséF"),
        "an empty link must not stick to the word before"
    );
}

#[test]
fn links_to_pages_that_the_archive_lacks_lead_to_the_official_site() {
    let fiche = mini_document("F1050");
    let targets: Vec<&LinkTarget> = inlines(&fiche)
        .into_iter()
        .filter_map(|inline| match inline {
            Inline::Link { target, .. } => Some(target),
            _ => None,
        })
        .collect();
    let official = targets
        .iter()
        .filter(|it| matches!(it, LinkTarget::Official(_)))
        .count();
    assert!(official > 0);
    for target in targets {
        if let LinkTarget::Page(id) = target {
            assert!(crate::fixture::MINI.pack.entry(id).is_some(), "{id}");
        }
    }
}

#[test]
fn abbreviations_carry_their_long_form() {
    let expansions: Vec<String> = inlines(&mini_document("F10007"))
        .into_iter()
        .filter_map(|inline| match inline {
            Inline::Abbreviation { text, expansion } => Some(format!("{text} = {expansion}")),
            _ => None,
        })
        .collect();
    assert!(
        expansions
            .iter()
            .any(|it| it == "RSA = Revenu de solidarité active"),
        "{expansions:?}"
    );
}

#[test]
fn words_of_the_glossary_point_to_a_definition_of_the_same_document() {
    let fiche = mini_document("F10007");
    let defined: Vec<&str> = fiche.definitions.iter().map(|it| it.id.as_str()).collect();
    let mut seen = 0;
    for inline in inlines(&fiche) {
        if let Inline::Definition { id, .. } = inline {
            assert!(defined.contains(&id.as_str()), "{id}");
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn descriptions_lose_their_carets() {
    let xml = fiche(
        "F1",
        "T",
        "<dc:description>au 1^er janvier</dc:description>",
    );
    assert_eq!(
        read_file(xml.as_bytes()).unwrap().description,
        "au 1er janvier"
    );
}

#[test]
fn merged_cells_keep_the_headers_of_their_rows_in_place() {
    let cell = |attributes: &str, text: &str| {
        format!("<Cellule {attributes}><Paragraphe>{text}</Paragraphe></Cellule>")
    };
    let table = table(&format!(
        "<Titre>Prix</Titre><Colonne type='header'/><Colonne type='header'/><Colonne/>\
         <Rangée type='header'>{}{}</Rangée><Rangée>{}{}{}</Rangée><Rangée>{}{}</Rangée>",
        cell("fusionHorizontale='2'", "Qui"),
        cell("", "Combien"),
        cell("fusionVerticale='2'", "A"),
        cell("", "B"),
        cell("", "1"),
        cell("", "C"),
        cell("", "2"),
    ));
    assert_eq!(table.title.as_deref(), Some("Prix"));
    assert!(table.rows[0].header);
    assert_eq!(table.rows[0].cells[0].columns, 2);
    assert_eq!(table.rows[1].cells[0].rows, 2);
    let headers: Vec<Vec<bool>> = table.rows[1..]
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.header).collect())
        .collect();
    // Below « A », which covers two rows, « C » is in the second column: a header too.
    assert_eq!(headers, [vec![true, true, false], vec![true, false]]);
}

#[test]
fn absurd_spans_are_brought_back_to_what_a_page_can_hold() {
    let table = table(
        "<Rangée><Cellule fusionVerticale='65535' fusionHorizontale='0'/>\
         <Cellule fusionHorizontale='beaucoup'/></Rangée>",
    );
    assert_eq!(
        (table.rows[0].cells[0].rows, table.rows[0].cells[0].columns),
        (1_000, 1)
    );
    assert_eq!(table.rows[0].cells[1].columns, 1);
}

#[test]
fn cases_keep_their_order_display_and_nesting() {
    let fiche = mini_document("F1050");
    let Some(Block::Cases(cases)) = fiche.body.first() else {
        panic!("{:?}", fiche.body.first());
    };
    assert_eq!(cases.display, CaseDisplay::Tabs);
    assert_eq!(cases.cases[0].title, "Véhicule immatriculé en France");
    assert!(matches!(cases.cases[0].blocks[0], Block::Cases(_)));
}

#[test]
fn answers_hide_only_what_is_certainly_false() {
    let fiche = mini_document("F14128");
    let whole = fiche.plain_text();
    assert_eq!(fiche.under(&Answers::default()), fiche);
    let guide = fiche.body.iter().find_map(|block| match block {
        Block::Guide(guide) => Some(guide),
        _ => None,
    });
    let children = guide
        .unwrap()
        .questions
        .iter()
        .find(|it| it.title.contains("enfants"))
        .unwrap();
    let mut answers = Answers::default();
    Effect::apply(&children.choices[1].effects, &mut answers);
    let without = fiche.under(&answers).plain_text();
    assert!(whole.contains("Si mes enfants sont à l'école"));
    assert!(!without.contains("Si mes enfants sont à l'école"));
}

#[test]
fn guided_searches_are_trees_that_end_in_links() {
    fn ends(branch: &plus_fiches::model::Branch) -> bool {
        !branch.links.is_empty() || branch.branches.iter().any(ends)
    }
    let search = mini_document("F34300");
    assert_eq!(search.kind, DocumentKind::GuidedSearch);
    let guides = search.body.iter().filter_map(|block| match block {
        Block::Guide(guide) => Some(guide),
        _ => None,
    });
    let branches: Vec<_> = guides.flat_map(|guide| &guide.branches).collect();
    assert!(branches.len() > 3);
    assert!(branches.into_iter().all(ends));
}

#[test]
fn pictures_are_known_by_their_words() {
    let fiche = mini_document("F1468");
    let found = blocks(&fiche).into_iter().find_map(|block| match block {
        Block::Picture(picture) => Some(picture),
        _ => None,
    });
    let picture = found.unwrap();
    assert_eq!(picture.file, "I1892.png");
    assert!(picture.alternative.starts_with("Logo des centres"));
    assert_eq!(picture.caption, "Logo VHU");
}

#[test]
fn a_chapter_may_have_no_title_and_a_list_may_hold_a_list() {
    let document = body(
        "<Chapitre><Paragraphe>sans titre</Paragraphe></Chapitre>\
         <Liste type='numero'><Item><Paragraphe>un</Paragraphe>\
         <Liste><Item><Paragraphe>un bis</Paragraphe></Item></Liste></Item></Liste>",
    );
    assert_eq!(document.plain_text(), "Titre\nsans titre\nun\nun bis\n");
    let Block::List(list) = &document.body[1] else {
        panic!()
    };
    assert!(list.ordered);
}
