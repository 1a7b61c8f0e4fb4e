-- Entries of the services on line that somebody read again.
CREATE TABLE service_confirmation (
    service TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL,
    date TEXT NOT NULL
);
