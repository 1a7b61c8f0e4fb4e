//! The import as the coordinator does it: checked, confirmed, done beside the pages.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use plus::import::Desk;
use plus_domain::account::Role;
use plus_store::{job, visite};

use super::{HEAD, all_rows, csv, files::read, past};
use crate::{
    actors::{Actor, Answered, Relay, token_in},
    travaux::work,
};

const PAGE: &str = "/pilotage/importer";

/// Sends a file as the form of the page does.
async fn send(actor: &Actor<'_>, bytes: &[u8]) -> Answered {
    send_as(actor, "passe.csv", bytes).await
}

/// The same, under another name.
async fn send_as(actor: &Actor<'_>, name: &str, bytes: &[u8]) -> Answered {
    let page = actor.get(PAGE).await;
    let token = token_in(&page.body).unwrap_or_default();
    let mut body = format!(
        "--lim\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--lim\r\nContent-Disposition: form-data; name=\"fichier\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend(bytes);
    body.extend(b"\r\n--lim--\r\n");
    let request = Request::post(PAGE)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=lim")
        .header(header::ORIGIN, "http://127.0.0.1:8000")
        .body(Body::from(body))
        .unwrap();
    actor.request(request).await
}

async fn held(relay: &Relay) -> i64 {
    let mut link = relay.app.store.read().await.unwrap();
    visite::count(&mut link, &visite::Filter::default())
        .await
        .unwrap()
}

#[tokio::test]
async fn on_screen_a_file_is_checked_then_confirmed_then_done() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let text = csv(&all_rows(&past(3, 300)), ";");
    let checked = send(&coordinator, text.as_bytes()).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.body);
    let proposal = checked.location().to_owned();
    let page = coordinator.get(&proposal).await;
    assert!(
        page.body.contains("300 visites seront ajoutées"),
        "{}",
        page.body
    );
    assert_eq!(held(&relay).await, 0, "nothing before it is confirmed");
    let asked = coordinator
        .post_from(&proposal, &format!("{proposal}/confirmer"), &[])
        .await;
    work(&relay.app).await;
    let done = coordinator.get(asked.location()).await;
    assert!(done.body.contains("300 visites ajoutées"), "{}", done.body);
    assert_eq!(held(&relay).await, 300);
    assert!(!kept(&relay), "the file goes when the job ends");
    let again = send(&coordinator, text.as_bytes()).await;
    let again = coordinator.get(again.location()).await;
    assert!(again.body.contains("rien à ajouter"), "{}", again.body);
}

/// Whether a document is kept.
fn kept(relay: &Relay) -> bool {
    let folder = plus_store::document::folder(&relay.app.store);
    let folders = std::fs::read_dir(folder).into_iter().flatten().flatten();
    folders
        .filter_map(|f| std::fs::read_dir(f.path()).ok())
        .any(|mut files| files.next().is_some())
}

#[tokio::test]
async fn on_screen_bad_lines_are_told_and_the_file_is_not_kept() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let bad = format!("{HEAD}A1;2025-12-01;;Mondésir;<b>CAF</b>;;information;résolu;;;;;\n");
    let refused = send(&coordinator, bad.as_bytes()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Ligne 2, colonne"),
        "{}",
        refused.body
    );
    assert!(
        !refused.body.contains("<b>CAF"),
        "what was in the file is text"
    );
    assert!(!kept(&relay));
    let nothing = send(&coordinator, b"").await;
    assert!(nothing.body.contains("Choisissez un fichier"));
}

#[tokio::test]
async fn a_file_given_up_or_never_confirmed_is_removed() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let text = csv(&all_rows(&past(3, 5)), ";");
    let first = send(&coordinator, text.as_bytes()).await;
    let proposal = first.location().to_owned();
    coordinator
        .post_from(&proposal, &format!("{proposal}/renoncer"), &[])
        .await;
    assert!(!kept(&relay));
    let late = coordinator
        .post_from(PAGE, &format!("{proposal}/confirmer"), &[])
        .await;
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    send(&coordinator, text.as_bytes()).await;
    relay.app.outside.advance(25 * 3_600_000);
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(plus::job::work(relay.app.clone(), stopping));
    while kept(&relay) {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    worker.await.unwrap();
    assert_eq!(held(&relay).await, 0);
}

#[tokio::test]
async fn an_import_killed_half_way_ends_with_every_visite_once() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let text = csv(&all_rows(&past(4, 500)), ";");
    let proposal = send(&coordinator, text.as_bytes())
        .await
        .location()
        .to_owned();
    coordinator
        .post_from(&proposal, &format!("{proposal}/confirmer"), &[])
        .await;
    // A worker took it, wrote some of it, and was killed.
    let taken = job::take(&relay.app.store, relay.app.outside.now_ms())
        .await
        .unwrap();
    let desk = Desk {
        store: &relay.app.store,
        outside: &relay.app.outside,
        territory: relay.app.territory(),
        author: taken.unwrap().author.as_str().into(),
    };
    let checked = desk.check(text.into_bytes()).await.unwrap();
    desk.write(&checked.fresh[..200]).await.unwrap();
    relay.app.outside.advance(job::LEASE_MS + 1);
    work(&relay.app).await;
    assert_eq!(held(&relay).await, 500);
}

#[tokio::test]
async fn a_large_file_is_taken_from_the_coordinator_alone() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let three_megabytes = vec![b'x'; 3_000_000];
    let read = send(&coordinator, &three_megabytes).await;
    assert_eq!(
        read.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "read, and refused for what it holds"
    );
    let too_large = vec![b'x'; 22_000_000];
    assert_eq!(
        send(&coordinator, &too_large).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let agent = relay.person(Role::Animatrice).await;
    assert_eq!(
        send(&agent, &three_megabytes).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
}

#[tokio::test]
async fn the_template_is_a_file_that_the_import_reads() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let template = coordinator.get("/pilotage/importer/modele").await;
    assert!(
        template
            .header("content-disposition")
            .contains("visites-modele.csv")
    );
    let line = [
        "",
        "2025-12-01",
        "",
        "le-marin-mondesir",
        "",
        "",
        "caf",
        "",
        "",
        "information",
        "résolu",
    ];
    let filled = format!("{}{}\n", template.body, line.join(";"));
    assert_eq!(read(filled.as_bytes()).unwrap().len(), 1);
}

#[tokio::test]
async fn the_name_of_a_file_is_a_word_and_never_a_place() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let text = csv(&all_rows(&past(3, 30)), ";");
    let folder = relay.app.store.folder();
    let hostile = "../../..\\<i>sortie.csv";
    let checked = send_as(&coordinator, hostile, text.as_bytes()).await;
    let shown = coordinator.get(checked.location()).await.body;
    assert!(shown.contains("sortie.csv"), "{shown}");
    assert!(!shown.contains("..\\") && !shown.contains("../") && !shown.contains("<i>sortie"));
    for place in ["", "..", "../..", "../../.."] {
        for name in ["sortie.csv", "<i>sortie.csv"] {
            assert!(!folder.join(place).join(name).exists(), "{place}{name}");
        }
    }
}
