//! Papers that one borne keeps for when it is cut off, at their hub: handed over, heard of.
//!
//! The borne alone gives a paper from the moment it was handed over, and that is noted before
//! it leaves: whatever is lost on the way, there is never a second place that gives it.

use plus_domain::{
    event::Event,
    ids::{NodeId, RetraitId},
    retrait::{Carried, Retrait, Said, State},
};
use plus_store::{
    Tx,
    retrait::{
        self as kept, Way,
        porte::{self, Porte},
    },
};

use super::{
    RetraitError, coffre, erase,
    key::ServerKey,
    wire::{Chemin, Cles, Inventaire, Manifeste, Papier},
};
use crate::web::state::App;

/// Hears what a borne holds and what became of it; answers what it should hold.
///
/// # Errors
/// Those of the database and of the key; when what it says is no public key.
pub async fn hear(app: &App, borne: &NodeId, said: &Inventaire) -> Result<Manifeste, RetraitError> {
    if said.recipient.is_empty() {
        return Ok(Manifeste {
            wanted: true,
            ..Manifeste::default()
        });
    }
    let own = ServerKey::of(app.store.folder(), &app.outside)?.of_borne(borne);
    // Refused before anything is kept.
    let sealed = coffre::seal(&said.recipient, &own)?;
    note(app, borne, said).await?;
    let now = app.outside.now_ms();
    let all = porte::at(&mut app.store.read().await?, borne, now).await?;
    let due = all.into_iter().filter(|one| is_due(one, now));
    Ok(Manifeste {
        wanted: true,
        sealed: if said.print == own.fingerprint() {
            String::new()
        } else {
            sealed
        },
        papers: due.map(Papier::from).collect(),
    })
}

/// Whether a borne should hold one: it was handed over and lives, or it may be handed over.
fn is_due(one: &Porte, now: i64) -> bool {
    let lives = !matches!(one.retrait.state(now), State::Parti(_));
    let ours = one.portage.is_handed() || one.retrait.may_be_handed(one.out, now);
    lives && ours
}

async fn note(app: &App, borne: &NodeId, said: &Inventaire) -> Result<(), RetraitError> {
    let now = app.outside.now_ms();
    let mut tx = app.store.begin().await?;
    let key = (borne, said.recipient.as_str());
    if porte::set_key(&mut tx, key, now).await?.is_some() {
        tracing::warn!(%borne, "this borne has a new key: its papers are carried to it again");
    }
    for one in &said.said {
        hear_one(app, &mut tx, (borne, one), now).await?;
    }
    porte::hold(&mut tx, key, &said.held, now).await?;
    tx.commit().await?;
    Ok(())
}

/// What the borne printed is in its own journal, at its own hour: said here, it is no second
/// fact. That the copy of the hub is destroyed is one.
async fn hear_one(
    app: &App,
    tx: &mut Tx,
    (borne, said): (&NodeId, &Said),
    now: i64,
) -> Result<(), RetraitError> {
    let Some(before) = kept::hold(tx, &said.id).await? else {
        return Ok(());
    };
    if before.borne.as_ref() != Some(borne) {
        return Ok(());
    }
    let mut after: Retrait = before.clone();
    let gone = after.hear(borne, said, now);
    if after != before {
        porte::note_heard(tx, &after).await?;
    }
    if let Some(reason) = gone {
        erase(app, tx, &said.id, (reason, None)).await?;
    }
    Ok(())
}

/// Hands a paper over to its borne: by what it is found and opened there. Nothing when this
/// borne is not to keep it, or no more.
///
/// # Errors
/// Those of the database.
pub async fn hand(app: &App, borne: &NodeId, id: &RetraitId) -> Result<Option<Cles>, RetraitError> {
    let now = app.outside.now_ms();
    let mut tx = app.store.begin().await?;
    // Held: an opening of this paper at the hub waits, or was first.
    kept::hold(&mut tx, id).await?;
    let known = porte::one(&mut tx, (id, borne), now).await?;
    let ways = porte::ways(&mut tx, (id, borne)).await?;
    let (Some(one), Some([code, token])) = (known, ways) else {
        return Ok(None);
    };
    if !is_due(&one, now) {
        return Ok(None);
    }
    if !one.portage.is_handed() {
        porte::hand(&mut tx, (id, borne), now).await?;
        let told = Event::RetraitCarried(Carried {
            id: id.clone(),
            borne: borne.clone(),
            at: now,
        });
        app.outside.record(&mut tx, &[told]).await?;
    }
    tx.commit().await?;
    Ok(Some(Cles {
        code: code.into(),
        token: token.into(),
    }))
}

impl From<Porte> for Papier {
    fn from(one: Porte) -> Self {
        Self {
            id: one.retrait.id,
            hash: one.hash,
            size: one.size,
            pages: one.retrait.pages,
            expires_at: one.retrait.expires_at,
            has_pin: one.retrait.has_pin,
        }
    }
}

impl From<Way> for Chemin {
    fn from(way: Way) -> Self {
        Self {
            lookup: way.lookup,
            salt: way.salt,
            key: way.key,
        }
    }
}
