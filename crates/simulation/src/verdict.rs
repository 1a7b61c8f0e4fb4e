//! What must be true at the end of a story, when the road has been good for a while.

use std::collections::BTreeMap;

use plus_domain::rendez_vous::collisions;
use plus_store::{Link, StoreError, args, exchange::node, journal, rebuild, rendez_vous};

use crate::{
    facts,
    machine::Machine,
    misfortune::set_apart,
    newcomer,
    story::{Told, World, acked, broken_unless, visites},
};

/// Things that several machines may write, each with the clock of what is shown.
type Shown = BTreeMap<String, (i64, String)>;

impl World {
    /// Settles, then looks at everything.
    pub async fn judge(&mut self) -> Told {
        self.settle().await?;
        let mut link = self.hub.store.read().await?;
        let there = visites(&mut link).await?;
        let mut lost: Vec<&String> = self.kept.difference(&there).collect();
        if !self.revoked.is_empty() {
            let apart = set_apart(&mut link, &self.kept).await?;
            lost.retain(|id| !apart.contains(*id));
        }
        broken_unless(lost.is_empty(), || format!("lost: {lost:?}"))?;
        let at_hub = shown(&mut link).await?;
        self.judge_newcomer(&mut link).await?;
        self.judge_hours(&mut link).await?;
        drop(link);
        for machine in [&self.hub].into_iter().chain(&self.nodes) {
            sound(machine).await?;
        }
        for node in &self.nodes {
            if !self.revoked.contains(node.name) {
                self.judge_node(node, &at_hub).await?;
            }
        }
        Ok(())
    }

    /// No hour is given twice, unless a disk was put back or doubled: a machine then no more
    /// knows what it had given, and people are told whom to call.
    async fn judge_hours(&self, link: &mut Link) -> Told {
        let forgot = |machine: &Machine| machine.put_back || machine.twin;
        if forgot(&self.hub) || self.nodes.iter().any(forgot) {
            return Ok(());
        }
        let all = rendez_vous::of(link, &facts::tour().id).await?;
        let twice = collisions(&all);
        broken_unless(twice.is_empty(), || {
            format!("given to two people: {twice:?}")
        })
    }

    async fn judge_newcomer(&self, link: &mut Link) -> Told {
        let (all, unknown) = self.newcomer.written();
        let kept = held(link, newcomer::NAME).await?;
        broken_unless(kept == all, || {
            format!("the hub holds {kept} of {all} entries of the next version")
        })?;
        let apart = link
            .count("SELECT COUNT(*) AS n FROM unprojected", args![])
            .await?;
        let apart = usize::try_from(apart).unwrap_or(0);
        broken_unless(apart >= all - unknown, || {
            format!("{apart} entries set apart, {} expected", all - unknown)
        })
    }

    async fn judge_node(&self, node: &Machine, at_hub: &Shown) -> Told {
        let mut link = node.store.read().await?;
        let here = shown(&mut link).await?;
        // A hub put back may have forgotten what a node learnt of it: later is fine.
        let late = |(thing, clock): &(&String, &(i64, String))| {
            here.get(*thing)
                .is_none_or(|here| here < clock || (here != *clock && !self.hub.put_back))
        };
        let missing: Vec<_> = at_hub.iter().filter(late).collect();
        broken_unless(missing.is_empty(), || {
            let here: Vec<_> = missing.iter().map(|(thing, _)| here.get(*thing)).collect();
            format!("{} lacks {missing:?} and shows {here:?}", node.name)
        })?;
        let head = node::head(&mut link).await?;
        broken_unless(head.epoch == 1 || node.put_back || node.twin, || {
            format!("{}: a fork where there was none", node.name)
        })?;
        let acked = acked(&mut link).await?;
        broken_unless(acked == head.seq, || format!("{} still waits", node.name))?;
        let (_, unknown) = self.newcomer.written();
        let passed = held_unknown(&mut link).await?;
        broken_unless(passed == unknown, || {
            format!(
                "{} holds {passed} of {unknown} entries of a type to come",
                node.name
            )
        })
    }
}

async fn shown(link: &mut Link) -> Result<Shown, StoreError> {
    let rows = link
        .fetch(
            "SELECT id, hlc, node FROM account UNION ALL SELECT id, hlc, node FROM permanence
             UNION ALL SELECT id, hlc, node FROM rendez_vous",
            args![],
        )
        .await?;
    let read = |row: &plus_store::Row| Ok((row.text("id")?, (row.int("hlc")?, row.text("node")?)));
    rows.iter().map(read).collect()
}

async fn held(link: &mut Link, node: &str) -> Result<usize, StoreError> {
    let held = link
        .count(
            "SELECT COUNT(*) AS n FROM journal WHERE node = $1",
            args![node],
        )
        .await?;
    Ok(usize::try_from(held).unwrap_or(0))
}

async fn held_unknown(link: &mut Link) -> Result<usize, StoreError> {
    let held = link
        .count(
            "SELECT COUNT(*) AS n FROM journal WHERE type = 'lettre.recue'",
            args![],
        )
        .await?;
    Ok(usize::try_from(held).unwrap_or(0))
}

/// The journal verifies, and makes the projections that are there.
async fn sound(machine: &Machine) -> Told {
    let mut link = machine.store.read().await?;
    let verified = journal::verify(&mut link).await;
    broken_unless(verified.is_ok(), || {
        format!("{}: {verified:?}", machine.name)
    })?;
    let before = rebuild::dump(&mut link).await?;
    drop(link);
    rebuild::rebuild(&machine.store, &mut |_| {}).await?;
    let mut link = machine.store.read().await?;
    let after = rebuild::dump(&mut link).await?;
    broken_unless(before == after, || {
        format!("{}: rebuilt otherwise", machine.name)
    })
}
