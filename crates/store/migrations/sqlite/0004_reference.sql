CREATE TABLE permanence (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    date TEXT NOT NULL,
    start_time TEXT NOT NULL,
    end_time TEXT NOT NULL,
    place TEXT NOT NULL,
    site TEXT NOT NULL,
    crew TEXT NOT NULL,
    state TEXT NOT NULL,
    stated_visites BIGINT,
    reason TEXT
);
CREATE INDEX permanence_date ON permanence (date, start_time, id);
CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    partner TEXT,
    disabled BIGINT NOT NULL
);
CREATE INDEX account_login ON account (login);
CREATE TABLE territory (
    code TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    territory TEXT NOT NULL
);
CREATE TABLE content (
    pack TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    previous TEXT,
    count BIGINT NOT NULL,
    date TEXT,
    at BIGINT NOT NULL
);
CREATE TABLE confirmation (
    demarche TEXT NOT NULL,
    item TEXT NOT NULL,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    date TEXT NOT NULL,
    PRIMARY KEY (demarche, item)
);
CREATE TABLE statement (
    number TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    partner TEXT NOT NULL,
    month TEXT NOT NULL,
    json TEXT NOT NULL,
    hash TEXT NOT NULL,
    files TEXT NOT NULL,
    protection TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX statement_partner ON statement (partner, month, number);
