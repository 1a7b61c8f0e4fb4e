//! Files as they come: any separator, any encoding, any damage.

use plus::{import::file, territory};
use plus_domain::visite::{
    Visite,
    import::{self, Column, Known},
};
use plus_reports::table;
use proptest::prelude::{ProptestConfig, any, proptest};

use super::{HEAD, all_rows, csv, past};

/// The bytes as a spreadsheet of the past writes them.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '’' => 0x92,
        'œ' => 0x9C,
        c => u8::try_from(u32::from(c)).unwrap_or(b'?'),
    };
    text.chars().map(byte).collect()
}

pub fn read(bytes: &[u8]) -> Option<Vec<Visite>> {
    let espace_sud = territory::demonstration().unwrap();
    let zone = jiff::tz::TimeZone::get("America/Martinique").unwrap();
    let known = Known {
        territory: &espace_sud,
        zone: &zone,
        team: &std::collections::BTreeMap::new(),
        author: &"maryse".into(),
        today: jiff::civil::date(2026, 11, 23),
        id: &|key| blake3::hash(key.as_bytes()).to_hex().to_string(),
    };
    let opened = file::open(bytes).ok()?;
    let read = import::read(&opened.sheet, &known).ok()?;
    Some(read.into_iter().map(|i| i.visite).collect())
}

/// A visite without what a file cannot say.
fn plain(visite: &Visite) -> Visite {
    let mut plain = visite.clone();
    plain.id = "v".into();
    plain.permanence = None;
    plain.pages_printed = 0;
    plain.person = visite.person.as_ref().map(|_| "p".into());
    for demande in &mut plain.demandes {
        demande.id = "d".into();
    }
    plain
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_past_comes_back_from_any_csv(seed in any::<u64>(), sign in 0..3_usize, old in any::<bool>()) {
        let visites = past(seed, 120);
        let text = csv(&all_rows(&visites), [";", ",", "\t"][sign]);
        let bytes = if old { windows_1252(&text) } else { text.into_bytes() };
        let back = read(&bytes).unwrap();
        let plainly = |all: &[Visite]| all.iter().map(plain).collect::<Vec<_>>();
        proptest::prop_assert_eq!(plainly(&visites), plainly(&back));
    }

    #[test]
    fn one_bad_line_anywhere_and_nothing_is_given(seed in any::<u64>(), at in any::<proptest::sample::Index>()) {
        let mut lines = all_rows(&past(seed, 60));
        let at = at.index(lines.len());
        lines[at][Column::Outcome as usize] = "peut-être".into();
        proptest::prop_assert!(read(csv(&lines, ";").as_bytes()).is_none());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        text in "(?s)[;,\"\\n0-9A-Za-zé/ =-]{0,300}",
    ) {
        let _none = read(&bytes);
        let _none = read(&[b"PK\x03\x04".as_slice(), &bytes].concat());
        let _any = read(format!("{HEAD}{text}").as_bytes());
    }

    #[test]
    fn a_damaged_workbook_is_read_or_refused(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let table = table::Table {
            title: "t".into(),
            columns: vec!["date".into(), "lieu".into(), "caf".into()],
            rows: vec![vec!["2025-12-01".into(), "x".into(), 3.into()]],
            notes: Vec::new(),
        };
        let mut bytes = plus_reports::xlsx::table(&table, jiff::civil::date(2026, 1, 1)).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _any = read(&bytes);
        let _short = read(&bytes[..at]);
    }
}
