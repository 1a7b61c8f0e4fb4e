//! What a window of the kiosk may show: the second lock, beside the policies of the browser.

use plus_domain::sites::HostPattern;

/// What may be opened.
#[derive(Debug, Clone, Default)]
pub struct Sites {
    /// Where our own screens are served: `http://127.0.0.1:8100`.
    own: String,
    /// Hosts of partners and of what they lean on.
    hosts: Vec<HostPattern>,
    /// Whole origins that this place adds, such as a library on the local network.
    origins: Vec<String>,
}

/// What an address is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// One of our screens.
    Own,
    /// The site of a partner, by its host.
    Partner(String),
    /// Nothing yet.
    Blank,
    /// The browser refused it, or could not reach it.
    Failed,
    /// Anything else.
    Closed(String),
}

impl Sites {
    /// The list of a kiosk.
    pub fn new(own: &str, hosts: Vec<HostPattern>, origins: Vec<String>) -> Self {
        Self {
            own: own.to_owned(),
            hosts,
            origins,
        }
    }

    /// As Chromium's policy `URLAllowlist` writes it, our own screens apart.
    pub fn allow_list(&self) -> Vec<String> {
        let hosts = self.hosts.iter().map(HostPattern::chromium);
        hosts.chain(self.origins.iter().cloned()).collect()
    }

    /// What an address is.
    pub fn place(&self, url: &str) -> Place {
        if url.is_empty() || url == "about:blank" {
            return Place::Blank;
        }
        if url.starts_with("chrome-error://") {
            return Place::Failed;
        }
        let origin = origin(url);
        if origin == self.own {
            return Place::Own;
        }
        let host = host(&origin);
        let secure = origin.starts_with("https://");
        let open = secure && self.hosts.iter().any(|pattern| pattern.opens(&host));
        if open || self.origins.contains(&origin) {
            Place::Partner(host)
        } else {
            Place::Closed(host)
        }
    }
}

/// Scheme, host and port of an address, in lower case. A name and a password before the
/// host are no part of it: `https://caf.fr@ailleurs.test` is `ailleurs.test`.
fn origin(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return String::new();
    };
    let ends = |c: char| matches!(c, '/' | '?' | '#' | '\\');
    let authority = rest.split(ends).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}").to_ascii_lowercase()
}

/// The host of an origin, without its port, without the point that may end it.
fn host(origin: &str) -> String {
    let after = origin.split_once("://").map_or("", |(_, rest)| rest);
    let name = after.rsplit_once(':').map_or(after, |(name, port)| {
        let digits = port.bytes().all(|b| b.is_ascii_digit());
        if digits { name } else { after }
    });
    name.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use plus_domain::sites::HostPattern;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{Place, Sites};

    fn sites() -> Sites {
        let hosts = ["*.caf.fr", "www.impots.gouv.fr"].map(|h| HostPattern::read(h).unwrap());
        Sites::new(
            "http://127.0.0.1:8100",
            hosts.into(),
            vec!["http://biblio.lan:8080".into()],
        )
    }

    #[rstest]
    #[case("http://127.0.0.1:8100/borne", Place::Own)]
    #[case("about:blank", Place::Blank)]
    #[case("chrome-error://chromewebdata/", Place::Failed)]
    #[case("https://caf.fr", Place::Partner("caf.fr".into()))]
    #[case("https://CONNECT.caf.fr:443/a?b#c", Place::Partner("connect.caf.fr".into()))]
    #[case("https://www.impots.gouv.fr./x", Place::Partner("www.impots.gouv.fr".into()))]
    #[case("http://biblio.lan:8080/livres", Place::Partner("biblio.lan".into()))]
    #[case("http://caf.fr", Place::Closed("caf.fr".into()))]
    #[case("https://impots.gouv.fr", Place::Closed("impots.gouv.fr".into()))]
    #[case("https://caf.fr@ailleurs.test/", Place::Closed("ailleurs.test".into()))]
    #[case("https://ailleurs.test\\@caf.fr/", Place::Closed("ailleurs.test".into()))]
    #[case("https://fauxcaf.fr/", Place::Closed("fauxcaf.fr".into()))]
    #[case("http://127.0.0.1:8101/", Place::Closed("127.0.0.1".into()))]
    #[case("file:///etc/passwd", Place::Closed(String::new()))]
    #[case("javascript:alert(1)", Place::Closed(String::new()))]
    #[case("chrome://settings", Place::Closed("settings".into()))]
    fn s20_an_address_is_open_only_by_the_list(#[case] url: &str, #[case] place: Place) {
        assert_eq!(sites().place(url), place);
    }

    proptest! {
        #[test]
        fn no_address_breaks_the_guard(url in "\\PC{0,80}") {
            let place = sites().place(&url);
            let web = url.starts_with("http") || url.starts_with("HTTP");
            prop_assert!(web || !matches!(place, Place::Partner(_) | Place::Own));
        }
    }
}
