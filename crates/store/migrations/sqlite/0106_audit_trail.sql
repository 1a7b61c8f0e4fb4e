-- The trail of security (requirement S11, decision 0044): who read, took out or changed what, each
-- line holding the keyed hash of the one before. No fact of the journal, and nothing of anybody:
-- an account by its identifier, a thing by a mark.
CREATE TABLE audit_trail (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    author TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    result TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_trail_author ON audit_trail (author, seq);
-- Its known end, and how far it was pruned: nothing beyond may be removed.
CREATE TABLE audit_end (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    cut BIGINT NOT NULL
);
-- Checkpoints: the end at an instant, signed, to be kept elsewhere.
CREATE TABLE audit_point (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    hash TEXT NOT NULL,
    signer TEXT NOT NULL,
    signature TEXT NOT NULL
);
CREATE TRIGGER audit_trail_never_changes BEFORE UPDATE ON audit_trail
BEGIN SELECT RAISE(ABORT, 'la trace ne se modifie pas'); END;
CREATE TRIGGER audit_trail_never_shrinks BEFORE DELETE ON audit_trail
WHEN OLD.seq > COALESCE((SELECT cut FROM audit_end WHERE id = 1), 0)
BEGIN SELECT RAISE(ABORT, 'la trace ne s''efface pas'); END;
