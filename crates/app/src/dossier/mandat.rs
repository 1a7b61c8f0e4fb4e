//! Mandates: signed, drawn again as they were signed, used, stopped.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plus_borne::paper::Paper;
use plus_domain::{
    event::Event,
    ids::{AccountId, ActeId, DemarcheCode, DossierId, MandatId},
    mandat::{Acte, Duree, Ended, Fin, Mandat, Modele, Numerise, Refused, Signed},
};
use plus_journal::wire::hex;
use plus_store::{
    Link, StoreError, document, dossier as kept,
    exchange::node,
    transfer::{self, Direction, Due},
};

use super::{
    DossierError,
    key::DossierKey,
    key_of,
    seal::{CipherError, Key},
};
use crate::web::state::App;

/// What is to be signed.
#[derive(Debug, Clone)]
pub struct ToSign {
    /// Of which follow-up.
    pub dossier: DossierId,
    /// Who acts.
    pub mandataire: AccountId,
    /// Procedures, sorted.
    pub demarches: Vec<DemarcheCode>,
    /// First day.
    pub from: Date,
    /// How long.
    pub duree: Duree,
    /// Names, place and signature.
    pub signed: Signed,
}

/// Signs a mandate: sealed under a key of its own, which outlives that of the follow-up.
///
/// # Errors
/// Those of the database and of the key; nothing is then signed.
pub async fn sign(app: &App, wanted: ToSign) -> Result<MandatId, DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let modele = Modele::in_force()?;
    let source = Modele::source(&modele.version)?;
    let id = MandatId::new(app.outside.new_id());
    let key = Key::draw(&app.outside);
    let wrapped = key.wrapped(id.as_str(), &machine, &app.outside)?;
    let plain = serde_json::to_vec(&wanted.signed)?;
    let mut mandat = Mandat {
        sealed: key.seal(id.as_str(), &plain, &app.outside)?,
        id: id.clone(),
        dossier: wanted.dossier,
        author: wanted.mandataire.clone(),
        mandataire: wanted.mandataire,
        demarches: wanted.demarches,
        from: wanted.from,
        duree: wanted.duree,
        modele: modele.version,
        modele_hash: blake3::hash(source.as_bytes()).to_hex().to_string(),
        salt: hex(&app.outside.random_bytes::<16>()),
        hash: String::new(),
        ended: None,
        at: app.outside.now_ms(),
    };
    mandat.hash = fingerprint(&mandat, &wanted.signed.organisation);
    let mut tx = app.store.begin().await?;
    kept::keep_key(&mut tx, id.as_str(), wrapped).await?;
    app.outside
        .record(&mut tx, &[Event::MandatSet(mandat)])
        .await?;
    tx.commit().await?;
    Ok(id)
}

/// The hash of what was agreed, hexadecimal.
pub fn fingerprint(mandat: &Mandat, organisation: &str) -> String {
    let text = mandat.canonical(organisation);
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// Names, place and signature of a mandate.
///
/// # Errors
/// Those of the database and of the key: destroyed six years after its end.
pub async fn signed(app: &App, link: &mut Link, mandat: &Mandat) -> Result<Signed, DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let key = key_of(link, &machine, mandat.id.as_str()).await?;
    let plain = key.open(mandat.id.as_str(), &mandat.sealed);
    Ok(serde_json::from_slice(&plain.ok_or(CipherError)?)?)
}

/// Keeps the paper of a mandate as it was scanned, in the place of the one before. A machine
/// also sends it, sealed, to its hub at the next contact: should the machine be lost, what was
/// signed is not.
///
/// # Errors
/// Those of the database and of the key; nothing is then kept.
pub async fn scan(
    app: &App,
    author: &AccountId,
    mandat: &Mandat,
    paper: Paper,
) -> Result<(), DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let mut link = app.store.read().await?;
    let key = key_of(&mut link, &machine, mandat.id.as_str()).await?;
    let has_hub = node::enrolled(&mut link).await?.is_some();
    drop(link);
    let sealed = key.seal_file(mandat.id.as_str(), &paper.pdf, &app.outside)?;
    let sent = if has_hub {
        Some(to_send(app, &sealed).await?)
    } else {
        None
    };
    let mut tx = app.store.begin().await?;
    // Its key may have been destroyed meanwhile: nothing is kept then.
    key_of(&mut tx, &machine, mandat.id.as_str()).await?;
    kept::keep_paper(&mut tx, mandat.id.as_str(), sealed).await?;
    if let Some(due) = &sent {
        transfer::want(&mut tx, due).await?;
    }
    let fact = Event::MandatScanned(Numerise {
        mandat: mandat.id.clone(),
        dossier: mandat.dossier.clone(),
        pages: paper.pages,
        hash: blake3::hash(&paper.pdf).to_hex().to_string(),
        sealed: sent.map(|due| due.hash),
        author: author.clone(),
        at: app.outside.now_ms(),
    });
    app.outside.record(&mut tx, &[fact]).await?;
    tx.commit().await?;
    Ok(())
}

/// How a sealed paper waits for the next contact.
const KIND: &str = "papier";

async fn to_send(app: &App, sealed: &[u8]) -> Result<Due, StoreError> {
    Ok(Due {
        hash: document::keep(&app.store, sealed.to_vec()).await?,
        direction: Direction::Up,
        kind: KIND.to_owned(),
        size: sealed.len() as u64,
        asked_at: app.outside.now_ms(),
        done: 0,
        reason: None,
    })
}

/// At the hub, takes in the paper of a mandate that a machine sent whole. What is of no mandate
/// stays as it came; that of a mandate erased meanwhile goes.
///
/// # Errors
/// Those of the database.
pub async fn paper_arrived(app: &App, hash: &str) -> Result<(), StoreError> {
    let found = kept::scanned_as(&mut app.store.read().await?, hash).await?;
    let Some(scanned) = found else {
        return Ok(());
    };
    let sealed = document::fetch(&app.store, hash).await?;
    let mandat = scanned.mandat.as_str();
    let mut tx = app.store.begin().await?;
    if kept::key(&mut tx, mandat).await?.is_some() {
        kept::keep_paper(&mut tx, mandat, sealed).await?;
    }
    tx.commit().await?;
    document::forget(&app.store, hash).await
}

/// The paper of a mandate; nothing when it was scanned on another machine and is not here.
///
/// # Errors
/// Those of the database and of the key.
pub async fn paper(
    app: &App,
    link: &mut Link,
    mandat: &Mandat,
) -> Result<Option<Vec<u8>>, DossierError> {
    let Some(sealed) = kept::paper(link, mandat.id.as_str()).await? else {
        return Ok(None);
    };
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let key = key_of(link, &machine, mandat.id.as_str()).await?;
    Ok(key.open_file(mandat.id.as_str(), &sealed))
}

/// Does an act under a mandate: checked and written in one transaction, so that no stop falls
/// between (requirement P18).
///
/// # Errors
/// Those of the database. `Ok(Err(_))`: the mandate does not allow it, and nothing is written.
pub async fn act(
    app: &App,
    author: &AccountId,
    (id, demarche): (&MandatId, &DemarcheCode),
) -> Result<Result<(), Refused>, StoreError> {
    let mut tx = app.store.begin().await?;
    let Some(mandat) = kept::mandat(&mut tx, id).await? else {
        return Ok(Err(Refused::Over));
    };
    let now = app.outside.now_ms();
    if let Err(refused) = mandat.covers(demarche, app.today(), now) {
        return Ok(Err(refused));
    }
    if super::droit::is_frozen(&mut tx, &mandat.dossier).await? {
        return Ok(Err(Refused::Frozen));
    }
    let acte = Acte {
        id: ActeId::new(app.outside.new_id()),
        mandat: mandat.id,
        dossier: mandat.dossier,
        demarche: demarche.clone(),
        author: author.clone(),
        at: now,
    };
    app.outside
        .record(&mut tx, &[Event::MandatUsed(acte)])
        .await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Stops a mandate; whether there was one to stop.
///
/// # Errors
/// Those of the database.
pub async fn stop(
    app: &App,
    id: &MandatId,
    (how, author): (Fin, Option<AccountId>),
) -> Result<bool, StoreError> {
    let mut tx = app.store.begin().await?;
    let now = app.outside.now_ms();
    let found = kept::mandat(&mut tx, id).await?;
    let active = found.filter(|m| m.is_active(app.today(), now).is_ok());
    let Some(mut mandat) = active else {
        return Ok(false);
    };
    mandat.ended = Some(Ended {
        how,
        at: now,
        author,
    });
    app.outside
        .record(&mut tx, &[Event::MandatSet(mandat)])
        .await?;
    tx.commit().await?;
    Ok(true)
}

/// What stands between the braces of the template.
pub fn values(signed: &Signed, said: Said) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("mandant", signed.mandant.clone()),
        ("organisation", signed.organisation.clone()),
        ("mandataire", signed.mandataire.clone()),
        ("demarches", signed.demarches.join(" ; ")),
        ("duree", said.duree),
        ("debut", said.from),
        ("fin", said.until),
        ("protection", said.protection),
        ("lieu", signed.lieu.clone()),
        ("signature", said.signature),
    ])
}

/// Words of a page in the values of a mandate.
pub struct Said {
    /// « un mois (31 jours) ».
    pub duree: String,
    /// What was declared of a protection measure.
    pub protection: String,
    /// What stands where the person signs.
    pub signature: String,
    /// First day, in words.
    pub from: String,
    /// Last day, in words.
    pub until: String,
}
