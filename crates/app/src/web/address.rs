//! Where a request comes from: the peer, or what a trusted proxy says of it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use std::convert::Infallible;

use super::state::App;

/// The address of the reader, as text. IPv6 by its network of 64 bits, which one
/// person holds whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(pub String);

impl Address {
    /// Whether it is this machine itself, or a proxy on it that nobody has declared: behind
    /// that one everybody has the same address, which tells nothing of anybody.
    pub fn is_here(&self) -> bool {
        let address: Option<IpAddr> = self.0.parse().ok();
        self.0.is_empty() || self.0 == "::/64" || address.is_some_and(|a| a.is_loopback())
    }
}

impl FromRequestParts<App> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(address)| address.ip());
        let said = peer
            .filter(|p| app.trusts(*p))
            .and_then(|_| forwarded(&parts.headers));
        Ok(Self(said.or(peer).map_or_else(String::new, network)))
    }
}

/// The last address of `X-Forwarded-For`: the one that the proxy itself saw. Those
/// before it are what the reader claims.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?;
    line.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let prefix = u128::from(v6) & (u128::MAX << 64);
            format!("{}/64", Ipv6Addr::from(prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{forwarded, network};

    #[test]
    fn only_what_the_proxy_saw_is_believed() {
        let mut headers = axum::http::HeaderMap::new();
        headers.append("x-forwarded-for", "1.2.3.4, 192.0.2.7".parse().unwrap());
        assert_eq!(forwarded(&headers), Some("192.0.2.7".parse().unwrap()));
    }

    #[test]
    fn this_machine_is_known_by_either_family_and_nobody_else_is() {
        let here = |text: &str| super::Address(network(text.parse().unwrap())).is_here();
        assert!(here("127.0.0.1") && here("::1") && here("::ffff:127.0.0.9"));
        assert!(!here("192.0.2.7") && !here("2001:db8::1") && !here("0:0:0:1::1"));
    }

    #[test]
    fn a_home_is_one_address() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3::4"), of("2001:db8:1:2:ffff::9"));
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
