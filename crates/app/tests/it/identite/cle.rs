//! Passkeys: an authenticator in a few lines, and every way in which an answer can be wrong.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use plus_domain::account::Role;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{OWN, is_in};
use crate::actors::{Actor, Answered, PASSWORD, Relay};

const SITE: &str = "https://plus.exemple.fr";

/// A device that holds one passkey.
struct Device {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    counter: u32,
    /// Present, verified.
    flags: u8,
    host: &'static str,
    origin: &'static str,
}

impl Device {
    fn new(id: u8) -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self {
            key: EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap(),
            id: vec![id; 16],
            counter: 0,
            flags: 0x05,
            host: "plus.exemple.fr",
            origin: SITE,
        }
    }

    fn client(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let said = json!({
            "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false,
        });
        said.to_string().into_bytes()
    }

    fn says(&self, more: u8) -> Vec<u8> {
        let mut said = Sha256::digest(self.host.as_bytes()).to_vec();
        said.push(self.flags | more);
        said.extend(self.counter.to_be_bytes());
        said
    }

    fn makes(&self, challenge: &str) -> Value {
        let mut said = self.says(0x40);
        said.extend([0; 16]);
        said.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        said.extend(&self.id);
        let point = self.key.public_key().as_ref();
        said.extend([0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20]);
        said.extend(&point[1..33]);
        said.extend([0x22, 0x58, 0x20]);
        said.extend(&point[33..65]);
        json!({
            "nom": "Téléphone de Maryse",
            "client": BASE64.encode(self.client("webauthn.create", challenge)),
            "authenticator": BASE64.encode(said),
        })
    }

    fn signs(&self, challenge: &str) -> Value {
        let (client, said) = (self.client("webauthn.get", challenge), self.says(0));
        let message = [&said[..], &Sha256::digest(&client)[..]].concat();
        let signature = self.key.sign(&SystemRandom::new(), &message).unwrap();
        json!({
            "id": BASE64.encode(&self.id),
            "client": BASE64.encode(client),
            "authenticator": BASE64.encode(said),
            "signature": BASE64.encode(signature),
        })
    }
}

/// Why an answer is wrong, and how the device makes it so.
type Wrong = (&'static str, fn(&mut Device));

async fn relay() -> Relay {
    Relay::open_with(|web| web.public_url = Some(SITE.to_owned())).await
}

/// Sends what the script of the page sends.
async fn post(who: &Actor<'_>, page: &str, path: &str, body: &Value) -> Answered {
    let page = who.get(page).await;
    let token = crate::actors::token_in(&page.body).unwrap();
    let request = Request::post(path)
        .header("content-type", "application/json")
        .header("origin", SITE)
        .header("x-csrf-token", token)
        .body(Body::from(body.to_string()))
        .unwrap();
    who.request(request).await
}

fn field(answer: &Answered, name: &str) -> String {
    let said: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    said[name].as_str().unwrap_or_default().to_owned()
}

async fn challenge(who: &Actor<'_>) -> String {
    let asked = json!({ "mot_de_passe": PASSWORD });
    let answer = post(who, OWN, "/compte/cles/defi", &asked).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    field(&answer, "challenge")
}

async fn make(who: &Actor<'_>, device: &Device) -> Answered {
    let asked = challenge(who).await;
    post(who, OWN, "/compte/cles", &device.makes(&asked)).await
}

async fn asked_in(who: &Actor<'_>) -> String {
    let path = "/connexion?ajouter=1";
    let answer = post(who, path, "/connexion/cle/defi", &json!({})).await;
    field(&answer, "challenge")
}

async fn come_in(who: &Actor<'_>, answer: &Value) -> Answered {
    post(who, "/connexion?ajouter=1", "/connexion/cle", answer).await
}

#[tokio::test]
async fn a_passkey_alone_opens_the_account_and_the_password_alone_no_longer_does() {
    let relay = relay().await;
    let maryse = relay.person(Role::Animatrice).await;
    let mut device = Device::new(1);
    let made = make(&maryse, &device).await;
    assert!(field(&made, "suite").ends_with("fait=cle"), "{}", made.body);
    assert!(maryse.get(OWN).await.body.contains("Téléphone de Maryse"));
    let visitor = relay.visitor();
    device.counter = 1;
    let signed = device.signs(&asked_in(&visitor).await);
    let entered = come_in(&visitor, &signed).await;
    assert_eq!(field(&entered, "suite"), "/agent", "{}", entered.body);
    assert!(is_in(&visitor).await);
    let password = relay.visitor().try_sign_in("animatrice", PASSWORD).await;
    assert_eq!(password.location(), "/connexion/code");
}

#[tokio::test]
async fn an_answer_serves_once_for_its_challenge_within_five_minutes() {
    let relay = relay().await;
    let maryse = relay.person(Role::Animatrice).await;
    let device = Device::new(1);
    make(&maryse, &device).await;
    let visitor = relay.visitor();
    let signed = device.signs(&asked_in(&visitor).await);
    assert_eq!(come_in(&visitor, &signed).await.status, StatusCode::OK);
    let thief = relay.visitor();
    let replay = come_in(&thief, &signed).await;
    assert_eq!(replay.status, StatusCode::UNPROCESSABLE_ENTITY);
    asked_in(&thief).await;
    let other = come_in(&thief, &signed).await;
    assert_eq!(
        other.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "another challenge"
    );
    let late = device.signs(&asked_in(&thief).await);
    relay.app.outside.advance(5 * 60_000);
    let answer = come_in(&thief, &late).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!is_in(&thief).await);
}

#[tokio::test]
async fn nothing_else_than_this_site_this_person_and_this_key_opens() {
    let relay = relay().await;
    let maryse = relay.person(Role::Animatrice).await;
    let device = Device {
        counter: 5,
        ..Device::new(1)
    };
    make(&maryse, &device).await;
    let visitor = relay.visitor();
    let wrong: [Wrong; 5] = [
        ("another site signed", |d| d.host = "mechant.test"),
        ("another page asked", |d| d.origin = "https://mechant.test"),
        ("nobody was verified", |d| d.flags = 0x01),
        ("nobody was there", |d| d.flags = 0x04),
        ("the counter went back", |d| d.counter = 5),
    ];
    let mut device = device;
    for (why, change) in wrong {
        (device.counter, device.flags) = (6, 0x05);
        (device.host, device.origin) = ("plus.exemple.fr", SITE);
        change(&mut device);
        let answer = come_in(&visitor, &device.signs(&asked_in(&visitor).await)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
        relay.app.outside.advance(60_000);
    }
    let forged = Device {
        counter: 6,
        ..Device::new(1)
    };
    let answer = come_in(&visitor, &forged.signs(&asked_in(&visitor).await)).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "another key"
    );
    assert!(!is_in(&visitor).await);
}

#[tokio::test]
async fn a_passkey_is_added_and_removed_with_the_password_only() {
    let relay = relay().await;
    let maryse = relay.person(Role::Animatrice).await;
    let wrong = json!({ "mot_de_passe": "pas le bon mot" });
    let refused = post(&maryse, OWN, "/compte/cles/defi", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unasked = post(&maryse, OWN, "/compte/cles", &Device::new(1).makes("x")).await;
    assert_eq!(unasked.status, StatusCode::GONE);
    let device = Device {
        flags: 0x01,
        ..Device::new(1)
    };
    let unverified = make(&maryse, &device).await;
    assert_eq!(unverified.status, StatusCode::UNPROCESSABLE_ENTITY);
    let device = Device::new(1);
    make(&maryse, &device).await;
    let twice = make(&maryse, &device).await;
    assert_eq!(
        twice.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "known already"
    );
    let path = format!("/compte/cles/{}/retirer", BASE64.encode(&device.id));
    let kept = maryse
        .post_from(OWN, &path, &[("mot_de_passe", "non")])
        .await;
    assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = maryse
        .post_from(OWN, &path, &[("mot_de_passe", PASSWORD)])
        .await;
    assert!(gone.location().ends_with("fait=cle-retiree"));
    let plain = relay.visitor().try_sign_in("animatrice", PASSWORD).await;
    assert_eq!(plain.location(), "/agent");
}

#[tokio::test]
async fn without_an_address_by_https_the_page_says_why_none_is_offered() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = maryse.get(OWN).await;
    assert!(
        page.body.contains("ne sont pas proposées ici"),
        "{}",
        page.body
    );
    assert!(!page.body.contains("data-cle"));
    assert!(
        !relay
            .visitor()
            .get("/connexion")
            .await
            .body
            .contains("data-cle")
    );
}
