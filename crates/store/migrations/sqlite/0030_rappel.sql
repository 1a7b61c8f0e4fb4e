-- People to call back: a number, kept until the call is made, never in the journal.
-- One line for a number: asked twice, it is one call.
CREATE TABLE rappel (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    phone TEXT NOT NULL UNIQUE,
    moment TEXT NOT NULL,
    demarche TEXT,
    language TEXT NOT NULL,
    taken_by TEXT
);
CREATE INDEX rappel_at ON rappel (at);
