-- Second factors of accounts, and what waits for one. No fact of the journal (decision 0038): what
-- is here is a secret, sealed under the key of this machine, or a hash of one.
CREATE TABLE second_facteur (
    account TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    secret TEXT COLLATE "C",
    pending TEXT COLLATE "C",
    last_step BIGINT NOT NULL,
    renew BIGINT NOT NULL,
    elsewhere BIGINT NOT NULL,
    added_at BIGINT
);
-- Codes for the day when the telephone is lost, each used once.
CREATE TABLE code_secours (
    account TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account, hash)
);
-- Passwords that were right, waiting for the second factor; `screen` is the hash of the secret of
-- the browser.
CREATE TABLE second_pas (
    screen TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    next TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX second_pas_account ON second_pas (account);
-- Since when it is known that an account of the staff has no second factor.
CREATE TABLE delai_facteur (
    account TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL
);
-- First agreements that an account has lost its factors, waiting for another person's.
CREATE TABLE reprise (
    account TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    asked_by TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL
);
-- From where a session was opened, for its person to recognise it.
ALTER TABLE session ADD COLUMN browser TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN address TEXT COLLATE "C" NOT NULL DEFAULT '';
