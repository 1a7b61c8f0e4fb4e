//! What the statement of a partner says of rendez-vous and of escalades (requirement T3).

use jiff::{Timestamp, tz::TimeZone};
use plus_domain::{
    escalade::Escalade,
    ids::PartnerCode,
    period::Month,
    rendez_vous::{RendezVous, RendezVousState},
    statement::SuitesCounts,
    territoire::Territoire,
};
use plus_store::{Link, StoreError, escalade, rendez_vous};

/// Those of a month: rendez-vous by their day, escalades by the day when they were handed over.
pub(super) async fn of(
    link: &mut Link,
    territory: &Territoire,
    (partner, month): (&PartnerCode, Month),
    zone: &TimeZone,
) -> Result<SuitesCounts, StoreError> {
    let known = territory.catalogue.demarches();
    let is_its = |one: &&RendezVous| {
        let demarche = known
            .iter()
            .find(|d| Some(&d.code) == one.demarche.as_ref());
        demarche.is_some_and(|d| d.partner == *partner)
    };
    let all = rendez_vous::between(link, month.period()).await?;
    let given: Vec<&RendezVous> = all.iter().filter(is_its).filter(|r| was_given(r)).collect();
    let came = given.iter().filter(|r| r.state == RendezVousState::Honore);
    let handed = escalade::of_partner(link, partner).await?;
    let handed: Vec<&Escalade> = handed
        .iter()
        .filter(|one| Month::of(day(one.opened_at, zone)) == month)
        .collect();
    Ok(SuitesCounts {
        rendez_vous: given.len() as u64,
        honores: came.count() as u64,
        escalades: handed.len() as u64,
        days: handed.iter().filter_map(|one| days(one, zone)).collect(),
    })
}

/// Whether a slot was hers on the day: neither given up nor waited for.
fn was_given(one: &RendezVous) -> bool {
    use RendezVousState::{Deplace, Honore, Manque, Pris};
    matches!(one.state, Pris | Deplace | Honore | Manque)
}

fn days(one: &Escalade, zone: &TimeZone) -> Option<u32> {
    let answered = day(one.answered_at?, zone);
    let days = (answered - day(one.opened_at, zone)).get_days();
    Some(u32::try_from(days).unwrap_or(0))
}

fn day(at: i64, zone: &TimeZone) -> jiff::civil::Date {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    zone.to_datetime(at).date()
}
