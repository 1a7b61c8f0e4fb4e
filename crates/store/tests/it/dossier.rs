//! Follow-ups over random histories: opened, written in, shared, closed, joined, taken apart,
//! erased, over the ends of months and years. Every list and every figure is that of a plain
//! recount, and joining two changes none (issue 7, requirement P3).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan, civil::Date, civil::date};
use plus_domain::{
    dossier::{Cause, Dossier, DossierState, Ecriture, Promesse, PromesseState},
    event::Event,
    ids::{AccountId, DossierId},
};
use plus_store::{dossier as kept, efface, rebuild};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::house::{House, engines};

/// Histories, the same on both engines.
const HISTORIES: u64 = 1_000;
/// Facts of one, about.
const STEPS: usize = 14;
const TEAM: [&str; 4] = ["maryse", "josiane", "lise", "nadia"];

/// What the journal was told, kept in plain maps.
#[derive(Debug, Default, Clone)]
struct Model {
    dossiers: BTreeMap<String, Dossier>,
    promesses: BTreeMap<String, Promesse>,
    ecrits: Vec<Ecriture>,
}

impl Model {
    fn tell(&mut self, event: &Event) {
        match event {
            Event::DossierSet(d) => {
                self.dossiers.insert(d.id.to_string(), d.clone());
            }
            Event::PromesseSet(p) => {
                self.promesses.insert(p.id.to_string(), p.clone());
            }
            Event::DossierWritten(e) => self.ecrits.push(e.clone()),
            _ => unreachable!("no other fact here"),
        }
    }

    fn roots(&self) -> impl Iterator<Item = &Dossier> {
        self.dossiers.values().filter(|d| d.into.is_none())
    }

    /// A dossier and those joined to it.
    fn group(&self, root: &DossierId) -> BTreeSet<DossierId> {
        let all = self.dossiers.values();
        let joined = all.filter(|d| d.root() == root);
        joined.map(|d| d.id.clone()).collect()
    }

    fn open_count(&self) -> i64 {
        let open = self.roots().filter(|d| d.state == DossierState::Ouvert);
        i64::try_from(open.count()).unwrap()
    }

    fn kept(&self, (from, to): (Date, Date)) -> BTreeMap<String, i64> {
        let mut counts = BTreeMap::new();
        for promesse in self.promesses.values() {
            if (from..=to).contains(&promesse.due) {
                *counts.entry(promesse.state.code().to_owned()).or_default() += 1;
            }
        }
        counts
    }

    fn silent_since(&self, before: i64) -> BTreeSet<String> {
        let silent = self.roots().filter(|root| {
            let group = self.group(&root.id);
            let last = |at: i64, of: &DossierId| group.contains(of) && at >= before;
            root.state != DossierState::Efface
                && !group
                    .iter()
                    .any(|id| self.dossiers[id.as_str()].at >= before)
                && !self.promesses.values().any(|p| last(p.at, &p.dossier))
                && !self.ecrits.iter().any(|e| last(e.at, &e.dossier))
        });
        silent.map(|d| d.id.to_string()).collect()
    }
}

/// One history: identifiers of its own, facts that a screen could write.
struct History {
    prefix: String,
    random: StdRng,
    model: Model,
    clock: i64,
    made: u32,
}

impl History {
    fn new(seed: u64, clock: i64) -> Self {
        Self {
            prefix: format!("h{seed}"),
            random: StdRng::seed_from_u64(seed),
            model: Model::default(),
            clock,
            made: 0,
        }
    }

    fn id(&mut self) -> String {
        self.made += 1;
        format!("{}-{}", self.prefix, self.made)
    }

    fn who(&mut self) -> AccountId {
        AccountId::new(TEAM[self.random.random_range(0..TEAM.len())])
    }

    /// One of the dossiers where people are read, not erased.
    fn one(&mut self) -> Option<Dossier> {
        let living = self
            .model
            .roots()
            .filter(|d| d.state != DossierState::Efface);
        let living: Vec<Dossier> = living.cloned().collect();
        let at = self.random.random_range(0..living.len().max(1));
        living.get(at).cloned()
    }

    fn open(&mut self) -> Vec<Event> {
        let author = self.who();
        vec![Event::DossierSet(Dossier {
            id: DossierId::new(self.id()),
            state: DossierState::Ouvert,
            team: vec![author.clone()],
            opened_at: self.clock,
            cause: None,
            frozen: None,
            into: None,
            brought: Vec::new(),
            author: Some(author),
            at: self.clock,
        })]
    }

    /// The facts of one gesture.
    fn step(&mut self) -> Vec<Event> {
        // Hours to weeks: some go unseen for months, and over the end of a year.
        self.clock += self.random.random_range(1..40 * 86_400_000_i64);
        let Some(dossier) = self.one() else {
            return self.open();
        };
        match self.random.random_range(0..10) {
            0 | 1 => self.open(),
            2 => vec![self.written(&dossier)],
            3 | 4 => vec![self.promised(&dossier)],
            5 => self.answered(),
            6 => vec![self.said(&dossier, |d, who| d.team = vec![who])],
            7 => self.joined(&dossier),
            8 => self.apart(&dossier),
            _ if self.random.random_bool(0.5) => vec![self.said(&dossier, |d, _| {
                d.state = match d.state {
                    DossierState::Ouvert => DossierState::Clos,
                    _ => DossierState::Ouvert,
                };
            })],
            _ => self.erased(&dossier),
        }
    }

    fn said(&mut self, dossier: &Dossier, change: impl FnOnce(&mut Dossier, AccountId)) -> Event {
        let who = self.who();
        let mut dossier = dossier.clone();
        change(&mut dossier, who);
        dossier.at = self.clock;
        Event::DossierSet(dossier)
    }

    fn written(&mut self, dossier: &Dossier) -> Event {
        Event::DossierWritten(Ecriture {
            id: self.id().as_str().into(),
            dossier: dossier.id.clone(),
            sealed: "00".to_owned(),
            author: self.who(),
            at: self.clock,
        })
    }

    fn promised(&mut self, dossier: &Dossier) -> Event {
        // Around the turn of a year, and the ends of its months.
        let days = self.random.random_range(0..70);
        Event::PromesseSet(Promesse {
            id: self.id().as_str().into(),
            dossier: dossier.id.clone(),
            by: self.who(),
            due: date(2026, 12, 1).saturating_add(days.days()),
            state: PromesseState::ATenir,
            author: self.who(),
            at: self.clock,
        })
    }

    fn answered(&mut self) -> Vec<Event> {
        let state = PromesseState::ALL[self.random.random_range(0..PromesseState::ALL.len())];
        let all: Vec<Promesse> = self.model.promesses.values().cloned().collect();
        let at = self.random.random_range(0..all.len().max(1));
        let said = all.get(at).map(|promesse| {
            Event::PromesseSet(Promesse {
                state,
                at: self.clock,
                ..promesse.clone()
            })
        });
        said.into_iter().collect()
    }

    fn joined(&mut self, keeper: &Dossier) -> Vec<Event> {
        let Some(other) = self.one().filter(|other| other.id != keeper.id) else {
            return Vec::new();
        };
        let group = self.model.group(&other.id);
        let moved: Vec<Dossier> = group
            .iter()
            .map(|id| self.model.dossiers[id.as_str()].clone())
            .collect();
        let into = Some(keeper.id.clone());
        moved
            .iter()
            .map(|dossier| self.said(dossier, |d, _| d.into.clone_from(&into)))
            .collect()
    }

    fn apart(&mut self, keeper: &Dossier) -> Vec<Event> {
        let group = self.model.group(&keeper.id);
        let other = group.iter().find(|id| **id != keeper.id);
        let other = other.map(|id| self.model.dossiers[id.as_str()].clone());
        other
            .iter()
            .map(|dossier| self.said(dossier, |d, _| d.into = None))
            .collect()
    }

    fn erased(&mut self, keeper: &Dossier) -> Vec<Event> {
        let group = self.model.group(&keeper.id);
        let all: Vec<Dossier> = group
            .iter()
            .map(|id| self.model.dossiers[id.as_str()].clone())
            .collect();
        let gone = |d: &mut Dossier, _| {
            d.state = DossierState::Efface;
            d.team = Vec::new();
            d.cause = Some(Cause::Demande);
        };
        all.iter().map(|dossier| self.said(dossier, gone)).collect()
    }

    fn live(mut self) -> (Vec<Event>, Model) {
        let mut all = Vec::new();
        for _ in 0..STEPS {
            for event in self.step() {
                self.model.tell(&event);
                all.push(event);
            }
        }
        (all, self.model)
    }
}

/// The year, its last days, and the first of the next.
fn periods() -> [(Date, Date); 3] {
    [
        (date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2027, 12, 31)),
    ]
}

/// What one history left, read from the database and recounted.
async fn compare(house: &House, model: &Model) {
    let mut link = house.store.read().await.unwrap();
    let roots: Vec<String> = model.roots().map(|root| root.id.to_string()).collect();
    let mut together: BTreeMap<DossierId, Vec<Ecriture>> = BTreeMap::new();
    for (root, ecriture) in kept::ecritures_of(&mut link, &roots).await.unwrap() {
        together.entry(root).or_default().push(ecriture);
    }
    for root in model.roots() {
        let group = model.group(&root.id);
        let read = kept::promesses(&mut link, &root.id).await.unwrap();
        let read: BTreeSet<String> = read.into_iter().map(|p| p.id.to_string()).collect();
        let all = model.promesses.values();
        let mine = all.filter(|p| group.contains(&p.dossier));
        let mine: BTreeSet<String> = mine.map(|p| p.id.to_string()).collect();
        assert_eq!(read, mine, "promises of {}", root.id);
        let read = kept::ecritures(&mut link, &root.id).await.unwrap();
        let (own, others): (Vec<&Ecriture>, Vec<&Ecriture>) = model
            .ecrits
            .iter()
            .filter(|e| group.contains(&e.dossier))
            .partition(|e| e.dossier == root.id);
        let mine: Vec<&Ecriture> = others.into_iter().chain(own).collect();
        assert_eq!(read.iter().collect::<Vec<_>>(), mine, "{}", root.id);
        let same = together.remove(&root.id).unwrap_or_default();
        assert_eq!(same, read, "{} among others", root.id);
    }
    for (id, dossier) in &model.dossiers {
        let read = kept::root(&mut link, &id.as_str().into()).await.unwrap();
        assert_eq!(read.map(|d| d.id), Some(dossier.root().clone()));
    }
}

/// The figures of the relay, against those of every history together.
async fn recount(house: &House, all: &Model) {
    let mut link = house.store.read().await.unwrap();
    assert_eq!(
        kept::open_count(&mut link).await.unwrap(),
        all.open_count(),
        "{}",
        house.name
    );
    for period in periods() {
        let read = kept::kept(&mut link, period).await.unwrap();
        assert_eq!(read, all.kept(period), "{} {period:?}", house.name);
    }
    let last = all.dossiers.values().map(|d| d.at).max().unwrap_or(0);
    for before in [0, last / 2, last - 60 * 86_400_000, last + 1] {
        let read = kept::silent_since(&mut link, before).await.unwrap();
        let read: BTreeSet<String> = read.into_iter().map(|d| d.id.to_string()).collect();
        assert_eq!(read, all.silent_since(before), "{} {before}", house.name);
    }
}

#[tokio::test]
async fn figures_and_lists_are_those_of_a_plain_recount_whatever_was_joined() {
    for mut house in engines().await {
        let mut all = Model::default();
        for seed in 0..HISTORIES {
            let (events, model) = History::new(seed, 1_700_000_000_000).live();
            house.append(1, &events).await.unwrap();
            compare(&house, &model).await;
            all.dossiers.extend(model.dossiers);
            all.promesses.extend(model.promesses);
            all.ecrits.extend(model.ecrits);
            if seed % 250 == 249 {
                recount(&house, &all).await;
            }
        }
        let joined = all.dossiers.values().filter(|d| d.into.is_some()).count();
        assert!(joined > 200, "some were joined: {joined}");
        let before = house.dump().await;
        rebuild::rebuild(&house.store, &mut |_| {}).await.unwrap();
        assert_eq!(house.dump().await, before, "{}", house.name);
    }
}

/// Joining and taking apart change no figure but that of people who are followed.
#[tokio::test]
async fn joining_two_changes_no_figure_of_what_was_promised() {
    for mut house in engines().await {
        let mut history = History::new(7, 1_700_000_000_000);
        let mut events = Vec::new();
        for _ in 0..2 {
            events.extend(history.open());
        }
        for event in &events {
            history.model.tell(event);
        }
        let dossiers: Vec<Dossier> = history.model.dossiers.values().cloned().collect();
        for dossier in &dossiers {
            let promised = history.promised(dossier);
            events.push(promised);
        }
        house.append(1, &events).await.unwrap();
        let figures = async |house: &House| {
            let mut link = house.store.read().await.unwrap();
            let mut kept_all = Vec::new();
            for period in periods() {
                kept_all.push(kept::kept(&mut link, period).await.unwrap());
            }
            (kept_all, kept::open_count(&mut link).await.unwrap())
        };
        let (kept_before, open_before) = figures(&house).await;
        let joined = Event::DossierSet(Dossier {
            into: Some(dossiers[0].id.clone()),
            ..dossiers[1].clone()
        });
        house.append(2, &[joined]).await.unwrap();
        assert_eq!(
            figures(&house).await,
            (kept_before.clone(), open_before - 1)
        );
        house
            .append(3, &[Event::DossierSet(dossiers[1].clone())])
            .await
            .unwrap();
        assert_eq!(figures(&house).await, (kept_before, open_before));
    }
}

/// P13: what was erased is noted in the transaction that erases it, once in the register it is
/// marked, and it is forgotten when no backup is so old.
#[tokio::test]
async fn p13_what_is_erased_is_noted_with_it() {
    for house in engines().await {
        let mut tx = house.store.begin().await.unwrap();
        kept::keep_key(&mut tx, "d1", vec![7; 40]).await.unwrap();
        kept::keep_key(&mut tx, "d2", vec![7; 40]).await.unwrap();
        tx.commit().await.unwrap();
        let undone = async {
            let mut tx = house.store.begin().await.unwrap();
            kept::destroy(&mut tx, &"d1".into()).await.unwrap();
        };
        undone.await;
        let mut tx = house.store.begin().await.unwrap();
        assert!(!efface::is_waiting(&mut tx).await.unwrap(), "rolled back");
        kept::destroy(&mut tx, &"d1".into()).await.unwrap();
        kept::destroy(&mut tx, &"unknown".into()).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = house.store.begin().await.unwrap();
        let all = efface::all(&mut tx).await.unwrap();
        assert_eq!(
            all,
            [("cle/d1".to_owned(), None)],
            "what was not here is not noted"
        );
        let living = efface::living(&mut tx).await.unwrap();
        assert_eq!(living, [(efface::Kind::Cle, "d2".to_owned())]);
        efface::noted(&mut tx, &["cle/d1".to_owned()], (50, 10))
            .await
            .unwrap();
        assert!(!efface::is_waiting(&mut tx).await.unwrap());
        efface::noted(&mut tx, &[], (90, 51)).await.unwrap();
        assert!(efface::all(&mut tx).await.unwrap().is_empty());
        efface::again(&mut tx, (efface::Kind::Cle, "d2"), 91)
            .await
            .unwrap();
        assert!(efface::living(&mut tx).await.unwrap().is_empty());
        tx.commit().await.unwrap();
    }
}
