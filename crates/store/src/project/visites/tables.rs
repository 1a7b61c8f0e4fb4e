//! The tables of visites and demandes: written set by set, read back whole.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    period::parse_date,
    profile::{AgeBand, Autonomy, Profile, Sex, Status},
    stats::{self, NO_DEMARCHE, NOT_SAID},
    visite::{Channel, Demande, FirstTime, Kind, Outcome, Visite},
};

use super::State;
use crate::{Arg, Link, Row, StoreError, Tx, args, bulk};
use bulk::Kind::{Int, Text};

pub(crate) const VISITE: bulk::Table = bulk::Table {
    name: "visite",
    columns: &[
        ("id", Text),
        ("pos", Int),
        ("node", Text),
        ("hlc", Int),
        ("at", Int),
        ("date", Text),
        ("permanence", Text),
        ("place", Text),
        ("commune", Text),
        ("channel", Text),
        ("author", Text),
        ("minutes", Int),
        ("duration", Text),
        ("person", Text),
        ("first_said", Text),
        ("first_time", Text),
        ("accompagnee", Int),
        ("age", Text),
        ("sex", Text),
        ("status", Text),
        ("residence", Text),
        ("autonomy", Text),
        ("note", Text),
        ("pages_printed", Int),
        ("cancelled", Int),
        ("versions", Text),
    ],
    key: &["id"],
};

pub(crate) const DEMANDE: bulk::Table = bulk::Table {
    name: "demande",
    columns: &[
        ("id", Text),
        ("visite", Text),
        ("rank", Int),
        ("partner", Text),
        ("demarche", Text),
        ("theme", Text),
        ("kind", Text),
        ("kind_confirmed", Text),
        ("outcome", Text),
        ("redirected_to", Text),
        ("to_finish", Int),
        ("date", Text),
        ("at", Int),
        ("place", Text),
        ("cancelled", Int),
    ],
    key: &["visite", "rank"],
};

/// Writes changed states: new rows for new or changed ones, and their demandes.
pub(super) async fn write(
    tx: &mut Tx,
    changed: &[&State],
    before: &BTreeMap<String, State>,
) -> Result<(), StoreError> {
    for state in changed {
        if before
            .get(state.visite.id.as_str())
            .is_some_and(|old| loses_demande(old, state))
        {
            tx.execute(
                "DELETE FROM demande WHERE visite = $1",
                args![&state.visite.id],
            )
            .await?;
        }
    }
    let visites = changed.iter().map(|s| visite_row(s)).collect();
    bulk::write(tx, &VISITE, bulk::Conflict::Replace, visites).await?;
    let demandes = changed
        .iter()
        .flat_map(|s| {
            (0_i64..)
                .zip(&s.visite.demandes)
                .map(|(rank, d)| demande_row(s, rank, d))
        })
        .collect();
    bulk::write(tx, &DEMANDE, bulk::Conflict::Replace, demandes).await
}

fn loses_demande(old: &State, new: &State) -> bool {
    let kept = |d: &Demande| new.visite.demandes.iter().any(|n| n.id == d.id);
    !old.visite.demandes.iter().all(kept)
}

fn visite_row(state: &State) -> Vec<Arg> {
    let v = &state.visite;
    let accompagnee = v.has_accompagnement();
    let first = if accompagnee { state.first.code() } else { "" };
    args![
        &v.id,
        state.pos,
        &state.clock.1,
        state.clock.0,
        v.at,
        v.date,
        v.permanence.as_ref(),
        &v.place,
        &v.commune,
        v.channel.code(),
        &v.author,
        v.minutes,
        stats::duration_class(v.minutes),
        v.person.as_ref(),
        v.first.code(),
        first,
        accompagnee,
        v.profile.age.code(),
        v.profile.sex.code(),
        v.profile.status.code(),
        v.profile
            .residence
            .as_ref()
            .map_or(NOT_SAID, |c| c.as_str()),
        v.profile.autonomy.code(),
        v.note.clone(),
        v.pages_printed,
        state.cancelled,
        serde_json::to_string(&state.versions).unwrap_or_default(),
    ]
}

fn demande_row(state: &State, rank: i64, d: &Demande) -> Vec<Arg> {
    let v = &state.visite;
    args![
        &d.id,
        &v.id,
        rank,
        &d.partner,
        d.demarche.as_ref().map_or(NO_DEMARCHE, |c| c.as_str()),
        &d.theme,
        d.kind.code(),
        if d.kind_confirmed { "dite" } else { "habitude" },
        d.outcome.code(),
        d.redirected_to.clone(),
        d.to_finish,
        v.date,
        v.at,
        &v.place,
        state.cancelled,
    ]
}

/// States of some visites.
pub(super) async fn load(
    link: &mut Link,
    ids: &BTreeSet<String>,
) -> Result<BTreeMap<String, State>, StoreError> {
    let ids: Vec<String> = ids.iter().cloned().collect();
    let rows = link
        .fetch_set(
            "SELECT * FROM visite WHERE id IN (SELECT value FROM json_each($1))",
            "SELECT * FROM visite WHERE id = ANY($1)",
            &ids,
        )
        .await?;
    states(link, &rows).await
}

/// States of every visite of some people.
pub(super) async fn load_people(
    link: &mut Link,
    people: &BTreeSet<String>,
) -> Result<BTreeMap<String, State>, StoreError> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let people: Vec<String> = people.iter().cloned().collect();
    let rows = link
        .fetch_set(
            "SELECT * FROM visite WHERE person IN (SELECT value FROM json_each($1))",
            "SELECT * FROM visite WHERE person = ANY($1)",
            &people,
        )
        .await?;
    states(link, &rows).await
}

async fn states(link: &mut Link, rows: &[Row]) -> Result<BTreeMap<String, State>, StoreError> {
    let ids: Vec<String> = rows
        .iter()
        .map(|r| r.text("id"))
        .collect::<Result<_, _>>()?;
    let mut demandes = read_demandes(link, &ids).await?;
    let mut states = BTreeMap::new();
    for row in rows {
        let id = row.text("id")?;
        let visite = read_visite(row, demandes.remove(&id).unwrap_or_default())?;
        let state = State {
            pos: row.int("pos")?,
            clock: (row.int("hlc")?, row.text("node")?),
            cancelled: row.flag("cancelled")?,
            versions: row.json("versions")?,
            first: row
                .choice("first_time", FirstTime::from_code)
                .unwrap_or(visite.first),
            visite,
        };
        states.insert(id, state);
    }
    Ok(states)
}

/// The demandes of some visites, in their order.
pub(crate) async fn read_demandes(
    link: &mut Link,
    visites: &[String],
) -> Result<BTreeMap<String, Vec<Demande>>, StoreError> {
    let mut found: BTreeMap<String, Vec<Demande>> = BTreeMap::new();
    if visites.is_empty() {
        return Ok(found);
    }
    let rows = link
        .fetch_set(
            "SELECT * FROM demande WHERE visite IN (SELECT value FROM json_each($1)) ORDER BY visite, rank",
            "SELECT * FROM demande WHERE visite = ANY($1) ORDER BY visite, rank",
            visites,
        )
        .await?;
    for row in &rows {
        found
            .entry(row.text("visite")?)
            .or_default()
            .push(read_demande(row)?);
    }
    Ok(found)
}

fn read_demande(row: &Row) -> Result<Demande, StoreError> {
    let demarche = row.text("demarche")?;
    Ok(Demande {
        id: row.text("id")?.into(),
        partner: row.text("partner")?.into(),
        demarche: (demarche != NO_DEMARCHE).then(|| demarche.into()),
        theme: row.text("theme")?.into(),
        kind: row.choice("kind", Kind::from_code)?,
        kind_confirmed: row.text("kind_confirmed")? == "dite",
        outcome: row.choice("outcome", Outcome::from_code)?,
        redirected_to: row.opt_text("redirected_to")?,
        to_finish: row.flag("to_finish")?,
    })
}

/// A visite from its row and its demandes.
pub(crate) fn read_visite(row: &Row, demandes: Vec<Demande>) -> Result<Visite, StoreError> {
    let number =
        |column: &str| u32::try_from(row.int(column)?).map_err(|e| StoreError::value(column, e));
    Ok(Visite {
        id: row.text("id")?.into(),
        at: row.int("at")?,
        date: row.parsed("date", parse_date)?,
        permanence: row.opt_text("permanence")?.map(Into::into),
        place: row.text("place")?.into(),
        commune: row.text("commune")?.into(),
        channel: row.choice("channel", Channel::from_code)?,
        author: row.text("author")?.into(),
        minutes: number("minutes")?,
        person: row.opt_text("person")?.map(Into::into),
        first: row.choice("first_said", FirstTime::from_code)?,
        profile: read_profile(row)?,
        note: row.opt_text("note")?,
        pages_printed: number("pages_printed")?,
        demandes,
    })
}

fn read_profile(row: &Row) -> Result<Profile, StoreError> {
    let residence = row.text("residence")?;
    Ok(Profile {
        age: row.choice("age", AgeBand::from_code)?,
        sex: row.choice("sex", Sex::from_code)?,
        status: row.choice("status", Status::from_code)?,
        residence: (residence != NOT_SAID).then(|| residence.into()),
        autonomy: row.choice("autonomy", Autonomy::from_code)?,
    })
}
