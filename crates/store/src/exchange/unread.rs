//! Entries of a type that this version does not know (requirement S27): they are kept and
//! passed on, and their types noted here; a version that knows one projects what had waited.

use std::collections::BTreeSet;

use plus_domain::event::Event;
use plus_journal::exchange::Guards;

use crate::{Link, Store, StoreError, Tx, journal, project, setting};

/// Where the types are noted, as JSON.
const NAME: &str = "unread_types";
/// Most types noted. A machine that invents more is no version to come.
const MOST_TYPES: usize = 256;
/// Entries projected at once.
const PAGE: i64 = 500;

/// A type and its version.
pub(super) type Kind = (String, u32);

/// Notes that entries of these types were received and not read.
///
/// # Errors
/// Those of the database.
pub(super) async fn note(tx: &mut Tx, kinds: &BTreeSet<Kind>) -> Result<(), StoreError> {
    if kinds.is_empty() {
        return Ok(());
    }
    let mut noted = noted(tx).await?;
    let before = noted.len();
    noted.extend(kinds.iter().cloned());
    if noted.len() == before || noted.len() > MOST_TYPES {
        return Ok(());
    }
    keep(tx, &noted).await
}

async fn noted(link: &mut Link) -> Result<BTreeSet<Kind>, StoreError> {
    let Some(text) = setting::get(link, NAME).await? else {
        return Ok(BTreeSet::new());
    };
    serde_json::from_str(&text).map_err(|e| StoreError::value(NAME, e))
}

async fn keep(tx: &mut Tx, kinds: &BTreeSet<Kind>) -> Result<(), StoreError> {
    let text = serde_json::to_string(kinds).map_err(|e| StoreError::value(NAME, e))?;
    setting::set(tx, NAME, &text).await
}

/// Projects the entries that an older version received and could not read, and that this one
/// can. To be called when a program opens its database; how many entries were read. When
/// nothing waited, one line is looked at.
///
/// # Errors
/// Those of the database.
pub async fn learn(store: &Store) -> Result<u64, StoreError> {
    let waiting = noted(&mut store.read().await?).await?;
    if !waiting.iter().any(is_known) {
        return Ok(0);
    }
    let mut tx = store.begin().await?;
    journal::lock(&mut tx).await?;
    // Read again: another process of this hub may have done it meanwhile.
    let waiting = noted(&mut tx).await?;
    let (known, still): (BTreeSet<Kind>, _) = waiting.into_iter().partition(is_known);
    let mut read = 0;
    for kind in &known {
        read += learn_one(&mut tx, kind).await?;
    }
    keep(&mut tx, &still).await?;
    tx.commit().await?;
    Ok(read)
}

fn is_known((kind, version): &Kind) -> bool {
    Event::KNOWN.contains(&(kind.as_str(), *version))
}

async fn learn_one(tx: &mut Tx, (kind, version): &Kind) -> Result<u64, StoreError> {
    let (mut after, mut read) = (0, 0);
    loop {
        let page = journal::of_type(tx, (kind, *version), after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(read);
        };
        after = last.pos;
        read += page.len() as u64;
        let guards = Guards::default();
        let mut found = super::read(&page, guards);
        let refused = project::project_safely(tx, &found.facts, guards).await?;
        found.refused.extend(refused);
        super::keep_apart(tx, found.refused).await?;
    }
}
