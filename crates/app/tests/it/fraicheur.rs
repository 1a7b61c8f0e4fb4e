//! The official content that stays fresh by itself: what comes, what is refused, what
//! serves meanwhile, and what the coordinator reads of it.

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

use crate::actors::{Actor, Relay};

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
async fn a_failure_raises_an_alert_that_the_next_success_ends_and_the_old_content_serves() {
    let (relay, server) = relay_and_server().await;
    let app = &relay.app;
    offer(&server, "\"un\"", archive(&[]));
    try_now(app).await;
    let pack = serving(app).await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let alerts = async || {
        coordinator.sign_in("coordinateur").await;
        let board = coordinator.get("/pilotage").await.body;
        let page = coordinator.get(PAGE).await.body;
        (
            board.contains("ne se met plus à jour"),
            page.contains("n’a pas abouti"),
        )
    };
    assert_eq!(alerts().await, (false, false));

    app.outside.advance(26 * HOUR);
    server.lock().unwrap().down = true;
    let failed = try_now(app).await;
    assert_eq!(failed.failures, 1);
    assert!(failed.failure.contains("503"), "{}", failed.failure);
    let wait = failed.next_at - app.outside.now_ms();
    assert!((HOUR / 10..HOUR).contains(&wait), "{wait}");
    assert_eq!(serving(app).await, pack);
    assert_eq!(alerts().await, (true, true));
    let page = coordinator.get(PAGE).await.body;
    assert!(page.contains("L’ancien contenu sert toujours"), "{page}");

    app.outside.advance(HOUR);
    offer(
        &server,
        "\"deux\"",
        archive(&[fiche("F11", "Nouvelle", "texte")]),
    );
    assert_eq!(try_now(app).await.failures, 0);
    assert_eq!(alerts().await, (false, false));
    assert_ne!(serving(app).await, pack);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_looks_like_an_accident_is_refused_with_its_reason() {
    let (relay, server) = relay_and_server().await;
    let app = &relay.app;
    offer(&server, "", archive(&[]));
    try_now(app).await;
    let pack = serving(app).await;
    let half: Vec<_> = (1..=5)
        .map(|n| fiche(&format!("F{n}"), "Toujours pareille", "rien"))
        .collect();
    let mut broken = vec![("F11.xml".to_owned(), "<Publication>".to_owned())];
    broken.extend((1..=10).map(|n| fiche(&format!("F{n}"), "Toujours pareille", "autre")));
    for (archive, reason) in [
        (zip(&half), "5 documents, contre 10 en service"),
        (zip(&broken), "illisibles dans cette archive : 1 sur 11"),
        (b"<html>Maintenance</html>".to_vec(), "archive zip lisible"),
    ] {
        app.outside.advance(26 * HOUR);
        offer(&server, "", archive);
        let refused = try_now(app).await;
        assert!(refused.failure.contains(reason), "{}", refused.failure);
        assert_eq!(serving(app).await, pack);
    }
    let left = std::fs::read_dir(content::folder(&app.store)).unwrap();
    assert_eq!(left.count(), 1, "only the pack that serves stays");

    let path = app.store.folder().join("moitie.zip");
    std::fs::write(&path, zip(&half)).unwrap();
    let import = async |force| {
        let source = Source {
            archive: path.clone(),
            name: "moitie.zip".to_owned(),
            force,
        };
        let work = Work::begin(&app.store, source).await?;
        let built = work.build(&mut content::unhurried(&mut |_| {}))?;
        built.publish(&app.store, &app.outside).await
    };
    assert!(matches!(
        import(false).await,
        Err(ContentError::Doubtful(_))
    ));
    assert_eq!(import(true).await.unwrap().1.imported, 5);
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

/// Brings one version of a fiche, a day after the one before.
async fn bring(app: &App, server: &Server, id: &str, title: &str, text: &str) {
    app.outside.advance(26 * HOUR);
    offer(server, "", archive(&[fiche(id, title, text)]));
    let done = try_now(app).await;
    assert_eq!(done.failures, 0, "{}", done.failure);
}

/// The page as she reads it a day later: she comes in again.
async fn read(coordinator: &Actor<'_>) -> String {
    coordinator.sign_in("coordinateur").await;
    coordinator.get(PAGE).await.body
}

async fn saw(coordinator: &Actor<'_>, code: &str) {
    let page = coordinator.get(PAGE).await;
    let value = page.body.split("name=\"fiche\" value=\"").nth(1).unwrap();
    let value = value.split('"').next().unwrap().replace("&#124;", "|");
    let path = format!("{PAGE}/{code}/vu");
    let sent = coordinator.send(&path, &page, &[("fiche", &value)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coordinator_reads_what_changed_once_and_again_only_when_it_changes_again() {
    let (relay, server) = relay_and_server().await;
    let app = &relay.app;
    let (code, id) = demarche(app);
    let coordinator = relay.person(Role::Coordinateur).await;
    let body = async || read(&coordinator).await;
    bring(app, &server, &id, "Titre", "onze euros").await;
    assert!(body().await.contains("Vos démarches n’ont pas changé"));

    bring(app, &server, &id, "Titre", "douze euros").await;
    bring(app, &server, &id, "Autre titre", "treize euros").await;
    let page = body().await;
    for expected in [
        "Une démarche que vous montrez a changé cette semaine",
        &format!("href=\"/demarches/{code}\""),
        "<del>onze euros</del>",
        "<ins>treize euros</ins>",
        "Elle s’appelait « Titre »",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("douze euros"), "{page}");
    let board = coordinator.get("/pilotage").await.body;
    assert!(board.contains("Relire une démarche"), "{board}");

    saw(&coordinator, &code).await;
    assert!(body().await.contains("Vos démarches n’ont pas changé"));
    let mut link = app.store.read().await.unwrap();
    let entries = plus_store::journal::about(&mut link, &code).await.unwrap();
    assert_eq!(entries.len(), 1, "who saw which version is in the journal");
    drop(link);

    bring(app, &server, &id, "Autre titre", "quatorze euros").await;
    let page = body().await;
    assert!(page.contains("<del>treize euros</del>"), "{page}");
    assert!(!page.contains("onze euros"), "{page}");
    bring(app, &server, &id, "Autre titre", "treize euros").await;
    assert!(body().await.contains("Vos démarches n’ont pas changé"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_documents_that_changed_within_the_week_are_a_plain_list() {
    let (relay, server) = relay_and_server().await;
    let app = &relay.app;
    let coordinator = relay.person(Role::Coordinateur).await;
    bring(app, &server, "F900", "Chasse", "un").await;
    bring(app, &server, "F900", "Chasse", "deux").await;
    let page = read(&coordinator).await;
    assert!(
        page.contains("Un autre document") && page.contains("Chasse"),
        "{page}"
    );
    assert!(page.contains("Un document changé."), "{page}");
    app.outside.advance(8 * 24 * HOUR);
    let later = read(&coordinator).await;
    assert!(later.contains("Derniers imports"), "{later}");
    assert!(!later.contains("Chasse"), "{later}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_seen_is_a_fiche_of_the_demarche_in_a_version_that_can_be() {
    let (relay, _server) = relay_and_server().await;
    let (code, id) = demarche(&relay.app);
    let coordinator = relay.person(Role::Coordinateur).await;
    let path = format!("{PAGE}/{code}/vu");
    for value in ["F0|", &format!("{id}|pas-une-version"), &id, ""] {
        let sent = coordinator
            .post_from(PAGE, &path, &[("fiche", value)])
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
    }
    let mut link = relay.app.store.read().await.unwrap();
    let seen = plus_store::fraicheur::seen(&mut link).await.unwrap();
    assert!(seen.is_empty(), "{seen:?}");
    let nowhere = format!("{PAGE}/rien/vu");
    let sent = coordinator.post_from(PAGE, &nowhere, &[]).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_coordinator_looks_now_and_a_second_press_follows_the_same_work() {
    let (relay, server) = relay_and_server().await;
    offer(&server, "", archive(&[]));
    let coordinator = relay.person(Role::Coordinateur).await;
    let look = async || {
        let path = format!("{PAGE}/chercher");
        let sent = coordinator.post_from(PAGE, &path, &[]).await;
        sent.location().to_owned()
    };
    let first = look().await;
    assert!(first.starts_with("/pilotage/travaux/"), "{first}");
    assert_eq!(look().await, first);
    assert!(
        coordinator
            .get(PAGE)
            .await
            .body
            .contains("Une recherche est en cours")
    );
    try_now(&relay.app).await;
    let done = coordinator.get(&first).await.body;
    assert!(done.contains("Un nouveau contenu est en service"), "{done}");
    assert_ne!(look().await, first);
}

#[tokio::test]
async fn without_an_address_the_page_says_so_and_nothing_is_looked_for() {
    let relay = Relay::open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let page = coordinator.get(PAGE).await.body;
    assert!(page.contains("ne se met pas à jour tout seul"), "{page}");
    assert!(!page.contains("Chercher une mise à jour"), "{page}");
    assert!(!job::fraicheur::ask_if_due(&relay.app).await.unwrap());
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

#[tokio::test(flavor = "multi_thread")]
async fn work_that_is_stopped_in_the_middle_leaves_the_old_content() {
    let (relay, server) = relay_and_server().await;
    let app = &relay.app;
    bring(app, &server, "F900", "Chasse", "un").await;
    let before = serving(app).await;
    let path = app.store.folder().join("autre.zip");
    std::fs::write(&path, archive(&[fiche("F900", "Chasse", "deux")])).unwrap();
    for step in [
        plus_fiches::import::Step::Reading,
        plus_fiches::import::Step::Writing,
    ] {
        let source = Source {
            archive: path.clone(),
            name: "autre.zip".to_owned(),
            force: false,
        };
        let work = Work::begin(&app.store, source).await.unwrap();
        let reached = std::cell::Cell::new(false);
        let mut progress = |at: plus_fiches::import::Progress| {
            reached.set(at.step == step && at.done == 5);
        };
        let mut watch = plus_fiches::import::Watch {
            limits: plus_fiches::import::Limits::default(),
            progress: &mut progress,
            cancel: &|| reached.get(),
        };
        assert!(work.build(&mut watch).is_err());
        assert_eq!(serving(app).await, before);
        let left = std::fs::read_dir(content::folder(&app.store)).unwrap();
        assert_eq!(left.count(), 1);
    }
}

/// Ends a real import by `kill -9` once it builds; answers whether it was in time.
fn killed_while_building(data: &std::path::Path, archive: &std::path::Path) -> bool {
    let mut import = std::process::Command::new(env!("CARGO_BIN_EXE_plus"))
        .args(["content", "import", archive.to_str().unwrap(), "--force"])
        .args(["--data", data.to_str().unwrap()])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let building = || {
        let entries = std::fs::read_dir(data.join("contenus")).unwrap().flatten();
        entries
            .into_iter()
            .any(|e| e.file_name().to_string_lossy().ends_with(".lock"))
    };
    while import.try_wait().unwrap().is_none() {
        if building() {
            import.kill().unwrap();
            let ended = import.wait().unwrap();
            return !ended.success();
        }
        std::thread::yield_now();
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_killed_in_the_middle_leaves_the_old_content_and_the_next_one_works() {
    let folder = tempfile::tempdir().unwrap();
    let store = plus_store::Store::open(&plus_store::Options::folder(folder.path()))
        .await
        .unwrap();
    let outside = plus::outside::Outside::machine();
    let first = folder.path().join("un.zip");
    std::fs::write(&first, archive(&[fiche("F900", "Chasse", "un")])).unwrap();
    let mut silent = |_| {};
    let mut watch = content::unhurried(&mut silent);
    let (before, _) = content::import(&store, &outside, &first, &mut watch)
        .await
        .unwrap();
    let mini = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../fiches/tests/data/vosdroits-mini.zip"
    );
    let killed = (0..20).any(|_| killed_while_building(folder.path(), mini.as_ref()));
    assert!(killed, "no kill came in time: this proves nothing");
    let serving = content::published(&store).await.unwrap().unwrap();
    assert_eq!(serving.id(), &before);
    serving.verify().unwrap();
    let mini = std::path::Path::new(mini);
    let (after, _) = content::import(&store, &outside, mini, &mut watch)
        .await
        .unwrap();
    assert_ne!(after, before);
    let left = std::fs::read_dir(content::folder(&store)).unwrap();
    assert_eq!(left.count(), 2, "the new one and the one before");
}
