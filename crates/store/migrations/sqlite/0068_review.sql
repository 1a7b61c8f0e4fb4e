-- Values that lost to a correction whose author had not seen them: who wrote each, who
-- wrote over it, what was decided. A projection: `plus rebuild` makes it again from the
-- journal, and each machine that holds the same entries holds the same rows.
DROP TABLE review;
CREATE TABLE review (
    visite TEXT NOT NULL,
    field TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    node TEXT NOT NULL,
    value TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    over_hlc BIGINT NOT NULL,
    over_node TEXT NOT NULL,
    over_value TEXT NOT NULL,
    over_author TEXT NOT NULL,
    over_at BIGINT NOT NULL,
    settled_by TEXT,
    settled_at BIGINT,
    PRIMARY KEY (visite, field, hlc, node)
);
CREATE INDEX review_open ON review (over_at, visite) WHERE settled_at IS NULL;
