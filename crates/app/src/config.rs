//! Settings: a file, then the environment, then the command line, each over the
//! one before. An unknown key is refused: a typing mistake must not pass in silence.
//!
//! The environment is read by the command line (`env = "PLUS_…"`), not here.

mod courrier;
mod identite;
mod proconnect;
pub mod reference;
mod sms;

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use plus_domain::{
    borne::{ecran::Ecran, session::Patience},
    courrier::is_address,
};
use serde::{Deserialize, Serialize};

pub use courrier::{Courrier, Security};
pub use identite::Identite;
pub use proconnect::Proconnect;
pub use sms::Sms;

use crate::content::arrival::is_safe;

/// Name of the file looked for in the data folder.
pub const FILE: &str = "plus.toml";

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path} : lecture impossible ({source})")]
    Read {
        /// Which file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not right; the message of the reader names line and key.
    #[error("{path} : {reason}")]
    Content {
        /// Which file.
        path: String,
        /// What is wrong and where.
        reason: String,
    },
}

/// The file `plus.toml`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address to listen on, such as `127.0.0.1:8000`.
    pub listen: Option<String>,
    /// `postgres://…`, or nothing for the SQLite file of the data folder.
    pub database: Option<String>,
    /// Folder of the territory.
    pub territory: Option<String>,
    /// Program that reads pages aloud: a name or a path, `espeak-ng` when nothing is said.
    pub voice: Option<String>,
    /// File of the key that binds verifiers to this machine; without one, in the data folder.
    pub device_key: Option<String>,
    /// File of the key that seals the papers left at bornes; without one, in the data folder.
    pub retrait_key: Option<String>,
    /// Settings of the pages.
    pub web: Web,
    /// Where the official content comes from.
    pub content: Content,
    /// The backups of each night.
    pub backup: Backup,
    /// A proxy in front of PLUS ends HTTPS: plain HTTP may be spoken beyond this machine.
    pub behind_proxy: bool,
    /// Certificate of this machine.
    pub tls: Tls,
    /// How this machine reaches its hub.
    pub exchange: Exchange,
    /// The kiosk, on a machine that is one.
    pub borne: Borne,
    /// The server that takes letters to the team.
    pub courrier: Courrier,
    /// The gateway that takes short messages to telephones.
    pub sms: Sms,
    /// The second factor of the staff.
    pub identite: Identite,
    /// The provider of identities of the public services.
    pub proconnect: Proconnect,
}

/// The backups of each night, and who may read them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backup {
    /// Folder where they are kept; without one, none is made by itself.
    pub folder: Option<String>,
    /// Public keys (`age1…`) of those who may read them.
    pub recipients: Vec<String>,
    /// File that holds a passphrase, when there is no key.
    pub passphrase_file: Option<String>,
    /// Leaves them readable by whoever has them.
    pub clear: bool,
    /// Hour of the night, in the time of the territory.
    pub hour: i8,
    /// Days without a verified backup after which the technician is written to.
    pub late_days: u32,
}

impl Default for Backup {
    fn default() -> Self {
        Self {
            folder: None,
            recipients: Vec::new(),
            passphrase_file: None,
            clear: false,
            hour: 2,
            late_days: 3,
        }
    }
}

impl Backup {
    fn check(&self) -> Result<(), &'static str> {
        if !(0..24).contains(&self.hour) {
            return Err("backup.hour : de 0 à 23");
        }
        if self.late_days == 0 {
            return Err("backup.late_days : au moins 1");
        }
        Ok(())
    }
}

/// The kiosk.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Borne {
    /// Where its own browser comes in: this machine alone.
    pub listen: String,
    /// The browser: a name or a path.
    pub browser: String,
    /// Flags of this machine alone, for the browser.
    pub browser_flags: Vec<String>,
    /// Folder in memory where the browser writes.
    pub folder: String,
    /// Folder of the managed policies of the browser.
    pub policies: String,
    /// Pixels across and down.
    pub screen: (u32, u32),
    /// Diagonal of the screen, inches.
    pub diagonal: f64,
    /// Name shown: « Borne du Marin ».
    pub name: Option<String>,
    /// The printer: `ipp://192.168.1.20/ipp/print`.
    pub printer: Option<String>,
    /// The scanner, most often of the same machine: `http://192.168.1.20/eSCL`.
    pub scanner: Option<String>,
    /// Where telephones of the local network send a paper: `0.0.0.0:8200`; without it, none do.
    pub phone_listen: Option<String>,
    /// The address that they open: `http://10.42.0.1:8200`.
    pub phone: Option<String>,
    /// What plays a sound, as `aplay` does.
    pub player: String,
    /// A file that is there while somebody uses the kiosk: an update waits for it to go.
    pub occupied: Option<String>,
    /// Whether a keyboard is drawn when somebody has to write: false where there is a real one.
    pub screen_keyboard: bool,
    /// The one key of who uses a switch, as browsers name it: `Space`, `Enter`, `F9`.
    pub switch_key: Option<String>,
    /// How long each choice is framed for it, milliseconds.
    pub switch_ms: u32,
    /// Whole origins that this place adds to the list, such as a library's.
    pub sites: Vec<String>,
    /// Seconds without a touch before the warning.
    pub idle_seconds: i64,
    /// Seconds that the warning stays.
    pub warned_seconds: i64,
    /// Seconds that a person has before those who wait may ask for the place.
    pub turn_seconds: i64,
    /// The code of the team for the menu of the kiosk, stretched (`plus borne --staff-code`);
    /// without it there is no menu.
    pub staff_code: Option<String>,
    /// Pages that a person may print in a session.
    pub pages_session: u32,
    /// Pages that may be printed in a day.
    pub pages_day: u32,
}

impl Default for Borne {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8100".to_owned(),
            browser: "chromium".to_owned(),
            browser_flags: Vec::new(),
            folder: "/dev/shm/plus-borne".to_owned(),
            policies: plus_borne::browser::policy::FOLDER.to_owned(),
            screen: (1080, 1920),
            diagonal: 22.0,
            name: None,
            printer: None,
            scanner: None,
            phone_listen: None,
            phone: None,
            player: "aplay".to_owned(),
            occupied: None,
            screen_keyboard: true,
            switch_key: None,
            switch_ms: 1_800,
            sites: Vec::new(),
            idle_seconds: 90,
            warned_seconds: 30,
            turn_seconds: 600,
            staff_code: None,
            pages_session: 10,
            pages_day: 200,
        }
    }
}

impl Borne {
    /// How long a person may be still.
    pub fn patience(&self) -> Patience {
        Patience {
            idle_ms: self.idle_seconds * 1_000,
            warned_ms: self.warned_seconds * 1_000,
            turn_ms: self.turn_seconds * 1_000,
        }
    }

    /// Its screen; none when the settings describe no screen.
    pub fn ecran(&self) -> Option<Ecran> {
        Ecran::new(self.screen.0, self.screen.1, self.diagonal)
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.ecran().is_none() {
            return Err("borne.screen et borne.diagonal : [1080, 1920] et 22.0 par exemple");
        }
        // WCAG 2.2.1: twenty seconds at least to answer.
        if self.warned_seconds < 20 || self.idle_seconds < 20 {
            return Err("borne.idle_seconds et borne.warned_seconds : 20 au moins");
        }
        if self.turn_seconds < 60 {
            return Err("borne.turn_seconds : 60 au moins");
        }
        if let Some(code) = &self.staff_code
            && !code.starts_with("$argon2id$")
        {
            return Err("borne.staff_code : la ligne que donne plus borne --staff-code");
        }
        if !(500..=10_000).contains(&self.switch_ms) {
            return Err("borne.switch_ms : de 500 à 10000");
        }
        let named = |key: &str| key.len() <= 20 && key.bytes().all(|b| b.is_ascii_alphanumeric());
        if self
            .switch_key
            .as_deref()
            .is_some_and(|key| key.is_empty() || !named(key))
        {
            return Err("borne.switch_key : Space, Enter ou F9 par exemple");
        }
        Ok(())
    }
}

/// Certificate of this machine, and where the van's screens come in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tls {
    /// File of the certificate, PEM.
    pub certificate: Option<String>,
    /// File of its private key, PEM; nobody else may read it.
    pub key: Option<String>,
    /// Where a machine of a relay listens for the screens of its local network.
    pub screens: Option<String>,
}

/// How this machine reaches its hub.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Exchange {
    /// Proxy to go through, in place of that of the environment.
    pub proxy: Option<String>,
    /// Hosts to reach without it, separated by commas.
    pub no_proxy: String,
    /// File of an authority to trust for the hub, besides those of the system.
    pub authority: Option<String>,
    /// Bytes of documents that may travel in a day; none: as many as needed.
    pub metered_daily_bytes: Option<u64>,
}

/// Where the official content comes from, and how often it is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Content {
    /// Address of the archive; without one nothing is fetched by itself.
    pub address: Option<String>,
    /// Hours between two tries.
    pub every_hours: u32,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            address: None,
            every_hours: 24,
        }
    }
}

impl Content {
    /// Milliseconds between two tries.
    pub fn every_ms(&self) -> i64 {
        i64::from(self.every_hours) * 3_600_000
    }

    /// The same, with what the environment or the command line says over it.
    ///
    /// # Errors
    /// The sentence that says what cannot be used.
    pub fn with(
        self,
        address: Option<String>,
        every_hours: Option<u32>,
    ) -> Result<Self, &'static str> {
        let content = Self {
            address: address.or(self.address),
            every_hours: every_hours.unwrap_or(self.every_hours),
        };
        content.check().map(|()| content)
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.every_hours == 0 {
            return Err("content.every_hours : au moins 1");
        }
        match &self.address {
            Some(address) if !is_safe(address) => {
                Err("content.address : une adresse qui commence par https://")
            }
            _ => Ok(()),
        }
    }
}

/// Settings of the pages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Web {
    /// Address that people type, such as `https://plus.example.org`, when a proxy
    /// stands in front. With `https` cookies are bound to it and HSTS is said.
    pub public_url: Option<String>,
    /// Whether the promise of HTTPS holds for the names below that one too: no when
    /// PLUS stands at the root of a domain that others use.
    pub hsts_subdomains: bool,
    /// Whom to tell of a weakness: `mailto:…` or `https://…`, for `security.txt`.
    pub security_contact: Option<String>,
    /// Whom to tell that a page cannot be used: `mailto:…` or `https://…`.
    pub accessibility_contact: Option<String>,
    /// Where to write about what is kept of people: who protects data there, `mailto:` or `https:`.
    pub data_contact: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Pages that one place, by its address, may read in a minute; 0: as many as it wants.
    pub reads_per_minute: u32,
    /// Seconds before an answer is given up.
    pub request_seconds: u64,
    /// Whether this hub looks once a day if the addresses of its catalogue answer:
    /// the only thing that pages make it ask of the outside.
    pub check_addresses: bool,
    /// Days without contact after which the hub tells of a machine.
    pub silent_days: u32,
    /// Seconds between two signs of life of a kiosk; it is silent after three.
    pub beat_seconds: u32,
    /// Sessions.
    pub session: Session,
    /// The list of stolen passwords (Have I Been Pwned, SHA-1, sorted), on this machine.
    pub stolen_passwords: Option<PathBuf>,
    /// Cost of a password.
    pub password: PasswordCost,
    /// Everything shown is invented.
    #[serde(skip)]
    pub demo: bool,
    /// Where the official content comes from: `[content]` of the file.
    #[serde(skip)]
    pub content: Content,
    /// The server that takes letters: `[courrier]` of the file.
    #[serde(skip)]
    pub courrier: Courrier,
    /// Where short messages go.
    #[serde(skip)]
    pub sms: Sms,
    /// The second factor of the staff: `[identite]` of the file.
    #[serde(skip)]
    pub identite: Identite,
    /// The provider of identities of the public services: `[proconnect]` of the file.
    #[serde(skip)]
    pub proconnect: Proconnect,
    /// Port of the screens of the local network, when they have one.
    #[serde(skip)]
    pub screens_port: Option<u16>,
}

impl Default for Web {
    fn default() -> Self {
        Self {
            public_url: None,
            hsts_subdomains: true,
            security_contact: None,
            accessibility_contact: None,
            data_contact: None,
            trusted_proxies: Vec::new(),
            reads_per_minute: 1_200,
            request_seconds: 30,
            check_addresses: true,
            silent_days: 7,
            beat_seconds: 60,
            session: Session::default(),
            stolen_passwords: None,
            password: PasswordCost::default(),
            demo: false,
            content: Content::default(),
            courrier: Courrier::default(),
            sms: Sms::default(),
            identite: Identite::advised(),
            proconnect: Proconnect::default(),
            screens_port: None,
        }
    }
}

impl Web {
    /// Whether addresses are looked at; an invented relay asks nothing of anybody.
    pub fn looks_outside(&self) -> bool {
        self.check_addresses && !self.demo
    }

    /// Time between two signs of life of a kiosk, milliseconds.
    pub fn beat_ms(&self) -> i64 {
        i64::from(self.beat_seconds.max(1)) * 1000
    }

    /// Whether people come by HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

/// How long a session lives (requirement S6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Session {
    /// Minutes without a touch of the screen.
    pub idle_minutes: u32,
    /// Hours in all.
    pub absolute_hours: u32,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            idle_minutes: 15,
            absolute_hours: 10,
        }
    }
}

impl Session {
    /// Seconds without a touch of the screen.
    pub fn idle_seconds(&self) -> i64 {
        i64::from(self.idle_minutes) * 60
    }

    /// Milliseconds without a touch of the screen.
    pub fn idle_ms(&self) -> i64 {
        self.idle_seconds() * 1000
    }

    /// Milliseconds in all.
    pub fn absolute_ms(&self) -> i64 {
        i64::from(self.absolute_hours) * 3_600_000
    }
}

/// Cost of Argon2id (requirement S1: at least 19 MiB, 2 passes, 1 lane).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct PasswordCost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            passes: 2,
        }
    }
}

impl Config {
    /// Reads `plus.toml` of a folder, or the defaults when there is none.
    pub fn of_folder(data: &Path) -> Result<Self, ConfigError> {
        let path = data.join(FILE);
        if path.exists() {
            Self::read(&path)
        } else {
            Ok(Self::default())
        }
    }

    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: name.clone(),
            source,
        })?;
        Self::parse(&name, &text)
    }

    /// Reads a text; `name` is for the message.
    pub fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        let refuse = |reason: String| ConfigError::Content {
            path: name.to_owned(),
            reason,
        };
        let config: Self = toml::from_str(text).map_err(|e| refuse(e.to_string()))?;
        let checked = config.web.check().and_then(|()| config.content.check());
        let checked = checked.and_then(|()| config.backup.check());
        let checked = checked.and_then(|()| config.borne.check());
        let checked = checked.and_then(|()| config.courrier.check());
        let checked = checked.and_then(|()| config.sms.check());
        let site = config.web.public_url.as_deref();
        let checked = checked.and_then(|()| config.proconnect.check(site));
        checked.map_err(|reason| refuse(reason.to_owned()))?;
        Ok(config)
    }
}

impl Web {
    fn check(&self) -> Result<(), &'static str> {
        let floor = PasswordCost::default();
        if self.password.memory_kib < floor.memory_kib || self.password.passes < floor.passes {
            return Err("web.password : au moins memory_kib = 19456 et passes = 2");
        }
        if self.session.idle_minutes == 0 || self.session.absolute_hours == 0 {
            return Err("web.session : des durées d’au moins 1");
        }
        if self.beat_seconds == 0 {
            return Err("web.beat_seconds : au moins 1");
        }
        let contacts = [
            &self.security_contact,
            &self.accessibility_contact,
            &self.data_contact,
        ];
        if contacts
            .into_iter()
            .flatten()
            .any(|contact| !is_contact(contact))
        {
            return Err(
                "web.security_contact, web.accessibility_contact, web.data_contact : mailto:… ou https://…",
            );
        }
        let url = self.public_url.as_deref().unwrap_or("http://");
        if url.starts_with("https://") || url.starts_with("http://") {
            Ok(())
        } else {
            Err("web.public_url : une adresse qui commence par https:// ou http://")
        }
    }
}

/// Whether a text is where somebody can be written to, on one line.
fn is_contact(text: &str) -> bool {
    let address = text.strip_prefix("mailto:");
    let plain = !text.chars().any(|c| c.is_control() || c.is_whitespace());
    plain && (address.is_some_and(is_address) || text.starts_with("https://"))
}

#[cfg(test)]
mod tests {
    use super::Config;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse("plus.toml", text).map_err(|e| e.to_string())
    }

    #[test]
    fn an_empty_file_gives_the_defaults() {
        let config = parse("").unwrap();
        assert_eq!(config, Config::default());
        assert_eq!(config.web.session.idle_ms(), 15 * 60 * 1000);
        assert!(!config.web.is_https());
    }

    #[test]
    fn an_unknown_key_is_refused_by_its_name_and_line() {
        let message = parse("listen = \"127.0.0.1:8000\"\nlisen = 1\n").unwrap_err();
        assert!(
            message.contains("lisen") && message.contains('2'),
            "{message}"
        );
        assert!(parse("[web.session]\nidle_minute = 3\n").is_err());
    }

    #[test]
    fn weak_passwords_cannot_be_configured() {
        assert!(parse("[web.password]\nmemory_kib = 64\n").is_err());
        assert!(parse("[web.session]\nidle_minutes = 0\n").is_err());
        assert!(parse("[web]\npublic_url = \"plus.example.org\"\n").is_err());
    }

    #[test]
    fn a_contact_is_an_address_to_write_to() {
        let contact = |text: &str| parse(&format!("[web]\nsecurity_contact = \"{text}\"\n"));
        assert!(contact("mailto:securite@exemple.fr").is_ok());
        assert!(contact("https://exemple.fr/securite").is_ok());
        for wrong in [
            "securite@exemple.fr",
            "mailto:personne",
            "http://exemple.fr",
            "mailto:a@b.fr\\nExpires: 2099",
        ] {
            assert!(contact(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn content_comes_from_a_safe_address_and_not_all_the_time() {
        let config = parse("[content]\naddress = \"https://exemple.fr/a.zip\"\n").unwrap();
        assert_eq!(config.content.every_ms(), 24 * 3_600_000);
        let over = config.content.with(None, Some(6)).unwrap();
        assert_eq!((over.address.is_some(), over.every_hours), (true, 6));
        assert!(over.with(Some("ftp://exemple.fr".into()), None).is_err());
        assert!(parse("[content]\naddress = \"http://exemple.fr/a.zip\"\n").is_err());
        assert!(parse("[content]\nevery_hours = 0\n").is_err());
    }

    #[test]
    fn https_follows_from_the_public_address() {
        let config = parse("[web]\npublic_url = \"https://plus.example.org\"\n").unwrap();
        assert!(config.web.is_https());
    }
}
