//! A hostile road: a proxy that refuses, delays, cuts in the middle of a message, and sends
//! again what it had seen go by.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use plus::outside::Outside;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Most bytes of a request that are kept to be sent again.
const REPLAYED: usize = 256 << 10;

/// The road, and what it did.
#[derive(Clone)]
pub struct Route {
    /// What machines take for the hub.
    pub base: String,
    inner: Arc<Inner>,
}

struct Inner {
    outside: Outside,
    /// Where the hub listens now, none while it is down.
    hub: Mutex<Option<SocketAddr>>,
    calm: AtomicBool,
    cut: AtomicU64,
    replayed: AtomicU64,
}

impl Route {
    /// A road on a port of this machine.
    pub async fn open(outside: Outside) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            outside,
            hub: Mutex::new(None),
            calm: AtomicBool::new(true),
            cut: AtomicU64::new(0),
            replayed: AtomicU64::new(0),
        });
        let road = inner.clone();
        tokio::spawn(async move {
            while let Ok((from, _)) = listener.accept().await {
                tokio::spawn(carry(road.clone(), from));
            }
        });
        Self { base, inner }
    }

    /// The hub listens there from now on, or nowhere.
    pub fn leads_to(&self, base: Option<&str>) {
        let address = base.map(|base| base.strip_prefix("http://").unwrap().parse().unwrap());
        *self.inner.hub.lock().unwrap() = address;
    }

    /// A good road, or a bad one.
    pub fn calm(&self, calm: bool) {
        self.inner.calm.store(calm, Ordering::Relaxed);
    }

    /// Messages cut, and messages sent again.
    pub fn faults(&self) -> (u64, u64) {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (read(&self.inner.cut), read(&self.inner.replayed))
    }
}

impl Inner {
    fn chance(&self, one_in: u64) -> bool {
        !self.calm.load(Ordering::Relaxed) && self.below(one_in) == 0
    }

    /// By chance, and the first time in any case: a short run meets each fault once.
    fn chance_or_first(&self, one_in: u64, met: &AtomicU64) -> bool {
        let first = met.load(Ordering::Relaxed) == 0 && !self.calm.load(Ordering::Relaxed);
        self.chance(one_in) || first
    }

    fn below(&self, most: u64) -> u64 {
        u64::from_le_bytes(self.outside.random_bytes()) % most
    }
}

/// Carries one connection, as well as this road does.
async fn carry(road: Arc<Inner>, mut from: TcpStream) {
    let hub = *road.hub.lock().unwrap();
    let Some(hub) = hub.filter(|_| !road.chance(8)) else {
        return;
    };
    let Ok(mut to) = TcpStream::connect(hub).await else {
        return;
    };
    if road.chance(3) {
        tokio::time::sleep(Duration::from_millis(road.below(40))).await;
    }
    // After so many bytes, one way or the other, nothing passes any more.
    // The head of a message alone is longer than the first cut.
    let longest = if road.cut.load(Ordering::Relaxed) == 0 {
        300
    } else {
        6_000
    };
    let most = road
        .chance_or_first(3, &road.cut)
        .then(|| usize::try_from(road.below(longest)).unwrap());
    let mut seen = Vec::new();
    let mut passed = 0;
    let (mut up, mut down) = ([0; 8192], [0; 8192]);
    loop {
        let (bytes, upwards) = tokio::select! {
            read = from.read(&mut up) => (read.map(|n| &up[..n]), true),
            read = to.read(&mut down) => (read.map(|n| &down[..n]), false),
        };
        let Ok(bytes) = bytes else { break };
        let left = most.map_or(bytes.len(), |most| most.saturating_sub(passed));
        let part = &bytes[..bytes.len().min(left)];
        let target = if upwards { &mut to } else { &mut from };
        if part.is_empty() || target.write_all(part).await.is_err() || part.len() < bytes.len() {
            if most.is_some() && !bytes.is_empty() {
                road.cut.fetch_add(1, Ordering::Relaxed);
            }
            break;
        }
        passed += part.len();
        if upwards && seen.len() < REPLAYED {
            seen.extend_from_slice(part);
        }
    }
    if !seen.is_empty() && road.chance_or_first(4, &road.replayed) {
        replay(&road, &seen, hub).await;
    }
}

/// Sends again what went up; the answer goes nowhere.
async fn replay(road: &Inner, seen: &[u8], hub: SocketAddr) {
    let Ok(mut again) = TcpStream::connect(hub).await else {
        return;
    };
    road.replayed.fetch_add(1, Ordering::Relaxed);
    let answered = async {
        again.write_all(seen).await?;
        again.shutdown().await?;
        let mut answer = Vec::new();
        again.read_to_end(&mut answer).await
    };
    // Cut, refused or answered: it is all the same to the road.
    let _lost = tokio::time::timeout(Duration::from_secs(2), answered).await;
}
