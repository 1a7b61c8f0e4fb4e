-- The plan of financing, what was spent, what was asked of funders: each fact with its clock.
CREATE TABLE financement (
    code TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    plan TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE depense (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    piece TEXT NOT NULL,
    line TEXT NOT NULL,
    date TEXT NOT NULL,
    paid TEXT,
    payee TEXT NOT NULL,
    object TEXT NOT NULL,
    net BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX depense_date ON depense (date, id);
CREATE TABLE appel (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    resource TEXT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT NOT NULL,
    amount BIGINT NOT NULL,
    received_on TEXT,
    received BIGINT,
    cancelled BIGINT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL
);
