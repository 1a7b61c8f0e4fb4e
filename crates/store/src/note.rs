//! Local notes: those of some subjects, all of them, one by its identifier.

use plus_domain::{
    ids::AccountId,
    note::{Note, NoteSubject, Reread},
    period::parse_date,
};

use crate::{Link, Row, Sql, StoreError};

const SELECT: &str = "SELECT n.id, n.subject, n.title, n.text, n.from_date, n.until_date, n.seen, \
     n.author, n.at, n.reread_by, n.reread_at, CAST(COALESCE(s.closed, 0) AS BIGINT) AS closed \
     FROM note n LEFT JOIN note_state s ON s.id = n.id";

/// A note as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteLine {
    /// The note.
    pub note: Note,
    /// Whether somebody closed it.
    pub closed: bool,
}

/// Every note, the last written first.
pub async fn list(link: &mut Link) -> Result<Vec<NoteLine>, StoreError> {
    let sql = Sql::new(SELECT).add(" ORDER BY n.at DESC, n.id");
    read_all(link, sql).await
}

/// Notes of some subjects that nobody closed, the last written first.
pub async fn of_subjects(
    link: &mut Link,
    subjects: &[NoteSubject],
) -> Result<Vec<Note>, StoreError> {
    let Some((first, others)) = subjects.split_first() else {
        return Ok(Vec::new());
    };
    let sql = Sql::new(SELECT)
        .add(" WHERE COALESCE(s.closed, 0) = 0 AND n.subject IN (")
        .arg("", first.to_string());
    let sql = others
        .iter()
        .fold(sql, |sql, other| sql.arg(", ", other.to_string()));
    let lines = read_all(link, sql.add(") ORDER BY n.at DESC, n.id")).await?;
    Ok(lines.into_iter().map(|line| line.note).collect())
}

/// One note.
pub async fn by_id(link: &mut Link, id: &str) -> Result<Option<NoteLine>, StoreError> {
    let found = read_all(link, Sql::new(SELECT).arg(" WHERE n.id = ", id)).await?;
    Ok(found.into_iter().next())
}

async fn read_all(link: &mut Link, sql: Sql) -> Result<Vec<NoteLine>, StoreError> {
    let rows = link.fetch_sql(sql).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<NoteLine, StoreError> {
    let day = |column: &str| {
        let text = row.opt_text(column)?;
        let day = text.as_deref().map(parse_date).transpose();
        day.map_err(|e| StoreError::value(column, e))
    };
    let reread = row.opt_text("reread_by")?.zip(row.opt_int("reread_at")?);
    let note = Note {
        id: row.text("id")?.into(),
        subject: row.parsed("subject", str::parse::<NoteSubject>)?,
        title: row.opt_text("title")?,
        text: row.text("text")?,
        from: day("from_date")?,
        until: day("until_date")?,
        seen: row.json("seen")?,
        author: row.text("author")?.into(),
        at: row.int("at")?,
        reread: reread.map(|(by, at)| Reread {
            by: AccountId::new(by),
            at,
        }),
    };
    Ok(NoteLine {
        note,
        closed: row.flag("closed")?,
    })
}
