//! A relay that serves and a borne enrolled with it, whose cable can be pulled out.

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::Request, middleware};
use plus::{
    config::Web,
    node::contact,
    retrait::{self, Slip},
    seance::{
        Borne, Papier,
        retrait::{Taken, conclude, take},
    },
    web::{
        application,
        state::{App, AppState},
    },
};
use plus_borne::paper::Paper;
use plus_domain::{ids::NodeId, machine::Kind, retrait::Retrait, retrait::Wanted};
use plus_store::{Options, Store, retrait as kept};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Mutex, task::JoinHandle};

use crate::{
    actors::Relay,
    personne_borne::enrolled,
    retrait::{cleaned, wanted},
    seance::kiosk_at,
};

pub struct Stand {
    pub relay: Relay,
    pub app: App,
    pub borne: Arc<Borne>,
    pub door: Router,
    pub node: NodeId,
    pub folder: TempDir,
    address: String,
    open: Mutex<JoinHandle<()>>,
    lost: Lost,
}

/// Ends of addresses whose next answer is lost, once each.
type Lost = Arc<std::sync::Mutex<Vec<&'static str>>>;

/// Whether an address is of what a borne keeps, or of a code, and ends so.
fn is_of(path: &str, end: &str) -> bool {
    path.contains("/retrait/") && path.ends_with(end)
}

async fn serve(app: &App, address: &str, lost: &Lost) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind(address).await.unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let lost = lost.clone();
    let pages = application(app).layer(middleware::from_fn(
        move |request: Request, next: middleware::Next| {
            let path = request.uri().path().to_owned();
            let lost = lost.clone();
            async move {
                // What the hub does is done and committed; then the connection breaks.
                let answer = next.run(request).await;
                let mut ends = lost.lock().unwrap();
                let place = ends.iter().position(|end| is_of(&path, end));
                if place.map(|place| ends.remove(place)).is_some() {
                    drop(ends);
                    panic!("the answer to {path} is lost, as the test wants");
                }
                drop(ends);
                answer
            }
        },
    ));
    let open = tokio::spawn(async move { axum::serve(listener, pages).await.unwrap() });
    (at, open)
}

impl Stand {
    /// The borne has said its key, and has that of its coffre.
    pub async fn open() -> Self {
        let relay = Relay::open().await;
        let lost = Lost::default();
        let (address, open) = serve(&relay.app, "127.0.0.1:0", &lost).await;
        let hub = format!("http://{address}");
        let (folder, app, node) = enrolled(&relay, &hub, Kind::Borne).await;
        let (borne, door) = kiosk_at(&app, |_| {});
        Self {
            relay,
            app,
            borne,
            door,
            node,
            folder,
            address,
            open: Mutex::new(open),
            lost,
        }
    }

    /// The next answer to an address that ends so is lost after its hub did what it was asked.
    pub fn lose(&self, end: &'static str) {
        self.lost.lock().unwrap().push(end);
    }

    /// Whether every answer that was to be lost was.
    pub fn all_lost(&self) -> bool {
        self.lost.lock().unwrap().is_empty()
    }

    /// The cable is pulled out.
    pub async fn cut(&self) {
        let mut open = self.open.lock().await;
        open.abort();
        let _cancelled = (&mut *open).await;
    }

    /// And put in again.
    pub async fn back(&self) {
        let (_, open) = serve(&self.relay.app, &self.address, &self.lost).await;
        *self.open.lock().await = open;
    }

    pub async fn contact(&self) {
        contact::sync(&self.app.store, &self.app.outside)
            .await
            .unwrap();
    }

    /// A paper that this borne is to keep.
    pub async fn left(&self, pin: Option<&str>) -> Slip {
        self.left_whole(cleaned(), pin).await
    }

    pub async fn left_whole(&self, paper: Paper, pin: Option<&str>) -> Slip {
        let here = Wanted {
            borne: Some(self.node.clone()),
            porte: true,
            ..wanted(pin)
        };
        let left = retrait::deposit(&self.relay.app, &"maryse".into(), (paper, here)).await;
        left.unwrap()
    }

    pub async fn take(&self, code: &str, pin: &str) -> Taken {
        take(&self.app, &self.borne, (code, pin)).await
    }

    /// The paper that a code gives.
    pub async fn given(&self, code: &str) -> Papier {
        match self.take(code, "").await {
            Taken::Papier(number) => self.borne.with_papiers(|held| held.get(number)).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// The code gives the paper, and the printer says that it is done.
    pub async fn printed(&self, code: &str) {
        let papier = self.given(code).await;
        assert_eq!(*papier.pdf, cleaned().pdf);
        let concluded = async |app: &App| {
            let sql = "SELECT COUNT(*) AS n FROM retrait_ouverture WHERE outcome = 'imprime'";
            let mut link = app.store.read().await.unwrap();
            link.count(sql, vec![]).await.unwrap()
        };
        let all = async || concluded(&self.app).await + concluded(&self.relay.app).await;
        let before = all().await;
        conclude(&self.app, papier.opening.unwrap(), true);
        let noted = async {
            while all().await == before {
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(30), noted).await;
        waited.expect("what the printer said is noted");
    }

    /// What this borne keeps, or kept.
    pub async fn kept(&self) -> Vec<Retrait> {
        papers(&self.app).await
    }

    /// The same program, started again over the data of the borne.
    pub async fn again(&self) -> App {
        let store = Store::open(&Options::folder(self.folder.path())).await;
        let territory = (*self.app.territory()).clone();
        let outside = self.app.outside.clone();
        AppState::new(outside, store.unwrap(), Web::default(), territory)
    }
}

pub async fn papers(app: &App) -> Vec<Retrait> {
    let mut link = app.store.read().await.unwrap();
    kept::list(&mut link).await.unwrap()
}

/// How many facts of a kind a journal holds.
pub async fn facts(app: &App, kind: &str) -> i64 {
    let mut link = app.store.read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM journal WHERE type = $1";
    link.count(sql, plus_store::args![kind]).await.unwrap()
}
