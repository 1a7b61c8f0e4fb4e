//! The days of the van: weekdays, holidays of Martinique, the garage.

use jiff::civil::{Date, date};
use plus_domain::territoire::{HolidayRule, LocalHoliday, holiday};
use plus_planning::tour::calendar::half_days;
use rstest::rstest;

pub fn is_holiday(day: Date) -> bool {
    let local = [LocalHoliday {
        rule: HolidayRule::Fixed(5, 22),
        name: "Abolition de l’esclavage".into(),
    }];
    holiday(day, &local).is_some()
}

#[rstest]
#[case(date(2027, 1, 1))]
#[case(date(2027, 3, 29))]
#[case(date(2027, 5, 1))]
#[case(date(2027, 5, 6))]
#[case(date(2027, 5, 8))]
#[case(date(2027, 5, 17))]
#[case(date(2027, 5, 22))]
#[case(date(2027, 7, 14))]
#[case(date(2027, 8, 15))]
#[case(date(2027, 11, 1))]
#[case(date(2027, 11, 11))]
#[case(date(2027, 12, 25))]
#[case(date(2026, 4, 6))]
#[case(date(2028, 4, 17))]
fn the_van_stays_in_on_the_holidays_of_martinique(#[case] day: Date) {
    assert!(is_holiday(day));
    let days = half_days(day.first_of_month(), 1, &is_holiday);
    assert!(days.iter().all(|half_day| half_day.date != day));
}

#[rstest]
#[case(1, 17)]
#[case(3, 47)]
#[case(6, 96)]
fn spring_2027_has_so_many_half_days(#[case] months: usize, #[case] count: usize) {
    assert_eq!(
        half_days(date(2027, 3, 1), months, &is_holiday).len(),
        count
    );
}

#[test]
fn march_2027_is_numbered_as_in_the_month_of_reference() {
    let days = half_days(date(2027, 3, 1), 1, &is_holiday);
    let month = super::month();
    assert!(days.iter().map(|day| day.date).eq(month.dates));
    assert!(days.iter().map(|day| day.dow).eq(month.dow));
    assert!(days.iter().map(|day| day.week).eq(month.week));
    assert!(days.iter().map(|day| day.month).eq(month.mon));
}

#[test]
fn the_first_monday_is_for_the_garage() {
    let days = half_days(date(2027, 6, 1), 1, &is_holiday);
    assert!(days.iter().all(|day| day.date != date(2027, 6, 7)));
    assert!(days.iter().any(|day| day.date == date(2027, 6, 14)));
}

#[test]
fn months_go_on_counting_over_the_new_year() {
    let days = half_days(date(2027, 12, 1), 2, &is_holiday);
    assert_eq!(days.first().unwrap().month, 12);
    assert_eq!(days.last().unwrap().month, 13);
    assert!(
        days.iter()
            .all(|day| day.date.month() != 1 || day.week >= 4)
    );
}
