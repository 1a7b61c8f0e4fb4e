//! One entry and its frozen encoding.
//!
//! `hash = BLAKE3(prev ‖ node ‖ epoch ‖ seq ‖ type ‖ v ‖ hlc ‖ content)` and
//! `content = BLAKE3(salt ‖ body)`: integers are fixed-width little-endian,
//! variable-length fields carry their length first (u32 little-endian), so that
//! no two entries share an encoding. Without the salt a short body could be
//! guessed back from its hash. The body may be erased: the content hash stays
//! and the chain still verifies.

use plus_domain::ids::NodeId;

use crate::hlc::Hlc;

/// Length of a hash, bytes.
pub const HASH_LEN: usize = 32;
/// Length of a salt, bytes.
pub const SALT_LEN: usize = 16;
/// A BLAKE3 hash.
pub type Hash = [u8; HASH_LEN];
/// Random bytes that hide a short body.
pub type Salt = [u8; SALT_LEN];

/// What will become an entry once it has its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Type of the fact.
    pub kind: String,
    /// Version of the body.
    pub version: u32,
    /// Random salt.
    pub salt: Salt,
    /// JSON bytes.
    pub body: Vec<u8>,
}

/// An entry of the journal of one node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Node that wrote it.
    pub node: NodeId,
    /// Life number of that node's journal, from 1.
    pub epoch: u64,
    /// 1, 2, 3… without holes inside an epoch.
    pub seq: u64,
    /// Hash of the entry before, nothing at seq 1.
    pub prev: Option<Hash>,
    /// Type of the fact.
    pub kind: String,
    /// Version of the body.
    pub version: u32,
    /// Hybrid logical clock.
    pub hlc: Hlc,
    /// Hash of salt and body.
    pub content: Hash,
    /// Hash of all the above.
    pub hash: Hash,
    /// Salt and body, absent once erased.
    pub body: Option<(Salt, Vec<u8>)>,
}

/// Hash of a salt and a body.
pub fn content_hash(salt: &Salt, body: &[u8]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    variable(&mut hasher, salt);
    variable(&mut hasher, body);
    *hasher.finalize().as_bytes()
}

impl Entry {
    /// Gives a draft its place: after `prev`, at `seq`.
    pub fn seal(
        node: &NodeId,
        epoch: u64,
        seq: u64,
        prev: Option<Hash>,
        hlc: Hlc,
        draft: Draft,
    ) -> Self {
        let content = content_hash(&draft.salt, &draft.body);
        let mut entry = Self {
            node: node.clone(),
            epoch,
            seq,
            prev,
            kind: draft.kind,
            version: draft.version,
            hlc,
            content,
            hash: [0; HASH_LEN],
            body: Some((draft.salt, draft.body)),
        };
        entry.hash = entry.computed_hash();
        entry
    }

    /// The hash that the fields give, whatever `hash` claims.
    pub fn computed_hash(&self) -> Hash {
        let mut hasher = blake3::Hasher::new();
        variable(
            &mut hasher,
            self.prev.as_ref().map_or(&[], |p| p.as_slice()),
        );
        variable(&mut hasher, self.node.as_str().as_bytes());
        hasher.update(&self.epoch.to_le_bytes());
        hasher.update(&self.seq.to_le_bytes());
        variable(&mut hasher, self.kind.as_bytes());
        hasher.update(&self.version.to_le_bytes());
        hasher.update(&self.hlc.raw().to_le_bytes());
        hasher.update(&self.content);
        *hasher.finalize().as_bytes()
    }

    /// Whether hash and body are what they claim. An erased body is no fault.
    pub fn is_whole(&self) -> bool {
        let body_fits = |(salt, body): &(Salt, Vec<u8>)| content_hash(salt, body) == self.content;
        self.computed_hash() == self.hash && self.body.as_ref().is_none_or(body_fits)
    }
}

/// Adds a field of variable length, its length first.
fn variable(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    hasher.update(&length.to_le_bytes());
    hasher.update(bytes);
}
