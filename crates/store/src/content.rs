//! The pointer to the content pack that serves, and the one kept before it.

use plus_domain::{event::ContentPublication, period::parse_date};

use crate::{Link, StoreError, args};

/// The published pack, the latest one.
pub async fn published(link: &mut Link) -> Result<Option<ContentPublication>, StoreError> {
    let Some(row) = link
        .fetch_first(
            "SELECT * FROM content ORDER BY hlc DESC, node DESC LIMIT 1",
            args![],
        )
        .await?
    else {
        return Ok(None);
    };
    let date = row.opt_text("date")?.map(|d| parse_date(&d)).transpose();
    Ok(Some(ContentPublication {
        pack: row.text("pack")?,
        previous: row.opt_text("previous")?,
        archive: row.opt_text("archive")?,
        count: u64::try_from(row.int("count")?).unwrap_or(0),
        date: date.map_err(|e| StoreError::value("date", e))?,
        at: row.int("at")?,
    }))
}
