//! The queue of a half-day.

use plus_domain::{
    file::Numero,
    ids::{NumeroId, PermanenceId, PlaceCode},
};

use crate::{Link, StoreError, Tx, args};

/// Visites from which the usual duration is worked out.
const LAST: i64 = 40;

/// The numbers of a half-day, in the order in which they were taken.
///
/// # Errors
/// Those of the database.
pub async fn of(link: &mut Link, permanence: &PermanenceId) -> Result<Vec<Numero>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM numero WHERE permanence = $1 ORDER BY id",
            args![permanence],
        )
        .await?;
    let numeros = rows.iter().map(|row| row.json("body"));
    let mut numeros: Vec<Numero> = numeros.collect::<Result<_, StoreError>>()?;
    numeros.sort_by(|a, b| (a.taken_at, &a.serie, a.number).cmp(&(b.taken_at, &b.serie, b.number)));
    Ok(numeros)
}

/// A number.
///
/// # Errors
/// Those of the database.
pub async fn get(link: &mut Link, id: &NumeroId) -> Result<Option<Numero>, StoreError> {
    let sql = "SELECT body FROM numero WHERE id = $1";
    let row = link.fetch_first(sql, args![id]).await?;
    row.as_ref().map(|row| row.json("body")).transpose()
}

/// The number after the last one of a series that was taken in a half-day, whose row is held
/// until the transaction ends: two that come at once have two numbers.
///
/// # Errors
/// Those of the database.
pub async fn following(
    tx: &mut Tx,
    permanence: &PermanenceId,
    serie: &str,
) -> Result<u32, StoreError> {
    let hold = "UPDATE permanence SET hlc = hlc WHERE id = $1";
    tx.execute(hold, args![permanence]).await?;
    let taken = of(tx, permanence).await?;
    let same = taken.iter().filter(|numero| numero.serie == serie);
    let last = same.map(|numero| numero.number).max();
    Ok(last.unwrap_or(0).saturating_add(1))
}

/// Minutes of the last visites of a place, those that are known.
///
/// # Errors
/// Those of the database.
pub async fn durations(link: &mut Link, place: &PlaceCode) -> Result<Vec<u32>, StoreError> {
    let rows = link
        .fetch(
            "SELECT minutes FROM visite WHERE place = $1 AND cancelled = 0 AND minutes > 0
             ORDER BY date DESC, at DESC LIMIT $2",
            args![place, LAST],
        )
        .await?;
    let minutes = rows.iter().map(|row| row.int("minutes"));
    let minutes: Result<Vec<i64>, StoreError> = minutes.collect();
    Ok(minutes?
        .into_iter()
        .filter_map(|m| u32::try_from(m).ok())
        .collect())
}
