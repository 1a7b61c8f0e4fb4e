//! Which value of a filter leads the search of its lines.
//!
//! Several values must hold at once, each has its index, and one index only is
//! walked. The rarest makes the shortest walk: the roll-up knows it, where the
//! statistics of an engine know averages at best. The others are written so that
//! no index serves them (`column || ''`), which both engines understand.

use plus_domain::{
    period::Month,
    stats::{Dimension, Scope},
};

use super::Filter;
use crate::{Link, StoreError, stats};

/// The dimension of the rarest value over the months that the filter touches; none
/// when there is nothing to choose.
pub(super) async fn rarest(
    link: &mut Link,
    filter: &Filter,
) -> Result<Option<Dimension>, StoreError> {
    let (Some(period), true) = (filter.period, filter.values.len() > 1) else {
        return Ok(None);
    };
    let months = (Month::of(period.from), Month::of(period.to));
    let mut rarest: Option<(i64, Dimension)> = None;
    for (dimension, value) in &filter.values {
        let counted = stats::of_months(link, months, &Scope::All, *dimension, value).await?;
        let found = (counted.visites, *dimension);
        if rarest.is_none_or(|best| found < best) {
            rarest = Some(found);
        }
    }
    Ok(rarest.map(|(_, dimension)| dimension))
}

/// The condition of one value of a demande.
pub(super) fn demande_is(dimension: Dimension, leads: bool) -> &'static str {
    match (dimension, leads) {
        (Dimension::Partner, true) => "AND d.partner =",
        (Dimension::Theme, true) => "AND d.theme =",
        (Dimension::Demarche, true) => "AND d.demarche =",
        (Dimension::Kind, true) => "AND d.kind =",
        (Dimension::Outcome, true) => "AND d.outcome =",
        (_, true) => "AND d.kind_confirmed =",
        (Dimension::Partner, false) => "AND d.partner || '' =",
        (Dimension::Theme, false) => "AND d.theme || '' =",
        (Dimension::Demarche, false) => "AND d.demarche || '' =",
        (Dimension::Kind, false) => "AND d.kind || '' =",
        (Dimension::Outcome, false) => "AND d.outcome || '' =",
        (_, false) => "AND d.kind_confirmed || '' =",
    }
}

/// The condition of one value of a visite; a demande's is elsewhere.
pub(super) fn visite_is(dimension: Dimension, leads: bool) -> Option<&'static str> {
    Some(match (dimension, leads) {
        (Dimension::Commune, true) => "AND v.commune =",
        (Dimension::Place, true) => "AND v.place =",
        (Dimension::Channel, true) => "AND v.channel =",
        (Dimension::Duration, true) => "AND v.duration =",
        (Dimension::Age, true) => "AND v.age =",
        (Dimension::Sex, true) => "AND v.sex =",
        (Dimension::Status, true) => "AND v.status =",
        (Dimension::Residence, true) => "AND v.residence =",
        (Dimension::Autonomy, true) => "AND v.autonomy =",
        (Dimension::First, true) => "AND v.first_time =",
        (Dimension::Commune, false) => "AND v.commune || '' =",
        (Dimension::Place, false) => "AND v.place || '' =",
        (Dimension::Channel, false) => "AND v.channel || '' =",
        (Dimension::Duration, false) => "AND v.duration || '' =",
        (Dimension::Age, false) => "AND v.age || '' =",
        (Dimension::Sex, false) => "AND v.sex || '' =",
        (Dimension::Status, false) => "AND v.status || '' =",
        (Dimension::Residence, false) => "AND v.residence || '' =",
        (Dimension::Autonomy, false) => "AND v.autonomy || '' =",
        (Dimension::First, false) => "AND v.first_time || '' =",
        _ => return None,
    })
}
