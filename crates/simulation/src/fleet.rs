//! The work of a fleet over years, made as it is sent: nothing is held but one batch a
//! machine.
//!
//! Each machine writes its own chain of visites, two demandes each, and signs its batches
//! as it would on the road. A round brings one batch of every machine: the hub sees the
//! months go by as it would.

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use jiff::{ToSpan, civil::Date};
use plus_domain::{
    event::Event,
    ids::{DemandeId, NodeId, VisiteId},
    profile::{AgeBand, Autonomy, Profile, Sex, Status},
    visite::{Channel, Demande, FirstTime, Kind, Outcome, Visite},
};
use plus_journal::{
    Draft, Entry, Hash, Hlc,
    exchange::{Batch, Guards, Health, Reply},
};
use plus_store::{
    Store, StoreError,
    exchange::hub::{self, Arrival, Care},
};
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};

/// Entries of a batch.
pub const BATCH: usize = 500;
/// First day of work.
const FIRST_DAY: Date = jiff::civil::date(2024, 1, 2);
/// Midnight of that day, milliseconds UTC.
const FIRST_MS: i64 = 1_704_153_600_000;
const DAY_MS: i64 = 86_400_000;
/// Partners, each with its theme and its démarches.
const PARTNERS: [(&str, &str, [&str; 3]); 8] = [
    ("caf", "argent", ["rsa", "prime-activite", "aide-logement"]),
    (
        "france-travail",
        "travail",
        ["inscription", "actualisation", "attestation"],
    ),
    ("cgss", "sante", ["carte-vitale", "css", "retraite"]),
    ("impots", "argent", ["declaration", "paiement", "avis"]),
    ("ants", "papiers", ["carte-identite", "passeport", "permis"]),
    ("edf", "logement", ["contrat", "cheque-energie", "facture"]),
    ("eau", "logement", ["abonnement", "fuite", "facture-eau"]),
    (
        "prefecture",
        "papiers",
        ["titre-sejour", "carte-grise", "association"],
    ),
];

/// How much.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Machines.
    pub nodes: u32,
    /// Visites, of all of them.
    pub visites: u64,
    /// Where chance begins.
    pub seed: u64,
}

/// A batch on the road.
#[derive(Debug)]
pub struct Load {
    /// Machine that sends it.
    pub node: NodeId,
    /// Its public key, known to the hub.
    pub key: [u8; 32],
    /// The body, as JSON.
    pub body: Vec<u8>,
    /// Signature of the body.
    pub signature: [u8; 64],
    /// Entries inside.
    pub entries: usize,
}

struct Machine {
    node: NodeId,
    key: SigningKey,
    seq: u64,
    head: Option<Hash>,
    hlc: Hlc,
    left: u64,
}

/// The fleet, ready to send.
pub struct Fleet {
    machines: Vec<Machine>,
    dice: StdRng,
    turn: usize,
    /// Visites of one machine in a day.
    pace: u64,
}

impl Fleet {
    /// A fleet of this size.
    pub fn new(size: Size) -> Self {
        let mut dice = StdRng::seed_from_u64(size.seed);
        let nodes = u64::from(size.nodes.max(1));
        let machine = |n: u64| Machine {
            node: NodeId::new(format!("noeud-{n:05}")),
            key: SigningKey::from_bytes(&dice.random()),
            seq: 0,
            head: None,
            hlc: Hlc::default(),
            left: size.visites / nodes + u64::from(n < size.visites % nodes),
        };
        Self {
            machines: (0..nodes).map(machine).collect(),
            dice,
            turn: 0,
            pace: 12,
        }
    }

    fn batch(&mut self, at: usize) -> Option<Load> {
        let dice = &mut self.dice;
        let machine = &mut self.machines[at];
        if machine.left == 0 {
            return None;
        }
        let count = machine.left.min(BATCH as u64);
        machine.left -= count;
        let entries: Vec<Entry> = (0..count)
            .map(|_| machine.write(at, self.pace, dice))
            .collect();
        let count = entries.len();
        let batch = Batch {
            version: "essai".to_owned(),
            waiting: 0,
            health: Health::default(),
            entries,
        };
        let body = serde_json::to_vec(&batch).ok()?;
        Some(Load {
            node: machine.node.clone(),
            key: machine.key.verifying_key().to_bytes(),
            signature: machine.key.sign(&signed_of(&body)).to_bytes(),
            body,
            entries: count,
        })
    }
}

impl Iterator for Fleet {
    type Item = Load;

    fn next(&mut self) -> Option<Load> {
        for _ in 0..self.machines.len() {
            let at = self.turn % self.machines.len();
            self.turn += 1;
            if let Some(load) = self.batch(at) {
                return Some(load);
            }
        }
        None
    }
}

fn signed_of(body: &[u8]) -> [u8; 32] {
    *blake3::hash(body).as_bytes()
}

impl Machine {
    fn write(&mut self, at: usize, pace: u64, dice: &mut StdRng) -> Entry {
        let day = i64::try_from(self.seq / pace).unwrap_or(0);
        let at_ms = FIRST_MS + day * DAY_MS + 12 * 3_600_000 + dice.random_range(0..14_400_000);
        let visite = visite(at, day, at_ms, dice);
        let event = Event::VisiteRecorded(visite);
        let draft = Draft {
            kind: event.kind().to_owned(),
            version: event.version(),
            salt: dice.random(),
            body: event.body(),
        };
        self.hlc = self.hlc.tick(at_ms);
        self.seq += 1;
        let entry = Entry::seal(&self.node, 1, self.seq, self.head, self.hlc, draft);
        self.head = Some(entry.hash);
        entry
    }
}

/// An identifier as the product makes them: the instant, then chance (UUID version 7).
fn id(at_ms: i64, dice: &mut StdRng) -> String {
    let (low, high) = (dice.next_u32() & 0xfff, dice.next_u64());
    let time = u64::try_from(at_ms).unwrap_or(0);
    format!(
        "{:08x}-{:04x}-7{low:03x}-{:04x}-{:012x}",
        time >> 16,
        time & 0xffff,
        high >> 48 & 0x3fff | 0x8000,
        high & 0xffff_ffff_ffff
    )
}

fn pick<T: Copy>(among: &[T], dice: &mut StdRng) -> T {
    among[dice.random_range(0..among.len())]
}

fn visite(machine: usize, day: i64, at_ms: i64, dice: &mut StdRng) -> Visite {
    let place = dice.random_range(0..12);
    let date = FIRST_DAY.checked_add(day.days()).unwrap_or(FIRST_DAY);
    Visite {
        id: VisiteId::new(id(at_ms, dice)),
        at: at_ms,
        date,
        permanence: None,
        place: format!("lieu-{machine:04}-{place:02}").as_str().into(),
        commune: format!("972{:02}", (machine + place) % 34).as_str().into(),
        channel: pick(Channel::ALL, dice),
        author: format!("animatrice-{machine}").as_str().into(),
        minutes: dice.random_range(3..90),
        person: None,
        first: pick(FirstTime::ALL, dice),
        profile: Profile {
            age: pick(AgeBand::ALL, dice),
            sex: pick(Sex::ALL, dice),
            status: pick(Status::ALL, dice),
            autonomy: pick(Autonomy::ALL, dice),
            ..Profile::default()
        },
        note: None,
        pages_printed: 0,
        demandes: vec![demande(at_ms, dice), demande(at_ms, dice)],
    }
}

fn demande(at_ms: i64, dice: &mut StdRng) -> Demande {
    let (partner, theme, demarches) = pick(&PARTNERS, dice);
    let kind = pick(&[Kind::Information, Kind::Accompagnement], dice);
    Demande {
        id: DemandeId::new(id(at_ms, dice)),
        partner: partner.into(),
        demarche: Some(pick(&demarches, dice).into()),
        theme: theme.into(),
        kind,
        kind_confirmed: true,
        outcome: pick(&[Outcome::Resolu, Outcome::ASuivre], dice),
        redirected_to: None,
        to_finish: false,
    }
}

/// Takes a batch as the hub does on the road: signature, JSON, chain, journal, body,
/// projections and roll-ups, one durable transaction.
///
/// # Errors
/// Those of the database; a batch that is not signed or not JSON.
pub async fn receive(store: &Store, load: &Load, now_ms: i64) -> Result<Reply, StoreError> {
    let mut replies = take(store, &[&load.read()?], now_ms).await?;
    let reply = replies.pop();
    reply.ok_or_else(|| StoreError::value("batch", "no answer"))
}

/// What the hub does alone, of batches that it takes together: everything but reading and
/// the signatures, which other connections do meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn take(store: &Store, read: &[&Arrival], now_ms: i64) -> Result<Vec<Reply>, StoreError> {
    let reception = hub::Reception {
        now_ms,
        own_id: "hub".to_owned(),
        guards: Guards::default(),
    };
    let mut tx = store.begin().await?;
    let replies = hub::receive_all(&mut tx, read, &reception, Care::Together).await?;
    tx.commit().await?;
    Ok(replies)
}

impl Load {
    /// Reads it: a batch whose signature is that of its node.
    ///
    /// # Errors
    /// When it is not signed, or not JSON.
    pub fn read(&self) -> Result<Arrival, StoreError> {
        let refused = |e: &dyn std::fmt::Display| StoreError::value("batch", e);
        let key = VerifyingKey::from_bytes(&self.key).map_err(|e| refused(&e))?;
        let signature = Signature::from_bytes(&self.signature);
        key.verify(&signed_of(&self.body), &signature)
            .map_err(|e| refused(&e))?;
        let batch: Batch = serde_json::from_slice(&self.body).map_err(|e| refused(&e))?;
        Ok(Arrival {
            node: self.node.clone(),
            epoch: 1,
            entries: batch.entries,
        })
    }
}
