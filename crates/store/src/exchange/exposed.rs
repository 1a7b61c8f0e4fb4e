//! What a machine held of persons, for the day when it is in hands that nobody knows
//! (requirement S23, RGPD art. 33). The hub says what it gave and what it received: never
//! less than the machine holds of it.

use std::collections::BTreeSet;

use plus_domain::{
    account::{Account, Role},
    ids::NodeId,
    machine::Kind,
};

use super::machine;
use crate::{Link, StoreError, Tx, account, args};

const DAY_MS: i64 = 86_400_000;

/// An account that a machine knew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The account: its name and login came down.
    pub account: Account,
    /// When what lets it sign in was last given to the machine, milliseconds UTC.
    pub handed_at: Option<i64>,
    /// Whether its password has to be changed.
    pub must_change: bool,
}

/// Counts of what a machine recorded itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Visites, anonymous.
    pub visites: i64,
    /// Pseudonyms among them: the same person seen again.
    pub persons: i64,
    /// Identifiers of those with a free text, which may name somebody.
    pub with_text: Vec<String>,
    /// Notes that it wrote or that came down.
    pub notes: i64,
}

/// Notes that accounts were given to a machine. Given again, the day is kept current.
///
/// # Errors
/// Those of the database.
pub async fn hand(
    tx: &mut Tx,
    node: &NodeId,
    accounts: &[String],
    now_ms: i64,
) -> Result<(), StoreError> {
    for one in accounts {
        tx.execute(
            "INSERT INTO handed (node, account, at) VALUES ($1, $2, $3)
             ON CONFLICT (node, account) DO UPDATE SET at = excluded.at",
            args![node, one, now_ms],
        )
        .await?;
    }
    Ok(())
}

/// Whether accounts were already given to a machine as they are, less than a day ago: most
/// contacts have nothing to note.
///
/// # Errors
/// Those of the database.
pub async fn is_handed(
    link: &mut Link,
    node: &NodeId,
    accounts: &[String],
    now_ms: i64,
) -> Result<bool, StoreError> {
    let rows = link
        .fetch(
            "SELECT h.account FROM handed h JOIN credential c ON c.account = h.account
             WHERE h.node = $1 AND h.at > $2 AND h.at >= c.changed_at ORDER BY h.account",
            args![node, now_ms - DAY_MS],
        )
        .await?;
    let noted: BTreeSet<String> = rows
        .iter()
        .map(|row| row.text("account"))
        .collect::<Result<_, _>>()?;
    Ok(accounts.iter().all(|one| noted.contains(one)))
}

/// The accounts that a machine let in have their password to change, unless it has changed
/// since; and their codes of six digits to set up again: the machine held what makes them.
pub(super) async fn passwords_to_change(tx: &mut Tx, node: &NodeId) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE credential SET must_change = 1
         WHERE EXISTS (SELECT 1 FROM handed h WHERE h.account = credential.account
                       AND h.node = $1 AND h.at >= credential.changed_at)",
        args![node],
    )
    .await?;
    tx.execute(
        "UPDATE second_facteur SET renew = 1
         WHERE secret IS NOT NULL
           AND EXISTS (SELECT 1 FROM handed h WHERE h.account = second_facteur.account
                       AND h.node = $1 AND h.at >= COALESCE(second_facteur.added_at, 0))",
        args![node],
    )
    .await
    .map(|_| ())
}

/// The accounts that a machine knew, by name.
///
/// # Errors
/// Those of the database.
pub async fn accounts(link: &mut Link, node: &NodeId) -> Result<Vec<Known>, StoreError> {
    let kind = machine::get(link, node).await?.map(|m| m.kind);
    if kind == Some(Kind::Borne) {
        return Ok(Vec::new());
    }
    let rows = link
        .fetch(
            "SELECT a.*, h.at AS handed_at, COALESCE(c.must_change, 0) AS must_change
             FROM account a LEFT JOIN handed h ON h.account = a.id AND h.node = $1
             LEFT JOIN credential c ON c.account = a.id ORDER BY a.name, a.id",
            args![node],
        )
        .await?;
    let mut known = Vec::with_capacity(rows.len());
    for row in &rows {
        let one = Known {
            account: account::read(row)?,
            handed_at: row.opt_int("handed_at")?,
            must_change: row.flag("must_change")?,
        };
        // The accounts of partners never come down.
        if one.account.role != Role::Partenaire {
            known.push(one);
        }
    }
    Ok(known)
}

/// What a machine recorded itself, as far as the hub has received it.
///
/// # Errors
/// Those of the database.
pub async fn recorded(link: &mut Link, node: &NodeId) -> Result<Recorded, StoreError> {
    let visites = link
        .count(
            "SELECT COUNT(*) AS n FROM journal WHERE node = $1 AND type = 'visite.recorded'",
            args![node],
        )
        .await?;
    let persons = link
        .count(
            "SELECT COUNT(DISTINCT person) AS n FROM visite WHERE node = $1",
            args![node],
        )
        .await?;
    let rows = link
        .fetch(
            "SELECT id FROM visite WHERE node = $1 AND note IS NOT NULL AND note <> '' ORDER BY id",
            args![node],
        )
        .await?;
    let with_text = rows.iter().map(|row| row.text("id"));
    Ok(Recorded {
        visites,
        persons,
        with_text: with_text.collect::<Result<_, _>>()?,
        notes: link
            .count("SELECT COUNT(*) AS n FROM note", args![])
            .await?,
    })
}
