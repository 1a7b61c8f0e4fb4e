-- Conventions and meetings with partners, each as it was last written.
CREATE TABLE convention (
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    item TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (kind, code)
);
