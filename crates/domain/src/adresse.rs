//! What an address on line answered, and what is said of it.
//!
//! Pure: `judge` takes what was seen on the way. The address itself always stays
//! shown; its state only stands beside it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// Redirections followed before giving up.
pub const MOST_STEPS: usize = 6;

/// What one request saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// An answer with its status.
    Answer(u16),
    /// It sends elsewhere.
    Elsewhere {
        /// For good (301, 308).
        for_good: bool,
        /// Where, a whole address.
        to: String,
    },
    /// Nobody answered in time, or nobody is there.
    Nobody,
    /// The site does not prove that it is itself (TLS).
    Untrusted,
}

/// State of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It answers.
    Repond,
    /// It answers from another address.
    Deplacee,
    /// It does not answer.
    Muette,
    /// The site answers, and refuses; the detail says how.
    Refuse,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Repond, Self::Deplacee, Self::Muette, Self::Refuse];

    /// Stable word, in the store and in keys of texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Repond => "repond",
            Self::Deplacee => "deplacee",
            Self::Muette => "muette",
            Self::Refuse => "refuse",
        }
    }

    /// The state of a word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// The page is no longer there (404, 410), or the way turns in circles.
pub const ABSENT: &str = "absente";
/// The certificate is not accepted.
pub const CERTIFICATE: &str = "certificat";
/// The site does not let machines in: it says nothing of people.
pub const MACHINE: &str = "machine";

/// What is said of an address after a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// State.
    pub state: State,
    /// Where it moved; why it refuses; empty otherwise.
    pub detail: String,
}

/// What the store knows of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The last finding.
    pub finding: Finding,
    /// When it was looked at last, milliseconds UTC.
    pub checked_at: i64,
    /// Since when its state is this one, milliseconds UTC.
    pub since: i64,
}

impl Known {
    /// Whether a person should know it before opening the address.
    pub fn is_trouble(&self) -> bool {
        match self.finding.state {
            State::Muette => true,
            State::Refuse => self.finding.detail != MACHINE,
            State::Repond | State::Deplacee => false,
        }
    }
}

/// What is said of an address, from what was seen at each step of the way.
pub fn judge(address: &str, steps: &[Seen]) -> Finding {
    let finding = |state, detail: &str| Finding {
        state,
        detail: detail.to_owned(),
    };
    let code = match steps.last() {
        None | Some(Seen::Nobody) => return finding(State::Muette, ""),
        Some(Seen::Untrusted) => return finding(State::Refuse, CERTIFICATE),
        Some(Seen::Elsewhere { .. }) => return finding(State::Refuse, ABSENT),
        Some(Seen::Answer(code)) => *code,
    };
    match code {
        200..=399 => match moved(address, steps) {
            Some(to) => finding(State::Deplacee, to),
            None => finding(State::Repond, ""),
        },
        404 | 410 => finding(State::Refuse, ABSENT),
        400..=499 => finding(State::Refuse, MACHINE),
        _ => finding(State::Muette, ""),
    }
}

/// Where the address moved for good, if it is not only written otherwise.
fn moved<'a>(address: &str, steps: &'a [Seen]) -> Option<&'a str> {
    let for_good = steps.iter().map_while(|step| match step {
        Seen::Elsewhere { for_good: true, to } => Some(to.as_str()),
        _ => None,
    });
    for_good
        .last()
        .filter(|to| to.trim_end_matches('/') != address.trim_end_matches('/'))
}

/// Whether an address of the network is one that anybody on the Internet can reach: not this
/// machine, not its network, nor what is kept for special uses (IANA registries).
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, ..] = v4.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let special = v4.is_private() || v4.is_loopback() || v4.is_link_local();
    let nobody = v4.is_multicast() || v4.is_documentation();
    // 0/8 is « this network », 240/4 was never given to anybody.
    !(special || nobody || shared || a == 0 || a >= 240)
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    let first = v6.segments()[0];
    // What is given out to people is 2000::/3; 2002::/16 and 64:ff9b::/96 hide an address of IPv4.
    (first & 0xe000) == 0x2000 && first != 0x2002
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Finding, Known, Seen, State, is_public, judge};

    const HERE: &str = "https://www.caf.fr/";

    fn elsewhere(for_good: bool, to: &str) -> Seen {
        Seen::Elsewhere {
            for_good,
            to: to.to_owned(),
        }
    }

    #[rstest]
    #[case(&[Seen::Answer(200)], "repond", "")]
    #[case(&[Seen::Answer(404)], "refuse", "absente")]
    #[case(&[Seen::Answer(410)], "refuse", "absente")]
    #[case(&[Seen::Answer(403)], "refuse", "machine")]
    #[case(&[Seen::Answer(429)], "refuse", "machine")]
    #[case(&[Seen::Answer(503)], "muette", "")]
    #[case(&[Seen::Nobody], "muette", "")]
    #[case(&[Seen::Untrusted], "refuse", "certificat")]
    #[case(&[], "muette", "")]
    fn each_answer_has_its_word(#[case] steps: &[Seen], #[case] state: &str, #[case] detail: &str) {
        let found = judge(HERE, steps);
        assert_eq!((found.state.code(), found.detail.as_str()), (state, detail));
    }

    #[test]
    fn an_address_that_moved_for_good_says_where() {
        let steps = [
            elsewhere(true, "https://allocataire.caf.fr/"),
            Seen::Answer(200),
        ];
        let found = judge(HERE, &steps);
        assert_eq!(found.state, State::Deplacee);
        assert_eq!(found.detail, "https://allocataire.caf.fr/");
    }

    #[test]
    fn being_sent_to_sign_in_is_no_move() {
        let steps = [
            elsewhere(false, "https://connexion.caf.fr/"),
            Seen::Answer(200),
        ];
        assert_eq!(judge(HERE, &steps).state, State::Repond);
        let steps = [elsewhere(true, "https://www.caf.fr"), Seen::Answer(200)];
        assert_eq!(judge(HERE, &steps).state, State::Repond, "only a stroke");
    }

    #[test]
    fn what_moved_to_nowhere_is_no_move() {
        let steps = [elsewhere(true, "https://ailleurs.fr/"), Seen::Nobody];
        assert_eq!(judge(HERE, &steps).state, State::Muette);
        let circle = [elsewhere(true, "https://a.fr/"), elsewhere(true, HERE)];
        assert_eq!(judge(HERE, &circle).detail, "absente");
    }

    #[test]
    fn a_site_that_keeps_machines_out_is_no_trouble_for_people() {
        let known = |state, detail: &str| Known {
            finding: Finding {
                state,
                detail: detail.to_owned(),
            },
            checked_at: 0,
            since: 0,
        };
        assert!(!known(State::Refuse, "machine").is_trouble());
        assert!(known(State::Refuse, "absente").is_trouble());
        assert!(known(State::Muette, "").is_trouble());
        assert!(!known(State::Deplacee, HERE).is_trouble());
    }

    #[rstest]
    #[case("127.0.0.1", false)]
    #[case("10.1.2.3", false)]
    #[case("172.31.0.1", false)]
    #[case("192.168.1.1", false)]
    #[case("169.254.169.254", false)]
    #[case("100.64.0.1", false)]
    #[case("0.0.0.0", false)]
    #[case("255.255.255.255", false)]
    #[case("224.0.0.1", false)]
    #[case("::1", false)]
    #[case("::", false)]
    #[case("fe80::1", false)]
    #[case("fd00::1", false)]
    #[case("::ffff:127.0.0.1", false)]
    #[case("64:ff9b::7f00:1", false)]
    #[case("2002:7f00:1::", false)]
    #[case("ff02::1", false)]
    #[case("93.184.216.34", true)]
    #[case("100.128.0.1", true)]
    #[case("2606:2800:220:1::1", true)]
    fn only_what_everybody_reaches_is_outside(#[case] address: &str, #[case] outside: bool) {
        assert_eq!(is_public(address.parse().unwrap()), outside);
    }
}
