-- The journal: append-only, one line per entry; its body apart, erasable.
CREATE TABLE node (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA,
    hlc BIGINT NOT NULL,
    own BIGINT NOT NULL
);
CREATE TABLE journal (
    pos BIGINT NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    prev BYTEA,
    type TEXT COLLATE "C" NOT NULL,
    v BIGINT NOT NULL,
    hlc BIGINT NOT NULL,
    content BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    UNIQUE (node, epoch, seq)
);
CREATE TABLE body (
    pos BIGINT NOT NULL PRIMARY KEY,
    salt BYTEA NOT NULL,
    body BYTEA NOT NULL
);
CREATE TABLE unprojected (
    pos BIGINT NOT NULL PRIMARY KEY,
    reason TEXT COLLATE "C" NOT NULL
);
CREATE TABLE trace (
    subject TEXT COLLATE "C" NOT NULL,
    pos BIGINT NOT NULL,
    PRIMARY KEY (subject, pos)
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'le journal ne se modifie pas et ne s''efface pas'; END $$;
CREATE TRIGGER journal_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER body_never_changes BEFORE UPDATE ON body
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
