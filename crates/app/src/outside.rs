//! The outside world: clock, identifiers, randomness, outgoing connections.
//!
//! The only module that reaches for them; everything else receives an [`Outside`]
//! or what came from one. With [`Outside::fixed`] the same program is replayed to
//! the byte, which is what tests and dated demonstrations need.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use lettre::{
    AsyncSmtpTransport, Tokio1Executor,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use plus_domain::{adresse, event::Event};
use plus_store::{Stamp, StoreError, Tx};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::config::{Courrier, Exchange, Security};

/// Clock, identifiers and randomness. Clones share the same world.
#[derive(Debug, Clone)]
pub struct Outside {
    clock: Clock,
    random: Arc<Mutex<StdRng>>,
}

#[derive(Debug, Clone)]
enum Clock {
    Machine,
    /// The machine's, moved by so many milliseconds.
    Shifted(i64),
    /// Milliseconds UTC, moved by hand.
    Fixed(Arc<AtomicI64>),
}

impl Outside {
    /// The real one: the machine's clock, randomness seeded by the system.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where randomness comes in"
    )]
    pub fn machine() -> Self {
        Self::new(Clock::Machine, rand::make_rng())
    }

    /// A world that stands at `now_ms` (milliseconds UTC) and draws from `seed`.
    pub fn fixed(now_ms: i64, seed: u64) -> Self {
        let clock = Clock::Fixed(Arc::new(AtomicI64::new(now_ms)));
        Self::new(clock, StdRng::seed_from_u64(seed))
    }

    /// The machine's randomness, and a clock that starts now at `now_ms`: to look at
    /// a dated demonstration.
    pub fn machine_at(now_ms: i64) -> Self {
        let machine = Self::machine();
        let shift = now_ms - machine.now_ms();
        Self {
            clock: Clock::Shifted(shift),
            ..machine
        }
    }

    /// The machine's clock, but the randomness of `seed`: a demonstration of today
    /// that can be shown again.
    pub fn seeded(seed: u64) -> Self {
        Self::new(Clock::Machine, StdRng::seed_from_u64(seed))
    }

    fn new(clock: Clock, random: StdRng) -> Self {
        Self {
            clock,
            random: Arc::new(Mutex::new(random)),
        }
    }

    /// The instant, milliseconds UTC.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    pub fn now_ms(&self) -> i64 {
        match &self.clock {
            Clock::Machine => Timestamp::now().as_millisecond(),
            Clock::Shifted(by) => Timestamp::now().as_millisecond() + by,
            Clock::Fixed(now) => now.load(Ordering::SeqCst),
        }
    }

    /// Moves a fixed clock forward; the machine's clock cannot be moved.
    pub fn advance(&self, ms: i64) {
        if let Clock::Fixed(now) = &self.clock {
            now.fetch_add(ms, Ordering::SeqCst);
        }
    }

    /// The civil date in a time zone.
    pub fn today(&self, zone: &TimeZone) -> Date {
        let instant = Timestamp::from_millisecond(self.now_ms()).unwrap_or(Timestamp::UNIX_EPOCH);
        instant.to_zoned_datetime(zone.clone()).date()
    }

    /// A new identifier: UUIDv7 text.
    pub fn new_id(&self) -> String {
        let millis = u64::try_from(self.now_ms()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random_bytes())
            .into_uuid()
            .to_string()
    }

    /// Writes facts to the journal, stamped with this world's clock and salts.
    pub async fn record(&self, tx: &mut Tx, events: &[Event]) -> Result<(), StoreError> {
        let mut salt = || self.random_bytes();
        let mut stamp = Stamp {
            now_ms: self.now_ms(),
            node_id: self.new_id(),
            salt: &mut salt,
        };
        plus_store::append(tx, events, &mut stamp).await
    }

    /// Random bytes, fit for secrets when the world is [`Outside::machine`].
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        // A poisoned lock only means that another thread stopped while drawing.
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        random.fill_bytes(&mut bytes);
        bytes
    }
}

/// The client for outgoing connections: rustls with ring, the system's roots.
///
/// # Errors
/// When the system has no usable certificate store.
pub fn http_client() -> reqwest::Result<reqwest::Client> {
    client(NAME)
        .connect_timeout(Duration::from_secs(15))
        .build()
}

/// The client that speaks with the machines of the same room, the printer and the scanner of
/// a kiosk: no proxy is between, nothing is followed, and who is there answers at once.
///
/// # Errors
/// When the system has no usable certificate store.
pub fn room_client() -> reqwest::Result<reqwest::Client> {
    client(NAME)
        .connect_timeout(plus_borne::printer::client::CONNECT)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// The client that looks whether addresses answer: it waits `patience` at most, goes
/// nowhere by itself, and says who asks (`contact`, an address to complain to).
///
/// # Errors
/// When the system has no usable certificate store.
pub fn probe_client(contact: Option<&str>, patience: Duration) -> reqwest::Result<reqwest::Client> {
    let name = match contact {
        Some(contact) => format!("{NAME} (+{contact})"),
        None => NAME.to_owned(),
    };
    client(&name)
        .timeout(patience)
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .build()
}

/// Whether an address leads to somewhere that everybody reaches, as far as this machine can
/// tell: a name that it cannot find itself (a proxy will) is not held against anybody.
pub async fn is_outside(url: &reqwest::Url) -> bool {
    let port = url.port_or_known_default().unwrap_or(443);
    let Some(host) = url.host_str() else {
        return false;
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match tokio::net::lookup_host((host, port)).await {
        Ok(mut found) => found.all(|place| adresse::is_public(place.ip())),
        Err(_) => true,
    }
}

/// The client that speaks to the hub: it goes nowhere by itself, and honours the proxies of
/// the environment (`HTTPS_PROXY`, `NO_PROXY`), or that of the settings.
///
/// # Errors
/// The sentence for people, when the settings cannot be used.
pub fn hub_client(settings: &Exchange, patience: Duration) -> Result<reqwest::Client, String> {
    let mut builder = client(NAME)
        .timeout(patience)
        .redirect(reqwest::redirect::Policy::none());
    if let Some(address) = &settings.proxy {
        let except = reqwest::NoProxy::from_string(&settings.no_proxy);
        let proxy = reqwest::Proxy::all(address)
            .map_err(|e| format!("exchange.proxy : adresse inutilisable ({e})"))?;
        builder = builder.proxy(proxy.no_proxy(except));
    }
    if let Some(file) = &settings.authority {
        let told = |e: &dyn std::fmt::Display| format!("exchange.authority : {file} : {e}");
        let pem = std::fs::read(file).map_err(|e| told(&e))?;
        let known = reqwest::Certificate::from_pem_bundle(&pem).map_err(|e| told(&e))?;
        builder = known
            .into_iter()
            .fold(builder, reqwest::ClientBuilder::add_root_certificate);
    }
    builder.build().map_err(|e| e.to_string())
}

/// How long the gateway of short messages may take for one.
const MESSAGE: Duration = Duration::from_secs(20);

/// The client that speaks to the gateway of short messages: it goes nowhere by itself.
///
/// # Errors
/// When the system has no usable certificate store.
pub fn sms_client() -> reqwest::Result<reqwest::Client> {
    client(NAME)
        .timeout(MESSAGE)
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// How long the provider of identities may take for one answer.
const IDENTITY: Duration = Duration::from_secs(10);

/// The client that speaks to the provider of identities: it goes nowhere by itself.
///
/// # Errors
/// When the system has no usable certificate store.
pub fn identity_client() -> reqwest::Result<reqwest::Client> {
    client(NAME)
        .timeout(IDENTITY)
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// The way of letters to a server of messages.
pub type Mailer = AsyncSmtpTransport<Tokio1Executor>;

/// How long a server of messages may take for one letter.
const LETTER: Duration = Duration::from_secs(30);

/// The way of letters, as `[courrier]` says; a server must be named there.
///
/// # Errors
/// The sentence for people, when the settings cannot be used.
pub fn mailer(settings: &Courrier) -> Result<Mailer, String> {
    let server = settings.server.as_deref().unwrap_or("localhost");
    let host = settings.from.rsplit('@').next().unwrap_or(server);
    let mut builder = Mailer::builder_dangerous(server)
        .port(settings.port())
        .timeout(Some(LETTER))
        .hello_name(ClientId::Domain(host.to_owned()))
        .tls(mail_tls(settings, server)?);
    if let (Some(user), Some(file)) = (&settings.user, &settings.password_file) {
        let password = std::fs::read_to_string(file).map_err(|e| format!("{file} : {e}"))?;
        let password = password.trim_end_matches(['\r', '\n']).to_owned();
        builder = builder.credentials(Credentials::new(user.clone(), password));
    }
    Ok(builder.build())
}

fn mail_tls(settings: &Courrier, server: &str) -> Result<Tls, String> {
    if settings.security == Security::None {
        return Ok(Tls::None);
    }
    let mut builder = TlsParameters::builder(server.to_owned());
    if let Some(file) = &settings.authority {
        let pem = std::fs::read(file).map_err(|e| format!("{file} : {e}"))?;
        let known = Certificate::from_pem(&pem).map_err(|e| format!("{file} : {e}"))?;
        builder = builder.add_root_certificate(known);
    }
    let parameters = builder.build_rustls().map_err(|e| e.to_string())?;
    Ok(match settings.security {
        Security::Tls => Tls::Wrapper(parameters),
        Security::Starttls | Security::None => Tls::Required(parameters),
    })
}

/// What every outgoing connection says of itself.
const NAME: &str = concat!("PLUS/", env!("CARGO_PKG_VERSION"));

fn client(name: &str) -> reqwest::ClientBuilder {
    // Already installed by an earlier call is as good.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().user_agent(name)
}

/// The client that brings a large file: gives up when nothing comes for a minute, and
/// follows only the addresses that `may_follow` accepts.
///
/// # Errors
/// When the system has no usable certificate store.
pub fn download_client(may_follow: fn(&str) -> bool) -> reqwest::Result<reqwest::Client> {
    use reqwest::redirect::{Attempt, Policy};
    const MOST: usize = 5;
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let follow = move |attempt: Attempt<'_>| {
        let refused = attempt.previous().len() > MOST || !may_follow(attempt.url().as_str());
        if refused {
            attempt.error("renvoi vers une adresse qui n’est pas suivie")
        } else {
            attempt.follow()
        }
    };
    reqwest::Client::builder()
        .user_agent(concat!("PLUS/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(std::time::Duration::from_secs(15))
        .read_timeout(std::time::Duration::from_mins(1))
        .redirect(Policy::custom(follow))
        .build()
}

/// How long a search has lasted, for those who stop it in time.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a search has lasted is measured on the machine"
)]
pub fn stopwatch() -> impl Fn() -> Duration {
    let begun = Instant::now();
    move || begun.elapsed()
}

#[cfg(test)]
mod tests {
    use super::Outside;

    #[test]
    fn a_fixed_world_replays_itself() {
        let (a, b) = (
            Outside::fixed(1_700_000_000_000, 7),
            Outside::fixed(1_700_000_000_000, 7),
        );
        assert_eq!(a.new_id(), b.new_id());
        assert_ne!(
            a.random_bytes::<16>(),
            Outside::fixed(0, 8).random_bytes::<16>()
        );
    }

    #[test]
    fn the_date_is_that_of_the_territory_not_of_london() {
        // 2026-06-01 02:30 UTC is still 31 May in Martinique.
        let outside = Outside::fixed(1_780_281_000_000, 1);
        let zone = jiff::tz::TimeZone::get("America/Martinique").unwrap();
        assert_eq!(outside.today(&zone), jiff::civil::date(2026, 5, 31));
    }

    #[test]
    fn identifiers_are_uuid_v7_and_never_twice_the_same() {
        let outside = Outside::machine();
        let (a, b) = (outside.new_id(), outside.new_id());
        assert_ne!(a, b);
        assert_eq!(uuid::Uuid::parse_str(&a).unwrap().get_version_num(), 7);
    }

    #[test]
    fn a_fixed_clock_moves_by_hand() {
        let outside = Outside::fixed(10, 1);
        outside.advance(5);
        assert_eq!(outside.now_ms(), 15);
    }
}
