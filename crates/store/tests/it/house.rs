//! A database for a test, on each engine, and facts to put in it.

use std::sync::atomic::{AtomicU32, Ordering};

use plus_domain::{
    event::Event,
    ids::{DemandeId, DemarcheCode},
    period::parse_date,
    profile::Profile,
    visite::{Channel, Demande, FirstTime, Kind, Outcome, Visite},
};
use plus_store::{Options, Stamp, Store, StoreError, append};

/// A store and the folder that goes with it.
pub struct House {
    pub store: Store,
    pub name: &'static str,
    /// Identifier of the machine.
    pub node: &'static str,
    _folder: tempfile::TempDir,
    salt: u8,
}

static SCHEMA: AtomicU32 = AtomicU32::new(0);

/// A fresh database on each engine at hand.
#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test learns here where PostgreSQL is, and says so when it is nowhere"
)]
pub async fn engines() -> Vec<House> {
    let mut houses = vec![open("sqlite", None).await];
    match std::env::var("PLUS_TEST_POSTGRES") {
        Ok(url) => houses.push(open("postgres", Some(schema(&url).await)).await),
        Err(_) => eprintln!("PLUS_TEST_POSTGRES absent : essai sur SQLite seulement"),
    }
    houses
}

async fn open(name: &'static str, database: Option<String>) -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options::folder(folder.path()).with_database(database);
    let store = Store::open(&options).await.expect("opens");
    House {
        store,
        name,
        node: "hub",
        _folder: folder,
        salt: 0,
    }
}

/// A machine of its own, on SQLite.
pub async fn open_named(node: &'static str) -> House {
    House {
        node,
        ..open("sqlite", None).await
    }
}

/// A schema of its own, so that tests run side by side on one server.
async fn schema(url: &str) -> String {
    let name = format!(
        "essai_{}_{}",
        std::process::id(),
        SCHEMA.fetch_add(1, Ordering::Relaxed)
    );
    let pool = sqlx::PgPool::connect(url)
        .await
        .expect("PostgreSQL answers");
    let sql = sqlx::AssertSqlSafe(format!("CREATE SCHEMA {name}"));
    sqlx::query(sql).execute(&pool).await.expect("schema");
    pool.close().await;
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}options=-c%20search_path%3D{name}")
}

impl House {
    /// Appends facts in one transaction.
    pub async fn append(&mut self, now_ms: i64, events: &[Event]) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        self.salt = self.salt.wrapping_add(1);
        let first = self.salt;
        let mut salt = move || [first; 16];
        let mut stamp = Stamp {
            now_ms,
            node_id: self.node.to_owned(),
            salt: &mut salt,
        };
        append(&mut tx, events, &mut stamp).await?;
        tx.commit().await
    }

    /// Every projection as text.
    pub async fn dump(&self) -> String {
        let mut link = self.store.read().await.expect("reads");
        plus_store::rebuild::dump(&mut link).await.expect("dumps")
    }
}

/// A visite with one demande.
pub fn visite(id: &str, date: &str, kind: Kind) -> Visite {
    Visite {
        id: id.into(),
        at: 1_000,
        date: parse_date(date).expect("a date"),
        permanence: None,
        place: "le-marin-mondesir".into(),
        commune: "97217".into(),
        channel: Channel::SurPlace,
        author: "maryse".into(),
        minutes: 12,
        person: None,
        first: FirstTime::Unknown,
        profile: Profile::default(),
        note: None,
        pages_printed: 0,
        demandes: vec![demande(&format!("{id}-1"), kind)],
    }
}

/// A demande to the CAF.
pub fn demande(id: &str, kind: Kind) -> Demande {
    Demande {
        id: DemandeId::new(id),
        partner: "caf".into(),
        demarche: Some(DemarcheCode::new("rsa")),
        theme: "argent".into(),
        kind,
        kind_confirmed: true,
        outcome: if kind == Kind::Orientation {
            Outcome::Reoriente
        } else {
            Outcome::Resolu
        },
        redirected_to: None,
        to_finish: false,
    }
}
