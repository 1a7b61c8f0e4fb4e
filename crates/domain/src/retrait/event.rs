//! What the journal keeps of a paper left: that it was, never what it said nor whose it was.

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::ids::{AccountId, NodeId, RetraitId};

/// A paper is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deposited {
    /// Which paper.
    pub id: RetraitId,
    /// The one borne that gives it; none: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub borne: Option<NodeId>,
    /// Pages.
    pub pages: u32,
    /// Who left it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// It was handed over to its one borne, which alone gives it from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    /// Which paper.
    pub id: RetraitId,
    /// Which borne.
    pub borne: NodeId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// A borne printed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// Which paper.
    pub id: RetraitId,
    /// Which borne.
    pub borne: NodeId,
    /// Pages.
    pub pages: u32,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// Its key is destroyed: nobody reads it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Erased {
    /// Which paper.
    pub id: RetraitId,
    /// Why.
    pub reason: Reason,
    /// Who gave it up; nobody when a rule did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<AccountId>,
    /// Instant, milliseconds UTC.
    pub at: i64,
}
