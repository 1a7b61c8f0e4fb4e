//! `plus rebuild`: a demonstration, corrected and cancelled here and there, gives
//! the same tables to the byte when they are made again, on both engines.

use plus::{
    demo::{self, Setting},
    outside::Outside,
    territory,
};
use plus_domain::{
    event::{Event, VisiteCancellation, VisiteCorrection},
    visite::{Change, Visite},
};
use plus_store::{Options, Store, rebuild};
use serde_json::{Value, json};

use crate::actors::MORNING;

/// A schema of these tests alone.
const CLEAN: [&str; 2] = [
    "DROP SCHEMA IF EXISTS essai_refaire CASCADE",
    "CREATE SCHEMA essai_refaire",
];

/// The invented life of a relay, then what people mend in it.
fn facts() -> Vec<Event> {
    let territory = territory::demonstration().unwrap();
    let setting = Setting {
        territory: &territory,
        crew: &["a1".into(), "a2".into()],
        today: jiff::civil::date(2026, 11, 23),
        seed: 7,
    };
    let mut facts = demo::life(&setting);
    let recorded: Vec<Visite> = facts
        .iter()
        .filter_map(|fact| match fact {
            Event::VisiteRecorded(visite) => Some(visite.clone()),
            _ => None,
        })
        .collect();
    assert!(recorded.len() > 500, "enough to mend");
    facts.extend(recorded.iter().enumerate().flat_map(|(i, v)| mended(i, v)));
    facts
}

/// What happens to one visite, by its rank: minutes, note, date, person, a demande
/// taken away; cancelled, put back.
fn mended(rank: usize, visite: &Visite) -> Vec<Event> {
    let change = |field: &str, base: Value, value: Value| {
        Event::VisiteCorrected(VisiteCorrection {
            id: visite.id.clone(),
            author: "a2".into(),
            at: MORNING,
            changes: vec![Change {
                field: field.to_owned(),
                base,
                value,
            }],
        })
    };
    let cancel = |cancelled| {
        Event::VisiteCancelled(VisiteCancellation {
            id: visite.id.clone(),
            author: "a2".into(),
            at: MORNING,
            cancelled,
        })
    };
    match rank % 40 {
        1 => vec![change("minutes", json!(visite.minutes), json!(77))],
        2 => vec![change(
            "note",
            json!(visite.note),
            json!("« revu »\u{1f} ; x"),
        )],
        3 => vec![change("date", json!(visite.date), json!("2026-10-30"))],
        4 => vec![change("person", json!(null), json!("p1"))],
        5 => vec![change("person", json!(null), json!("p1")), cancel(true)],
        6 => vec![cancel(true)],
        7 => vec![cancel(true), cancel(false)],
        // Two corrections that did not see one another: the loser is kept.
        8 => vec![
            change("minutes", json!(1), json!(5)),
            change("minutes", json!(1), json!(6)),
        ],
        9 | 19 | 29 | 39 if visite.demandes.len() > 1 => {
            let gone = format!("demande:{}", visite.demandes[0].id);
            let base = serde_json::to_value(&visite.demandes[0]).unwrap();
            vec![change(&gone, base, json!(null))]
        }
        _ => Vec::new(),
    }
}

async fn filled(options: &Options, facts: &[Event]) -> Store {
    let store = Store::open(options).await.unwrap();
    let outside = Outside::fixed(MORNING, 7);
    for batch in facts.chunks(300) {
        let mut tx = store.begin().await.unwrap();
        outside.record(&mut tx, batch).await.unwrap();
        tx.commit().await.unwrap();
    }
    store
}

async fn dump(store: &Store) -> String {
    rebuild::dump(&mut store.read().await.unwrap())
        .await
        .unwrap()
}

#[expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test learns here where PostgreSQL is, and says so when it is nowhere"
)]
async fn postgres() -> Option<String> {
    let Ok(url) = std::env::var("PLUS_TEST_POSTGRES") else {
        eprintln!("PLUS_TEST_POSTGRES absent : essai sur SQLite seulement");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let options = Options::folder(folder.path()).with_database(Some(url.clone()));
    let store = Store::open(&options).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    for statement in CLEAN {
        tx.execute(statement, vec![]).await.unwrap();
    }
    tx.commit().await.unwrap();
    store.close().await;
    Some(format!("{url}?options=-c%20search_path%3Dessai_refaire"))
}

#[tokio::test]
async fn a_mended_demonstration_is_rebuilt_to_the_byte_on_both_engines() {
    let facts = facts();
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Options::folder(folder.path());
    let mut places = vec![sqlite.clone()];
    if let Some(url) = postgres().await {
        places.push(sqlite.with_database(Some(url)));
    }
    let mut dumps = Vec::new();
    for options in &places {
        let store = filled(options, &facts).await;
        let before = dump(&store).await;
        let done = rebuild::rebuild(&store, &mut |_| {}).await.unwrap();
        assert_eq!(done.entries, facts.len() as u64);
        assert_eq!((done.unknown, done.unprojected), (0, 0));
        assert!(dump(&store).await == before, "{:?}", options.database);
        store.close().await;
        dumps.push(before);
    }
    assert!(
        dumps.windows(2).all(|pair| pair[0] == pair[1]),
        "both engines hold the same"
    );
}
