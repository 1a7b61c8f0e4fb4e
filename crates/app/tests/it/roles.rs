//! Every route with every role: let in, sent to sign in, or refused.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
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
        "borne" => Access::Borne,
        "transmission" => Access::Team,
        // What somebody did by hand is published by an administrator.
        "pilotage" if route.path == "/pilotage/territoire" && route.method == "POST" => {
            Access::Admin
        }
        // Who read what is read by who answers for the machine.
        "pilotage" if route.path.starts_with("/pilotage/trace") => Access::Admin,
        "pilotage" => Access::Coordination,
        "partenaire" => Access::Partner,
        "compte" | "deconnexion" => Access::Signed,
        "session" if route.path == "/session" => Access::Signed,
        "satisfaction" if route.path.ends_with("/donner") => Access::Agent,
        "ateliers" if route.path.contains("{temps}") => Access::Agent,
        "" | "healthz" | "assets" | "connexion" | "session" | "affichage" | "mot-de-passe"
        | "premier-compte" | "installation" | "evenements" | "partenaires" | "themes"
        | "demarches" | "fiches" | "recherche" | "passages" | "bornes" | "rappel" | "services"
        | "signalement" | "installer" | "ecoute" | "sitemap.xml" | "robots.txt"
        | "recherche.xml" | "passages.ics" | "avis.xml" | "accessibilite" | "mentions-legales"
        | "donnees" | ".well-known" | "api" | "lieux" | "opendata" | "suivi" | "mandat"
        | "agenda" | "satisfaction" | "rendez-vous" | "ateliers" | "vue" => Access::Public,
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

/// Whether taking a route may end the session of who takes it, or begin another one.
fn touches_the_session(route: &Route) -> bool {
    let first = route.path.split('/').nth(1).unwrap_or_default();
    let doors = [
        "connexion",
        "deconnexion",
        "session",
        "compte",
        "mot-de-passe",
        "premier-compte",
    ];
    route.method == "POST" && doors.contains(&first)
}

async fn actor_of(relay: &Relay, role: Option<Role>) -> Actor<'_> {
    match role {
        Some(role) => relay.person(role).await,
        None => relay.visitor(),
    }
}

/// What a line of the table says of a role.
fn wanted(route: &Route, role: Option<Role>) -> &'static str {
    match (route.access.allows(role), role) {
        (true, _) => "let in",
        (false, None) => "sign in",
        (false, Some(_)) => "refused",
    }
}

async fn answers_as_its_line_says(actor: &Actor<'_>, route: &Route, role: Option<Role>) {
    let answer = take(actor, route).await;
    let (method, path, status) = (route.method, route.path, answer.status);
    assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{method} {path}");
    // Elsewhere than at a kiosk, its screens are not there for anybody.
    if route.access == Access::Borne {
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        return;
    }
    // The second step of signing in is open to all; who has not taken the first goes there.
    if path == "/connexion/code" {
        assert_eq!(answer.location(), "/connexion", "as {role:?}");
        return;
    }
    let wanted = wanted(route, role);
    assert_eq!(
        outcome(&answer),
        wanted,
        "{method} {path} as {role:?}: {status}"
    );
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
        let shared = Relay::open().await;
        let actor = actor_of(&shared, role).await;
        for route in ROUTES {
            // These two send to /connexion those whom they let in.
            let leaves = matches!(route.path, "/deconnexion" | "/session/choisir");
            if leaves && route.access.allows(role) {
                continue;
            }
            if touches_the_session(route) {
                let relay = Relay::open().await;
                answers_as_its_line_says(&actor_of(&relay, role).await, route, role).await;
            } else {
                answers_as_its_line_says(&actor, route, role).await;
            }
        }
    }
}

/// Where machines speak to their hub, parts filled in. Written apart from the routes.
const MACHINES: [(&str, &str); 22] = [
    ("POST", "enrol"),
    ("POST", "journal/1"),
    ("POST", "epoch"),
    ("GET", "page?cursor=0&life=1"),
    ("GET", "verifiers"),
    ("POST", "cles"),
    ("POST", "heads"),
    ("POST", "beat"),
    ("POST", "certificate"),
    ("GET", "contents"),
    ("GET", "document/00"),
    ("POST", "rendez-vous"),
    ("POST", "suivi"),
    ("POST", "file"),
    ("POST", "retrait/coffre"),
    ("GET", "retrait/coffre/x/part?from=0"),
    ("POST", "retrait/coffre/x/cles"),
    ("POST", "retrait/open"),
    ("POST", "retrait/x/printed"),
    ("POST", "retrait/x/released"),
    ("HEAD", "upload/00"),
    ("PATCH", "upload/00"),
];

#[test]
fn every_route_of_machines_is_tried() {
    let source = include_str!("../../src/web/sync.rs");
    let patterns = source.split(".route(").skip(1);
    let patterns = patterns.filter_map(|rest| rest.split('"').nth(1));
    for pattern in patterns {
        let start = pattern.trim_start_matches('/');
        let start = start.split('{').next().unwrap();
        let tried = |(_, path): &&(&str, &str)| path.starts_with(start);
        assert!(MACHINES.iter().any(|one| tried(&one)), "{pattern}");
    }
}

#[tokio::test]
async fn no_route_of_machines_answers_to_a_person() {
    let relay = Relay::open().await;
    for role in [
        None,
        Some(Role::Animatrice),
        Some(Role::Coordinateur),
        Some(Role::Partenaire),
        Some(Role::Administrateur),
    ] {
        let actor = actor_of(&relay, role).await;
        for (method, path) in MACHINES {
            let request = Request::builder()
                .method(method)
                .uri(format!("/sync/v1/{path}"))
                .header("origin", "http://127.0.0.1:8000")
                .header("content-type", "application/json")
                .body(Body::from("{}"));
            let answer = actor.request(request.unwrap()).await;
            assert!(
                answer.status.is_client_error(),
                "{method} {path} as {role:?}: {}",
                answer.status
            );
        }
    }
}
