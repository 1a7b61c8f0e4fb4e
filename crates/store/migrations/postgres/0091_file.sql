-- The queue of a half-day: numbers, never names.
CREATE TABLE numero (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    permanence TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL
);
CREATE INDEX numero_permanence ON numero (permanence, number);
