//! `/sync/v1`: what the machines of a relay say to their hub. No page, no person, no
//! cookie: each request is signed by the machine that makes it (`node`).
//!
//! | | |
//! |---|---|
//! | `POST enrol` | a code used once, a public key |
//! | `POST journal/{epoch}` | the next part of the machine's chain |
//! | `POST epoch` | a new life for a machine put back from a copy |
//! | `GET page?cursor=&life=` | what is new for every machine |
//! | `GET verifiers` | what lets the team sign in far from the hub |
//! | `POST cles` | keys of follow-ups, both ways (`sync/cles.rs`) |
//! | `POST heads` | the ends of chains that the machine saw; answers the hub's own |
//! | `POST beat` | how a kiosk is, each minute; answers what is asked of it |
//! | `POST certificate` | a certificate for the screens of the machine |
//! | `GET contents` | documents that may be fetched |
//! | `GET document/{hash}` | a part of one of them (`Range`) |
//! | `POST rendez-vous`, `suivi`, `file` | what a person asks at a borne (`sync/personne.rs`) |
//! | `POST retrait/…` | papers left at a borne (`sync/retrait.rs`) |
//! | `retrait/coffre…` | those that a borne keeps for when it is cut off (`sync/coffre.rs`) |
//! | `HEAD`, `PATCH upload/{hash}?size=` | where a document stands; its next part |
//!
//! A machine that was revoked may only push: what it pushes is set apart, and the answer is
//! the order to erase (202). Everything else is 403.

pub mod batches;
mod beat;
mod certificate;
mod cles;
mod coffre;
mod document;
mod personne;
mod replied;
mod retrait;

use std::io::Read;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{
        DefaultBodyLimit, FromRequest, FromRequestParts, OriginalUri, Path, Query, Request, State,
    },
    http::{HeaderMap, Method, StatusCode},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{get, head, post},
};
use flate2::read::GzDecoder;
use plus_domain::{
    account::Role,
    identite::{self as rule, Demande},
    ids::NodeId,
    machine::{Kind, Motif},
};
use plus_journal::{
    exchange::{Batch, Page},
    wire::hex,
};
use plus_store::{
    Link, StoreError, account, credential,
    exchange::{
        MOST, exposed,
        hub::{self, Arrival},
        machine::{self, Machine, Presence},
        witness,
    },
    identite, journal,
    throttle::{self, Scope, Subject},
};
use serde::{Deserialize, de::DeserializeOwned};
use tower_http::compression::CompressionLayer;

use self::batches::Pushed;
use super::{address::Address, state::App};
use crate::{
    account::secret_hash,
    identite::opened,
    node::{
        Asked, Identity, MOST_GAP_MS, code,
        contact::{Heads, Life, Presented, Refusal, Taken, Verifier},
        header, is_signed,
        order::Order,
    },
};

/// Largest body as it travels, bytes.
const MOST_BODY: usize = 8 << 20;
/// Largest body unpacked, bytes.
const MOST_UNPACKED: u64 = 32 << 20;

/// The routes. They stand outside those of the pages: nothing of a page dresses them.
pub fn routes(app: &App) -> Router {
    Router::new()
        .route("/enrol", post(enrol))
        .route("/journal/{epoch}", post(push))
        .route("/epoch", post(epoch))
        .route("/page", get(page))
        .route("/verifiers", get(verifiers))
        .route("/cles", post(cles::exchange))
        .route("/heads", post(heads))
        .route("/beat", post(beat::hear))
        .route("/certificate", post(certificate::issue))
        .route("/contents", get(document::contents))
        .route("/document/{hash}", get(document::part))
        .route("/rendez-vous", post(personne::rendez_vous))
        .route("/suivi", post(personne::suivi))
        .route("/file", post(personne::file))
        .route("/retrait/coffre", post(coffre::hear))
        .route("/retrait/coffre/{id}/part", get(coffre::part))
        .route("/retrait/coffre/{id}/cles", post(coffre::hand))
        .route("/retrait/open", post(retrait::open))
        .route("/retrait/{id}/printed", post(retrait::printed))
        .route("/retrait/{id}/released", post(retrait::released))
        .route(
            "/upload/{hash}",
            head(document::position).patch(document::append),
        )
        .fallback(unknown)
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(from_fn_with_state(app.clone(), replied::sign))
        .layer(CompressionLayer::new())
        .with_state(app.clone())
}

/// A refusal: its status and its sentence.
#[derive(Debug)]
struct Refused {
    status: StatusCode,
    reason: String,
    time: i64,
    revoked: bool,
}

impl Refused {
    fn new(app: &App, status: StatusCode, reason: &str) -> Self {
        Self {
            status,
            reason: reason.to_owned(),
            time: app.outside.now_ms(),
            revoked: false,
        }
    }

    fn unsigned(app: &App, reason: &str) -> Self {
        Self::new(app, StatusCode::UNAUTHORIZED, reason)
    }

    /// The one thing that a revoked machine is told.
    fn revoked(app: &App) -> Self {
        let reason = "cette machine est révoquée : elle doit effacer ce qu’elle tient";
        Self {
            revoked: true,
            ..Self::new(app, StatusCode::FORBIDDEN, reason)
        }
    }

    /// The database: the machine tries later, and the reason stays here.
    fn internal(app: &App, error: &StoreError) -> Self {
        tracing::error!(%error, "an exchange failed");
        let reason = "le portail central ne peut pas répondre maintenant";
        Self::new(app, StatusCode::SERVICE_UNAVAILABLE, reason)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let said = Refusal {
            reason: self.reason,
            time: self.time,
            revoked: self.revoked,
        };
        (self.status, Json(said)).into_response()
    }
}

/// What a newer machine asks for and this hub does not know.
async fn unknown(State(app): State<App>) -> Refused {
    let reason = "ce portail central ne connaît pas cette demande : mettez-le à jour";
    Refused::new(&app, StatusCode::NOT_FOUND, reason)
}

type Answer<T> = Result<Json<T>, Refused>;

/// A request whose parts a signature covers.
struct Signed {
    method: Method,
    uri: OriginalUri,
    headers: HeaderMap,
    body: Bytes,
}

impl FromRequest<App> for Signed {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let Ok(uri) = OriginalUri::from_request_parts(&mut parts, app).await;
        let (method, headers) = (parts.method.clone(), parts.headers.clone());
        let body = Bytes::from_request(Request::from_parts(parts, body), app).await;
        let body = body.map_err(|_| {
            Refused::new(
                app,
                StatusCode::PAYLOAD_TOO_LARGE,
                "cet envoi est trop grand",
            )
        })?;
        Ok(Self {
            method,
            uri,
            headers,
            body,
        })
    }
}

impl Signed {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default()
    }

    fn node(&self) -> NodeId {
        NodeId::new(self.header(header::NODE))
    }

    /// Checks the signature and its time, and that it was not played before. Answers the
    /// machine's clock less this one's.
    async fn check(&self, app: &App, public_key: &[u8]) -> Result<i64, Refused> {
        let path = self.uri.path_and_query().map_or("", |p| p.as_str());
        let asked = Asked {
            method: self.method.as_str(),
            path,
            body: &self.body,
            time: self.header(header::TIME).parse().unwrap_or(0),
            nonce: self.header(header::NONCE),
        };
        if !is_signed(public_key, &asked, self.header(header::SIGNATURE)) {
            return Err(Refused::unsigned(app, "la signature n’est pas la bonne"));
        }
        let now = app.outside.now_ms();
        if (asked.time - now).abs() > MOST_GAP_MS {
            let reason = "l’horloge de cette machine est décalée";
            return Err(Refused::unsigned(app, reason));
        }
        let fresh = self.use_nonce(app, asked.nonce, now).await;
        if !fresh.map_err(|e| Refused::internal(app, &e))? {
            let reason = "cette demande a déjà été faite";
            return Err(Refused::unsigned(app, reason));
        }
        Ok(asked.time - now)
    }

    async fn use_nonce(&self, app: &App, nonce: &str, now: i64) -> Result<bool, StoreError> {
        let mut tx = app.store.begin().await?;
        let old = now - 2 * MOST_GAP_MS;
        let fresh = machine::use_nonce(&mut tx, &self.node(), nonce, now, old).await?;
        tx.commit().await?;
        Ok(fresh)
    }

    /// The machine that signs, revoked or not, and its clock less this one's.
    async fn any_machine(&self, app: &App) -> Result<(Machine, i64), Refused> {
        let known = async { machine::get(&mut app.store.read().await?, &self.node()).await };
        let known = known.await.map_err(|e| Refused::internal(app, &e))?;
        let known = known.ok_or_else(|| {
            Refused::unsigned(app, "cette machine n’est pas connue du portail central")
        })?;
        let gap = self.check(app, &known.public_key).await?;
        Ok((known, gap))
    }

    /// The same, when it was not revoked.
    async fn machine(&self, app: &App) -> Result<Machine, Refused> {
        let (known, _) = self.any_machine(app).await?;
        if known.revoked_at.is_none() {
            return Ok(known);
        }
        Err(Refused::revoked(app))
    }

    /// The body, unpacked and read.
    fn read<T: DeserializeOwned>(&self, app: &App) -> Result<T, Refused> {
        let unpacked = GzDecoder::new(&*self.body).take(MOST_UNPACKED);
        serde_json::from_reader(unpacked)
            .map_err(|e| Refused::new(app, StatusCode::BAD_REQUEST, &format!("illisible : {e}")))
    }
}

async fn enrol(State(app): State<App>, address: Address, signed: Signed) -> Answer<Taken> {
    let tries = subjects(&address);
    let wait = count_try(&app, &tries).await;
    let wait = wait.map_err(|e| Refused::internal(&app, &e))?;
    if wait > 0 {
        let seconds = wait.saturating_add(999) / 1000;
        let reason = format!("trop d’essais de suite : attendez {seconds} s, puis recommencez");
        return Err(Refused::new(&app, StatusCode::TOO_MANY_REQUESTS, &reason));
    }
    let presented: Presented = signed.read(&app)?;
    signed.check(&app, &presented.key).await?;
    let taken = take(&app, &signed.node(), &presented, &tries).await;
    let taken = taken.map_err(|e| Refused::internal(&app, &e))?;
    taken.map(Json).ok_or_else(|| {
        let reason = "ce code ne sert pas, ou ne sert plus : demandez-en un autre";
        Refused::new(&app, StatusCode::FORBIDDEN, reason)
    })
}

/// Codes are tried as passwords are: slower and slower (requirement S5).
fn subjects(Address(address): &Address) -> [Subject; 2] {
    let of = |scope, text: String| Subject {
        scope,
        key: secret_hash(&text),
    };
    [
        of(Scope::Address, format!("machine\0{address}")),
        of(Scope::Everywhere, "machine\0tout".to_owned()),
    ]
}

async fn count_try(app: &App, tries: &[Subject]) -> Result<i64, StoreError> {
    let mut tx = app.store.begin().await?;
    let wait = throttle::count(&mut tx, tries, app.outside.now_ms()).await?;
    tx.commit().await?;
    Ok(wait)
}

async fn take(
    app: &App,
    node: &NodeId,
    by: &Presented,
    tries: &[Subject],
) -> Result<Option<Taken>, StoreError> {
    let own = Identity::of(&app.store, &app.outside).await?;
    let mut tx = app.store.begin().await?;
    let hash = code::hash(&by.code);
    let now = app.outside.now_ms();
    let Some(name) = machine::accept(&mut tx, &hash, node, &by.key, now).await? else {
        return Ok(None);
    };
    throttle::absolve(&mut tx, tries, now).await?;
    let incarnation = hub::incarnation(&mut tx).await?;
    tx.commit().await?;
    Ok(Some(Taken {
        name,
        hub: own.node.clone(),
        key: own.public_key(),
        incarnation,
    }))
}

async fn push(
    State(app): State<App>,
    Path(epoch): Path<u64>,
    signed: Signed,
) -> Result<Response, Refused> {
    let (from, gap) = signed.any_machine(&app).await?;
    let batch: Batch = signed.read(&app)?;
    let last = batch.entries.last().map_or(0, |entry| entry.seq);
    let pushed = Pushed {
        presence: Presence {
            version: batch.version,
            waiting: i64::try_from(batch.waiting).unwrap_or(i64::MAX),
            clock_gap: gap,
            health: batch.health,
        },
        arrival: Arrival {
            node: from.node.clone(),
            epoch,
            entries: batch.entries,
        },
    };
    let reply = batches::take(&app, pushed).await;
    let reply = reply.map_err(|e| Refused::internal(&app, &e))?;
    if let Some(reply) = reply {
        return Ok(Json(reply).into_response());
    }
    let order = order(&app, &from, (epoch, last)).await;
    let order = order.map_err(|e| Refused::internal(&app, &e))?;
    Ok((StatusCode::ACCEPTED, Json(order)).into_response())
}

/// The order to erase, to a revoked machine whose push was set apart.
async fn order(
    app: &App,
    to: &Machine,
    (epoch, received): (u64, u64),
) -> Result<Order, StoreError> {
    let own = Identity::of(&app.store, &app.outside).await?;
    let why = (
        to.motif.unwrap_or(Motif::Vol),
        to.revoked_at.unwrap_or_default(),
    );
    let now = app.outside.now_ms();
    Ok(Order::sign(&own, (&to.node, epoch, received), why, now))
}

async fn epoch(State(app): State<App>, signed: Signed) -> Answer<Life> {
    let from = signed.machine(&app).await?;
    let known: Life = signed.read(&app)?;
    let next = async {
        let mut tx = app.store.begin().await?;
        let epoch = hub::next_epoch(&mut tx, &from.node, known.epoch).await?;
        tx.commit().await?;
        Ok(Json(Life { epoch }))
    };
    next.await
        .map_err(|e: StoreError| Refused::internal(&app, &e))
}

/// Where a machine stands.
#[derive(Debug, Deserialize)]
struct At {
    cursor: u64,
    life: u64,
}

async fn page(State(app): State<App>, Query(at): Query<At>, signed: Signed) -> Answer<Page> {
    let to = signed.machine(&app).await?;
    let now = app.outside.now_ms();
    let page = async {
        hub::page(
            &mut app.store.read().await?,
            (&to.node, at.life),
            (at.cursor, MOST),
            now,
        )
        .await
    };
    page.await
        .map(Json)
        .map_err(|e| Refused::internal(&app, &e))
}

async fn verifiers(State(app): State<App>, signed: Signed) -> Answer<Vec<Verifier>> {
    let to = signed.machine(&app).await?;
    let known = given(&app, &to).await;
    known.map(Json).map_err(|e| Refused::internal(&app, &e))
}

async fn heads(State(app): State<App>, signed: Signed) -> Answer<Heads> {
    let from = signed.machine(&app).await?;
    let told: Heads = signed.read(&app)?;
    let known = witnessed(&app, &from.node, told).await;
    known.map(Json).map_err(|e| Refused::internal(&app, &e))
}

/// Keeps what a machine saw of this hub's chain and of its own, and nothing of others.
async fn witnessed(app: &App, from: &NodeId, told: Heads) -> Result<Heads, StoreError> {
    let mut tx = app.store.begin().await?;
    let own = journal::own(&mut tx, &app.outside.new_id())
        .await?
        .head
        .node;
    let mut seen = told.heads;
    seen.retain(|seen| seen.node == own || seen.node == *from);
    let wrong = witness::hear(&mut tx, from, &seen, app.outside.now_ms()).await?;
    let mut heads = witness::heads(&mut tx).await?;
    tx.commit().await?;
    if wrong > 0 {
        tracing::error!(%from, wrong, "a chain is not the one that was seen: plus journal verify");
    }
    heads.retain(|head| head.node == own);
    Ok(Heads { heads })
}

/// What lets the team sign in on a machine. That it was given is noted before it leaves: the
/// day when the machine is stolen, nobody is forgotten.
async fn given(app: &App, to: &Machine) -> Result<Vec<Verifier>, StoreError> {
    if to.kind == Kind::Borne {
        return Ok(Vec::new());
    }
    let (known, now) = (team(app).await?, app.outside.now_ms());
    let accounts: Vec<String> = known.iter().map(|one| one.account.clone()).collect();
    let noted = {
        let mut link = app.store.read().await?;
        exposed::is_handed(&mut link, &to.node, &accounts, now).await?
    };
    if !noted {
        let mut tx = app.store.begin().await?;
        exposed::hand(&mut tx, &to.node, &accounts, now).await?;
        for one in known.iter().filter(|one| !one.second) {
            identite::note_without(&mut tx, &one.account, now).await?;
        }
        tx.commit().await?;
    }
    Ok(known)
}

/// The team alone: partners and administrators do not work in the van. Nor who has a factor to
/// set up, and its days are over.
async fn team(app: &App) -> Result<Vec<Verifier>, StoreError> {
    let mut link = app.store.read().await?;
    let (mut known, now) = (Vec::new(), app.outside.now_ms());
    for one in account::list(&mut link).await? {
        let works_there = matches!(one.role, Role::Animatrice | Role::Coordinateur);
        if !works_there || one.disabled {
            continue;
        }
        let account = one.id.to_string();
        let factors = identite::factors(&mut link, &account).await?;
        let since = identite::without_since(&mut link, &account).await?;
        let policy = app.config.identite.policy();
        let asked = rule::demande(policy, one.role, factors, since, now);
        // Who must set a factor up before anything else does so at the hub.
        if asked == Demande::Maintenant && !factors.any() {
            continue;
        }
        if let Some(hash) = credential::hash_of(&mut link, &account).await? {
            known.push(Verifier {
                code: secret(app, &mut link, &account).await?,
                second: factors.any(),
                account,
                hash,
            });
        }
    }
    Ok(known)
}

/// What makes the codes of an account, in hexadecimal; none when it has none, or when they were
/// sealed under a key that is not here any more.
async fn secret(app: &App, link: &mut Link, account: &str) -> Result<Option<String>, StoreError> {
    let known = identite::code(link, account).await?;
    let Some(sealed) = known.and_then(|code| code.secret) else {
        return Ok(None);
    };
    match opened(&app.store, &app.outside, account, &sealed) {
        Ok(secret) => Ok(secret.map(|secret| hex(&secret))),
        Err(error) => {
            tracing::error!(%error, "the secret of a second factor cannot be read");
            Ok(None)
        }
    }
}
