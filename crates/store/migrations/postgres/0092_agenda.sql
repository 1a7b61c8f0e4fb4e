-- Secret links to the calendar of a member of the team, one each. No fact of the journal: a link
-- is a key, kept by its hash, and gone when it is closed.
CREATE TABLE agenda (
    account TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    secret TEXT COLLATE "C" NOT NULL UNIQUE,
    opened_at BIGINT NOT NULL
);
