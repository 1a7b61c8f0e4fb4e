//! The kiosks of an invented relay: enrolled and set as a coordinator does, heard as their hub
//! hears them, for two weeks, then each minute while the demonstration runs. One of them has
//! fallen silent, and its alarm is the one that the program raises.

use std::time::Duration;

use plus_domain::{
    borne::{Beat, Browser, Health, Network, Printer, Settings},
    ids::NodeId,
    machine::Kind,
    territoire::{Place, PlaceKind},
};
use plus_store::{
    StoreError,
    borne::{
        self,
        reglage::{self, Setting},
    },
    exchange::machine,
};

use crate::{
    borne::veille,
    outside::Outside,
    web::state::{App, AppState},
};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Days that are told.
const DAYS: i64 = 14;
/// Which one has fallen silent, and when it was last heard.
const SILENT: usize = 2;
const LAST_HEARD_MS: i64 = 26 * MINUTE_MS;
/// When its hub noticed.
const NOTICED_MS: i64 = 20 * MINUTE_MS;
/// Which one has little paper left.
const LOW: usize = 1;
/// Between two signs of life.
const PERIOD: Duration = Duration::from_mins(1);

/// Enrols one machine for each kiosk of the territory, and tells its last two weeks.
///
/// # Errors
/// Those of the database.
pub async fn bornes(app: &App) -> Result<(), StoreError> {
    let territory = app.territory();
    let places = territory.places_on(app.today());
    let places: Vec<&Place> = places.filter(|p| p.kind == PlaceKind::Borne).collect();
    let now = app.outside.now_ms();
    let mut nodes = Vec::new();
    for place in places {
        nodes.push(enrolled(app, place, now - DAYS * DAY_MS).await?);
    }
    if nodes.is_empty() {
        return Ok(());
    }
    for days in (1..DAYS).rev() {
        let then = at(app, now - days * DAY_MS);
        told(&then, &nodes, (false, &|_| true)).await?;
    }
    let last = at(app, now - LAST_HEARD_MS);
    told(&last, &nodes, (true, &|_| true)).await?;
    let noticing = at(app, now - NOTICED_MS);
    told(&noticing, &nodes, (true, &speaks)).await?;
    veille::look(&noticing).await?;
    told(app, &nodes, (true, &speaks)).await
}

/// Whether one still says something.
fn speaks(rank: usize) -> bool {
    rank != SILENT
}

/// Beats each minute, but for the one that is silent, for as long as the program runs.
pub async fn keep(app: App) {
    loop {
        if let Err(error) = beat(&app).await {
            tracing::warn!(%error, "the kiosks of the demonstration are not heard");
        }
        tokio::time::sleep(PERIOD).await;
    }
}

async fn beat(app: &App) -> Result<(), StoreError> {
    let mut nodes = Vec::new();
    for place in app.territory().places_on(app.today()) {
        if place.kind == PlaceKind::Borne {
            let all = borne::all(&mut app.store.read().await?).await?;
            let known = all.into_iter().find(|one| one.name == place.name);
            nodes.extend(known.map(|one| one.node));
        }
    }
    told(app, &nodes, (true, &speaks)).await
}

/// The same relay at another instant.
fn at(app: &App, now_ms: i64) -> App {
    let territory = (*app.territory()).clone();
    let outside = Outside::machine_at(now_ms);
    AppState::new(outside, app.store.clone(), app.config.clone(), territory)
}

/// Enrolled with a code, then set: where it stands, and who is told.
async fn enrolled(app: &App, place: &Place, since: i64) -> Result<NodeId, StoreError> {
    let code = app.outside.new_id();
    let node = NodeId::new(app.outside.new_id());
    // Nobody holds the other half: these machines say nothing over the network.
    let key = app.outside.random_bytes::<32>();
    let mut tx = app.store.begin().await?;
    let until = (since, since + MINUTE_MS);
    machine::invite(&mut tx, &code, (&place.name, Kind::Borne), until).await?;
    machine::accept(&mut tx, &code, &node, &key, since).await?;
    let setting = Setting {
        settings: Settings {
            place: place.code.to_string(),
            opening: "Jour et nuit".to_owned(),
            diagonal: Some(220),
            pages_per_session: Some(10),
            pages_per_day: Some(200),
            ..Settings::default()
        },
        referent: Some("accueil@exemple.fr".to_owned()),
    };
    reglage::set(&mut tx, &node, &setting).await?;
    tx.commit().await?;
    Ok(node)
}

/// What those of these ranks say now is heard by their hub; `today`: one of them has little paper.
async fn told(
    app: &App,
    nodes: &[NodeId],
    (today, says): (bool, &(dyn Fn(usize) -> bool + Sync)),
) -> Result<(), StoreError> {
    for (rank, node) in nodes.iter().enumerate().filter(|(rank, _)| says(*rank)) {
        let beat = Beat {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            clock: app.outside.now_ms(),
            health: health(app, rank, today && rank == LOW),
            answers: Vec::new(),
        };
        veille::hear(app, node, beat).await?;
    }
    Ok(())
}

/// How one of them is. Busier by day than by night, and never twice the same day.
fn health(app: &App, rank: usize, low: bool) -> Health {
    let now = crate::web::bus::local_now(app);
    let day = i64::from(now.date().day_of_year());
    let seed = u32::try_from(day).unwrap_or(0) * 7 + u32::try_from(rank).unwrap_or(0) * 13;
    let hours = u32::try_from(now.hour()).unwrap_or(0);
    let sessions = hours * (4 + seed % 7) / 10;
    Health {
        boot: format!("demo-{rank}"),
        uptime_seconds: 5 * 86_400 + u64::from(seed) * 600,
        disk_free: Some(21 << 30),
        disk_total: Some(32 << 30),
        memory_free: Some(5 << 30),
        browser: Some(Browser::Open),
        browser_restarts: u32::from(low),
        drawn_seconds: Some(1),
        printer: Some(Printer::Ready),
        printer_reasons: if low {
            vec!["media-low-report".to_owned()]
        } else {
            Vec::new()
        },
        toner: u8::try_from(31 + seed % 60).ok(),
        sheets: Some(1_200 + u64::from(seed) * 9),
        network: Some(if rank == 0 {
            Network::Cable
        } else {
            Network::Mobile
        }),
        queue: 0,
        session_hour: (sessions > 0).then(|| now.hour().saturating_sub(1).max(0)),
        day: Some(now.date()),
        sessions_today: sessions,
        pages_today: sessions * 3 / 2,
        temperature: i16::try_from(48 + seed % 9).ok(),
        paused: false,
    }
}
