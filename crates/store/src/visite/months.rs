//! In which months a list looks for its lines.
//!
//! One index holds what a list may ask, in the order of its lines, and is walked from the
//! latest. A value that one visite in a thousand has would make it a long walk; the
//! roll-up knows the months that hold it, and how many times: the others are not read.

use plus_domain::{
    period::{Month, Period, parse_date},
    stats::Dimension,
};

use super::{After, Filter};
use crate::{Link, StoreError, args};

/// The rarest value of a filter, and the visites that hold it by month, latest first.
pub(super) struct Led {
    pub dimension: Dimension,
    months: Vec<(Month, i64)>,
}

/// Days to look at, one part after the other.
pub(super) struct Windows {
    months: std::iter::Peekable<std::vec::IntoIter<(Month, i64)>>,
    within: Option<Period>,
}

/// The value to look for; none when the roll-up does not know: no value is asked, or
/// cancelled visites are too, which it does not count.
pub(super) async fn rarest(link: &mut Link, filter: &Filter) -> Result<Option<Led>, StoreError> {
    let mut rarest: Option<(i64, Led)> = None;
    if filter.cancelled {
        return Ok(None);
    }
    for (dimension, value) in &filter.values {
        let months = holding(link, filter.period, (*dimension, value)).await?;
        let all = months.iter().map(|(_, visites)| visites).sum();
        if rarest.as_ref().is_none_or(|(least, _)| all < *least) {
            let dimension = *dimension;
            rarest = Some((all, Led { dimension, months }));
        }
    }
    Ok(rarest.map(|(_, led)| led))
}

/// The months that hold a value, latest first.
async fn holding(
    link: &mut Link,
    period: Option<Period>,
    (dimension, value): (Dimension, &str),
) -> Result<Vec<(Month, i64)>, StoreError> {
    let months = period.map(|p| (Month::of(p.from).to_string(), Month::of(p.to).to_string()));
    let (from, to) = months.unwrap_or_else(|| (String::new(), "~".to_owned()));
    let rows = link
        .fetch(
            "SELECT month, visites FROM rollup
             WHERE scope = 'all' AND scope_code = '' AND month >= $1 AND month <= $2
               AND dimension = $3 AND value = $4 AND visites > 0 ORDER BY month DESC",
            args![from, to, dimension.code(), value],
        )
        .await?;
    let read = |row: &crate::Row| Ok((row.parsed("month", str::parse)?, row.int("visites")?));
    rows.iter().map(read).collect()
}

impl Led {
    /// The days to look at within a period, after a line.
    pub fn windows(self, within: Option<Period>, after: Option<&After>) -> Windows {
        let last = after.and_then(|a| parse_date(&a.date).ok()).map(Month::of);
        let mut months = self.months;
        months.retain(|(month, _)| last.is_none_or(|last| *month <= last));
        Windows {
            months: months.into_iter().peekable(),
            within,
        }
    }
}

impl Windows {
    /// The next days, enough for so many lines if nothing else is asked of them. A month
    /// without the value ends them.
    pub fn next(&mut self, wanted: i64) -> Option<Period> {
        let (last, mut held) = self.months.next()?;
        let mut first = last;
        while held < wanted {
            let before = Month::of(first.first_day().yesterday().ok()?);
            let Some((month, visites)) = self.months.next_if(|(month, _)| *month == before) else {
                break;
            };
            first = month;
            held += visites;
        }
        let (from, to) = (first.first_day(), last.last_day());
        Some(self.within.map_or(Period { from, to }, |within| Period {
            from: from.max(within.from),
            to: to.min(within.to),
        }))
    }
}
