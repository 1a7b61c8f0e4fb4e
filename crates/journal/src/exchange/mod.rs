//! What a node and the hub say to each other, and what each makes of it.
//!
//! No input, no output, no clock: the rules alone, over heads, hashes and cursors. The
//! store runs them inside its transactions and the simulation runs them a million times.
//! Facts go up by [`push`], what everybody needs comes down by [`page`], and each answer
//! of the hub is read by [`reply`].
//!
//! Every rule has a name in [`Guard`]. They are all on, always: only a build with the
//! feature `mutants`, which the released program never has, can take one away to show that
//! the simulation notices.

mod page;
mod push;
mod reply;

pub use page::{Page, Turn, turn};
pub use push::{Batch, Health, Judged, judge};
pub use reply::{Heard, Reply, hear};

/// A rule of the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Guard {
    /// An entry already held is compared, not taken again.
    Dedup,
    /// A batch that leaves a hole is not taken.
    Gap,
    /// An entry that differs from the one held, or does not follow it, is a fork.
    Fork,
    /// An older incarnation of the hub is not listened to, a newer one starts again.
    Incarnation,
    /// A page is only applied where it begins.
    From,
    /// A hub that knows more than the node means that the node was rolled back.
    BeyondHead,
    /// A body is dropped only once a verified backup of the hub holds it.
    Durable,
    /// The hub answers from what it has committed, never before.
    Committed,
    /// The cursor moves in the transaction that writes the entries of its page.
    Cursor,
    /// The clock of a machine is kept with what it writes: it never goes back.
    Clock,
    /// Of two writings of one thing, the later `(clock, node)` is shown, whichever came first.
    Later,
    /// A roll-up moves by the exact change of state.
    Change,
    /// A node put back from a copy takes an epoch that nobody has heard of.
    Epoch,
    /// A hub put back from a backup begins a new epoch of its own chain.
    HubEpoch,
    /// An entry that cannot be projected is kept with its reason, and the rest goes on.
    Poison,
    /// An entry of a type that this version does not know is kept, and passed on.
    Unknown,
    /// What an older version received and could not read is read once a version that can
    /// opens the database.
    Learn,
    /// A machine gives only the hours of rendez-vous that are its own.
    Slot,
}

impl Guard {
    /// All of them, in the order of this page.
    pub const ALL: [Self; 18] = [
        Self::Dedup,
        Self::Gap,
        Self::Fork,
        Self::Incarnation,
        Self::From,
        Self::BeyondHead,
        Self::Durable,
        Self::Committed,
        Self::Cursor,
        Self::Clock,
        Self::Later,
        Self::Change,
        Self::Epoch,
        Self::HubEpoch,
        Self::Poison,
        Self::Unknown,
        Self::Learn,
        Self::Slot,
    ];
}

/// The rules that hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Guards {
    #[cfg(feature = "mutants")]
    removed: Option<Guard>,
    /// A type that came with this version, on a machine that still has the one before.
    #[cfg(feature = "mutants")]
    unknown: Option<&'static str>,
}

impl Guards {
    /// All rules but one.
    #[cfg(feature = "mutants")]
    #[must_use]
    pub fn without(guard: Guard) -> Self {
        Self {
            removed: Some(guard),
            unknown: None,
        }
    }

    /// The same rules on a machine of the version before, which does not know a type.
    #[cfg(feature = "mutants")]
    #[must_use]
    pub fn before(self, unknown: &'static str) -> Self {
        Self {
            unknown: Some(unknown),
            ..self
        }
    }

    /// Whether this version knows a type that it can read: always, in a released program.
    #[cfg(feature = "mutants")]
    pub fn knows(self, kind: &str) -> bool {
        self.unknown != Some(kind)
    }

    /// Whether this version knows a type that it can read: always, in a released program.
    #[cfg(not(feature = "mutants"))]
    pub fn knows(self, kind: &str) -> bool {
        let _always = (self, kind);
        true
    }

    /// Whether a rule holds: always, in a released program.
    #[cfg(feature = "mutants")]
    pub fn hold(self, guard: Guard) -> bool {
        self.removed != Some(guard)
    }

    /// Whether a rule holds: always, in a released program.
    #[cfg(not(feature = "mutants"))]
    pub fn hold(self, guard: Guard) -> bool {
        // The same call as with the feature `mutants`.
        let _always = (self, guard);
        true
    }
}

/// What a node remembers of its hub.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Peer {
    /// Life number of the hub: one more at each restore of a backup.
    pub incarnation: u64,
    /// Last entry of this node's chain that the hub holds.
    pub acked: u64,
    /// Last entry of this node's chain that a verified backup of the hub holds.
    pub durable: u64,
    /// Position of the hub's journal up to which pages were applied.
    pub cursor: u64,
}

impl Peer {
    /// Hears the life number of the hub; false when the message is from an older life.
    fn meet(&mut self, incarnation: u64, guards: Guards) -> bool {
        if !guards.hold(Guard::Incarnation) {
            return true;
        }
        if incarnation > self.incarnation {
            // Positions and heads of the former life may now mean other entries.
            self.incarnation = incarnation;
            self.acked = 0;
            self.cursor = 0;
            // Its promise was that of the former life: it says again what is safe.
            self.durable = 0;
        }
        incarnation == self.incarnation
    }
}
