-- Secret links to a view of the coordination, one each. No fact of the journal: a link is a key,
-- kept by its hash, and gone when it is closed. What it shows was masked when it was opened and
-- is kept as it was, so that no two days of it can be compared.
CREATE TABLE vue_lien (
    vue TEXT NOT NULL PRIMARY KEY,
    secret TEXT NOT NULL UNIQUE,
    shown TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
