//! Words searched and badly answered, counted by day. No fact of the journal.

use jiff::{ToSpan as _, civil::Date};
use plus_domain::recherche::{Answered, KEPT_DAYS};

use crate::{Link, Row, StoreError, Tx, args};

/// Most lines shown.
const SHOWN: i64 = 200;
/// Most different words kept for one day: beyond, a machine is asking, not people.
const OF_A_DAY: i64 = 500;

/// Words, and how often they were badly answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The words, parted by spaces.
    pub words: String,
    /// Code of the language in which they were understood.
    pub language: String,
    /// Requests.
    pub count: i64,
    /// The last day, as text.
    pub day: String,
    /// Code of the worst answer.
    pub answered: String,
}

/// Counts words once more.
pub async fn count(
    tx: &mut Tx,
    words: &str,
    day: Date,
    language: &str,
    answered: Answered,
    times: u32,
) -> Result<(), StoreError> {
    let of_the_day = "SELECT COUNT(*) AS n FROM unanswered WHERE day = $1";
    if tx.count(of_the_day, args![day]).await? >= OF_A_DAY {
        return Ok(());
    }
    tx.execute(
        "INSERT INTO unanswered (words, day, language, answered, count) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (words, day, language) DO UPDATE SET
           count = unanswered.count + excluded.count, answered = excluded.answered",
        args![words, day, language, answered.code(), i64::from(times)],
    )
    .await
    .map(|_| ())
}

/// What was badly answered since a day, the most frequent first.
pub async fn list(link: &mut Link, since: Date) -> Result<Vec<Unanswered>, StoreError> {
    let rows = link
        .fetch(
            "SELECT words, language, CAST(SUM(count) AS BIGINT) AS n, MAX(day) AS last,
                    MAX(answered) AS answered
             FROM unanswered WHERE day >= $1 GROUP BY words, language
             ORDER BY n DESC, last DESC, words LIMIT $2",
            args![since, SHOWN],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// Removes what is older than it may be. Nothing is written when nothing is.
pub async fn purge(store: &crate::Store, today: Date) -> Result<(), StoreError> {
    let before = today.saturating_sub(KEPT_DAYS.days());
    let old = "SELECT COUNT(*) AS n FROM unanswered WHERE day < $1";
    if store.read().await?.count(old, args![before]).await? == 0 {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    tx.execute("DELETE FROM unanswered WHERE day < $1", args![before])
        .await?;
    tx.commit().await
}

/// Removes words for good: somebody read them, they are answered or should not be there.
pub async fn forget(tx: &mut Tx, words: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM unanswered WHERE words = $1", args![words])
        .await
        .map(|_| ())
}

fn read(row: &Row) -> Result<Unanswered, StoreError> {
    Ok(Unanswered {
        words: row.text("words")?,
        language: row.text("language")?,
        count: row.int("n")?,
        day: row.text("last")?,
        answered: row.text("answered")?,
    })
}
