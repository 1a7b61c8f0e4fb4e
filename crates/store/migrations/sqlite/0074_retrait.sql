-- Papers left to be taken at a borne. At the hub alone; never in the journal, which keeps
-- only that they were. What finds and opens one is NULL once its key is destroyed.
CREATE TABLE retrait (
    id TEXT NOT NULL PRIMARY KEY,
    borne TEXT,
    pages BIGINT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    has_pin BIGINT NOT NULL,
    wrong_pins BIGINT NOT NULL,
    printed_at BIGINT,
    printed_by TEXT,
    reprints BIGINT NOT NULL,
    erased_at BIGINT,
    reason TEXT,
    code_lookup TEXT UNIQUE,
    code_salt BLOB,
    code_key BLOB,
    token_lookup TEXT UNIQUE,
    token_salt BLOB,
    token_key BLOB
);
CREATE INDEX retrait_at ON retrait (at);
-- The paper itself, sealed.
CREATE TABLE retrait_scelle (
    retrait TEXT NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
);
-- Each time a borne was given one, and what came of it.
CREATE TABLE retrait_ouverture (
    id TEXT NOT NULL PRIMARY KEY,
    retrait TEXT NOT NULL,
    borne TEXT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT
);
CREATE INDEX retrait_ouverture_retrait ON retrait_ouverture (retrait);
-- Wrong codes, by borne; under an empty name, those of all of them.
CREATE TABLE retrait_essai (
    borne TEXT NOT NULL PRIMARY KEY,
    tries TEXT NOT NULL
);
