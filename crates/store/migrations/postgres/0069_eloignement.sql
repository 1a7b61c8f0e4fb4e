-- Accounts far from the hub, machines that are revoked, and what each machine is for.
-- No fact of the journal.

ALTER TABLE invitation ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT 'van';
ALTER TABLE machine ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT 'van';
-- Why it was revoked, and when it first received the order to erase what it holds.
ALTER TABLE machine ADD COLUMN motif TEXT COLLATE "C";
ALTER TABLE machine ADD COLUMN ordered_at BIGINT;
-- Whether the password has to be changed at the next sign-in.
ALTER TABLE credential ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0;
-- At the hub: which machine was given what lets which account sign in, and when last.
CREATE TABLE handed (
    node TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (node, account)
);
-- At a node: time counted since its last whole contact.
CREATE TABLE away (
    own BIGINT NOT NULL PRIMARY KEY,
    away_ms BIGINT NOT NULL,
    greatest_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
