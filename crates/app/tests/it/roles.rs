//! Every route with every role: let in, sent to sign in, or refused.

use axum::http::StatusCode;
use plus::web::{
    access::Access,
    router::{ROUTES, Route},
};
use plus_domain::account::Role;

use crate::actors::{Actor, Answered, Relay};

/// Who may take what stands under a path. Written apart from the table of routes:
/// a new line of the table that fits no rule here fails.
fn expected(route: &Route) -> Option<Access> {
    let first = route.path.split('/').nth(1)?;
    Some(match first {
        "metrics" => Access::Machine,
        "api" if route.path.contains("/statements") => Access::Partner,
        "agent" => Access::Agent,
        "transmission" => Access::Team,
        "pilotage" => Access::Coordination,
        "partenaire" => Access::Partner,
        "compte" | "deconnexion" => Access::Signed,
        "session" if route.path == "/session" => Access::Signed,
        "" | "healthz" | "assets" | "connexion" | "session" | "affichage" | "mot-de-passe"
        | "premier-compte" | "evenements" | "partenaires" | "themes" | "demarches" | "fiches"
        | "recherche" | "passages" | "bornes" | "rappel" | "services" | "signalement"
        | "installer" | "ecoute" | "sitemap.xml" | "robots.txt" | "recherche.xml"
        | "passages.ics" | "avis.xml" | "accessibilite" | "mentions-legales" | "donnees"
        | "api" => Access::Public,
        _ => return None,
    })
}

#[test]
fn every_route_is_open_to_whom_its_place_says() {
    for route in ROUTES {
        assert_eq!(
            expected(route),
            Some(route.access),
            "{} {}",
            route.method,
            route.path
        );
    }
}

#[test]
fn nobody_but_its_role_opens_a_door() {
    let all = [
        None,
        Some(Role::Animatrice),
        Some(Role::Coordinateur),
        Some(Role::Partenaire),
        Some(Role::Administrateur),
    ];
    let open = |access: Access| all.map(|role| access.allows(role));
    assert_eq!(open(Access::Public), [true; 5]);
    assert_eq!(open(Access::Signed), [false, true, true, true, true]);
    assert_eq!(open(Access::Agent), [false, true, true, false, false]);
    assert_eq!(open(Access::Team), [false, true, true, false, true]);
    assert_eq!(
        open(Access::Coordination),
        [false, false, true, false, true]
    );
    assert_eq!(open(Access::Partner), [false, false, false, true, false]);
    assert_eq!(open(Access::Admin), [false, false, false, false, true]);
    assert_eq!(open(Access::Machine), [false, false, false, false, true]);
}

async fn take(actor: &Actor<'_>, route: &Route) -> Answered {
    let part = |p: &str| {
        if p.starts_with('{') {
            "x".to_owned()
        } else {
            p.to_owned()
        }
    };
    let path = route
        .path
        .split('/')
        .map(part)
        .collect::<Vec<_>>()
        .join("/");
    match route.method {
        "GET" => actor.get(&path).await,
        _ => actor.post_from("/connexion?ajouter=1", &path, &[]).await,
    }
}

/// What the guard did, whatever the handler answers afterwards.
fn outcome(answer: &Answered) -> &'static str {
    let to_sign_in = answer.location().starts_with("/connexion");
    match answer.status {
        StatusCode::SEE_OTHER if to_sign_in => "sign in",
        StatusCode::UNAUTHORIZED => "sign in",
        StatusCode::FORBIDDEN if answer.body.contains("ne vous est pas ouverte") => "refused",
        _ => "let in",
    }
}

#[tokio::test]
async fn every_route_answers_every_role_as_its_line_says() {
    for role in [
        None,
        Some(Role::Animatrice),
        Some(Role::Coordinateur),
        Some(Role::Partenaire),
        Some(Role::Administrateur),
    ] {
        for route in ROUTES {
            // These two send to /connexion those whom they let in.
            if matches!(route.path, "/deconnexion" | "/session/choisir")
                && route.access.allows(role)
            {
                continue;
            }
            let relay = Relay::open().await;
            let actor = match role {
                Some(role) => relay.person(role).await,
                None => relay.visitor(),
            };
            let wanted = match (route.access.allows(role), role) {
                (true, _) => "let in",
                (false, None) => "sign in",
                (false, Some(_)) => "refused",
            };
            let answer = take(&actor, route).await;
            assert_eq!(
                outcome(&answer),
                wanted,
                "{} {} as {role:?}: {}",
                route.method,
                route.path,
                answer.status
            );
            assert_ne!(
                answer.status,
                StatusCode::INTERNAL_SERVER_ERROR,
                "{} {}",
                route.method,
                route.path
            );
        }
    }
}
