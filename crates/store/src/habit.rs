//! Habits: what is asked most at a place, so that it comes first on the screen.

use plus_domain::{
    ids::{DemarcheCode, PartnerCode},
    period::Month,
    stats::{Dimension, NO_DEMARCHE, Scope},
};

use crate::{Link, StoreError, args};

/// Most habits of a kind.
const MOST: i64 = 60;

/// What is asked most at a place, the most asked first. Anonymous by nature.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Habits {
    /// Partners.
    pub partners: Vec<PartnerCode>,
    /// Démarches of all partners.
    pub demarches: Vec<DemarcheCode>,
}

/// What is asked at a place since a month: read from its roll-up, which is a few lines
/// where its demandes may be hundreds of thousands.
pub async fn at_place(link: &mut Link, place: &str, since: Month) -> Result<Habits, StoreError> {
    let partners = asked(link, (place, since), Dimension::Partner).await?;
    let demarches = asked(link, (place, since), Dimension::Demarche).await?;
    let named = demarches.into_iter().filter(|code| code != NO_DEMARCHE);
    Ok(Habits {
        partners: partners.into_iter().map(Into::into).collect(),
        demarches: named.map(Into::into).collect(),
    })
}

async fn asked(
    link: &mut Link,
    (place, since): (&str, Month),
    dimension: Dimension,
) -> Result<Vec<String>, StoreError> {
    let scope = Scope::Place(place.into());
    let (kind, code) = scope.key();
    let rows = link
        .fetch(
            "SELECT value, SUM(demandes) AS n FROM rollup
             WHERE scope = $1 AND scope_code = $2 AND month >= $3 AND dimension = $4
             GROUP BY value ORDER BY n DESC, value LIMIT $5",
            args![kind, code, since, dimension.code(), MOST],
        )
        .await?;
    rows.iter().map(|row| row.text("value")).collect()
}
