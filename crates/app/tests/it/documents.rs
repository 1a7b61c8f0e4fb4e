//! Documents travel apart from entries, by parts, named by their content; the official
//! content of a hub reaches the van by them (sync.md, 5.8).

use std::{fs, path::Path};

use axum::http::StatusCode;
use plus::{
    account::{NewAccount, create},
    config::Web,
    content,
    node::{
        Identity, contact, documents,
        road::{HubKey, Road, Sent},
    },
    outside::Outside,
    territory,
    web::state::{App, AppState},
};
use plus_domain::{
    account::Role,
    event::Event,
    ids::AccountId,
    permanence::{Permanence, PermanenceState, Site},
};
use plus_store::{
    Options, Store, credential,
    document::{self, Arriving},
    exchange::{machine, node},
    transfer::{self, Direction, Due},
};
use reqwest::Method;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

const ARCHIVE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fiches/tests/data/vosdroits-mini.zip"
);
const PART: usize = documents::PART as usize;

/// A hub that serves in this process, and a van enrolled with it.
pub struct Pair {
    folders: (TempDir, TempDir),
    pub outside: Outside,
    pub hub: App,
    pub van: Store,
    _open: JoinHandle<()>,
}

async fn store(folder: &Path) -> Store {
    Store::open(&Options::folder(folder)).await.unwrap()
}

impl Pair {
    pub async fn open() -> Self {
        let folders = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let outside = Outside::machine();
        let (hub_store, van) = (store(folders.0.path()).await, store(folders.1.path()).await);
        let territory = territory::demonstration().unwrap();
        territory::publish(&hub_store, &outside, &territory)
            .await
            .unwrap();
        let hub = AppState::new(outside.clone(), hub_store, Web::default(), territory);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let pages = plus::web::application(&hub);
        let open = tokio::spawn(async move { axum::serve(listener, pages).await.unwrap() });
        let code = plus::node::code::new(&outside);
        let now = outside.now_ms();
        let mut tx = hub.store.begin().await.unwrap();
        let hash = plus::node::code::hash(&code);
        machine::invite(
            &mut tx,
            &hash,
            ("Le bus", plus_domain::machine::Kind::Van),
            (now, now + 60_000),
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        contact::enrol(&van, &outside, &address, &code)
            .await
            .unwrap();
        Self {
            folders,
            outside,
            hub,
            van,
            _open: open,
        }
    }

    /// Identifier of the van.
    pub async fn node(&self) -> plus_domain::ids::NodeId {
        let mut link = self.hub.store.read().await.unwrap();
        machine::all(&mut link).await.unwrap().remove(0).node
    }

    /// An account made at the hub.
    pub async fn account(&self, login: &str, role: Role) -> AccountId {
        let new = NewAccount {
            login: login.into(),
            name: format!("{login} T."),
            role,
            partner: None,
        };
        let mut tx = self.hub.store.begin().await.unwrap();
        let made = create(&mut tx, &self.outside, new).await.unwrap();
        let hash = "$argon2id$of-nobody";
        credential::set(&mut tx, made.id.as_str(), hash, self.outside.now_ms())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        made.id
    }

    /// She goes out with the van tomorrow.
    pub async fn crew(&self, account: &AccountId) {
        let held = Permanence {
            id: self.outside.new_id().as_str().into(),
            date: self.hub.today().tomorrow().unwrap(),
            start: jiff::civil::time(8, 0, 0, 0),
            end: jiff::civil::time(13, 0, 0, 0),
            place: "le-marin-mondesir".into(),
            site: Site::Bus,
            crew: vec![account.clone()],
            state: PermanenceState::Planned,
            stated_visites: None,
            reason: None,
            told: None,
        };
        let mut tx = self.hub.store.begin().await.unwrap();
        let event = Event::PermanenceSet(held);
        self.outside.record(&mut tx, &[event]).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn sync(&self) -> contact::Synced {
        contact::sync(&self.van, &self.outside).await.unwrap()
    }

    /// Asks the hub for one thing, as the van does.
    async fn ask(&self, sent: Sent<'_>) -> (StatusCode, Option<u64>, Vec<u8>) {
        let identity = Identity::of(&self.van, &self.outside).await.unwrap();
        let known = node::enrolled(&mut self.van.read().await.unwrap()).await;
        let known = known.unwrap().unwrap();
        let key = Some(HubKey {
            now: known.hub_key,
            next: None,
        });
        let mut road =
            Road::new(&known.address, key, (&identity, &self.outside), &self.van).unwrap();
        let came = road.timed(&sent).await.unwrap();
        let status = StatusCode::from_u16(came.status.as_u16()).unwrap();
        (status, came.offset, came.body)
    }

    fn settings(&self, text: &str) {
        fs::write(self.folders.1.path().join("plus.toml"), text).unwrap();
    }
}

/// Bytes that do not compress, `parts` parts and a half.
fn bytes(parts: usize) -> Vec<u8> {
    let mut bytes = vec![0; parts * PART + PART / 2];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    bytes
}

async fn queue(store: &Store, bytes: Vec<u8>) -> Due {
    let size = bytes.len() as u64;
    let due = Due {
        hash: document::keep(store, bytes).await.unwrap(),
        direction: Direction::Up,
        kind: "essai".to_owned(),
        size,
        asked_at: 1,
        done: 0,
        reason: None,
    };
    let mut tx = store.begin().await.unwrap();
    transfer::want(&mut tx, &due).await.unwrap();
    tx.commit().await.unwrap();
    due
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_goes_up_by_parts_and_is_kept_when_it_is_what_its_name_says() {
    let pair = Pair::open().await;
    let sent = bytes(2);
    let due = queue(&pair.van, sent.clone()).await;
    let synced = pair.sync().await;
    assert_eq!(
        (synced.documents_waiting, synced.waiting),
        (0, 0),
        "{synced:?}"
    );
    assert!(synced.day_bytes > due.size, "{synced:?}");
    assert_eq!(
        document::fetch(&pair.hub.store, &due.hash).await.unwrap(),
        sent
    );
    assert_eq!(
        Arriving::of(&pair.hub.store, &due.hash).unwrap().length(),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_cut_goes_on_from_the_last_part_and_a_wrong_position_is_told() {
    let pair = Pair::open().await;
    let whole = bytes(2);
    let hash = blake3::hash(&whole).to_hex().to_string();
    let what = format!("upload/{hash}?size={}", whole.len());
    let patch = |at: usize, part: &[u8]| {
        Sent::new(Method::PATCH, &what)
            .with(part.to_vec())
            .header("upload-offset", &at)
    };
    let first = pair.ask(patch(0, &whole[..PART])).await;
    assert_eq!(
        (first.0, first.1),
        (StatusCode::NO_CONTENT, Some(PART as u64))
    );
    // The reply was lost: the same part again is refused, with where the hub is.
    let again = pair.ask(patch(0, &whole[..PART])).await;
    assert_eq!(
        (again.0, again.1),
        (StatusCode::CONFLICT, Some(PART as u64))
    );
    let head = pair.ask(Sent::new(Method::HEAD, &what)).await;
    assert_eq!((head.0, head.1), (StatusCode::OK, Some(PART as u64)));
    queue(&pair.van, whole.clone()).await;
    assert_eq!(pair.sync().await.documents_waiting, 0);
    assert_eq!(
        document::fetch(&pair.hub.store, &hash).await.unwrap(),
        whole
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_not_what_its_name_says_is_not_kept() {
    let pair = Pair::open().await;
    let hash = blake3::hash(b"autre chose").to_hex().to_string();
    let what = format!("upload/{hash}?size=4");
    let sent = || {
        Sent::new(Method::PATCH, &what)
            .with(b"faux".to_vec())
            .header("upload-offset", &0)
    };
    let refused = pair.ask(sent()).await;
    assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(document::fetch(&pair.hub.store, &hash).await.is_err());
    let head = pair.ask(Sent::new(Method::HEAD, &what)).await;
    assert_eq!(head.1, Some(0), "it begins again");
    let long = format!("upload/{hash}?size=2");
    let long = Sent::new(Method::PATCH, &long)
        .with(b"faux".to_vec())
        .header("upload-offset", &0);
    assert_eq!(pair.ask(long).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let huge = format!("upload/{hash}?size={}", 65u64 << 20);
    let huge = Sent::new(Method::PATCH, &huge)
        .with(b"faux".to_vec())
        .header("upload-offset", &0);
    let refused = pair.ask(huge).await;
    assert_eq!(refused.0, StatusCode::INSUFFICIENT_STORAGE);
    assert!(String::from_utf8(refused.2).unwrap().contains("64 Mo"));
    for name in ["../../plus.db", "zz", &"g".repeat(64)] {
        let what = format!("upload/{}?size=4", name.replace('/', "%2F"));
        let refused = pair.ask(Sent::new(Method::HEAD, &what)).await;
        assert_eq!(refused.0, StatusCode::BAD_REQUEST, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_allowance_of_a_day_lets_entries_through_and_documents_wait() {
    let pair = Pair::open().await;
    pair.settings(&format!(
        "[exchange]\nmetered_daily_bytes = {}\n",
        PART + PART / 2
    ));
    let due = queue(&pair.van, bytes(2)).await;
    let synced = pair.sync().await;
    assert_eq!(
        (synced.documents_waiting, synced.waiting),
        (1, 0),
        "{synced:?}"
    );
    let left = due.size - PART as u64;
    assert_eq!(synced.documents_bytes_waiting, left, "one part went");
    let waits = transfer::due(&mut pair.van.read().await.unwrap())
        .await
        .unwrap();
    assert_eq!(
        waits[0].reason.as_deref(),
        Some("le forfait du jour est atteint")
    );
    assert_eq!(
        pair.sync().await.documents_bytes_waiting,
        left,
        "the day is the day"
    );
    let tomorrow = Outside::machine_at(pair.outside.now_ms() + 86_400_000);
    pair.settings("");
    let synced = contact::sync(&pair.van, &tomorrow).await.unwrap();
    assert_eq!(synced.documents_waiting, 0, "{synced:?}");
    assert!(
        synced.day_bytes < due.size,
        "only what was left: {synced:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_of_the_hub_reaches_the_van_and_opens_without_restart() {
    let pair = Pair::open().await;
    let mut progress = |_| {};
    let (id, _) = content::import(
        &pair.hub.store,
        &pair.outside,
        Path::new(ARCHIVE),
        &mut content::unhurried(&mut progress),
    )
    .await
    .unwrap();
    let synced = pair.sync().await;
    assert_eq!(synced.documents_waiting, 0, "{synced:?}");
    let pages = AppState::new(
        pair.outside.clone(),
        pair.van.clone(),
        Web::default(),
        territory::demonstration().unwrap(),
    );
    let pack = pages.pack().await.unwrap().expect("the content of the hub");
    assert_eq!(pack.id(), &id);
    pack.verify().unwrap();
    let kept = fs::read_dir(document::folder(&pair.van).join("arriving"));
    assert_eq!(
        kept.map_or(0, Iterator::count),
        0,
        "the archive itself is gone"
    );
    // Nothing is fetched again.
    let before = pair.sync().await.day_bytes;
    let after = pair.sync().await.day_bytes;
    assert!(after - before < 20_000, "{} bytes", after - before);
}

#[tokio::test(flavor = "multi_thread")]
async fn content_damaged_on_the_way_is_not_opened_and_is_fetched_again() {
    let pair = Pair::open().await;
    let mut progress = |_| {};
    let mut watch = content::unhurried(&mut progress);
    let (id, _) = content::import(
        &pair.hub.store,
        &pair.outside,
        Path::new(ARCHIVE),
        &mut watch,
    )
    .await
    .unwrap();
    let offered = content::travel::contents(&pair.hub.store, 1).await.unwrap();
    let offered = &offered.documents[0];
    let arriving = Arriving::of(&pair.van, &offered.hash).unwrap();
    // What a stop of the machine left: the right length, other bytes.
    arriving
        .append(vec![0; usize::try_from(offered.size).unwrap() - 1])
        .await
        .unwrap();
    let synced = pair.sync().await;
    assert_eq!(synced.documents_waiting, 1, "{synced:?}");
    let due = transfer::due(&mut pair.van.read().await.unwrap())
        .await
        .unwrap();
    assert!(
        due[0].reason.as_deref().unwrap().contains("abîmé"),
        "{due:?}"
    );
    assert!(!content::folder(&pair.van).join(id.as_str()).exists());
    assert_eq!(pair.sync().await.documents_waiting, 0);
    assert!(content::folder(&pair.van).join(id.as_str()).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_territory_changed_at_the_hub_is_seen_by_the_pages_of_the_van() {
    let pair = Pair::open().await;
    pair.sync().await;
    let before = territory::published(&pair.van).await.unwrap().unwrap();
    let pages = AppState::new(
        pair.outside.clone(),
        pair.van.clone(),
        Web::default(),
        before.clone(),
    );
    assert!(!pages.renew_territory().await.unwrap());
    let mut changed = before.clone();
    changed.identity.name = "Espace Sud, nouveau".to_owned();
    territory::publish(&pair.hub.store, &pair.outside, &changed)
        .await
        .unwrap();
    pair.sync().await;
    assert!(pages.renew_territory().await.unwrap());
    assert_eq!(pages.territory().identity.name, "Espace Sud, nouveau");
    assert!(!pages.renew_territory().await.unwrap(), "nothing new");
}
