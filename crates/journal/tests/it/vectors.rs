//! Frozen test vectors: if one of these changes, every journal ever written is
//! lost. They are not to be regenerated.

use plus_domain::ids::NodeId;
use plus_journal::{Draft, Entry, Hlc, content_hash};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
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
    assert_eq!(hex(&content_hash(&[0; 16], b"")), "CONTENT_EMPTY");
    assert_eq!(
        hex(&content_hash(&[7; 16], "{\"é\":1}".as_bytes())),
        "CONTENT_ONE"
    );
}

#[test]
fn the_first_entry_of_a_journal_is_frozen() {
    assert_eq!(hex(&seal(1, None, "{}").hash), "HASH_FIRST");
}

#[test]
fn a_following_entry_is_frozen() {
    assert_eq!(hex(&seal(2, Some([9; 32]), "{}").hash), "HASH_NEXT");
}
