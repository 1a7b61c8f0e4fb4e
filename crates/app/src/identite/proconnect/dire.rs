//! What the provider says, and how it is asked: its addresses, its keys, a code traded for
//! tokens, what it says of somebody.
//!
//! Every address must stand where its issuer stands: a document that sends us elsewhere is
//! refused, before anything is sent.

use reqwest::{
    Client, RequestBuilder, Response, StatusCode, Url,
    header::{ACCEPT, CONTENT_TYPE},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Lien, ProconnectError, Service, jeton::Cles};

/// Longest answer that is read, bytes.
const MOST: usize = 256 * 1024;

/// Where a provider answers (OpenID Connect Discovery, section 3).
#[derive(Debug, Clone, Deserialize)]
pub struct Provider {
    issuer: String,
    /// Where browsers go.
    pub authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    /// Whether it names itself when it sends people back (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// What it gives for a code.
#[derive(Deserialize)]
pub(super) struct Given {
    pub access_token: String,
    pub id_token: String,
    token_type: String,
}

/// Whom a token is for.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    /// Whether it is for this service and nobody else.
    pub fn is(&self, client: &str) -> bool {
        match self {
            Self::One(one) => one == client,
            Self::Several(several) => matches!(&several[..], [one] if one == client),
        }
    }
}

/// What the first token says.
#[derive(Debug, Deserialize)]
pub(super) struct IdToken {
    pub iss: String,
    pub sub: String,
    pub aud: Audience,
    pub exp: i64,
    pub iat: i64,
    pub nonce: Option<String>,
    pub acr: Option<String>,
}

/// What the second says: the rest of it is not read.
#[derive(Debug, Deserialize)]
pub(super) struct UserInfo {
    pub iss: String,
    pub aud: Audience,
    pub sub: String,
    pub exp: Option<i64>,
    pub idp_id: String,
}

impl Provider {
    /// Reads where a provider answers.
    ///
    /// # Errors
    /// When it does not answer, or is not the one that the settings name.
    pub async fn discover(client: &Client, issuer: &str) -> Result<Self, ProconnectError> {
        let place = format!("{issuer}/.well-known/openid-configuration");
        let answer = asked(client.get(place)).await?;
        let found: Self = json(&whole(answer).await?)?;
        if found.issuer != issuer {
            return Err(ProconnectError::Refused("another issuer"));
        }
        let home = origin(issuer);
        let places = [
            &found.authorization_endpoint,
            &found.token_endpoint,
            &found.userinfo_endpoint,
            &found.jwks_uri,
        ];
        let places = places.into_iter().chain(&found.end_session_endpoint);
        if home.is_none() || places.map(|p| origin(p)).any(|place| place != home) {
            return Err(ProconnectError::Refused("an address elsewhere"));
        }
        Ok(found)
    }

    /// Whether it is the one that sent somebody back.
    pub fn sent(&self, iss: Option<&str>) -> bool {
        match iss {
            Some(iss) => iss == self.issuer,
            None => !self.authorization_response_iss_parameter_supported,
        }
    }

    pub(super) async fn keys(&self, client: &Client) -> Result<Cles, ProconnectError> {
        json(&whole(asked(client.get(&self.jwks_uri)).await?).await?)
    }

    /// Trades a code, with the secret of this service.
    pub(super) async fn exchange(
        &self,
        client: &Client,
        service: Service<'_>,
        code: &str,
        lien: &Lien,
    ) -> Result<Given, ProconnectError> {
        let secret = service.settings.secret();
        let secret = secret.map_err(ProconnectError::Settings)?;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &service.back()),
            ("client_id", service.client_id()),
            ("client_secret", &secret),
            ("code_verifier", &lien.verifier),
        ];
        let body = Url::parse_with_params("http://formulaire/", fields);
        let body = body.map_err(|_| ProconnectError::Refused("unreadable code"))?;
        let form = client
            .post(&self.token_endpoint)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.query().unwrap_or_default().to_owned());
        let given: Given = json(&whole(asked(form).await?).await?)?;
        if given.token_type.eq_ignore_ascii_case("bearer") {
            Ok(given)
        } else {
            Err(ProconnectError::Refused("another kind of token"))
        }
    }

    /// What it says of who the token is for: signed, or refused.
    pub(super) async fn user_info(
        &self,
        client: &Client,
        token: &str,
    ) -> Result<String, ProconnectError> {
        let request = client.get(&self.userinfo_endpoint).bearer_auth(token);
        let answer = asked(request.header(ACCEPT, "application/jwt")).await?;
        let kind = answer.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|v| v.to_str().ok()).unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/jwt") {
            return Err(ProconnectError::Refused("userinfo without a signature"));
        }
        let bytes = whole(answer).await?;
        String::from_utf8(bytes).map_err(|_| ProconnectError::Refused("unreadable userinfo"))
    }

    /// Where a session is closed, without the state, which is drawn when it is.
    pub(super) fn end(&self, service: Service<'_>, id_token: &str) -> Option<String> {
        let back = service.left();
        let parameters = [
            ("id_token_hint", id_token),
            ("post_logout_redirect_uri", &back),
        ];
        let place = self.end_session_endpoint.as_deref()?;
        Some(Url::parse_with_params(place, parameters).ok()?.into())
    }
}

/// Scheme, host and port; none for what is no address of the web.
fn origin(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let origin = url.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

/// Sends; an answer that is no success is told apart: theirs to mend, or ours.
async fn asked(request: RequestBuilder) -> Result<Response, ProconnectError> {
    // The address may hold what nobody should read.
    let away = |e: reqwest::Error| ProconnectError::Absent(e.without_url().to_string());
    let answer = request.send().await.map_err(away)?;
    match answer.status() {
        status if status.is_success() => Ok(answer),
        StatusCode::BAD_REQUEST => Err(ProconnectError::Refused("a demand that it refuses")),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(ProconnectError::Settings(
            "ProConnect refuse ce relais : client_id ou secret".to_owned(),
        )),
        status => Err(ProconnectError::Absent(status.as_u16().to_string())),
    }
}

async fn whole(mut answer: Response) -> Result<Vec<u8>, ProconnectError> {
    let away = |e: reqwest::Error| ProconnectError::Absent(e.without_url().to_string());
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(away)? {
        bytes.extend_from_slice(&part);
        if bytes.len() > MOST {
            return Err(ProconnectError::Refused("an answer without end"));
        }
    }
    Ok(bytes)
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ProconnectError> {
    serde_json::from_slice(bytes).map_err(|_| ProconnectError::Refused("unreadable answer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_for_one_service() {
        let read = |text| serde_json::from_str::<Audience>(text).unwrap();
        assert!(read("\"plus\"").is("plus") && read("[\"plus\"]").is("plus"));
        for other in ["\"autre\"", "[]", "[\"plus\",\"autre\"]", "[\"autre\"]"] {
            assert!(!read(other).is("plus"), "{other}");
        }
    }

    #[test]
    fn an_address_stands_where_its_issuer_stands() {
        assert_eq!(
            origin("https://pc.fr/api/v2"),
            origin("https://pc.fr:443/x")
        );
        assert_ne!(origin("https://pc.fr"), origin("http://pc.fr"));
        assert_ne!(origin("https://pc.fr"), origin("https://pc.fr.exemple"));
        assert_eq!(origin("data:text/plain,x"), None);
    }
}
