//! The register of training: what the journal says of modules, sessions and steps.

use plus_domain::{
    event::{Event, FormationWriting},
    formation::{Item, Registre},
};

use crate::{Link, StoreError, args, journal};

/// The register as it stands.
///
/// # Errors
/// Those of the database.
pub async fn registre(link: &mut Link) -> Result<Registre, StoreError> {
    let rows = link
        .fetch("SELECT item FROM formation ORDER BY kind, code", args![])
        .await?;
    let items: Result<Vec<Item>, StoreError> = rows.iter().map(|row| row.json("item")).collect();
    items.map(Registre::of)
}

/// Everything that was written of one thing, the first first.
///
/// # Errors
/// Those of the database.
pub async fn versions(link: &mut Link, code: &str) -> Result<Vec<FormationWriting>, StoreError> {
    let stored = journal::about(link, code).await?;
    let read = stored.iter().filter_map(|stored| {
        let (_, body) = stored.entry.body.as_ref()?;
        match Event::read(&stored.entry.kind, stored.entry.version, body) {
            Ok(Event::FormationSet(written)) => Some(written),
            _ => None,
        }
    });
    let mut versions: Vec<FormationWriting> = read.collect();
    versions.sort_by_key(|written| written.at);
    Ok(versions)
}
