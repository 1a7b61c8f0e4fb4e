//! Guides: one question a page, answers in the address, nothing that breaks.

use std::{collections::BTreeSet, path::Path};

use axum::http::StatusCode;

use crate::fiche_mots::{MINI, files, with_content};

/// Addresses of the links of a page that begin so.
fn links(body: &str, start: &str) -> Vec<String> {
    let addresses = body.split(" href=\"").skip(1);
    let addresses = addresses.filter_map(|rest| rest.split('"').next());
    let own = addresses.filter(|address| address.starts_with(start));
    own.map(|address| address.replace("&amp;", "&")).collect()
}

/// The body of a page: what is read, without the frame.
fn reading(body: &str) -> &str {
    let inside = body.split_once("<div class=\"texte fiche\"").unwrap().1;
    inside
        .split_once("<footer class=\"fiche-source\"")
        .unwrap()
        .0
}

#[tokio::test]
async fn every_way_through_every_guided_search_ends_in_links_that_exist() {
    let relay = with_content(Path::new(MINI)).await;
    let visitor = relay.visitor();
    let files = files(Path::new(MINI));
    for id in ["F34300", "F34720", "F35025", "F35131", "F35212"] {
        let step = format!("/fiches/{id}?choix=");
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let first = visitor.get(&format!("/fiches/{id}")).await;
        let mut to_see = links(reading(&first.body), &step);
        assert!(to_see.len() > 1, "{id}");
        let mut ends = 0;
        while let Some(address) = to_see.pop() {
            if !seen.insert(address.clone()) {
                continue;
            }
            let page = visitor.get(&address).await;
            assert_eq!(page.status, StatusCode::OK, "{address}");
            let read = reading(&page.body);
            assert!(
                read.contains("Vos réponses") && read.contains("Changer"),
                "{address}"
            );
            assert!(
                !read.contains("Tout lire d’un coup"),
                "{address}: one question a page"
            );
            let next = links(read, &format!("{address}."));
            let arrivals = read.matches("fiche-arrivee").count();
            assert!(arrivals > 0 || !next.is_empty(), "{address} leads nowhere");
            if next.is_empty() {
                ends += 1;
                for arrival in links(read, "/fiches/")
                    .into_iter()
                    .filter(|it| it.contains("guide="))
                {
                    let answered = visitor.get(&arrival).await;
                    assert_eq!(answered.status, StatusCode::OK, "{arrival}");
                    assert!(answered.body.contains("Vos réponses"), "{arrival}");
                }
            }
            to_see.extend(next);
        }
        assert_eq!(ends, ends_of(&files[id]), "{id}");
    }
}

/// How many choices of a file open no other one, by its marks alone.
fn ends_of(xml: &str) -> usize {
    let (mut ends, mut opened_last) = (0, false);
    for tag in xml.split('<').skip(1) {
        let name = tag.split(['>', ' ']).next().unwrap_or_default();
        match name {
            "Branche" | "Problematique" => opened_last = true,
            "/Branche" | "/Problematique" => {
                ends += usize::from(opened_last);
                opened_last = false;
            }
            _ => {}
        }
    }
    ends
}

#[tokio::test]
async fn an_address_that_leads_nowhere_shows_the_first_question() {
    let relay = with_content(Path::new(MINI)).await;
    let visitor = relay.visitor();
    let first = visitor.get("/fiches/F34300").await.body;
    for wrong in [
        "choix=99",
        "choix=1.9.9",
        "choix=0",
        "choix=",
        "choix=a",
        "choix=1&choix=2",
        "choix=%FF",
        "choix=-1",
        "guide=F1&choix=1",
        "guide=../F1&choix=1",
        "guide=F34300",
        "choix[]=1",
        "choix=1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1",
    ] {
        let page = visitor.get(&format!("/fiches/F34300?{wrong}")).await;
        assert_eq!(page.status, StatusCode::OK, "{wrong}");
        assert_eq!(reading(&page.body), reading(&first), "{wrong}");
    }
    let other = visitor.get("/fiches/F1050?guide=F34300&choix=99").await;
    assert_eq!(other.status, StatusCode::OK);
    assert!(!other.body.contains("Vos réponses"));
    let unknown = visitor.get("/fiches/F00?choix=1").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_simulator_hides_what_is_certainly_false_and_shows_all_on_demand() {
    let relay = with_content(Path::new(MINI)).await;
    let visitor = relay.visitor();
    let school = "Si mes enfants sont à l&#39;école";
    let whole = visitor.get("/fiches/F14128").await.body;
    assert!(whole.contains(school));
    assert!(whole.contains("href=\"/fiches/F14128?choix=1\""));
    let second = visitor.get("/fiches/F14128?choix=1").await.body;
    assert!(second.contains("Vous êtes locataire") && second.contains("<h2>Nationalité</h2>"));
    assert!(!second.contains(school), "one question a page");
    assert!(
        second.contains("href=\"/fiches/F14128?choix=1.0\""),
        "« Je ne sais pas »"
    );
    let without = visitor.get("/fiches/F14128?choix=1.1.2.1").await.body;
    assert!(without.contains("Vous n&#39;avez pas d&#39;enfant"));
    assert!(!without.contains(school));
    assert!(without.contains("<a href=\"/fiches/F14128\">Tout afficher</a>"));
    assert!(without.contains("href=\"/fiches/F14128?choix=1.1\">Changer"));
    for shown in ["1.1.1.1", "1.1.0.1", "0.0.0.0"] {
        let page = visitor
            .get(&format!("/fiches/F14128?choix={shown}"))
            .await
            .body;
        assert!(page.contains(school), "{shown}");
        assert!(
            !page.contains("class=\"fiche-guide\""),
            "{shown}: all was asked"
        );
    }
}

#[tokio::test]
async fn a_way_goes_on_in_its_language_and_is_not_kept() {
    let relay = with_content(Path::new(MINI)).await;
    let visitor = relay.visitor();
    let page = visitor.get("/en/fiches/F34300?choix=2").await.body;
    assert!(page.contains("What is your situation?"));
    assert!(page.contains("href=\"/en/fiches/F34300?choix=2.1\""));
    assert!(page.contains("<span lang=\"en\">What is your situation?</span>"));
    let held = relay.app.lectures.weight();
    for choice in 1..9 {
        visitor.get(&format!("/fiches/F34300?choix={choice}")).await;
    }
    assert_eq!(relay.app.lectures.weight(), held);
}
