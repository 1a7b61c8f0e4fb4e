-- What people say at the end of a visite: counts by half-day, never an answer alone.
CREATE TABLE satisfaction (
    node TEXT NOT NULL,
    date TEXT NOT NULL,
    moment TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    bien BIGINT NOT NULL,
    moyen BIGINT NOT NULL,
    mal BIGINT NOT NULL,
    PRIMARY KEY (node, date, moment)
);
-- What the relay changed because of it.
CREATE TABLE satisfaction_suite (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    date TEXT NOT NULL,
    text TEXT NOT NULL,
    removed BIGINT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL
);
-- The ballot box of this machine: the half-day that is not over. No fact of the journal.
CREATE TABLE satisfaction_urne (
    date TEXT NOT NULL,
    moment TEXT NOT NULL,
    avis TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (date, moment, avis)
);
