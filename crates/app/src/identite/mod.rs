//! The second factor of an account, behind the pages: what is sealed, what is checked, what is
//! told to the journal (decision 0038).
//!
//! A secret never leaves this module but to its person, once, and to the machines of the relay,
//! on the signed road (`node::contact::verifiers`).

pub mod cle;
pub mod proconnect;
pub mod reprise;
pub mod totp;

use plus_domain::{
    account::Account,
    event::Event,
    identite::{Facteurs, Geste, SECOURS, Trace},
    ids::AccountId,
};
use plus_store::{Link, Store, StoreError, Tx, identite as kept, session};

use crate::{
    dossier::{
        key::DossierKey,
        seal::{CipherError, Key},
    },
    outside::Outside,
    retrait::key::KeyError,
    web::state::App,
};

/// How long a right password waits for the second factor, milliseconds.
pub const WAIT_MS: i64 = 5 * 60_000;
/// Letters of a code on paper: no I, L, O, U, which are read as others (Crockford).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code on paper: 60 bits.
const LENGTH: usize = 12;

/// Why something of the second factor could not be done.
#[derive(Debug, thiserror::Error)]
pub enum IdentiteError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key of this machine.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The seal.
    #[error(transparent)]
    Cipher(#[from] CipherError),
}

/// What a code that was typed is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A code of six digits, seen for the first time.
    Code,
    /// A code on paper, now spent.
    Secours,
    /// Neither, or one that has served.
    Wrong,
}

/// The key that seals the secrets of second factors on a machine.
fn sealing(store: &Store, outside: &Outside) -> Result<DossierKey, KeyError> {
    DossierKey::of(store.folder(), outside)
}

/// Seals the secret of an account under the key of a machine.
///
/// # Errors
/// When the key cannot be read.
pub fn sealed(
    store: &Store,
    outside: &Outside,
    account: &str,
    secret: &[u8],
) -> Result<String, IdentiteError> {
    let key: Key = sealing(store, outside)?.identity();
    Ok(key.seal(account, secret, outside)?)
}

/// The secret of an account; none when it was sealed elsewhere or for another.
///
/// # Errors
/// When the key cannot be read.
pub fn opened(
    store: &Store,
    outside: &Outside,
    account: &str,
    sealed: &str,
) -> Result<Option<Vec<u8>>, IdentiteError> {
    Ok(sealing(store, outside)?.identity().open(account, sealed))
}

/// Draws a secret for an account: it waits for its first code. The one before serves until then.
///
/// # Errors
/// Those of the database and of the key.
pub async fn propose(app: &App, account: &Account) -> Result<(), IdentiteError> {
    let (id, secret) = (
        account.id.as_str(),
        app.outside.random_bytes::<{ totp::SECRET }>(),
    );
    let sealed = sealed(&app.store, &app.outside, id, &secret)?;
    let mut tx = app.store.begin().await?;
    kept::propose(&mut tx, id, &sealed).await?;
    Ok(tx.commit().await?)
}

/// The secret that waits for its first code, as it is sealed and in clear.
///
/// # Errors
/// Those of the database and of the key.
pub async fn proposed(
    app: &App,
    account: &Account,
) -> Result<Option<(String, Vec<u8>)>, IdentiteError> {
    let id = account.id.as_str();
    let known = kept::code(&mut app.store.read().await?, id).await?;
    let Some(sealed) = known.and_then(|code| code.pending) else {
        return Ok(None);
    };
    let secret = opened(&app.store, &app.outside, id, &sealed)?;
    Ok(secret.map(|secret| (sealed, secret)))
}

/// Takes the first code of the secret that waits: it opens the account from then on, the other
/// sessions end, and codes on paper are given. None when the code is not right.
///
/// # Errors
/// Those of the database and of the key.
pub async fn confirm(
    app: &App,
    account: &Account,
    session: &str,
    typed: &str,
) -> Result<Option<Vec<String>>, IdentiteError> {
    let (id, now) = (account.id.as_str(), app.outside.now_ms());
    let Some((sealed, secret)) = proposed(app, account).await? else {
        return Ok(None);
    };
    let Some(step) = totp::step_of(&secret, &digits(typed), now) else {
        return Ok(None);
    };
    let mut tx = app.store.begin().await?;
    if !kept::confirm(&mut tx, id, &sealed, (step, now)).await? {
        return Ok(None);
    }
    note(
        &mut tx,
        &app.outside,
        &account.id,
        Geste::CodeAjoute,
        Some(&account.id),
    )
    .await?;
    let codes = give_secours(&mut tx, app, account).await?;
    session::close_others(&mut tx, id, session).await?;
    tx.commit().await?;
    Ok(Some(codes))
}

/// Gives codes on paper in place of those before; shown once.
///
/// # Errors
/// Those of the database and of the key.
pub async fn give_secours(
    tx: &mut Tx,
    app: &App,
    account: &Account,
) -> Result<Vec<String>, IdentiteError> {
    let key = sealing(&app.store, &app.outside)?;
    let codes: Vec<String> = (0..SECOURS).map(|_| draw(&app.outside)).collect();
    let hash = |code: &String| key.paper_code(account.id.as_str(), code);
    let hashes: Vec<String> = codes.iter().map(hash).collect();
    kept::set_secours(tx, account.id.as_str(), &hashes).await?;
    let own = Some(&account.id);
    note(tx, &app.outside, &account.id, Geste::SecoursDonnes, own).await?;
    Ok(codes.iter().map(|code| dashed(code)).collect())
}

/// Judges what was typed at the second step, and spends it.
///
/// # Errors
/// Those of the database and of the key.
pub async fn check(app: &App, account: &Account, typed: &str) -> Result<Verdict, IdentiteError> {
    let digits = digits(typed);
    if digits.len() == totp::DIGITS && digits.bytes().all(|b| b.is_ascii_digit()) {
        return check_code(app, account, &digits).await;
    }
    let key = sealing(&app.store, &app.outside)?;
    let (id, letters) = (account.id.as_str(), paper(typed));
    let mut tx = app.store.begin().await?;
    if !kept::spend_secours(&mut tx, id, &key.paper_code(id, &letters)).await? {
        return Ok(Verdict::Wrong);
    }
    let own = Some(&account.id);
    note(
        &mut tx,
        &app.outside,
        &account.id,
        Geste::SecoursUtilise,
        own,
    )
    .await?;
    tx.commit().await?;
    Ok(Verdict::Secours)
}

async fn check_code(app: &App, account: &Account, digits: &str) -> Result<Verdict, IdentiteError> {
    let (id, now) = (account.id.as_str(), app.outside.now_ms());
    let known = kept::code(&mut app.store.read().await?, id).await?;
    let Some(sealed) = known.and_then(|code| code.secret) else {
        return Ok(Verdict::Wrong);
    };
    let secret = opened(&app.store, &app.outside, id, &sealed)?;
    let Some(step) = secret.and_then(|secret| totp::step_of(&secret, digits, now)) else {
        return Ok(Verdict::Wrong);
    };
    let mut tx = app.store.begin().await?;
    let fresh = kept::spend_step(&mut tx, id, step).await?;
    tx.commit().await?;
    Ok(if fresh { Verdict::Code } else { Verdict::Wrong })
}

/// Takes the codes of six digits away; those on paper go with the last factor.
///
/// # Errors
/// Those of the database.
pub async fn remove_code(tx: &mut Tx, app: &App, account: &Account) -> Result<(), StoreError> {
    let id = account.id.as_str();
    kept::forget_code(tx, id).await?;
    settle(tx, id).await?;
    let own = Some(&account.id);
    note(tx, &app.outside, &account.id, Geste::CodeRetire, own).await
}

/// Codes on paper stand for a factor: without one there are none.
///
/// # Errors
/// Those of the database.
pub async fn settle(tx: &mut Tx, account: &str) -> Result<(), StoreError> {
    if kept::factors(tx, account).await?.any() {
        return Ok(());
    }
    kept::set_secours(tx, account, &[]).await
}

/// Forgets every factor of an account and ends its sessions.
///
/// # Errors
/// Those of the database.
pub async fn forget(
    tx: &mut Tx,
    outside: &Outside,
    account: &AccountId,
    (geste, author): (Geste, Option<&AccountId>),
) -> Result<(), StoreError> {
    kept::forget(tx, account.as_str()).await?;
    session::close_account(tx, account.as_str()).await?;
    note(tx, outside, account, geste, author).await
}

/// What an account has.
///
/// # Errors
/// Those of the database.
pub async fn factors(link: &mut Link, account: &Account) -> Result<Facteurs, StoreError> {
    kept::factors(link, account.id.as_str()).await
}

/// Tells the journal what happened, without any secret.
///
/// # Errors
/// Those of the database.
pub async fn note(
    tx: &mut Tx,
    outside: &Outside,
    account: &AccountId,
    geste: Geste,
    author: Option<&AccountId>,
) -> Result<(), StoreError> {
    let trace = Trace {
        account: account.clone(),
        geste,
        author: author.cloned(),
        at: outside.now_ms(),
    };
    outside.record(tx, &[Event::IdentiteNoted(trace)]).await
}

/// What was typed without its blanks: telephones show « 123 456 ».
fn digits(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A code on paper as it is kept: without dashes, with the letters that look alike made one.
fn paper(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    let read = letters.map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    });
    read.collect()
}

fn draw(outside: &Outside) -> String {
    let bytes = outside.random_bytes::<LENGTH>();
    // 256 is a multiple of 32: every letter is as likely.
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    bytes.iter().map(letter).collect()
}

fn dashed(code: &str) -> String {
    format!("{}-{}-{}", &code[..4], &code[4..8], &code[8..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_on_paper_is_read_as_people_copy_it() {
        let code = draw(&Outside::fixed(0, 7));
        assert_eq!(code.len(), LENGTH);
        assert_eq!(paper(&dashed(&code)), code);
        assert_eq!(paper(&dashed(&code).to_lowercase()), code);
        assert_eq!(paper(" oil0-2 "), "01102");
        assert_eq!(digits(" 123 456 "), "123456");
    }
}
