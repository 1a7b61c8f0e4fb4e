//! The check of a chain: nothing flipped, deleted, inserted or swapped.
//!
//! A chain proves consistency, not completeness: a cut tail shows only against a
//! head known from elsewhere, which is why `verify` can be given one.

use plus_domain::ids::NodeId;

use crate::entry::{Entry, Hash};

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Node.
    pub node: NodeId,
    /// Epoch.
    pub epoch: u64,
    /// Sequence number of the last entry, 0 when there is none.
    pub seq: u64,
    /// Its hash.
    pub hash: Option<Hash>,
}

/// What is wrong with a chain, and where it begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// An entry does not have the hash or the content that it claims.
    #[error("écriture {seq} : son contenu a été changé")]
    Altered {
        /// Where.
        seq: u64,
    },
    /// Entries are missing before this one, or it stands twice.
    #[error("écriture {expected} : absente ou déplacée (trouvé {found})")]
    Gap {
        /// What should stand here.
        expected: u64,
        /// What stands here.
        found: u64,
    },
    /// The entry does not follow the one before.
    #[error("écriture {seq} : elle ne suit pas celle d’avant")]
    Unlinked {
        /// Where.
        seq: u64,
    },
    /// The entry belongs to another journal.
    #[error("écriture {seq} : elle vient d’un autre journal")]
    Foreign {
        /// Where.
        seq: u64,
    },
    /// Another entry stands where somebody saw one: the chain was written again.
    #[error("écriture {seq} : la suite a été réécrite, elle n’est pas celle qui avait été vue")]
    Rewritten {
        /// Where it was seen.
        seq: u64,
    },
    /// The end is not the one known from elsewhere.
    #[error("la fin du journal manque : dernière écriture {found}, attendue {expected}")]
    Cut {
        /// Known end.
        expected: u64,
        /// Found end.
        found: u64,
    },
}

/// Reads a chain in order and gives its head, or the first thing wrong.
pub fn verify<'a>(
    node: &NodeId,
    epoch: u64,
    entries: impl IntoIterator<Item = &'a Entry>,
) -> Result<Head, ChainError> {
    let mut walk = Walk::new(node, epoch);
    for entry in entries {
        walk.step(entry)?;
    }
    Ok(walk.head)
}

/// A check in progress, for chains too long to hold at once. The clocks of a chain may go
/// back: what a machine writes again, after it was put back from a copy, keeps its clock.
#[derive(Debug, Clone)]
pub struct Walk {
    head: Head,
}

impl Walk {
    /// Before the first entry of a journal.
    pub fn new(node: &NodeId, epoch: u64) -> Self {
        let head = Head {
            node: node.clone(),
            epoch,
            seq: 0,
            hash: None,
        };
        Self { head }
    }

    /// After an entry already checked.
    pub fn after(head: Head) -> Self {
        Self { head }
    }

    /// Where the check stands.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Checks the next entry.
    pub fn step(&mut self, entry: &Entry) -> Result<(), ChainError> {
        let seq = entry.seq;
        if entry.node != self.head.node || entry.epoch != self.head.epoch {
            return Err(ChainError::Foreign { seq });
        }
        if seq != self.head.seq + 1 {
            return Err(ChainError::Gap {
                expected: self.head.seq + 1,
                found: seq,
            });
        }
        if !entry.is_whole() {
            return Err(ChainError::Altered { seq });
        }
        if entry.prev != self.head.hash {
            return Err(ChainError::Unlinked { seq });
        }
        self.head.seq = seq;
        self.head.hash = Some(entry.hash);
        Ok(())
    }
}

impl ChainError {
    /// Number of the first entry that is not as it should be.
    pub fn index(&self) -> u64 {
        match *self {
            Self::Altered { seq }
            | Self::Unlinked { seq }
            | Self::Foreign { seq }
            | Self::Rewritten { seq }
            | Self::Gap { expected: seq, .. } => seq,
            Self::Cut { found, .. } => found + 1,
        }
    }

    /// A short name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Altered { .. } => "altered",
            Self::Gap { .. } => "missing",
            Self::Unlinked { .. } => "unlinked",
            Self::Foreign { .. } => "foreign",
            Self::Rewritten { .. } => "rewritten",
            Self::Cut { .. } => "cut",
        }
    }
}

impl Head {
    /// Holds this head against one known from elsewhere.
    pub fn reaches(&self, expected: u64) -> Result<(), ChainError> {
        if self.seq == expected {
            Ok(())
        } else {
            Err(ChainError::Cut {
                expected,
                found: self.seq,
            })
        }
    }
}
