CREATE TABLE rollup (
    scope TEXT COLLATE "C" NOT NULL,
    scope_code TEXT COLLATE "C" NOT NULL,
    month TEXT COLLATE "C" NOT NULL,
    dimension TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    visites BIGINT NOT NULL,
    demandes BIGINT NOT NULL,
    accompagnements BIGINT NOT NULL,
    first_time BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    PRIMARY KEY (scope, scope_code, month, dimension, value)
);
