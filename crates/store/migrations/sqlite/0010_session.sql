-- Secrets and sessions: not facts of the journal, never exported to another node.
CREATE TABLE credential (
    account TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
-- One line per person signed in; `screen` is the hash of the browser's secret.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    screen TEXT NOT NULL,
    account TEXT NOT NULL,
    is_current BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX session_screen ON session (screen);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_seen ON session (seen_at);
-- Wrong tries; `subject` is a hash of a login, an address, or both.
CREATE TABLE throttle (
    subject TEXT NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX throttle_last ON throttle (last_at);
-- Links used once to choose a password; without account: to make the first one.
CREATE TABLE one_time_link (
    token TEXT NOT NULL PRIMARY KEY,
    account TEXT,
    expires_at BIGINT NOT NULL
);
