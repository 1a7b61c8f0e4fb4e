//! How this kiosk is, told to its hub each minute, and what the hub asks of it.
//!
//! Nothing of a session goes: its hour, and how many there were today.

use std::{fs, path::Path, sync::Arc, time::Duration};

use plus_borne::{
    kiosk::Order as Hand,
    printer::client::{PrinterState, Reason},
};
use plus_domain::borne::{
    Answered, Browser, Health, Network, Order, Outcome, Printer, Settings, Task,
};
use tokio::sync::{mpsc, watch};

use super::Borne;
use crate::{
    borne::beat::{self, Ties},
    node::health::disk,
    web::state::App,
};

/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// Answers and orders that may wait.
const WAITING: usize = 20;

/// The ends that the supervisor holds.
#[derive(Debug)]
struct Held {
    health: watch::Sender<Health>,
    answers: mpsc::Sender<Answered>,
    orders: mpsc::Receiver<Order>,
    settings: watch::Receiver<Settings>,
}

/// Says how the kiosk is until the program ends, and does what the hub asks.
pub fn watch(app: &App, borne: &Arc<Borne>) {
    let (health, told) = watch::channel(Health::default());
    let (answers, said) = mpsc::channel(WAITING);
    let (ask, orders) = mpsc::channel(WAITING);
    let (set, settings) = watch::channel(Settings::default());
    let ties = Ties {
        health: told,
        answers: said,
        orders: ask,
        settings: set,
    };
    let held = Held {
        health,
        answers: answers.clone(),
        orders,
        settings,
    };
    borne.answer_by(answers);
    let beating = app.clone();
    tokio::spawn(async move { beat::keep(&beating.store, &beating.outside, ties).await });
    tokio::spawn(look(app.clone(), borne.clone(), held));
}

async fn look(app: App, borne: Arc<Borne>, mut held: Held) {
    let mut turn = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            _ = turn.tick() => {
                held.health.send_replace(of(&app, &borne));
            }
            order = held.orders.recv() => match order {
                Some(order) => obey(&borne, &held.answers, order).await,
                None => return,
            },
            set = held.settings.changed() => match set {
                Ok(()) => borne.set(&held.settings.borrow_and_update()),
                Err(_) => return,
            },
        }
    }
}

/// How it is now.
pub fn of(app: &App, borne: &Borne) -> Health {
    let disk = disk(app.store.folder());
    let today = app.today();
    let counted = borne.counted(today);
    Health {
        boot: read("/proc/sys/kernel/random/boot_id"),
        uptime_seconds: first_number(&read("/proc/uptime")),
        disk_free: disk.map(|disk| disk.free),
        disk_total: disk.map(|disk| disk.total),
        memory_free: memory(&read("/proc/meminfo")),
        browser: Some(Browser::Open),
        browser_restarts: borne.restarts(app.outside.now_ms()),
        drawn_seconds: None,
        network: network(Path::new("/sys/class/net")),
        session_hour: counted.last_hour,
        day: Some(today),
        sessions_today: counted.sessions,
        pages_today: counted.pages,
        temperature: temperature(),
        paused: borne.is_paused(),
        ..printing(borne)
    }
}

/// What is known of the printer.
fn printing(borne: &Borne) -> Health {
    let Some(impression) = borne.impression() else {
        return Health::default();
    };
    let told = impression.queue.watch();
    let told = told.borrow();
    let gone = told.reasons.contains(&Reason::Offline);
    let state = match told.printer.as_ref().map(|printer| &printer.state) {
        _ if gone => Printer::Gone,
        None => Printer::Gone,
        Some(PrinterState::Processing) => Printer::Printing,
        Some(PrinterState::Stopped) => Printer::Stopped,
        Some(_) => Printer::Ready,
    };
    let supplies = told.printer.iter().flat_map(|printer| &printer.supplies);
    Health {
        printer: Some(state),
        printer_reasons: told.reasons.iter().map(keyword).collect(),
        toner: supplies.filter_map(|supply| supply.level).min(),
        ..Health::default()
    }
}

/// The word of a reason in IPP, as alarms read it.
fn keyword(reason: &Reason) -> String {
    match reason {
        Reason::PaperLow => "media-low",
        Reason::PaperOut => "media-empty",
        Reason::TonerLow => "toner-low",
        Reason::TonerOut => "toner-empty",
        Reason::Jam => "media-jam",
        Reason::DoorOpen => "door-open",
        Reason::OutputFull => "output-area-full",
        Reason::Offline => "offline",
        Reason::WasteFull => "marker-waste-full",
        Reason::Other(word) => word,
    }
    .to_owned()
}

/// Does what the hub asks; what touches a person waits until nobody is there.
async fn obey(borne: &Borne, answers: &mpsc::Sender<Answered>, order: Order) {
    let used = borne.is_used();
    let outcome = match order.task {
        Task::Screen if !used => {
            borne.show_to(&order.id);
            borne.tell(Hand::Picture);
            return;
        }
        Task::Browser if !used => {
            borne.tell(Hand::Restart);
            Outcome::Done
        }
        Task::Reboot if !used => reboot().await,
        Task::Screen | Task::Browser | Task::Reboot => Outcome::Refused,
        // The settings that came with it say so.
        Task::MaintenanceOn | Task::MaintenanceOff => Outcome::Done,
    };
    let answered = Answered {
        id: order.id,
        outcome,
        told: String::new(),
        picture: String::new(),
    };
    if answers.send(answered).await.is_err() {
        tracing::warn!("nobody hears what became of an order");
    }
}

/// The machine starts again; only the service of a kiosk may ask that of the system.
async fn reboot() -> Outcome {
    let asked = tokio::process::Command::new("systemctl")
        .args(["--no-ask-password", "reboot"])
        .status();
    match asked.await {
        Ok(status) if status.success() => Outcome::Done,
        _ => Outcome::Failed,
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn first_number(text: &str) -> u64 {
    let whole = text.split(['.', ' ']).next().unwrap_or_default();
    whole.parse().unwrap_or(0)
}

/// `MemAvailable`, bytes.
fn memory(text: &str) -> Option<u64> {
    let line = text
        .lines()
        .find(|line| line.starts_with("MemAvailable:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1_024)
}

/// By what it is linked, from the cards of the machine: the first that is up.
fn network(cards: &Path) -> Option<Network> {
    let mut wireless = false;
    for card in fs::read_dir(cards).ok()?.flatten() {
        let path = card.path();
        let up = fs::read_to_string(path.join("operstate")).is_ok_and(|s| s.trim() == "up");
        let name = card.file_name().to_string_lossy().into_owned();
        if !up || name == "lo" {
            continue;
        }
        if path.join("wireless").exists() {
            wireless = true;
        } else if name.starts_with("ww") {
            return Some(Network::Mobile);
        } else {
            return Some(Network::Cable);
        }
    }
    Some(if wireless {
        Network::Wifi
    } else {
        Network::None
    })
}

/// The warmest part of the machine, degrees Celsius.
fn temperature() -> Option<i16> {
    let zones = fs::read_dir("/sys/class/thermal").ok()?.flatten();
    let read = |path: std::path::PathBuf| -> Option<i16> {
        let thousandths: i32 = fs::read_to_string(path).ok()?.trim().parse().ok()?;
        i16::try_from(thousandths / 1_000).ok()
    };
    zones
        .filter_map(|zone| read(zone.path().join("temp")))
        .max()
}

#[cfg(test)]
mod tests {
    use super::{Network, first_number, memory, network};

    #[test]
    fn the_system_is_read_as_it_writes() {
        assert_eq!(first_number("1234.56 99.0"), 1_234);
        assert_eq!(first_number(""), 0);
        let text = "MemTotal: 100 kB\nMemAvailable:   2048 kB\n";
        assert_eq!(memory(text), Some(2_097_152));
        assert_eq!(memory("rien"), None);
    }

    #[test]
    fn a_card_that_is_up_says_how_the_kiosk_is_linked() {
        let cards = tempfile::tempdir().unwrap();
        let card = |name: &str, state: &str| {
            let path = cards.path().join(name);
            std::fs::create_dir_all(&path).unwrap();
            std::fs::write(path.join("operstate"), state).unwrap();
            path
        };
        card("lo", "up");
        card("eth0", "down");
        assert_eq!(network(cards.path()), Some(Network::None));
        std::fs::create_dir(card("wlan0", "up\n").join("wireless")).unwrap();
        assert_eq!(network(cards.path()), Some(Network::Wifi));
        card("eth0", "up");
        assert_eq!(network(cards.path()), Some(Network::Cable));
    }
}
