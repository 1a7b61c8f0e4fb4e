//! How many people stand behind each value of a dimension: what decides whether a number may
//! leave the house.

use std::collections::BTreeMap;

use plus_domain::{period::Period, statement::Count, stats::Dimension};

use super::crossing::column;
use crate::{Link, Sql, StoreError};

/// Visites, or demandes where the dimension is theirs, by value, and the people that they
/// concern: a pseudonym once, an anonymous visite as one person (requirement A2).
///
/// # Errors
/// Those of the database.
pub async fn concerned(
    link: &mut Link,
    period: Period,
    dimension: Dimension,
) -> Result<BTreeMap<String, Count>, StoreError> {
    let column = column(dimension);
    let sql = Sql::new("SELECT")
        .add(column)
        .add("AS code, COUNT(*) AS n, COUNT(DISTINCT COALESCE(v.person, v.id)) AS persons")
        .add(if column.starts_with("d.") {
            "FROM demande d JOIN visite v ON v.id = d.visite AND d.cancelled = 0"
        } else {
            "FROM visite v"
        })
        .arg("WHERE v.cancelled = 0 AND v.date >=", period.from)
        .arg("AND v.date <=", period.to)
        .add("GROUP BY 1");
    let rows = link.fetch_sql(sql).await?;
    let read = rows.iter().map(|row| {
        let count = Count {
            count: whole(row.int("n")?),
            persons: whole(row.int("persons")?),
        };
        Ok((row.text("code")?, count))
    });
    read.collect()
}

fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
