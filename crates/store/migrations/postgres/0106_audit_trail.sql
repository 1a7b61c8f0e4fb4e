-- The trail of security (requirement S11, decision 0044): who read, took out or changed what, each
-- line holding the keyed hash of the one before. No fact of the journal, and nothing of anybody:
-- an account by its identifier, a thing by a mark.
CREATE TABLE audit_trail (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    result TEXT COLLATE "C" NOT NULL,
    prev TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_trail_author ON audit_trail (author, seq);
-- Its known end, and how far it was pruned: nothing beyond may be removed.
CREATE TABLE audit_end (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    cut BIGINT NOT NULL
);
-- Checkpoints: the end at an instant, signed, to be kept elsewhere.
CREATE TABLE audit_point (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    signer TEXT COLLATE "C" NOT NULL,
    signature TEXT COLLATE "C" NOT NULL
);
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_OP = 'DELETE' AND OLD.seq <= COALESCE((SELECT cut FROM audit_end WHERE id = 1), 0) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'la trace ne se modifie pas et ne s''efface pas';
END $$;
CREATE TRIGGER audit_trail_never_changes BEFORE UPDATE OR DELETE ON audit_trail
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_trail_never_emptied BEFORE TRUNCATE ON audit_trail
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
