//! Who is at the screen.
//!
//! A browser holds one secret in one cookie: the *screen*. Up to four people may
//! be signed in on the same screen, each with her own session in the database;
//! one is current. Two colleagues who share the van's tablet each sign in at the
//! start of the half-day, then change person in two taps. The database knows the
//! screen by its hash only.

use axum::{
    RequestExt,
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use plus_domain::{
    account::Account,
    eloignement::Standing,
    identite::{self as rule, Demande, Facteurs},
};
use plus_store::{StoreError, credential, identite as kept, session};

use super::{
    address::Address,
    api::basic,
    browser,
    connexion::{self, Attempt},
    cookies, eloignement,
    error::WebError,
    page::{Colleague, User},
    security_log::{self, Way},
    state::App,
};
use crate::account::secret_hash;

/// Name of the cookie on plain HTTP: the van's local network, a first try.
const PLAIN_COOKIE: &str = "plus";
/// Name over HTTPS: the browser then refuses it from any other place (S7).
const HOST_COOKIE: &str = "__Host-plus";
/// A touch is noted once a minute: a write for every page read would wear the disk.
const NOTE_MS: i64 = 60_000;

/// The secret of a browser: 256 random bits, in hexadecimal.
#[derive(Clone, PartialEq, Eq)]
pub struct Screen(String);

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Screen(…)")
    }
}

impl Screen {
    /// A new screen from random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(blake3::Hash::from_bytes(random).to_hex().to_string())
    }

    /// The screen that a request shows.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let value =
            cookies::get(headers, HOST_COOKIE).or_else(|| cookies::get(headers, PLAIN_COOKIE));
        let whole = |v: &&str| v.len() == 64 && v.bytes().all(|b| b.is_ascii_hexdigit());
        value.filter(whole).map(|v| Self(v.to_owned()))
    }

    /// The secret itself: for the token of forms.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// What the database knows of it.
    pub fn hash(&self) -> String {
        secret_hash(&self.0)
    }

    /// The cookie that gives it to the browser, until it closes.
    pub fn cookie(&self, app: &App) -> HeaderValue {
        let secure = app.config.is_https();
        let name = if secure { HOST_COOKIE } else { PLAIN_COOKIE };
        cookies::set(name, &self.0, secure, None)
    }
}

/// The person signed in. Handlers of guarded routes take it as an argument.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Her session.
    pub session: String,
    /// Her account.
    pub account: Account,
    /// Colleagues signed in on the same screen.
    pub colleagues: Vec<Colleague>,
    /// Whether her password has to be changed before anything else.
    pub must_change: bool,
    /// What is asked of her second factor.
    pub factor: Demande,
    /// What to tell of a machine that stays far from its hub.
    pub far: Standing,
}

impl Signed {
    /// As templates show her.
    pub fn user(&self) -> User {
        User {
            id: self.account.id.to_string(),
            name: self.account.name.clone(),
            role: self.account.role,
            colleagues: self.colleagues.clone(),
        }
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, WebError> {
        let signed = parts.extensions.get::<Self>().cloned();
        signed.ok_or(WebError::Unauthenticated)
    }
}

/// People signed in on a screen: the current one, and the others.
#[derive(Debug, Clone, Default)]
pub struct AtScreen {
    /// The current one.
    pub signed: Option<Signed>,
    /// The others.
    pub colleagues: Vec<Colleague>,
}

/// Finds who is at the screen and tells the handlers, and the layers outside.
pub async fn load(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let signed = match signed_in(&app, &mut request).await {
        Ok(signed) => signed,
        Err(error) => return error.into_response(),
    };
    if let Some(signed) = &signed {
        request.extensions_mut().insert(signed.clone());
    }
    let mut response = next.run(request).await;
    if let Some(signed) = signed {
        response.extensions_mut().insert(signed);
    }
    response
}

/// The person of a request: by the cookie of her screen or, for programs, by the
/// login and password that come with it.
async fn signed_in(app: &App, request: &mut Request) -> Result<Option<Signed>, WebError> {
    let path = request.uri().path();
    if path.starts_with("/assets/") {
        return Ok(None);
    }
    let programs = path.starts_with("/api/");
    if let Some(screen) = Screen::of(request.headers()) {
        return near(app, who(app, &screen).await?.signed).await;
    }
    match basic::credentials(request.headers()).filter(|_| programs) {
        Some((login, password)) => by_password(app, request, &login, password).await,
        None => Ok(None),
    }
}

/// A person whose session is open on a machine that has stayed too long far from its hub is
/// signed in no more.
async fn near(app: &App, signed: Option<Signed>) -> Result<Option<Signed>, WebError> {
    let Some(signed) = signed else {
        return Ok(None);
    };
    let far = eloignement::standing(app).await?;
    Ok(far.allows().then_some(Signed { far, ..signed }))
}

async fn by_password(
    app: &App,
    request: &mut Request,
    login: &str,
    password: String,
) -> Result<Option<Signed>, WebError> {
    let from = request.extract_parts_with_state::<Address, _>(app).await;
    let Ok(address) = from;
    match connexion::attempt(app, login, password, &address).await? {
        Attempt::Right(account) => {
            let (must_change, factors) = {
                let (mut link, id) = (app.store.read().await?, account.id.as_str());
                let must_change = credential::must_change(&mut link, id).await?;
                (must_change, kept::factors(&mut link, id).await?)
            };
            if factors.any() {
                // A program has no telephone: such an account opens nothing with its password.
                return Err(WebError::Unauthenticated);
            }
            security_log::came_in(app, &account, &address, Way::Password);
            let signed = Signed {
                session: String::new(),
                account: *account,
                colleagues: Vec::new(),
                must_change,
                factor: Demande::Rien,
                far: Standing::Near,
            };
            near(app, Some(signed)).await
        }
        Attempt::Wrong => Err(WebError::Unauthenticated),
        Attempt::Wait(_) => Err(WebError::TooMany),
    }
}

/// Who is at a screen. Notes that it is in use.
pub async fn who(app: &App, screen: &Screen) -> Result<AtScreen, StoreError> {
    let (hash, now) = (screen.hash(), app.outside.now_ms());
    let living = {
        let mut link = app.store.read().await?;
        session::at_screen(&mut link, &hash, app.limits(), now).await?
    };
    if living
        .iter()
        .any(|s| s.current && s.seen_at + NOTE_MS <= now)
    {
        let mut tx = app.store.begin().await?;
        session::touch(&mut tx, &hash, now).await?;
        tx.commit().await?;
    }
    let others = living.iter().filter(|s| !s.current);
    let colleagues: Vec<Colleague> = others
        .map(|s| Colleague {
            session: s.id.clone(),
            name: s.account.name.clone(),
        })
        .collect();
    let signed = living.into_iter().find(|s| s.current).map(|s| Signed {
        factor: rule::demande(
            app.config.identite.policy(),
            s.account.role,
            s.factors,
            s.without_since,
            now,
        ),
        session: s.id,
        account: s.account,
        colleagues: colleagues.clone(),
        must_change: s.must_change,
        far: Standing::Near,
    });
    Ok(AtScreen { signed, colleagues })
}

/// From where somebody signs in.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The screen that the browser had.
    previous: Option<Screen>,
    browser: String,
    address: String,
}

impl Arrival {
    /// That of a request.
    pub fn of(headers: &HeaderMap, Address(address): &Address) -> Self {
        let said = headers.get(header::USER_AGENT);
        Self {
            previous: Screen::of(headers),
            browser: browser::name(said.and_then(|v| v.to_str().ok()).unwrap_or_default()),
            address: address.clone(),
        }
    }

    /// The address that it comes from.
    pub fn address(&self) -> Address {
        Address(self.address.clone())
    }

    /// The screen that the browser had.
    pub fn screen(&self) -> Option<&Screen> {
        self.previous.as_ref()
    }
}

/// Signs a person in on a screen: a new secret for the browser, a new session. From the first
/// time without a second factor, the days of the policy are counted; not on a machine that has
/// a hub, where none can be set up.
pub async fn sign_in(
    app: &App,
    arrival: &Arrival,
    account: &Account,
) -> Result<Screen, StoreError> {
    let screen = Screen::new(app.outside.random_bytes());
    let (id, now) = (app.outside.new_id(), app.outside.now_ms());
    let (hash, before) = (screen.hash(), arrival.previous.as_ref().map(Screen::hash));
    let opening = session::Opening {
        id: &id,
        account,
        screen: &hash,
        previous: before.as_deref(),
        browser: &arrival.browser,
        address: &arrival.address,
    };
    let at_hub = !eloignement::has_hub(app).await?;
    let mut tx = app.store.begin().await?;
    session::sweep(&mut tx, app.limits(), now).await?;
    session::open(&mut tx, &opening, now).await?;
    let without = kept::factors(&mut tx, account.id.as_str()).await? == Facteurs::default();
    if at_hub && without && rule::is_staff(account.role) {
        kept::note_without(&mut tx, account.id.as_str(), now).await?;
    }
    tx.commit().await?;
    Ok(screen)
}
