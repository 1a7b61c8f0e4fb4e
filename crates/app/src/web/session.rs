//! Who is at the screen.
//!
//! A browser holds one secret in one cookie: the *screen*. Up to four people may
//! be signed in on the same screen, each with her own session in the database;
//! one is current. Two colleagues who share the van's tablet each sign in at the
//! start of the half-day, then change person in two taps. The database knows the
//! screen by its hash only.

use axum::{
    extract::{Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use plus_domain::account::Account;

use super::{
    cookies,
    page::{Colleague, User},
    state::App,
};

/// Name of the cookie on plain HTTP: the van's local network, a first try.
const PLAIN_COOKIE: &str = "plus";
/// Name over HTTPS: the browser then refuses it from any other place (S7).
const HOST_COOKIE: &str = "__Host-plus";

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
}

/// The person signed in, in the extensions of a request.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Her session.
    pub session: String,
    /// Her account.
    pub account: Account,
    /// Colleagues signed in on the same screen.
    pub colleagues: Vec<Colleague>,
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

/// Finds who is at the screen and tells the handlers.
pub async fn load(State(_app): State<App>, request: Request, next: Next) -> Response {
    next.run(request).await
}
