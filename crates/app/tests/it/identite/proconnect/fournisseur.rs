//! A provider of identities over loopback HTTP, written from the standards and apart from the
//! program: discovery, keys, a page to say yes or no, codes that serve once with PKCE, signed
//! user information, end of session. It refuses a parameter that it does not know, as ProConnect
//! does, and lies in one way when asked to.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Body,
    extract::{Query, State},
    http::{HeaderMap, Response, StatusCode, header},
    routing::get,
};
use axum_extra::extract::Form;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use plus::outside::Outside;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

/// What this relay is called there, and the secret that they share.
pub const CLIENT: &str = "plus-essai";
pub const SECRET: &str = "un secret partagé & long";
/// How long a code lives, milliseconds.
const CODE_MS: i64 = 60_000;

type Fields = BTreeMap<String, String>;

/// The one way in which it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    None,
    Nonce,
    NoNonce,
    AlgNone,
    Hs256,
    OtherKey,
    UnknownKey,
    Audience,
    TwoAudiences,
    Issuer,
    Expired,
    Tomorrow,
    NoLevel,
    Level(&'static str),
    OtherPerson,
    PlainInfo,
    UnsignedInfo,
    InfoAudience,
    InfoIssuer,
    NoProvider,
    OtherTokenType,
    OtherSender,
    NoSender,
    DiscoveryIssuer,
    DiscoveryElsewhere,
    Endless,
    Broken,
}

/// A demand that waits for a yes, then a code that waits to be traded.
#[derive(Debug, Clone)]
struct Demand {
    fields: Fields,
    at: i64,
}

struct Inner {
    lie: Lie,
    /// Who is in front of it.
    person: (String, String),
    clock: Outside,
    demands: BTreeMap<String, Demand>,
    codes: BTreeMap<String, Demand>,
    tokens: BTreeSet<String>,
    /// Everything that was asked, in order: path and fields.
    seen: Vec<(String, Fields)>,
    count: u32,
}

/// The provider, answering.
#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    key: Arc<EcdsaKeyPair>,
    other: Arc<EcdsaKeyPair>,
    inner: Arc<Mutex<Inner>>,
}

fn new_key() -> Arc<EcdsaKeyPair> {
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    Arc::new(EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap())
}

fn answer(status: StatusCode, kind: &str, body: String) -> Response<Body> {
    let built = Response::builder().status(status);
    let built = built.header(header::CONTENT_TYPE, kind);
    built.body(Body::from(body)).unwrap()
}

fn go(place: &str) -> Response<Body> {
    let built = Response::builder().status(StatusCode::SEE_OTHER);
    let built = built.header(header::LOCATION, place);
    built.body(Body::empty()).unwrap()
}

fn fault(error: &str) -> Response<Body> {
    let body = json!({ "error": error }).to_string();
    answer(StatusCode::BAD_REQUEST, "application/json", body)
}

fn wrote(value: &Value) -> String {
    BASE64.encode(value.to_string())
}

impl Provider {
    /// Starts it on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/api/v2", listener.local_addr().unwrap());
        let provider = Self {
            issuer,
            key: new_key(),
            other: new_key(),
            inner: Arc::new(Mutex::new(Inner {
                lie: Lie::None,
                person: ("sub-de-maryse".into(), "idp-de-la-ville".into()),
                clock: Outside::machine(),
                demands: BTreeMap::new(),
                codes: BTreeMap::new(),
                tokens: BTreeSet::new(),
                seen: Vec::new(),
                count: 0,
            })),
        };
        let inside = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(keys))
            .route("/authorize", get(authorize).post(agree))
            .route("/token", axum::routing::post(trade))
            .route("/userinfo", get(info))
            .route("/session/end", get(end))
            .with_state(provider.clone());
        let routes = Router::new().nest("/api/v2", inside);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        provider
    }

    /// From now on its clock is that of a relay.
    pub fn follow(&self, clock: &Outside) {
        self.inner.lock().unwrap().clock = clock.clone();
    }

    pub fn lie(&self, lie: Lie) {
        self.inner.lock().unwrap().lie = lie;
    }

    /// Somebody else stands in front of it.
    pub fn person(&self, sub: &str, idp: &str) {
        self.inner.lock().unwrap().person = (sub.to_owned(), idp.to_owned());
    }

    /// What was last asked at a path.
    pub fn last(&self, path: &str) -> Fields {
        let inner = self.inner.lock().unwrap();
        let found = inner.seen.iter().rev().find(|(seen, _)| seen == path);
        found.map(|(_, fields)| fields.clone()).unwrap_or_default()
    }

    fn note(&self, path: &str, fields: &Fields) -> Lie {
        let mut inner = self.inner.lock().unwrap();
        inner.seen.push((path.to_owned(), fields.clone()));
        inner.lie
    }

    fn drawn(&self, kind: &str) -> String {
        let mut inner = self.inner.lock().unwrap();
        inner.count += 1;
        format!("{kind}-secret-{}", inner.count)
    }

    fn now(&self) -> i64 {
        self.inner.lock().unwrap().clock.now_ms()
    }

    fn sign(&self, lie: Lie, claims: &Value) -> String {
        let alg = match lie {
            Lie::AlgNone => "none",
            Lie::Hs256 => "HS256",
            _ => "ES256",
        };
        let kid = if lie == Lie::UnknownKey {
            "autre"
        } else {
            "essai"
        };
        let head = wrote(&json!({ "alg": alg, "kid": kid, "typ": "JWT" }));
        let signed = format!("{head}.{}", wrote(claims));
        let key = if lie == Lie::OtherKey {
            &self.other
        } else {
            &self.key
        };
        let signature = match lie {
            Lie::AlgNone => Vec::new(),
            // The old confusion: the public key taken for a shared secret.
            Lie::Hs256 => {
                let mut mac = Hmac::<Sha256>::new_from_slice(key.public_key().as_ref()).unwrap();
                mac.update(signed.as_bytes());
                mac.finalize().into_bytes().to_vec()
            }
            _ => {
                let made = key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
                made.as_ref().to_vec()
            }
        };
        format!("{signed}.{}", BASE64.encode(signature))
    }

    fn id_token(&self, lie: Lie, demand: &Demand) -> String {
        let now = self.now() / 1000;
        let person = self.inner.lock().unwrap().person.clone();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": person.0, "iat": now, "exp": now + 60,
            "nonce": demand.fields["nonce"], "acr": "eidas1-mfa", "amr": ["pwd", "mfa"],
        });
        let mut set = |name: &str, value: Value| claims[name] = value;
        match lie {
            Lie::Nonce => set("nonce", "un-autre-nonce-de-trente-deux-signes".into()),
            Lie::NoNonce => set("nonce", Value::Null),
            Lie::Audience => set("aud", "un-autre-service".into()),
            Lie::TwoAudiences => set("aud", json!([CLIENT, "un-autre-service"])),
            Lie::Issuer => set("iss", "https://ailleurs.test/api/v2".into()),
            Lie::Expired => set("exp", (now - 61).into()),
            Lie::Tomorrow => set("iat", (now + 3_600).into()),
            Lie::NoLevel => set("acr", Value::Null),
            Lie::Level(level) => set("acr", level.into()),
            _ => {}
        }
        self.sign(lie, &claims)
    }

    fn user_info(&self, lie: Lie) -> Value {
        let person = self.inner.lock().unwrap().person.clone();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": person.0, "idp_id": person.1,
            "given_name": "Maryse", "usual_name": "Canari", "uid": "1234",
            "email": "maryse.canari@ville.test", "siret": "21970209100016",
        });
        match lie {
            Lie::OtherPerson => claims["sub"] = "sub-de-quelqu-un".into(),
            Lie::InfoAudience => claims["aud"] = "un-autre-service".into(),
            Lie::InfoIssuer => claims["iss"] = "https://ailleurs.test".into(),
            Lie::NoProvider => claims["idp_id"] = "".into(),
            _ => {}
        }
        claims
    }
}

async fn discovery(State(it): State<Provider>) -> Response<Body> {
    let lie = it.note("discovery", &Fields::new());
    let issuer = &it.issuer;
    let own = match lie {
        Lie::DiscoveryIssuer => "https://ailleurs.test/api/v2",
        _ => issuer.as_str(),
    };
    let token = match lie {
        Lie::DiscoveryElsewhere => "http://127.0.0.1:9/token".to_owned(),
        _ => format!("{issuer}/token"),
    };
    let said = json!({
        "issuer": own,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": token,
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "end_session_endpoint": format!("{issuer}/session/end"),
        "authorization_response_iss_parameter_supported": true,
        "code_challenge_methods_supported": ["S256"],
    });
    match lie {
        Lie::Broken => answer(StatusCode::BAD_GATEWAY, "text/plain", "panne".into()),
        Lie::Endless => answer(StatusCode::OK, "application/json", " ".repeat(1 << 20)),
        _ => answer(StatusCode::OK, "application/json", said.to_string()),
    }
}

async fn keys(State(it): State<Provider>) -> Response<Body> {
    let point = it.key.public_key().as_ref();
    let said = json!({ "keys": [
        // Of another kind, under the same name in another use: never taken.
        { "kty": "RSA", "kid": "essai", "use": "sig", "alg": "RS256", "n": "AQAB", "e": "AQAB" },
        { "kty": "EC", "kid": "essai", "use": "sig", "alg": "ES256", "crv": "P-256",
          "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..65]) },
    ]});
    answer(StatusCode::OK, "application/json", said.to_string())
}

/// Everything that ProConnect wants of a demand, and nothing that it does not know.
fn judged(fields: &Fields) -> Result<(), &'static str> {
    let known = [
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "claims",
    ];
    if fields.keys().any(|name| !known.contains(&name.as_str())) {
        return Err("Y000400");
    }
    let said = |name: &str| fields.get(name).map_or("", String::as_str);
    let claims: Value = serde_json::from_str(said("claims")).map_err(|_| "claims")?;
    let levels = claims["id_token"]["acr"]["values"].as_array();
    let wanted = [
        (said("response_type") == "code", "response_type"),
        (said("client_id") == CLIENT, "client_id"),
        (said("scope").starts_with("openid "), "scope"),
        (said("state").len() >= 32, "state"),
        (said("nonce").len() >= 32, "nonce"),
        (said("code_challenge").len() == 43, "code_challenge"),
        (said("code_challenge_method") == "S256", "S256"),
        (levels.is_some_and(|levels| !levels.is_empty()), "acr"),
        (said("redirect_uri") == super::BACK, "redirect_uri"),
    ];
    wanted
        .into_iter()
        .find_map(|(good, name)| (!good).then_some(name))
        .map_or(Ok(()), Err)
}

async fn authorize(State(it): State<Provider>, Query(fields): Query<Fields>) -> Response<Body> {
    it.note("authorize", &fields);
    if let Err(wrong) = judged(&fields) {
        return answer(StatusCode::BAD_REQUEST, "text/plain", wrong.to_owned());
    }
    let (id, at) = (it.drawn("demande"), it.now());
    let demand = Demand { fields, at };
    it.inner.lock().unwrap().demands.insert(id.clone(), demand);
    let page = format!(
        "<form method=\"post\"><input name=\"demande\" value=\"{id}\"><button name=\"choix\" \
         value=\"oui\">Continuer</button><button name=\"choix\" value=\"non\">Renoncer</button></form>"
    );
    answer(StatusCode::OK, "text/html; charset=utf-8", page)
}

async fn agree(State(it): State<Provider>, Form(fields): Form<Fields>) -> Response<Body> {
    let lie = it.note("agree", &fields);
    let waiting = it.inner.lock().unwrap().demands.remove(&fields["demande"]);
    let Some(mut demand) = waiting else {
        return fault("invalid_request");
    };
    let (back, state) = (&demand.fields["redirect_uri"], &demand.fields["state"]);
    let sender = match lie {
        Lie::OtherSender => "&iss=https%3A%2F%2Failleurs.test".to_owned(),
        Lie::NoSender => String::new(),
        _ => format!("&iss={}", plus::web::router::encoded(&it.issuer)),
    };
    if fields["choix"] != "oui" {
        let said = format!(
            "{back}?error=access_denied&error_description=mot-venu-d-ailleurs&state={state}"
        );
        return go(&format!("{said}{sender}"));
    }
    let code = it.drawn("code");
    let place = format!("{back}?code={code}&state={state}{sender}");
    demand.at = it.now();
    it.inner.lock().unwrap().codes.insert(code, demand);
    go(&place)
}

async fn trade(State(it): State<Provider>, Form(fields): Form<Fields>) -> Response<Body> {
    let lie = it.note("token", &fields);
    let said = |name: &str| fields.get(name).map_or("", String::as_str);
    if said("client_id") != CLIENT || said("client_secret") != SECRET {
        let body = json!({ "error": "invalid_client" }).to_string();
        return answer(StatusCode::UNAUTHORIZED, "application/json", body);
    }
    let known = it.inner.lock().unwrap().codes.remove(said("code"));
    let Some(demand) = known.filter(|demand| it.now() < demand.at + CODE_MS) else {
        return fault("invalid_grant");
    };
    let challenge = BASE64.encode(Sha256::digest(said("code_verifier").as_bytes()));
    let whole = said("grant_type") == "authorization_code"
        && said("redirect_uri") == demand.fields["redirect_uri"]
        && (43..=128).contains(&said("code_verifier").len())
        && challenge == demand.fields["code_challenge"];
    if !whole {
        return fault("invalid_grant");
    }
    let token = it.drawn("jeton");
    it.inner.lock().unwrap().tokens.insert(token.clone());
    let kind = if lie == Lie::OtherTokenType {
        "mac"
    } else {
        "Bearer"
    };
    let given = json!({
        "access_token": token, "token_type": kind, "expires_in": 60,
        "id_token": it.id_token(lie, &demand), "scope": demand.fields["scope"],
    });
    answer(StatusCode::OK, "application/json", given.to_string())
}

async fn info(State(it): State<Provider>, headers: HeaderMap) -> Response<Body> {
    let lie = it.note("userinfo", &Fields::new());
    let bearer = headers.get(header::AUTHORIZATION);
    let bearer = bearer.and_then(|v| v.to_str().ok()?.strip_prefix("Bearer "));
    let known = bearer.is_some_and(|token| it.inner.lock().unwrap().tokens.remove(token));
    if !known {
        return answer(StatusCode::UNAUTHORIZED, "text/plain", String::new());
    }
    let claims = it.user_info(lie);
    match lie {
        Lie::PlainInfo => answer(StatusCode::OK, "application/json", claims.to_string()),
        Lie::UnsignedInfo => {
            let token = it.sign(Lie::AlgNone, &claims);
            answer(StatusCode::OK, "application/jwt", token)
        }
        _ => {
            let token = it.sign(Lie::None, &claims);
            answer(StatusCode::OK, "application/jwt; charset=utf-8", token)
        }
    }
}

async fn end(State(it): State<Provider>, Query(fields): Query<Fields>) -> Response<Body> {
    it.note("end", &fields);
    let back = fields.get("post_logout_redirect_uri").cloned();
    let (Some(back), Some(state)) = (back, fields.get("state")) else {
        return fault("invalid_request");
    };
    go(&format!("{back}?state={state}"))
}
