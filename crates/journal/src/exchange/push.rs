//! The hub's side of a push: is this batch the next part of that chain?

use serde::{Deserialize, Serialize};

use super::{Guard, Guards};
use crate::{ChainError, Entry, Hash, Hlc, Walk, chain::Head};

/// What a node sends: a part of its chain, and how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Version of PLUS that it runs.
    pub version: String,
    /// Entries that it holds beyond this batch.
    pub waiting: u64,
    /// The entries, in order; none only to ask where the hub stands.
    #[serde(with = "crate::wire::entries")]
    pub entries: Vec<Entry>,
}

/// What a batch is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// Entries from this rank on are new and follow the head; those before are held.
    Fresh(usize),
    /// Something is missing between the head and the batch: the node sends from the head.
    Gap,
    /// Not the same chain: nothing is taken, the batch is set apart for a person.
    Fork(ChainError),
}

/// Judges a batch of one chain against what is held of it: its head, the clock of that
/// head, and the hash of any entry (`held`, nothing for an entry that is not there).
pub fn judge(
    head: &Head,
    clock: Hlc,
    held: impl Fn(u64) -> Option<Hash>,
    batch: &[Entry],
    guards: Guards,
) -> Judged {
    let known = batch.iter().take_while(|entry| entry.seq <= head.seq);
    let mut fresh = 0;
    for entry in known {
        if guards.hold(Guard::Fork) && held(entry.seq) != Some(entry.hash) {
            return Judged::Fork(ChainError::Altered { seq: entry.seq });
        }
        fresh += 1;
    }
    if !guards.hold(Guard::Dedup) {
        return Judged::Fresh(0);
    }
    let mut walk = Walk::after(head.clone(), clock);
    for entry in &batch[fresh..] {
        match walk.step(entry) {
            Err(ChainError::Gap { .. }) if guards.hold(Guard::Gap) => return Judged::Gap,
            Err(error) if guards.hold(Guard::Fork) => return Judged::Fork(error),
            // The second only when a rule was taken away.
            Ok(()) | Err(_) => {}
        }
    }
    Judged::Fresh(fresh)
}
