//! The envelope, from outside: vectors that never change, chains that tell.

mod chain;
mod upcast;
mod vectors;

use plus_domain::ids::NodeId;
use plus_journal::{Draft, Entry, Hlc};

fn node() -> NodeId {
    NodeId::new("hub")
}

fn draft(i: u64) -> Draft {
    Draft {
        kind: "visite.recorded".into(),
        version: 1,
        salt: [u8::try_from(i % 251).unwrap_or(0); 16],
        body: format!(r#"{{"n":{i}}}"#).into_bytes(),
    }
}

/// A chain of `n` entries.
fn chain(n: u64) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut clock = Hlc::default();
    for seq in 1..=n {
        clock = clock.tick(1_000);
        let prev = entries.last().map(|e| e.hash);
        entries.push(Entry::seal(&node(), 1, seq, prev, clock, draft(seq)));
    }
    entries
}
