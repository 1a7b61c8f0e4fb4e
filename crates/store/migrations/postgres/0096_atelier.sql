-- Ateliers: one row each, the fact as body. Who came stands in it as pseudonyms and counts.
CREATE TABLE atelier (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL
);
CREATE INDEX atelier_date ON atelier (date, id);
-- What people said that they can do, counted by machine: never an answer alone.
CREATE TABLE atelier_bilan (
    atelier TEXT COLLATE "C" NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (atelier, node)
);
-- The answers that this machine has not counted yet. No fact of the journal.
CREATE TABLE atelier_urne (
    atelier TEXT COLLATE "C" NOT NULL,
    competence TEXT COLLATE "C" NOT NULL,
    temps TEXT COLLATE "C" NOT NULL,
    aisance TEXT COLLATE "C" NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (atelier, competence, temps, aisance)
);
