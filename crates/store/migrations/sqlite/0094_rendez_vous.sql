-- Rendez-vous, which name nobody; how to reach their persons is sealed in the body, under a
-- key that stands in dossier_cle.
CREATE TABLE rendez_vous (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    permanence TEXT NOT NULL,
    date TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX rendez_vous_permanence ON rendez_vous (permanence);
CREATE INDEX rendez_vous_date ON rendez_vous (date, state);

-- What finds one by the code of its person; no fact of the journal.
CREATE TABLE rendez_vous_code (
    rendez_vous TEXT NOT NULL PRIMARY KEY,
    lookup TEXT NOT NULL UNIQUE,
    joint TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    reminded BIGINT NOT NULL
);
