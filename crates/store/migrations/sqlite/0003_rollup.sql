CREATE TABLE rollup (
    scope TEXT NOT NULL,
    scope_code TEXT NOT NULL,
    month TEXT NOT NULL,
    dimension TEXT NOT NULL,
    value TEXT NOT NULL,
    visites BIGINT NOT NULL,
    demandes BIGINT NOT NULL,
    accompagnements BIGINT NOT NULL,
    first_time BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    PRIMARY KEY (scope, scope_code, month, dimension, value)
);
