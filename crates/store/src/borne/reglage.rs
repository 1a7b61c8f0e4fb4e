//! How kiosks are set, and who is told of each.

use plus_domain::{borne::Settings, ids::NodeId};

use crate::{Link, Row, StoreError, Tx, args};

/// The settings of a kiosk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setting {
    /// What the kiosk has to know.
    pub settings: Settings,
    /// Address of the person of the site who is told of its alarms.
    pub referent: Option<String>,
}

/// Those of a kiosk; the plain ones while nobody set any.
///
/// # Errors
/// Those of the database.
pub async fn get(link: &mut Link, node: &NodeId) -> Result<Setting, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM borne_setting WHERE node = $1", args![node])
        .await?;
    row.as_ref().map_or_else(|| Ok(Setting::default()), read)
}

/// Sets a kiosk.
///
/// # Errors
/// Those of the database.
pub async fn set(tx: &mut Tx, node: &NodeId, setting: &Setting) -> Result<(), StoreError> {
    let body =
        serde_json::to_string(&setting.settings).map_err(|e| StoreError::value("body", e))?;
    tx.execute(
        "INSERT INTO borne_setting (node, body, referent) VALUES ($1, $2, $3)
         ON CONFLICT (node) DO UPDATE SET body = excluded.body, referent = excluded.referent",
        args![node, body, setting.referent.clone()],
    )
    .await
    .map(|_| ())
}

fn read(row: &Row) -> Result<Setting, StoreError> {
    Ok(Setting {
        settings: row.json("body")?,
        referent: row.opt_text("referent")?,
    })
}
