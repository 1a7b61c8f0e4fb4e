-- Papers that a borne also gives while it is cut off from its hub (decision 0049). Both tables
-- are the hub's: a borne keeps its papers in `retrait`, as a hub does.
-- The public key of each borne, as it says it.
CREATE TABLE coffre (
    node TEXT NOT NULL PRIMARY KEY,
    recipient TEXT NOT NULL,
    at BIGINT NOT NULL
);
-- A paper that one borne keeps: what is sent to it, by what it finds and opens it there, and
-- how far it is. The line goes with the key of the paper.
CREATE TABLE retrait_porte (
    retrait TEXT NOT NULL PRIMARY KEY,
    borne TEXT NOT NULL,
    hash TEXT NOT NULL,
    size BIGINT NOT NULL,
    recipient TEXT,
    handed_at BIGINT,
    held_at BIGINT,
    code_lookup TEXT NOT NULL,
    code_salt BYTEA NOT NULL,
    code_key BYTEA NOT NULL,
    token_lookup TEXT NOT NULL,
    token_salt BYTEA NOT NULL,
    token_key BYTEA NOT NULL
);
CREATE INDEX retrait_porte_borne ON retrait_porte (borne);
