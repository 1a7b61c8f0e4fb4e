-- Follow-ups of people and mandates: what the journal says of them, one row a thing. What names
-- anybody is sealed inside; the key is apart.
CREATE TABLE suivi (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    dossier TEXT NOT NULL,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    at BIGINT NOT NULL,
    due TEXT NOT NULL,
    state TEXT NOT NULL,
    who TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, key)
);
CREATE INDEX suivi_dossier ON suivi (dossier, kind);
CREATE INDEX suivi_at ON suivi (kind, at);
CREATE INDEX suivi_due ON suivi (kind, state, due);
-- Keys that seal a follow-up or a mandate, wrapped under the key of this machine. Out of the
-- journal: erasing is destroying one.
CREATE TABLE dossier_cle (
    subject TEXT NOT NULL PRIMARY KEY,
    wrapped BLOB NOT NULL
);
-- Words of a name, each a keyed hash: to find somebody, and not to open two follow-ups of her.
CREATE TABLE dossier_mot (
    mot TEXT NOT NULL,
    dossier TEXT NOT NULL,
    PRIMARY KEY (mot, dossier)
);
CREATE INDEX dossier_mot_dossier ON dossier_mot (dossier);
-- What a person's own code is found by.
CREATE TABLE dossier_code (
    lookup TEXT NOT NULL PRIMARY KEY,
    dossier TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX dossier_code_dossier ON dossier_code (dossier);
-- Who opened a follow-up, and when.
CREATE TABLE dossier_lecture (
    id TEXT NOT NULL PRIMARY KEY,
    dossier TEXT NOT NULL,
    account TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX dossier_lecture_dossier ON dossier_lecture (dossier, at);
