-- Whether the addresses of the catalogue answer. No fact of the journal: it is
-- looked at again every day, by this node.
CREATE TABLE adresse (
    address TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    checked_at BIGINT NOT NULL,
    since BIGINT NOT NULL
);
