-- The plan of financing, what was spent, what was asked of funders: each fact with its clock.
CREATE TABLE financement (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    plan TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE depense (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    piece TEXT COLLATE "C" NOT NULL,
    line TEXT COLLATE "C" NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    paid TEXT COLLATE "C",
    payee TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    net BIGINT NOT NULL,
    gross BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX depense_date ON depense (date, id);
CREATE TABLE appel (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    resource TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    amount BIGINT NOT NULL,
    received_on TEXT COLLATE "C",
    received BIGINT,
    cancelled BIGINT NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
