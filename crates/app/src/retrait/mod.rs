//! Papers left to be taken at a borne: left, opened, printed, erased. Called by the pages of
//! the team, by the machines (`web/sync/retrait.rs`), and directly by a borne that is the hub.

pub mod borne;
pub mod coffre;
pub mod key;
pub mod porte;
pub mod seal;
mod sweep;
pub mod wire;

use plus_borne::paper::{self, Paper, PaperError};
use plus_domain::{
    event::Event,
    ids::{AccountId, NodeId, RetraitId},
    retrait::{
        AGAIN_MS, Code, Deposited, Erased, Pin, Printed, Reason, Retrait, Secret, Token, Wanted,
    },
};
use plus_store::{
    StoreError, Tx,
    retrait::{self as kept, Found, Outcome, porte as carried},
};
use tokio::sync::Semaphore;

use self::{
    key::{KeyError, ServerKey},
    seal::{SealError, Sealer},
};
use crate::web::state::App;
pub use sweep::sweep;

/// Papers that are cleaned at once: a photo takes up to 400 MB while it is (requirement S19).
static CLEANING: Semaphore = Semaphore::const_new(1);

/// Why a paper was not left, or not looked for.
#[derive(Debug, thiserror::Error)]
pub enum RetraitError {
    /// The file.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key of this hub.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The seal.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A borne that says no public key.
    #[error(transparent)]
    Recipient(#[from] coffre::NoRecipient),
}

/// What a person carries away, shown once.
#[derive(Debug)]
pub struct Slip {
    /// The paper.
    pub retrait: Retrait,
    /// To type.
    pub code: Code,
    /// To show.
    pub token: Token,
}

/// What a borne is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// The paper, under a name that says what comes of it.
    Given {
        /// Name of this opening: for [`printed`] and [`released`].
        id: String,
        /// Pages.
        pages: u32,
        /// The paper.
        pdf: Vec<u8>,
    },
    /// It opens, and the borne that asks keeps it: it alone gives it.
    Here,
    /// Nothing, whatever the reason.
    Refused {
        /// Milliseconds before another code may be tried there; 0 when it may be now.
        wait_ms: i64,
    },
}

const REFUSED: Opening = Opening::Refused { wait_ms: 0 };

/// Makes a file fit to print, apart from the threads that answer.
///
/// # Errors
/// Why it is refused. A file that stops its reader is a broken one.
pub async fn clean(bytes: Vec<u8>) -> Result<Paper, PaperError> {
    let _place = CLEANING.acquire().await;
    let done = tokio::task::spawn_blocking(move || paper::clean(&bytes)).await;
    done.unwrap_or(Err(PaperError::Broken))
}

/// Leaves a paper for somebody.
///
/// # Errors
/// Those of the file, of the key and of the database; nothing is then kept.
pub async fn deposit(
    app: &App,
    author: &AccountId,
    (paper, wanted): (Paper, Wanted),
) -> Result<Slip, RetraitError> {
    let now = app.outside.now_ms();
    let retrait = Retrait {
        id: RetraitId::new(app.outside.new_id()),
        borne: wanted.borne,
        pages: paper.pages,
        author: author.clone(),
        at: now,
        expires_at: wanted.term.end(now),
        has_pin: wanted.pin.is_some(),
        wrong_pins: 0,
        printed_at: None,
        printed_by: None,
        reprints: 0,
        erased: None,
    };
    let code = Code::draw(|| app.outside.random_bytes::<1>()[0]);
    let token = Token::of(app.outside.random_bytes());
    let secrets = [Secret::Code(code.clone()), Secret::Token(token.clone())];
    let (pin, porte) = (wanted.pin.as_ref(), wanted.porte);
    keep(app, (&retrait, porte), &secrets, (pin, &paper.pdf)).await?;
    Ok(Slip {
        retrait,
        code,
        token,
    })
}

async fn keep(
    app: &App,
    (retrait, porte): (&Retrait, bool),
    secrets: &[Secret; 2],
    (pin, pdf): (Option<&Pin>, &[u8]),
) -> Result<(), RetraitError> {
    let server = ServerKey::of(app.store.folder(), &app.outside)?;
    let key = sealer(app, &server).new_key();
    let content = sealer(app, &server).seal(&retrait.id, &key, pdf)?;
    let sealed = (retrait, &key);
    let [code, token] = ways(app, &server, sealed, (secrets, pin)).await?;
    let borne = retrait.borne.as_ref().filter(|_| porte);
    let there = match borne {
        Some(borne) => {
            let own = server.of_borne(borne);
            Some((borne, ways(app, &own, sealed, (secrets, pin)).await?))
        }
        None => None,
    };
    let (hash, size) = (blake3::hash(&content).to_hex(), content.len() as u64);
    let told = Event::RetraitDeposited(Deposited {
        id: retrait.id.clone(),
        borne: retrait.borne.clone(),
        pages: retrait.pages,
        author: retrait.author.clone(),
        at: retrait.at,
    });
    let mut tx = app.store.begin().await?;
    kept::add(&mut tx, retrait, [&code, &token], content).await?;
    if let Some((borne, [code, token])) = &there {
        let at = (&retrait.id, *borne);
        carried::add(&mut tx, at, (hash.as_str(), size), [code, token]).await?;
    }
    app.outside.record(&mut tx, &[told]).await?;
    tx.commit().await?;
    Ok(())
}

/// The two ways to a paper, by its code and by its token, under one key.
async fn ways(
    app: &App,
    own: &ServerKey,
    (retrait, key): (&Retrait, &seal::Key),
    ([code, token], pin): (&[Secret; 2], Option<&Pin>),
) -> Result<[kept::Way; 2], SealError> {
    let sealer = sealer(app, own);
    Ok([
        sealer.way(&retrait.id, key, (code, pin)).await?,
        sealer.way(&retrait.id, key, (token, pin)).await?,
    ])
}

fn sealer<'a>(app: &'a App, server: &'a ServerKey) -> Sealer<'a> {
    Sealer {
        server,
        hasher: &app.hasher,
        outside: &app.outside,
    }
}

/// Opens what a person presents at a borne: a code or a token, and the PIN when one was said.
/// Wrong, gone or never there, it answers the same after the same work.
///
/// # Errors
/// Those of the database and of the key.
pub async fn open(app: &App, borne: &NodeId, typed: (&str, &str)) -> Result<Opening, RetraitError> {
    open_named(app, borne, typed, "").await
}

/// The same under the name that the borne gives to this try. Asked again under it within
/// [`AGAIN_MS`], because the answer was lost on the way, it is the same opening: the paper is
/// out once, and what its printer says concludes it.
///
/// # Errors
/// As [`open`].
pub async fn open_named(
    app: &App,
    borne: &NodeId,
    (presented, pin): (&str, &str),
    name: &str,
) -> Result<Opening, RetraitError> {
    let Some(secret) = Secret::read(presented) else {
        return Ok(REFUSED);
    };
    let now = app.outside.now_ms();
    let is_code = matches!(secret, Secret::Code(_));
    if is_code && let Some(wait_ms) = count_try(app, borne, now).await? {
        return Ok(Opening::Refused { wait_ms });
    }
    let server = ServerKey::of(app.store.folder(), &app.outside)?;
    let typed = (&secret, Pin::read(pin));
    let opened = look(app, &server, (borne, now), typed).await?;
    let Some((found, pdf)) = opened else {
        return Ok(REFUSED);
    };
    let mut tx = app.store.begin().await?;
    if is_code {
        let mut limiter = kept::lock(&mut tx, borne).await?;
        limiter.absolve(now);
        kept::save(&mut tx, borne, &limiter).await?;
    }
    // Held: it is given here, or handed over to its borne, never both.
    kept::hold(&mut tx, &found.id).await?;
    let porte = carried::of(&mut tx, &found.id).await?;
    if porte.is_some_and(plus_domain::retrait::Portage::is_handed) {
        tx.commit().await?;
        return Ok(Opening::Here);
    }
    let id = opening(app, &mut tx, (&found.id, borne), (name, now)).await?;
    tx.commit().await?;
    Ok(Opening::Given {
        id,
        pages: found.pages,
        pdf,
    })
}

/// Notes an opening under the name of the try; the one that has it already, of the same paper
/// at the same borne, a while ago at most and of which nothing was said, is that one again.
async fn opening(
    app: &App,
    tx: &mut Tx,
    (found, borne): (&RetraitId, &NodeId),
    (name, now): (&str, i64),
) -> Result<String, StoreError> {
    let fair = (16..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
    if fair && kept::is_open(tx, name, (found, borne), now - AGAIN_MS).await? {
        return Ok(name.to_owned());
    }
    let id = if fair && !kept::is_taken(tx, name).await? {
        name.to_owned()
    } else {
        app.outside.new_id()
    };
    kept::open(tx, &id, (found, borne), now).await?;
    Ok(id)
}

/// Counts a try before it is judged; or answers the milliseconds to wait.
pub(crate) async fn count_try(
    app: &App,
    borne: &NodeId,
    now: i64,
) -> Result<Option<i64>, StoreError> {
    let mut tx = app.store.begin().await?;
    let mut limiter = kept::lock(&mut tx, borne).await?;
    let before = limiter.everywhere.alarm_at;
    let counted = limiter.count(now);
    if limiter.everywhere.alarm_at != before {
        tracing::error!("wrong codes reached the cap of all bornes: somebody is guessing");
        metrics::counter!("plus_retrait_alarms").increment(1);
    }
    kept::save(&mut tx, borne, &limiter).await?;
    tx.commit().await?;
    Ok(counted.err())
}

/// The paper that a secret opens here and now. Argon2id is computed twice whatever is found.
async fn look(
    app: &App,
    own: &ServerKey,
    (borne, now): (&NodeId, i64),
    (secret, pin): (&Secret, Option<Pin>),
) -> Result<Option<(Retrait, Vec<u8>)>, RetraitError> {
    let sealer = sealer(app, own);
    let lookup = sealer.lookup(secret).await?;
    let found = kept::find(&mut app.store.read().await?, &lookup).await?;
    let found = found.filter(|found| found.retrait.opens(borne, now));
    let (id, salt, wrapped) = match &found {
        Some(Found { retrait, salt, key }) => (retrait.id.clone(), salt.clone(), key.clone()),
        None => seal::nowhere(&app.outside),
    };
    // A PIN that nobody asked for changes nothing.
    let asked = found.as_ref().is_some_and(|found| found.retrait.has_pin);
    let said = pin.as_ref().filter(|_| asked);
    let key = sealer
        .unwrap(&id, (&salt, &wrapped), (secret, said))
        .await?;
    let (Some(found), Some(key)) = (&found, key) else {
        if let (Some(found), Some(_)) = (found, said) {
            note_wrong_pin(app, &found.retrait.id, now).await?;
        }
        return Ok(None);
    };
    let sealed = kept::content(&mut app.store.read().await?, &id).await?;
    let opened = sealed.and_then(|sealed| seal::open(&id, &key, &sealed));
    Ok(opened.map(|pdf| (found.retrait.clone(), pdf)))
}

/// One more wrong PIN on a right code; the tenth destroys the paper.
async fn note_wrong_pin(app: &App, id: &RetraitId, now: i64) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    kept::note_wrong_pin(&mut tx, id).await?;
    let held = kept::hold(&mut tx, id).await?;
    if let Some(reason) = held.and_then(|retrait| retrait.due(now)) {
        erase(app, &mut tx, id, (reason, None)).await?;
    }
    tx.commit().await
}

/// The printer of a borne said that it was done: the paper is used up, but for one more print
/// in the next minutes. Saying it twice of one opening says it once; `false` when this borne
/// was given nothing under this name.
///
/// # Errors
/// Those of the database.
pub async fn printed(app: &App, borne: &NodeId, opening: &str) -> Result<bool, StoreError> {
    let now = app.outside.now_ms();
    let mut tx = app.store.begin().await?;
    let outcome = Outcome::Printed;
    let Some(id) = kept::conclude(&mut tx, (opening, borne), outcome).await? else {
        return kept::is_known(&mut tx, opening, borne).await;
    };
    if let Some(mut retrait) = kept::hold(&mut tx, &id).await? {
        let told = Event::RetraitPrinted(Printed {
            id: id.clone(),
            borne: borne.clone(),
            pages: retrait.pages,
            at: now,
        });
        retrait.print(borne, now);
        kept::note_printed(&mut tx, &retrait).await?;
        app.outside.record(&mut tx, &[told]).await?;
        if let Some(reason) = retrait.due(now) {
            erase(app, &mut tx, &id, (reason, None)).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// It did not print: the paper stays as it was.
///
/// # Errors
/// Those of the database.
pub async fn released(app: &App, borne: &NodeId, opening: &str) -> Result<bool, StoreError> {
    let mut tx = app.store.begin().await?;
    let said = kept::conclude(&mut tx, (opening, borne), Outcome::Released).await?;
    let known = said.is_some() || kept::is_known(&mut tx, opening, borne).await?;
    tx.commit().await?;
    Ok(known)
}

/// A person of the team gives a paper up; `false` when it was gone.
///
/// # Errors
/// Those of the database.
pub async fn cancel(app: &App, by: &AccountId, id: &RetraitId) -> Result<bool, StoreError> {
    let mut tx = app.store.begin().await?;
    let erased = erase(app, &mut tx, id, (Reason::Annule, Some(by))).await?;
    tx.commit().await?;
    Ok(erased)
}

/// Destroys the key of a paper and tells the journal; `false` when it was done already.
async fn erase(
    app: &App,
    tx: &mut Tx,
    id: &RetraitId,
    (reason, author): (Reason, Option<&AccountId>),
) -> Result<bool, StoreError> {
    let at = app.outside.now_ms();
    if !kept::erase(tx, id, (at, reason)).await? {
        return Ok(false);
    }
    let told = Event::RetraitErased(Erased {
        id: id.clone(),
        reason,
        author: author.cloned(),
        at,
    });
    app.outside.record(tx, &[told]).await?;
    Ok(true)
}
