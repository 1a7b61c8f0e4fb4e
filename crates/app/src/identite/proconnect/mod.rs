//! ProConnect: who somebody is for the public services, by OpenID Connect (authorisation code
//! with PKCE). The provider is asked; everything it says is judged here (decision 0043).
//!
//! Nothing is kept between two demands: its addresses and keys are read each time, so that a
//! key that it changes is known at once. Nothing of what it says of somebody is kept but her
//! identifier; the names, the address and the number that its scopes bring are not even read.

mod dire;
mod jeton;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use plus_store::identite::proconnect::Identity;
use reqwest::{Client, Url};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::config::Proconnect;
pub use dire::Provider;
use dire::{IdToken, UserInfo};
pub use jeton::JetonError;

/// How long a browser may stay at the provider, milliseconds: ten minutes.
pub const AWAY_MS: i64 = 10 * 60_000;
/// How far the two clocks may stand from one another, seconds.
const SKEW_S: i64 = 60;
/// What is asked of the provider: what its documentation lists for a service.
const SCOPES: &str = "openid given_name usual_name email uid siret idp_id";
/// Levels that are taken: a second factor stands in each (requirement O6).
const LEVELS: [&str; 4] = ["eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3"];
/// Longest identifier of somebody, characters (OpenID Connect Core, section 2).
const MOST_SUB: usize = 255;

/// Why the provider opened nothing.
#[derive(Debug, thiserror::Error)]
pub enum ProconnectError {
    /// It does not answer, or says that it cannot.
    #[error("ProConnect does not answer: {0}")]
    Absent(String),
    /// The settings of this relay.
    #[error("{0}")]
    Settings(String),
    /// What it says cannot be believed.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// Its clock and ours do not agree, or what it says is too old.
    #[error("another hour")]
    Hour,
    /// Somebody came by a password alone, there.
    #[error("the level of assurance is too low")]
    Level,
}

impl From<JetonError> for ProconnectError {
    fn from(error: JetonError) -> Self {
        Self::Refused(match error {
            JetonError::Unreadable => "unreadable token",
            JetonError::Algorithm => "another algorithm",
            JetonError::Key => "an unknown key",
            JetonError::Signature => "another signature",
        })
    }
}

/// This relay, as the provider knows it.
#[derive(Debug, Clone, Copy)]
pub struct Service<'a> {
    /// Its settings.
    pub settings: &'a Proconnect,
    /// Where people sign in, without a slash at the end.
    pub site: &'a str,
}

impl Service<'_> {
    /// Where the provider sends people back, as it was registered.
    pub fn back(&self) -> String {
        format!("{}/connexion/proconnect/retour", self.site)
    }

    /// Where it sends those who leave, as it was registered.
    pub fn left(&self) -> String {
        format!("{}/connexion/proconnect/fin", self.site)
    }

    fn issuer(&self) -> &str {
        self.settings.known().map_or("", |(issuer, _)| issuer)
    }

    fn client_id(&self) -> &str {
        self.settings.known().map_or("", |(_, id)| id)
    }
}

/// What ties an answer to a demand and to a browser. The state travels; the two others are
/// worked out from it and from the secret of the browser, so that they are written nowhere.
#[derive(Clone)]
pub struct Lien {
    /// Comes back with the code.
    pub state: String,
    /// Comes back in the token.
    nonce: String,
    /// Proves to the provider that who brings the code asked for it (RFC 7636).
    verifier: String,
}

impl Lien {
    /// A new one, from 256 random bits and the secret of the browser.
    pub fn new(random: &[u8; 32], screen: &str) -> Self {
        Self::of(&BASE64.encode(random), screen)
    }

    /// That of a state that comes back.
    pub fn of(state: &str, screen: &str) -> Self {
        let material = format!("{screen}\0{state}");
        let derived = |context| BASE64.encode(blake3::derive_key(context, material.as_bytes()));
        Self {
            state: state.to_owned(),
            nonce: derived("PLUS 2026-11 proconnect nonce v1"),
            verifier: derived("PLUS 2026-11 proconnect verifier v1"),
        }
    }

    fn challenge(&self) -> String {
        BASE64.encode(Sha256::digest(self.verifier.as_bytes()))
    }
}

/// Where a browser goes to be recognised. No parameter but those that ProConnect knows.
///
/// # Errors
/// When the provider gave an address that cannot be read.
pub fn departure(
    service: Service<'_>,
    provider: &Provider,
    lien: &Lien,
) -> Result<Url, ProconnectError> {
    let claims = json!({ "id_token": { "acr": { "essential": true, "values": LEVELS } } });
    let parameters = [
        ("response_type", "code"),
        ("client_id", service.client_id()),
        ("redirect_uri", &service.back()),
        ("scope", SCOPES),
        ("state", &lien.state),
        ("nonce", &lien.nonce),
        ("code_challenge", &lien.challenge()),
        ("code_challenge_method", "S256"),
        ("claims", &claims.to_string()),
    ];
    Url::parse_with_params(&provider.authorization_endpoint, parameters)
        .map_err(|_| ProconnectError::Refused("unreadable address"))
}

/// What the provider said of somebody who came back.
pub struct Proved {
    /// Who she is.
    pub who: Identity,
    /// Where her session is closed there too; none when it says nowhere.
    pub end: Option<String>,
}

/// Trades a code for who somebody is; `iss` is who says that it sent her back.
///
/// # Errors
/// See [`ProconnectError`].
pub async fn prove(
    client: &Client,
    service: Service<'_>,
    (code, iss): (&str, Option<&str>),
    lien: &Lien,
    now_ms: i64,
) -> Result<Proved, ProconnectError> {
    let provider = Provider::discover(client, service.issuer()).await?;
    if !provider.sent(iss) {
        return Err(ProconnectError::Refused("another provider sent it"));
    }
    let given = provider.exchange(client, service, code, lien).await?;
    let keys = provider.keys(client).await?;
    let token: IdToken = jeton::read(&given.id_token, &keys)?;
    judge(service, &token, lien, now_ms)?;
    let said = provider.user_info(client, &given.access_token).await?;
    let info: UserInfo = jeton::read(&said, &keys)?;
    let who = judge_info(service, &token, info, now_ms)?;
    let end = provider.end(service, &given.id_token);
    Ok(Proved { who, end })
}

/// Whether a token is for this service, this browser and now (OpenID Connect Core, 3.1.3.7).
fn judge(
    service: Service<'_>,
    token: &IdToken,
    lien: &Lien,
    now_ms: i64,
) -> Result<(), ProconnectError> {
    if token.iss != service.issuer() {
        return Err(ProconnectError::Refused("another issuer"));
    }
    if !token.aud.is(service.client_id()) {
        return Err(ProconnectError::Refused("another audience"));
    }
    let same = |a: &str, b: &str| blake3::hash(a.as_bytes()) == blake3::hash(b.as_bytes());
    if !token.nonce.as_deref().is_some_and(|n| same(n, &lien.nonce)) {
        return Err(ProconnectError::Refused("another nonce"));
    }
    let now = now_ms.div_euclid(1000);
    if token.exp <= now - SKEW_S || token.iat > now + SKEW_S {
        return Err(ProconnectError::Hour);
    }
    if !token
        .acr
        .as_deref()
        .is_some_and(|acr| LEVELS.contains(&acr))
    {
        return Err(ProconnectError::Level);
    }
    Ok(())
}

/// Who somebody is, when what is said of her is said of the same person to the same service.
fn judge_info(
    service: Service<'_>,
    token: &IdToken,
    info: UserInfo,
    now_ms: i64,
) -> Result<Identity, ProconnectError> {
    if info.sub != token.sub {
        return Err(ProconnectError::Refused("userinfo of another person"));
    }
    if info.iss != service.issuer() || !info.aud.is(service.client_id()) {
        return Err(ProconnectError::Refused("userinfo for another service"));
    }
    let now = now_ms.div_euclid(1000);
    if info.exp.is_some_and(|exp| exp <= now - SKEW_S) {
        return Err(ProconnectError::Hour);
    }
    let whole = |text: &str| (1..=MOST_SUB).contains(&text.chars().count());
    if !whole(&info.sub) || !whole(&info.idp_id) {
        return Err(ProconnectError::Refused("no identifier"));
    }
    Ok(Identity {
        sub: info.sub,
        idp: info.idp_id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ties_an_answer_is_long_and_of_one_browser() {
        let lien = Lien::new(&[7; 32], "écran");
        for text in [&lien.state, &lien.nonce, &lien.verifier, &lien.challenge()] {
            assert_eq!(
                text.len(),
                43,
                "RFC 7636: 43 to 128; ProConnect: 32 at least"
            );
        }
        let again = Lien::of(&lien.state, "écran");
        assert_eq!(
            (&again.nonce, &again.verifier),
            (&lien.nonce, &lien.verifier)
        );
        let other = Lien::of(&lien.state, "autre");
        assert_ne!(other.nonce, lien.nonce);
        assert_ne!(other.verifier, lien.verifier);
        assert_ne!(lien.nonce, lien.verifier);
    }
}
