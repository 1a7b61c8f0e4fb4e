-- Modules, sessions, steps of who arrives and where she stands, each as it was last written.
CREATE TABLE formation (
    kind TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    item TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (kind, code)
);
