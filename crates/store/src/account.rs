//! Accounts as the journal tells them. Secrets and sessions are elsewhere.

use plus_domain::account::{Account, Role};

use crate::{Link, Row, StoreError, args};

/// The open or closed account of a login.
pub async fn by_login(link: &mut Link, login: &str) -> Result<Option<Account>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT * FROM account WHERE login = $1 ORDER BY disabled, id LIMIT 1",
            args![login],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// An account by its identifier.
pub async fn by_id(link: &mut Link, id: &str) -> Result<Option<Account>, StoreError> {
    let row = link
        .fetch_first("SELECT * FROM account WHERE id = $1", args![id])
        .await?;
    row.as_ref().map(read).transpose()
}

/// Every account, by role then name.
pub async fn list(link: &mut Link) -> Result<Vec<Account>, StoreError> {
    let rows = link
        .fetch("SELECT * FROM account ORDER BY role, name, id", args![])
        .await?;
    rows.iter().map(read).collect()
}

/// The account of a row that has its columns.
pub(crate) fn read(row: &Row) -> Result<Account, StoreError> {
    Ok(Account {
        id: row.text("id")?.into(),
        login: row.text("login")?,
        name: row.text("name")?,
        role: row.choice("role", Role::from_code)?,
        partner: row.opt_text("partner")?.map(Into::into),
        disabled: row.flag("disabled")?,
    })
}
