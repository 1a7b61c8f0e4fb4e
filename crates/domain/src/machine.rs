//! The machines of a relay: what each is for, and why one stops serving.

mod watch;

use serde::{Deserialize, Serialize};

pub use watch::{Alert, TOLD_GAP_MS, Watch, Watched, alerts, is_behind, is_old};

use crate::profile::choices;

choices! {
    /// What a machine is for: it decides what the hub gives it.
    Kind {
        /// In the van: the team works on it, far from the hub.
        Van = "van",
        /// A kiosk for the public: nobody signs in.
        Borne = "borne",
        /// In an office: the team works on it.
        Bureau = "bureau",
    }
    /// Why the hub no longer trusts a machine.
    Motif {
        /// Stolen or lost: what it held may be read.
        Vol = "vol",
        /// It serves no more.
        Fin = "fin",
        /// Lent, or back from a loan.
        Pret = "pret",
    }
}

impl Motif {
    /// Whether the machine is in hands that nobody knows: what it held is exposed, and the
    /// passwords that it let in are to be changed.
    pub fn exposes(self) -> bool {
        self == Self::Vol
    }
}
