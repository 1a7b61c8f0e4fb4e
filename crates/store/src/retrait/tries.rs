//! Wrong codes, as the rule of `plus_domain::retrait::limiter` counts them: kept, so that
//! stopping a hub gives nobody new tries.

use plus_domain::{
    ids::NodeId,
    retrait::limiter::{Limiter, Tries},
};

use crate::{Link, StoreError, Tx, args};

/// The line of all bornes together.
const EVERYWHERE: &str = "";

/// The tries of a borne and of all of them, held until the transaction ends: two tries at
/// once are two tries.
///
/// # Errors
/// Those of the database.
pub async fn lock(tx: &mut Tx, borne: &NodeId) -> Result<Limiter, StoreError> {
    tx.execute(
        "INSERT INTO retrait_essai (borne, tries) VALUES ($1, '') \
         ON CONFLICT (borne) DO UPDATE SET borne = excluded.borne",
        args![EVERYWHERE],
    )
    .await?;
    Ok(Limiter {
        borne: tries(tx, borne.as_str()).await?,
        everywhere: tries(tx, EVERYWHERE).await?,
    })
}

/// What cannot be read counts as nothing: the rule itself is not in the database.
async fn tries(link: &mut Link, borne: &str) -> Result<Tries, StoreError> {
    let sql = "SELECT tries FROM retrait_essai WHERE borne = $1";
    let row = link.fetch_first(sql, args![borne]).await?;
    let text = row.map(|row| row.text("tries")).transpose()?;
    Ok(text
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default())
}

/// Keeps what the rule made of them.
///
/// # Errors
/// Those of the database.
pub async fn save(tx: &mut Tx, borne: &NodeId, limiter: &Limiter) -> Result<(), StoreError> {
    for (name, tries) in [
        (borne.as_str(), &limiter.borne),
        (EVERYWHERE, &limiter.everywhere),
    ] {
        let text =
            serde_json::to_string(tries).map_err(|_| StoreError::value("tries", "not writable"))?;
        tx.execute(
            "INSERT INTO retrait_essai (borne, tries) VALUES ($1, $2) \
             ON CONFLICT (borne) DO UPDATE SET tries = excluded.tries",
            args![name, text],
        )
        .await?;
    }
    Ok(())
}

/// When all the bornes together last reached their cap, milliseconds UTC.
///
/// # Errors
/// Those of the database.
pub async fn alarm(link: &mut Link) -> Result<Option<i64>, StoreError> {
    Ok(tries(link, EVERYWHERE).await?.alarm_at)
}
