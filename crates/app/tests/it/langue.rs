//! Languages of the public pages: complete, marked where they stay in French, kept
//! from link to link.

use std::{collections::BTreeMap, fs, path::Path};

use axum::http::StatusCode;
use plus::web::{
    access::Access,
    langue::{Language, is_translated},
    router::ROUTES,
    text::{Texts, kreyol},
};
use plus_domain::traduction::{Identity, read_file};

use crate::actors::Relay;

/// Pages of the public, one of each kind.
const PAGES: [&str; 18] = [
    "/ateliers",
    "/rendez-vous",
    "/rendez-vous/mien",
    "/",
    "/evenements",
    "/evenements/deces",
    "/partenaires/caf",
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

/// The texts of a language, each on one line.
fn locale(folder: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(folder);
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "ftl") {
            continue;
        }
        let mut last = None;
        for line in fs::read_to_string(path).unwrap().lines() {
            let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let Some((key, text)) = line.split_once(" =").filter(|_| starts) {
                texts.insert(key.to_owned(), text.trim().to_owned());
                last = Some(key.to_owned());
            } else if let Some(text) = last.as_ref().and_then(|key| texts.get_mut(key)) {
                let more = line.trim().split('#').next().unwrap();
                text.push(' ');
                text.push_str(more);
                text.truncate(text.trim_end().len());
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
        "marque-",
        "recherche-",
        "passages-",
        "rappel-",
        "service-",
        "adresse-",
        "signalement-",
        "bornes-",
        "fiche-",
        "moment-",
        "evenement-",
        "partenaires-",
        "ecoute-",
        "affichage-",
        "partage-",
        "note-public-",
        "avis-",
        "satisfaction-avis-",
        "satisfaction-question",
        "satisfaction-merci",
        "satisfaction-titre",
        "satisfaction-chapeau",
        "satisfaction-public-",
        "ateliers-",
        "atelier-competence-",
        "atelier-niveau-",
        "atelier-question-",
        "atelier-aisance-",
        "atelier-tablette-",
        "atelier-temps-",
    ];
    let places = [
        "nav-accueil",
        "nav-recherche",
        "nav-bus",
        "nav-bornes",
        "nav-services",
    ];
    let of_team = key.starts_with("rendez-vous-equipe-");
    let booked = key.starts_with("rendez-vous-") && !of_team;
    booked || families.iter().any(|f| key.starts_with(f)) || places.contains(&key)
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
fn english_says_nothing_that_french_does_not() {
    let french = locale("fr");
    let strange: Vec<String> = locale("en")
        .into_keys()
        .filter(|key| !french.contains_key(key))
        .collect();
    assert!(strange.is_empty(), "{strange:#?}");
}

#[test]
fn every_line_of_kreyol_is_about_the_french_of_today() {
    let file = include_str!("../../locales/gcf-MQ/relecture.tsv");
    let read = read_file("relecture.tsv", file, "gcf-MQ", Identity::Key);
    let lines = read.unwrap_or_else(|problems| panic!("{problems:#?}"));
    let french = locale("fr");
    let changed: Vec<_> = lines
        .iter()
        .filter(|line| french.get(&line.key) != Some(&line.french))
        .map(|line| format!("{}: {:?}", line.key, french.get(&line.key)))
        .collect();
    assert!(changed.is_empty(), "to review again: {changed:#?}");
    assert_eq!(lines, kreyol::lines());
}

#[test]
fn a_guess_in_kreyol_stays_in_french_until_somebody_reads_it() {
    let texts = Texts::of(Language::Kreyol);
    let lines = kreyol::lines();
    assert!(lines.len() > 100);
    for line in lines.iter().filter(|line| !line.french.contains('{')) {
        let said = texts.get(&line.key);
        if line.is_shown() {
            assert_eq!(said, line.text, "{}", line.key);
        } else {
            assert!(
                said.starts_with('\u{E000}'),
                "{} is a guess: {said}",
                line.key
            );
        }
    }
}

#[test]
fn every_page_of_the_public_has_its_translations() {
    let other = [
        "/connexion",
        "/connexion/code",
        "/connexion/proconnect/retour",
        "/connexion/proconnect/fin",
        "/mot-de-passe",
        "/premier-compte",
    ];
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
            "/passages.ics",
            "/avis.xml",
            // Written once, in French, for those who reuse data.
            "/opendata",
            // In French, as the law asks.
            "/accessibilite",
            "/.well-known/",
            "/agenda/",
            // Figures kept for a partner, in French.
            "/vue/",
        ]
        .iter()
        .any(|p| route.path.starts_with(p));
        let staff = other.contains(&route.path)
            || route.path.starts_with("/installer")
            || route.path.starts_with("/installation");
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
async fn a_demarche_is_read_in_english_and_only_official_texts_stay_in_french() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let page = visitor.get("/en/demarches/rsa").await.body;
    for said in [
        "<h1>Ask for the RSA (minimum income)</h1>",
        "Your RIB (bank details)",
        "Allow one to two months.",
        "To be confirmed",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains("<strong>Mon Compte CAF (your CAF account)</strong>"));
    assert!(!page.contains("<span lang=\"fr\">"), "{page}");
    for path in ["/en/", "/en/themes/argent", "/en/recherche?q=rsa"] {
        let page = visitor.get(path).await.body;
        assert!(page.contains("Ask for the RSA"), "{path}");
        assert!(!page.contains("Demander le RSA"), "{path}");
    }
    let slip = visitor.get("/en/demarches/aah/imprimer").await.body;
    assert!(
        slip.contains("Send the file to the MMPH (disability office)."),
        "{slip}"
    );
}

#[tokio::test]
async fn every_service_is_read_in_english() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let mut paths = vec!["/en/services".to_owned()];
    for service in relay.app.territory().services.all() {
        paths.push(format!("/en/services/{}", service.code));
        let code = &service.code;
        paths.push(format!("/en/signalement?sur=service&code={code}"));
    }
    for path in paths {
        let page = visitor.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(
            !page.body.contains("<span lang=\"fr\">"),
            "{path}: {}",
            page.body
        );
    }
    let page = visitor.get("/en/services/caf-mon-compte").await.body;
    for said in [
        "<h1>Mon Compte CAF (your CAF account)</h1>",
        "See your payments, declare your income, send a paper.",
        "at the top of every letter",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[tokio::test]
async fn kreyol_keeps_the_french_of_papers_costs_and_delays_beside_it() {
    let relay = Relay::open().await;
    let page = relay.visitor().get("/gcf/demarches/rsa").await.body;
    for said in [
        "Mandé RSA<small class=\"francais\" lang=\"fr\">Demander le RSA</small>",
        "Gratui.<small class=\"francais\" lang=\"fr\">Gratuit.</small>",
        "Sa ka pran an mwa oben dé mwa.<small class=\"francais\" lang=\"fr\">Comptez un à deux mois.</small>",
        // A guess: in French alone.
        "<span lang=\"fr\">En ligne, ou avec une animatrice.</span>",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let service = relay.visitor().get("/gcf/services/la-poste").await.body;
    let need = "An let oben an fakti<small class=\"francais\" lang=\"fr\">Un courrier ou une facture</small>";
    assert!(service.contains(need), "{service}");
    let kreyol = relay.visitor().get("/gcf/").await.body;
    assert!(kreyol.contains("Ki sa ou bizwen\u{a0}?"));
    assert!(kreyol.contains(">Laritret<") && !kreyol.contains("Lawtrèt"));
}

#[tokio::test]
async fn a_page_in_kreyol_says_that_it_is_being_reviewed() {
    let relay = Relay::open().await;
    for path in PAGES {
        let page = relay.visitor().get(&format!("/gcf{path}")).await.body;
        assert!(page.contains("Kréyol\u{a0}: an koreksion."), "{path}");
        assert!(!page.contains(['\u{E002}', '\u{E003}']), "{path}");
        let french = relay.visitor().get(path).await.body;
        assert!(!french.contains("class=\"relecture"), "{path}");
    }
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
