//! The node's side of a page: may it be applied here and now?

use serde::{Deserialize, Serialize};

use super::{Guard, Guards, Peer};
use crate::{Entry, wire};

/// A part of the hub's journal, in the order in which the hub committed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Life number of the hub.
    pub incarnation: u64,
    /// Life of the reader's own chain that it leaves out: the one that the reader lived
    /// when it asked.
    pub life: u64,
    /// Position after which it begins.
    pub from: u64,
    /// Position to which it goes, entries that are not for this node included.
    pub to: u64,
    /// Whether the hub has more beyond.
    pub more: bool,
    /// The hub's clock, milliseconds UTC.
    pub time: i64,
    /// The entries for this node.
    #[serde(with = "wire::entries")]
    pub entries: Vec<Entry>,
}

/// What to do with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Discard it: it is from an older life of the hub, for another life of this node, or
    /// begins elsewhere.
    Ask,
    /// Apply its entries, and move the cursor with them in one transaction.
    Apply,
}

/// Reads the head of a page, in the node's present life. The cursor moves with
/// [`Turn::Apply`].
pub fn turn(peer: &mut Peer, life: u64, page: &Page, guards: Guards) -> Turn {
    let before = peer.incarnation;
    let same_life = peer.meet(page.incarnation, guards);
    // The page that tells a new life was asked with the cursor of the former one.
    let told_anew = guards.hold(Guard::Incarnation) && peer.incarnation != before;
    let begins_here = page.from == peer.cursor && page.life == life;
    let begins_here = begins_here || !guards.hold(Guard::From);
    if !same_life || told_anew || !begins_here {
        return Turn::Ask;
    }
    peer.cursor = page.to;
    Turn::Apply
}
