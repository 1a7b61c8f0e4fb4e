-- Where the official content comes from and what the last tries gave: one line an
-- address, 0 for what never was. No fact of the journal.
CREATE TABLE content_watch (
    address TEXT NOT NULL PRIMARY KEY,
    etag TEXT NOT NULL,
    modified TEXT NOT NULL,
    archive TEXT NOT NULL,
    reader TEXT NOT NULL,
    tried_at BIGINT NOT NULL,
    success_at BIGINT NOT NULL,
    failure TEXT NOT NULL,
    failures BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    job TEXT NOT NULL
);
-- The last imports, with what each one changed.
CREATE TABLE content_import (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    source TEXT NOT NULL,
    archive TEXT NOT NULL,
    reader TEXT NOT NULL,
    pack TEXT NOT NULL,
    diff TEXT NOT NULL
);
-- Which version of a fiche somebody has read again for a démarche.
CREATE TABLE fiche_seen (
    demarche TEXT NOT NULL,
    fiche TEXT NOT NULL,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    fingerprint TEXT,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (demarche, fiche)
);
