//! Keys of follow-ups between the machines of one relay (decision 0030). The hub takes every key;
//! a machine takes those of the people whom those who work on it follow, and of the rendez-vous of
//! its days. What was given is noted: the day when the machine is stolen, nobody
//! is forgotten. Keys travel wrapped by nobody but the road; the store sees them wrapped.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use plus_domain::{ids::NodeId, machine::Kind, period::Period, permanence::Site};

use crate::{Link, StoreError, Tx, args, efface, permanence, setting};

/// Days of the rendez-vous that a machine can reach, behind and ahead.
const BEHIND: i32 = 1;
const AHEAD: i32 = 8;
/// Who wrote on a machine in so many days works on it, and who is of its crew in so many.
const LATELY: i32 = 60;
const SOON: i32 = 31;
/// How the settings call the mark of a machine.
const MARK: &str = "cles/";

/// A key as the store knows it: its subject, and itself wrapped under a machine's own.
pub type Wrapped = (String, Vec<u8>);

/// Keys that a hub, in this life of it, is not known to hold.
///
/// # Errors
/// Those of the database.
pub async fn to_give(
    link: &mut Link,
    incarnation: u64,
    most: i64,
) -> Result<Vec<Wrapped>, StoreError> {
    let rows = link
        .fetch(
            "SELECT subject, wrapped FROM dossier_cle WHERE shared <> $1 ORDER BY subject LIMIT $2",
            args![life(incarnation), most],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("subject")?, row.bytes("wrapped")?)))
        .collect()
}

/// The hub holds these, in this life of it.
///
/// # Errors
/// Those of the database.
pub async fn given(tx: &mut Tx, subjects: &[String], incarnation: u64) -> Result<(), StoreError> {
    for subject in subjects {
        tx.execute(
            "UPDATE dossier_cle SET shared = $2 WHERE subject = $1",
            args![subject, life(incarnation)],
        )
        .await?;
    }
    Ok(())
}

fn life(incarnation: u64) -> i64 {
    i64::try_from(incarnation).unwrap_or(i64::MAX)
}

/// The wrapped key that stands here for a subject.
///
/// # Errors
/// Those of the database.
pub async fn held(link: &mut Link, subject: &str) -> Result<Option<Vec<u8>>, StoreError> {
    crate::dossier::key(link, subject).await
}

/// Takes a key from another machine, in the place of what stands here, unless it was destroyed
/// here; whether it was taken. `incarnation`: the life of the hub that gave it, 0 at the hub.
///
/// # Errors
/// Those of the database.
pub async fn take(
    tx: &mut Tx,
    (subject, wrapped): Wrapped,
    incarnation: u64,
) -> Result<bool, StoreError> {
    let erased = tx
        .count(
            "SELECT COUNT(*) AS n FROM efface WHERE subject = $1",
            args![efface::Kind::Cle.of(&subject)],
        )
        .await?;
    let said_erased = tx
        .count(
            "SELECT COUNT(*) AS n FROM suivi WHERE kind = 'dossier' AND key = $1 AND state = 'efface'",
            args![&subject],
        )
        .await?;
    if erased + said_erased > 0 {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO dossier_cle (subject, wrapped, shared) VALUES ($1, $2, $3)
         ON CONFLICT (subject) DO UPDATE SET wrapped = excluded.wrapped,
           shared = excluded.shared, indexed = 0",
        args![&subject, wrapped, life(incarnation)],
    )
    .await?;
    Ok(true)
}

/// Lets go of keys that this machine needs no more, and of what finds their dossiers. Nothing is
/// erased: the hub has them.
///
/// # Errors
/// Those of the database.
pub async fn let_go(tx: &mut Tx, subjects: &[String]) -> Result<(), StoreError> {
    for subject in subjects {
        for sql in [
            "DELETE FROM dossier_cle WHERE subject = $1",
            "DELETE FROM dossier_mot WHERE dossier = $1",
            "DELETE FROM dossier_code WHERE dossier = $1",
        ] {
            tx.execute(sql, args![subject]).await?;
        }
    }
    Ok(())
}

/// Lets go of a key when the hub, in this life of it, is known to hold it; whether it was here.
///
/// # Errors
/// Those of the database.
pub async fn let_go_if_held(
    tx: &mut Tx,
    subject: &str,
    incarnation: u64,
) -> Result<bool, StoreError> {
    let held = tx
        .count(
            "SELECT COUNT(*) AS n FROM dossier_cle WHERE subject = $1 AND shared = $2",
            args![subject, life(incarnation)],
        )
        .await?;
    if held > 0 {
        let_go(tx, &[subject.to_owned()]).await?;
    }
    Ok(held > 0)
}

/// What a machine should hold, at the hub: keys to give it now, wrapped, and those that it was
/// given and needs no more.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// To give.
    pub give: Vec<Wrapped>,
    /// To let go of.
    pub forget: Vec<String>,
}

/// Works out what is due to a machine, for the days around a day; so many keys at most, of those
/// that `opens` says the hub can open.
///
/// # Errors
/// Those of the database.
pub async fn due(
    link: &mut Link,
    (node, kind): (&NodeId, Kind),
    day: Date,
    (most, opens): (usize, impl Fn(&str, &[u8]) -> bool),
) -> Result<Due, StoreError> {
    let needed = needed(link, (node, kind), day).await?;
    let rows = link
        .fetch(
            "SELECT subject, state FROM cle_remise WHERE node = $1 ORDER BY subject",
            args![node],
        )
        .await?;
    let mut known = BTreeMap::new();
    for row in &rows {
        known.insert(row.text("subject")?, row.text("state")?);
    }
    let mut due = Due::default();
    for subject in &needed {
        let state = known.get(subject).map_or("", String::as_str);
        if matches!(state, "tenue" | "effacee") || due.give.len() >= most {
            continue;
        }
        let wrapped = held(link, subject).await?;
        if let Some(wrapped) = wrapped.filter(|wrapped| opens(subject, wrapped)) {
            due.give.push((subject.clone(), wrapped));
        }
    }
    let over = |(subject, state): &(String, String)| {
        state == "effacee" || (state != "lachee" && !needed.contains(subject))
    };
    let forget = known.into_iter().filter(over).take(most);
    due.forget = forget.map(|(subject, _)| subject).collect();
    Ok(due)
}

/// Subjects that a machine needs: people followed by those who work on it, with their mandates;
/// the rendez-vous around a day.
async fn needed(
    link: &mut Link,
    (node, kind): (&NodeId, Kind),
    day: Date,
) -> Result<BTreeSet<String>, StoreError> {
    let team = team(link, (node, kind), day).await?;
    let rows = link
        .fetch(
            "SELECT key, dossier, who FROM suivi WHERE kind = 'dossier' AND state <> 'efface'",
            args![],
        )
        .await?;
    let mut roots = BTreeSet::new();
    for row in &rows {
        let who: Vec<String> = row.json("who")?;
        if row.text("key")? == row.text("dossier")? && who.iter().any(|w| team.contains(w)) {
            roots.insert(row.text("key")?);
        }
    }
    let mut needed = BTreeSet::new();
    for row in &rows {
        if roots.contains(&row.text("dossier")?) {
            needed.insert(row.text("key")?);
        }
    }
    let mandats = "SELECT key AS id, dossier FROM suivi WHERE kind = 'mandat'";
    for row in &link.fetch(mandats, args![]).await? {
        if needed.contains(&row.text("dossier")?) {
            needed.insert(row.text("id")?);
        }
    }
    let (from, to) = (
        day.saturating_sub(BEHIND.days()),
        day.saturating_add(AHEAD.days()),
    );
    let met = "SELECT id FROM rendez_vous WHERE date >= $1 AND date <= $2";
    needed.extend(column(link, met, args![from, to]).await?);
    Ok(needed)
}

/// Who works on a machine: those who wrote on it lately, and the crew of the half-days that it
/// goes to. Who has left is no longer one of them.
async fn team(
    link: &mut Link,
    (node, kind): (&NodeId, Kind),
    day: Date,
) -> Result<BTreeSet<String>, StoreError> {
    let (from, to) = (
        day.saturating_sub(LATELY.days()),
        day.saturating_add(SOON.days()),
    );
    let wrote = "SELECT DISTINCT author AS id FROM visite WHERE node = $1 AND date >= $2";
    let mut team = column(link, wrote, args![node, from]).await?;
    let since = TimeZone::UTC
        .to_timestamp(from.at(0, 0, 0, 0))
        .map_or(0, jiff::Timestamp::as_millisecond);
    let followed = "SELECT who FROM suivi WHERE node = $1 AND kind = 'ecrit' AND at >= $2";
    for row in &link.fetch(followed, args![node, since]).await? {
        let who: Vec<String> = row.json("who")?;
        team.extend(who);
    }
    let site = match kind {
        Kind::Van => Site::Bus,
        _ => Site::Fixe,
    };
    for held in permanence::between(link, Period { from, to }).await? {
        if held.site == site {
            team.extend(held.crew.iter().map(ToString::to_string));
        }
    }
    let here = "SELECT id FROM account WHERE disabled = 0";
    let here = column(link, here, args![]).await?;
    team.retain(|account| here.contains(account));
    Ok(team)
}

async fn column(
    link: &mut Link,
    sql: &'static str,
    with: Vec<crate::Arg>,
) -> Result<BTreeSet<String>, StoreError> {
    let rows = link.fetch(sql, with).await?;
    rows.iter().map(|row| row.text("id")).collect()
}

/// Notes that keys leave for a machine, before they leave.
///
/// # Errors
/// Those of the database.
pub async fn hand(tx: &mut Tx, node: &NodeId, subjects: &[String]) -> Result<(), StoreError> {
    for subject in subjects {
        tx.execute(
            "INSERT INTO cle_remise (node, subject, state) VALUES ($1, $2, 'donnee')
             ON CONFLICT (node, subject) DO UPDATE SET state = excluded.state",
            args![node, subject],
        )
        .await?;
    }
    Ok(())
}

/// A machine says what it took, and what it let go of.
///
/// # Errors
/// Those of the database.
pub async fn heard(
    tx: &mut Tx,
    node: &NodeId,
    (took, forgot): (&[String], &[String]),
) -> Result<(), StoreError> {
    for (subjects, sql) in [
        (
            took,
            "UPDATE cle_remise SET state = 'tenue'
             WHERE node = $1 AND subject = $2 AND state = 'donnee'",
        ),
        (
            forgot,
            "UPDATE cle_remise SET state = 'lachee' WHERE node = $1 AND subject = $2",
        ),
    ] {
        for subject in subjects {
            tx.execute(sql, args![node, subject]).await?;
        }
    }
    Ok(())
}

/// The mark that a machine presents is not the one that it was given last: it was put back from a
/// copy, or lost its own key, and nobody knows what it holds. All is given again, and what it
/// should not hold is told to it again. Answers whether it was so; the next mark stands.
///
/// # Errors
/// Those of the database.
pub async fn begin_again(
    tx: &mut Tx,
    node: &NodeId,
    (presented, next): (&str, &str),
) -> Result<bool, StoreError> {
    let name = format!("{MARK}{node}");
    let expected = setting::get(tx, &name).await?.unwrap_or_default();
    setting::set(tx, &name, next).await?;
    if presented == expected {
        return Ok(false);
    }
    tx.execute(
        "UPDATE cle_remise SET state = 'donnee' WHERE node = $1 AND state <> 'effacee'",
        args![node],
    )
    .await?;
    Ok(true)
}

/// What a machine could open, when it is in hands that nobody knows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Exposed {
    /// Dossiers, those that were erased at the hub since included.
    pub dossiers: BTreeSet<String>,
    /// Mandates.
    pub mandats: i64,
    /// Rendez-vous: a telephone number or an address each.
    pub rendez_vous: i64,
}

/// What a machine could open: what was given to it, unless it said that it let go of it, and what
/// was opened on it.
///
/// # Errors
/// Those of the database.
pub async fn exposed(link: &mut Link, node: &NodeId) -> Result<Exposed, StoreError> {
    let dossiers = column(
        link,
        "SELECT s.key AS id FROM suivi s WHERE s.kind = 'dossier' AND EXISTS
           (SELECT 1 FROM cle_remise r WHERE r.subject = s.key AND r.node = $1
              AND r.state <> 'lachee')
         UNION SELECT e.dossier AS id FROM suivi e WHERE e.kind = 'ecrit' AND e.node = $1",
        args![node],
    )
    .await?;
    let mandats = link
        .count(
            "SELECT COUNT(*) AS n FROM suivi s WHERE s.kind = 'mandat' AND (s.node = $1 OR EXISTS
               (SELECT 1 FROM cle_remise r WHERE r.subject = s.key AND r.node = $1
                  AND r.state <> 'lachee'))",
            args![node],
        )
        .await?;
    let rendez_vous = link
        .count(
            "SELECT COUNT(*) AS n FROM rendez_vous s WHERE s.node = $1 OR EXISTS
               (SELECT 1 FROM cle_remise r WHERE r.subject = s.id AND r.node = $1
                  AND r.state <> 'lachee')",
            args![node],
        )
        .await?;
    Ok(Exposed {
        dossiers,
        mandats,
        rendez_vous,
    })
}
