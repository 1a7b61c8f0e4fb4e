-- The kiosks seen from their hub, and the letters that tell of them. No fact of the journal.

-- Letters by e-mail that wait, were sent or were refused. Never anything of a person received.
CREATE TABLE courrier (
    cause TEXT NOT NULL PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    queued_at BIGINT NOT NULL,
    since BIGINT,
    next_at BIGINT NOT NULL,
    sent_at BIGINT,
    reason TEXT
);
CREATE INDEX courrier_next ON courrier (state, next_at);
-- The last sign of life of each kiosk, in JSON.
CREATE TABLE beat (
    node TEXT NOT NULL PRIMARY KEY,
    received_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
-- What a kiosk needs, or needed, somebody for: from the first sight of the cause.
CREATE TABLE alarm (
    node TEXT NOT NULL,
    kind TEXT NOT NULL,
    since BIGINT NOT NULL,
    raised_at BIGINT,
    gone_since BIGINT,
    cleared_at BIGINT,
    seen_by TEXT,
    seen_at BIGINT,
    PRIMARY KEY (node, kind, since)
);
-- What was asked of a kiosk, given once and answered once.
CREATE TABLE borne_order (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    task TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    given_at BIGINT,
    answered_at BIGINT,
    outcome TEXT,
    told TEXT NOT NULL,
    picture BLOB
);
CREATE INDEX borne_order_node ON borne_order (node, asked_at);
-- How a kiosk is set, in JSON, and who is told of it.
CREATE TABLE borne_setting (
    node TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    referent TEXT
);
-- How much a kiosk was used each day.
CREATE TABLE borne_day (
    node TEXT NOT NULL,
    day TEXT NOT NULL,
    sessions BIGINT NOT NULL,
    pages BIGINT NOT NULL,
    PRIMARY KEY (node, day)
);
-- What people of the team say is broken.
CREATE TABLE panne (
    id TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    said TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    closed_by TEXT,
    closed_at BIGINT
);
CREATE INDEX panne_node ON panne (node, opened_at);
