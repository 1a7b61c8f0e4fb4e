use plus_journal::{ChainError, Hlc, verify};
use proptest::prelude::*;

use crate::{chain, node};

#[test]
fn a_whole_chain_gives_its_head() {
    let entries = chain(5);
    let head = verify(&node(), 1, &entries).expect("whole");
    assert_eq!((head.seq, head.hash), (5, Some(entries[4].hash)));
}

#[test]
fn an_empty_chain_is_whole() {
    assert_eq!(verify(&node(), 1, []).expect("whole").seq, 0);
}

#[test]
fn an_erased_body_leaves_a_whole_chain() {
    let mut entries = chain(3);
    entries[1].body = None;
    assert!(verify(&node(), 1, &entries).is_ok());
}

#[test]
fn a_cut_tail_shows_against_a_known_head() {
    let entries = chain(5);
    let head = verify(&node(), 1, &entries[..4]).expect("consistent");
    assert_eq!(
        head.reaches(5),
        Err(ChainError::Cut {
            expected: 5,
            found: 4
        })
    );
}

#[test]
fn another_epoch_is_foreign() {
    assert_eq!(
        verify(&node(), 2, &chain(2)),
        Err(ChainError::Foreign { seq: 1 })
    );
}

#[test]
fn the_clock_never_goes_back() {
    let later = Hlc::default().tick(5_000);
    assert!(later.tick(1_000) > later);
    assert_eq!(later.tick(1_000).millis(), 5_000);
    assert!(Hlc::default().tick(-1).raw() > 0);
}

proptest! {
    #[test]
    fn a_flipped_bit_of_a_body_is_named(n in 1_usize..8, at in 0_usize..8, bit in 0_u8..8) {
        let mut entries = chain(8);
        let i = n.min(7);
        if let Some((_, body)) = &mut entries[i].body {
            let at = at % body.len();
            body[at] ^= 1 << bit;
        }
        prop_assert_eq!(verify(&node(), 1, &entries), Err(ChainError::Altered { seq: i as u64 + 1 }));
    }

    #[test]
    fn a_deleted_entry_is_named(gone in 0_usize..7) {
        let mut entries = chain(8);
        entries.remove(gone);
        let expected = gone as u64 + 1;
        prop_assert_eq!(verify(&node(), 1, &entries), Err(ChainError::Gap { expected, found: expected + 1 }));
    }

    #[test]
    fn swapped_entries_are_named(a in 0_usize..8, b in 0_usize..8) {
        prop_assume!(a != b);
        let mut entries = chain(8);
        entries.swap(a, b);
        let first = a.min(b) as u64 + 1;
        let found = a.max(b) as u64 + 1;
        prop_assert_eq!(verify(&node(), 1, &entries), Err(ChainError::Gap { expected: first, found }));
    }

    #[test]
    fn any_changed_field_of_the_envelope_changes_the_hash(i in 0_usize..4, which in 0_u8..6) {
        let mut entry = chain(4)[i].clone();
        match which {
            0 => entry.seq += 1,
            1 => entry.epoch += 1,
            2 => entry.kind.push('x'),
            3 => entry.version += 1,
            4 => entry.hlc = entry.hlc.tick(99_999_999),
            _ => entry.prev = Some([7; 32]),
        }
        prop_assert!(!entry.is_whole());
    }
}
