CREATE TABLE permanence (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    start_time TEXT COLLATE "C" NOT NULL,
    end_time TEXT COLLATE "C" NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    site TEXT COLLATE "C" NOT NULL,
    crew TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    stated_visites BIGINT,
    reason TEXT COLLATE "C"
);
CREATE INDEX permanence_date ON permanence (date, start_time, id);
CREATE TABLE account (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    login TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    partner TEXT COLLATE "C",
    disabled BIGINT NOT NULL
);
CREATE INDEX account_login ON account (login);
CREATE TABLE territory (
    code TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    territory TEXT COLLATE "C" NOT NULL
);
CREATE TABLE content (
    pack TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    previous TEXT COLLATE "C",
    count BIGINT NOT NULL,
    date TEXT COLLATE "C",
    at BIGINT NOT NULL
);
CREATE TABLE confirmation (
    demarche TEXT COLLATE "C" NOT NULL,
    item TEXT COLLATE "C" NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (demarche, item)
);
CREATE TABLE statement (
    number TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    partner TEXT COLLATE "C" NOT NULL,
    month TEXT COLLATE "C" NOT NULL,
    json TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    files TEXT COLLATE "C" NOT NULL,
    protection TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX statement_partner ON statement (partner, month, number);
