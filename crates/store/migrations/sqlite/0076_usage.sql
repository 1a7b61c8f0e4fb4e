-- Uses of kiosks: figures and codes of public things. Nothing says who, and the hour is whole.
CREATE TABLE usage (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    date TEXT NOT NULL,
    hour BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    ending TEXT NOT NULL,
    language TEXT NOT NULL,
    fiches TEXT NOT NULL,
    services TEXT NOT NULL,
    pages BIGINT NOT NULL,
    avis TEXT
);
CREATE INDEX usage_day ON usage (date, node);
