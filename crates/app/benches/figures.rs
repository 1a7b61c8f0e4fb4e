//! A million visites inside the year shown: the figures page, the lines behind a
//! figure, free crossings. Through the program itself, over the loopback.

mod rig;

#[path = "../tests/it/server.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod server;

use std::time::Instant;

use plus_domain::{
    period::Period,
    stats::{Dimension, Scope},
};
use plus_store::{Link, Store, stats};
use rig::{LOGIN, PASSWORD, Place, Times, filled, places, tell, title};
use server::{Browser, Server};

/// The year shown.
const YEAR: &str = "de=2026-01&a=2026-12";
/// Calls of each page.
const CALLS: usize = 40;
/// Promised for a page, 95th percentile, milliseconds.
const PAGE_MS: f64 = 50.0;

#[tokio::main]
#[expect(
    clippy::disallowed_methods,
    reason = "a bench learns here how much to store"
)]
async fn main() {
    let most = std::env::var("PLUS_BENCH_MOST").ok();
    let most: usize = most.map_or(usize::MAX, |n| n.parse().expect("a count of visites"));
    let counts = [(100_000, 300.0), (1_000_000, 5_000.0)];
    for (count, crossing_ms) in counts.into_iter().filter(|(count, _)| *count <= most) {
        for place in places(count).await {
            let store = filled(&place, count).await;
            title(&format!("{count} visites, {}", place.engine));
            cross(&store, count <= 100_000, crossing_ms).await;
            let partner = rare_pairs(&store).await;
            plain(&store).await;
            store.close().await;
            pages(&place, &partner).await;
        }
    }
}

fn year() -> Period {
    let day = |month, day| jiff::civil::date(2026, month, day);
    Period::new(day(1, 1), day(12, 31)).expect("a year")
}

/// Free crossings, and how long giving one up takes.
async fn cross(store: &Store, at_once: bool, bound_ms: f64) {
    let pairs = [
        (
            "partenaire × commune",
            (Dimension::Partner, Dimension::Commune),
        ),
        ("démarche × lieu", (Dimension::Demarche, Dimension::Place)),
        ("âge × résultat", (Dimension::Age, Dimension::Outcome)),
    ];
    let mut link = store.read().await.expect("reads");
    for (name, pair) in pairs {
        let (mut first, mut times) = (Times::default(), Times::default());
        for call in 0..6 {
            let timed = if call == 0 { &mut first } else { &mut times };
            let found = timed.time(counted(&mut link, at_once, pair)).await;
            assert!(!found.is_empty());
        }
        tell(
            &format!("crossing {name}, first time, from the disk"),
            &first,
            None,
            None,
        );
        tell(&format!("crossing {name}"), &times, Some(bound_ms), None);
    }
    let mut times = Times::default();
    for _ in 0..5 {
        let (pair, mut one) = (pairs[1].1, |done: usize, _| done < 1);
        let asked = stats::crossing_by_month(&mut link, year(), &Scope::All, pair, &mut one);
        assert!(times.time(asked).await.expect("counts").is_none());
    }
    tell("crossing given up after one month", &times, None, None);
}

/// How many values a column takes over the year, each with its count.
macro_rules! grouped {
    ($table:literal, $column:literal) => {
        concat!(
            "SELECT COUNT(*) AS n FROM (SELECT ",
            $column,
            ", COUNT(*) AS c FROM ",
            $table,
            " WHERE cancelled = 0 AND date >= '2026-01-01' AND date <= '2026-12-31' GROUP BY ",
            $column,
            ") counted"
        )
    };
}

/// The breakdowns of the figures page.
const BREAKDOWNS: [&str; 11] = [
    grouped!("visite", "age"),
    grouped!("visite", "sex"),
    grouped!("visite", "status"),
    grouped!("visite", "commune"),
    grouped!("visite", "channel"),
    grouped!("visite", "first_time"),
    grouped!("demande", "partner"),
    grouped!("demande", "theme"),
    grouped!("demande", "kind"),
    grouped!("demande", "outcome"),
    grouped!("demande", "demarche"),
];

/// Plain SQL for the same year, in the same run: what the page would wait for without roll-up,
/// first for its total alone, then for each breakdown that it shows.
async fn plain(store: &Store) {
    let mut link = store.read().await.expect("reads");
    let (mut one, mut all) = (Times::default(), Times::default());
    for _ in 0..3 {
        let counted = link.count(grouped!("visite", "cancelled"), vec![]);
        assert_eq!(one.time(counted).await.expect("counts"), 1);
        let work = async {
            for sql in BREAKDOWNS {
                link.count(sql, vec![]).await.expect("counts");
            }
        };
        all.time(work).await;
    }
    tell("plain SQL, the total of the year", &one, None, None);
    tell(
        "plain SQL, the eleven breakdowns of the year",
        &all,
        None,
        None,
    );
}

/// As the page does: at once up to 100,000 visites, else month by month as a long work.
async fn counted(link: &mut Link, at_once: bool, pair: (Dimension, Dimension)) -> stats::Crossing {
    if at_once {
        let asked = stats::crossing(link, year(), &Scope::All, pair);
        return asked.await.expect("counts");
    }
    let mut on = |_, _| true;
    let asked = stats::crossing_by_month(link, year(), &Scope::All, pair, &mut on);
    asked.await.expect("counts").expect("not given up")
}

/// Addresses of the lines behind figures: common ones, and the rarest of a partner.
async fn rare_pairs(store: &Store) -> Vec<String> {
    let mut link = store.read().await.expect("reads");
    let scope = Scope::Partner("caf".into());
    let figures = stats::figures(&mut link, year(), &scope)
        .await
        .expect("figures");
    let all = stats::figures(&mut link, year(), &Scope::All)
        .await
        .expect("figures");
    let mut asked = vec![
        "dimension=total&valeur=*".to_owned(),
        "partenaire=caf&dimension=total&valeur=*".to_owned(),
    ];
    for (scope, figures) in [("", &all), ("partenaire=caf&", &figures)] {
        for (dimension, values) in &figures.by {
            let least = values
                .iter()
                .min_by_key(|(_, m)| m.visites)
                .expect("a value");
            let most = values
                .iter()
                .max_by_key(|(_, m)| m.visites)
                .expect("a value");
            for (value, _) in [least, most] {
                asked.push(format!(
                    "{scope}dimension={}&valeur={value}",
                    dimension.code()
                ));
            }
        }
    }
    asked
}

async fn pages(place: &Place, lines: &[String]) {
    let database = place.options.database.as_deref();
    let server = Server::start_on(&place.options.folder, database).await;
    let browser = Browser::sign_in(&server.base, LOGIN, PASSWORD).await;
    let scopes = [
        ("everything", ""),
        ("one partner", "&partenaire=caf"),
        ("one place", "&lieu=le-marin-mondesir"),
    ];
    for (name, scope) in scopes {
        let path = format!("/pilotage/chiffres?{YEAR}{scope}");
        let mut times = Times::default();
        for _ in 0..CALLS {
            read(&browser, &server, &path, &mut times).await;
        }
        tell(
            &format!("figures page, {name}"),
            &times,
            Some(PAGE_MS),
            None,
        );
    }
    behind(&browser, &server, lines).await;
    server.kill().await;
}

/// The first page of lines behind each figure; the slowest are named.
#[expect(clippy::disallowed_methods, reason = "a bench measures durations")]
async fn behind(browser: &Browser, server: &Server, lines: &[String]) {
    let mut all = Times::default();
    let mut slowest: Vec<(f64, &String)> = Vec::new();
    for asked in lines {
        let path = format!("/pilotage/chiffres/lignes?{YEAR}&{asked}");
        let began = Instant::now();
        for _ in 0..5 {
            read(browser, server, &path, &mut all).await;
        }
        slowest.push((began.elapsed().as_secs_f64() * 200.0, asked));
    }
    tell(
        &format!("first 50 lines behind {} figures", lines.len()),
        &all,
        Some(PAGE_MS),
        None,
    );
    slowest.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (ms, asked) in slowest.iter().take(5) {
        title(&format!("  slowest: {ms:8.1} ms  {asked}"));
    }
}

async fn read(browser: &Browser, server: &Server, path: &str, times: &mut Times) {
    let answer = times.time(browser.get(&server.base, path)).await;
    let (status, body) = answer.expect("answers");
    assert!(status.is_success(), "{path}: {status} {body}");
}
