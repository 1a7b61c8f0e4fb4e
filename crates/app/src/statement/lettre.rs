//! Who is told by e-mail that a statement is there: a link and nothing of what it says.
//!
//! A letter is queued once for each recipient and each statement that stands, whoever froze it
//! and whatever was killed since; what a mail server took is written for good.

use plus_domain::{
    event::Event,
    statement::{Geste, Marque, Statement, StatementKind},
};
use plus_reports::french;
use plus_store::{StoreError, courrier, exchange::node, statement};

use super::preparation::{Ligne, Mois};
use crate::{
    courrier::{Letter, queue},
    web::{
        state::App,
        text::{Argument, Arguments, Texts},
    },
};

/// How the cause of a letter about a statement begins.
pub const CAUSE: &str = "releve/";
/// Statements frozen longer ago are told to nobody: somebody just written in a rule does not
/// receive the past. Letters are remembered for longer than that.
const RECENT_MS: i64 = 30 * 24 * 3_600_000;

/// What makes the letter of a recipient: an address is not written in it.
pub fn cause(number: &str, address: &str) -> String {
    let hash = blake3::hash(address.as_bytes()).to_hex();
    format!("{CAUSE}{number}/{}", &hash[..12])
}

/// Queues what is to be told, and writes what was taken; how many letters were queued. A
/// machine that works afar tells nothing, nor a relay whose public address is not known.
///
/// # Errors
/// Those of the database.
pub async fn tell(app: &App) -> Result<usize, StoreError> {
    let Some(site) = app.config.public_url.as_deref() else {
        return Ok(0);
    };
    let since = app.outside.now_ms() - RECENT_MS;
    let mut link = app.store.read().await?;
    if node::enrolled(&mut link).await?.is_some() {
        return Ok(0);
    }
    let (territory, today) = (app.territory(), app.today());
    let mut lines = Vec::new();
    for month in statement::months_since(&mut link, since).await? {
        lines.extend(Mois::read(&mut link, &territory, month, today).await?.lines);
    }
    drop(link);
    let mut queued = 0;
    for line in lines.iter().filter(|l| !l.to_tell.is_empty()) {
        queued += of(app, line, (site, since)).await?;
    }
    Ok(queued)
}

async fn of(app: &App, line: &Ligne, (site, since): (&str, i64)) -> Result<usize, StoreError> {
    let Some(stored) = line.last().filter(|s| s.at >= since) else {
        return Ok(0);
    };
    let about = format!("{CAUSE}{}/", stored.number);
    let known = courrier::about(&mut app.store.read().await?, &about).await?;
    let told: Vec<&str> = line.told().collect();
    let (mut letters, mut marks) = (Vec::new(), Vec::new());
    for (function, to) in &line.to_tell {
        let cause = cause(&stored.number, to);
        let letter = known.iter().find(|l| l.letter.cause == cause);
        let is_marked = told.contains(&function.as_str());
        match letter {
            None if !is_marked => {
                let statement = stored.statement()?;
                letters.push(letter_of(app, &statement, site, (cause, to)));
            }
            Some(letter) if letter.sent_at.is_some() && !is_marked => {
                marks.push(Event::StatementMarked(Marque {
                    partner: line.partner.clone(),
                    month: stored.month,
                    gesture: Geste::Remettre,
                    number: stored.number.clone(),
                    function: function.clone(),
                    author: "".into(),
                    at: letter.sent_at.unwrap_or_default(),
                }));
            }
            _ => {}
        }
    }
    if letters.is_empty() && marks.is_empty() {
        return Ok(0);
    }
    let now = app.outside.now_ms();
    let mut tx = app.store.begin().await?;
    let mut queued = 0;
    for letter in &letters {
        queued += usize::from(queue(&mut tx, letter, now).await?);
    }
    app.outside.record(&mut tx, &marks).await?;
    tx.commit().await?;
    Ok(queued)
}

/// A month, a link, the name of the relay: no figure, nobody's name.
fn letter_of(
    app: &App,
    statement: &Statement,
    site: &str,
    (cause, to): (String, &String),
) -> Letter {
    let link = format!(
        "{}/partenaire/releves/{}",
        site.trim_end_matches('/'),
        statement.number
    );
    let said = [
        ("mois", french::month(statement.month)),
        ("lien", link),
        ("relais", app.territory().identity.name.clone()),
    ];
    let said: Arguments = said
        .iter()
        .map(|(name, value)| ((*name).into(), value.value()))
        .collect();
    let texts = Texts::french();
    let (subject, text) = match statement.kind {
        StatementKind::Initial => ("releve-lettre-sujet", "releve-lettre"),
        StatementKind::Amendment(_) => ("releve-lettre-sujet-rectifie", "releve-lettre-rectifie"),
    };
    Letter {
        cause,
        to: to.clone(),
        subject: texts.get_with(subject, &said),
        text: texts.get_with(text, &said),
    }
}
