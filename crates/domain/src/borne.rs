//! A kiosk: one person's use of it ([`session`]), how large things are on its screen
//! ([`ecran`]), and how its hub knows it: what it says of itself each minute (« signe de vie »), what
//! it is told, and how it is set.
//!
//! Nothing here says anything of a reader: of a session, only its hour and its number.
//! Every type may grow: an absent field takes its default, an unknown one is left.

pub mod ecran;
pub mod equipe;
mod form;
pub mod session;
pub mod usage;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use form::SettingsForm;

use crate::profile::choices;

choices! {
    /// What the browser of a kiosk shows.
    Browser {
        /// The pages, and they answer.
        Open = "ouvert",
        /// It is starting.
        Starting = "demarre",
        /// It is there and does not answer.
        Stuck = "fige",
        /// It is not there.
        Closed = "ferme",
    }
    /// How the printer is.
    Printer {
        /// It can print.
        Ready = "prete",
        /// It prints.
        Printing = "imprime",
        /// It is there and can do nothing until somebody comes.
        Stopped = "arretee",
        /// It does not answer.
        Gone = "absente",
    }
    /// How the kiosk reaches the outside.
    Network {
        /// By a cable.
        Cable = "cable",
        /// By Wi-Fi.
        Wifi = "wifi",
        /// By the mobile network.
        Mobile = "mobile",
        /// It does not.
        None = "aucun",
    }
    /// What a coordinator may ask of a kiosk.
    Task {
        /// Start the browser again.
        Browser = "navigateur",
        /// Start the machine again.
        Reboot = "machine",
        /// Tell readers that the kiosk is being looked after, and raise no alarm.
        MaintenanceOn = "maintenance",
        /// Serve again.
        MaintenanceOff = "service",
        /// Send a picture of the idle screen: never of a session.
        Screen = "ecran",
    }
    /// What became of what was asked.
    Outcome {
        /// Done.
        Done = "fait",
        /// Refused: somebody is using the kiosk, or it cannot.
        Refused = "refuse",
        /// Tried, and it did not work.
        Failed = "echec",
    }
}

/// Reasons of a printer that say that paper is low (RFC 8011, 5.4.12).
const LOW: [&str; 1] = ["media-low"];
/// That there is none.
const EMPTY: [&str; 2] = ["media-empty", "media-needed"];
/// That a sheet is stuck.
const JAM: [&str; 1] = ["media-jam"];

/// How a kiosk is, as its supervisor sees it. Sizes are in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// Identifier of this start of the machine (`/proc/sys/kernel/random/boot_id`).
    pub boot: String,
    /// Seconds since the machine started.
    pub uptime_seconds: u64,
    /// Bytes free on its disk.
    pub disk_free: Option<u64>,
    /// Bytes of its disk.
    pub disk_total: Option<u64>,
    /// Bytes of memory that may be used.
    pub memory_free: Option<u64>,
    /// Browser; none while nothing is known of it.
    pub browser: Option<Browser>,
    /// Times that the browser was started again in the last 24 hours.
    pub browser_restarts: u32,
    /// Seconds since the screen was last drawn.
    pub drawn_seconds: Option<u64>,
    /// Printer; none for a kiosk that has none.
    pub printer: Option<Printer>,
    /// Reasons of the printer, in the words of IPP (`media-empty`, `media-jam-error`).
    pub printer_reasons: Vec<String>,
    /// Toner left, per cent.
    pub toner: Option<u8>,
    /// Sheets printed since the printer is there, as it counts them.
    pub sheets: Option<u64>,
    /// Network.
    pub network: Option<Network>,
    /// What waits to be sent to the hub.
    pub queue: u64,
    /// Hour (0 to 23, on the clock of the territory) at which the last session ended, and
    /// nothing finer.
    pub session_hour: Option<i8>,
    /// Day of the two counts that follow, on the calendar of the territory.
    pub day: Option<Date>,
    /// Sessions of that day.
    pub sessions_today: u32,
    /// Pages printed that day.
    pub pages_today: u32,
    /// Temperature of the machine, degrees Celsius, when it can be read.
    pub temperature: Option<i16>,
    /// Whether somebody of the team who stands there has put it on pause.
    pub paused: bool,
}

impl Health {
    /// Whether a reason of the printer begins with one of these words: severities follow
    /// (`-error`, `-warning`, `-report`).
    fn says(&self, words: &[&str]) -> bool {
        let mut reasons = self.printer_reasons.iter();
        reasons.any(|reason| words.iter().any(|word| reason.starts_with(word)))
    }

    /// Whether paper is low.
    pub fn is_paper_low(&self) -> bool {
        self.says(&LOW)
    }

    /// Whether there is no paper.
    pub fn is_paper_out(&self) -> bool {
        self.says(&EMPTY)
    }

    /// Whether a sheet is stuck.
    pub fn is_jammed(&self) -> bool {
        self.says(&JAM)
    }
}

/// Longest text that is kept of what a kiosk says, characters.
const LONGEST_TEXT: usize = 200;
/// Most reasons of a printer that are kept.
const MOST_REASONS: usize = 20;

fn shorten(text: &mut String) {
    if let Some((at, _)) = text.char_indices().nth(LONGEST_TEXT) {
        text.truncate(at);
    }
}

/// What a kiosk says each minute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Beat {
    /// Version that it runs.
    pub version: String,
    /// Its clock when it says this, milliseconds UTC.
    pub clock: i64,
    /// How it is.
    pub health: Health,
    /// What became of what it was asked before.
    pub answers: Vec<Answered>,
}

impl Beat {
    /// The same, its texts cut to a size that can be kept and shown: a kiosk stands in the
    /// street, and what it says is not believed whole.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        let health = &mut self.health;
        health.printer_reasons.truncate(MOST_REASONS);
        health.printer_reasons.iter_mut().for_each(shorten);
        shorten(&mut health.boot);
        shorten(&mut self.version);
        self.answers.iter_mut().for_each(|a| shorten(&mut a.told));
        self
    }
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Identifier of the order.
    pub id: String,
    /// What became of it.
    pub outcome: Outcome,
    /// A word more, in French, for the coordinator; empty when there is none.
    #[serde(default)]
    pub told: String,
    /// The idle screen, PNG or JPEG in hexadecimal; empty for the other orders.
    #[serde(default)]
    pub picture: String,
}

/// Something asked of a kiosk. It is given once: a kiosk that did not hear it does nothing,
/// and the coordinator asks again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Identifier.
    pub id: String,
    /// What is asked.
    pub task: Task,
    /// Instant from which it is no longer to be done, milliseconds UTC.
    pub expires_at: i64,
}

/// How a kiosk is set, as far as it has to know it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Code of the place where it stands, empty while nobody said.
    pub place: String,
    /// When the place opens, in the words that readers see; empty when nothing is said.
    pub opening: String,
    /// Diagonal of the screen, tenths of an inch.
    pub diagonal: Option<u16>,
    /// Pages printed free of charge in a session.
    pub pages_per_session: Option<u16>,
    /// Pages printed free of charge in a day, all sessions together.
    pub pages_per_day: Option<u16>,
    /// Whether it is being looked after.
    pub maintenance: bool,
}

/// What the hub answers to a beat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heard {
    /// The hub's clock, milliseconds UTC.
    pub clock: i64,
    /// Seconds until the next beat is expected.
    pub period_seconds: u32,
    /// What is asked, each once.
    pub orders: Vec<Order>,
    /// How the kiosk is set: the whole of it, each time.
    pub settings: Settings,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beat_of_an_older_or_a_newer_kiosk_is_read() {
        let beat: Beat = serde_json::from_str("{\"version\":\"0.1.0\"}").unwrap();
        assert_eq!((beat.version.as_str(), beat.clock), ("0.1.0", 0));
        let newer = "{\"health\":{\"toner\":12,\"humidite\":40},\"horoscope\":1}";
        let beat: Beat = serde_json::from_str(newer).unwrap();
        assert_eq!(beat.health.toner, Some(12));
    }

    #[test]
    fn what_a_kiosk_says_is_cut_to_what_can_be_kept() {
        let mut beat = Beat {
            version: "é".repeat(900),
            ..Beat::default()
        };
        beat.health.printer_reasons = vec!["x".repeat(900); 90];
        let beat = beat.bounded();
        assert_eq!(beat.version, "é".repeat(200));
        assert_eq!(beat.health.printer_reasons, vec!["x".repeat(200); 20]);
    }

    #[test]
    fn reasons_of_a_printer_are_read_with_or_without_their_severity() {
        let health = |reason: &str| Health {
            printer_reasons: vec!["none".into(), reason.into()],
            ..Health::default()
        };
        assert!(health("media-low-warning").is_paper_low());
        assert!(health("media-empty").is_paper_out());
        assert!(health("media-needed-error").is_paper_out());
        assert!(health("media-jam-error").is_jammed());
        assert!(!health("toner-low").is_paper_low());
    }
}
