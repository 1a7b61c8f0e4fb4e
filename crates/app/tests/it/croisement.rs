//! Two breakdowns crossed: the months before, drawings, files and links that are masked, views.

use std::{collections::BTreeSet, path::Path};

use axum::http::StatusCode;
use plus::territory::geo;
use plus_domain::{account::Role, event::Event, statement::Threshold};

use crate::actors::{Actor, Relay, value_of};

const PAGE: &str = "/pilotage/croisement";
const VIEWS: &str = "/pilotage/vues";
const QUERY: &str = "de=2025-01&a=2026-11&lignes=commune&colonnes=partenaire";

/// A relay with past visites, and its coordinator.
pub async fn busy(relay: &Relay, visites: usize) -> Actor<'_> {
    let events: Vec<Event> = crate::import::past(11, visites)
        .into_iter()
        .map(Event::VisiteRecorded)
        .collect();
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, &events).await.unwrap();
    tx.commit().await.unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../territoires/espace-sud");
    let geo = geo::kept(&folder).expect("the territory of the repository has its geography");
    relay.app.set_geo(geo);
    relay.person(Role::Coordinateur).await
}

#[tokio::test]
async fn a_crossing_is_a_table_bars_a_map_and_what_it_was_before() {
    let relay = Relay::open().await;
    let coordinator = busy(&relay, 300).await;
    let page = coordinator.get(&format!("{PAGE}?{QUERY}")).await.body;
    assert!(page.contains("id=\"croisement-t\""), "{page}");
    assert!(
        page.contains("id=\"communes-t\"") || page.contains("implantation-carte"),
        "{page}"
    );
    assert!(page.contains("La période d’avant n’a rien"), "{page}");
    // A month beside the one before: a sign, and a share or its word.
    let half = "de=2025-07&a=2025-07&lignes=age&colonnes=canal";
    let page = coordinator.get(&format!("{PAGE}?{half}")).await.body;
    assert!(!page.contains("implantation-carte"), "no commune, no map");
    let before = page.split("id=\"avant\"").nth(1).expect("a comparison");
    assert!(
        before.contains("juin 2025") && before.contains("class=\"nombre\""),
        "{before}"
    );
    assert!(before.contains(" %<") && before.contains("−"), "{before}");
}

/// Lines of a CSV, without its mark.
fn csv(body: &str) -> Vec<Vec<String>> {
    let lines = body.trim_start_matches('\u{feff}').lines();
    lines
        .map(|line| {
            line.split(';')
                .map(|c| c.trim_matches('"').to_owned())
                .collect()
        })
        .collect()
}

#[tokio::test]
async fn what_leaves_is_masked_in_every_format_and_says_it_a1() {
    let relay = Relay::open().await;
    let coordinator = busy(&relay, 300).await;
    let file = async |format: &str| {
        coordinator
            .get(&format!("{PAGE}/fichier/{format}?{QUERY}"))
            .await
    };
    let lines = file("csv").await;
    assert_eq!(lines.status, StatusCode::OK, "{}", lines.body);
    assert!(
        lines.body.contains("masqué") && lines.body.contains("moins de 11 personnes"),
        "{}",
        lines.body
    );
    let table = csv(&lines.body);
    let numbers = table[1..]
        .iter()
        .flatten()
        .filter_map(|c| c.parse::<u32>().ok());
    let small: BTreeSet<u32> = numbers
        .filter(|n| *n > 0 && *n < Threshold::RELEASED.people())
        .collect();
    assert!(small.is_empty(), "{small:?}");
    for (format, kind) in [
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("svg", "image/svg+xml; charset=utf-8"),
        ("png", "image/png"),
    ] {
        let made = file(format).await;
        assert_eq!(
            (made.status, made.header("content-type")),
            (StatusCode::OK, kind)
        );
    }
    assert!(
        file("svg").await.body.contains(">masqué</text>") || !lines.body.contains(";masqué\r\n")
    );
    assert_eq!(file("exe").await.status, StatusCode::NOT_FOUND);
    // A handful of people: nothing leaves, and it is said.
    let few = "de=2026-11&a=2026-11&lignes=age&colonnes=sexe&lieu=nulle-part";
    let nothing = coordinator.get(&format!("{PAGE}/fichier/csv?{few}")).await;
    assert_eq!(nothing.status, StatusCode::OK);
}

#[tokio::test]
async fn very_few_people_leave_nothing_a1() {
    let relay = Relay::open().await;
    let coordinator = busy(&relay, 6).await;
    let file = coordinator
        .get(&format!("{PAGE}/fichier/csv?{QUERY}"))
        .await;
    assert!(file.body.contains("Trop peu de personnes"), "{}", file.body);
    assert_eq!(csv(&file.body).len(), 2, "{}", file.body);
}

fn view<'a>(nom: &'a str, duree: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("nom", nom),
        ("duree", duree),
        ("lignes", "commune"),
        ("colonnes", "partenaire"),
        ("de", "2025-01"),
        ("a", "2026-11"),
    ]
}

/// Keeps a view; its address.
pub async fn kept(coordinator: &Actor<'_>, nom: &str) -> String {
    let page = format!("{PAGE}?{QUERY}");
    let kept = coordinator
        .post_from(&page, VIEWS, &view(nom, "fixe"))
        .await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    kept.location().split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_view_is_kept_opened_renamed_given_up_and_taken_again() {
    let relay = Relay::open().await;
    let coordinator = busy(&relay, 60).await;
    let here = kept(&coordinator, "Communes et partenaires").await;
    let list = coordinator.get(VIEWS).await.body;
    assert!(list.contains("Communes et partenaires"), "{list}");
    assert!(
        list.contains("de=2025-01&#38;a=2026-11") || list.contains("de=2025-01&amp;a=2026-11"),
        "{list}"
    );
    let renamed = coordinator
        .post_from(&here, &here, &[("nom", "Par commune")])
        .await;
    assert_eq!(renamed.status, StatusCode::SEE_OTHER, "{}", renamed.body);
    let page = coordinator.get(&here).await.body;
    assert!(
        page.contains("Par commune") && page.contains("Communes et partenaires"),
        "its history: {page}"
    );
    coordinator
        .post_from(&here, &format!("{here}/abandonner"), &[])
        .await;
    assert!(
        coordinator
            .get(VIEWS)
            .await
            .body
            .contains("Vues abandonnées")
    );
    assert!(
        coordinator
            .get(&here)
            .await
            .body
            .contains("n’est plus proposée")
    );
    coordinator
        .post_from(&here, &format!("{here}/abandonner"), &[])
        .await;
    assert!(
        !coordinator
            .get(VIEWS)
            .await
            .body
            .contains("Vues abandonnées")
    );
}

#[tokio::test]
async fn a_view_without_a_name_or_with_a_number_of_somebody_is_not_kept_and_keeps_what_was_typed() {
    let relay = Relay::open().await;
    let coordinator = busy(&relay, 60).await;
    let page = format!("{PAGE}?{QUERY}");
    let refused = coordinator
        .post_from(&page, VIEWS, &view("", "annee"))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Donnez un nom"), "{}", refused.body);
    assert!(
        refused.body.contains("value=\"annee\" selected"),
        "{}",
        refused.body
    );
    let long = "a".repeat(81);
    let refused = coordinator
        .post_from(&page, VIEWS, &view(&long, "fixe"))
        .await;
    assert_eq!(value_of(&refused.body, "nom"), Some(long.as_str()));
}

/// Opens the link of a view; its path.
pub async fn opened(coordinator: &Actor<'_>, here: &str, days: &str) -> String {
    let page = coordinator
        .post_from(here, &format!("{here}/lien"), &[("jours", days)])
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let is_token =
        |part: &&str| part.len() > 32 && part[..32].bytes().all(|b| b.is_ascii_hexdigit());
    let token = page.body.split("/vue/").find(is_token).expect("a link");
    format!("/vue/{}", &token[..32])
}

#[tokio::test]
async fn a_link_shows_masked_figures_to_whoever_has_it_until_it_is_closed() {
    let relay = Relay::open().await;
    let coordinator = busy(&relay, 300).await;
    let here = kept(&coordinator, "Pour la préfecture").await;
    let first = opened(&coordinator, &here, "90").await;
    let visitor = relay.visitor();
    let page = visitor.get(&first).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(
        page.body.contains("Pour la préfecture") && page.body.contains("moins de 11 personnes"),
        "{}",
        page.body
    );
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert_eq!(page.header("x-robots-tag"), "noindex, nofollow");
    assert!(page.body.contains("noindex"));
    assert!(
        !page.body.contains("<a "),
        "no other page is reached from it: {}",
        page.body
    );
    // No number of the table concerns fewer people than the threshold.
    let table = page
        .body
        .split("<tbody>")
        .nth(1)
        .unwrap()
        .split("</table>")
        .next()
        .unwrap();
    let numbers = table
        .split(['<', '>'])
        .filter_map(|t| t.parse::<u32>().ok());
    assert!(
        numbers
            .into_iter()
            .all(|n| n == 0 || n >= Threshold::RELEASED.people()),
        "{table}"
    );
    // Kept by its hash, shown once.
    assert!(!relay.on_disk(first.trim_start_matches("/vue/")));
    assert!(!coordinator.get(&here).await.body.contains(&first));
    let second = opened(&coordinator, &here, "1").await;
    assert_eq!(visitor.get(&first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get(&second).await.status, StatusCode::OK);
    coordinator
        .post_from(&here, &format!("{here}/lien/fermer"), &[])
        .await;
    assert_eq!(visitor.get(&second).await.status, StatusCode::NOT_FOUND);
    assert!(
        coordinator
            .get(&here)
            .await
            .body
            .contains("Aucun lien n’est ouvert")
    );
}

#[tokio::test]
async fn a_link_does_not_follow_what_comes_after_it_was_opened() {
    let relay = Relay::open().await;
    let coordinator = busy(&relay, 300).await;
    let here = kept(&coordinator, "Gelée").await;
    let link = opened(&coordinator, &here, "30").await;
    let table = |body: &str| {
        body.split("<tbody>")
            .nth(1)
            .unwrap()
            .split("</table>")
            .next()
            .unwrap()
            .to_owned()
    };
    let visitor = relay.visitor();
    let before = table(&visitor.get(&link).await.body);
    let events: Vec<Event> = crate::import::past(12, 200)
        .into_iter()
        .map(Event::VisiteRecorded)
        .collect();
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, &events).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(table(&visitor.get(&link).await.body), before);
    // A view that is given up closes it.
    coordinator
        .post_from(&here, &format!("{here}/abandonner"), &[])
        .await;
    assert_eq!(visitor.get(&link).await.status, StatusCode::NOT_FOUND);
    let again = coordinator
        .post_from(&here, &format!("{here}/lien"), &[("jours", "3")])
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_lasts_ninety_days_at_most_and_addresses_that_look_for_one_wait_s5() {
    let relay = Relay::open().await;
    let coordinator = busy(&relay, 60).await;
    let here = kept(&coordinator, "Trop long").await;
    for days in ["91", "0", "toujours"] {
        let refused = coordinator
            .post_from(&here, &format!("{here}/lien"), &[("jours", days)])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{days}");
        assert_eq!(value_of(&refused.body, "jours"), Some(days));
    }
    let visitor = relay.visitor();
    let mut last = StatusCode::OK;
    for n in 0..40 {
        last = visitor.get(&format!("/vue/{n:032}")).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
