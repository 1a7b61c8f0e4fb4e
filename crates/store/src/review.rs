//! Conflicts: values that lost to a correction whose author had not seen them, for a person
//! to look at.

use plus_domain::ids::{AccountId, NodeId, VisiteId};
use serde_json::Value;

use crate::{Link, Row, StoreError, args};

/// A value, and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The value of the field.
    pub value: Value,
    /// Who wrote it.
    pub author: AccountId,
    /// When, milliseconds UTC.
    pub at: i64,
    /// On which machine.
    pub node: NodeId,
}

/// Two values written apart for one field of a visite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The visite.
    pub visite: VisiteId,
    /// The field, as corrections name it.
    pub field: String,
    /// Clock of the value that lost: with its machine, its name.
    pub clock: i64,
    /// What lost.
    pub lost: Version,
    /// What was written over it.
    pub over: Version,
}

/// Conflicts that nobody has settled, the latest first: all of them, or those that concern
/// somebody, who recorded the visite or wrote one of the values.
///
/// # Errors
/// Those of the database.
pub async fn open(
    link: &mut Link,
    of: Option<&AccountId>,
    most: i64,
) -> Result<Vec<Review>, StoreError> {
    let of = of.map_or("", AccountId::as_str);
    let rows = link
        .fetch(
            "SELECT r.* FROM review r JOIN visite v ON v.id = r.visite
             WHERE r.settled_at IS NULL AND v.cancelled = 0
               AND ($1 = '' OR v.author = $1 OR r.author = $1 OR r.over_author = $1)
             ORDER BY r.over_at DESC, r.visite, r.field, r.hlc, r.node LIMIT $2",
            args![of, most],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// How many there are.
///
/// # Errors
/// Those of the database.
pub async fn count(link: &mut Link, of: Option<&AccountId>) -> Result<i64, StoreError> {
    let of = of.map_or("", AccountId::as_str);
    link.count(
        "SELECT COUNT(*) AS n FROM review r JOIN visite v ON v.id = r.visite
         WHERE r.settled_at IS NULL AND v.cancelled = 0
           AND ($1 = '' OR v.author = $1 OR r.author = $1 OR r.over_author = $1)",
        args![of],
    )
    .await
}

/// One of them, settled or not: nothing when it is gone.
///
/// # Errors
/// Those of the database.
pub async fn get(
    link: &mut Link,
    (visite, field): (&str, &str),
    (clock, node): (i64, &str),
) -> Result<Option<Review>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT * FROM review WHERE visite = $1 AND field = $2 AND hlc = $3 AND node = $4
               AND settled_at IS NULL",
            args![visite, field, clock, node],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Review, StoreError> {
    Ok(Review {
        visite: row.text("visite")?.into(),
        field: row.text("field")?,
        clock: row.int("hlc")?,
        lost: Version {
            value: row.json("value")?,
            author: row.text("author")?.into(),
            at: row.int("at")?,
            node: NodeId::new(row.text("node")?),
        },
        over: Version {
            value: row.json("over_value")?,
            author: row.text("over_author")?.into(),
            at: row.int("over_at")?,
            node: NodeId::new(row.text("over_node")?),
        },
    })
}
