//! Where one is: overseas cases first, the local partner beside the national one, the way
//! to somebody who helps.

use std::path::Path;

use plus_domain::{ids::CommuneCode, territoire::Territoire};

use crate::{
    actors::Relay,
    fiche_mots::{MINI, with_content},
};

async fn page(relay: &Relay, id: &str) -> String {
    relay.visitor().get(&format!("/fiches/{id}")).await.body
}

/// The same territory, elsewhere: on the mainland, and nobody stands for a national operator.
fn on_the_mainland(territory: &Territoire) -> Territoire {
    let mut elsewhere = territory.clone();
    for (at, commune) in elsewhere.communes.iter_mut().enumerate() {
        commune.code = CommuneCode::new(format!("18{at:03}"));
    }
    for partner in &mut elsewhere.partners {
        partner.stands_for.clear();
    }
    elsewhere
}

#[tokio::test]
async fn overseas_cases_are_open_and_first_in_an_overseas_territory() {
    let relay = with_content(Path::new(MINI)).await;
    let born = page(&relay, "F1420").await;
    let overseas = born
        .find("<span>Né en outre-mer</span><span class=\"badge info\">")
        .unwrap();
    let first = born.find("<details class=\"depliant\"").unwrap();
    assert!(born[first..overseas].starts_with("<details class=\"depliant\" open>"));
    assert!(overseas - first < 80, "nothing stands before it");
    let (dom, other) = (
        born.find("Dans un Dom (Guadeloupe, Guyane, Martinique")
            .unwrap(),
        born.find("Dans une autre collectivité d&#39;outre-mer")
            .unwrap(),
    );
    assert!(dom < other);
}

#[tokio::test]
async fn cases_of_another_territory_stay_folded_and_in_their_place() {
    let relay = with_content(Path::new(MINI)).await;
    let page = page(&relay, "F14929").await;
    let at = page.find("<span>À Mayotte</span>").unwrap();
    let opening = page[..at].rfind("<details").unwrap();
    assert!(page[opening..at].starts_with("<details class=\"depliant\"><summary>"));
    assert!(!page[at..at + 60].contains("badge"));
}

#[tokio::test]
async fn on_the_mainland_nothing_moves_and_nobody_stands_for_another() {
    let relay = with_content(Path::new(MINI)).await;
    let here = page(&relay, "F1420").await;
    let elsewhere = on_the_mainland(&relay.app.territory());
    relay.app.set_territory(elsewhere);
    let there = page(&relay, "F1420").await;
    assert_ne!(
        here, there,
        "the page kept for one place is not given to another"
    );
    let at = there.find("<span>Né en outre-mer</span>").unwrap();
    let opening = there[..at].rfind("<details").unwrap();
    assert!(there[opening..at].starts_with("<details class=\"depliant\"><summary>"));
    assert!(!page(&relay, "F12242").await.contains("class=\"fiche-ici\""));
}

#[tokio::test]
async fn the_local_partner_stands_beside_the_official_office_never_in_it() {
    let relay = with_content(Path::new(MINI)).await;
    let mut said = 0;
    for (id, official, sentence) in [
        (
            "F10009",
            "Services du département",
            "Département : ici, c’est la CTM.",
        ),
        ("F12242", "", "ici, c’est la "),
        ("F784", "", "ici, c’est la "),
    ] {
        let page = page(&relay, id).await.replace('\u{a0}', " ");
        assert!(page.contains(official), "{id}");
        assert!(page.contains(sentence), "{id}");
        for card in page.split("<div class=\"carte fiche-adresse\">").skip(1) {
            let (card, after) = card
                .split_once("</div><div class=\"fiche-ici\">")
                .unwrap_or((card, ""));
            assert!(
                !card.split("</div>").next().unwrap().contains("ici, c’est"),
                "{id}"
            );
            said += usize::from(!after.is_empty());
        }
        assert!(
            page.contains("Cette ligne vient du relais, pas du texte officiel."),
            "{id}"
        );
    }
    assert!(said > 0);
}

#[tokio::test]
async fn each_fiche_says_its_date_its_source_the_van_and_whom_to_ask() {
    let relay = with_content(Path::new(MINI)).await;
    let page = page(&relay, "F1341").await;
    let head = page.split_once("class=\"texte fiche\"").unwrap().0;
    for said in [
        "Texte officiel",
        "Mise à jour le ",
        "href=\"/rappel?sujet=",
        "Lire le texte à jour",
    ] {
        assert!(head.contains(said), "{said}");
    }
    for said in [
        "href=\"/passages\"",
        "href=\"/bornes\"",
        "vosdroits/F1341\"",
        "À propos de ce texte",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[tokio::test]
async fn links_out_of_the_archive_lead_to_the_official_site_and_say_it() {
    let relay = with_content(Path::new(MINI)).await;
    let page = page(&relay, "F134").await;
    let start = "<a href=\"https://www.service-public.fr/professionnels-entreprises/vosdroits/";
    let link = page
        .split_once(start)
        .unwrap()
        .1
        .split_once("</a>")
        .unwrap()
        .0;
    assert!(
        link.contains("(site officiel)") && link.contains("#arrow-square-out"),
        "{link}"
    );
}
