//! Pages that somebody says are wrong, and what became of it.

use plus_domain::{
    ids::{PartnerCode, SignalementId},
    period::parse_date,
    signalement::{About, Kind, Made, Settled, Signalement, Verdict, Wrong},
};

use crate::{Link, Row, Sql, StoreError, Tx, args};

/// Most reports open at once: beyond, a machine is writing, not people.
pub const MOST: i64 = 200;
/// Most reports open of one page: beyond, the relay knows already.
pub const MOST_OF_A_PAGE: i64 = 10;
/// Reports settled that a list shows.
const SETTLED_SHOWN: i64 = 50;

const EVERY: &str = "SELECT s.*, f.verdict AS f_verdict, f.word AS f_word, f.author AS f_author, \
   f.date AS f_date FROM signalement s LEFT JOIN signalement_suite f ON f.id = s.id";

/// Those that wait for an answer, the oldest first; of one partner when it is said.
pub async fn open(
    link: &mut Link,
    partner: Option<&PartnerCode>,
) -> Result<Vec<Signalement>, StoreError> {
    let sql = Sql::new(EVERY)
        .add("WHERE f.id IS NULL")
        .arg_if("AND s.partner =", partner.map(PartnerCode::as_str))
        .add("ORDER BY s.date, s.id");
    let rows = link.fetch_sql(sql).await?;
    rows.iter().map(read).collect()
}

/// The last that were settled; of one partner when it is said.
pub async fn settled(
    link: &mut Link,
    partner: Option<&PartnerCode>,
) -> Result<Vec<Signalement>, StoreError> {
    let sql = Sql::new(EVERY)
        .add("WHERE f.id IS NOT NULL")
        .arg_if("AND s.partner =", partner.map(PartnerCode::as_str))
        .add("ORDER BY f.date DESC, s.id DESC")
        .arg("LIMIT", SETTLED_SHOWN);
    let rows = link.fetch_sql(sql).await?;
    rows.iter().map(read).collect()
}

/// One report.
pub async fn by_id(link: &mut Link, id: &SignalementId) -> Result<Option<Signalement>, StoreError> {
    let sql = Sql::new(EVERY).arg("WHERE s.id =", id.as_str());
    let rows = link.fetch_sql(sql).await?;
    rows.first().map(read).transpose()
}

/// How many wait for an answer.
pub async fn count(link: &mut Link) -> Result<i64, StoreError> {
    link.count(
        "SELECT COUNT(*) AS n FROM signalement s
         WHERE NOT EXISTS (SELECT 1 FROM signalement_suite f WHERE f.id = s.id)",
        args![],
    )
    .await
}

/// What can be done with one more report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// It can be kept.
    Free,
    /// Enough people said it of this page: the relay knows.
    Known,
    /// Too many wait in all.
    Full,
}

/// Whether one more report of a page can be kept.
pub async fn room(tx: &mut Tx, about: &About) -> Result<Room, StoreError> {
    let of_the_page = tx
        .count(
            "SELECT COUNT(*) AS n FROM signalement s WHERE s.kind = $1 AND s.code = $2
               AND NOT EXISTS (SELECT 1 FROM signalement_suite f WHERE f.id = s.id)",
            args![about.kind.code(), &about.code],
        )
        .await?;
    if of_the_page >= MOST_OF_A_PAGE {
        return Ok(Room::Known);
    }
    Ok(match count(tx).await? {
        n if n >= MOST => Room::Full,
        _ => Room::Free,
    })
}

fn read(row: &Row) -> Result<Signalement, StoreError> {
    let id = SignalementId::new(row.text("id")?);
    let settled = match row.opt_text("f_verdict")? {
        None => None,
        Some(_) => Some(Settled {
            id: id.clone(),
            verdict: row.choice("f_verdict", Verdict::from_code)?,
            word: row.text("f_word")?,
            author: row.text("f_author")?.into(),
            date: row.parsed("f_date", parse_date)?,
        }),
    };
    let made = Made {
        id,
        about: About {
            kind: row.choice("kind", Kind::from_code)?,
            code: row.text("code")?,
        },
        partner: row.opt_text("partner")?.map(PartnerCode::new),
        wrong: row.choice("wrong", Wrong::from_code)?,
        text: row.opt_text("text")?,
        date: row.parsed("date", parse_date)?,
    };
    Ok(Signalement { made, settled })
}
