//! What machines read: well formed, whole addresses, and all of them there.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use plus::web::{langue::Language, router::ROUTES};
use quick_xml::{Reader, events::Event};
use serde_json::Value;

use crate::actors::Relay;

const SITE: &str = "https://plus.test";

async fn relay() -> Relay {
    Relay::open_with(|web| web.public_url = Some(format!("{SITE}/"))).await
}

/// Name, attributes and text of an element.
type Element = (String, Vec<(String, String)>, String);

/// Every element of a text.
fn elements(text: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(text);
    let (mut found, mut depth) = (Vec::new(), 0_i32);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                depth += 1;
                found.push(element(&tag));
            }
            Event::Empty(tag) => found.push(element(&tag)),
            Event::Text(words) => {
                if let Some(last) = found.last_mut() {
                    last.2.push_str(words.trim());
                }
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "every element is closed");
    found
}

fn element(tag: &quick_xml::events::BytesStart<'_>) -> (String, Vec<(String, String)>, String) {
    let attributes = tag.attributes().map(|a| {
        let a = a.unwrap();
        (a.key.as_ref().to_owned(), a.value.to_string())
    });
    (
        tag.name().as_ref().to_owned(),
        attributes.collect(),
        String::new(),
    )
}

fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> &'a str {
    let found = attributes.iter().find(|(known, _)| known == name);
    found.map_or("", |(_, value)| value)
}

#[tokio::test]
async fn the_list_of_pages_names_each_in_every_language_and_all_are_there() {
    let relay = relay().await;
    let answer = relay.visitor().get("/sitemap.xml").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("content-type").starts_with("application/xml"));
    let (mut pages, mut alternates) = (BTreeSet::new(), BTreeSet::new());
    for (name, attributes, text) in elements(&answer.body) {
        match name.as_str() {
            "loc" => assert!(pages.insert(text.clone()), "{text} stands twice"),
            "xhtml:link" => {
                alternates.insert(attribute(&attributes, "href").to_owned());
                let tag = attribute(&attributes, "hreflang").to_owned();
                assert!(Language::ALL.iter().any(|l| l.tag() == tag), "{tag}");
            }
            _ => {}
        }
    }
    assert_eq!(pages, alternates, "each translation is a page of the list");
    assert!(
        pages.len() <= 50_000 && pages.len() > 300,
        "{}",
        pages.len()
    );
    for page in [
        "/",
        "/en/",
        "/gcf/services",
        "/evenements/deces",
        "/en/partenaires/caf",
        "/demarches/rsa",
        "/en/services/anef",
    ] {
        assert!(pages.contains(&format!("{SITE}{page}")), "{page}");
    }
    let visitor = relay.visitor();
    for page in &pages {
        let path = page.strip_prefix(SITE).unwrap();
        assert_eq!(visitor.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn robots_find_the_list_and_stay_out_of_what_is_signed_in() {
    let relay = relay().await;
    let answer = relay.visitor().get("/robots.txt").await;
    assert!(
        answer
            .body
            .contains(&format!("Sitemap: {SITE}/sitemap.xml"))
    );
    for root in ["/agent", "/pilotage", "/partenaire"] {
        assert!(
            answer.body.contains(&format!("Disallow: {root}\n")),
            "{root}"
        );
        assert!(ROUTES.iter().any(|r| r.path == root));
    }
}

#[tokio::test]
async fn a_browser_learns_how_to_search() {
    let relay = relay().await;
    let home = relay.visitor().get("/").await.body;
    assert!(home.contains("<link rel=\"search\" type=\"application/opensearchdescription+xml\" href=\"/recherche.xml\""));
    let answer = relay.visitor().get("/recherche.xml").await;
    let kind = answer.header("content-type");
    assert!(kind.starts_with("application/opensearchdescription+xml"));
    let found = elements(&answer.body);
    let short = found.iter().find(|(name, ..)| name == "ShortName").unwrap();
    assert!(!short.2.is_empty() && short.2.chars().count() <= 16);
    let templates: Vec<&str> = found
        .iter()
        .filter(|(name, ..)| name == "Url")
        .map(|(_, attributes, _)| attribute(attributes, "template"))
        .collect();
    assert_eq!(
        templates,
        [
            format!("{SITE}/recherche?q={{searchTerms}}"),
            format!("{SITE}/recherche/suggestions?q={{searchTerms}}")
        ]
    );
}

#[tokio::test]
async fn without_a_public_address_the_one_that_was_asked_serves_and_nothing_else() {
    let relay = Relay::open().await;
    let answer = relay.visitor().get("/robots.txt").await;
    assert!(
        answer
            .body
            .contains("Sitemap: http://127.0.0.1:8000/sitemap.xml")
    );
}

/// The description of a page, read as a machine does.
async fn described(relay: &Relay, path: &str) -> Value {
    let page = relay.visitor().get(path).await.body;
    let block = page.split("<script type=\"application/ld+json\">").nth(1);
    let block = block.unwrap_or_else(|| panic!("{path} has no description"));
    let text = block.split("</script>").next().unwrap();
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{path}: {e}: {text}"))
}

#[tokio::test]
async fn every_demarche_and_every_service_is_described_to_machines() {
    let relay = relay().await;
    let territory = relay.app.territory();
    let demarches = territory.catalogue.demarches().iter();
    let demarches = demarches.map(|d| (format!("/demarches/{}", d.code), d.title.clone()));
    let services = territory.services.all().iter();
    let services = services.map(|s| (format!("/services/{}", s.code), s.name.clone()));
    for (path, name) in demarches.chain(services) {
        let said = described(&relay, &path).await;
        assert_eq!(said["@context"], "https://schema.org", "{path}");
        let own = &said["@graph"][0];
        assert_eq!(own["@type"], "GovernmentService", "{path}");
        assert_eq!(own["name"], name.as_str(), "{path}");
        assert_eq!(own["url"], format!("{SITE}{path}"), "{path}");
        assert!(!own["serviceOperator"]["name"].as_str().unwrap().is_empty());
        let way = said["@graph"][1]["itemListElement"].as_array().unwrap();
        assert_eq!(way.len(), 3, "{path}");
        for step in way {
            let path = step["item"].as_str().unwrap().strip_prefix(SITE).unwrap();
            assert_eq!(relay.visitor().get(path).await.status, StatusCode::OK);
        }
    }
    let english = described(&relay, "/en/demarches/rsa").await;
    assert_eq!(english["@graph"][0]["inLanguage"], "fr");
}

#[tokio::test]
async fn a_text_cannot_end_the_block_that_holds_it() {
    let relay = relay().await;
    let mut territory = (*relay.app.territory()).clone();
    let mut rsa = territory.catalogue.get(&"rsa".into()).unwrap().clone();
    let hostile = "</script><script>alert(1)</script>";
    rsa.summary = hostile.into();
    territory.catalogue = plus_domain::catalogue::Catalogue::new(vec![rsa]);
    relay.app.set_territory(territory);
    let page = relay.visitor().get("/demarches/rsa").await.body;
    assert!(!page.contains("<script>alert"), "{page}");
    let said = described(&relay, "/demarches/rsa").await;
    assert_eq!(said["@graph"][0]["description"], hostile);
}

#[tokio::test]
async fn who_finds_a_weakness_is_told_whom_to_write_to() {
    let path = "/.well-known/security.txt";
    let silent = relay().await;
    let answer = silent.visitor().get(path).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "nobody is named");
    let relay = Relay::open_with(|web| {
        web.public_url = Some(SITE.to_owned());
        web.security_contact = Some("mailto:securite@exemple.fr".into());
    })
    .await;
    let answer = relay.visitor().get(path).await;
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(
        answer.body,
        "Contact: mailto:securite@exemple.fr\nExpires: 2027-05-22T00:00:00Z\n\
         Preferred-Languages: fr, en\nCanonical: https://plus.test/.well-known/security.txt\n"
    );
}
