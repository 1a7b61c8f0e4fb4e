-- Local notes of the relay, and whether each is closed: two facts, each with its clock.
CREATE TABLE note (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    subject TEXT NOT NULL,
    title TEXT,
    text TEXT NOT NULL,
    from_date TEXT,
    until_date TEXT,
    seen TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    reread_by TEXT,
    reread_at BIGINT
);
CREATE INDEX note_subject ON note (subject, at, id);
CREATE TABLE note_state (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL
);
