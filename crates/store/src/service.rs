//! What was confirmed of the services on line.

use plus_domain::{event::ServiceConfirmation, period::parse_date};

use crate::{Link, Row, StoreError, args};

/// Every confirmation, one per service, oldest first.
pub async fn confirmations(link: &mut Link) -> Result<Vec<ServiceConfirmation>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM service_confirmation ORDER BY date, service",
            args![],
        )
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<ServiceConfirmation, StoreError> {
    Ok(ServiceConfirmation {
        service: row.text("service")?.into(),
        text: row.text("text")?,
        author: row.text("author")?.into(),
        date: row.parsed("date", parse_date)?,
    })
}
