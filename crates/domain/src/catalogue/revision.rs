//! When an entry is to be read again: six months after somebody last said that it
//! is right, or after the date of its file (issue 3, requirement F).
//!
//! A démarche is as fresh as the point of it that was confirmed longest ago.

use jiff::{Span, civil::Date};

use crate::event::DemarcheConfirmation;

use super::{Demarche, Item};

/// Months between two confirmations.
pub const MONTHS: i32 = 6;

/// Six months after a day.
pub fn after(day: Option<Date>) -> Option<Date> {
    day.map(|day| day.saturating_add(Span::new().months(MONTHS)))
}

/// Whether something to review on this day is due; without a date, it is.
pub fn is_due(review: Option<Date>, today: Date) -> bool {
    review.is_none_or(|day| day <= today)
}

/// The day on which a démarche is to be read again.
pub fn of_demarche(demarche: &Demarche, confirmations: &[DemarcheConfirmation]) -> Option<Date> {
    let own: Vec<&DemarcheConfirmation> = confirmations
        .iter()
        .filter(|c| c.demarche == demarche.code)
        .collect();
    let last = |item: Item, text: &str| {
        let about = own
            .iter()
            .filter(|c| c.text == text && c.item == item.to_string());
        about.map(|c| c.date).max()
    };
    let whole = demarche.dated.max(last(Item::Tout, &demarche.whole_text()));
    let points = demarche.items().into_iter();
    let oldest = points.map(|(item, text, _)| whole.max(last(item, text)));
    after(oldest.min().flatten())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{after, is_due};

    #[test]
    fn six_months_go_by_and_a_month_without_that_day_ends_on_its_last() {
        assert_eq!(after(Some(date(2026, 5, 26))), Some(date(2026, 11, 26)));
        assert_eq!(after(Some(date(2026, 8, 31))), Some(date(2027, 2, 28)));
        assert_eq!(after(None), None);
    }

    #[test]
    fn an_entry_is_due_on_its_day_and_when_it_has_none() {
        let today = date(2026, 11, 26);
        assert!(is_due(Some(today), today));
        assert!(!is_due(Some(date(2026, 11, 27)), today));
        assert!(is_due(None, today));
    }
}
