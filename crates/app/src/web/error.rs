//! What goes wrong, as the reader sees it: a French page, a way on and, when it
//! is our fault, a number to give. Never a cause, a query or a bare code (S34).
//!
//! A handler returns a [`WebError`]; the answer leaves it undressed, with its
//! [`Fault`], and [`dress`] makes the page, or JSON under `/api`. Refusals of
//! axum itself (no such route, wrong method, unreadable form) are dressed too.

use std::time::Duration;

use askama::Template;
use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};

use super::{
    langue::{Language, Review},
    maintenance,
    page::Page,
    router,
    seance::Kiosk,
    security_log,
    session::{Screen, Signed},
    state::App,
};
use crate::composition::ComposeError;

/// Where one signs in.
const SIGN_IN: &str = "/connexion";
/// How long the line of the documents takes to empty, seconds.
const BUSY_SECONDS: u32 = 30;
/// Family of the page of maintenance, which says when it ends.
const CLOSED: &str = "maintenance";
/// Families of what somebody may not do, or does too often: written in the log of security.
const STOPPED: [&str; 6] = [
    "interdit",
    "inconnu",
    "ailleurs",
    "perime",
    "trop-gros",
    "attendre",
];

/// Why a request is not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// Nothing stands at this address.
    #[error("nothing here")]
    NotFound,
    /// The role does not open this.
    #[error("role not allowed")]
    Forbidden,
    /// Sign in first (only where no page can be shown: the API).
    #[error("not signed in")]
    Unauthenticated,
    /// The form comes from another site.
    #[error("write from another site")]
    Forged,
    /// The form is too old, or cookies are refused.
    #[error("form token missing or stale")]
    Stale,
    /// The request cannot be understood.
    #[error("unreadable request")]
    Unreadable,
    /// Somebody changed the same thing meanwhile.
    #[error("changed meanwhile")]
    Conflict,
    /// Too big.
    #[error("body too large")]
    TooLarge,
    /// Too many tries at a password.
    #[error("too many tries")]
    TooMany,
    /// Too many pages for one place: seconds before the next.
    #[error("too fast")]
    TooFast(u32),
    /// Too many documents are being made.
    #[error("too many documents at once")]
    Busy,
    /// This machine was erased on the order of its hub.
    #[error("erased")]
    Erased,
    /// Somebody works on the machine.
    #[error("maintenance")]
    Maintenance,
    /// Too long to answer.
    #[error("too long")]
    TooLong,
    /// The hub does not answer what a borne asks of it.
    #[error("hub away")]
    Away,
    /// Our fault. The cause goes to the log, never to the page.
    #[error("{0}")]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl WebError {
    /// Our fault, whatever the cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// Seconds before it is worth asking again, where they are known.
    fn wait(&self) -> Option<u32> {
        match self {
            Self::TooFast(seconds) => Some(*seconds),
            Self::Busy => Some(BUSY_SECONDS),
            _ => None,
        }
    }

    fn fault(&self) -> Fault {
        let (status, family) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "introuvable"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "interdit"),
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "inconnu"),
            Self::Forged => (StatusCode::FORBIDDEN, "ailleurs"),
            Self::Stale => (StatusCode::FORBIDDEN, "perime"),
            Self::Unreadable => (StatusCode::BAD_REQUEST, "illisible"),
            Self::Conflict => (StatusCode::CONFLICT, "entretemps"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "trop-gros"),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "attendre"),
            Self::TooFast(_) => (StatusCode::TOO_MANY_REQUESTS, "trop-vite"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "complet"),
            Self::Erased => (StatusCode::GONE, "effacee"),
            Self::Maintenance => (StatusCode::SERVICE_UNAVAILABLE, CLOSED),
            Self::TooLong => (StatusCode::SERVICE_UNAVAILABLE, "trop-long"),
            Self::Away => (StatusCode::SERVICE_UNAVAILABLE, "sans-portail"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "panne"),
        };
        let cause = matches!(self, Self::Internal(_)).then(|| self.to_string());
        Fault {
            status,
            family,
            cause,
        }
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        Self::internal(error)
    }
}

impl From<ComposeError> for WebError {
    fn from(error: ComposeError) -> Self {
        match error {
            ComposeError::Full => Self::Busy,
            ComposeError::Stopped(stopped) => Self::internal(stopped),
        }
    }
}

impl From<plus_store::StoreError> for WebError {
    fn from(error: plus_store::StoreError) -> Self {
        match error {
            plus_store::StoreError::NotFound(_) => Self::NotFound,
            busy if busy.is_busy() => Self::TooLong,
            other => Self::internal(other),
        }
    }
}

/// A refusal on its way to being dressed.
#[derive(Debug, Clone)]
struct Fault {
    status: StatusCode,
    /// Family of the keys: `erreur-{family}-titre`, `-texte`.
    family: &'static str,
    cause: Option<String>,
}

impl Fault {
    /// What axum answers by itself, which has no body worth keeping.
    fn of_status(status: StatusCode) -> Self {
        let error = match status {
            StatusCode::NOT_FOUND => WebError::NotFound,
            StatusCode::PAYLOAD_TOO_LARGE => WebError::TooLarge,
            StatusCode::METHOD_NOT_ALLOWED => {
                return Self {
                    status,
                    family: "methode",
                    cause: None,
                };
            }
            s if s.is_client_error() => WebError::Unreadable,
            _ => WebError::internal(format!("answered {status} without a cause")),
        };
        Self {
            status,
            ..error.fault()
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let (fault, wait) = (self.fault(), self.wait());
        let mut response = fault.status.into_response();
        if let Some(wait) = wait {
            let wait = HeaderValue::from(wait);
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response.extensions_mut().insert(fault);
        response
    }
}

/// Turns panics into [`WebError::Internal`] and slow answers into
/// [`WebError::TooLong`]. The work runs in its own task: a reader who leaves does
/// not cut a write in two.
pub async fn contain(State(app): State<App>, request: Request, next: Next) -> Response {
    let work = tokio::spawn(next.run(request));
    let abort = work.abort_handle();
    let patience = Duration::from_secs(app.config.request_seconds);
    match tokio::time::timeout(patience, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => WebError::internal(panic).into_response(),
        Err(_) => {
            abort.abort();
            WebError::TooLong.into_response()
        }
    }
}

/// Makes the page of a refusal.
pub async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked = Asked {
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
        language: request.extensions().get().copied().unwrap_or_default(),
        review: request.extensions().get().cloned().unwrap_or_default(),
        kiosk: request.extensions().get().cloned(),
    };
    let mut response = next.run(request).await;
    let fault = match response.extensions_mut().remove::<Fault>() {
        Some(fault) => fault,
        None if is_bare(&response) => Fault::of_status(response.status()),
        None => {
            log_own(&asked, &response);
            return response;
        }
    };
    let reference = reference(&app);
    log(&asked, &fault, response.extensions().get(), &reference);
    let mut dressed = if asked.uri.path().starts_with("/api/") {
        api_answer(&fault, &reference)
    } else {
        page_answer(
            &app,
            &asked,
            response.extensions().get(),
            &fault,
            &reference,
        )
    };
    *dressed.status_mut() = fault.status;
    if let Some(signed) = response.extensions_mut().remove::<Signed>() {
        dressed.extensions_mut().insert(signed);
    }
    for kept in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = response.headers().get(&kept) {
            dressed.headers_mut().insert(kept, value.clone());
        }
    }
    dressed
}

struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    language: Language,
    review: Review,
    kiosk: Option<Kiosk>,
}

/// A refusal without a page or JSON of its own.
fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let own = kind
        .and_then(|k| k.to_str().ok())
        .is_some_and(|k| !k.starts_with("text/plain"));
    (status.is_client_error() || status.is_server_error()) && !own
}

/// Four signs without look-alikes: enough to find a line of today's log.
fn reference(app: &App) -> String {
    const SIGNS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let bytes: [u8; 4] = app.outside.random_bytes();
    bytes
        .iter()
        .map(|b| char::from(SIGNS[usize::from(b % 32)]))
        .collect()
}

fn log(asked: &Asked, fault: &Fault, signed: Option<&Signed>, reference: &str) {
    let (method, status) = (&asked.method, fault.status.as_u16());
    // Never the address itself: it may hold a link or a code of somebody.
    let path = router::pattern_of(asked.uri.path());
    if let Some(cause) = &fault.cause {
        tracing::error!(reference, %method, path, status, cause, "request failed");
    } else if STOPPED.contains(&fault.family) {
        let account = account_of(signed);
        security_log::stopped(fault.family, method.as_str(), path, account, reference);
    } else if is_refused_input(method, fault.status) {
        security_log::refused_input(status, method.as_str(), path, account_of(signed), reference);
    } else {
        tracing::debug!(reference, %method, path, status, "request refused");
    }
}

/// A page of its own that refuses what was sent: its words are for the reader, the log keeps
/// that it happened.
fn log_own(asked: &Asked, response: &Response) {
    let (method, status) = (&asked.method, response.status());
    let path = router::pattern_of(asked.uri.path());
    // Signing in writes its own line of each refusal.
    if is_refused_input(method, status) && path != SIGN_IN {
        let account = account_of(response.extensions().get());
        security_log::refused_input(status.as_u16(), method.as_str(), path, account, "-");
    }
}

/// Whether what was sent is refused: any form, or an address that cannot be read.
fn is_refused_input(method: &Method, status: StatusCode) -> bool {
    let sent = *method != Method::GET && *method != Method::HEAD;
    status == StatusCode::BAD_REQUEST || sent && status.is_client_error()
}

fn account_of(signed: Option<&Signed>) -> &str {
    signed.map_or("-", |signed| signed.account.id.as_str())
}

fn api_answer(fault: &Fault, reference: &str) -> Response {
    let message = super::text::Texts::french().get(&format!("erreur-{}-titre", fault.family));
    let body = serde_json::json!({"error": {
        "code": fault.family, "message": message, "reference": reference,
    }});
    let mut response = Json(body).into_response();
    if fault.status == StatusCode::UNAUTHORIZED {
        let how = HeaderValue::from_static("Basic realm=\"PLUS\", charset=\"UTF-8\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
    }
    response
}

#[derive(Template)]
#[template(path = "erreur/page.html")]
struct ErrorPage {
    page: Page,
    text: String,
    reference: String,
    ours: bool,
    back: String,
}

fn page_answer(
    app: &App,
    asked: &Asked,
    signed: Option<&Signed>,
    fault: &Fault,
    reference: &str,
) -> Response {
    let page = Page::new(app, &asked.uri, &asked.headers, signed, asked.language);
    let mut page = page
        .at_kiosk(asked.kiosk.as_ref())
        .noting(asked.review.clone());
    if let Some(screen) = Screen::of(&asked.headers) {
        page = page.on_screen(app, &screen);
    }
    let title = page.t(&format!("erreur-{}-titre", fault.family));
    let template = ErrorPage {
        text: match fault.family {
            CLOSED => maintenance::sentence(app, &page),
            family => page.t(&format!("erreur-{family}-texte")),
        },
        page: page.titled_text(title),
        reference: reference.to_owned(),
        ours: fault.status.is_server_error() && fault.family != CLOSED,
        back: match fault.family {
            "effacee" | CLOSED => "",
            _ => home_of(signed),
        }
        .to_owned(),
    };
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => reference.to_owned().into_response(),
    }
}

fn home_of(signed: Option<&Signed>) -> &'static str {
    signed.map_or("/", |s| super::access::home(s.account.role))
}

#[cfg(test)]
mod tests;
