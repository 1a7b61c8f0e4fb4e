-- Documents that travel apart from entries, by their content.

-- At a node: documents that wait to be fetched from the hub, or sent to it.
CREATE TABLE document_due (
    hash TEXT NOT NULL PRIMARY KEY,
    direction TEXT NOT NULL,
    kind TEXT NOT NULL,
    size BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    done BIGINT NOT NULL,
    reason TEXT
);
-- At a hub: documents that its machines may fetch.
CREATE TABLE document_offer (
    hash TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    made_at BIGINT NOT NULL
);
-- At a hub: documents that machines sent, whole.
CREATE TABLE document_received (
    hash TEXT NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    size BIGINT NOT NULL,
    received_at BIGINT NOT NULL
);
-- At a node: bytes that travelled on a day, for links that are paid by the byte.
CREATE TABLE link_day (
    day TEXT NOT NULL PRIMARY KEY,
    sent BIGINT NOT NULL,
    received BIGINT NOT NULL
);
