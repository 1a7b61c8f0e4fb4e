//! Demandes that were not solved when they were recorded, and are now: since when.
//!
//! Nothing is stored for it: the corrections of these visites say it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plus_domain::{
    event::Event,
    period::{Period, parse_date},
    visite::Outcome,
};

use super::{Fact, history::said_of};
use crate::{Link, StoreError, args};

/// The field of a correction that holds a demande, before its identifier.
const DEMANDE: &str = "demande:";

/// A demande that was solved after it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solved {
    /// Which.
    pub demande: String,
    /// The person, or the visite when nobody is known.
    pub who: String,
    /// Day of its visite.
    pub asked: Date,
    /// Instant from which it stands solved, milliseconds UTC.
    pub at: i64,
}

/// Those of the visites of some days, as they stand now. A visite whose history was erased is
/// left out.
///
/// # Errors
/// Those of the database.
pub async fn solved_later(link: &mut Link, period: Period) -> Result<Vec<Solved>, StoreError> {
    let rows = link
        .fetch(
            "SELECT d.id, d.visite, d.date, v.person FROM demande d
             JOIN visite v ON v.id = d.visite
             WHERE d.cancelled = 0 AND d.outcome = $1 AND d.date >= $2 AND d.date <= $3
             AND v.versions LIKE '%demande:%' ORDER BY d.id",
            args![Outcome::Resolu.code(), period.from, period.to],
        )
        .await?;
    let mut ids = rows
        .iter()
        .map(|row| row.text("visite"))
        .collect::<Result<Vec<String>, _>>()?;
    ids.sort_unstable();
    ids.dedup();
    let said = said_of(link, &ids).await?;
    let mut solved = Vec::new();
    for row in &rows {
        let (demande, visite) = (row.text("id")?, row.text("visite")?);
        let since = said.get(&visite).map(|facts| since(facts));
        let at = since.and_then(|mut since| since.remove(&demande));
        let asked = parse_date(&row.text("date")?).ok();
        if let (Some(at), Some(asked)) = (at, asked) {
            let who = row.opt_text("person")?.unwrap_or(visite);
            solved.push(Solved {
                demande,
                who,
                asked,
                at,
            });
        }
    }
    Ok(solved)
}

/// Of each demande that was left open at some time, the instant from which it stands solved.
fn since(facts: &[Fact]) -> BTreeMap<String, i64> {
    let mut open: BTreeMap<String, bool> = BTreeMap::new();
    let mut since = BTreeMap::new();
    for fact in facts {
        match &fact.event {
            Event::VisiteRecorded(visite) => {
                let demandes = visite.demandes.iter();
                open.extend(demandes.map(|d| (d.id.to_string(), d.outcome != Outcome::Resolu)));
            }
            Event::VisiteCorrected(correction) => {
                for change in &correction.changes {
                    let Some(id) = change.field.strip_prefix(DEMANDE) else {
                        continue;
                    };
                    let is_open = change.value["outcome"] != Outcome::Resolu.code();
                    let was_open = open.insert(id.to_owned(), is_open).unwrap_or(is_open);
                    if is_open {
                        since.remove(id);
                    } else if was_open {
                        since.insert(id.to_owned(), correction.at);
                    }
                }
            }
            _ => {}
        }
    }
    since
}
