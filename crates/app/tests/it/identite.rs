//! The second factor: set up, asked for, spent, replayed, slowed, taken away.

mod cle;
mod compte;
mod loin;
mod proconnect;

use axum::http::StatusCode;
use plus::{
    config::Identite,
    identite::{opened, totp},
};
use plus_domain::{account::Role, identite::Politique};
use plus_store::identite as kept;

use crate::actors::{Actor, Answered, PASSWORD, Relay};

pub const OWN: &str = "/compte/second-facteur";
const CODE: &str = "/compte/second-facteur/code";
const STEP: i64 = 30_000;

/// The secret of a page, as a person types it into her telephone.
fn shown(page: &Answered) -> String {
    let rest = page.body.split("identite-lettres\">").nth(1).unwrap();
    rest.split('<').next().unwrap().replace(' ', "")
}

/// The bytes of letters of base 32, written apart from the program.
fn bytes(letters: &str) -> Vec<u8> {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in letters.chars() {
        bits = bits << 5 | u32::try_from(alphabet.find(letter).unwrap()).unwrap();
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 255).unwrap());
        }
    }
    bytes
}

/// A telephone: it shows the code of now.
pub struct Telephone(Vec<u8>);

impl Telephone {
    pub fn shows(&self, relay: &Relay) -> String {
        self.at(relay, 0)
    }

    fn at(&self, relay: &Relay, steps: i64) -> String {
        totp::code(&self.0, totp::step(relay.app.outside.now_ms()) + steps)
    }
}

/// Sets codes up; answers the telephone and the codes on paper.
pub async fn set_up(relay: &Relay, who: &Actor<'_>) -> (Telephone, Vec<String>) {
    let sent = who.post_from(OWN, CODE, &[]).await;
    assert_eq!(sent.location(), CODE, "{}", sent.body);
    let page = who.get(CODE).await;
    let telephone = Telephone(bytes(&shown(&page)));
    let code = telephone.shows(relay);
    let path = "/compte/second-facteur/confirmer";
    let answer = who.send(path, &page, &[("code", code.as_str())]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    (telephone, papers(&answer))
}

fn papers(answer: &Answered) -> Vec<String> {
    let codes = answer.body.split("<li class=\"code\">").skip(1);
    codes
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect()
}

/// Signs in as far as the second step.
pub async fn half_in<'a>(relay: &'a Relay, login: &str) -> Actor<'a> {
    let visitor = relay.visitor();
    let answer = visitor.try_sign_in(login, PASSWORD).await;
    assert_eq!(answer.location(), "/connexion/code", "{}", answer.body);
    visitor
}

pub async fn give(who: &Actor<'_>, code: &str) -> Answered {
    who.post("/connexion/code", &[("code", code)]).await
}

pub async fn is_in(who: &Actor<'_>) -> bool {
    who.get("/compte").await.status == StatusCode::OK
}

#[tokio::test]
async fn a_password_alone_no_longer_opens_the_account() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let (telephone, papers) = set_up(&relay, &maryse).await;
    assert_eq!(papers.len(), 10);
    assert!(is_in(&maryse).await, "the screen where it was set up stays");
    let elsewhere = half_in(&relay, "animatrice").await;
    assert!(
        !is_in(&elsewhere).await,
        "nobody is signed in between the two"
    );
    let wrong = give(&elsewhere, "000000").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!is_in(&elsewhere).await);
    relay.app.outside.advance(STEP);
    let right = give(&elsewhere, &telephone.shows(&relay)).await;
    assert_eq!(right.location(), "/agent", "{}", right.body);
    assert!(is_in(&elsewhere).await);
}

#[tokio::test]
async fn a_code_serves_once_and_the_one_that_confirmed_too() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let (telephone, _) = set_up(&relay, &maryse).await;
    let first = telephone.shows(&relay);
    let replay = give(&half_in(&relay, "animatrice").await, &first).await;
    assert_eq!(
        replay.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the code that confirmed has served"
    );
    relay.app.outside.advance(STEP);
    let next = telephone.shows(&relay);
    let used = give(&half_in(&relay, "animatrice").await, &next).await;
    assert_eq!(used.location(), "/agent");
    for seen in [&next, &first] {
        let replay = give(&half_in(&relay, "animatrice").await, seen).await;
        assert_eq!(replay.status, StatusCode::UNPROCESSABLE_ENTITY, "{seen}");
    }
}

#[tokio::test]
async fn a_telephone_half_a_minute_late_or_early_is_taken_and_no_more() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let (telephone, _) = set_up(&relay, &maryse).await;
    for (steps, taken) in [(-2, false), (2, false), (-1, true), (1, true)] {
        relay.app.outside.advance(10 * STEP);
        let who = half_in(&relay, "animatrice").await;
        let answer = give(&who, &telephone.at(&relay, steps)).await;
        assert_eq!(answer.location() == "/agent", taken, "{steps}");
    }
}

#[tokio::test]
async fn a_right_password_waits_five_minutes() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let (telephone, _) = set_up(&relay, &maryse).await;
    let late = half_in(&relay, "animatrice").await;
    let page = late.get("/connexion/code").await;
    relay.app.outside.advance(5 * 60_000);
    let code = telephone.shows(&relay);
    let answer = late
        .send("/connexion/code", &page, &[("code", code.as_str())])
        .await;
    assert_eq!(answer.location(), "/connexion");
    assert!(!is_in(&late).await);
}

#[tokio::test]
async fn a_code_on_paper_serves_once_as_it_was_copied() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let (_, papers) = set_up(&relay, &maryse).await;
    let copied = papers[3].replace('-', " ").to_lowercase();
    let who = half_in(&relay, "animatrice").await;
    assert_eq!(give(&who, &copied).await.location(), "/agent");
    assert!(
        who.get(OWN).await.body.contains("Il vous reste 9 codes"),
        "what is left is said"
    );
    let again = give(&half_in(&relay, "animatrice").await, &papers[3]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn codes_are_tried_slower_and_slower_as_passwords_are() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    set_up(&relay, &maryse).await;
    let thief = half_in(&relay, "animatrice").await;
    let page = thief.get("/connexion/code").await;
    let mut judged = 0;
    for n in 0..200 {
        let code = format!("{n:06}");
        let answer = thief
            .send("/connexion/code", &page, &[("code", code.as_str())])
            .await;
        judged += u32::from(answer.status == StatusCode::UNPROCESSABLE_ENTITY);
        relay.app.outside.advance(1_000);
    }
    assert!(judged <= 14, "{judged} codes of 200 were judged in 200 s");
    assert!(judged >= 5, "the first ones are free");
}

#[tokio::test]
async fn nothing_of_a_secret_stands_in_the_database_or_in_the_journal() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    maryse.post_from(OWN, CODE, &[]).await;
    let page = maryse.get(CODE).await;
    let letters = shown(&page);
    let telephone = Telephone(bytes(&letters));
    let code = telephone.shows(&relay);
    let path = "/compte/second-facteur/confirmer";
    let answer = maryse.send(path, &page, &[("code", code.as_str())]).await;
    let paper = papers(&answer)[0].clone();
    let hex = plus_journal::wire::hex(&telephone.0);
    for secret in [&letters, &hex, &paper, &paper.replace('-', "")] {
        assert!(!relay.on_disk(secret), "{secret}");
    }
    let id = relay.login("animatrice").await;
    let known = {
        let mut link = relay.app.store.read().await.unwrap();
        kept::code(&mut link, &id).await.unwrap().unwrap()
    };
    let sealed = known.secret.unwrap();
    let read =
        |account: &str| opened(&relay.app.store, &relay.app.outside, account, &sealed).unwrap();
    assert_eq!(read(&id), Some(telephone.0.clone()));
    assert_eq!(read("another"), None, "sealed for one account");
    assert!(relay.on_disk("code-ajoute"), "that it was set up is told");
}

#[tokio::test]
async fn what_is_set_up_changes_with_the_password_only() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let (telephone, before) = set_up(&relay, &maryse).await;
    assert_eq!(
        maryse.post_from(OWN, CODE, &[]).await.location(),
        OWN,
        "a new secret asks for the password"
    );
    let with = |password, geste| [("mot_de_passe", password), ("geste", geste)];
    for geste in ["retirer", "refaire", "secours"] {
        let answer = maryse.post(OWN, &with("pas le bon mot", geste)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{geste}");
    }
    let fresh = papers(&maryse.post(OWN, &with(PASSWORD, "secours")).await);
    assert_eq!(fresh.len(), 10);
    let old = give(&half_in(&relay, "animatrice").await, &before[0]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "replaced");
    // Another telephone: the first serves until the second has shown a code.
    let again = maryse.post(OWN, &with(PASSWORD, "refaire")).await;
    assert_eq!(again.location(), CODE);
    relay.app.outside.advance(STEP);
    let code = telephone.shows(&relay);
    let still = give(&half_in(&relay, "animatrice").await, &code).await;
    assert_eq!(still.location(), "/agent");
    let gone = maryse.post(OWN, &with(PASSWORD, "retirer")).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let plain = relay.visitor().try_sign_in("animatrice", PASSWORD).await;
    assert_eq!(plain.location(), "/agent");
}

#[tokio::test]
async fn a_link_to_choose_a_password_does_not_pass_the_second_factor() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    set_up(&relay, &maryse).await;
    let chief = relay.person(Role::Coordinateur).await;
    let id = relay.login("animatrice").await;
    let handed = chief
        .post_from(
            "/pilotage/comptes",
            &format!("/pilotage/comptes/{id}/lien"),
            &[],
        )
        .await;
    let token = handed
        .body
        .split("jeton=")
        .nth(1)
        .or_else(|| handed.body.split("jeton&#61;").nth(1));
    let token: String = token
        .unwrap()
        .chars()
        .take_while(char::is_ascii_hexdigit)
        .collect();
    let thief = relay.visitor();
    let chosen = "cheval bleu sept tambours";
    let fields = [
        ("jeton", token.as_str()),
        ("nouveau", chosen),
        ("encore", chosen),
    ];
    let path = format!("/mot-de-passe?jeton={token}");
    let answer = thief.post_from(&path, "/mot-de-passe", &fields).await;
    assert_eq!(answer.location(), "/connexion/code", "{}", answer.body);
    assert!(!is_in(&thief).await);
}

#[tokio::test]
async fn compulsory_the_second_factor_comes_before_everything_once_its_days_are_over() {
    let relay = Relay::open_with(|web| {
        web.identite = Identite {
            second_facteur: Politique::Obligatoire,
            grace_days: 14,
        };
    })
    .await;
    let maryse = relay.person(Role::Animatrice).await;
    assert_eq!(maryse.get("/agent").await.status, StatusCode::OK);
    assert!(maryse.get(OWN).await.body.contains("7\u{a0}décembre 2026"));
    let partner = relay.person(Role::Partenaire).await;
    relay.app.outside.advance(14 * 24 * 3_600_000);
    maryse.sign_in("animatrice").await;
    for path in ["/agent", "/agent/visites", "/transmission"] {
        assert_eq!(maryse.get(path).await.location(), OWN, "{path}");
    }
    let written = maryse.post_from(OWN, "/agent/visites", &[]).await;
    assert_eq!(written.location(), OWN, "nothing is written either");
    set_up(&relay, &maryse).await;
    assert_eq!(maryse.get("/agent").await.status, StatusCode::OK);
    partner.sign_in("partenaire").await;
    assert_eq!(partner.get("/partenaire").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_program_does_not_pass_beside_the_second_factor() {
    let relay = Relay::open().await;
    let caf = relay.person(Role::Partenaire).await;
    let ask = || {
        let pair = "cGFydGVuYWlyZTp0b3J0dWUgbGFtcGUgbnVhZ2Ugdmlz";
        axum::http::Request::get("/api/v1/statements")
            .header("authorization", format!("Basic {pair}"))
            .body(axum::body::Body::empty())
            .unwrap()
    };
    assert_eq!(relay.visitor().request(ask()).await.status, StatusCode::OK);
    set_up(&relay, &caf).await;
    let refused = relay.visitor().request(ask()).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}
