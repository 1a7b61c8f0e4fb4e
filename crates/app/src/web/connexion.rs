//! `/connexion`, `/deconnexion`, and changing person on a shared screen.
//!
//! A wrong password, an unknown login, a closed account and an account without
//! password get the same answer in the same time (requirement S5).

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use plus_domain::account::Account;
use plus_store::{
    account, credential, session,
    throttle::{self, Scope, Subject},
};
use serde::Deserialize;

use super::{
    access,
    address::Address,
    eloignement,
    error::WebError,
    identite::{cle, entree, proconnect, proconnect::Offer},
    page::{Answer, Colleague, Page, local_path, render, see_other},
    router,
    security_log::{self, Way},
    session::{Arrival, Screen, Signed, sign_in, who},
    state::App,
    trace,
};
use crate::{account::secret_hash, identite, node::device, password::Verdict};

#[derive(Template)]
#[template(path = "connexion/formulaire.html")]
struct FormPage {
    page: Page,
    /// Sentence of the refusal, empty at first.
    refusal: String,
    /// Whether it is of another way in than the password.
    elsewhere: bool,
    /// What is told of a machine that stays far from its hub, empty when there is nothing.
    far: String,
    /// Why nobody signs in here any more, and what to do; empty when that is not so.
    over: Vec<String>,
    login: String,
    next: String,
    colleagues: Vec<Colleague>,
    /// Whether a passkey may open this site.
    cles: bool,
    proconnect: Offer,
}

/// What may follow `/connexion?`.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Where to go afterwards.
    #[serde(default)]
    suite: String,
    /// A second person signs in on this screen.
    ajouter: Option<String>,
}

/// `GET /connexion`.
pub async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    page: Page,
) -> Answer {
    if let (Some(user), None) = (&page.user, &asked.ajouter) {
        return Ok(see_other(access::home(user.role)));
    }
    let next = local_path(&asked.suite).unwrap_or_default().to_owned();
    form(&app, &headers, page, Refused::default(), next).await
}

#[derive(Default)]
struct Refused {
    login: String,
    sentence: String,
    /// Why it is not the person who is refused, but the machine that is too far.
    over: Vec<String>,
    /// Whether it is another way in that opened nothing.
    elsewhere: bool,
}

/// The form, with who else is at this screen.
async fn form(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    refused: Refused,
    next: String,
) -> Answer {
    let colleagues = match Screen::of(headers) {
        Some(screen) => who(app, &screen).await?.colleagues,
        None => Vec::new(),
    };
    let far = if refused.over.is_empty() {
        eloignement::sentence(&page, eloignement::standing(app).await?)
    } else {
        String::new()
    };
    let proconnect = proconnect::offer(app).await?;
    on_screen(app, headers, page, |page| FormPage {
        proconnect,
        page: page.titled("connexion-titre"),
        refusal: refused.sentence,
        elsewhere: refused.elsewhere,
        far,
        over: refused.over,
        login: refused.login,
        next,
        colleagues,
        cles: cle::site(app).is_some(),
    })
}

/// The form, with why another way in opened nothing.
pub(super) async fn refuse(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    (status, sentence): (StatusCode, String),
    next: String,
) -> Answer {
    let refused = Refused {
        sentence,
        elsewhere: true,
        ..Refused::default()
    };
    let mut response = form(app, headers, page, refused, next).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// Renders a page whose form may be sent by somebody who is not signed in: on the screen
/// that the browser has, or on a new one that it is given.
pub fn on_screen<T: Template>(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    draw: impl FnOnce(Page) -> T,
) -> Answer {
    let known = Screen::of(headers);
    let is_new = known.is_none();
    let screen = known.unwrap_or_else(|| Screen::new(app.outside.random_bytes()));
    let mut response = render(&draw(page.on_screen(app, &screen)))?;
    if is_new {
        give(&mut response, app, &screen);
    }
    Ok(response)
}

/// Gives the browser its secret.
pub fn give(response: &mut Response, app: &App, screen: &Screen) {
    response
        .headers_mut()
        .append(header::SET_COOKIE, screen.cookie(app));
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Given {
    #[serde(default)]
    identifiant: String,
    #[serde(default)]
    mot_de_passe: String,
    #[serde(default)]
    suite: String,
}

/// `POST /connexion`.
pub async fn enter(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    page: Page,
    Form(given): Form<Given>,
) -> Answer {
    let login = given.identifiant.trim().to_lowercase();
    let next = local_path(&given.suite).unwrap_or_default().to_owned();
    let password = given.mot_de_passe;
    let mut tried = attempt(&app, &login, password.clone(), &address).await?;
    if matches!(tried, Attempt::Right(_)) && eloignement::come_nearer(&app).await? {
        // The contact may have closed the account, or brought another password.
        tried = attempt(&app, &login, password, &address).await?;
    }
    let near = eloignement::standing(&app).await?.allows();
    let mut over = Vec::new();
    let (status, sentence) = match tried {
        Attempt::Right(account) if near => {
            let arrival = Arrival::of(&headers, &address);
            return welcome(&app, &arrival, &account, &next).await;
        }
        Attempt::Right(_) => {
            over = eloignement::refusal(&app, &page);
            (StatusCode::FORBIDDEN, String::new())
        }
        Attempt::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, page.t("connexion-refus")),
        Attempt::Wait(ms) => (StatusCode::TOO_MANY_REQUESTS, to_wait(&page, ms)),
    };
    let refused = Refused {
        login: given.identifiant,
        sentence,
        over,
        elsewhere: false,
    };
    let mut response = form(&app, &headers, page, refused, next).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// « Attendez 4 secondes. »
pub(super) fn to_wait(page: &Page, ms: i64) -> String {
    let seconds = ms.saturating_add(999) / 1000;
    page.ta("connexion-attendre", &[("n", seconds)])
}

/// What came of a login and a password.
#[derive(Debug)]
pub enum Attempt {
    /// The account is open.
    Right(Box<Account>),
    /// One of the two is wrong: nothing says which.
    Wrong,
    /// Too many tries: to wait, milliseconds.
    Wait(i64),
}

/// Tries a login and a password, counting the tries.
pub async fn attempt(
    app: &App,
    login: &str,
    password: String,
    from: &Address,
) -> Result<Attempt, WebError> {
    let subjects = subjects(login, from);
    let wait = count(app, &subjects).await?;
    if wait > 0 {
        security_log::slowed(app, from, wait);
        return Ok(Attempt::Wait(wait));
    }
    let (account, stored, bound) = secret_of(app, login).await?;
    let verdict = app.hasher.verify(password.clone(), stored).await;
    let verdict = verdict.map_err(WebError::internal)?;
    let (Some(account), Verdict::Right { stale }) = (&account, verdict) else {
        security_log::kept_out(app, account.as_ref(), from);
        return Ok(Attempt::Wrong);
    };
    let account = account.clone();
    absolve(app, &subjects).await?;
    if stale && !bound {
        hash_again(app, &account, password).await?;
    }
    Ok(Attempt::Right(Box::new(account)))
}

/// Counts a try, or answers how many milliseconds to wait.
pub(super) async fn count(app: &App, tries: &[Subject]) -> Result<i64, WebError> {
    let mut tx = app.store.begin().await?;
    let wait = throttle::count(&mut tx, tries, app.outside.now_ms()).await?;
    tx.commit().await?;
    Ok(wait)
}

/// Takes back a try that was right.
pub(super) async fn absolve(app: &App, tries: &[Subject]) -> Result<(), WebError> {
    let mut tx = app.store.begin().await?;
    throttle::absolve(&mut tx, tries, app.outside.now_ms()).await?;
    Ok(tx.commit().await?)
}

/// The open account of a login and its hash, and whether it is bound to this machine.
async fn secret_of(
    app: &App,
    login: &str,
) -> Result<(Option<Account>, Option<String>, bool), WebError> {
    let mut link = app.store.read().await?;
    let found = account::by_login(&mut link, login)
        .await?
        .filter(|a| !a.disabled);
    drop(link);
    let id = found.as_ref().map_or("", |a| a.id.as_str());
    let (stored, bound) = verifier(app, id).await?;
    Ok((found, stored, bound))
}

/// The hash of an account's password as it is checked, and whether it is bound to this
/// machine. None when it is bound to another: nobody signs in with a copied database.
pub(super) async fn verifier(app: &App, account: &str) -> Result<(Option<String>, bool), WebError> {
    let stored = credential::hash_of(&mut app.store.read().await?, account).await?;
    let Some(stored) = stored else {
        return Ok((None, false));
    };
    let bound = device::origin(&stored).is_some();
    let opened = device::unbound(app.store.folder(), account, stored);
    Ok((opened.map_err(WebError::internal)?, bound))
}

/// The cost has risen since this password was chosen.
async fn hash_again(app: &App, account: &Account, password: String) -> Result<(), WebError> {
    let hash = app.hash(password).await.map_err(WebError::internal)?;
    let mut tx = app.store.begin().await?;
    credential::rewrite(&mut tx, account.id.as_str(), &hash).await?;
    Ok(tx.commit().await?)
}

fn subjects(login: &str, address: &Address) -> [Subject; 4] {
    subjects_of("", login, address)
}

/// What tries of a kind (« », « code ») are counted for.
pub(super) fn subjects_of(kind: &str, login: &str, Address(address): &Address) -> [Subject; 4] {
    let of = |scope, text: String| Subject {
        scope,
        key: secret_hash(&format!("{kind}{text}")),
    };
    [
        of(Scope::Pair, format!("paire\0{login}\0{address}")),
        of(Scope::Login, format!("compte\0{login}")),
        of(Scope::Address, format!("adresse\0{address}")),
        of(Scope::Everywhere, "tout".to_owned()),
    ]
}

/// Goes on after a right password: to the second step when the account has one, else in.
pub(super) async fn welcome(app: &App, arrival: &Arrival, account: &Account, next: &str) -> Answer {
    let factors = identite::factors(&mut app.store.read().await?, account).await?;
    if factors.any() {
        return entree::wait(app, arrival, account, next).await;
    }
    come_in(app, arrival, account, (next, Way::Password)).await
}

/// Opens the session and sends to the page asked for, or to the person's own.
pub(super) async fn come_in(
    app: &App,
    arrival: &Arrival,
    account: &Account,
    way: (&str, Way),
) -> Answer {
    Ok(opened(app, arrival, account, way).await?.1)
}

/// The same, with the new screen of the browser.
pub(super) async fn opened(
    app: &App,
    arrival: &Arrival,
    account: &Account,
    (next, way): (&str, Way),
) -> Result<(Screen, Response), WebError> {
    let screen = sign_in(app, arrival, account).await?;
    security_log::came_in(app, account, &arrival.address(), way);
    trace::came_in(app, &account.id, way).await?;
    let path = next.split('?').next().unwrap_or_default();
    let closed = router::access_of(path).is_some_and(|a| !a.allows(Some(account.role)));
    let home = access::home(account.role);
    let mut response = see_other(if next.is_empty() || closed {
        home
    } else {
        next
    });
    give(&mut response, app, &screen);
    Ok((screen, response))
}

/// `POST /deconnexion`: closes this person's session, at ProConnect too when it opened it;
/// colleagues of the same screen keep theirs.
pub async fn leave(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let mut tx = app.store.begin().await?;
    let farewell = proconnect::farewell(&app, &mut tx, page, &signed.session).await?;
    session::close(&mut tx, &signed.session).await?;
    tx.commit().await?;
    security_log::left(&signed.account);
    let mut response = farewell.unwrap_or_else(|| see_other("/connexion"));
    // Nor does the button « back » show her pages again.
    let forget = HeaderValue::from_static("\"cache\"");
    response.headers_mut().insert("clear-site-data", forget);
    Ok(response)
}

/// Whom the screen passes to.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    session: String,
}

/// `POST /session/choisir`: another person signed in on this screen takes over.
pub async fn switch(
    State(app): State<App>,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Answer {
    let Some(screen) = Screen::of(&headers) else {
        return Ok(see_other("/connexion"));
    };
    let at_screen = who(&app, &screen).await?;
    if !at_screen
        .colleagues
        .iter()
        .any(|c| c.session == chosen.session)
    {
        return Ok(see_other("/connexion?ajouter=1"));
    }
    let mut tx = app.store.begin().await?;
    session::switch(
        &mut tx,
        &screen.hash(),
        &chosen.session,
        app.outside.now_ms(),
    )
    .await?;
    tx.commit().await?;
    let now = who(&app, &screen).await?.signed;
    Ok(see_other(
        now.map_or("/connexion", |s| access::home(s.account.role)),
    ))
}

/// `POST /session`: « je suis encore là ». Passing the guard is enough.
pub async fn stay(State(app): State<App>, headers: HeaderMap) -> Answer {
    if let Some(screen) = Screen::of(&headers) {
        let mut tx = app.store.begin().await?;
        session::touch(&mut tx, &screen.hash(), app.outside.now_ms()).await?;
        tx.commit().await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}
