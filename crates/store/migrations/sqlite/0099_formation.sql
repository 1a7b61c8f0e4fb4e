-- Modules, sessions, steps of who arrives and where she stands, each as it was last written.
CREATE TABLE formation (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    item TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (kind, code)
);
