//! The pointer to the content pack that serves, and the one kept before it.

use plus_domain::{event::ContentPublication, period::parse_date};

use crate::{Link, Row, StoreError, args};

/// The published pack, the latest one.
pub async fn published(link: &mut Link) -> Result<Option<ContentPublication>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT * FROM content ORDER BY hlc DESC, node DESC LIMIT 1",
            args![],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Every pack that was ever published here, the latest first.
pub async fn all(link: &mut Link) -> Result<Vec<ContentPublication>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM content ORDER BY hlc DESC, node DESC",
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<ContentPublication, StoreError> {
    let date = row.opt_text("date")?.map(|d| parse_date(&d)).transpose();
    Ok(ContentPublication {
        pack: row.text("pack")?,
        previous: row.opt_text("previous")?,
        archive: row.opt_text("archive")?,
        count: u64::try_from(row.int("count")?).unwrap_or(0),
        date: date.map_err(|e| StoreError::value("date", e))?,
        at: row.int("at")?,
    })
}
