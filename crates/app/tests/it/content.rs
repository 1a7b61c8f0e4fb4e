//! Official content that comes from elsewhere: from an address, or from another
//! machine that shares the database.

use std::{
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

use axum::{Router, routing::get};
use plus::{
    content::{self, arrival},
    outside::Outside,
};
use plus_fiches::{import::Report, pack::PackId};
use plus_store::{Options, Store};
use tokio::net::TcpListener;

use crate::command::{plus, stderr};

const ARCHIVE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fiches/tests/data/vosdroits-mini.zip"
);

/// A server of this machine with the archive, and with one that is cut.
async fn server() -> String {
    let whole = || async { std::fs::read(ARCHIVE).unwrap() };
    let cut = || async {
        let mut bytes = std::fs::read(ARCHIVE).unwrap();
        bytes.truncate(bytes.len() / 2);
        bytes
    };
    let routes = Router::new()
        .route("/fiches.zip", get(whole))
        .route("/coupe.zip", get(cut));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}")
}

async fn embedded() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Options::folder(folder.path())).await.unwrap();
    (store, folder)
}

async fn import(store: &Store, archive: &Path) -> Result<(PackId, Report), content::ContentError> {
    let mut silent = |_| {};
    let mut watch = content::unhurried(&mut silent);
    content::import(
        store,
        &Outside::fixed(1_795_438_800_000, 1),
        archive,
        &mut watch,
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_fetched_imported_and_leaves_nothing_behind() {
    let (server, (store, _folder)) = (server().await, embedded().await);
    let seen = AtomicU32::new(0);
    let progress = |_, _| {
        seen.fetch_add(1, Ordering::Relaxed);
    };
    let address = format!("{server}/fiches.zip");
    let (archive, _) = arrival::here(&store, &address, &progress).await.unwrap();
    assert!(seen.load(Ordering::Relaxed) > 0);
    let (_, report) = import(&store, archive.path()).await.unwrap();
    assert_eq!(report.imported, 138);
    let path = archive.path().to_owned();
    assert!(path.exists());
    drop(archive);
    assert!(!path.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_come_changes_nothing_and_says_why() {
    let (server, (store, _folder)) = (server().await, embedded().await);
    import(&store, Path::new(ARCHIVE)).await.unwrap();
    let before = content::published(&store).await.unwrap().unwrap();
    for address in [
        "/rien.zip",
        "http://exemple.invalid/a.zip",
        "ftp://exemple.fr/a.zip",
    ] {
        let address = if address.starts_with('/') {
            format!("{server}{address}")
        } else {
            address.to_owned()
        };
        let refused = arrival::here(&store, &address, &|_, _| {})
            .await
            .unwrap_err();
        assert!(refused.to_string().starts_with(&address), "{refused}");
    }
    let (cut, _) = arrival::here(&store, &format!("{server}/coupe.zip"), &|_, _| {})
        .await
        .unwrap();
    let refused = import(&store, cut.path()).await.unwrap_err();
    assert!(
        refused.to_string().contains("Téléchargez-la de nouveau"),
        "{refused}"
    );
    let after = content::published(&store).await.unwrap().unwrap();
    assert_eq!(after.id(), before.id());
}

#[test]
fn a_name_that_is_no_file_is_said_with_status_1() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_str().unwrap();
    let answer = plus(&["content", "import", "rien.zip", "--data", folder], "");
    assert_eq!(answer.status.code(), Some(1));
    assert!(stderr(&answer).contains("rien.zip"));
}

#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test learns here where PostgreSQL is, and says so when it is nowhere"
)]
async fn shared_database() -> Option<String> {
    let Ok(url) = std::env::var("PLUS_TEST_POSTGRES") else {
        eprintln!("PLUS_TEST_POSTGRES absent : essai passé");
        return None;
    };
    let name = format!("contenu_{}", std::process::id());
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    let sql = sqlx::AssertSqlSafe(format!("CREATE SCHEMA {name}"));
    sqlx::query(sql).execute(&pool).await.unwrap();
    pool.close().await;
    let joint = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{joint}options=-c%20search_path%3D{name}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_shares_the_database_serves_what_another_imported() {
    let Some(url) = shared_database().await else {
        return;
    };
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let open = |folder: &Path| {
        let options = Options::folder(folder).with_database(Some(url.clone()));
        async move { Store::open(&options).await.unwrap() }
    };
    let (here, there) = (open(first.path()).await, open(second.path()).await);
    let (id, _) = import(&here, Path::new(ARCHIVE)).await.unwrap();
    let pack = content::published(&there).await.unwrap().unwrap();
    assert_eq!(pack.id(), &id);
    pack.verify().unwrap();
    assert!(second.path().join("contenus").join(id.as_str()).exists());
    let left = std::fs::read_dir(second.path().join("contenus")).unwrap();
    assert_eq!(left.count(), 1, "only the pack stays");
}
