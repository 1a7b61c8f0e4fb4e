//! What people asked about what is kept of them: cases, among the rows of follow-ups.

use plus_domain::{
    droit::{Exercice, ExerciceState},
    ids::{DossierId, ExerciceId},
};

use crate::{Link, Row, StoreError, args};

/// Cases that are answered, at most: the last ones.
const ANSWERED: i64 = 200;

/// A case.
///
/// # Errors
/// Those of the database.
pub async fn by_id(link: &mut Link, id: &ExerciceId) -> Result<Option<Exercice>, StoreError> {
    let row = link
        .fetch_first(
            "SELECT body FROM suivi WHERE kind = 'droit' AND key = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(|row| row.json("body")).transpose()
}

/// The cases that wait for an answer, the nearest day first.
///
/// # Errors
/// Those of the database.
pub async fn open(link: &mut Link) -> Result<Vec<Exercice>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'droit' AND state IN ($1, $2) ORDER BY due, key",
            args![ExerciceState::Recu.code(), ExerciceState::Prolonge.code()],
        )
        .await?;
    bodies(&rows)
}

/// The cases that were answered, the last first.
///
/// # Errors
/// Those of the database.
pub async fn answered(link: &mut Link) -> Result<Vec<Exercice>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'droit' AND state NOT IN ($1, $2)
             ORDER BY at DESC, key LIMIT $3",
            args![
                ExerciceState::Recu.code(),
                ExerciceState::Prolonge.code(),
                ANSWERED
            ],
        )
        .await?;
    bodies(&rows)
}

/// The cases of a dossier, in the order in which they were said.
///
/// # Errors
/// Those of the database.
pub async fn of_dossier(link: &mut Link, id: &DossierId) -> Result<Vec<Exercice>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM suivi WHERE kind = 'droit' AND dossier IN (SELECT CAST($1 AS TEXT)
               UNION SELECT key FROM suivi WHERE kind = 'dossier' AND dossier = $1)
             ORDER BY due, key",
            args![id],
        )
        .await?;
    bodies(&rows)
}

fn bodies(rows: &[Row]) -> Result<Vec<Exercice>, StoreError> {
    rows.iter().map(|row| row.json("body")).collect()
}
