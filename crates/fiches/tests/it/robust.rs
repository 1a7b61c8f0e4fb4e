//! The reader never panics, whatever the bytes.

use plus_fiches::import::read_file;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::fixture::FILES;

/// A smallish official file.
fn official() -> impl Strategy<Value = Vec<u8>> {
    let small: Vec<Vec<u8>> = FILES
        .values()
        .filter(|it| it.len() < 20_000)
        .cloned()
        .collect();
    select(small)
}

/// Pieces of XML that matter to the reader.
fn piece() -> impl Strategy<Value = &'static str> {
    select(vec![
        "<Paragraphe>",
        "</Paragraphe>",
        "<Liste type='puce'><Item>",
        "</Item></Liste>",
        "<Tableau><Rangée><Cellule fusionVerticale='9' fusionHorizontale='3'>",
        "</Cellule></Rangée></Tableau>",
        "<LienInterne LienPublication='F1'/>",
        "<Exposant>er</Exposant>",
        "<Condition><ou/></Condition>",
        "<BlocCas><Cas>",
        "</Cas></BlocCas>",
        "<Inconnu>",
        "</Inconnu>",
        "texte ",
        "&amp;",
        "&rien;",
        "<![CDATA[<]]>",
        "<!-- -->",
        "<",
        ">",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn on_random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_file(&bytes);
    }

    #[test]
    fn on_pieces_of_the_format(pieces in proptest::collection::vec(piece(), 0..40)) {
        let xml = crate::fixture::fiche("F1", "T", &pieces.concat());
        if let Ok(document) = read_file(xml.as_bytes()) {
            let json = serde_json::to_vec(&document).unwrap();
            prop_assert_eq!(serde_json::from_slice::<plus_fiches::model::Document>(&json).unwrap(), document);
        }
    }

    #[test]
    fn on_official_files_with_bytes_changed(
        mut bytes in official(),
        changes in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..8),
    ) {
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read_file(&bytes);
    }

    #[test]
    fn on_official_files_cut_and_pieced(
        bytes in official(),
        (from, to) in any::<(Index, Index)>(),
        inserted in piece(),
    ) {
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        let mut cut = bytes[..from.min(to)].to_vec();
        cut.extend_from_slice(inserted.as_bytes());
        cut.extend_from_slice(&bytes[from.max(to)..]);
        let _ = read_file(&cut);
    }
}
