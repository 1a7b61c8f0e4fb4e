//! The territory that this node serves, as published in its journal, and the changes of its files
//! made from pages.

use plus_domain::territoire::changement::Changement;

use crate::{Link, StoreError, args};

/// Code and content of the published territory, the latest one.
pub async fn published(link: &mut Link) -> Result<Option<(String, serde_json::Value)>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT code, territory FROM territory ORDER BY hlc DESC, node DESC LIMIT 1",
            args![],
        )
        .await?;
    row.map(|r| Ok((r.text("code")?, r.json("territory")?)))
        .transpose()
}

/// What tells that another territory was published, without reading it.
pub async fn version(link: &mut Link) -> Result<Option<String>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT hlc, node FROM territory ORDER BY hlc DESC, node DESC LIMIT 1",
            args![],
        )
        .await?;
    row.map(|r| Ok(format!("{} {}", r.int("hlc")?, r.text("node")?)))
        .transpose()
}

/// Every change of the files of the territory, the latest written first.
///
/// # Errors
/// Those of the database.
pub async fn changes(link: &mut Link) -> Result<Vec<Changement>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM planification WHERE kind = 'territoire' ORDER BY hlc DESC, key DESC",
            args![],
        )
        .await?;
    rows.iter().map(|row| row.json("body")).collect()
}

/// One of them.
///
/// # Errors
/// Those of the database.
pub async fn change(link: &mut Link, id: &str) -> Result<Option<Changement>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT body FROM planification WHERE kind = 'territoire' AND key = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(|row| row.json("body")).transpose()
}
