-- Backups made by this machine, and what became of each. No fact of the journal.
CREATE TABLE backup (
    at BIGINT NOT NULL PRIMARY KEY,
    file TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    encrypted BIGINT NOT NULL,
    verified_at BIGINT,
    failure TEXT
);
