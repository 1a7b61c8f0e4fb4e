//! Looking for new content by itself: when the next try is, and what each one leaves.
//!
//! The tries are jobs (`job/fraicheur.rs`): one at a time, even when several machines
//! share the database. A try that went well sets the next one a period later; one
//! that did not, sooner at first, then later and later. A little chance in both keeps
//! all relays from asking at the same minute.

use plus_store::{
    Store, StoreError,
    fraicheur::{Watch, tried, watch},
};

use super::{READER, arrival::Validators};
use crate::{config::Content, outside::Outside};

/// Milliseconds to the try that follows the first failure.
const SOON_MS: i64 = 10 * 60_000;
/// Failures after which the wait no longer doubles.
const MOST_DOUBLINGS: u32 = 16;
/// Length of the reason that is kept, characters.
const REASON: usize = 500;

/// The instant of the next try after one that went well.
pub fn after_success(outside: &Outside, content: &Content) -> i64 {
    outside.now_ms() + around(outside, content.every_ms(), 5)
}

/// The instant of the next try after so many in a row that did not go well.
pub fn after_failure(outside: &Outside, content: &Content, failures: i64) -> i64 {
    let doublings = u32::try_from(failures - 1).unwrap_or(0).min(MOST_DOUBLINGS);
    let wait = (SOON_MS << doublings).min(content.every_ms());
    outside.now_ms() + around(outside, wait, 20)
}

/// A duration, more or less so many parts of a hundred.
fn around(outside: &Outside, ms: i64, hundredths: i64) -> i64 {
    let chance = i64::from(u16::from_le_bytes(outside.random_bytes()));
    let most = ms * hundredths / 100;
    ms - most + 2 * most * chance / i64::from(u16::MAX)
}

/// What the server may be asked to compare with: nothing when the archive must come
/// whatever it is, since no content serves or another version read it.
pub fn known(watch: Option<&Watch>, serves: bool) -> Validators {
    let usable = |watch: &&Watch| serves && watch.reader == READER && !watch.archive.is_empty();
    watch
        .filter(usable)
        .map_or_else(Validators::default, |w| Validators {
            etag: w.etag.clone(),
            modified: w.modified.clone(),
        })
}

/// Whether an archive is the last one that was taken from there.
pub fn is_last(watch: Option<&Watch>, archive: &str) -> bool {
    watch.is_some_and(|w| w.archive == archive && w.reader == READER)
}

/// The last archive taken from an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What the server said of it.
    pub validators: Validators,
    /// Its BLAKE3.
    pub archive: String,
}

/// Writes that a try went well; with what was taken, when something was.
pub async fn succeeded(
    store: &Store,
    outside: &Outside,
    content: &Content,
    address: &str,
    taken: Option<Taken>,
) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let mut line = line(watch(&mut tx, address).await?, address);
    let now = outside.now_ms();
    if let Some(taken) = taken {
        line.etag = taken.validators.etag;
        line.modified = taken.validators.modified;
        line.archive = taken.archive;
        READER.clone_into(&mut line.reader);
    }
    let done = Watch {
        tried_at: now,
        success_at: now,
        failure: String::new(),
        failures: 0,
        next_at: after_success(outside, content),
        ..line
    };
    tried(&mut tx, &done).await?;
    tx.commit().await
}

/// Writes that a try did not go well.
pub async fn failed(
    store: &Store,
    outside: &Outside,
    content: &Content,
    address: &str,
    reason: &str,
) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let line = line(watch(&mut tx, address).await?, address);
    let failures = line.failures + 1;
    let done = Watch {
        tried_at: outside.now_ms(),
        failure: reason.chars().take(REASON).collect(),
        failures,
        next_at: after_failure(outside, content, failures),
        ..line
    };
    tried(&mut tx, &done).await?;
    tx.commit().await
}

fn line(known: Option<Watch>, address: &str) -> Watch {
    known.unwrap_or_else(|| Watch {
        address: address.to_owned(),
        ..Watch::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn daily() -> Content {
        Content::default()
    }

    #[test]
    fn a_failure_is_tried_again_soon_then_later_and_at_most_a_period_later() {
        let outside = Outside::fixed(0, 1);
        let waits: Vec<i64> = (1..40)
            .map(|failures| after_failure(&outside, &daily(), failures))
            .collect();
        assert!((8 * 60_000..=12 * 60_000).contains(&waits[0]), "{waits:?}");
        assert!((16 * 60_000..=24 * 60_000).contains(&waits[1]), "{waits:?}");
        let most = 24 * HOUR * 12 / 10;
        assert!(waits.iter().all(|wait| *wait <= most), "{waits:?}");
        assert!(waits[30] >= 24 * HOUR * 8 / 10);
    }

    #[test]
    fn two_relays_do_not_try_at_the_same_minute() {
        let next = |seed| after_success(&Outside::fixed(0, seed), &daily());
        let all: std::collections::BTreeSet<i64> =
            (0..20).map(|seed| next(seed) / 60_000).collect();
        assert!(all.len() > 10, "{all:?}");
        let span = 24 * HOUR * 95 / 100..=24 * HOUR * 105 / 100;
        assert!((0..200).all(|seed| span.contains(&next(seed))));
    }

    #[test]
    fn the_archive_is_asked_whole_when_no_content_serves_or_another_version_read_it() {
        let watch = Watch {
            etag: "\"a\"".into(),
            archive: "abc".into(),
            reader: READER.into(),
            ..Watch::default()
        };
        assert_eq!(known(Some(&watch), true).etag, "\"a\"");
        assert_eq!(known(Some(&watch), false), Validators::default());
        let older = Watch {
            reader: "0.0.1".into(),
            ..watch
        };
        assert_eq!(known(Some(&older), true), Validators::default());
        assert!(!is_last(Some(&older), "abc"));
    }
}
