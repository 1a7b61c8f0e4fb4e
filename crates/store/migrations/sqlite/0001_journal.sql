-- The journal: append-only, one line per entry; its body apart, erasable.
CREATE TABLE node (
    id TEXT NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    hash BLOB,
    hlc BIGINT NOT NULL,
    own BIGINT NOT NULL
);
CREATE TABLE journal (
    pos BIGINT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    prev BLOB,
    type TEXT NOT NULL,
    v BIGINT NOT NULL,
    hlc BIGINT NOT NULL,
    content BLOB NOT NULL,
    hash BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    UNIQUE (node, epoch, seq)
);
CREATE TABLE body (
    pos BIGINT NOT NULL PRIMARY KEY,
    salt BLOB NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE unprojected (
    pos BIGINT NOT NULL PRIMARY KEY,
    reason TEXT NOT NULL
);
CREATE TABLE trace (
    subject TEXT NOT NULL,
    pos BIGINT NOT NULL,
    PRIMARY KEY (subject, pos)
);
CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'le journal ne s''efface pas'); END;
CREATE TRIGGER body_never_changes BEFORE UPDATE ON body
BEGIN SELECT RAISE(ABORT, 'le corps d''une écriture s''efface, il ne se modifie pas'); END;
