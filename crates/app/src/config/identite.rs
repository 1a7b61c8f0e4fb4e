//! `[identite]`: whether the staff must have a second factor, and how soon (requirement S3).

use plus_domain::identite::Politique;
use serde::{Deserialize, Serialize};

/// The policy of a relay. It is that of its hub: machines far from it take who the hub gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Identite {
    /// Compulsory or advised.
    pub second_facteur: Politique,
    /// Days that somebody has to set one up, from the first time she signs in without.
    pub grace_days: u32,
}

impl Default for Identite {
    fn default() -> Self {
        Self {
            second_facteur: Politique::Obligatoire,
            grace_days: 14,
        }
    }
}

impl Identite {
    /// That of an invented relay: advised, compulsory of nobody.
    pub fn advised() -> Self {
        Self {
            second_facteur: Politique::Conseille,
            ..Self::default()
        }
    }

    /// As the rule takes it.
    pub fn policy(self) -> (Politique, u32) {
        (self.second_facteur, self.grace_days)
    }
}

#[cfg(test)]
mod tests {
    use plus_domain::identite::Politique;

    use crate::config::Config;

    #[test]
    fn a_relay_asks_for_a_second_factor_unless_its_file_says_otherwise() {
        let config = Config::parse("plus.toml", "").unwrap();
        assert_eq!(config.identite.policy(), (Politique::Obligatoire, 14));
        let text = "[identite]\nsecond_facteur = \"conseille\"\ngrace_days = 3\n";
        let config = Config::parse("plus.toml", text).unwrap();
        assert_eq!(config.identite.policy(), (Politique::Conseille, 3));
        for wrong in ["second_facteur = \"non\"", "grace_days = -1", "grace = 3"] {
            let text = format!("[identite]\n{wrong}\n");
            assert!(Config::parse("plus.toml", &text).is_err(), "{wrong}");
        }
    }
}
