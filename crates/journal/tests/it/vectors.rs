//! Frozen test vectors: if one of these changes, every journal ever written is
//! lost. They are not to be regenerated: they were computed by an independent
//! program (Python's blake3) from the description in `entry.rs`, not by this code.

use plus_domain::ids::NodeId;
use plus_journal::{Draft, Entry, Hlc, content_hash};

fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n)]);
    bytes
        .iter()
        .flat_map(|b| [digit(b >> 4), digit(b & 15)])
        .collect()
}

fn seal(seq: u64, prev: Option<[u8; 32]>, body: &str) -> Entry {
    let draft = Draft {
        kind: "visite.recorded".into(),
        version: 1,
        salt: [7; 16],
        body: body.into(),
    };
    Entry::seal(
        &NodeId::new("bus-1"),
        1,
        seq,
        prev,
        Hlc::from_raw(111_222_333_444),
        draft,
    )
}

#[test]
fn content_is_frozen() {
    assert_eq!(
        hex(&content_hash(&[0; 16], b"")),
        "8b3e041c02d485db86460a7725b57f5ac98eb39bea015df045d7ef99420a321b"
    );
    assert_eq!(
        hex(&content_hash(&[7; 16], "{\"é\":1}".as_bytes())),
        "5867905a252b346a6fb7c1c9275f57a989d7caf9384aa16c69df1b26ba455a71"
    );
}

#[test]
fn the_first_entry_of_a_journal_is_frozen() {
    assert_eq!(
        hex(&seal(1, None, "{}").hash),
        "5430b13854011f81a7dba2f61aa1a3171f94eb5ee825249c87ecdd2895b29b66"
    );
}

#[test]
fn a_following_entry_is_frozen() {
    assert_eq!(
        hex(&seal(2, Some([9; 32]), "{}").hash),
        "5f28fc129ffdceb2dfbf3c2abd49b630146487e13f365f4680ecf4028090aded"
    );
}
