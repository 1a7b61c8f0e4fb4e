//! The node's side of an answer: what the hub holds of its chain, and what that means.

use serde::{Deserialize, Serialize};

use super::{Guard, Guards, Peer};
use crate::{Hash, Head};

/// What the hub answers to a push, from what it has committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Life number of the hub.
    pub incarnation: u64,
    /// Epoch of the chain that was pushed.
    pub epoch: u64,
    /// Its last entry held, 0 when there is none.
    pub head: u64,
    /// Hash of that entry.
    #[serde(with = "crate::wire::hash_or_none")]
    pub hash: Option<Hash>,
    /// Last entry that a verified backup holds.
    pub durable: u64,
    /// The hub's clock, milliseconds UTC.
    pub time: i64,
    /// Whether the batch was set apart as another chain under the same name.
    pub forked: bool,
}

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// From an older life of the hub, or about another epoch: nothing is learnt.
    Stale,
    /// The hub knows entries that this node has lost: it was put back from a copy. It
    /// must take a new epoch, which the hub gives.
    RolledBack,
    /// The two hold different entries under one number: a person must look.
    Forked,
    /// The hub holds the chain up to here; bodies up to `drop` may go.
    Held {
        /// Last entry whose body may be dropped. Never the head, which anchors the chain.
        drop: u64,
    },
}

/// Hears an answer. `held` gives the hash of this node's own entry at a number.
pub fn hear(
    peer: &mut Peer,
    own: &Head,
    held: impl Fn(u64) -> Option<Hash>,
    reply: &Reply,
    guards: Guards,
) -> Heard {
    if !peer.meet(reply.incarnation, guards) || reply.epoch != own.epoch {
        return Heard::Stale;
    }
    if reply.head > own.seq {
        if guards.hold(Guard::BeyondHead) {
            return Heard::RolledBack;
        }
        return Heard::Held { drop: 0 };
    }
    let same = reply.head == 0 || held(reply.head) == reply.hash;
    if guards.hold(Guard::Fork) && (reply.forked || !same) {
        return Heard::Forked;
    }
    // Backwards too: a hub put back from a copy asks again for what it lost.
    peer.acked = reply.head;
    peer.durable = peer.durable.max(reply.durable.min(own.seq));
    let safe = if guards.hold(Guard::Durable) {
        peer.durable
    } else {
        peer.acked
    };
    Heard::Held {
        drop: safe.min(own.seq.saturating_sub(1)),
    }
}
