//! Making the projections again from the journal, and comparing two databases.

use std::collections::BTreeMap;

use plus_domain::event::{Event, EventError};
use plus_journal::exchange::Guards;

use crate::{
    Arg, Link, Row, Store, StoreError, args,
    copy::{self, Pages},
    journal, project, schema,
};

/// Entries read at once.
const PAGE: i64 = 2_000;

/// What a rebuild did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Rebuilt {
    /// Entries read.
    pub entries: u64,
    /// Entries of a type that this version does not know: kept, waiting.
    pub unknown: u64,
    /// Entries whose body was erased.
    pub erased: u64,
    /// Entries that could not be projected: set apart with their reason.
    pub unprojected: u64,
}

/// Empties every projection and makes it again, in one transaction: readers see
/// the old ones until the new are whole.
pub async fn rebuild(
    store: &Store,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Rebuilt, StoreError> {
    let mut tx = store.begin().await?;
    clear(&mut tx).await?;
    let mut done = Rebuilt::default();
    let mut after = 0;
    loop {
        let page = journal::page(&mut tx, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.pos;
        done.entries += page.len() as u64;
        project_page(&mut tx, &page, &mut done).await?;
        progress(done.entries);
    }
    tx.commit().await?;
    store.count_again().await?;
    Ok(done)
}

async fn project_page(
    tx: &mut crate::Tx,
    page: &[journal::Stored],
    done: &mut Rebuilt,
) -> Result<(), StoreError> {
    let mut facts = Vec::with_capacity(page.len());
    let mut refused = Vec::new();
    for stored in page {
        let Some((_, body)) = &stored.entry.body else {
            done.erased += 1;
            continue;
        };
        match Event::read(&stored.entry.kind, stored.entry.version, body) {
            Ok(event) => facts.push(project::Fact::of(stored, event)),
            Err(EventError::Unknown { .. }) => done.unknown += 1,
            Err(unreadable) => refused.push((stored.pos, unreadable.to_string())),
        }
    }
    refused.extend(project::project_safely(tx, &facts, Guards::default()).await?);
    done.unprojected += refused.len() as u64;
    for (pos, reason) in refused {
        tx.execute(
            "INSERT INTO unprojected (pos, reason) VALUES ($1, $2)",
            args![pos, reason],
        )
        .await?;
    }
    Ok(())
}

async fn clear(tx: &mut crate::Tx) -> Result<(), StoreError> {
    const CLEAR: &[&str] = &[
        "DELETE FROM visite",
        "DELETE FROM demande",
        "DELETE FROM review",
        "DELETE FROM rollup",
        "DELETE FROM permanence",
        "DELETE FROM account",
        "DELETE FROM territory",
        "DELETE FROM content",
        "DELETE FROM confirmation",
        "DELETE FROM note",
        "DELETE FROM note_state",
        "DELETE FROM service_confirmation",
        "DELETE FROM signalement",
        "DELETE FROM signalement_suite",
        "DELETE FROM fiche_seen",
        "DELETE FROM statement",
        "DELETE FROM lexique",
        "DELETE FROM usage",
        "DELETE FROM planification",
        "DELETE FROM financement",
        "DELETE FROM depense",
        "DELETE FROM appel",
        "DELETE FROM projet",
        "DELETE FROM convention",
        "DELETE FROM formation",
        "DELETE FROM suivi",
        "DELETE FROM numero",
        "DELETE FROM rendez_vous",
        "DELETE FROM escalade",
        "DELETE FROM atelier",
        "DELETE FROM atelier_bilan",
        "DELETE FROM satisfaction",
        "DELETE FROM satisfaction_suite",
        "DELETE FROM trace",
        "DELETE FROM unprojected",
    ];
    debug_assert_eq!(CLEAR.len(), project::TABLES.len());
    for statement in CLEAR {
        tx.execute(statement, args![]).await?;
    }
    Ok(())
}

/// What a dump reads: the rows in a total order, then each column as text, or as
/// a number (#), or as a text that may be absent (?).
const DUMPS: &[(&str, &[&str])] = &[
    (
        "SELECT * FROM visite ORDER BY id",
        &[
            "id",
            "date",
            "place",
            "commune",
            "channel",
            "author",
            "duration",
            "first_said",
            "first_time",
            "age",
            "sex",
            "status",
            "residence",
            "autonomy",
            "versions",
            "node",
            "#pos",
            "#hlc",
            "#at",
            "#minutes",
            "#accompagnee",
            "#pages_printed",
            "#cancelled",
            "?permanence",
            "?person",
            "?note",
        ],
    ),
    (
        "SELECT * FROM demande ORDER BY id",
        &[
            "id",
            "visite",
            "partner",
            "demarche",
            "theme",
            "kind",
            "kind_confirmed",
            "outcome",
            "date",
            "place",
            "#rank",
            "#to_finish",
            "#at",
            "#cancelled",
            "?redirected_to",
        ],
    ),
    (
        "SELECT * FROM review ORDER BY visite, field, hlc, node",
        &[
            "visite",
            "field",
            "#hlc",
            "node",
            "value",
            "author",
            "#at",
            "#over_hlc",
            "over_node",
            "over_value",
            "over_author",
            "#over_at",
            "?settled_by",
        ],
    ),
    (
        "SELECT * FROM rollup ORDER BY scope, scope_code, month, dimension, value",
        &[
            "scope",
            "scope_code",
            "month",
            "dimension",
            "value",
            "#visites",
            "#demandes",
            "#accompagnements",
            "#first_time",
            "#minutes",
        ],
    ),
    (
        "SELECT * FROM permanence ORDER BY id",
        &[
            "id",
            "node",
            "#hlc",
            "date",
            "start_time",
            "end_time",
            "place",
            "site",
            "crew",
            "state",
            "?reason",
            "?told",
        ],
    ),
    (
        "SELECT * FROM account ORDER BY id",
        &[
            "id",
            "node",
            "#hlc",
            "login",
            "name",
            "role",
            "?partner",
            "#disabled",
        ],
    ),
    (
        "SELECT * FROM territory ORDER BY code",
        &["code", "node", "#hlc", "territory"],
    ),
    (
        "SELECT * FROM content ORDER BY pack",
        &[
            "pack",
            "node",
            "#hlc",
            "?previous",
            "#count",
            "?date",
            "#at",
        ],
    ),
    (
        "SELECT * FROM confirmation ORDER BY demarche, item",
        &["demarche", "item", "node", "#hlc", "text", "author", "date"],
    ),
    (
        "SELECT * FROM note ORDER BY id",
        &[
            "id",
            "node",
            "#hlc",
            "subject",
            "?title",
            "text",
            "?from_date",
            "?until_date",
            "seen",
            "author",
            "#at",
            "?reread_by",
        ],
    ),
    (
        "SELECT * FROM note_state ORDER BY id",
        &["id", "node", "#hlc", "#closed", "author", "#at"],
    ),
    (
        "SELECT * FROM service_confirmation ORDER BY service",
        &["service", "node", "#hlc", "text", "author", "date"],
    ),
    (
        "SELECT * FROM signalement ORDER BY id",
        &[
            "id", "node", "#hlc", "kind", "code", "?partner", "wrong", "?text", "date",
        ],
    ),
    (
        "SELECT * FROM signalement_suite ORDER BY id",
        &["id", "node", "#hlc", "verdict", "word", "author", "date"],
    ),
    (
        "SELECT * FROM fiche_seen ORDER BY demarche, fiche",
        &[
            "demarche",
            "fiche",
            "node",
            "#hlc",
            "?fingerprint",
            "author",
            "#at",
        ],
    ),
    (
        "SELECT * FROM statement ORDER BY number",
        &[
            "number",
            "node",
            "#hlc",
            "partner",
            "month",
            "json",
            "hash",
            "files",
            "protection",
            "author",
            "#at",
            "?seal",
        ],
    ),
    (
        "SELECT * FROM lexique ORDER BY language, key",
        &[
            "language", "key", "node", "#hlc", "said", "official", "effect", "review", "author",
            "#at",
        ],
    ),
    (
        "SELECT * FROM usage ORDER BY id",
        &[
            "id", "node", "#hlc", "date", "#hour", "#minutes", "ending", "language", "fiches",
            "services", "#pages", "?avis",
        ],
    ),
    (
        "SELECT * FROM planification ORDER BY kind, key",
        &["kind", "key", "node", "#hlc", "body"],
    ),
    (
        "SELECT * FROM financement ORDER BY code",
        &["code", "node", "#hlc", "plan", "author", "#at"],
    ),
    (
        "SELECT * FROM depense ORDER BY id",
        &[
            "id",
            "node",
            "#hlc",
            "piece",
            "line",
            "date",
            "?paid",
            "payee",
            "object",
            "#net",
            "#gross",
            "#cancelled",
            "author",
            "#at",
        ],
    ),
    (
        "SELECT * FROM appel ORDER BY id",
        &[
            "id",
            "node",
            "#hlc",
            "resource",
            "kind",
            "date",
            "#amount",
            "?received_on",
            "#cancelled",
            "author",
            "#at",
        ],
    ),
    (
        "SELECT * FROM projet ORDER BY kind, code",
        &["kind", "code", "node", "#hlc", "item", "author", "#at"],
    ),
    (
        "SELECT * FROM convention ORDER BY kind, code",
        &["kind", "code", "node", "#hlc", "item", "author", "#at"],
    ),
    (
        "SELECT * FROM formation ORDER BY kind, code",
        &["kind", "code", "node", "#hlc", "item", "author", "#at"],
    ),
    (
        "SELECT * FROM suivi ORDER BY kind, key",
        &[
            "kind", "key", "dossier", "node", "#hlc", "#at", "due", "state", "who", "body",
        ],
    ),
    (
        "SELECT * FROM numero ORDER BY id",
        &[
            "id",
            "node",
            "#hlc",
            "permanence",
            "#number",
            "state",
            "body",
        ],
    ),
    (
        "SELECT * FROM escalade ORDER BY kind, key",
        &[
            "kind", "key", "node", "#hlc", "escalade", "dossier", "partner", "state", "body",
        ],
    ),
    (
        "SELECT * FROM atelier ORDER BY id",
        &["id", "node", "#hlc", "date", "state", "body"],
    ),
    (
        "SELECT * FROM atelier_bilan ORDER BY atelier, node",
        &["atelier", "node", "#hlc", "body"],
    ),
    (
        "SELECT * FROM rendez_vous ORDER BY id",
        &["id", "node", "#hlc", "permanence", "date", "state", "body"],
    ),
    (
        "SELECT * FROM satisfaction ORDER BY node, date, moment",
        &["node", "date", "moment", "#hlc", "#bien", "#moyen", "#mal"],
    ),
    (
        "SELECT * FROM satisfaction_suite ORDER BY id",
        &[
            "id", "node", "#hlc", "date", "text", "#removed", "author", "#at",
        ],
    ),
    (
        "SELECT * FROM trace ORDER BY subject, pos",
        &["subject", "#pos"],
    ),
    (
        "SELECT * FROM unprojected ORDER BY pos",
        &["#pos", "reason"],
    ),
];

/// Every row of every projection as text, in a total order: two databases with
/// the same facts give the same bytes, whichever the engine.
pub async fn dump(link: &mut Link) -> Result<String, StoreError> {
    let mut text = String::new();
    for (sql, columns) in DUMPS {
        for row in link.fetch(sql, args![]).await? {
            dump_row(&mut text, &row, columns)?;
        }
        text.push('\n');
    }
    Ok(text)
}

/// A sum of the rows of each projection, whatever their order: what tells whether two
/// databases on one engine mean the same, without holding either in memory.
pub(crate) async fn fingerprint(link: &mut Link) -> Result<BTreeMap<String, Sum>, StoreError> {
    let mut sums = BTreeMap::new();
    for table in schema::tables(link).await? {
        if !project::TABLES.contains(&table.name.as_str()) {
            continue;
        }
        let mut pages = Pages::open(link, &table).await?;
        let mut sum = Sum::default();
        loop {
            let rows = pages.next(link).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                sum.add(&copy::read(row, &table.columns())?);
            }
        }
        sums.insert(table.name, sum);
    }
    Ok(sums)
}

/// How many rows, and the sum of their hashes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum(u64, [u64; 4]);

impl Sum {
    fn add(&mut self, row: &[Arg]) {
        let hash = blake3::hash(format!("{row:?}").as_bytes());
        self.0 += 1;
        for (word, bytes) in self.1.iter_mut().zip(hash.as_bytes().chunks_exact(8)) {
            let part = bytes.iter().fold(0, |n, b| (n << 8) | u64::from(*b));
            *word = word.wrapping_add(part);
        }
    }
}

fn dump_row(text: &mut String, row: &Row, columns: &[&str]) -> Result<(), StoreError> {
    for column in columns {
        let value = if let Some(number) = column.strip_prefix('#') {
            row.int(number)?.to_string()
        } else if let Some(optional) = column.strip_prefix('?') {
            row.opt_text(optional)?.unwrap_or_else(|| "∅".to_owned())
        } else {
            row.text(column)?
        };
        text.push_str(&value);
        text.push('\u{1f}');
    }
    text.push('\n');
    Ok(())
}
