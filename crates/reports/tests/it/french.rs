//! French writing of figures and dates.

use jiff::civil::date;
use plus_reports::french;
use rstest::rstest;

#[rstest]
#[case(0, "0")]
#[case(999, "999")]
#[case(1_000, "1\u{202f}000")]
#[case(12_345, "12\u{202f}345")]
#[case(1_234_567, "1\u{202f}234\u{202f}567")]
fn thousands_stand_apart(#[case] value: u64, #[case] written: &str) {
    assert_eq!(french::number(value), written);
}

#[test]
fn a_number_with_one_decimal_has_a_comma() {
    assert_eq!(french::decimal(685), "68,5");
    assert_eq!(french::decimal(5), "0,5");
}

#[rstest]
#[case(682, "68\u{a0}%")]
#[case(685, "69\u{a0}%")]
#[case(1000, "100\u{a0}%")]
fn a_share_is_written_to_the_unit(#[case] tenths: u64, #[case] written: &str) {
    assert_eq!(french::percent(tenths), written);
}

#[test]
fn dates_are_written_in_full() {
    assert_eq!(french::date(date(2026, 11, 3)), "3\u{a0}novembre 2026");
    assert_eq!(french::date(date(2017, 5, 1)), "1er\u{a0}mai 2017");
}

#[test]
fn months_elide() {
    let month = |text: &str| text.parse().unwrap();
    assert_eq!(french::month(month("2026-08")), "août 2026");
    assert_eq!(french::of_month(month("2026-08")), "d’août 2026");
    assert_eq!(french::of_month(month("2026-10")), "d’octobre 2026");
    assert_eq!(french::of_month(month("2026-11")), "de novembre 2026");
}

#[test]
fn nouns_agree_from_two_on() {
    assert_eq!(french::counted(0, "visite", "visites"), "0\u{a0}visite");
    assert_eq!(french::counted(1, "visite", "visites"), "1\u{a0}visite");
    assert_eq!(french::counted(2, "visite", "visites"), "2\u{a0}visites");
}
