//! Languages of the public pages: complete, marked where they stay in French, kept
//! from link to link.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use axum::http::StatusCode;
use plus::web::{
    access::Access,
    langue::{Language, is_translated},
    router::ROUTES,
};

use crate::actors::Relay;

/// Pages of the public, one of each kind.
const PAGES: [&str; 12] = [
    "/",
    "/themes/sante",
    "/demarches/rsa",
    "/demarches/rsa/imprimer",
    "/fiches",
    "/recherche?q=rsa",
    "/passages",
    "/bornes",
    "/rappel",
    "/services?partenaire=caf",
    "/services/caf-mon-compte",
    "/signalement?sur=demarche&code=rsa",
];

fn locale(folder: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(folder);
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "ftl") {
            continue;
        }
        for line in fs::read_to_string(path).unwrap().lines() {
            let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let Some((key, text)) = line.split_once(" =").filter(|_| starts) {
                texts.insert(key.to_owned(), text.trim().to_owned());
            }
        }
    }
    texts
}

/// Keys that a person meets on public pages.
fn of_the_public(key: &str) -> bool {
    let families = [
        "accueil-",
        "bus-",
        "base-",
        "theme-",
        "demarche-",
        "recherche-",
        "passages-",
        "rappel-",
        "service-",
        "adresse-",
        "signalement-",
        "bornes-",
        "fiche-",
        "moment-",
    ];
    let places = [
        "nav-accueil",
        "nav-recherche",
        "nav-bus",
        "nav-bornes",
        "nav-services",
    ];
    families.iter().any(|f| key.starts_with(f)) || places.contains(&key)
}

#[test]
fn english_says_everything_that_the_public_reads() {
    let english = locale("en");
    let missing: Vec<String> = locale("fr")
        .into_keys()
        .filter(|key| of_the_public(key) && !english.contains_key(key))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn no_language_says_what_french_does_not() {
    let french = locale("fr");
    for folder in ["en", "gcf-MQ"] {
        let strange: Vec<String> = locale(folder)
            .into_keys()
            .filter(|key| !french.contains_key(key))
            .collect();
        assert!(strange.is_empty(), "{folder}: {strange:#?}");
    }
}

#[test]
fn every_line_of_kreyol_carries_its_review_and_no_guess_is_shown() {
    let (french, kreyol) = (locale("fr"), locale("gcf-MQ"));
    let file = include_str!("../../locales/gcf-MQ/relecture.tsv");
    let mut shown = BTreeSet::new();
    for line in file.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [key, fr, gcf, mark, source, state, reviewer, date, _note] = cells[..] else {
            panic!("nine cells: {line}");
        };
        assert_eq!(
            french.get(key).map(String::as_str),
            Some(fr),
            "{key}: its French has changed, it is to review again"
        );
        assert!(
            ["A", "B", "C"].contains(&mark) && !source.is_empty(),
            "{line}"
        );
        assert!(["brouillon", "relu", "valide"].contains(&state), "{line}");
        let signed = !reviewer.is_empty() && !date.is_empty();
        assert_eq!(
            signed,
            state != "brouillon",
            "{line}: a review is signed and dated"
        );
        if mark == "C" && state == "brouillon" {
            assert!(
                !kreyol.contains_key(key),
                "{key} is a guess: French until it is reviewed"
            );
        } else {
            assert_eq!(kreyol.get(key).map(String::as_str), Some(gcf), "{key}");
            shown.insert(key.to_owned());
        }
    }
    let unsaid: Vec<&String> = kreyol.keys().filter(|key| !shown.contains(*key)).collect();
    assert!(unsaid.is_empty(), "without a line of review: {unsaid:?}");
}

#[test]
fn every_page_of_the_public_has_its_translations() {
    let other = ["/connexion", "/mot-de-passe", "/premier-compte"];
    for route in ROUTES
        .iter()
        .filter(|r| r.method == "GET" && r.access == Access::Public)
    {
        let machine = [
            "/api/",
            "/assets/",
            "/healthz",
            "/sitemap.xml",
            "/robots.txt",
            "/recherche.xml",
        ]
        .iter()
        .any(|p| route.path.starts_with(p));
        let staff = other.contains(&route.path);
        assert_eq!(
            is_translated(route.path),
            !machine && !staff,
            "{}",
            route.path
        );
    }
}

/// Addresses of the links of a page, those of the choice of languages left out.
fn links(body: &str) -> Vec<&str> {
    let tags = body.split('<').filter(|tag| tag.starts_with("a "));
    let own = tags.filter(|tag| !tag.contains(" hreflang="));
    own.filter_map(|tag| tag.split(" href=\"").nth(1)?.split('"').next())
        .collect()
}

#[tokio::test]
async fn a_visit_goes_on_in_its_language() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    for language in [Language::Kreyol, Language::English] {
        for path in PAGES {
            let page = visitor.get(&format!("{}{path}", language.prefix())).await;
            assert_eq!(page.status, StatusCode::OK, "{} {path}", language.tag());
            let lang = format!("<html lang=\"{}\"", language.tag());
            assert!(page.body.contains(&lang), "{path}");
            for link in links(&page.body).into_iter().filter(|l| l.starts_with('/')) {
                let kept = link.starts_with(language.prefix());
                assert!(kept || !is_translated(link), "{path} leads to {link}");
            }
            assert!(!page.body.contains(['\u{E000}', '\u{E001}']), "{path}");
        }
    }
}

#[tokio::test]
async fn what_stays_in_french_is_said_to_be_french() {
    let relay = Relay::open().await;
    let page = relay.visitor().get("/en/demarches/rsa").await.body;
    assert!(page.contains("<h1><span lang=\"fr\">"), "{page}");
    assert!(page.contains("Papers to prepare"));
    let kreyol = relay.visitor().get("/gcf/").await.body;
    assert!(kreyol.contains("Ki sa ou bizwen\u{a0}?"));
    assert!(kreyol.contains("an koreksion"));
    assert!(kreyol.contains("<span lang=\"fr\">"));
}

#[tokio::test]
async fn a_page_offers_itself_in_every_language() {
    let relay = Relay::open().await;
    for from in ["", "/gcf", "/en"] {
        let page = relay
            .visitor()
            .get(&format!("{from}/recherche?q=rsa"))
            .await
            .body;
        for (tag, href) in [
            ("fr", "/recherche?q=rsa"),
            ("gcf-MQ", "/gcf/recherche?q=rsa"),
            ("en", "/en/recherche?q=rsa"),
        ] {
            let alternate = format!("<link rel=\"alternate\" hreflang=\"{tag}\" href=\"{href}\">");
            assert!(page.contains(&alternate), "{from}: {alternate}");
        }
    }
}

#[tokio::test]
async fn an_address_of_the_team_has_no_translation() {
    let relay = Relay::open().await;
    for path in [
        "/en/agent",
        "/gcf/pilotage",
        "/en/connexion",
        "/en/api/v1/places",
        "/en/en/",
    ] {
        assert_eq!(
            relay.visitor().get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let lost = relay.visitor().get("/en/themes/rien").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
    assert!(lost.body.contains("This page does not exist"));
}
