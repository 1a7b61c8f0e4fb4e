-- What the planner of tours must know, and its plans, as their authors wrote them. A handful
-- of rows, read whole and never searched: the body is the fact itself.
CREATE TABLE planification (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
