-- What people say at the end of a visite: counts by half-day, never an answer alone.
CREATE TABLE satisfaction (
    node TEXT COLLATE "C" NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    moment TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    bien BIGINT NOT NULL,
    moyen BIGINT NOT NULL,
    mal BIGINT NOT NULL,
    PRIMARY KEY (node, date, moment)
);
-- What the relay changed because of it.
CREATE TABLE satisfaction_suite (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    removed BIGINT NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
-- The ballot box of this machine: the half-day that is not over. No fact of the journal.
CREATE TABLE satisfaction_urne (
    date TEXT COLLATE "C" NOT NULL,
    moment TEXT COLLATE "C" NOT NULL,
    avis TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (date, moment, avis)
);
