//! The territory that this node serves, as published in its journal.

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
