//! The check of the trail: every line from the first that is kept to the known end, and all of
//! it against checkpoints, those of here and those that somebody kept elsewhere.

use super::{KEPT_MS, Key, Line, Point, end, hash, points, read_line};
use crate::{Link, StoreError, args};

/// Lines read at once.
const PAGE: i64 = 2_000;

/// Whether a checkpoint is signed by this machine.
pub type Genuine<'a> = &'a (dyn Fn(&Point) -> bool + Sync);

/// Something wrong with the trail, and from which line on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A line says something else than what was written.
    #[error("la ligne {0} a été changée")]
    Altered(i64),
    /// A line is not there.
    #[error("la ligne {0} manque")]
    Missing(i64),
    /// A line does not follow the one before.
    #[error("la ligne {0} ne suit pas celle d’avant")]
    Broken(i64),
    /// The end is not there.
    #[error("la fin manque : {expected} lignes attendues, {found} trouvées")]
    Cut {
        /// Number of the last line, as it is known.
        expected: i64,
        /// As it is.
        found: i64,
    },
    /// A checkpoint saw another line there.
    #[error("la trace a été réécrite : la ligne {0} n’est pas celle du point de contrôle")]
    Rewritten(i64),
    /// A checkpoint is not signed by this machine.
    #[error("le point de contrôle de la ligne {0} n’est pas signé par cette machine")]
    Forged(i64),
    /// Lines that had to be kept were pruned.
    #[error("les lignes jusqu’à {0} ont été retirées avant leur terme")]
    Early(i64),
}

impl Fault {
    /// Stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Altered(_) => "changee",
            Self::Missing(_) => "manque",
            Self::Broken(_) => "rompue",
            Self::Cut { .. } => "coupee",
            Self::Rewritten(_) => "reecrite",
            Self::Forged(_) => "point-faux",
            Self::Early(_) => "retiree-trop-tot",
        }
    }

    /// The first line concerned.
    pub fn index(&self) -> i64 {
        match self {
            Self::Altered(seq)
            | Self::Missing(seq)
            | Self::Broken(seq)
            | Self::Rewritten(seq)
            | Self::Forged(seq)
            | Self::Early(seq) => *seq,
            Self::Cut { found, .. } => found + 1,
        }
    }
}

/// What the check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examined {
    /// Lines read.
    pub lines: i64,
    /// Number of the last one.
    pub last: i64,
    /// Checkpoints that it was held against.
    pub points: usize,
    /// What is wrong, in the order in which it was met.
    pub faults: Vec<Fault>,
}

/// Checks the whole trail, in pages, and holds it against every checkpoint: those kept here and
/// `outside`. `genuine` says whether a checkpoint is signed by this machine.
///
/// # Errors
/// Those of the database. What is wrong with the trail is no error: it is the answer.
pub async fn examine(
    link: &mut Link,
    key: &Key,
    (outside, genuine): (&[Point], Genuine<'_>),
    now_ms: i64,
) -> Result<Examined, StoreError> {
    let known = end(link).await?;
    let mut held = points(link).await?;
    held.extend_from_slice(outside);
    held.sort_by_key(|point| point.seq);
    let mut walk = Walk::new(key, &held);
    for point in &held {
        if !genuine(point) {
            walk.found.faults.push(Fault::Forged(point.seq));
        }
    }
    walk.all_after(link, -1, now_ms).await?;
    Ok(walk.ended(known, now_ms))
}

/// Checks what follows the last checkpoint kept here, the lines of a day: for a page, where all of
/// twelve months would be long. What came before that checkpoint is not looked at.
///
/// # Errors
/// Those of the database.
pub async fn examine_end(
    link: &mut Link,
    key: &Key,
    genuine: Genuine<'_>,
    now_ms: i64,
) -> Result<Examined, StoreError> {
    let mut held = points(link).await?;
    let Some(last) = held.pop() else {
        return examine(link, key, (&[], genuine), now_ms).await;
    };
    let known = end(link).await?;
    let from = last.seq;
    let held = [last];
    let mut walk = Walk::new(key, &held);
    walk.found.last = from;
    walk.before = Some((from, held[0].hash.clone()));
    if !genuine(&held[0]) {
        walk.found.faults.push(Fault::Forged(from));
    }
    walk.all_after(link, from, now_ms).await?;
    Ok(walk.ended(known, now_ms))
}

async fn page(link: &mut Link, after: i64) -> Result<Vec<Line>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM audit_trail WHERE seq > $1 ORDER BY seq LIMIT $2",
            args![after, PAGE],
        )
        .await?;
    rows.iter().map(read_line).collect()
}

struct Walk<'a> {
    key: &'a Key,
    points: &'a [Point],
    /// Number and hash of the line before.
    before: Option<(i64, String)>,
    /// Whether that line says something else than what was written.
    was_other: bool,
    found: Examined,
}

impl<'a> Walk<'a> {
    fn new(key: &'a Key, points: &'a [Point]) -> Self {
        let found = Examined {
            points: points.len(),
            ..Examined::default()
        };
        Self {
            key,
            points,
            before: None,
            was_other: false,
            found,
        }
    }

    /// Walks every line after a number, in pages.
    async fn all_after(
        &mut self,
        link: &mut Link,
        mut after: i64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        loop {
            let page = page(link, after).await?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            for line in &page {
                self.step(line, now_ms);
            }
        }
        Ok(())
    }

    fn step(&mut self, line: &Line, now_ms: i64) {
        let begun = match self.before.take() {
            Some(before) => before,
            None => self.begin(line, now_ms),
        };
        if line.seq != begun.0 + 1 {
            self.found.faults.push(Fault::Missing(begun.0 + 1));
        } else if line.prev != begun.1 {
            self.found.faults.push(Fault::Broken(line.seq));
        }
        let is_other = line.hash != hash(self.key, line.seq, &line.prev, &line.deed);
        // Of lines that follow one another the first is enough: under another key all are so.
        if is_other && !self.was_other {
            self.found.faults.push(Fault::Altered(line.seq));
        }
        self.was_other = is_other;
        let mut seen = self.points.iter().filter(|point| point.seq == line.seq);
        if seen.any(|point| point.hash != line.hash) {
            self.found.faults.push(Fault::Rewritten(line.seq));
        }
        self.found.lines += 1;
        self.found.last = line.seq;
        self.before = Some((line.seq, line.hash.clone()));
    }

    /// Where what is kept begins: at the first line, or after a checkpoint old enough.
    fn begin(&mut self, first: &Line, now_ms: i64) -> (i64, String) {
        let from = first.seq - 1;
        if from == 0 {
            return (0, String::new());
        }
        let points = self.points;
        let Some(point) = points.iter().find(|point| point.seq == from) else {
            return (0, String::new());
        };
        if point.at > now_ms.saturating_sub(KEPT_MS) {
            self.found.faults.push(Fault::Early(from));
        }
        (from, point.hash.clone())
    }

    fn ended(mut self, known: Option<(i64, String)>, now_ms: i64) -> Examined {
        let (last, hash) = self.before.unwrap_or_default();
        let (end, sealed) = known.unwrap_or_default();
        let seen = self.points.last();
        let expected = seen.map_or(0, |point| point.seq).max(end);
        if last < expected {
            // Pruned to its very end, a trail has no line left but its checkpoint.
            let old = now_ms.saturating_sub(KEPT_MS);
            let pruned =
                last == 0 && seen.is_some_and(|point| point.seq == expected && point.at <= old);
            if !pruned {
                self.found.faults.push(Fault::Cut {
                    expected,
                    found: last,
                });
            }
        } else if last > end || hash != sealed {
            // Lines beyond the end that is known, or another end.
            self.found.faults.push(Fault::Rewritten(last));
        }
        self.found
    }
}
