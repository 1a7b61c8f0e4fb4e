//! The accessibility statement and the criteria that it is made of: each has its evidence, and
//! what only a person can see is not said to be right before somebody has looked.

use axum::http::StatusCode;
use plus::web::router::ROUTES;
use plus_domain::{
    accessibilite::{Critere, Etat, Mode, Resultat, shipped},
    account::Role,
};

use crate::{
    actors::{Actor, Relay},
    assets::scripts,
    preuve::{dead, pieces},
};

const PROTOCOL: &str = "docs/accessibilite/protocole.md#";

/// Why the evidence of a criterion does not hold what is said of it.
fn fault(critere: &Critere) -> Option<String> {
    let evidence: Vec<&str> = pieces(&critere.preuve).collect();
    let by_a_person = evidence.iter().any(|one| one.starts_with(PROTOCOL));
    let by_a_machine = evidence.iter().any(|one| !one.starts_with("docs/"));
    let why = match (critere.mode, critere.resultat) {
        (Mode::Automatique, Resultat::Conforme) if !by_a_machine => "aucun essai",
        (Mode::Manuel, Resultat::Conforme | Resultat::NonConforme) if !by_a_person => {
            "personne n’a regardé"
        }
        (Mode::SansObjet, _) if critere.note.is_empty() => "aucune raison",
        (Mode::SansObjet, _) if !by_a_machine => "rien ne le prouve",
        _ => return evidence.into_iter().find_map(dead),
    };
    Some(format!("{} : {why}", critere.numero))
}

#[test]
fn every_criterion_has_its_evidence() {
    let criteres = shipped().unwrap();
    let faults: Vec<String> = criteres.iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_criterion_that_a_machine_decides_is_conform() {
    let criteres = shipped().unwrap();
    let automatic = criteres.iter().filter(|c| c.mode == Mode::Automatique);
    for critere in automatic {
        assert_eq!(critere.resultat, Resultat::Conforme, "{}", critere.numero);
    }
}

#[test]
fn nothing_is_said_right_that_only_a_person_can_see() {
    let mut critere = shipped().unwrap().remove(1);
    assert_eq!(critere.mode, Mode::Manuel);
    assert_eq!(fault(&critere), None);
    critere.resultat = Resultat::Conforme;
    assert!(fault(&critere).unwrap().contains("personne n’a regardé"));
    critere.preuve = format!("{PROTOCOL}Un jour qui n’est pas venu");
    assert!(fault(&critere).unwrap().contains("n’y est pas"));
    critere.mode = Mode::SansObjet;
    critere.note = String::new();
    assert!(fault(&critere).unwrap().contains("aucune raison"));
}

/// Every page of the table that needs no code, as those who may open it see it.
async fn pages(actor: &Actor<'_>) -> Vec<(&'static str, String)> {
    let mut read = Vec::new();
    for route in ROUTES.iter().filter(|route| route.method == "GET") {
        if route.path.contains('{') {
            continue;
        }
        let answer = actor.get(route.path).await;
        let is_page = answer.header("content-type").starts_with("text/html");
        if is_page && answer.status != StatusCode::SEE_OTHER {
            read.push((route.path, answer.body));
        }
    }
    read
}

/// The pages of everybody.
async fn all_pages() -> Vec<(&'static str, String)> {
    let relay = Relay::open().await;
    let mut all = pages(&relay.visitor()).await;
    for role in [
        Role::Animatrice,
        Role::Coordinateur,
        Role::Partenaire,
        Role::Administrateur,
    ] {
        all.extend(pages(&relay.person(role).await).await);
    }
    assert!(all.len() > 100, "{} pages", all.len());
    all
}

#[tokio::test]
async fn every_page_says_its_type_its_language_and_its_title() {
    for (path, page) in all_pages().await {
        assert!(page.starts_with("<!doctype html>"), "{path}");
        let head = page.split("</head>").next().unwrap();
        let lang = head.split("<html lang=\"").nth(1);
        let lang = lang.and_then(|rest| rest.split('"').next());
        assert!(matches!(lang, Some("fr" | "en" | "gcf-MQ")), "{path}");
        let title = head.split("<title>").nth(1);
        let title = title.and_then(|rest| rest.split("</title>").next());
        let title = title.unwrap_or_default();
        assert!(
            title.trim_start_matches(" · PLUS").len() > 8,
            "{path}: {title}"
        );
    }
}

#[tokio::test]
async fn every_page_begins_with_the_way_to_its_content() {
    let mut seen = 0;
    for (path, page) in all_pages().await {
        let body = page.split("<body").nth(1).unwrap();
        assert_eq!(page.matches("id=\"contenu\"").count(), 1, "{path}");
        // Screens turned towards the public hold their content alone: nothing to pass over.
        if !body
            .split("id=\"contenu\"")
            .next()
            .unwrap()
            .contains("<nav")
        {
            continue;
        }
        seen += 1;
        let first = body.split("href=\"").nth(1);
        let first = first.and_then(|rest| rest.split('"').next());
        assert_eq!(first, Some("#contenu"), "{path}");
    }
    assert!(seen > 100, "{seen} pages with a navigation");
}

#[tokio::test]
async fn what_a_page_looks_like_comes_from_the_style_sheet_alone() {
    for (path, page) in all_pages().await {
        for old in [
            "<font",
            "<center",
            "<big>",
            "<tt>",
            "<strike",
            "<u>",
            "<basefont",
            " bgcolor=",
            " align=",
            " valign=",
            " style=",
            "<style",
            "&nbsp;&nbsp;",
        ] {
            assert!(!page.contains(old), "{path}: {old}");
        }
    }
}

#[tokio::test]
async fn what_is_said_to_be_absent_is_absent() {
    for (path, page) in all_pages().await {
        let lower = page.to_lowercase();
        for absent in [
            "<iframe",
            "<frame",
            "<video",
            "<object",
            "<embed",
            "captcha",
            " dir=\"rtl",
            "<bdo",
            "plan du site",
        ] {
            assert!(!lower.contains(absent), "{path}: {absent}");
        }
        // A table without a heading would be there for the layout.
        for table in page.split("<table").skip(1) {
            let table = table.split("</table>").next().unwrap();
            assert!(table.contains("<th"), "{path}: a table without headings");
            assert!(!table.contains("role=\"presentation\""), "{path}");
        }
        let is_sign = |c: char| ('\u{1F000}'..='\u{1FAFF}').contains(&c);
        assert!(!page.contains(is_sign), "{path}: an emoticon");
    }
    for (name, script) in scripts() {
        for absent in ["devicemotion", "deviceorientation"] {
            assert!(!script.contains(absent), "{name}: {absent}");
        }
    }
}

#[test]
fn no_script_opens_a_window_or_holds_the_screen() {
    for (name, script) in scripts() {
        for absent in [
            "window.open",
            "orientation.lock",
            "showModalDialog",
            "alert(",
        ] {
            assert!(!script.contains(absent), "{name}: {absent}");
        }
    }
    let style = include_str!("../../assets/plus.css");
    assert!(
        !style.contains("orientation:"),
        "a page for one way of holding"
    );
}

#[tokio::test]
async fn the_statement_says_what_the_criteria_say() {
    let relay = Relay::open_with(|web| {
        web.accessibility_contact = Some("mailto:acces@exemple.fr".into());
    })
    .await;
    let visitor = relay.visitor();
    let page = visitor.get("/accessibilite").await.body;
    let criteres = shipped().unwrap();
    let etat = Etat::of(&criteres);
    let words = page.replace(['\u{a0}', '\u{202f}', '\u{2068}', '\u{2069}'], " ");
    assert!(words.contains(&format!("{} critères sont conformes", etat.conformes)));
    assert!(
        words.contains(&format!("s’appliquent : {} %", etat.share())),
        "{words}"
    );
    assert!(page.contains("href=\"mailto:acces@exemple.fr\">acces@exemple.fr<"));
    assert!(page.contains("Défenseur des droits"));
    for critere in &criteres {
        let line = format!("<li>{} : ", critere.numero);
        let told = matches!(
            critere.resultat,
            Resultat::NonConforme | Resultat::NonVerifie
        );
        assert_eq!(page.contains(&line), told, "{}", critere.numero);
    }
    // The state stands at the foot of every page of the public.
    let state = match etat.niveau().code() {
        "totale" => "totalement conforme",
        "partielle" => "partiellement conforme",
        _ => "non conforme",
    };
    for path in ["/", "/passages", "/accessibilite"] {
        let foot = visitor.get(path).await.body;
        let foot = foot.split("<footer").nth(1).unwrap().to_owned();
        assert!(
            foot.contains("href=\"/accessibilite\"") && foot.contains(state),
            "{foot}"
        );
    }
}
