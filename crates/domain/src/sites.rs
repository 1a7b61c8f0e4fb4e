//! The one list of sites that kiosks and the van may open (requirement S20).
//!
//! It is made from data: sites of partners, services and démarches on line, and the
//! sites that they lean on (sign-in, public webmails: `sites.toml`). What it does not
//! name stays closed. Only https, no whole suffix such as `*.gouv.fr`, nothing twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use crate::{
    service,
    territoire::{Found, Table, Territoire},
};

/// Suffixes under which anybody may have a name: all that stands below one of them is
/// never opened at once. Those of `.fr` are Afnic's sector names; the others are the
/// overseas ones and the most frequent (Public Suffix List, 2026).
const PUBLIC_SUFFIXES: [&str; 28] = [
    "fr",
    "com",
    "org",
    "net",
    "eu",
    "info",
    "io",
    "app",
    "dev",
    "mq",
    "gp",
    "gf",
    "re",
    "yt",
    "pm",
    "nc",
    "pf",
    "wf",
    "com.mq",
    "gouv.fr",
    "asso.fr",
    "com.fr",
    "nom.fr",
    "prd.fr",
    "tm.fr",
    "co.uk",
    "github.io",
    "herokuapp.com",
];

/// A host of the list, alone or with all that stands below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostPattern {
    host: String,
    below: bool,
}

/// Why a text names no host that may be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// It is not the name of a host.
    #[error("ce n’est pas un nom de site")]
    Shape,
    /// All of a public suffix.
    #[error("il ouvrirait tous les sites de cette fin d’adresse")]
    Suffix,
}

impl HostPattern {
    /// Reads `www.caf.fr`, or `*.caf.fr` for a host and all that stands below it.
    ///
    /// # Errors
    /// What is no host name, and a whole public suffix.
    pub fn read(text: &str) -> Result<Self, HostError> {
        let (host, below) = match text.strip_prefix("*.") {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        if !is_host(host) {
            return Err(HostError::Shape);
        }
        if below && PUBLIC_SUFFIXES.contains(&host) {
            return Err(HostError::Suffix);
        }
        Ok(Self {
            host: host.to_owned(),
            below,
        })
    }

    /// Whether it opens a host.
    pub fn opens(&self, host: &str) -> bool {
        host == self.host
            || self.below
                && host
                    .strip_suffix(&self.host)
                    .is_some_and(|rest| rest.ends_with('.'))
    }

    /// As Chromium's policy `URLAllowlist` writes it: a host alone has a point before it.
    pub fn chromium(&self) -> String {
        let point = if self.below { "" } else { "." };
        format!("https://{point}{}", self.host)
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stars = if self.below { "*." } else { "" };
        write!(f, "{stars}{}", self.host)
    }
}

/// Two labels at least, lower case, no empty label, and no address of a machine.
fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(label)
        && !last.bytes().any(|b| b.is_ascii_digit())
}

/// What a site is there for, beside partners and services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// Signing in to others.
    Connexion,
    /// Reading one's mail.
    Messagerie,
    /// Paying.
    Paiement,
}

impl Use {
    fn from_code(code: &str) -> Option<Self> {
        match code {
            "connexion" => Some(Self::Connexion),
            "messagerie" => Some(Self::Messagerie),
            "paiement" => Some(Self::Paiement),
            _ => None,
        }
    }
}

/// A site that others lean on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// What it is there for.
    #[serde(rename = "use")]
    pub used_for: Use,
    /// Its hosts.
    pub hosts: Vec<String>,
}

/// Reads `[[site]]`.
pub(crate) fn read(root: &Table) -> Vec<Found<Site>> {
    let read = |table: Table| {
        let at = table.at_key("nom");
        let name = table.text("nom");
        let used_for = table.text("genre").and_then(|text| {
            let known = Use::from_code(&text);
            if known.is_none() {
                table.refuse(
                    "genre",
                    format!("« {text} » n’est pas un genre de site"),
                    "écrivez connexion, messagerie ou paiement",
                );
            }
            known
        });
        let hosts = service::hosts(&table, "hotes");
        if hosts.is_empty() {
            table.refuse("hotes", "ce site n’a pas d’hôte", "ajoutez hotes = [\"…\"]");
        }
        table.close();
        let value = Site {
            name: name?,
            used_for: used_for?,
            hosts,
        };
        Some(Found { value, at })
    };
    root.tables("site").into_iter().filter_map(read).collect()
}

/// A host of the list, and what asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The host.
    pub host: HostPattern,
    /// What asks for it: codes of partners, services and démarches, names of sites.
    pub asked_by: BTreeSet<String>,
}

/// The list of a territory, in the order of the hosts. A host that a larger pattern
/// opens does not stand apart.
pub fn allow_list(territory: &Territoire) -> Vec<Allowed> {
    let mut asked: BTreeMap<HostPattern, BTreeSet<String>> = BTreeMap::new();
    for (host, by) in wanted(territory) {
        // Files are checked when they are read: what does not read here came from an
        // older publication, and stays closed.
        if let Ok(pattern) = HostPattern::read(&host.to_ascii_lowercase()) {
            asked.entry(pattern).or_default().insert(by);
        }
    }
    let (mut large, alone): (Vec<_>, Vec<_>) = asked.into_iter().partition(|(host, _)| host.below);
    let mut list: Vec<Allowed> = Vec::new();
    // A short name first: `*.caf.fr` stands for `*.pension.caf.fr`.
    large.sort_by_key(|(pattern, _)| pattern.host.len());
    for (host, asked_by) in large.into_iter().chain(alone) {
        match list.iter_mut().find(|kept| kept.host.opens(&host.host)) {
            Some(kept) => kept.asked_by.extend(asked_by),
            None => list.push(Allowed { host, asked_by }),
        }
    }
    list.sort_by(|a, b| a.host.cmp(&b.host));
    list
}

/// Every host that something of the territory asks for.
fn wanted(territory: &Territoire) -> Vec<(String, String)> {
    let mut wanted = Vec::new();
    for partner in &territory.partners {
        let site = partner.site.as_deref();
        if let Some(address) = site.and_then(crate::catalogue::WebAddress::new) {
            wanted.push((address.host().to_owned(), partner.code.to_string()));
        }
    }
    for service in territory.services.all() {
        let own = service.address.shown().value.host().to_owned();
        for host in std::iter::once(own).chain(service.hosts.iter().cloned()) {
            wanted.push((host, service.code.to_string()));
        }
    }
    for demarche in territory.catalogue.demarches() {
        if let Some(online) = &demarche.online {
            let host = online.shown().value.host().to_owned();
            wanted.push((host, demarche.code.to_string()));
        }
    }
    for site in &territory.sites {
        let hosts = site.hosts.iter();
        wanted.extend(hosts.map(|host| (host.clone(), site.name.clone())));
    }
    wanted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{HostError, HostPattern};

    #[rstest]
    #[case("www.caf.fr", "https://.www.caf.fr")]
    #[case("*.caf.fr", "https://caf.fr")]
    #[case("impots.gouv.fr", "https://.impots.gouv.fr")]
    fn a_host_is_read_and_written_again(#[case] text: &str, #[case] chromium: &str) {
        let pattern = HostPattern::read(text).unwrap();
        assert_eq!(pattern.to_string(), text);
        assert_eq!(pattern.chromium(), chromium);
    }

    #[rstest]
    #[case("*.fr")]
    #[case("*.gouv.fr")]
    #[case("*.com")]
    #[case("*.github.io")]
    fn no_pattern_opens_a_whole_suffix(#[case] text: &str) {
        assert!(HostPattern::read(text).is_err(), "{text}");
    }

    #[rstest]
    #[case("*")]
    #[case("*.")]
    #[case("localhost")]
    #[case("127.0.0.1")]
    #[case("http://www.caf.fr")]
    #[case("www.caf.fr/")]
    #[case("www.caf.fr:8080")]
    #[case("WWW.caf.fr")]
    #[case("w*w.caf.fr")]
    #[case("-a.fr")]
    #[case("a..fr")]
    #[case("")]
    fn what_is_no_host_is_refused(#[case] text: &str) {
        assert_eq!(HostPattern::read(text), Err(HostError::Shape), "{text}");
    }

    #[test]
    fn a_pattern_opens_what_stands_below_and_nothing_that_only_looks_like_it() {
        let all = HostPattern::read("*.caf.fr").unwrap();
        assert!(all.opens("caf.fr") && all.opens("connexion.caf.fr"));
        assert!(!all.opens("fauxcaf.fr") && !all.opens("caf.fr.ailleurs.net"));
        let one = HostPattern::read("www.caf.fr").unwrap();
        assert!(one.opens("www.caf.fr") && !one.opens("a.www.caf.fr"));
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(text in "[*a-z0-9.-]{0,20}") {
            if let Ok(pattern) = HostPattern::read(&text) {
                prop_assert_eq!(pattern.to_string(), text);
            }
        }
    }
}
