//! What the relay has verified in its own catalogue.

use plus_domain::{event::DemarcheConfirmation, period::parse_date};

use crate::{Link, Row, StoreError, args};

/// Every confirmation, one per item, oldest first.
pub async fn confirmations(link: &mut Link) -> Result<Vec<DemarcheConfirmation>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM confirmation ORDER BY date, demarche, item",
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<DemarcheConfirmation, StoreError> {
    Ok(DemarcheConfirmation {
        demarche: row.text("demarche")?.into(),
        item: row.text("item")?,
        text: row.text("text")?,
        author: row.text("author")?.into(),
        date: row.parsed("date", parse_date)?,
    })
}
