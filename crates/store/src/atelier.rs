//! Ateliers, what was counted in them, and the answers of this machine that are not counted yet.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plus_domain::{
    atelier::{Aisance, Atelier, Bilan, Competence, Compte, Echelle, Temps},
    ids::{AtelierId, DossierId, PersonId},
    period::Period,
};

use crate::{Link, Row, StoreError, Tx, args, dossier, journal};

/// One of them.
///
/// # Errors
/// Those of the database.
pub async fn get(link: &mut Link, id: &AtelierId) -> Result<Option<Atelier>, StoreError> {
    let sql = "SELECT body FROM atelier WHERE id = $1";
    let row = link.fetch_first(sql, args![id]).await?;
    // As it was written: what is written again must not depend on who was joined to whom.
    row.as_ref().map(|row| row.json("body")).transpose()
}

/// Those of a period, in the order of their hours.
///
/// # Errors
/// Those of the database.
pub async fn between(link: &mut Link, period: Period) -> Result<Vec<Atelier>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM atelier WHERE date >= $1 AND date <= $2 ORDER BY date, id",
            args![period.from, period.to],
        )
        .await?;
    sorted(link, &rows).await
}

/// Those from a day on, in the order of their hours.
///
/// # Errors
/// Those of the database.
pub async fn since(link: &mut Link, day: Date) -> Result<Vec<Atelier>, StoreError> {
    let sql = "SELECT body FROM atelier WHERE date >= $1 ORDER BY date, id";
    let rows = link.fetch(sql, args![day]).await?;
    sorted(link, &rows).await
}

/// Those of a state before a day, in the order of their hours.
///
/// # Errors
/// Those of the database.
pub async fn before(
    link: &mut Link,
    day: Date,
    state: plus_domain::atelier::AtelierState,
) -> Result<Vec<Atelier>, StoreError> {
    let sql = "SELECT body FROM atelier WHERE date < $1 AND state = $2 ORDER BY date, id";
    let rows = link.fetch(sql, args![day, state.code()]).await?;
    sorted(link, &rows).await
}

/// Those to which a person came and agreed that it is noted.
///
/// # Errors
/// Those of the database.
pub async fn of_person(link: &mut Link, person: &PersonId) -> Result<Vec<Atelier>, StoreError> {
    // A pseudonym stands in no other field: what the text finds, the list of names confirms.
    let sql = "SELECT body FROM atelier WHERE body LIKE $1 ORDER BY date, id";
    let mut rows = Vec::new();
    for one in names_of(link, person).await? {
        let alike = format!("%{}%", one.replace(['%', '_'], " "));
        rows.extend(link.fetch(sql, args![alike]).await?);
    }
    let mut all = sorted(link, &rows).await?;
    let came = |a: &Atelier| a.participation.as_ref().is_some_and(|p| p.holds(person));
    all.retain(came);
    all.dedup_by(|a, b| a.id == b.id);
    Ok(all)
}

/// A person who is followed, and the dossiers that were joined to hers.
async fn names_of(link: &mut Link, person: &PersonId) -> Result<Vec<String>, StoreError> {
    let joined = dossier::joined(link, &DossierId::new(person.as_str())).await?;
    let joined = joined.into_iter().map(|dossier| dossier.id.to_string());
    Ok([person.to_string()].into_iter().chain(joined).collect())
}

/// People under whose names others are followed now: a dossier joined to another, and that one.
pub type Joined = BTreeMap<PersonId, PersonId>;

/// All of them.
///
/// # Errors
/// Those of the database.
pub async fn joined(link: &mut Link) -> Result<Joined, StoreError> {
    let all = dossier::all_joined(link).await?.into_iter();
    let person = |id: DossierId| PersonId::new(id.as_str());
    Ok(all.map(|(id, root)| (person(id), person(root))).collect())
}

/// Names each person as she is followed now, even if two dossiers were opened for her.
pub fn by_root(mut atelier: Atelier, joined: &Joined) -> Atelier {
    let named = atelier.participation.iter_mut().flat_map(|p| &mut p.named);
    for one in named {
        if let Some(root) = joined.get(&one.person) {
            one.person = root.clone();
        }
    }
    atelier
}

async fn sorted(link: &mut Link, rows: &[Row]) -> Result<Vec<Atelier>, StoreError> {
    let read: Result<Vec<Atelier>, StoreError> = rows.iter().map(|row| row.json("body")).collect();
    let mut all = read?;
    let is_named = |a: &Atelier| a.participation.iter().any(|p| !p.named.is_empty());
    // Who was joined to whom is looked for only where somebody is named.
    if all.iter().any(is_named) {
        let joined = joined(link).await?;
        all = all.into_iter().map(|a| by_root(a, &joined)).collect();
    }
    all.sort_by(|a, b| (a.begins(), &a.id).cmp(&(b.begins(), &b.id)));
    Ok(all)
}

// ---------------------------------------------------------------- before and after

/// One more answer about something, in the box of an atelier. Nothing says when, or by whom.
///
/// # Errors
/// Those of the database.
pub async fn add(
    tx: &mut Tx,
    (id, temps): (&AtelierId, Temps),
    (competence, aisance): (Competence, Aisance),
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO atelier_urne (atelier, competence, temps, aisance, count)
         VALUES ($1, $2, $3, $4, 1)
         ON CONFLICT (atelier, competence, temps, aisance)
         DO UPDATE SET count = atelier_urne.count + 1",
        args![id, competence.code(), temps.code(), aisance.code()],
    )
    .await
    .map(|_| ())
}

/// Ateliers whose box holds answers.
///
/// # Errors
/// Those of the database.
pub async fn waiting(link: &mut Link) -> Result<Vec<AtelierId>, StoreError> {
    let sql = "SELECT DISTINCT atelier FROM atelier_urne ORDER BY atelier";
    let rows = link.fetch(sql, args![]).await?;
    let ids = rows.iter().map(|row| row.text("atelier"));
    ids.map(|id| id.map(AtelierId::new)).collect()
}

/// Takes the answers of an atelier out of its box; answers them whole, with what this machine
/// had already counted of it.
///
/// # Errors
/// Those of the database.
pub async fn take(tx: &mut Tx, id: &AtelierId) -> Result<Bilan, StoreError> {
    let mut counts = boxed(tx, id).await?;
    tx.execute("DELETE FROM atelier_urne WHERE atelier = $1", args![id])
        .await?;
    let node = journal::node_id(tx).await?;
    let before = tx
        .fetch_first(
            "SELECT body FROM atelier_bilan WHERE atelier = $1 AND node = $2",
            args![id, node.as_ref()],
        )
        .await?;
    let before: Option<Bilan> = before.as_ref().map(|row| row.json("body")).transpose()?;
    counts.extend(before.into_iter().flat_map(|bilan| bilan.comptes));
    Ok(Bilan {
        atelier: id.clone(),
        comptes: gathered(counts),
    })
}

/// Everything that was answered in some ateliers: all machines, and the boxes of this one.
///
/// # Errors
/// Those of the database.
pub async fn counts(
    link: &mut Link,
    ids: &[AtelierId],
) -> Result<BTreeMap<AtelierId, Vec<Compte>>, StoreError> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let rows = link
        .fetch_set(
            "SELECT body FROM atelier_bilan WHERE atelier IN (SELECT value FROM json_each($1)) ORDER BY atelier, node",
            "SELECT body FROM atelier_bilan WHERE atelier = ANY($1) ORDER BY atelier, node",
            &ids,
        )
        .await?;
    let mut all: BTreeMap<AtelierId, Vec<Compte>> = BTreeMap::new();
    for row in &rows {
        let bilan: Bilan = row.json("body")?;
        all.entry(bilan.atelier).or_default().extend(bilan.comptes);
    }
    for id in waiting(link).await? {
        if ids.iter().any(|one| *one == id.as_str()) {
            let waits = boxed(link, &id).await?;
            all.entry(id).or_default().extend(waits);
        }
    }
    let gathered = all.into_iter().map(|(id, counts)| (id, gathered(counts)));
    Ok(gathered.collect())
}

/// What the box of an atelier holds.
async fn boxed(link: &mut Link, id: &AtelierId) -> Result<Vec<Compte>, StoreError> {
    let rows = link
        .fetch(
            "SELECT competence, temps, aisance, count FROM atelier_urne WHERE atelier = $1",
            args![id],
        )
        .await?;
    let one = |row: &Row| {
        let mut echelle = Echelle::default();
        let count = u32::try_from(row.int("count")?);
        let count = count.map_err(|e| StoreError::value("count", e))?;
        echelle.add(row.choice("aisance", Aisance::from_code)?, count);
        Ok(Compte {
            competence: row.choice("competence", Competence::from_code)?,
            temps: row.choice("temps", Temps::from_code)?,
            echelle,
        })
    };
    rows.iter().map(one).collect()
}

/// One count for each thing and time, in their order.
fn gathered(counts: Vec<Compte>) -> Vec<Compte> {
    let mut all: BTreeMap<(Competence, Temps), Echelle> = BTreeMap::new();
    for one in counts {
        let held = all.entry((one.competence, one.temps)).or_default();
        *held = held.with(one.echelle);
    }
    let counted = all
        .into_iter()
        .map(|((competence, temps), echelle)| Compte {
            competence,
            temps,
            echelle,
        });
    counted.collect()
}
