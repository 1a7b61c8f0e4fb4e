//! What a follow-up is found by, on this machine: the words of a name and the code of its person,
//! from what was written here and from what came from other machines.

use std::sync::PoisonError;

use plus_domain::{
    dossier::{Ecrit, mots},
    ids::DossierId,
    retrait::Code,
};
use plus_store::{Link, StoreError, Tx, dossier as kept};

use super::{DossierError, DossierKey, key_of, lookup};
use crate::web::state::App;

/// The words of a name that was just written, in place of those before.
pub(super) async fn index(
    tx: &mut Tx,
    machine: &DossierKey,
    id: &DossierId,
    ecrits: &[Ecrit],
) -> Result<(), StoreError> {
    for ecrit in ecrits {
        if let Ecrit::Identite(identite) = ecrit {
            let words = words(machine, &format!("{} {}", identite.nom, identite.prenom));
            kept::index(tx, id, &words).await?;
        }
    }
    Ok(())
}

/// Most dossiers indexed in one go.
pub const INDEXED: usize = 200;

/// Indexes the names and the codes of what other machines wrote, once its key is here: somebody
/// is then found by her name, and her code opens, on every machine that may read her dossier;
/// how many, [`INDEXED`] at most.
///
/// # Errors
/// Those of the database and of the keys.
pub async fn index_arrived(app: &App) -> Result<usize, DossierError> {
    let stand = kept::stand(&mut app.store.read().await?).await?;
    let known = *app
        .indexed_at
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if known == Some(stand) {
        return Ok(0);
    }
    let most = i64::try_from(INDEXED).unwrap_or(i64::MAX);
    let arrived = kept::unindexed(&mut app.store.read().await?, most).await?;
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let mut found = Vec::with_capacity(arrived.len());
    for (id, count) in arrived {
        found.push((Found::of(app, &machine, &id).await?, id, count));
    }
    let many = found.len();
    if many > 0 {
        keep_found(app, &machine, found).await?;
    }
    if many < INDEXED {
        *app.indexed_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(stand);
    }
    Ok(many)
}

async fn keep_found(
    app: &App,
    machine: &DossierKey,
    found: Vec<(Found, DossierId, i64)>,
) -> Result<(), DossierError> {
    let mut tx = app.store.begin().await?;
    for (found, id, count) in found {
        // Of what was erased meanwhile, nothing is indexed.
        if kept::indexed(&mut tx, &id, count).await? {
            index(&mut tx, machine, &id, found.name.as_slice()).await?;
            if let Some((lookup, until)) = found.code {
                kept::set_code(&mut tx, &id, (&lookup, until)).await?;
            }
        }
    }
    Ok(tx.commit().await?)
}

/// What one dossier is found by, from its own writings: those joined to it have their own.
struct Found {
    name: Option<Ecrit>,
    /// What the code of its person is looked up by, until when; nothing when it is known.
    code: Option<(String, i64)>,
}

impl Found {
    async fn of(app: &App, machine: &DossierKey, id: &DossierId) -> Result<Self, DossierError> {
        let mut link = app.store.read().await?;
        let own = own(&mut link, machine, id).await?;
        let known = kept::code_until(&mut link, id).await?;
        drop(link);
        let code = own.iter().rev().find_map(|ecrit| match ecrit {
            Ecrit::Code { code, until } if *until > app.outside.now_ms() => Some((code, *until)),
            _ => None,
        });
        let code = code.and_then(|(code, until)| Some((Code::read(code)?, until)));
        let code = match code {
            // Stretching is slow on purpose: once for each code.
            Some((code, until)) if known != Some(until) => {
                Some((lookup(app, machine, &code).await?, until))
            }
            _ => None,
        };
        let is_name = |ecrit: &Ecrit| matches!(ecrit, Ecrit::Identite(_));
        let name = own.into_iter().rev().find(is_name);
        Ok(Self { name, code })
    }
}

/// The writings of one dossier alone, as far as they open; none when its key does not.
async fn own(
    link: &mut Link,
    machine: &DossierKey,
    id: &DossierId,
) -> Result<Vec<Ecrit>, DossierError> {
    let key = match key_of(link, machine, id.as_str()).await {
        Ok(key) => key,
        Err(DossierError::Closed) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    };
    let all = kept::ecritures(link, id).await?.into_iter();
    let own = all.filter(|one| one.dossier == *id);
    Ok(own
        .filter_map(|one| serde_json::from_slice(&key.open(id.as_str(), &one.sealed)?).ok())
        .collect())
}

pub(super) fn words(machine: &DossierKey, name: &str) -> Vec<String> {
    let words = mots::of_name(name);
    words.iter().map(|word| machine.word(word)).collect()
}
