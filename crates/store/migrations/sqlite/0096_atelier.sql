-- Ateliers: one row each, the fact as body. Who came stands in it as pseudonyms and counts.
CREATE TABLE atelier (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    date TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX atelier_date ON atelier (date, id);
-- What people said that they can do, counted by machine: never an answer alone.
CREATE TABLE atelier_bilan (
    atelier TEXT NOT NULL,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (atelier, node)
);
-- The answers that this machine has not counted yet. No fact of the journal.
CREATE TABLE atelier_urne (
    atelier TEXT NOT NULL,
    competence TEXT NOT NULL,
    temps TEXT NOT NULL,
    aisance TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (atelier, competence, temps, aisance)
);
