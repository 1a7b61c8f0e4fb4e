//! The plan of financing, its spending and its claims, as they are read.

use plus_domain::{
    financement::{Appel, AppelKind, Cents, Depense, Payment, Plan},
    ids::AccountId,
    period::parse_date,
};

use crate::{Link, Row, StoreError, args, project::financement::PLAN};

/// The plan in force and who left it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The plan.
    pub plan: Plan,
    /// Who changed it last.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// The plan, if somebody wrote one here.
///
/// # Errors
/// Those of the database.
pub async fn plan(link: &mut Link) -> Result<Option<Written>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT plan, author, at FROM financement WHERE code = $1",
            args![PLAN],
        )
        .await?;
    let read = |row: Row| {
        Ok(Written {
            plan: row.json("plan")?,
            author: row.text("author")?.into(),
            at: row.int("at")?,
        })
    };
    row.map(read).transpose()
}

/// Spending that was not taken away, the last invoice first.
///
/// # Errors
/// Those of the database.
pub async fn depenses(link: &mut Link) -> Result<Vec<Depense>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM depense WHERE cancelled = 0 ORDER BY date DESC, id DESC",
            args![],
        )
        .await?;
    rows.iter().map(depense).collect()
}

/// One expense, taken away or not.
///
/// # Errors
/// Those of the database.
pub async fn depense_by_id(link: &mut Link, id: &str) -> Result<Option<Depense>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM depense WHERE id = $1", args![id])
        .await?;
    row.as_ref().map(depense).transpose()
}

/// Claims that were not taken away, in the order of their days.
///
/// # Errors
/// Those of the database.
pub async fn appels(link: &mut Link) -> Result<Vec<Appel>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM appel WHERE cancelled = 0 ORDER BY date, id",
            args![],
        )
        .await?;
    rows.iter().map(appel).collect()
}

/// One claim, taken away or not.
///
/// # Errors
/// Those of the database.
pub async fn appel_by_id(link: &mut Link, id: &str) -> Result<Option<Appel>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM appel WHERE id = $1", args![id])
        .await?;
    row.as_ref().map(appel).transpose()
}

fn depense(row: &Row) -> Result<Depense, StoreError> {
    let paid = row.opt_text("paid")?;
    let paid = paid.as_deref().map(parse_date).transpose();
    Ok(Depense {
        id: row.text("id")?.into(),
        piece: row.text("piece")?,
        line: row.text("line")?,
        date: row.parsed("date", parse_date)?,
        paid: paid.map_err(|e| StoreError::value("paid", e))?,
        payee: row.text("payee")?,
        object: row.text("object")?,
        net: Cents::new(row.int("net")?),
        gross: Cents::new(row.int("gross")?),
        author: row.text("author")?.into(),
        at: row.int("at")?,
        cancelled: row.flag("cancelled")?,
    })
}

fn appel(row: &Row) -> Result<Appel, StoreError> {
    let on = row.opt_text("received_on")?;
    let on = on.as_deref().map(parse_date).transpose();
    let on = on.map_err(|e| StoreError::value("received_on", e))?;
    let received = on.zip(row.opt_int("received")?);
    Ok(Appel {
        id: row.text("id")?.into(),
        resource: row.text("resource")?,
        kind: row.choice("kind", AppelKind::from_code)?,
        date: row.parsed("date", parse_date)?,
        amount: Cents::new(row.int("amount")?),
        received: received.map(|(on, cents)| Payment {
            on,
            amount: Cents::new(cents),
        }),
        author: row.text("author")?.into(),
        at: row.int("at")?,
        cancelled: row.flag("cancelled")?,
    })
}
