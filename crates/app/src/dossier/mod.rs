//! Follow-ups of people: opened, written, shared, found again, erased. Called by the pages of
//! the team, by the page of the person, and by the clock.

pub mod access;
pub mod droit;
pub mod fusion;
mod index;
pub mod key;
pub mod mandat;
pub mod question;
pub mod seal;
mod sweep;
pub mod visites;

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    dossier::{
        CODE_DAYS, Cause, Dossier, DossierState, Ecrit, Ecriture, Identite, Lu, Promesse,
        PromesseState, mots,
    },
    event::Event,
    ids::{AccountId, DossierId, EcritId, NodeId, PromesseId},
    retrait::{Code, DAY_MS},
};
use plus_store::{Link, StoreError, Tx, dossier as kept, retrait as tries};

use self::{
    key::DossierKey,
    seal::{CipherError, Key},
};
use crate::{
    password::HashError,
    retrait::{count_try, key::KeyError},
    web::state::App,
};
pub use index::{INDEXED, index_arrived};
pub use sweep::sweep;

use self::index::{index, words};

/// Dossiers that may be the same person, at most.
const MOST_ALIKE: usize = 20;
/// The door at which codes are tried on line, as bornes have theirs.
pub const PORTAL: &str = "suivi";

/// Why a follow-up was not opened or not written.
#[derive(Debug, thiserror::Error)]
pub enum DossierError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key of this machine.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The seal.
    #[error(transparent)]
    Cipher(#[from] CipherError),
    /// Argon2id.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// Its key is not on this machine: nothing can be read nor written.
    #[error("la clé de ce dossier n’est pas sur cette machine")]
    Closed,
    /// The template of mandates.
    #[error(transparent)]
    Modele(#[from] plus_domain::mandat::ModeleError),
    /// What was sealed is not what was expected.
    #[error("ce qui est scellé ne se lit pas : {0}")]
    Unreadable(#[from] serde_json::Error),
}

/// A dossier that may be of the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Which.
    pub dossier: Dossier,
    /// Who it is, when its key is here.
    pub identite: Identite,
}

/// Opens a follow-up.
///
/// # Errors
/// Those of the database and of the key; nothing is then kept.
pub async fn open(
    app: &App,
    author: &AccountId,
    ecrits: &[Ecrit],
) -> Result<DossierId, DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let id = DossierId::new(app.outside.new_id());
    let key = Key::draw(&app.outside);
    let wrapped = key.wrapped(id.as_str(), &machine, &app.outside)?;
    let now = app.outside.now_ms();
    let dossier = Dossier {
        id: id.clone(),
        state: DossierState::Ouvert,
        team: vec![author.clone()],
        opened_at: now,
        cause: None,
        frozen: None,
        into: None,
        brought: Vec::new(),
        author: Some(author.clone()),
        at: now,
    };
    let mut events = vec![Event::DossierSet(dossier)];
    events.extend(sealed(app, (&id, &key), author, ecrits)?);
    let mut tx = app.store.begin().await?;
    kept::keep_key(&mut tx, id.as_str(), wrapped).await?;
    index(&mut tx, &machine, &id, ecrits).await?;
    kept::indexed_more(&mut tx, &id, ecrits.len()).await?;
    app.outside.record(&mut tx, &events).await?;
    tx.commit().await?;
    Ok(id)
}

/// Writes in a follow-up, with facts that go with it.
///
/// # Errors
/// Those of the database and of the key; nothing is then kept.
pub async fn write(
    app: &App,
    author: &AccountId,
    (id, ecrits): (&DossierId, &[Ecrit]),
    facts: Vec<Event>,
) -> Result<(), DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let mut tx = app.store.begin().await?;
    let key = key_of(&mut tx, &machine, id.as_str()).await?;
    let mut events = sealed(app, (id, &key), author, ecrits)?;
    events.extend(facts);
    index(&mut tx, &machine, id, ecrits).await?;
    kept::indexed_more(&mut tx, id, ecrits.len()).await?;
    app.outside.record(&mut tx, &events).await?;
    tx.commit().await?;
    Ok(())
}

/// The key of a follow-up or of a mandate.
pub(crate) async fn key_of(
    link: &mut Link,
    machine: &DossierKey,
    subject: &str,
) -> Result<Key, DossierError> {
    let wrapped = kept::key(link, subject).await?;
    let key = wrapped.and_then(|wrapped| Key::unwrap(subject, &wrapped, machine));
    key.ok_or(DossierError::Closed)
}

fn sealed(
    app: &App,
    (id, key): (&DossierId, &Key),
    author: &AccountId,
    ecrits: &[Ecrit],
) -> Result<Vec<Event>, DossierError> {
    let seal = |ecrit: &Ecrit| {
        let plain = serde_json::to_vec(ecrit)?;
        Ok(Event::DossierWritten(Ecriture {
            id: EcritId::new(app.outside.new_id()),
            dossier: id.clone(),
            sealed: key.seal(id.as_str(), &plain, &app.outside)?,
            author: author.clone(),
            at: app.outside.now_ms(),
        }))
    };
    ecrits.iter().map(seal).collect()
}

/// What a follow-up says, with what those joined to it say.
///
/// # Errors
/// Those of the database and of the key; a writing that does not open.
pub async fn read(app: &App, link: &mut Link, id: &DossierId) -> Result<Lu, DossierError> {
    let root = kept::root(link, id).await?.map(|dossier| dossier.id);
    let written = written(app, link, root.as_ref().unwrap_or(id))
        .await?
        .into_iter();
    Ok(Lu::of(
        written.map(|(ecriture, ecrit)| (ecriture.at, ecrit)),
    ))
}

/// What several follow-ups say, each given by the dossier where its person is read, in three
/// statements however many they are; those whose key is not on this machine are left out.
///
/// # Errors
/// Those of the database and of the keys.
pub async fn read_all(
    app: &App,
    link: &mut Link,
    roots: &[DossierId],
) -> Result<BTreeMap<DossierId, Lu>, DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let roots: Vec<String> = roots.iter().map(ToString::to_string).collect();
    let all = kept::ecritures_of(link, &roots).await?;
    let of: BTreeSet<String> = all
        .iter()
        .map(|(_, ecriture)| ecriture.dossier.to_string())
        .chain(roots.iter().cloned())
        .collect();
    let of: Vec<String> = of.into_iter().collect();
    let keys: BTreeMap<DossierId, Key> = kept::keys(link, &of)
        .await?
        .into_iter()
        .filter_map(|(subject, wrapped)| {
            let key = Key::unwrap(&subject, &wrapped, &machine)?;
            Some((DossierId::new(subject), key))
        })
        .collect();
    let mut written: BTreeMap<DossierId, Vec<(i64, Ecrit)>> = roots
        .iter()
        .map(|root| (DossierId::new(root), Vec::new()))
        .filter(|(root, _)| keys.contains_key(root))
        .collect();
    for (root, ecriture) in all {
        // One whose key has not come yet, or is gone, hides nothing of the others.
        if let (Some(said), Some(key)) = (written.get_mut(&root), keys.get(&ecriture.dossier)) {
            said.push((ecriture.at, opened(key, &ecriture)?));
        }
    }
    let read = written.into_iter();
    Ok(read.map(|(root, said)| (root, Lu::of(said))).collect())
}

fn opened(key: &Key, ecriture: &Ecriture) -> Result<Ecrit, DossierError> {
    let plain = key.open(ecriture.dossier.as_str(), &ecriture.sealed);
    let plain = plain.ok_or(DossierError::Cipher(CipherError))?;
    Ok(serde_json::from_slice(&plain)?)
}

/// The writings of a follow-up, opened, in the order of their clocks.
async fn written(
    app: &App,
    link: &mut Link,
    id: &DossierId,
) -> Result<Vec<(Ecriture, Ecrit)>, DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let mut keys = BTreeMap::from([(id.clone(), key_of(link, &machine, id.as_str()).await?)]);
    for joined in kept::joined(link, id).await? {
        // One whose key has not come yet, or is gone, hides nothing of the others.
        match key_of(link, &machine, joined.id.as_str()).await {
            Ok(key) => drop(keys.insert(joined.id, key)),
            Err(DossierError::Closed) => {}
            Err(other) => return Err(other),
        }
    }
    let ecritures = kept::ecritures(link, id).await?.into_iter();
    let read = ecritures.filter_map(|ecriture| {
        let ecrit = opened(keys.get(&ecriture.dossier)?, &ecriture);
        Some(ecrit.map(|ecrit| (ecriture, ecrit)))
    });
    read.collect()
}

/// Follow-ups found by the words of a name, those that share most first. Those whose key is
/// not here have no name.
///
/// # Errors
/// Those of the database and of the key.
pub async fn find(app: &App, link: &mut Link, name: &str) -> Result<Vec<Alike>, DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let found = kept::sharing(link, &words(&machine, name)).await?;
    let most = found.first().map_or(0, |(_, shared)| *shared);
    let mut near: Vec<Dossier> = Vec::new();
    // Who shares one word of three is somebody else.
    let shared = found.into_iter().filter(|(_, shared)| shared * 2 > most);
    for (id, _) in shared.take(MOST_ALIKE) {
        // One person, found by two names, is found once.
        if let Some(dossier) = kept::root(link, &id).await?
            && dossier.state != DossierState::Efface
            && !near.iter().any(|held| held.id == dossier.id)
        {
            near.push(dossier);
        }
    }
    let ids: Vec<DossierId> = near.iter().map(|dossier| dossier.id.clone()).collect();
    let mut read = read_all(app, link, &ids).await?;
    let alike = near.into_iter().map(|dossier| Alike {
        identite: read
            .remove(&dossier.id)
            .map_or_else(Identite::default, |lu| lu.identite),
        dossier,
    });
    Ok(alike.collect())
}

/// Whether a follow-up that was found is of a person of this name: every word of the shorter
/// name is in the other.
pub fn is_same(one: &Identite, other: &Identite) -> bool {
    let words = |i: &Identite| mots::of_name(&format!("{} {}", i.nom, i.prenom));
    let (a, b) = (words(one), words(other));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let years_differ = matches!((one.annee, other.annee), (Some(a), Some(b)) if a != b);
    !short.is_empty() && short.iter().all(|word| long.contains(word)) && !years_differ
}

/// Promises something: its day and its keeper in the journal, its words sealed.
///
/// # Errors
/// Those of the database and of the key.
pub async fn promise(
    app: &App,
    author: &AccountId,
    id: &DossierId,
    (texte, by, due): (String, AccountId, jiff::civil::Date),
) -> Result<(), DossierError> {
    let promesse = PromesseId::new(app.outside.new_id());
    let ecrit = Ecrit::Promesse {
        id: promesse.clone(),
        texte,
    };
    let fact = Event::PromesseSet(Promesse {
        id: promesse,
        dossier: id.clone(),
        by,
        due,
        state: PromesseState::ATenir,
        author: author.clone(),
        at: app.outside.now_ms(),
    });
    write(app, author, (id, &[ecrit]), vec![fact]).await
}

/// Says a follow-up anew: shared, closed, opened again.
///
/// # Errors
/// Those of the database.
pub async fn set(app: &App, dossier: Dossier) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    app.outside
        .record(&mut tx, &[Event::DossierSet(dossier)])
        .await?;
    tx.commit().await
}

/// Erases a follow-up and those joined to it: their keys are destroyed, their names are found no
/// more. That they were, stays.
///
/// # Errors
/// Those of the database; nothing is then erased.
pub async fn erase(
    app: &App,
    dossier: Dossier,
    (cause, author): (Cause, Option<AccountId>),
) -> Result<(), StoreError> {
    let mut tx = app.store.begin().await?;
    let erased = erased(app, &mut tx, dossier, (cause, author)).await?;
    app.outside.record(&mut tx, &erased).await?;
    tx.commit().await
}

/// Destroys the keys of a follow-up and of those joined to it; the facts that say so.
async fn erased(
    app: &App,
    tx: &mut Tx,
    dossier: Dossier,
    (cause, author): (Cause, Option<AccountId>),
) -> Result<Vec<Event>, StoreError> {
    let mut all = kept::joined(tx, &dossier.id).await?;
    all.push(dossier);
    let mut said = Vec::with_capacity(all.len());
    for dossier in all {
        kept::destroy(tx, &dossier.id).await?;
        said.push(Event::DossierSet(Dossier {
            state: DossierState::Efface,
            team: Vec::new(),
            cause: Some(cause),
            frozen: None,
            author: author.clone(),
            at: app.outside.now_ms(),
            ..dossier
        }));
    }
    Ok(said)
}

/// A new code for the person, and until when it opens; the one before opens nothing more.
///
/// # Errors
/// Those of the database and of the key.
pub async fn give_code(
    app: &App,
    author: &AccountId,
    id: &DossierId,
) -> Result<(Code, i64), DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let code = Code::draw(|| app.outside.random_bytes::<1>()[0]);
    let lookup = lookup(app, &machine, &code).await?;
    let until = app.outside.now_ms() + CODE_DAYS * DAY_MS;
    let mut tx = app.store.begin().await?;
    kept::set_code(&mut tx, id, (&lookup, until)).await?;
    // Sealed, so that the other machines of the relay know it too, and nobody else.
    let key = key_of(&mut tx, &machine, id.as_str()).await?;
    let ecrit = Ecrit::Code {
        code: code.as_str().to_owned(),
        until,
    };
    let said = sealed(app, (id, &key), author, &[ecrit])?;
    app.outside.record(&mut tx, &said).await?;
    kept::indexed_more(&mut tx, id, 1).await?;
    tx.commit().await?;
    Ok((code, until))
}

pub(crate) async fn lookup(
    app: &App,
    machine: &DossierKey,
    code: &Code,
) -> Result<String, DossierError> {
    let secret = code.as_str().as_bytes().to_vec();
    let stretched = app.hasher.stretch(secret, machine.code_salt()).await?;
    Ok(machine.code(&stretched))
}

/// What a code that is typed opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// This follow-up.
    Dossier(DossierId),
    /// Nothing: wrong, or past its term.
    Nothing,
    /// Nothing before so many milliseconds: too many were tried.
    Wait(i64),
}

/// Opens a follow-up by the code of its person. Tries are limited as those of papers are
/// (requirement P26), at this door and everywhere.
///
/// # Errors
/// Those of the database and of the key.
pub async fn by_code(app: &App, door: &NodeId, typed: &str) -> Result<Opened, DossierError> {
    let Some(code) = Code::read(typed) else {
        return Ok(Opened::Nothing);
    };
    let now = app.outside.now_ms();
    if let Some(wait) = count_try(app, door, now).await? {
        return Ok(Opened::Wait(wait));
    }
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let lookup = lookup(app, &machine, &code).await?;
    let mut tx = app.store.begin().await?;
    let found = kept::by_code(&mut tx, &lookup, now).await?;
    if found.is_some() {
        let mut limiter = tries::lock(&mut tx, door).await?;
        limiter.absolve(now);
        tries::save(&mut tx, door, &limiter).await?;
    }
    // The code of a dossier that was joined to another opens that one.
    let root = match &found {
        Some(id) => kept::root(&mut tx, id).await?.map(|dossier| dossier.id),
        None => None,
    };
    tx.commit().await?;
    Ok(root.or(found).map_or(Opened::Nothing, Opened::Dossier))
}
