//! What an invented relay says of its team and of its partners before its next tour.

use jiff::{ToSpan as _, civil::Date};
use plus_domain::{
    account::{Account, Role},
    event::Event,
    ids::AccountId,
    period::Month,
    territoire::Territoire,
    tournee::{Absence, AbsenceKind, Equipier, Presence},
};

use super::Facts;

/// Days of a month when a partner comes, by the rank of its week.
const WEEKS: [i64; 3] = [0, 7, 14];

/// Who drives and what each knows, a leave, a training, and the days of the founding partners,
/// for a month to come. Instants are those of `at` (milliseconds UTC); identifiers come from
/// `new_id`.
pub fn plan(
    territory: &Territoire,
    accounts: &[Account],
    month: Month,
    at: i64,
    new_id: &mut dyn FnMut() -> String,
) -> Facts {
    let of_role = |role| accounts.iter().filter(move |a| a.role == role);
    let author = of_role(Role::Coordinateur).next().map(|a| a.id.clone());
    let author = author.unwrap_or_else(|| AccountId::new("demo"));
    let mediators: Vec<&Account> = of_role(Role::Animatrice).collect();
    let mut facts: Facts = mediators
        .iter()
        .enumerate()
        .map(|(rank, account)| Event::EquipierSet(member(account, rank, &author, at)))
        .collect();
    let kinds = [AbsenceKind::Conge, AbsenceKind::Formation];
    for ((account, kind), week) in mediators.iter().zip(kinds).zip([0, 7]) {
        let from = monday(month).saturating_add(week.days());
        facts.push(Event::AbsenceSet(Absence {
            id: new_id().into(),
            account: Some(account.id.clone()),
            from,
            to: from.saturating_add(1.days()),
            kind,
            title: (kind == AbsenceKind::Formation).then(|| "Accueil et écoute".to_owned()),
            cancelled: false,
            author: author.clone(),
            at,
        }));
    }
    let founding = territory
        .partners_on(month.first_day())
        .filter(|p| p.founding);
    for (partner, shift) in founding.zip(0..) {
        facts.push(Event::PresenceSet(Presence {
            partner: partner.code.clone(),
            month,
            days: offered(territory, month, shift),
            wanted: 2,
            author: author.clone(),
            at,
        }));
    }
    facts
}

/// All but the last drive; the second knows the most asked procedures.
fn member(account: &Account, rank: usize, author: &AccountId, at: i64) -> Equipier {
    let skills = match rank {
        1 => vec!["kréyol".to_owned(), "portail caf".to_owned()],
        _ => vec!["kréyol".to_owned()],
    };
    Equipier {
        account: account.id.clone(),
        driver: rank != 3,
        skills,
        monthly: 12,
        share: 100,
        author: author.clone(),
        at,
    }
}

fn monday(month: Month) -> Date {
    let first = month.first_day();
    let shift = i64::from(7 - first.weekday().to_monday_zero_offset()) % 7;
    first.saturating_add(shift.days())
}

/// One day of each of three weeks, among those when the relay receives.
fn offered(territory: &Territoire, month: Month, shift: i64) -> Vec<Date> {
    let days = WEEKS
        .iter()
        .map(|week| monday(month).saturating_add((week + shift % 4).days()));
    days.filter(|day| territory.hours_on(*day).is_some())
        .collect()
}
