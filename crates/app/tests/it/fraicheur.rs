//! The official content that stays fresh by itself: what comes, what leads to it, and
//! what serves again when asked.

mod accidents;
mod page;

use std::{
    io::{Cursor, Write},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Response, StatusCode, header},
    routing::get,
};
use plus::{
    content::{self, ContentError, Source, Work},
    job,
    web::state::App,
};
use plus_domain::account::Role;
use plus_store::fraicheur::{Watch, watch};
use tokio::{net::TcpListener, sync::watch as signal};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::actors::Relay;

const PAGE: &str = "/pilotage/contenu";
const HOUR: i64 = 3_600_000;

/// What the server answers, and what it was asked.
#[derive(Default)]
struct Shelf {
    archive: Vec<u8>,
    etag: &'static str,
    down: bool,
    /// `If-None-Match` of each request, empty when it had none.
    asked: Vec<String>,
}

type Server = Arc<Mutex<Shelf>>;

fn answer(shelf: &Server, headers: &HeaderMap) -> Response<Body> {
    let mut shelf = shelf.lock().unwrap();
    let asked = headers.get(header::IF_NONE_MATCH);
    let asked = asked.map_or("", |v| v.to_str().unwrap()).to_owned();
    shelf.asked.push(asked.clone());
    let answer = Response::builder();
    if shelf.down {
        return answer.status(503).body(Body::empty()).unwrap();
    }
    if !shelf.etag.is_empty() && asked == shelf.etag {
        return answer.status(304).body(Body::empty()).unwrap();
    }
    let answer = answer.header(header::ETAG, shelf.etag);
    answer.body(Body::from(shelf.archive.clone())).unwrap()
}

/// A server of this machine, and a relay that takes its content from there.
async fn relay_and_server() -> (Relay, Server) {
    let shelf = Server::default();
    let held = Arc::clone(&shelf);
    let route = get(move |headers: HeaderMap| async move { answer(&held, &headers) });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/fiches.zip", listener.local_addr().unwrap());
    let routes = Router::new().route("/fiches.zip", route);
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let relay = Relay::open_with(|web| web.content.address = Some(address)).await;
    (relay, shelf)
}

fn offer(shelf: &Server, etag: &'static str, archive: Vec<u8>) {
    let mut shelf = shelf.lock().unwrap();
    (shelf.archive, shelf.etag, shelf.down) = (archive, etag, false);
}

fn address(app: &App) -> String {
    app.config.content.address.clone().unwrap()
}

async fn known(app: &App) -> Watch {
    let mut link = app.store.read().await.unwrap();
    let found = watch(&mut link, &address(app)).await.unwrap();
    found.unwrap_or_default()
}

/// Lets the worker make the try that is due, at this instant of the fixed clock.
async fn try_now(app: &App) -> Watch {
    app.outside.advance(1);
    let now = app.outside.now_ms();
    let (stop, stopping) = signal::channel(false);
    let worker = tokio::spawn(job::work(app.clone(), stopping));
    let waits = |j: &plus_store::job::Job| j.state == plus_store::job::State::Waiting;
    loop {
        let mut link = app.store.read().await.unwrap();
        let jobs = plus_store::job::latest(&mut link, 5).await.unwrap();
        drop(link);
        if known(app).await.tried_at >= now && !jobs.iter().any(waits) {
            break;
        }
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    worker.await.unwrap();
    known(app).await
}

fn fiche(id: &str, title: &str, text: &str) -> (String, String) {
    let xml = format!(
        "<Publication xmlns:dc=\"http://purl.org/dc/elements/1.1/\" ID=\"{id}\" type=\"Fiche d'information\">\
         <dc:title>{title}</dc:title><dc:date>modified 2026-11-20</dc:date>\
         <Texte><Paragraphe>{text}</Paragraphe></Texte></Publication>"
    );
    (format!("{id}.xml"), xml)
}

fn zip(files: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Ten fiches that never change, and these.
fn archive(more: &[(String, String)]) -> Vec<u8> {
    let still = (1..=10).map(|n| fiche(&format!("F{n}"), "Toujours pareille", "rien"));
    zip(&still.chain(more.iter().cloned()).collect::<Vec<_>>())
}

async fn serving(app: &App) -> String {
    let pack = content::published(&app.store).await.unwrap();
    pack.unwrap().id().to_string()
}

/// A démarche with a fiche that no other one names: its code, and the fiche.
fn demarche(app: &App) -> (String, String) {
    let territory = app.territory();
    let all = territory.catalogue.demarches();
    let alone = |id: &String| all.iter().filter(|d| d.fiches.contains(id)).count() == 1;
    let of = |d: &plus_domain::catalogue::Demarche| d.fiches.iter().find(|f| alone(f)).cloned();
    let found = all.iter().find_map(|d| Some((d.code.to_string(), of(d)?)));
    found.unwrap()
}

/// Brings one version of a fiche, a day after the one before.
async fn bring(app: &App, server: &Server, id: &str, title: &str, text: &str) {
    app.outside.advance(26 * HOUR);
    offer(server, "", archive(&[fiche(id, title, text)]));
    let done = try_now(app).await;
    assert_eq!(done.failures, 0, "{}", done.failure);
}

#[tokio::test(flavor = "multi_thread")]
async fn content_comes_by_itself_then_is_asked_for_only_if_it_changed() {
    let (relay, server) = relay_and_server().await;
    let app = &relay.app;
    offer(&server, "\"un\"", archive(&[]));
    let first = try_now(app).await;
    assert_eq!((first.failures, first.etag.as_str()), (0, "\"un\""));
    let pack = serving(app).await;
    assert!(first.next_at > app.outside.now_ms() + 22 * HOUR);

    app.outside.advance(26 * HOUR);
    let second = try_now(app).await;
    assert_eq!(server.lock().unwrap().asked, ["", "\"un\""]);
    assert_eq!(second.success_at, app.outside.now_ms());
    assert_eq!(serving(app).await, pack);
    let coordinator = relay.person(Role::Coordinateur).await;
    let work = coordinator
        .get(&format!("/pilotage/travaux/{}", second.job))
        .await;
    assert!(work.body.contains("Rien de nouveau"), "{}", work.body);
    assert!(work.body.contains("PLUS, "), "nobody asked for it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_is_the_same_is_not_built_again() {
    let (relay, server) = relay_and_server().await;
    let app = &relay.app;
    offer(&server, "", archive(&[]));
    try_now(app).await;
    let pack = app.pack().await.unwrap().unwrap();
    let manifest = pack.folder().join("manifest.json");
    let made = std::fs::metadata(&manifest).unwrap().modified().unwrap();
    app.outside.advance(26 * HOUR);
    let second = try_now(app).await;
    let mut link = app.store.read().await.unwrap();
    let job = plus_store::job::by_id(&mut link, &second.job).await;
    assert!(job.unwrap().unwrap().outcome.contains("meme-archive"));
    let again = std::fs::metadata(&manifest).unwrap().modified().unwrap();
    assert_eq!(made, again);
    let kept = plus_store::fraicheur::imports(&mut link).await.unwrap();
    assert_eq!(kept.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_import_at_a_time_works_on_a_machine() {
    let relay = Relay::open().await;
    let source = || Source {
        archive: "a.zip".into(),
        name: "a.zip".to_owned(),
        force: false,
    };
    let first = Work::begin(&relay.app.store, source()).await.unwrap();
    let second = Work::begin(&relay.app.store, source()).await;
    assert!(matches!(second, Err(ContentError::Busy)));
    drop(first);
    assert!(Work::begin(&relay.app.store, source()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_before_serves_again_when_asked_and_the_same_archive_does_not_undo_it() {
    let (relay, server) = relay_and_server().await;
    let app = &relay.app;
    let none = content::restore(&app.store, &app.outside).await;
    assert!(matches!(none, Err(ContentError::NothingBefore)));
    bring(app, &server, "F900", "Chasse", "un").await;
    let first = serving(app).await;
    bring(app, &server, "F900", "Chasse", "deux").await;
    let second = serving(app).await;
    content::restore(&app.store, &app.outside).await.unwrap();
    assert_eq!(serving(app).await, first);
    app.outside.advance(26 * HOUR);
    try_now(app).await;
    assert_eq!(serving(app).await, first);
    content::restore(&app.store, &app.outside).await.unwrap();
    assert_eq!(serving(app).await, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_number_leads_to_the_fiche_that_replaces_it() {
    let (relay, server) = relay_and_server().await;
    let list = "<Redirections><Redirection ID=\"F77\" cible=\"F1\"/></Redirections>";
    let list = ("redirections.xml".to_owned(), list.to_owned());
    offer(&server, "", archive(&[list]));
    try_now(&relay.app).await;
    let visitor = relay.visitor();
    let old = visitor.get("/fiches/F77").await;
    assert_eq!(
        (old.status, old.location()),
        (StatusCode::SEE_OTHER, "/fiches/F1")
    );
    assert_eq!(
        visitor.get("/en/fiches/F77").await.location(),
        "/en/fiches/F1"
    );
    assert_eq!(
        visitor.get("/fiches/F78").await.status,
        StatusCode::NOT_FOUND
    );
}
