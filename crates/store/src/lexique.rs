//! Lines that the territory adds to the lexicon of the search.

use plus_domain::lexique::{Effect, Line, Review};

use crate::{Link, Row, StoreError, args};

/// Every line, the latest first.
pub async fn list(link: &mut Link) -> Result<Vec<Line>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM lexique ORDER BY at DESC, language, key",
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// What changes whenever a line does: how many there are, and the clock of the latest.
pub async fn version(link: &mut Link) -> Result<(i64, i64), StoreError> {
    let row = link
        .fetch_first(
            "SELECT COUNT(*) AS n, COALESCE(MAX(hlc), 0) AS latest FROM lexique",
            args![],
        )
        .await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.int("n")?, row.int("latest")?)))
}

fn read(row: &Row) -> Result<Line, StoreError> {
    Ok(Line {
        language: row.text("language")?,
        said: row.text("said")?,
        official: row.text("official")?,
        effect: row.choice("effect", Effect::from_code)?,
        review: row.choice("review", Review::from_code)?,
        author: row.text("author")?.into(),
        at: row.int("at")?,
    })
}
