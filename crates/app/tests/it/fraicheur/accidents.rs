//! What goes wrong on the way: a server that is down, an archive that looks like an
//! accident, work that is stopped or killed. The old content serves.

use plus::content::{self, ContentError, Source, Work};
use plus_domain::account::Role;

use super::{HOUR, PAGE, archive, bring, fiche, offer, relay_and_server, serving, try_now, zip};

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
