//! What the pages and the command line both do with accounts: make one, give a
//! link to choose a password, close and open.
//!
//! The account is a fact of the journal; its secret and its links are not. Who may
//! do what is checked by the page; the shell of the machine may do all.

use plus_domain::{
    account::{Account, AccountError, Role},
    event::Event,
    ids::{AccountId, PartnerCode},
};
use plus_store::{StoreError, Tx, account, credential, credential::LinkPurpose, session};

use crate::outside::Outside;

/// How long a link to choose a password lives, milliseconds: a week.
pub const LINK_MS: i64 = 7 * 24 * 3_600_000;

/// Why an account is not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountRefusal {
    /// Its shape.
    #[error(transparent)]
    Shape(#[from] AccountError),
    /// Somebody has this login, or had it.
    #[error("L’identifiant « {0} » est déjà pris.")]
    Taken(String),
    /// Nobody has this login.
    #[error("Aucun compte n’a l’identifiant « {0} ».")]
    Unknown(String),
    /// Nobody could manage accounts any more.
    #[error("C’est le dernier compte d’administration ouvert. Créez-en un autre d’abord.")]
    Last,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A new account as asked for.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What she types to come in.
    pub login: String,
    /// Shown name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Partner, for that role alone.
    pub partner: Option<PartnerCode>,
}

/// Makes an account, without password.
pub async fn create(
    tx: &mut Tx,
    outside: &Outside,
    new: NewAccount,
) -> Result<Account, AccountRefusal> {
    let made = Account {
        id: AccountId::new(outside.new_id()),
        login: new.login.trim().to_lowercase(),
        name: new.name.trim().to_owned(),
        role: new.role,
        partner: new.partner,
        disabled: false,
    };
    made.check()?;
    if account::by_login(tx, &made.login).await?.is_some() {
        return Err(AccountRefusal::Taken(made.login));
    }
    set(tx, outside, &made).await?;
    Ok(made)
}

/// Closes or opens an account. Closing ends its sessions and its links at once.
pub async fn set_disabled(
    tx: &mut Tx,
    outside: &Outside,
    of: &Account,
    disabled: bool,
) -> Result<Account, AccountRefusal> {
    if disabled && of.role == Role::Administrateur && open_administrators(tx).await? < 2 {
        return Err(AccountRefusal::Last);
    }
    let changed = Account {
        disabled,
        ..of.clone()
    };
    set(tx, outside, &changed).await?;
    if disabled {
        session::close_account(tx, changed.id.as_str()).await?;
    }
    Ok(changed)
}

/// Forgets the password of an account, ends its sessions, and gives the token of a
/// link to choose another.
pub async fn reset(tx: &mut Tx, outside: &Outside, of: &Account) -> Result<String, StoreError> {
    let id = of.id.as_str();
    credential::forget(tx, id).await?;
    session::close_account(tx, id).await?;
    link(tx, outside, &LinkPurpose::Password(id.to_owned())).await
}

/// Keeps a link and gives its token. Only its hash is stored.
pub async fn link(
    tx: &mut Tx,
    outside: &Outside,
    purpose: &LinkPurpose,
) -> Result<String, StoreError> {
    let token = blake3::Hash::from_bytes(outside.random_bytes())
        .to_hex()
        .to_string();
    credential::keep_link(
        tx,
        &secret_hash(&token),
        purpose,
        outside.now_ms() + LINK_MS,
    )
    .await?;
    Ok(token)
}

/// What the database keeps of a secret of 256 random bits: its hash, which needs
/// no salt.
pub fn secret_hash(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

/// Where a link leads, after the address of the site.
pub fn link_path(purpose: &LinkPurpose, token: &str) -> String {
    match purpose {
        LinkPurpose::FirstAccount => format!("/premier-compte?jeton={token}"),
        LinkPurpose::Password(_) => format!("/mot-de-passe?jeton={token}"),
    }
}

async fn set(tx: &mut Tx, outside: &Outside, account: &Account) -> Result<(), StoreError> {
    outside
        .record(tx, &[Event::AccountSet(account.clone())])
        .await
}

async fn open_administrators(tx: &mut Tx) -> Result<usize, StoreError> {
    let all = account::list(tx).await?;
    let open = |a: &&Account| a.role == Role::Administrateur && !a.disabled;
    Ok(all.iter().filter(open).count())
}
