//! Views of the crossing that the coordination keeps, and the secret link of each.

use plus_domain::{croisement::Vue, event::Event};

use crate::{Link, StoreError, Tx, args, journal};

/// Every view, those given up too, by name.
///
/// # Errors
/// Those of the database.
pub async fn all(link: &mut Link) -> Result<Vec<Vue>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM planification WHERE kind = 'vue' ORDER BY key",
            args![],
        )
        .await?;
    let read: Result<Vec<Vue>, StoreError> = rows.iter().map(|row| row.json("body")).collect();
    let mut all = read?;
    all.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(all)
}

/// One view.
///
/// # Errors
/// Those of the database.
pub async fn by_id(link: &mut Link, id: &str) -> Result<Option<Vue>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT body FROM planification WHERE kind = 'vue' AND key = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(|row| row.json("body")).transpose()
}

/// Everything that was written of a view, the first first.
///
/// # Errors
/// Those of the database.
pub async fn versions(link: &mut Link, id: &str) -> Result<Vec<Vue>, StoreError> {
    let stored = journal::about(link, id).await?;
    let read = stored.iter().filter_map(|stored| {
        let (_, body) = stored.entry.body.as_ref()?;
        match Event::read(&stored.entry.kind, stored.entry.version, body) {
            Ok(Event::VueSet(vue)) => Some(vue),
            _ => None,
        }
    });
    let mut versions: Vec<Vue> = read.collect();
    versions.sort_by_key(|vue| vue.at);
    Ok(versions)
}

/// The link of a view that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Instant of its opening, milliseconds UTC.
    pub opened_at: i64,
    /// From this instant on it answers no more.
    pub ends_at: i64,
}

/// Opens the link of a view on what is shown, already masked; the one before does not answer
/// any more. Those that have ended are forgotten.
///
/// # Errors
/// Those of the database.
pub async fn open(
    tx: &mut Tx,
    id: &str,
    (secret, shown): (&str, &str),
    opened: &Opened,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM vue_lien WHERE ends_at <= $1",
        args![opened.opened_at],
    )
    .await?;
    tx.execute(
        "INSERT INTO vue_lien (vue, secret, shown, opened_at, ends_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (vue) DO UPDATE SET secret = excluded.secret, shown = excluded.shown,
         opened_at = excluded.opened_at, ends_at = excluded.ends_at",
        args![id, secret, shown, opened.opened_at, opened.ends_at],
    )
    .await
    .map(|_| ())
}

/// Closes it; nothing when there is none.
///
/// # Errors
/// Those of the database.
pub async fn close(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM vue_lien WHERE vue = $1", args![id])
        .await
        .map(|_| ())
}

/// The link of a view, if it is open at an instant.
///
/// # Errors
/// Those of the database.
pub async fn opened(link: &mut Link, id: &str, now_ms: i64) -> Result<Option<Opened>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT opened_at, ends_at FROM vue_lien WHERE vue = $1 AND ends_at > $2",
            args![id, now_ms],
        )
        .await?;
    let read = |row: crate::Row| {
        Ok(Opened {
            opened_at: row.int("opened_at")?,
            ends_at: row.int("ends_at")?,
        })
    };
    row.map(read).transpose()
}

/// What a secret shows at an instant, by its hash.
///
/// # Errors
/// Those of the database.
pub async fn shown(
    link: &mut Link,
    secret: &str,
    now_ms: i64,
) -> Result<Option<String>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT shown FROM vue_lien WHERE secret = $1 AND ends_at > $2",
            args![secret, now_ms],
        )
        .await?;
    row.map(|row| row.text("shown")).transpose()
}
