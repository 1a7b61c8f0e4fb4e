-- The queue of a half-day: numbers, never names.
CREATE TABLE numero (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    permanence TEXT NOT NULL,
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX numero_permanence ON numero (permanence, number);
