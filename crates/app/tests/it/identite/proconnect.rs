//! ProConnect against a provider that really answers, on loopback: the way there and back, every
//! answer that must not be believed, ties made and undone (issue 9; requirements O5, O6).

mod fournisseur;

use axum::http::StatusCode;
use plus::config::{Identite, Proconnect};
use plus_domain::{account::Role, identite::Politique};
use plus_store::{account, identite as kept};
use reqwest::redirect::Policy;
use rstest::rstest;
use tempfile::NamedTempFile;

use self::fournisseur::{CLIENT, Lie, Provider, SECRET};
use super::{OWN, is_in, set_up};
use crate::{
    actors::{Actor, Answered, PASSWORD, Relay, token_in},
    securite::listen,
};

const SITE: &str = "https://plus.exemple.fr";
/// Where the provider sends people back.
pub const BACK: &str = "https://plus.exemple.fr/connexion/proconnect/retour";
const ENTER: &str = "/connexion/proconnect";
const TIE: &str = "/compte/proconnect";

/// A relay, the provider that it knows, the secret that they share.
struct Place {
    relay: Relay,
    provider: Provider,
    _secret: NamedTempFile,
}

async fn place() -> Place {
    place_with(Identite::advised()).await
}

async fn place_with(policy: Identite) -> Place {
    let provider = Provider::start().await;
    let secret = NamedTempFile::new().unwrap();
    std::fs::write(&secret, format!("{SECRET}\n")).unwrap();
    let settings = Proconnect {
        issuer: Some(provider.issuer.clone()),
        client_id: Some(CLIENT.to_owned()),
        secret_file: Some(secret.path().display().to_string()),
    };
    let relay = Relay::open_with(|web| {
        web.public_url = Some(SITE.to_owned());
        web.proconnect = settings;
        web.identite = policy;
    })
    .await;
    provider.follow(&relay.app.outside);
    Place {
        relay,
        provider,
        _secret: secret,
    }
}

/// Where a page goes on to by itself.
fn onward(answer: &Answered) -> String {
    let place = answer.header("refresh").strip_prefix("0;url=");
    let place = place.unwrap_or_else(|| panic!("{}: {}", answer.status, answer.body));
    let shown = place.replace('&', "&#38;");
    assert!(answer.body.contains(&shown), "a link for who stays");
    place.to_owned()
}

fn browser() -> reqwest::Client {
    // Installed by another test is as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let built = reqwest::Client::builder().redirect(Policy::none());
    built.build().unwrap()
}

/// Goes to the provider and answers its page; the path by which it sends back.
async fn at_provider(address: &str, choice: &str) -> String {
    let browser = browser();
    let page = browser.get(address).send().await.unwrap();
    assert_eq!(
        page.status(),
        StatusCode::OK,
        "{}",
        page.text().await.unwrap()
    );
    let page = page.text().await.unwrap();
    let demand = crate::actors::value_of(&page, "demande").unwrap();
    let body = format!("demande={demand}&choix={choice}");
    let sent = browser
        .post(address.split('?').next().unwrap())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .unwrap();
    let place = sent.headers()["location"].to_str().unwrap();
    place.strip_prefix(SITE).unwrap().to_owned()
}

/// Leaves by a button; the path by which the provider sends back.
async fn away(who: &Actor<'_>, page: &str, (path, fields): (&str, &[(&str, &str)])) -> String {
    let left = who.post_from(page, path, fields).await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.body);
    at_provider(&onward(&left), "oui").await
}

async fn tie(who: &Actor<'_>) -> Answered {
    let back = away(who, OWN, (TIE, &[("proconnect", PASSWORD)])).await;
    who.get(&back).await
}

async fn enter(who: &Actor<'_>) -> Answered {
    let back = away(who, "/connexion?ajouter=1", (ENTER, &[])).await;
    who.get(&back).await
}

/// Somebody whose account is tied.
async fn tied(place: &Place) -> Actor<'_> {
    let maryse = place.relay.person(Role::Animatrice).await;
    let answer = tie(&maryse).await;
    assert!(
        answer.location().ends_with("?fait=proconnect"),
        "{}",
        answer.body
    );
    maryse
}

async fn accounts(relay: &Relay) -> usize {
    let mut link = relay.app.store.read().await.unwrap();
    account::list(&mut link).await.unwrap().len()
}

#[tokio::test]
async fn a_tied_account_is_opened_by_proconnect_and_by_its_password_still() {
    let place = place().await;
    let maryse = place.relay.person(Role::Animatrice).await;
    let elsewhere = place.relay.visitor();
    elsewhere.sign_in("animatrice").await;
    tie(&maryse).await;
    assert!(
        is_in(&maryse).await && !is_in(&elsewhere).await,
        "other screens end"
    );
    let page = maryse.get(OWN).await;
    assert!(page.body.contains("Relié à ProConnect"), "{}", page.body);
    let visitor = place.relay.visitor();
    let wanted = &[("suite", "/agent/visites")];
    let back = away(&visitor, "/connexion", (ENTER, wanted)).await;
    let entered = visitor.get(&back).await;
    assert_eq!(entered.location(), "/agent/visites", "{}", entered.body);
    assert!(is_in(&visitor).await);
    assert!(entered.header("cache-control").contains("no-store"));
    let plain = place
        .relay
        .visitor()
        .try_sign_in("animatrice", PASSWORD)
        .await;
    assert_eq!(plain.location(), "/agent");
}

#[tokio::test]
async fn what_is_asked_of_proconnect_is_whole_and_holds_no_word_that_it_does_not_know() {
    let place = place().await;
    tied(&place).await;
    let asked = place.provider.last("authorize");
    let names: Vec<&str> = asked.keys().map(String::as_str).collect();
    let known = [
        "claims",
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
    ];
    assert_eq!(names, known);
    assert_eq!(
        asked["scope"],
        "openid given_name usual_name email uid siret idp_id"
    );
    let claims = r#"{"id_token":{"acr":{"essential":true,"values":["eidas0-mfa","eidas1-mfa","eidas2","eidas3"]}}}"#;
    assert_eq!(asked["claims"], claims);
    let first = (asked["state"].clone(), asked["nonce"].clone());
    assert_ne!(first.0, first.1);
    enter(&place.relay.visitor()).await;
    let again = place.provider.last("authorize");
    assert!(
        again["state"] != first.0 && again["nonce"] != first.1,
        "drawn anew"
    );
}

#[rstest]
#[case(Lie::Nonce, 422)]
#[case(Lie::NoNonce, 422)]
#[case(Lie::AlgNone, 422)]
#[case(Lie::Hs256, 422)]
#[case(Lie::OtherKey, 422)]
#[case(Lie::UnknownKey, 422)]
#[case(Lie::Audience, 422)]
#[case(Lie::TwoAudiences, 422)]
#[case(Lie::Issuer, 422)]
#[case(Lie::Expired, 422)]
#[case(Lie::Tomorrow, 422)]
#[case(Lie::OtherPerson, 422)]
#[case(Lie::PlainInfo, 422)]
#[case(Lie::UnsignedInfo, 422)]
#[case(Lie::InfoAudience, 422)]
#[case(Lie::InfoIssuer, 422)]
#[case(Lie::NoProvider, 422)]
#[case(Lie::OtherTokenType, 422)]
#[case(Lie::OtherSender, 422)]
#[case(Lie::NoSender, 422)]
#[case(Lie::DiscoveryIssuer, 422)]
#[case(Lie::DiscoveryElsewhere, 422)]
#[case(Lie::Endless, 422)]
#[case(Lie::Broken, 503)]
#[case(Lie::NoLevel, 403)]
#[case(Lie::Level("eidas1"), 403)]
#[case(Lie::Level("eidas0"), 403)]
#[case(Lie::Level("EIDAS2"), 403)]
#[tokio::test]
async fn an_answer_that_cannot_be_believed_opens_nothing(#[case] lie: Lie, #[case] status: u16) {
    let place = place().await;
    tied(&place).await;
    let visitor = place.relay.visitor();
    let left = visitor.post_from("/connexion", ENTER, &[]).await;
    place.provider.lie(lie);
    let back = at_provider(&onward(&left), "oui").await;
    let answer = visitor.get(&back).await;
    assert_eq!(answer.status.as_u16(), status, "{lie:?}: {}", answer.body);
    assert!(!is_in(&visitor).await, "{lie:?}");
    assert!(answer.body.contains("ProConnect n’a pas ouvert"), "{lie:?}");
    assert!(
        answer.body.contains("name=\"mot_de_passe\""),
        "other ways stand"
    );
    // The lie over, the same person comes in.
    place.provider.lie(Lie::None);
    assert_eq!(enter(&visitor).await.location(), "/agent", "{lie:?}");
}

#[rstest]
#[case("eidas0-mfa")]
#[case("eidas1-mfa")]
#[case("eidas2")]
#[case("eidas3")]
#[tokio::test]
async fn each_level_with_a_second_factor_is_taken(#[case] level: &'static str) {
    let place = place().await;
    tied(&place).await;
    place.provider.lie(Lie::Level(level));
    assert_eq!(enter(&place.relay.visitor()).await.location(), "/agent");
}

#[tokio::test]
async fn a_level_that_is_too_low_says_what_to_do() {
    let place = place().await;
    tied(&place).await;
    place.provider.lie(Lie::Level("eidas1"));
    let refused = enter(&place.relay.visitor()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        refused.body.contains("un deuxième facteur : activez-le"),
        "{}",
        refused.body
    );
}

#[tokio::test]
async fn a_way_back_serves_once_in_its_own_browser_for_ten_minutes() {
    let place = place().await;
    tied(&place).await;
    let visitor = place.relay.visitor();
    let back = away(&visitor, "/connexion", (ENTER, &[])).await;
    let thief = place.relay.visitor();
    thief.get("/connexion").await;
    let stolen = thief.get(&back).await;
    assert_eq!(stolen.status, StatusCode::GONE, "another browser");
    let bare = place.relay.visitor().get(&back).await;
    assert_eq!(bare.status, StatusCode::GONE, "no browser at all");
    let forged = back.replace("state=", "state=x");
    assert_eq!(visitor.get(&forged).await.status, StatusCode::GONE);
    assert_eq!(
        visitor.get(&back).await.location(),
        "/agent",
        "the thief burnt nothing"
    );
    let again = visitor.get(&back).await;
    assert_eq!(again.status, StatusCode::GONE, "replayed");
    let late = place.relay.visitor();
    let back = away(&late, "/connexion", (ENTER, &[])).await;
    place.relay.app.outside.advance(10 * 60_000);
    let answer = late.get(&back).await;
    assert_eq!(answer.status, StatusCode::GONE, "too late");
    assert!(answer.body.contains("La demande a expiré"));
    assert!(!is_in(&late).await);
}

#[tokio::test]
async fn a_code_that_served_is_worth_nothing_with_another_state() {
    let place = place().await;
    tied(&place).await;
    let visitor = place.relay.visitor();
    let back = away(&visitor, "/connexion", (ENTER, &[])).await;
    assert_eq!(visitor.get(&back).await.location(), "/agent");
    let code = |path: &str| {
        let rest = path.split("code=").nth(1).unwrap();
        rest.split('&').next().unwrap().to_owned()
    };
    let other = place.relay.visitor();
    let fresh = away(&other, "/connexion", (ENTER, &[])).await;
    let mixed = fresh.replace(&code(&fresh), &code(&back));
    assert_eq!(
        other.get(&mixed).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    // A code that was never used, brought by another browser than the one that asked: the
    // verifier is not the one.
    let third = place.relay.visitor();
    let own = away(&third, "/connexion", (ENTER, &[])).await;
    let injected = own.replace(&code(&own), &code(&fresh));
    assert_eq!(
        third.get(&injected).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert!(!is_in(&other).await && !is_in(&third).await);
}

#[tokio::test]
async fn an_identity_that_nobody_tied_makes_no_account_and_finds_none() {
    let place = place().await;
    tied(&place).await;
    let before = accounts(&place.relay).await;
    for (sub, idp) in [
        ("sub-inconnu", "idp-de-la-ville"),
        // The same identifier, by another provider: somebody else.
        ("sub-de-maryse", "idp-d-ailleurs"),
        // A login of here.
        ("animatrice", "idp-de-la-ville"),
    ] {
        place.provider.person(sub, idp);
        let visitor = place.relay.visitor();
        let answer = enter(&visitor).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{sub} {idp}"
        );
        assert!(answer.body.contains("n’ouvre aucun compte ici"));
        assert!(!is_in(&visitor).await);
    }
    assert_eq!(accounts(&place.relay).await, before);
}

#[tokio::test]
async fn one_identity_opens_one_account_and_an_account_has_one() {
    let place = place().await;
    let maryse = tied(&place).await;
    let chief = place.relay.person(Role::Coordinateur).await;
    let refused = tie(&chief).await;
    assert_eq!(
        refused.status,
        StatusCode::CONFLICT,
        "taken by somebody else"
    );
    assert!(refused.body.contains("est déjà relié"), "{}", refused.body);
    place.provider.person("sub-deux", "idp-de-la-ville");
    assert_eq!(
        tie(&maryse).await.status,
        StatusCode::CONFLICT,
        "tied already"
    );
    let wrong = [("proconnect", "pas le bon mot")];
    let refused = chief.post_from(OWN, TIE, &wrong).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the password is asked again"
    );
    let failed = {
        place.provider.lie(Lie::Level("eidas1"));
        tie(&chief).await
    };
    assert_eq!(failed.status, StatusCode::FORBIDDEN);
    assert!(
        failed.body.contains("id=\"titre-proconnect\""),
        "on her own page"
    );
}

#[tokio::test]
async fn untied_closed_or_gone_an_account_is_opened_no_more() {
    let place = place().await;
    let maryse = tied(&place).await;
    let remove = "/compte/proconnect/retirer";
    let refused = maryse
        .post_from(OWN, remove, &[("proconnect", "non")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = maryse
        .post_from(OWN, remove, &[("proconnect", PASSWORD)])
        .await;
    assert!(gone.location().ends_with("fait=proconnect-delie"));
    let none = enter(&place.relay.visitor()).await;
    assert_eq!(
        none.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "untied by herself"
    );
    tie(&maryse).await;
    let chief = place.relay.person(Role::Coordinateur).await;
    let id = place.relay.login("animatrice").await;
    let of = format!("/pilotage/comptes/{id}");
    let page = chief.get(&of).await;
    assert!(page.body.contains("Délier de ProConnect"));
    let sent = chief.send(&format!("{of}/proconnect"), &page, &[]).await;
    assert!(
        sent.location().ends_with("fait=proconnect-delie"),
        "{}",
        sent.body
    );
    let page = chief.get(&of).await;
    for told in ["Compte relié à ProConnect", "Compte délié de ProConnect"] {
        assert!(page.body.contains(told), "{told}");
    }
    tie(&maryse).await;
    let visitor = place.relay.visitor();
    assert_eq!(enter(&visitor).await.location(), "/agent");
    let page = chief.get(&format!("{of}/depart")).await;
    chief.send(&format!("{of}/depart"), &page, &[]).await;
    assert!(!is_in(&visitor).await, "her screens end");
    let none = enter(&place.relay.visitor()).await;
    assert_eq!(
        none.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "who has left"
    );
    let mut link = place.relay.app.store.read().await.unwrap();
    let lien = kept::proconnect::lien(&mut link, &id).await.unwrap();
    assert_eq!(lien, None, "forgotten with the rest");
}

#[tokio::test]
async fn an_invitation_ties_an_account_once_and_not_one_that_has_a_second_factor() {
    let place = place().await;
    let rose = place.relay.account("rose", Role::Animatrice).await;
    let chief = place.relay.person(Role::Coordinateur).await;
    let token = token_of(&chief, rose.id.as_str()).await;
    let newcomer = place.relay.visitor();
    let page = format!("/mot-de-passe?jeton={token}");
    let invited = "/mot-de-passe/proconnect";
    let fields = [("jeton", token.as_str())];
    let back = away(&newcomer, &page, (invited, &fields)).await;
    let entered = newcomer.get(&back).await;
    assert_eq!(entered.location(), "/agent", "{}", entered.body);
    assert!(is_in(&newcomer).await);
    let second = place.relay.visitor();
    place.provider.person("sub-du-voleur", "idp-de-la-ville");
    let back = away(&second, "/connexion", (invited, &fields)).await;
    let spent = second.get(&back).await;
    assert_eq!(spent.status, StatusCode::GONE, "the invitation has served");
    // An account with a second factor: a stolen link would pass beside it.
    let maryse = place.relay.person(Role::Animatrice).await;
    set_up(&place.relay, &maryse).await;
    let id = place.relay.login("animatrice").await;
    let token = token_of(&chief, &id).await;
    let thief = place.relay.visitor();
    let page = thief.get(&format!("/mot-de-passe?jeton={token}")).await;
    assert!(!page.body.contains(invited), "not offered");
    let fields = [("jeton", token.as_str())];
    let back = away(&thief, "/connexion", (invited, &fields)).await;
    assert_eq!(thief.get(&back).await.status, StatusCode::GONE);
    assert!(!is_in(&thief).await);
}

/// The secret of the link that the coordination gives for an account.
async fn token_of(chief: &Actor<'_>, id: &str) -> String {
    let path = format!("/pilotage/comptes/{id}/lien");
    let handed = chief.post_from("/pilotage/comptes", &path, &[]).await;
    let body = handed.body.replace("&#61;", "=").replace("&#x3d;", "=");
    let rest = body
        .split("jeton=")
        .nth(1)
        .unwrap_or_else(|| panic!("{body}"));
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

#[tokio::test]
async fn without_proconnect_the_other_ways_stand_and_nothing_is_lost() {
    let place = place().await;
    tied(&place).await;
    place.provider.lie(Lie::Broken);
    let visitor = place.relay.visitor();
    let wanted = [("suite", "/agent/visites")];
    let down = visitor.post_from("/connexion", ENTER, &wanted).await;
    assert_eq!(down.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        down.body.contains("ProConnect ne répond pas"),
        "{}",
        down.body
    );
    let fields = [
        ("identifiant", "animatrice"),
        ("mot_de_passe", PASSWORD),
        ("suite", &down.hidden("suite")),
    ];
    let entered = visitor.send("/connexion", &down, &fields).await;
    assert_eq!(
        entered.location(),
        "/agent/visites",
        "where she was going is kept"
    );
}

#[tokio::test]
async fn who_gives_up_there_comes_back_to_the_other_ways() {
    let place = place().await;
    let maryse = tied(&place).await;
    let visitor = place.relay.visitor();
    let left = visitor.post_from("/connexion", ENTER, &[]).await;
    let back = at_provider(&onward(&left), "non").await;
    let answer = visitor.get(&back).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Vous avez renoncé"), "{}", answer.body);
    assert!(!is_in(&visitor).await && is_in(&maryse).await);
    assert!(
        !answer.body.contains("mot-venu-d-ailleurs"),
        "their words are not ours to show"
    );
}

#[tokio::test]
async fn leaving_closes_the_session_there_too() {
    let place = place().await;
    tied(&place).await;
    let visitor = place.relay.visitor();
    enter(&visitor).await;
    // Nothing is asked of the provider to leave.
    place.provider.lie(Lie::Broken);
    let left = visitor.post_from("/agent", "/deconnexion", &[]).await;
    let address = onward(&left);
    assert!(!is_in(&visitor).await, "closed here before anything else");
    assert_eq!(left.header("clear-site-data"), "\"cache\"");
    let sent = browser().get(&address).send().await.unwrap();
    let asked = place.provider.last("end");
    let names: Vec<&str> = asked.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["id_token_hint", "post_logout_redirect_uri", "state"]
    );
    assert_eq!(asked["id_token_hint"].split('.').count(), 3);
    let back = sent.headers()["location"].to_str().unwrap();
    let path = back.strip_prefix(SITE).unwrap();
    assert!(
        path.starts_with("/connexion/proconnect/fin?state="),
        "{path}"
    );
    assert_eq!(visitor.get(path).await.location(), "/connexion");
    // A session opened by a password is closed here alone.
    let plain = place.relay.visitor();
    plain.sign_in("animatrice").await;
    let left = plain.post_from("/agent", "/deconnexion", &[]).await;
    assert_eq!(left.location(), "/connexion");
}

#[tokio::test]
async fn nothing_that_opens_is_kept_in_clear_and_nothing_is_kept_of_who_she_is_there() {
    let place = place().await;
    tied(&place).await;
    let visitor = place.relay.visitor();
    enter(&visitor).await;
    let (asked, traded) = (
        place.provider.last("authorize"),
        place.provider.last("token"),
    );
    for secret in [
        asked["state"].as_str(),
        &asked["nonce"],
        &traded["code"],
        &traded["code_verifier"],
        SECRET,
        "jeton-secret",
        "eyJhbGciOiJFUzI1NiI",
        "Canari",
        "maryse.canari",
        "21970209100016",
    ] {
        assert!(!place.relay.on_disk(secret), "{secret}");
    }
    assert!(
        place.relay.on_disk("proconnect-relie"),
        "that it was tied is told"
    );
}

#[tokio::test]
async fn what_happens_there_is_written_in_the_log_of_security_without_a_secret() {
    let place = place().await;
    let (log, _guard) = listen();
    tied(&place).await;
    let visitor = place.relay.visitor();
    place.provider.lie(Lie::Nonce);
    enter(&visitor).await;
    place.provider.lie(Lie::None);
    enter(&visitor).await;
    let lines = log.lines().join("\n");
    for told in [
        "deed=\"proconnect-relie\"",
        "way=\"proconnect\" why=\"refused: another nonce\"",
        "way=\"proconnect\"",
    ] {
        assert!(lines.contains(told), "{told}: {lines}");
    }
    let token = place.provider.last("token");
    for never in [
        &token["code"],
        &token["code_verifier"],
        "sub-de-maryse",
        SECRET,
    ] {
        assert!(!lines.contains(never), "{never}: {lines}");
    }
}

#[tokio::test]
async fn unless_it_is_configured_there_is_no_proconnect() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let page = visitor.get("/connexion").await;
    assert!(!page.body.contains("ProConnect"));
    assert!(token_in(&page.body).is_some());
    assert_eq!(
        visitor.send(ENTER, &page, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    for path in [
        "/connexion/proconnect/retour?state=x",
        "/connexion/proconnect/fin",
    ] {
        assert_eq!(
            visitor.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let maryse = relay.person(Role::Animatrice).await;
    assert!(!maryse.get(OWN).await.body.contains("ProConnect"));
    let refused = maryse
        .post_from(OWN, TIE, &[("proconnect", PASSWORD)])
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_tie_is_no_second_factor_of_the_password_and_the_policy_stands() {
    let place = place_with(Identite {
        second_facteur: Politique::Obligatoire,
        grace_days: 0,
    })
    .await;
    let maryse = place.relay.person(Role::Animatrice).await;
    assert_eq!(maryse.get("/agent").await.location(), OWN);
    tie(&maryse).await;
    let visitor = place.relay.visitor();
    enter(&visitor).await;
    assert_eq!(
        visitor.get("/agent").await.location(),
        OWN,
        "a password alone still opens"
    );
    set_up(&place.relay, &visitor).await;
    assert_eq!(visitor.get("/agent").await.status, StatusCode::OK);
    let direct = enter(&place.relay.visitor()).await;
    assert_eq!(
        direct.location(),
        "/agent",
        "no code is asked after a second factor there"
    );
}
