-- « Cette page est fausse ? »: what was said, of which page, and what became of it.
-- Nothing says who: no account, no address, no hour.
CREATE TABLE signalement (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    partner TEXT,
    wrong TEXT NOT NULL,
    text TEXT,
    date TEXT NOT NULL
);
CREATE INDEX signalement_about ON signalement (kind, code);
CREATE INDEX signalement_partner ON signalement (partner, date, id);
CREATE TABLE signalement_suite (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    word TEXT NOT NULL,
    author TEXT NOT NULL,
    date TEXT NOT NULL
);
