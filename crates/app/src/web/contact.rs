//! Where this machine stands with its hub, in one quiet sentence for the team.

use jiff::Timestamp;
use plus_store::exchange::node;

use super::{error::WebError, page::Page, state::App};
use crate::node::waiting;

/// A clock further away than this is told, milliseconds (sync: two minutes).
const TOLD_GAP_MS: i64 = 2 * 60_000;
const MINUTE_MS: i64 = 60_000;

/// What the team reads.
#[derive(Debug)]
pub struct Standing {
    /// Whether nothing waits.
    pub calm: bool,
    /// Icon beside the sentence.
    pub icon: &'static str,
    /// « Tout est transmis », « 12 écritures en attente ».
    pub state: String,
    /// « dernier contact lundi 23 novembre, 8 h 10 ».
    pub last: String,
    /// « L’horloge de cette machine est décalée de 3 h », empty when it is right.
    pub clock: String,
}

/// The standing of this machine; none when it works alone.
pub async fn standing(app: &App, page: &Page) -> Result<Option<Standing>, WebError> {
    let Some(waiting) = waiting(&app.store).await? else {
        return Ok(None);
    };
    let enrolled = node::enrolled(&mut app.store.read().await?).await?;
    let Some(enrolled) = enrolled else {
        return Ok(None);
    };
    let state = match waiting {
        0 => page.t("contact-transmis"),
        more => page.t_count("contact-attente", more),
    };
    let last = match enrolled.contact_at {
        Some(at) => moment(app, page, at),
        None => page.t("contact-jamais"),
    };
    Ok(Some(Standing {
        calm: waiting == 0,
        icon: if waiting == 0 {
            "cloud-check"
        } else {
            "cloud-arrow-up"
        },
        state,
        last,
        clock: clock(page, enrolled.clock_gap),
    }))
}

/// « dernier contact lundi 23 novembre, 8 h 10 ».
fn moment(app: &App, page: &Page, at_ms: i64) -> String {
    let instant = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let there = instant.to_zoned_datetime(app.zone());
    page.arg("jour", page.day(there.date()))
        .arg("heure", page.hour(there.time()))
        .t("contact-dernier")
}

fn clock(page: &Page, gap_ms: i64) -> String {
    let gap = gap_ms.abs();
    if gap < TOLD_GAP_MS {
        return String::new();
    }
    match gap / MINUTE_MS {
        minutes @ ..=119 => page.t_count("contact-horloge-minutes", minutes),
        minutes @ ..=2879 => page.t_count("contact-horloge-heures", minutes / 60),
        minutes => page.t_count("contact-horloge-jours", minutes / 1_440),
    }
}
