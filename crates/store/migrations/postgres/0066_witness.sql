-- Ends of chains that another machine has seen: what shows a tail that was cut or a chain
-- that was written again. One line for each machine that saw (`source`).
CREATE TABLE witness (
    node TEXT COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (node, epoch, source)
);
