//! The project: what the journal says of its milestones, its equipment, its reports.

use plus_domain::projet::Item;

use crate::{Link, StoreError, args};

/// Everything that somebody wrote, in the order of kinds and codes.
///
/// # Errors
/// Those of the database.
pub async fn items(link: &mut Link) -> Result<Vec<Item>, StoreError> {
    let rows = link
        .fetch("SELECT item FROM projet ORDER BY kind, code", args![])
        .await?;
    rows.iter().map(|row| row.json("item")).collect()
}
