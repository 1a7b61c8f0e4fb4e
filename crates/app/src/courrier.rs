//! Letters by e-mail to the team, and to those who follow the passages of a commune. What
//! happens queues one in its own transaction ([`queue`]); `job::courrier` sends it later, by
//! the server of `[courrier]`; a short message, by the gateway of `[sms]` ([`crate::sms`]).
//!
//! A letter never holds anything of somebody received by the relay.

use lettre::{
    AsyncTransport, Message,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::Error as SmtpError,
};
use plus_domain::courrier::{Next, Refusal, next};
use plus_store::{Store, StoreError, courrier as outbox};

pub use plus_store::courrier::{Letter, Queued, Way, queue, queue_for, take_back};

use crate::{
    config::Courrier,
    outside::{self, Mailer, Outside},
};

/// Longest reason kept of a server, characters.
const LONGEST_REASON: usize = 300;

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
pub enum Unsent {
    /// The server said no, or later.
    #[error("le serveur de messagerie répond : {0}")]
    Answer(String, Refusal),
    /// It was not reached.
    #[error("le serveur de messagerie n’est pas joint : {0}")]
    Away(String),
    /// The letter cannot be written: its address is not one.
    #[error("ce message ne peut pas être écrit : {0}")]
    Letter(String),
}

impl Unsent {
    fn refusal(&self) -> Refusal {
        match self {
            Self::Answer(_, refusal) => *refusal,
            Self::Away(_) => Refusal::Later,
            Self::Letter(_) => Refusal::Never,
        }
    }

    fn of(error: &SmtpError) -> Self {
        let Some(code) = error.status() else {
            return Self::Away(shortened(error));
        };
        let code = code.to_string();
        // A password that is refused is mended in the settings: the letter waits for that.
        let never = error.is_permanent() && !code.starts_with("53");
        let refusal = if never {
            Refusal::Never
        } else {
            Refusal::Later
        };
        let told = std::error::Error::source(error).map_or_else(String::new, shortened);
        Self::Answer(format!("{code} {told}"), refusal)
    }
}

/// The words of an answer, not longer than what is kept of one.
pub(crate) fn shortened(error: &(impl std::fmt::Display + ?Sized)) -> String {
    error.to_string().chars().take(LONGEST_REASON).collect()
}

/// Why letters cannot leave at all.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The settings.
    #[error("courrier : {0}")]
    Settings(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sends every letter that is due; how many left. Without a server they wait, and no try is
/// counted. A server that does not answer is left in peace until the next round.
///
/// # Errors
/// When the settings cannot be used, or those of the database.
pub async fn send_due(
    store: &Store,
    outside: &Outside,
    settings: &Courrier,
) -> Result<usize, PostError> {
    if !settings.is_set() || !outbox::is_due(store, Way::Mail, outside.now_ms()).await? {
        return Ok(0);
    }
    let mailer = outside::mailer(settings).map_err(PostError::Settings)?;
    let mut sent = 0;
    while let Some(taken) = outbox::take(store, Way::Mail, outside.now_ms()).await? {
        let done = deliver(&mailer, &settings.from, &taken).await;
        let failed = done.as_ref().err().map(Failed::of);
        note(store, outside, &taken, failed.as_ref()).await?;
        match done {
            Ok(()) => sent += 1,
            Err(Unsent::Away(_)) => break,
            Err(_) => {}
        }
    }
    Ok(sent)
}

async fn deliver(mailer: &Mailer, from: &str, taken: &Queued) -> Result<(), Unsent> {
    let message = written(from, taken).map_err(|e| Unsent::Letter(shortened(e.as_ref())))?;
    let answer = mailer.send(message).await;
    answer.map(|_| ()).map_err(|error| Unsent::of(&error))
}

type Unwritten = Box<dyn std::error::Error + Send + Sync>;

fn written(from: &str, taken: &Queued) -> Result<Message, Unwritten> {
    let letter = &taken.letter;
    let (from, to): (Mailbox, Mailbox) = (from.parse()?, letter.to.parse()?);
    let message = Message::builder()
        .from(from)
        .to(to)
        .subject(letter.subject.as_str())
        .header(ContentType::TEXT_PLAIN);
    let message = match &taken.leave {
        None => message,
        // « No more » in one tap, in the reader's own mail program (RFC 8058).
        Some(leave) => message
            .raw_header(raw("List-Unsubscribe", &format!("<{leave}>"))?)
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")?),
    };
    Ok(message.body(letter.text.clone())?)
}

fn raw(name: &str, value: &str) -> Result<HeaderValue, Unwritten> {
    let name = HeaderName::new_from_ascii(name.to_owned())?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

/// Why what was taken did not leave, whatever its way.
pub(crate) struct Failed {
    /// Whether to try again.
    pub refusal: Refusal,
    /// In a sentence.
    pub why: String,
}

impl Failed {
    fn of(unsent: &Unsent) -> Self {
        Self {
            refusal: unsent.refusal(),
            why: unsent.to_string(),
        }
    }
}

/// Notes what became of what was taken.
///
/// # Errors
/// Those of the database.
pub(crate) async fn note(
    store: &Store,
    outside: &Outside,
    taken: &Queued,
    failed: Option<&Failed>,
) -> Result<(), StoreError> {
    let now = outside.now_ms();
    let ending = match failed {
        None => outbox::Ending::Sent,
        Some(failed) => {
            tracing::warn!(cause = %taken.letter.cause, why = %failed.why, "a letter did not leave");
            after(failed, taken, now, outside)
        }
    };
    let mut tx = store.begin().await?;
    outbox::end(&mut tx, taken, ending, now).await?;
    tx.commit().await
}

fn after(failed: &Failed, taken: &Queued, now: i64, outside: &Outside) -> outbox::Ending {
    let [chance] = outside.random_bytes::<1>();
    let since = taken.since.unwrap_or(now);
    let why = failed.why.clone();
    match next(failed.refusal, taken.tries, since, now, chance) {
        Next::Again(at) => outbox::Ending::Again(at, why),
        Next::Failed => outbox::Ending::Failed(why),
        Next::Abandoned => outbox::Ending::Abandoned(why),
    }
}
