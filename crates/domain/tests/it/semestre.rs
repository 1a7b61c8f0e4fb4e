//! Half-years: written one way, six months long, and nothing else reads as one.

use plus_domain::{
    period::HalfYear,
    projet::{Item, Projet, Propos, ProposPart},
};
use proptest::prelude::*;

#[test]
fn the_first_half_of_2017_is_january_to_june() {
    let half: HalfYear = "2017-S1".parse().unwrap();
    assert_eq!(half.period().from.to_string(), "2017-01-01");
    assert_eq!(half.period().to.to_string(), "2017-06-30");
    assert_eq!(half.prev().to_string(), "2016-S2");
    assert_eq!(half.prev().period().to.to_string(), "2016-12-31");
}

#[test]
fn what_is_no_half_year_is_refused_in_french() {
    for text in [
        "", "2017", "2017-S3", "2017-S0", "17-S1", "2017-01", "2017-s1", "1999-S1", "2200-S1",
    ] {
        let refused = text.parse::<HalfYear>().unwrap_err().to_string();
        assert!(refused.contains("2026-S1"), "{text}: {refused}");
    }
}

proptest! {
    #[test]
    fn a_half_year_reads_as_it_is_written(year in 2000_i16..2200, half in 1..=2) {
        let text = format!("{year}-S{half}");
        let read: HalfYear = text.parse().unwrap();
        prop_assert_eq!(read.to_string(), text);
        prop_assert_eq!(read.period().months().count(), 6);
    }
}

#[test]
fn the_last_text_of_a_half_year_is_the_one_that_stands() {
    let half: HalfYear = "2017-S1".parse().unwrap();
    let said = |text| Item::Propos(Propos::read(half, ProposPart::Difficultes, text).unwrap());
    let project =
        Projet::default().with([said("La route."), said("  La route.\r\n\r\nLe réseau. ")]);
    let text = project.propos(half, ProposPart::Difficultes);
    let paragraphs: Vec<String> = Propos::paragraphs(text).collect();
    assert_eq!(paragraphs, ["La route.", "Le réseau."]);
    assert_eq!(project.propos(half, ProposPart::Perspectives), "");
    assert_eq!(project.propos(half.prev(), ProposPart::Difficultes), "");
    assert!(Propos::read(half, ProposPart::Difficultes, &"a".repeat(6_001)).is_err());
}
