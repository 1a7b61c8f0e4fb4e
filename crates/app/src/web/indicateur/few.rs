//! Which indicators would tell of too few people. One that counts values of a dimension says no
//! more than the table of that dimension: it is masked where one of its values would be.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    indicateur::{Formula, Indicateur, Value},
    period::Period,
    statement::{
        Breakdown, Count, Level, Threshold,
        suppress::{is_divisible, mask},
        values::fixed_values,
    },
    stats::Dimension,
};
use plus_store::{Link, StoreError, stats};

use super::connu::{Known, PARTS, UNKNOWN};

const THRESHOLD: Threshold = Threshold::RELEASED;

/// Figures that concern everybody who was received.
const OF_ALL: &[&str] = &["visites", "demandes", "accompagnements", "minutes"];
/// Figures that each count people, or uses of a kiosk, one person each at most.
const OF_ONE_EACH: &[&str] = &[
    "personnes",
    "usagers_accompagnes",
    "usages_bornes",
    "usages_nuit",
    "rendez_vous",
    "rendez_vous_honores",
    "rendez_vous_manques",
    "promesses",
    "promesses_tenues",
    "retours_emploi",
    "reclamations",
    "besoins_sans_reponse",
];
/// A figure and the whole that it is a part of: what is left of it tells of people too.
const LEFT: &[(&str, &str)] = &[
    ("usages_nuit", "usages_bornes"),
    ("rendez_vous_manques", "rendez_vous"),
    ("rendez_vous_honores", "rendez_vous"),
    ("promesses_tenues", "promesses"),
];

/// What may not be told of a period.
pub(super) struct Few {
    /// Everybody who was received.
    all: Count,
    /// Of each dimension, the values that its table masks; none where it is withheld whole.
    hidden: BTreeMap<Dimension, Option<BTreeSet<String>>>,
}

impl Few {
    pub(super) async fn read(link: &mut Link, period: Period) -> Result<Self, StoreError> {
        let mut hidden = BTreeMap::new();
        for (_, dimension, _) in PARTS {
            if !hidden.contains_key(dimension) {
                let counts = stats::concerned(link, period, *dimension).await?;
                hidden.insert(*dimension, masked(*dimension, counts));
            }
        }
        let all = stats::concerned(link, period, Dimension::Total).await?;
        let all = all.into_values().next().unwrap_or_default();
        Ok(Self { all, hidden })
    }

    /// Whether an indicator tells of too few people.
    pub(super) fn is_told_by(&self, indicator: &Indicateur, known: &Known) -> bool {
        let Ok(formula) = Formula::read(&indicator.formula) else {
            return true;
        };
        formula
            .figures()
            .into_iter()
            .any(|name| self.is_few(name, known))
    }

    fn is_few(&self, name: &str, known: &Known) -> bool {
        if OF_ALL.contains(&name) {
            return THRESHOLD.is_too_few(self.all);
        }
        if OF_ONE_EACH.contains(&name) {
            return is_small(name, known);
        }
        let part = PARTS.iter().find(|(part, ..)| *part == name);
        part.is_some_and(|(_, dimension, codes)| self.holds_masked(*dimension, codes))
    }

    fn holds_masked(&self, dimension: Dimension, codes: &[&str]) -> bool {
        match self.hidden.get(&dimension) {
            // All that are known, is the whole less those who did not say.
            Some(Some(hidden)) if codes.is_empty() => hidden.contains(UNKNOWN),
            Some(Some(hidden)) => codes.iter().any(|code| hidden.contains(*code)),
            _ => true,
        }
    }
}

/// Whether a figure that counts people, one each, tells of too few.
pub fn is_few_people(name: &'static str, value: Value) -> bool {
    let known = Known::from([(name, value)]);
    OF_ONE_EACH.contains(&name) && is_small(name, &known)
}

/// A figure below the threshold, or what is left of its whole.
fn is_small(name: &str, known: &Known) -> bool {
    let hides =
        |value: Value| value > Value::ZERO && value < Value::whole(i64::from(THRESHOLD.people()));
    let Some(value) = known.get(name).copied() else {
        return false;
    };
    let left = LEFT.iter().filter(|(part, _)| *part == name);
    let left = left.filter_map(|(_, whole)| known.get(whole)?.plus(value.opposite()).ok());
    hides(value) || left.into_iter().any(hides)
}

/// The values that the table of a dimension masks; none when it is withheld whole.
fn masked(dimension: Dimension, mut counts: BTreeMap<String, Count>) -> Option<BTreeSet<String>> {
    let breakdown = breakdown(dimension);
    for (fine, _) in breakdown.map(fixed_values).into_iter().flatten() {
        counts.entry((*fine).to_owned()).or_default();
    }
    let rows: Vec<Count> = counts.values().copied().collect();
    let total: u64 = rows.iter().map(|row| row.count).sum();
    let is_enough = match breakdown {
        Some(breakdown) => is_divisible(total, breakdown, Level::Fine, THRESHOLD),
        None => total == 0 || total >= u64::from(THRESHOLD.people()) + rows.len() as u64,
    };
    let hidden = is_enough
        .then(|| mask(&rows, &BTreeSet::new(), THRESHOLD))
        .flatten()?;
    let codes = counts.into_keys().enumerate();
    let codes = codes.filter(|(at, _)| hidden.contains(at));
    Some(codes.map(|(_, code)| code).collect())
}

/// The table of the report that shows a dimension, where there is one.
fn breakdown(dimension: Dimension) -> Option<Breakdown> {
    match dimension {
        Dimension::Age => Some(Breakdown::Age),
        Dimension::Kind => Some(Breakdown::Kind),
        Dimension::Outcome => Some(Breakdown::Outcome),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(rows: &[(&str, u64, u64)]) -> BTreeMap<String, Count> {
        let rows = rows.iter().map(|(code, count, persons)| {
            let (count, persons) = (*count, *persons);
            ((*code).to_owned(), Count { count, persons })
        });
        rows.collect()
    }

    #[test]
    fn a1_few_people_hide_a_part_and_another_with_it() {
        let masked = masked(
            Dimension::Sex,
            counts(&[("f", 40, 12), ("h", 30, 4), ("nc", 400, 400)]),
        );
        // Four people stand behind thirty visites: masked, and one more so that no
        // subtraction gives them back; more than half is then masked: nothing is told.
        assert_eq!(masked, None);
    }

    #[test]
    fn a_part_is_told_where_its_table_shows_it() {
        let rows = counts(&[("f", 40, 40), ("h", 30, 30), ("nc", 12, 12)]);
        assert_eq!(masked(Dimension::Sex, rows), Some(BTreeSet::new()));
    }

    #[test]
    fn every_part_is_a_figure_and_is_judged() {
        let few = Few {
            all: Count {
                count: 100,
                persons: 100,
            },
            hidden: BTreeMap::new(),
        };
        for (name, ..) in PARTS {
            assert!(
                few.is_few(name, &Known::new()),
                "{name} of a withheld table"
            );
        }
        assert!(!few.is_few("population", &Known::new()));
    }

    #[test]
    fn what_is_left_of_a_whole_tells_too() {
        let known = Known::from([
            ("usages_bornes", Value::whole(40)),
            ("usages_nuit", Value::whole(35)),
        ]);
        assert!(is_small("usages_nuit", &known));
        assert!(!is_small("usages_bornes", &known));
    }
}
