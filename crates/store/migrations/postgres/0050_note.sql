-- Local notes of the relay, and whether each is closed: two facts, each with its clock.
CREATE TABLE note (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C",
    text TEXT COLLATE "C" NOT NULL,
    from_date TEXT COLLATE "C",
    until_date TEXT COLLATE "C",
    seen TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    reread_by TEXT COLLATE "C",
    reread_at BIGINT
);
CREATE INDEX note_subject ON note (subject, at, id);
CREATE TABLE note_state (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
