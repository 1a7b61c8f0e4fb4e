//! ProConnect: `/connexion/proconnect` goes there and comes back, `/compte/proconnect` ties one's
//! own account, `/mot-de-passe/proconnect` ties it by an invitation (decision 0043).
//!
//! No account is made, and none is found by a name or an address: only an identity that was
//! tied opens, and that of an open account. Whatever goes wrong there, the other ways in stand
//! on the page that says so.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode},
    response::Response,
};
use axum_extra::extract::Form;
use plus_domain::{account::Account, form::FormErrors, identite::Geste, ids::AccountId};
use plus_store::{
    Tx, account,
    credential::{self, LinkPurpose},
    identite::{
        self as factors,
        proconnect::{self as kept, Aller, Identity},
    },
    session,
};
use serde::Deserialize;

use super::{PATH, not_her, own_page};
use crate::{
    account::secret_hash,
    identite::{
        self,
        proconnect::{AWAY_MS, Lien, ProconnectError, Proved, Provider, Service, departure, prove},
    },
    outside,
    web::{
        address::Address,
        compte::{after_link, refused},
        comptes::managed,
        connexion, eloignement,
        error::WebError,
        faults::Faults,
        page::{Answer, Page, local_path, render, see_other},
        security_log::{self, Deed, Way},
        session::{Arrival, Screen, Signed, who},
        state::App,
    },
};

/// Whether people are sent to ProConnect from this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// The settings do not name it.
    Off,
    /// This machine has a hub, and ties are known there alone.
    Far,
    /// Yes.
    On,
}

impl Offer {
    /// Whether it opens here.
    pub fn is_on(self) -> bool {
        self == Self::On
    }

    /// Whether it opens elsewhere only.
    pub fn is_far(self) -> bool {
        self == Self::Far
    }
}

/// Whether people are sent to ProConnect from this machine.
pub async fn offer(app: &App) -> Result<Offer, WebError> {
    Ok(match service(app) {
        None => Offer::Off,
        Some(_) if eloignement::has_hub(app).await? => Offer::Far,
        Some(_) => Offer::On,
    })
}

fn service(app: &App) -> Option<Service<'_>> {
    app.config.proconnect.known()?;
    let site = app.config.public_url.as_deref()?;
    Some(Service {
        settings: &app.config.proconnect,
        site: site.trim_end_matches('/'),
    })
}

/// What is said of a failure: the status of the page and the key of its sentence.
fn told(error: &ProconnectError) -> (StatusCode, &'static str) {
    match error {
        ProconnectError::Absent(_) | ProconnectError::Settings(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "identite-proconnect-absent",
        ),
        ProconnectError::Refused(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "identite-proconnect-refus",
        ),
        ProconnectError::Hour => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "identite-proconnect-heure",
        ),
        ProconnectError::Level => (StatusCode::FORBIDDEN, "identite-proconnect-niveau"),
    }
}

/// What is written of a failure, without anything that was sent.
fn write_down(app: &App, from: &Address, error: &ProconnectError) {
    match error {
        ProconnectError::Absent(_) | ProconnectError::Settings(_) => {
            tracing::warn!(%error, "ProConnect opened nothing");
        }
        other => security_log::turned_away(app, from, Way::Proconnect, &other.to_string()),
    }
}

// -------------------------------------------------------------------- going

#[derive(Template)]
#[template(path = "identite/vers.html")]
struct WayPage {
    page: Page,
    /// Where to.
    address: String,
    /// Key of the sentence.
    text: &'static str,
}

/// A page that goes on by itself to another site, and says so. No form leads there: the policy
/// of our pages lets none leave for elsewhere.
fn onward(page: Page, (title, text): (&str, &'static str), address: String) -> Answer {
    let goes_on = HeaderValue::try_from(format!("0;url={address}"));
    let mut response = render(&WayPage {
        page: page.titled(title),
        address,
        text,
    })?;
    let goes_on = goes_on.map_err(WebError::internal)?;
    response.headers_mut().insert("refresh", goes_on);
    Ok(response)
}

async fn provider(app: &App) -> Result<Provider, ProconnectError> {
    let settings = &app.config.proconnect;
    settings.secret().map_err(ProconnectError::Settings)?;
    let issuer = settings.known().map_or("", |(issuer, _)| issuer);
    Provider::discover(&client()?, issuer).await
}

fn client() -> Result<reqwest::Client, ProconnectError> {
    outside::identity_client().map_err(|e| ProconnectError::Settings(e.to_string()))
}

/// Sends a browser to the provider, and keeps for whom it goes.
async fn send(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    (provider, way): (&Provider, &Aller),
) -> Answer {
    let service = service(app).ok_or(WebError::NotFound)?;
    let known = Screen::of(headers);
    let is_new = known.is_none();
    let screen = known.unwrap_or_else(|| Screen::new(app.outside.random_bytes()));
    let lien = Lien::new(&app.outside.random_bytes(), screen.secret());
    let address = departure(service, provider, &lien).map_err(WebError::internal)?;
    let marks = (secret_hash(&lien.state), screen.hash());
    let until = app.outside.now_ms() + AWAY_MS;
    let mut tx = app.store.begin().await?;
    kept::leave(&mut tx, (&marks.0, &marks.1), way, until).await?;
    tx.commit().await?;
    let texts = (
        "identite-proconnect-aller",
        "identite-proconnect-aller-texte",
    );
    let mut response = onward(page.on_screen(app, &screen), texts, address.into())?;
    if is_new {
        connexion::give(&mut response, app, &screen);
    }
    Ok(response)
}

/// What the button of `/connexion` sends.
#[derive(Deserialize)]
pub struct Start {
    #[serde(default)]
    suite: String,
}

/// What tries to go there are counted for.
fn tries(address: &Address) -> [plus_store::throttle::Subject; 4] {
    connexion::subjects_of("proconnect\0", &address.0, address)
}

/// `POST /connexion/proconnect`: leaves for ProConnect.
pub async fn enter(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    page: Page,
    Form(start): Form<Start>,
) -> Answer {
    let next = local_path(&start.suite).unwrap_or_default().to_owned();
    let way = Aller {
        account: None,
        invitation: None,
        next,
    };
    depart(&app, (&headers, &address), page, way).await
}

/// What the form of an invitation sends.
#[derive(Deserialize)]
pub struct Invited {
    #[serde(default)]
    jeton: String,
}

/// `POST /mot-de-passe/proconnect`: the account of an invitation, tied in place of a password
/// that would be chosen. The invitation is judged and spent on the way back.
pub async fn by_invitation(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    page: Page,
    Form(invited): Form<Invited>,
) -> Answer {
    let way = Aller {
        account: None,
        invitation: Some(secret_hash(&invited.jeton)),
        next: String::new(),
    };
    depart(&app, (&headers, &address), page, way).await
}

async fn depart(
    app: &App,
    (headers, address): (&HeaderMap, &Address),
    page: Page,
    way: Aller,
) -> Answer {
    match offer(app).await? {
        Offer::Off => return Err(WebError::NotFound),
        Offer::Far => {
            let said = (StatusCode::CONFLICT, page.t("identite-proconnect-loin"));
            return connexion::refuse(app, headers, page, said, way.next).await;
        }
        Offer::On => {}
    }
    let wait = connexion::count(app, &tries(address)).await?;
    if wait > 0 {
        security_log::slowed(app, address, wait);
        let said = (
            StatusCode::TOO_MANY_REQUESTS,
            connexion::to_wait(&page, wait),
        );
        return connexion::refuse(app, headers, page, said, way.next).await;
    }
    match provider(app).await {
        Ok(provider) => send(app, headers, page, (&provider, &way)).await,
        Err(error) => {
            write_down(app, address, &error);
            let (status, key) = told(&error);
            let said = (status, page.t(key));
            connexion::refuse(app, headers, page, said, way.next).await
        }
    }
}

// ---------------------------------------------------------------- coming back

/// What the provider sends back.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    error: Option<String>,
    iss: Option<String>,
}

/// Somebody who comes back: her browser, where from, why she went.
struct Return<'a> {
    app: &'a App,
    headers: &'a HeaderMap,
    address: &'a Address,
    screen: Screen,
    way: Aller,
}

/// `GET /connexion/proconnect/retour`.
pub async fn come_back(
    State(app): State<App>,
    Query(back): Query<Back>,
    address: Address,
    headers: HeaderMap,
    page: Page,
) -> Answer {
    let service = service(&app).ok_or(WebError::NotFound)?;
    let Some((screen, way)) = taken(&app, &headers, &back.state).await? else {
        security_log::turned_away(&app, &address, Way::Proconnect, "another state");
        let said = (StatusCode::GONE, page.t("identite-proconnect-expire"));
        return connexion::refuse(&app, &headers, page, said, String::new()).await;
    };
    let lien = Lien::of(&back.state, screen.secret());
    let back_home = Return {
        app: &app,
        headers: &headers,
        address: &address,
        screen,
        way,
    };
    if let Some(error) = &back.error {
        return back_home.gave_up(page, error).await;
    }
    let now = app.outside.now_ms();
    let answer = (back.code.as_str(), back.iss.as_deref());
    let proved = match client() {
        Ok(client) => prove(&client, service, answer, &lien, now).await,
        Err(error) => Err(error),
    };
    match proved {
        Ok(proved) => back_home.arrive(page, proved).await,
        Err(error) => {
            write_down(&app, &address, &error);
            let (status, key) = told(&error);
            back_home.refuse(page, status, key).await
        }
    }
}

/// Why a browser went, when it is the one that did, in time, for the first time.
async fn taken(
    app: &App,
    headers: &HeaderMap,
    state: &str,
) -> Result<Option<(Screen, Aller)>, WebError> {
    let Some(screen) = Screen::of(headers) else {
        return Ok(None);
    };
    let marks = (secret_hash(state), screen.hash());
    let mut tx = app.store.begin().await?;
    let now = app.outside.now_ms();
    let found = kept::come_back(&mut tx, (&marks.0, &marks.1), now).await?;
    tx.commit().await?;
    Ok(found.map(|way| (screen, way)))
}

impl Return<'_> {
    /// The person of this screen, when it is she who went to tie her account.
    async fn herself(&self) -> Result<Option<Signed>, WebError> {
        let signed = who(self.app, &self.screen).await?.signed;
        let own = self.way.account.as_deref();
        Ok(signed.filter(|signed| own == Some(signed.account.id.as_str())))
    }

    /// Says what went wrong: on her own page to who was tying her account, else where one
    /// comes in.
    async fn refuse(&self, mut page: Page, status: StatusCode, key: &'static str) -> Answer {
        // The address of the return serves once, and holds the words of the provider.
        "/connexion".clone_into(&mut page.here);
        let Some(signed) = self.herself().await? else {
            let said = (status, page.t(key));
            let next = self.way.next.clone();
            return connexion::refuse(self.app, self.headers, page, said, next).await;
        };
        let mut errors = FormErrors::default();
        errors.add("proconnect", key);
        let faults = Faults::of(&page, errors);
        let asked = super::Asked::default();
        let own = own_page(self.app, page, &signed, &asked, faults).await?;
        let mut response = render(&own)?;
        *response.status_mut() = status;
        Ok(response)
    }

    async fn gave_up(&self, page: Page, error: &str) -> Answer {
        let (status, key) = match error {
            "access_denied" => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "identite-proconnect-renonce",
            ),
            "server_error" | "temporarily_unavailable" => (
                StatusCode::SERVICE_UNAVAILABLE,
                "identite-proconnect-absent",
            ),
            _ => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "identite-proconnect-refus",
            ),
        };
        // A word of the standard, or nothing: what else is written there is not ours to keep.
        let word: String = error.chars().filter(char::is_ascii_lowercase).collect();
        tracing::info!(error = %&word[..word.len().min(40)], "ProConnect sent somebody back");
        self.refuse(page, status, key).await
    }

    async fn arrive(&self, page: Page, proved: Proved) -> Answer {
        match (&self.way.account, &self.way.invitation) {
            (Some(_), _) => self.tie_own(page, &proved.who).await,
            (None, Some(invitation)) => self.tie_invited(page, &proved, invitation).await,
            (None, None) => self.come_in(page, &proved).await,
        }
    }

    /// Ties the account of the person of this screen; her other screens end.
    async fn tie_own(&self, page: Page, who: &Identity) -> Answer {
        let Some(signed) = self.herself().await? else {
            let key = "identite-proconnect-expire";
            return self.refuse(page, StatusCode::GONE, key).await;
        };
        let mut tx = self.app.store.begin().await?;
        if !tie(self.app, &mut tx, &signed.account.id, who).await? {
            drop(tx);
            let key = "identite-proconnect-deja";
            return self.refuse(page, StatusCode::CONFLICT, key).await;
        }
        session::close_others(&mut tx, signed.account.id.as_str(), &signed.session).await?;
        tx.commit().await?;
        let id = signed.account.id.as_str();
        security_log::changed(Deed::Tied, id, id);
        Ok(see_other(&format!("{PATH}?fait=proconnect")))
    }

    /// Ties the account of an invitation, spends it, and lets her in. An account that has a
    /// second factor is tied by its person alone, signed in: who found its link must not pass.
    async fn tie_invited(&self, page: Page, proved: &Proved, invitation: &str) -> Answer {
        let app = self.app;
        let mut tx = app.store.begin().await?;
        let Some(account) = invited(app, &mut tx, invitation).await? else {
            drop(tx);
            let key = "identite-proconnect-invitation";
            return self.refuse(page, StatusCode::GONE, key).await;
        };
        if !tie(app, &mut tx, &account.id, &proved.who).await? {
            // The invitation is not spent.
            drop(tx);
            let key = "identite-proconnect-deja";
            return self.refuse(page, StatusCode::CONFLICT, key).await;
        }
        tx.commit().await?;
        security_log::changed(Deed::Tied, account.id.as_str(), "-");
        let next = after_link(app, &account);
        self.open(&account, next, proved).await
    }

    async fn come_in(&self, page: Page, proved: &Proved) -> Answer {
        let app = self.app;
        let mut tx = app.store.begin().await?;
        let known = kept::recognise(&mut tx, &proved.who, app.outside.now_ms()).await?;
        let account = match known {
            Some(id) => account::by_id(&mut tx, &id).await?,
            None => None,
        };
        let Some(account) = account.filter(|account| !account.disabled) else {
            drop(tx);
            security_log::turned_away(app, self.address, Way::Proconnect, "nobody tied");
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return self
                .refuse(page, status, "identite-proconnect-inconnu")
                .await;
        };
        tx.commit().await?;
        self.open(&account, &self.way.next, proved).await
    }

    /// Opens the session, and keeps where it is closed there too.
    async fn open(&self, account: &Account, next: &str, proved: &Proved) -> Answer {
        let app = self.app;
        connexion::absolve(app, &tries(self.address)).await?;
        super::entree::stop_waiting(app, self.headers).await?;
        let arrival = Arrival::of(self.headers, self.address);
        let (screen, response) =
            connexion::opened(app, &arrival, account, (next, Way::Proconnect)).await?;
        let signed = who(app, &screen).await?.signed;
        if let (Some(signed), Some(end)) = (signed, &proved.end) {
            let sealed =
                identite::sealed(&app.store, &app.outside, &signed.session, end.as_bytes());
            let sealed = sealed.map_err(WebError::internal)?;
            let mut tx = app.store.begin().await?;
            kept::keep_end(&mut tx, &signed.session, &sealed).await?;
            tx.commit().await?;
        }
        Ok(response)
    }
}

/// The open account of a living invitation, which is spent; none when it may not be tied so.
async fn invited(app: &App, tx: &mut Tx, invitation: &str) -> Result<Option<Account>, WebError> {
    let now = app.outside.now_ms();
    let purpose = credential::link_purpose(tx, invitation, now).await?;
    let Some(LinkPurpose::Password(id)) = purpose else {
        return Ok(None);
    };
    let account = account::by_id(tx, &id).await?;
    let may = !factors::factors(tx, &id).await?.any();
    if !may || !credential::spend_link(tx, invitation, now).await? {
        return Ok(None);
    }
    Ok(account.filter(|account| !account.disabled))
}

/// Ties an account and tells the journal; false when either is tied already.
async fn tie(app: &App, tx: &mut Tx, id: &AccountId, who: &Identity) -> Result<bool, WebError> {
    if !kept::tie(tx, id.as_str(), who, app.outside.now_ms()).await? {
        return Ok(false);
    }
    identite::note(tx, &app.outside, id, Geste::ProconnectRelie, Some(id)).await?;
    Ok(true)
}

// ------------------------------------------------------------- one's own account

/// What the forms of one's own page send.
#[derive(Deserialize)]
pub struct Own {
    /// Her password: the two forms of the page cannot both call it so.
    #[serde(default)]
    proconnect: String,
}

/// Whether it is her; else her page, with why not.
async fn her(
    app: &App,
    address: &Address,
    page: &Page,
    signed: &Signed,
    given: Own,
) -> Result<Option<Response>, WebError> {
    let errors = not_her(app, address, &signed.account, given.proconnect).await?;
    let Some(mut errors) = errors else {
        return Ok(None);
    };
    for error in &mut errors.0 {
        error.field = "proconnect".into();
    }
    let faults = Faults::of(page, errors);
    let asked = super::Asked::default();
    let own = own_page(app, page.clone(), signed, &asked, faults).await?;
    refused(&own).map(Some)
}

/// `POST /compte/proconnect`: leaves to tie one's own account. The password is asked again.
pub async fn begin(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    page: Page,
    signed: Signed,
    Form(given): Form<Own>,
) -> Answer {
    if !offer(&app).await?.is_on() {
        return Err(WebError::NotFound);
    }
    if let Some(refusal) = her(&app, &address, &page, &signed, given).await? {
        return Ok(refusal);
    }
    let screen = Screen::of(&headers).ok_or(WebError::Unauthenticated)?;
    let way = Aller {
        account: Some(signed.account.id.to_string()),
        invitation: None,
        next: String::new(),
    };
    match provider(&app).await {
        Ok(provider) => send(&app, &headers, page, (&provider, &way)).await,
        Err(error) => {
            write_down(&app, &address, &error);
            let (status, key) = told(&error);
            let still = Return {
                app: &app,
                headers: &headers,
                address: &address,
                screen,
                way,
            };
            still.refuse(page, status, key).await
        }
    }
}

/// Unties an account and tells the journal; false when it was not tied.
async fn untie(app: &App, of: &AccountId, by: &AccountId) -> Result<bool, WebError> {
    let mut tx = app.store.begin().await?;
    if !kept::untie(&mut tx, of.as_str()).await? {
        return Ok(false);
    }
    identite::note(&mut tx, &app.outside, of, Geste::ProconnectDelie, Some(by)).await?;
    tx.commit().await?;
    security_log::changed(Deed::Untied, of.as_str(), by.as_str());
    Ok(true)
}

/// `POST /compte/proconnect/retirer`. The password is asked again.
pub async fn remove(
    State(app): State<App>,
    address: Address,
    page: Page,
    signed: Signed,
    Form(given): Form<Own>,
) -> Answer {
    if let Some(refusal) = her(&app, &address, &page, &signed, given).await? {
        return Ok(refusal);
    }
    let own = &signed.account.id;
    if !untie(&app, own, own).await? {
        return Err(WebError::NotFound);
    }
    Ok(see_other(&format!("{PATH}?fait=proconnect-delie")))
}

/// `POST /pilotage/comptes/{id}/proconnect`: unties the account of somebody.
pub async fn remove_of(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let account = managed(&app, &signed, &id).await?;
    if !untie(&app, &account.id, &signed.account.id).await? {
        return Err(WebError::NotFound);
    }
    let back = format!("/pilotage/comptes/{id}?fait=proconnect-delie");
    Ok(see_other(&back))
}

// ------------------------------------------------------------------- leaving

/// The page that closes the session at the provider too; none when it was not opened there.
pub async fn farewell(
    app: &App,
    tx: &mut Tx,
    page: Page,
    session: &str,
) -> Result<Option<Response>, WebError> {
    let Some(sealed) = kept::take_end(tx, session).await? else {
        return Ok(None);
    };
    let opened = identite::opened(&app.store, &app.outside, session, &sealed);
    let opened = opened.map_err(WebError::internal)?;
    let Some(end) = opened.and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return Ok(None);
    };
    let state = secret_hash(&app.outside.new_id());
    let texts = ("identite-proconnect-fin", "identite-proconnect-fin-texte");
    onward(page.of_nobody(), texts, format!("{end}&state={state}")).map(Some)
}

/// `GET /connexion/proconnect/fin`: where the provider sends those who left.
pub async fn left(State(app): State<App>) -> Answer {
    service(&app).ok_or(WebError::NotFound)?;
    Ok(see_other("/connexion"))
}
