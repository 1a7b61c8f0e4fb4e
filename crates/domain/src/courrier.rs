//! Letters by e-mail to the team: when one is tried again, and when it is given up.
//!
//! A letter never says anything of somebody who came to the relay.

use serde::{Deserialize, Serialize};

use crate::profile::choices;

choices! {
    /// Where a letter stands.
    State {
        /// It waits.
        ToSend = "a-envoyer",
        /// A server took it.
        Sent = "envoye",
        /// A server refused it for good.
        Failed = "refuse",
        /// Given up, after three days or by somebody.
        Abandoned = "abandonne",
    }
}

const MINUTE_MS: i64 = 60_000;
/// Longest wait between two tries, milliseconds.
pub const LONGEST_MS: i64 = 6 * 60 * MINUTE_MS;
/// After so long, counted from its first try, a letter is given up, milliseconds.
pub const PATIENCE_MS: i64 = 3 * 24 * 60 * MINUTE_MS;
/// Longest address (RFC 5321, 4.5.3.1.3).
const LONGEST_ADDRESS: usize = 254;

/// Why a letter was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody answered, or the server asks to come back.
    Later,
    /// The server will never take it.
    Never,
}

/// What comes after a try that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is tried again at this instant, milliseconds UTC.
    Again(i64),
    /// It is refused: somebody has to look.
    Failed,
    /// It is given up.
    Abandoned,
}

/// What comes after the try number `tries` (from 1), the first of which was at `since`
/// (milliseconds UTC). `chance`: 0 to 255, so that a relay does not send all at once.
pub fn next(refusal: Refusal, tries: u32, since: i64, now_ms: i64, chance: u8) -> Next {
    match refusal {
        Refusal::Never => Next::Failed,
        Refusal::Later if now_ms - since >= PATIENCE_MS => Next::Abandoned,
        Refusal::Later => Next::Again(now_ms + wait_ms(tries, chance)),
    }
}

/// A minute, twice as long after each try, six hours at most; up to a quarter less by chance.
fn wait_ms(tries: u32, chance: u8) -> i64 {
    let doubled = MINUTE_MS << tries.saturating_sub(1).min(9);
    let whole = doubled.min(LONGEST_MS);
    (whole - whole / 4 * i64::from(chance) / 255).max(MINUTE_MS)
}

/// Whether a text is plausibly the address of somebody: the server judges the rest.
pub fn is_address(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !"<>()[],;:\\\"".contains(c);
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let host_is_plausible = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    !name.is_empty()
        && host_is_plausible
        && !host.contains('@')
        && text.chars().all(plain)
        && text.len() <= LONGEST_ADDRESS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_letter_is_tried_later_and_later_then_given_up() {
        let at = |tries| next(Refusal::Later, tries, 0, 0, 0);
        assert_eq!(at(1), Next::Again(MINUTE_MS));
        assert_eq!(at(2), Next::Again(2 * MINUTE_MS));
        assert_eq!(at(5), Next::Again(16 * MINUTE_MS));
        assert_eq!(at(40), Next::Again(LONGEST_MS));
        let late = next(Refusal::Later, 20, 0, PATIENCE_MS, 0);
        assert_eq!(late, Next::Abandoned);
        assert_eq!(next(Refusal::Never, 1, 0, 0, 0), Next::Failed);
    }

    proptest! {
        #[test]
        fn a_wait_is_a_minute_at_least_and_six_hours_at_most(tries: u32, chance: u8) {
            prop_assert!((MINUTE_MS..=LONGEST_MS).contains(&wait_ms(tries, chance)));
        }
    }

    #[test]
    fn what_is_not_an_address_is_seen() {
        for good in ["a@b.fr", "mairie.accueil+borne@ville-exemple.mq"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.fr",
            "a@.fr",
            "a b@c.fr",
            "a@b.fr\r\nBcc: x@y.fr",
            "a@b@c.fr",
            "<a@b.fr>",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
