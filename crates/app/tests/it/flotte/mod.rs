//! A fleet as it really runs: a hub and its machines, each the program itself, over real
//! connections on a hostile road; killed at any moment, one put back from an old copy, the
//! hub from an old backup. At the end every visite confirmed to a person is at the hub,
//! exactly once (requirements S25, S26). The hub stands on SQLite, then on PostgreSQL; the
//! disk of a machine fills.
//!
//! `script/long` runs five machines, 20,000 visites and 200 kills (`PLUS_LONG`).

mod base;
mod route;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use base::Base;
use plus::outside::Outside;
use plus_store::{journal, rebuild, visite};
use route::Route;
use tempfile::TempDir;
use tokio::process::Command;

use crate::{
    command::{json, plus, stderr},
    kill::new_relay,
    server::{Browser, Server},
};

/// What the disk of a machine has left, bytes, and the visites that surely fill it.
const ROOM: u64 = 600_000;
const MOST_WITHOUT_ROOM: u32 = 400;

/// How much.
struct Size {
    machines: usize,
    /// Lives of each machine: in each it records, and is killed.
    lives: u64,
    /// Visites of a life.
    visites: u64,
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test learns here how long it may last and which seed it replays"
)]
fn asked() -> (Size, u64) {
    let seed = std::env::var("PLUS_SEED").ok();
    let size = if std::env::var("PLUS_LONG").is_ok() {
        Size {
            machines: 5,
            lives: 34,
            visites: 118,
        }
    } else {
        Size {
            machines: 2,
            lives: 3,
            visites: 6,
        }
    };
    (
        size,
        seed.and_then(|text| text.parse().ok()).unwrap_or(2026),
    )
}

/// A machine: its folder, and the visites that it confirmed.
struct Machine {
    folder: PathBuf,
    confirmed: BTreeSet<String>,
    /// Sent, and the answer never came: there or not, but not twice.
    unknown: Option<String>,
}

struct World {
    place: TempDir,
    base: Base,
    hub: PathBuf,
    server: Option<Server>,
    machines: Vec<Machine>,
    route: Route,
    dice: Outside,
    kills: u64,
    copies: u32,
}

impl World {
    async fn open(size: &Size, seed: u64, base: Base) -> Self {
        let place = tempfile::tempdir().unwrap();
        let hub = place.path().join("portail");
        fs::create_dir_all(&hub).unwrap();
        base::say(&hub, base.address().await.as_deref());
        new_relay(&hub).await;
        let dice = Outside::seeded(seed);
        let route = Route::open(dice.clone()).await;
        let mut world = Self {
            hub,
            server: None,
            machines: Vec::new(),
            route,
            dice,
            kills: 0,
            copies: 0,
            place,
            base,
        };
        world.start_hub().await;
        for n in 0..size.machines {
            world.enrol(n).await;
        }
        world
    }

    async fn enrol(&mut self, n: usize) {
        let line = ["node", "invite", "--format", "json", "--name"];
        let name = format!("Bus {n}");
        let hub = self.hub.to_str().unwrap();
        let invited = json(&plus(&[&line[..], &[&name, "--data", hub]].concat(), ""));
        let folder = self.place.path().join(format!("bus-{n}"));
        let line = ["node", "enroll", "--hub", &self.route.base, "--code"];
        let code = invited["code"].as_str().unwrap();
        let data = ["--data", folder.to_str().unwrap()];
        let enrolled = plus(&[&line[..], &[code], &data].concat(), "");
        assert!(enrolled.status.success(), "{}", stderr(&enrolled));
        self.machines.push(Machine {
            folder,
            confirmed: BTreeSet::new(),
            unknown: None,
        });
        assert!(self.sync_whole(n).await, "the first exchange");
    }

    fn below(&self, most: u64) -> u64 {
        u64::from_le_bytes(self.dice.random_bytes()) % most
    }

    async fn start_hub(&mut self) {
        let server = Server::start(&self.hub).await;
        self.route.leads_to(Some(&server.base));
        self.server = Some(server);
    }

    async fn kill_hub(&mut self) {
        self.route.leads_to(None);
        if let Some(server) = self.server.take() {
            server.kill().await;
            self.kills += 1;
        }
    }

    /// A machine works while it is cut off, and is killed in the middle of it.
    async fn work(&mut self, n: usize, visites: u64) {
        let server = Server::start(&self.machines[n].folder).await;
        let browser = Browser::sign_in(&server.base, "maryse", "bienvenue au relais").await;
        let base = server.base.clone();
        let outside = self.dice.clone();
        let held = self.machines[n].unknown.take();
        let recording = tokio::spawn(async move {
            let (mut confirmed, mut held) = (Vec::new(), held);
            for _ in 0..visites {
                let id = held.take().unwrap_or_else(|| outside.new_id());
                match browser.record(&base, &id, outside.now_ms()).await {
                    Ok(true) => confirmed.push(id),
                    Ok(false) => panic!("{id} was refused"),
                    Err(_cut) => return (confirmed, Some(id)),
                }
            }
            (confirmed, None)
        });
        if self.below(2) == 0 {
            // In the middle, or a little after the end.
            let life = Duration::from_millis(self.below(visites * 8));
            tokio::time::sleep(life).await;
            server.kill().await;
            self.note(n, recording.await.unwrap());
        } else {
            self.note(n, recording.await.unwrap());
            server.kill().await;
        }
        self.kills += 1;
    }

    /// The disk of a machine is full: it says so, and what it confirmed is there.
    async fn work_without_room(&mut self, n: usize) {
        // Closed by its last user, a database leaves no journal beside it.
        base::open(&self.machines[n].folder).await.close().await;
        let server = Server::start_without_room(&self.machines[n].folder, ROOM).await;
        let browser = Browser::sign_in(&server.base, "maryse", "bienvenue au relais").await;
        // Whether the one before was recorded is not known either: it comes first.
        let mut held = self.machines[n].unknown.take();
        let mut refused = None;
        for _ in 0..MOST_WITHOUT_ROOM {
            let id = held.take().unwrap_or_else(|| self.dice.new_id());
            let now = self.dice.now_ms();
            if browser.record(&server.base, &id, now).await.unwrap() {
                self.machines[n].confirmed.insert(id);
            } else {
                refused = Some(id);
                break;
            }
        }
        let refused = refused.expect("the disk fills");
        self.machines[n].unknown = Some(refused);
        server.kill().await;
        self.kills += 1;
    }

    fn note(&mut self, n: usize, (confirmed, unknown): (Vec<String>, Option<String>)) {
        self.machines[n].confirmed.extend(confirmed);
        self.machines[n].unknown = unknown;
    }

    /// One try of an exchange, which may be killed, or its hub.
    async fn try_sync(&mut self, n: usize) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plus"))
            .args(["sync", "now", "--data"])
            .arg(&self.machines[n].folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let life = Duration::from_millis(20 + self.below(300));
        match self.below(4) {
            0 => {
                tokio::time::sleep(life).await;
                child.kill().await.unwrap();
                self.kills += 1;
            }
            1 => {
                tokio::time::sleep(life).await;
                self.kill_hub().await;
                self.start_hub().await;
                child.wait().await.unwrap();
            }
            _ => {
                child.wait().await.unwrap();
            }
        }
    }

    /// An exchange on a good road, to its end; whether it succeeded.
    async fn sync_whole(&self, n: usize) -> bool {
        let folder = self.machines[n].folder.clone();
        let run = move || {
            let data = folder.to_str().unwrap();
            plus(&["sync", "now", "--data", data, "--format", "json"], "")
        };
        let done = tokio::task::spawn_blocking(run).await.unwrap();
        done.status.success() && json(&done)["waiting"] == 0
    }

    /// Everything of a machine has reached the hub; then its disk is that of yesterday.
    async fn put_back(&mut self, n: usize, yesterday: &Path) {
        self.route.calm(true);
        assert!(self.sync_whole(n).await, "before the disk is changed");
        self.route.calm(false);
        let folder = &self.machines[n].folder;
        fs::remove_dir_all(folder).unwrap();
        copy(yesterday, folder);
    }

    fn copy_of(&mut self, n: usize) -> PathBuf {
        self.copies += 1;
        let target = self.place.path().join(format!("copie-{}", self.copies));
        copy(&self.machines[n].folder, &target);
        target
    }

    async fn back_up(&mut self) -> PathBuf {
        self.copies += 1;
        let file = self
            .place
            .path()
            .join(format!("sauvegarde-{}", self.copies));
        let (hub, target) = (self.hub.clone(), file.clone());
        let run = move || {
            let line = ["backup", "create", "--clear", "--data"];
            let place = [hub.to_str().unwrap(), target.to_str().unwrap()];
            plus(&[&line[..], &place].concat(), "")
        };
        let done = tokio::task::spawn_blocking(run).await.unwrap();
        assert!(done.status.success(), "{}", stderr(&done));
        file
    }

    async fn put_hub_back(&mut self, file: &Path) {
        self.kill_hub().await;
        self.copies += 1;
        let folder = self.place.path().join(format!("portail-{}", self.copies));
        let address = self.base.address().await;
        let mut line = vec!["backup", "restore", file.to_str().unwrap(), "--data"];
        line.push(folder.to_str().unwrap());
        line.extend(address.iter().flat_map(|url| ["--database", url]));
        let done = plus(&line, "");
        assert!(done.status.success(), "{}", stderr(&done));
        base::say(&folder, address.as_deref());
        self.hub = folder;
        self.start_hub().await;
    }

    /// A good road, until nothing waits.
    async fn settle(&mut self) {
        self.route.calm(true);
        for n in 0..self.machines.len() {
            // Killed once more in the middle, nobody knows once more.
            while self.machines[n].unknown.is_some() {
                self.work(n, 1).await;
            }
            let mut done = false;
            for _ in 0..10 {
                done = self.sync_whole(n).await;
                if done {
                    break;
                }
            }
            assert!(done, "machine {n} never sends everything");
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_killed_cut_and_put_back_loses_nothing_and_doubles_nothing() {
    live(Base::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_with_the_hub_on_postgresql() {
    if let Some(base) = Base::postgres() {
        live(base).await;
    }
}

#[expect(clippy::print_stderr, reason = "the seed, to replay a failure")]
async fn live(base: Base) {
    let (size, seed) = asked();
    eprintln!("PLUS_SEED={seed}");
    let mut world = World::open(&size, seed, base).await;
    let before = count(&world.hub).await;
    world.route.calm(false);
    let (mut yesterday, mut an_hour_ago) = (None, None);
    for life in 0..size.lives {
        for n in 0..size.machines {
            world.work(n, size.visites).await;
            world.try_sync(n).await;
        }
        if life == size.lives / 3 {
            yesterday = Some(world.copy_of(0));
            an_hour_ago = Some(world.back_up().await);
        }
        if life == size.lives / 2 {
            world.work_without_room(1).await;
        }
        if life == size.lives * 2 / 3 {
            // The machines give the hub again what it lost; only then is a disk changed.
            // The other way round, what both lost would be lost.
            let file = an_hour_ago.take().expect("made before");
            world.put_hub_back(&file).await;
            let copy = yesterday.take().expect("made before");
            world.put_back(0, &copy).await;
        }
    }
    world.settle().await;
    let (cut, replayed) = world.route.faults();
    eprintln!("{} kills, {cut} cut, {replayed} sent again", world.kills);
    assert!(cut > 0 && replayed > 0, "the road was not hostile");
    check(&mut world, before).await;
}

async fn count(folder: &Path) -> i64 {
    let store = base::open(folder).await;
    let mut link = store.read().await.unwrap();
    let counted = visite::count(&mut link, &visite::Filter::default()).await;
    drop(link);
    store.close().await;
    counted.unwrap()
}

async fn check(world: &mut World, before: i64) {
    world.kill_hub().await;
    let store = base::open(&world.hub).await;
    let mut link = store.read().await.unwrap();
    let mut confirmed = 0;
    for machine in &world.machines {
        for id in &machine.confirmed {
            let found = visite::by_id(&mut link, id).await.unwrap();
            assert!(found.is_some(), "{id} was confirmed and is not at the hub");
            confirmed += 1;
        }
    }
    let counted = visite::count(&mut link, &visite::Filter::default()).await;
    assert_eq!(counted.unwrap(), before + confirmed, "each once");
    drop(link);
    store.close().await;
    sound(&world.hub).await;
    for machine in &world.machines {
        sound(&machine.folder).await;
    }
}

/// The journal verifies, and makes the tables that are there.
async fn sound(folder: &Path) {
    let store = base::open(folder).await;
    let mut link = store.read().await.unwrap();
    journal::verify(&mut link).await.unwrap();
    let tables = rebuild::dump(&mut link).await.unwrap();
    drop(link);
    rebuild::rebuild(&store, &mut |_| {}).await.unwrap();
    let again = rebuild::dump(&mut store.read().await.unwrap()).await;
    assert!(
        again.unwrap() == tables,
        "{} is rebuilt otherwise",
        folder.display()
    );
    store.close().await;
}
