-- The project: each milestone, piece of equipment and sending as it was last written.
CREATE TABLE projet (
    kind TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    item TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (kind, code)
);
