//! The order to erase: the only thing that a revoked machine is told, signed by its hub.

use plus_domain::{ids::NodeId, machine::Motif};
use serde::{Deserialize, Serialize};

use super::{Identity, is_signed_text};

/// What is signed begins so.
const CONTEXT: &str = "PLUS ordre d’effacement v1";

/// An order to a machine. It answers a push: the hub has set apart what came, and the machine
/// erases what it holds once everything is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The machine.
    pub node: NodeId,
    /// Epoch of what it pushed.
    pub epoch: u64,
    /// Last entry of that push, now kept apart; 0 when it was empty.
    pub received: u64,
    /// Code of why it was revoked.
    #[serde(default)]
    pub motif: String,
    /// When it was revoked, milliseconds UTC.
    pub revoked_at: i64,
    /// The hub's clock, milliseconds UTC.
    #[serde(default)]
    pub time: i64,
    /// ed25519 signature of the hub, hexadecimal.
    pub signature: String,
}

impl Order {
    /// Writes and signs an order.
    pub fn sign(
        hub: &Identity,
        (node, epoch, received): (&NodeId, u64, u64),
        (motif, revoked_at): (Motif, i64),
        time: i64,
    ) -> Self {
        let mut order = Self {
            node: node.clone(),
            epoch,
            received,
            motif: motif.code().to_owned(),
            revoked_at,
            time,
            signature: String::new(),
        };
        order.signature = hub.sign_text(&order.message());
        order
    }

    /// Whether it is for this machine, from the hub of this public key.
    pub fn is_for(&self, node: &NodeId, hub_key: &[u8]) -> bool {
        self.node == *node && is_signed_text(hub_key, &self.message(), &self.signature)
    }

    fn message(&self) -> Vec<u8> {
        let Self {
            node,
            epoch,
            received,
            motif,
            revoked_at,
            time,
            ..
        } = self;
        format!("{CONTEXT}\n{node}\n{epoch}\n{received}\n{motif}\n{revoked_at}\n{time}")
            .into_bytes()
    }
}
