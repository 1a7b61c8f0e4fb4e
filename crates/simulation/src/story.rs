//! A story: machines that work apart, a hostile road between them, and what chance brings.
//! Messages are lost, doubled and out of order; programs crash before and after a commit;
//! clocks are two days wrong; the hub is put back from an old backup, nodes from an old
//! copy; a machine of the next version writes what nobody knows, one of the version before
//! cannot read a part of what it hears until it is updated; the hub and the van give hours of
//! rendez-vous apart. At the end both sides know
//! everything they should, once, and a recount agrees ([`crate::verdict`]). What happens to
//! disks and to machines is in [`crate::misfortune`].

use std::collections::BTreeSet;

use plus_domain::{account::Role, ids::NodeId, rendez_vous::Donneur};
use plus_journal::{
    Entry,
    exchange::{Guard, Guards, Heard, Page, Reply},
};
use plus_store::{
    Link, StoreError, args,
    exchange::{MOST, hub, node},
    rendez_vous,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::{
    facts,
    machine::{Ground, Machine, Workshop},
    newcomer::{self, Newcomer},
};

const HUB: &str = "hub";
const NODES: [&str; 2] = ["bus", "borne"];
/// Steps of a story before the road becomes good.
const STEPS: u32 = 60;
/// 3 November 2026, milliseconds UTC.
const START: i64 = 1_793_700_000_000;
const TWO_DAYS: i64 = 2 * 86_400_000;

/// Who is at the other end of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Node(usize),
    Newcomer,
}

/// What is on the road.
#[derive(Clone)]
enum Message {
    Push(Who, u64, Vec<Entry>),
    Reply(Who, Reply),
    Ask(usize, u64, u64, usize),
    Page(usize, Page),
}

/// Why a story stops.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A promise that was not kept.
    Broken(String),
    /// The database.
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Broken(promise) => f.write_str(promise),
            Self::Store(error) => error.fmt(f),
        }
    }
}

pub(crate) type Told<T = ()> = Result<T, Stop>;

pub(crate) struct World {
    pub workshop: Workshop,
    pub hub: Machine,
    pub nodes: Vec<Machine>,
    pub newcomer: Newcomer,
    road: Vec<Message>,
    dice: StdRng,
    pub now: i64,
    made: u32,
    /// Visites that a node confirmed, and whose body was not lost with its disk.
    pub kept: BTreeSet<String>,
    /// Machines that the hub believes no more.
    pub revoked: BTreeSet<&'static str>,
    pub guards: Guards,
}

impl World {
    async fn new(seed: u64, ground: &Ground, guards: Guards) -> Told<Self> {
        let mut workshop = Workshop::new(ground)?;
        let mut dice = StdRng::seed_from_u64(seed);
        let hub = Machine::new(HUB, workshop.open_hub(None).await?, 0).await?;
        let mut nodes = Vec::new();
        for name in NODES {
            let drift = dice.random_range(-TWO_DAYS..TWO_DAYS);
            let machine = Machine::new(name, workshop.open(None).await?, drift).await?;
            let mut tx = machine.store.begin().await?;
            let hub = (&NodeId::new(HUB), [7_u8; 32]);
            node::enrol(&mut tx, "http://127.0.0.1:1", (hub.0, &hub.1), (name, 1)).await?;
            tx.commit().await?;
            let older = dice.random_range(0..2) == 0;
            nodes.push(Machine { older, ..machine });
        }
        Ok(Self {
            workshop,
            hub,
            nodes,
            newcomer: Newcomer::new(),
            road: Vec::new(),
            dice,
            now: START,
            made: 0,
            kept: BTreeSet::new(),
            revoked: BTreeSet::new(),
            guards,
        })
    }

    pub fn chance(&mut self, one_in: u32) -> bool {
        self.dice.random_range(0..one_in) == 0
    }

    fn stamp(&self) -> (i64, u8) {
        (self.now, self.made.to_le_bytes()[0])
    }

    async fn step(&mut self) -> Told {
        self.now += self.dice.random_range(1_000..3_600_000);
        self.made += 1;
        let i = self.dice.random_range(0..self.nodes.len());
        match self.dice.random_range(0..100) {
            0..13 => self.record(i).await,
            13..18 => self.correct().await,
            18..23 => self.name_somebody().await,
            23..27 => self.plan().await,
            27..32 => self.give_an_hour().await,
            32..44 => self.send(i).await,
            44..57 => self.ask(i).await,
            57..84 => self.deliver_any().await,
            84..87 => {
                self.newcomer.write(self.made, self.now);
                Ok(())
            }
            87..90 => {
                let most = self.dice.random_range(0..4);
                self.send_of_newcomer(most);
                Ok(())
            }
            90..92 => self.copy(None).await,
            92..94 => self.copy(Some(i)).await,
            94..96 => self.put_hub_back().await,
            96..98 => self.put_node_back(i).await,
            98 if self.chance(2) => Ok(self.nodes[i].update(self.guards).await?),
            98 => self.misfortune(i).await,
            _ => {
                let drift = self.dice.random_range(-TWO_DAYS..TWO_DAYS);
                let whose = self.dice.random_range(0..=self.nodes.len());
                let machine = self.nodes.get_mut(whose).unwrap_or(&mut self.hub);
                machine.drift = drift;
                Ok(())
            }
        }
    }

    async fn record(&mut self, i: usize) -> Told {
        let id = format!("{}-{}", self.nodes[i].name, self.made);
        let stamp = self.stamp();
        self.nodes[i]
            .write(facts::visite(&id), stamp, self.guards)
            .await?;
        self.kept.insert(id);
        Ok(())
    }

    /// Any machine but the newcomer: the hub too corrects, plans and names.
    fn anybody(&mut self) -> &Machine {
        let whose = self.dice.random_range(0..=self.nodes.len());
        self.nodes.get(whose).unwrap_or(&self.hub)
    }

    /// Somebody corrects a visite that is there; they must then see what they wrote.
    async fn correct(&mut self) -> Told {
        let (stamp, guards, made) = (self.stamp(), self.guards, self.made);
        let pick = self.dice.random_range(0..1_000);
        let machine = self.anybody();
        let mut link = machine.store.read().await?;
        let known: Vec<String> = visites(&mut link).await?.into_iter().collect();
        if known.is_empty() {
            return Ok(());
        }
        let id = &known[pick % known.len()];
        let Some(line) = plus_store::visite::by_id(&mut link, id).await? else {
            return Ok(());
        };
        drop(link);
        let (event, minutes) = facts::correction(&line.visite, made);
        machine.write(event, stamp, guards).await?;
        let mut link = machine.store.read().await?;
        let now = plus_store::visite::by_id(&mut link, id).await?;
        let seen = now.map_or(0, |line| line.visite.minutes);
        broken_unless(seen == minutes, || {
            format!("{}: a correction lost to what its author saw", machine.name)
        })
    }

    async fn name_somebody(&mut self) -> Told {
        let id = format!("compte-{}", self.dice.random_range(0..20));
        let event = facts::account(&id, self.made, Role::Animatrice);
        let stamp = self.stamp();
        self.hub.write(event, stamp, self.guards).await?;
        let mut link = self.hub.store.read().await?;
        let known = plus_store::account::list(&mut link).await?;
        let shown = known.iter().find(|a| a.id.as_str() == id);
        let wanted = format!("Nom {}", self.made);
        broken_unless(shown.is_some_and(|a| a.name == wanted), || {
            "the hub does not show what it wrote last".to_owned()
        })
    }

    /// A permanence that any machine may plan: two of them may write at once.
    async fn plan(&mut self) -> Told {
        let id = format!("permanence-{}", self.dice.random_range(0..4));
        let event = facts::permanence(&id, self.made);
        let (stamp, guards) = (self.stamp(), self.guards);
        Ok(self.anybody().write(event, stamp, guards).await?)
    }

    /// The hub or the van gives an hour to somebody: one of its own that it does not know to
    /// be held.
    async fn give_an_hour(&mut self) -> Told {
        let at_hub = self.chance(2);
        let (machine, own) = if at_hub {
            (&self.hub, Donneur::Portail)
        } else {
            (&self.nodes[0], Donneur::Bus)
        };
        let giver = if self.guards.hold(Guard::Slot) {
            own
        } else {
            Donneur::Seul
        };
        let mut link = machine.store.read().await?;
        let held = rendez_vous::of(&mut link, &facts::tour().id).await?;
        drop(link);
        let Some(hour) = facts::free(&held, giver) else {
            return Ok(());
        };
        let id = format!("{}-{}", machine.name, self.made);
        let event = facts::rendez_vous(&id, hour, self.now);
        Ok(machine.write(event, self.stamp(), self.guards).await?)
    }

    async fn send(&mut self, i: usize) -> Told {
        let most = self.dice.random_range(0..8);
        self.send_most(i, most).await
    }

    async fn send_most(&mut self, i: usize, most: usize) -> Told {
        let mut link = self.nodes[i].store.read().await?;
        let head = node::head(&mut link).await?;
        let peer = node::enrolled(&mut link).await?.map(|e| e.peer);
        // Revoked, it sends as it does once it has heard the order to erase itself.
        let revoked = self.revoked.contains(self.nodes[i].name);
        let after = peer.map_or(0, |p| if revoked { p.durable } else { p.acked });
        let mut entries = node::batch(&mut link, &head, after).await?;
        entries.truncate(most);
        self.road
            .push(Message::Push(Who::Node(i), head.epoch, entries));
        Ok(())
    }

    fn send_of_newcomer(&mut self, most: usize) {
        let entries = self.newcomer.batch(most);
        self.road.push(Message::Push(Who::Newcomer, 1, entries));
    }

    async fn ask(&mut self, i: usize) -> Told {
        let most = self.dice.random_range(1..6);
        self.ask_most(i, most).await
    }

    async fn ask_most(&mut self, i: usize, most: usize) -> Told {
        let mut link = self.nodes[i].store.read().await?;
        let enrolled = node::enrolled(&mut link).await?;
        let cursor = enrolled.map_or(0, |e| e.peer.cursor);
        let life = node::head(&mut link).await?.epoch;
        self.road.push(Message::Ask(i, cursor, life, most));
        Ok(())
    }

    /// Any message of the road, which may be lost, arrive again later, or meet a crash.
    async fn deliver_any(&mut self) -> Told {
        if self.road.is_empty() {
            return Ok(());
        }
        let at = self.dice.random_range(0..self.road.len());
        let message = if self.chance(4) {
            self.road[at].clone()
        } else {
            self.road.swap_remove(at)
        };
        if self.chance(6) {
            return Ok(());
        }
        let crash = self.chance(8);
        self.deliver(message, crash).await
    }

    async fn deliver(&mut self, message: Message, crash: bool) -> Told {
        match message {
            Message::Push(who, epoch, entries) => self.receive(who, epoch, entries, crash).await,
            Message::Reply(Who::Node(i), reply) => self.hear(i, &reply, crash).await,
            Message::Reply(Who::Newcomer, reply) => {
                if self.newcomer.hear(&reply, self.guards) == Heard::Forked {
                    return Err(Stop::Broken("a fork of the newcomer".to_owned()));
                }
                Ok(())
            }
            Message::Ask(i, ..) if self.revoked.contains(self.nodes[i].name) => Ok(()),
            Message::Ask(i, cursor, life, most) => {
                let mut link = self.hub.store.read().await?;
                let to = self.nodes[i].node();
                let page = hub::page(&mut link, (&to, life), (cursor, most), self.now).await?;
                self.road.push(Message::Page(i, page));
                Ok(())
            }
            Message::Page(i, page) => self.take(i, page, crash).await,
        }
    }

    async fn receive(&mut self, who: Who, epoch: u64, entries: Vec<Entry>, crash: bool) -> Told {
        let reception = hub::Reception {
            now_ms: self.now,
            own_id: HUB.to_owned(),
            guards: self.guards,
        };
        let from = match who {
            Who::Node(i) => self.nodes[i].node(),
            Who::Newcomer => NodeId::new(newcomer::NAME),
        };
        let mut tx = self.hub.store.begin().await?;
        if self.revoked.contains(from.as_str()) {
            hub::set_apart_revoked(&mut tx, (&from, epoch), &entries, &reception).await?;
            return Ok(tx.commit().await?);
        }
        let received = hub::receive(&mut tx, (&from, epoch), entries, &reception).await;
        let reply = match received {
            // The hub answers that something went wrong: the node will come again.
            Err(StoreError::Refused(_)) if !self.guards.hold(Guard::Poison) => return Ok(()),
            other => other?,
        };
        if crash && self.guards.hold(Guard::Committed) {
            return Ok(());
        }
        if crash {
            drop(tx);
        } else {
            tx.commit().await?;
        }
        let held = held_of(&self.hub, &from, epoch).await?;
        broken_unless(held >= reply.head, || {
            format!("{from} is told {} and the hub holds {held}", reply.head)
        })?;
        self.road.push(Message::Reply(who, reply));
        Ok(())
    }

    async fn hear(&mut self, i: usize, reply: &Reply, crash: bool) -> Told {
        let mut tx = self.nodes[i].store.begin().await?;
        let heard = node::hear_reply(&mut tx, reply, self.guards).await?;
        if crash {
            return Ok(());
        }
        tx.commit().await?;
        match heard {
            Heard::RolledBack | Heard::Forked => self.begin_again(i).await,
            Heard::Held { drop } if self.chance(2) => self.forget(i, drop).await,
            Heard::Held { .. } | Heard::Stale => Ok(()),
        }
    }

    /// The node forgets what the hub says is safe, however recent.
    async fn forget(&mut self, i: usize, up_to: u64) -> Told {
        let mut tx = self.nodes[i].store.begin().await?;
        node::drop_bodies(&mut tx, up_to, i64::MAX).await?;
        Ok(tx.commit().await?)
    }

    async fn begin_again(&mut self, i: usize) -> Told {
        let mut tx = self.nodes[i].store.begin().await?;
        let known = node::head(&mut tx).await?.epoch;
        let mut at_hub = self.hub.store.begin().await?;
        let next = hub::next_epoch(&mut at_hub, &self.nodes[i].node(), known).await?;
        at_hub.commit().await?;
        let epoch = if self.guards.hold(Guard::Epoch) {
            next
        } else {
            known
        };
        node::live_again(&mut tx, epoch, self.now).await?;
        Ok(tx.commit().await?)
    }

    async fn take(&mut self, i: usize, page: Page, crash: bool) -> Told {
        let to = page.to;
        let mut tx = self.nodes[i].store.begin().await?;
        let rules = self.nodes[i].rules(self.guards);
        node::take_page(&mut tx, page, self.now, rules).await?;
        if !crash {
            return Ok(tx.commit().await?);
        }
        drop(tx);
        if !self.guards.hold(Guard::Cursor) {
            let mut tx = self.nodes[i].store.begin().await?;
            let to = i64::try_from(to).unwrap_or(i64::MAX);
            tx.execute("UPDATE peer SET cursor_at = $1 WHERE own = 1", args![to])
                .await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// A good road, until nothing moves.
    pub async fn settle(&mut self) -> Told {
        self.road.clear();
        for node in &mut self.nodes {
            node.update(self.guards).await?;
        }
        for _round in 0..3 {
            for _turn in 0..40 {
                self.send_of_newcomer(MOST);
                self.deliver_all().await?;
                if self.newcomer.waits() == 0 {
                    break;
                }
            }
            for i in 0..self.nodes.len() {
                if self.revoked.contains(self.nodes[i].name) {
                    // It may still push, and hears nothing.
                    self.send_most(i, MOST).await?;
                    self.deliver_all().await?;
                } else {
                    self.settle_node(i).await?;
                }
            }
        }
        Ok(())
    }

    async fn settle_node(&mut self, i: usize) -> Told {
        let mut before = None;
        for _turn in 0..40 {
            self.now += 1_000;
            self.send_most(i, MOST).await?;
            self.ask_most(i, MOST).await?;
            self.deliver_all().await?;
            let mut link = self.nodes[i].store.read().await?;
            let after = node::enrolled(&mut link).await?.map(|e| e.peer);
            let head = node::head(&mut link).await?;
            let quiet = after.is_some_and(|peer| peer.acked == head.seq);
            if quiet && after == before {
                break;
            }
            before = after;
        }
        Ok(())
    }

    async fn deliver_all(&mut self) -> Told {
        while let Some(message) = self.road.pop() {
            self.deliver(message, false).await?;
        }
        Ok(())
    }
}

pub(crate) fn broken_unless(kept: bool, promise: impl FnOnce() -> String) -> Told {
    if kept {
        Ok(())
    } else {
        Err(Stop::Broken(promise()))
    }
}

/// The end of a chain, as the hub holds it.
async fn held_of(hub: &Machine, node: &NodeId, epoch: u64) -> Result<u64, StoreError> {
    let mut link = hub.store.read().await?;
    let epoch = i64::try_from(epoch).unwrap_or(i64::MAX);
    let held = link
        .count(
            "SELECT seq AS n FROM chain WHERE node = $1 AND epoch = $2",
            args![node, epoch],
        )
        .await?;
    Ok(u64::try_from(held).unwrap_or(0))
}

pub(crate) async fn acked(link: &mut Link) -> Result<u64, StoreError> {
    Ok(node::enrolled(link).await?.map_or(0, |e| e.peer.acked))
}

pub(crate) async fn visites(link: &mut Link) -> Result<BTreeSet<String>, StoreError> {
    let rows = link.fetch("SELECT id FROM visite", args![]).await?;
    rows.iter().map(|row| row.text("id")).collect()
}

/// Tells the story of a seed, on this ground, under these rules.
///
/// # Errors
/// What went wrong: a promise that was not kept, or a database that failed.
pub async fn tell(seed: u64, ground: &Ground, guards: Guards) -> Result<(), String> {
    let told = async {
        let mut world = World::new(seed, ground, guards).await?;
        for _ in 0..STEPS {
            world.step().await?;
        }
        world.judge().await
    };
    told.await.map_err(|stop: Stop| stop.to_string())
}
