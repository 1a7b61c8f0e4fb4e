//! How fresh the official content is: the address it comes from and what the last
//! tries gave, the last imports and what they changed, the changes that were read.
//!
//! Only the last (`fiche_seen`) is a fact of the journal.

use plus_domain::{
    event::FicheReading,
    ids::{AccountId, DemarcheCode},
};

use crate::{Link, Row, StoreError, Tx, args};

/// Imports whose changes are kept.
pub const KEPT: usize = 10;

/// What is known of an address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Watch {
    /// The address.
    pub address: String,
    /// `ETag` of the last archive that was taken.
    pub etag: String,
    /// `Last-Modified` of that archive.
    pub modified: String,
    /// BLAKE3 of that archive, empty when none was taken.
    pub archive: String,
    /// Version of the program that read it.
    pub reader: String,
    /// The last try, milliseconds UTC, 0 when there was none.
    pub tried_at: i64,
    /// The last that went well, 0 when none did.
    pub success_at: i64,
    /// Why the last one did not, empty when it went well.
    pub failure: String,
    /// How many in a row did not.
    pub failures: i64,
    /// Not to be tried by itself before.
    pub next_at: i64,
    /// The job that was asked for last, empty when none was.
    pub job: String,
}

/// What is known of an address, `None` when it was never tried.
pub async fn watch(link: &mut Link, address: &str) -> Result<Option<Watch>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT * FROM content_watch WHERE address = $1",
            args![address],
        )
        .await?;
    row.as_ref().map(read_watch).transpose()
}

fn read_watch(row: &Row) -> Result<Watch, StoreError> {
    Ok(Watch {
        address: row.text("address")?,
        etag: row.text("etag")?,
        modified: row.text("modified")?,
        archive: row.text("archive")?,
        reader: row.text("reader")?,
        tried_at: row.int("tried_at")?,
        success_at: row.int("success_at")?,
        failure: row.text("failure")?,
        failures: row.int("failures")?,
        next_at: row.int("next_at")?,
        job: row.text("job")?,
    })
}

async fn begin(tx: &mut Tx, address: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO content_watch (address, etag, modified, archive, reader, tried_at, success_at, failure, failures, next_at, job)
         VALUES ($1, '', '', '', '', 0, 0, '', 0, 0, '') ON CONFLICT (address) DO NOTHING",
        args![address],
    )
    .await
    .map(|_| ())
}

/// Takes the turn of asking for a try: `job` follows the job `seen`. Answers `false`
/// when somebody else has asked meanwhile, even from another machine.
pub async fn claim(
    tx: &mut Tx,
    address: &str,
    seen: &str,
    job: &str,
    next_at: i64,
) -> Result<bool, StoreError> {
    begin(tx, address).await?;
    let claimed = tx
        .execute(
            "UPDATE content_watch SET job = $1, next_at = $2 WHERE address = $3 AND job = $4",
            args![job, next_at, address, seen],
        )
        .await?;
    Ok(claimed > 0)
}

/// Writes what a try gave: the whole line but the job, which `claim` alone changes.
pub async fn tried(tx: &mut Tx, watch: &Watch) -> Result<(), StoreError> {
    begin(tx, &watch.address).await?;
    tx.execute(
        "UPDATE content_watch SET etag = $1, modified = $2, archive = $3, reader = $4, tried_at = $5,
           success_at = $6, failure = $7, failures = $8, next_at = $9 WHERE address = $10",
        args![
            &watch.etag,
            &watch.modified,
            &watch.archive,
            &watch.reader,
            watch.tried_at,
            watch.success_at,
            &watch.failure,
            watch.failures,
            watch.next_at,
            &watch.address
        ],
    )
    .await
    .map(|_| ())
}

/// An import, or a return to the pack before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Identifier.
    pub id: String,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Where the archive came from, as people name it.
    pub source: String,
    /// BLAKE3 of the archive, empty when there was none.
    pub archive: String,
    /// Version of the program that read it.
    pub reader: String,
    /// The pack that serves since.
    pub pack: String,
    /// What it changed, as JSON.
    pub diff: String,
}

/// Keeps an import, and forgets those before the last ones.
pub async fn keep(tx: &mut Tx, import: &Import) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO content_import (id, at, source, archive, reader, pack, diff) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            &import.id,
            import.at,
            &import.source,
            &import.archive,
            &import.reader,
            &import.pack,
            &import.diff
        ],
    )
    .await?;
    for old in imports(tx).await?.iter().skip(KEPT) {
        tx.execute("DELETE FROM content_import WHERE id = $1", args![&old.id])
            .await?;
    }
    Ok(())
}

/// The last imports, the latest first.
pub async fn imports(link: &mut Link) -> Result<Vec<Import>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM content_import ORDER BY at DESC, id DESC",
            args![],
        )
        .await?;
    rows.iter().map(read_import).collect()
}

fn read_import(row: &Row) -> Result<Import, StoreError> {
    Ok(Import {
        id: row.text("id")?,
        at: row.int("at")?,
        source: row.text("source")?,
        archive: row.text("archive")?,
        reader: row.text("reader")?,
        pack: row.text("pack")?,
        diff: row.text("diff")?,
    })
}

/// What was read again last, for each démarche and each of its fiches.
pub async fn seen(link: &mut Link) -> Result<Vec<FicheReading>, StoreError> {
    let rows = link
        .fetch("SELECT * FROM fiche_seen ORDER BY demarche, fiche", args![])
        .await?;
    rows.iter().map(read_seen).collect()
}

fn read_seen(row: &Row) -> Result<FicheReading, StoreError> {
    Ok(FicheReading {
        demarche: DemarcheCode::new(row.text("demarche")?),
        fiche: row.text("fiche")?,
        fingerprint: row.opt_text("fingerprint")?,
        author: AccountId::new(row.text("author")?),
        at: row.int("at")?,
    })
}
