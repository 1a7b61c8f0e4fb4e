//! A machine of the next version: it writes facts that nobody here knows, and some that
//! nobody can read. It has no database of its own, only its chain.

use plus_domain::ids::NodeId;
use plus_journal::{
    Draft, Entry, Hash, Head, Hlc, Salt,
    exchange::{Guards, Heard, Peer, Reply, hear},
};

/// Its identifier.
pub const NAME: &str = "nouvelle";

/// The chain of a machine of the next version.
pub struct Newcomer {
    entries: Vec<Entry>,
    peer: Peer,
}

impl Newcomer {
    /// A machine that has written nothing.
    pub fn new() -> Self {
        Self {
            entries: Vec::new(),
            peer: Peer {
                incarnation: 1,
                ..Peer::default()
            },
        }
    }

    /// Writes a fact of a type to come (shared with every machine), a known one that cannot
    /// be read, or one that the rules refuse.
    pub fn write(&mut self, which: u32, now_ms: i64) {
        let (kind, body) = match which % 3 {
            0 => ("lettre.recue", "{\"objet\":\"à venir\"}"),
            1 => ("note.set", "{\"ceci\":\"n’est pas une note\"}"),
            _ => (
                "visite.cancelled",
                "{\"id\":\"inconnue\",\"author\":\"a\",\"at\":1,\"cancelled\":true}",
            ),
        };
        let last = self.entries.last();
        let hlc = last.map_or(Hlc::default(), |e| e.hlc).tick(now_ms);
        let seq = last.map_or(0, |e| e.seq) + 1;
        let salt: Salt = [seq.to_le_bytes()[0]; 16];
        let draft = Draft {
            kind: kind.to_owned(),
            version: 1,
            salt,
            body: body.as_bytes().to_vec(),
        };
        let prev = last.map(|e| e.hash);
        let entry = Entry::seal(&NodeId::new(NAME), 1, seq, prev, hlc, draft);
        self.entries.push(entry);
    }

    /// The next batch.
    pub fn batch(&self, most: usize) -> Vec<Entry> {
        let after = usize::try_from(self.peer.acked).unwrap_or(usize::MAX);
        self.entries
            .iter()
            .skip(after)
            .take(most)
            .cloned()
            .collect()
    }

    /// Hears an answer of the hub.
    pub fn hear(&mut self, reply: &Reply, guards: Guards) -> Heard {
        let last = self.entries.last();
        let head = Head {
            node: NodeId::new(NAME),
            epoch: 1,
            seq: last.map_or(0, |e| e.seq),
            hash: last.map(|e| e.hash),
        };
        let entries = &self.entries;
        let held = |seq: u64| -> Option<Hash> {
            let at = usize::try_from(seq.checked_sub(1)?).ok()?;
            entries.get(at).map(|e| e.hash)
        };
        hear(&mut self.peer, &head, held, reply, guards)
    }

    /// How many the hub does not hold yet.
    pub fn waits(&self) -> u64 {
        self.entries.len() as u64 - self.peer.acked
    }

    /// How many it wrote, and how many of a type to come.
    pub fn written(&self) -> (usize, usize) {
        let unknown = self.entries.iter().filter(|e| e.kind == "lettre.recue");
        (self.entries.len(), unknown.count())
    }
}
