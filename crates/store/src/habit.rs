//! Habits: what is asked most at a place, so that it comes first on the screen.

use jiff::civil::Date;
use plus_domain::ids::{DemarcheCode, PartnerCode};

use crate::{Link, StoreError, args};

/// Partner and démarche (`aucune` when none) with how often they were asked at a
/// place since a day, most asked first. Anonymous by nature.
pub async fn at_place(
    link: &mut Link,
    place: &str,
    since: Date,
) -> Result<Vec<(PartnerCode, DemarcheCode, i64)>, StoreError> {
    let rows = link
        .fetch(
            "SELECT partner, demarche, COUNT(*) AS n FROM demande WHERE place = $1 AND date >= $2 AND cancelled = 0
             GROUP BY partner, demarche ORDER BY n DESC, partner, demarche LIMIT 60",
            args![place, since],
        )
        .await?;
    rows.iter()
        .map(|r| {
            Ok((
                r.text("partner")?.into(),
                r.text("demarche")?.into(),
                r.int("n")?,
            ))
        })
        .collect()
}
