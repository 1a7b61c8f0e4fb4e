-- The exchange between nodes. No fact of the journal: what each machine knows of the
-- others, and where it stands with them.

-- At the hub: the end of each chain received by push, and what a backup holds of it.
CREATE TABLE chain (
    node TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    hash BLOB,
    hlc BIGINT NOT NULL,
    durable BIGINT NOT NULL,
    PRIMARY KEY (node, epoch)
);
-- At the hub: batches that are not the next part of their chain, for a person to read.
CREATE TABLE quarantine (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    batch BLOB NOT NULL
);
-- At the hub: machines that may speak to it, each by its public key.
CREATE TABLE machine (
    node TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    public_key BLOB NOT NULL,
    enrolled_at BIGINT NOT NULL,
    revoked_at BIGINT,
    seen_at BIGINT,
    version TEXT,
    waiting BIGINT,
    clock_gap BIGINT
);
-- At the hub: codes used once to enrol, by their hash.
CREATE TABLE invitation (
    code_hash TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_by TEXT
);
-- At the hub: signatures already seen, as long as their time could be accepted again.
CREATE TABLE nonce (
    node TEXT NOT NULL,
    nonce TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (node, nonce)
);
-- Life number of this machine as a hub: one more at each restore of a backup.
CREATE TABLE incarnation (
    number BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO incarnation (number) VALUES (1);
-- At a node: its hub, and where it stands with it.
CREATE TABLE peer (
    own BIGINT NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    hub TEXT NOT NULL,
    hub_key BLOB NOT NULL,
    name TEXT NOT NULL,
    incarnation BIGINT NOT NULL,
    acked BIGINT NOT NULL,
    durable BIGINT NOT NULL,
    cursor_at BIGINT NOT NULL,
    contact_at BIGINT,
    tried_at BIGINT,
    clock_gap BIGINT NOT NULL,
    refusal TEXT
);
-- What comes down to every node: a small part of a large journal.
CREATE INDEX journal_shared ON journal (pos)
    WHERE type NOT IN ('visite.recorded', 'visite.corrected', 'visite.cancelled', 'statement.issued');
