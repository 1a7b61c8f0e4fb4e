-- Procedures carried to a partner, and what was written about them: sealed in the body, under a
-- key that stands in dossier_cle.
CREATE TABLE escalade (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    escalade TEXT NOT NULL,
    dossier TEXT NOT NULL,
    partner TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE INDEX escalade_partner ON escalade (partner, state);
CREATE INDEX escalade_message ON escalade (escalade);
