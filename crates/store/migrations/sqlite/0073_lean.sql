-- What a visite costs to keep. A table is now its own index (WITHOUT ROWID, or INTEGER
-- PRIMARY KEY), and each of the two lists has one index that holds everything that a list
-- may ask, in the order in which lines are shown. There were thirty-five entries of index
-- for a visite of two demandes, there are six; the roll-up says in which months a rare
-- value is to be looked for (visite::months).
CREATE TABLE lean_journal (
    pos INTEGER NOT NULL PRIMARY KEY,
    node TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    prev BLOB,
    type TEXT NOT NULL,
    v BIGINT NOT NULL,
    hlc BIGINT NOT NULL,
    content BLOB NOT NULL,
    hash BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    UNIQUE (node, epoch, seq)
);
INSERT INTO lean_journal SELECT pos, node, epoch, seq, prev, type, v, hlc, content, hash, received_at
FROM journal ORDER BY pos;
DROP TABLE journal;
ALTER TABLE lean_journal RENAME TO journal;
CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END;
CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'le journal ne s''efface pas'); END;
CREATE INDEX journal_shared ON journal (pos)
    WHERE type NOT IN ('visite.recorded', 'visite.corrected', 'visite.cancelled', 'statement.issued');

CREATE TABLE lean_body (
    pos INTEGER NOT NULL PRIMARY KEY,
    salt BLOB NOT NULL,
    body BLOB NOT NULL
);
INSERT INTO lean_body SELECT pos, salt, body FROM body ORDER BY pos;
DROP TABLE body;
ALTER TABLE lean_body RENAME TO body;
CREATE TRIGGER body_never_changes BEFORE UPDATE ON body
BEGIN SELECT RAISE(ABORT, 'le corps d''une écriture s''efface, il ne se modifie pas'); END;

CREATE TABLE lean_trace (
    subject TEXT NOT NULL,
    pos BIGINT NOT NULL,
    PRIMARY KEY (subject, pos)
) WITHOUT ROWID;
INSERT INTO lean_trace SELECT subject, pos FROM trace ORDER BY subject, pos;
DROP TABLE trace;
ALTER TABLE lean_trace RENAME TO trace;

CREATE TABLE lean_visite (
    id TEXT NOT NULL PRIMARY KEY,
    pos BIGINT NOT NULL,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    at BIGINT NOT NULL,
    date TEXT NOT NULL,
    permanence TEXT,
    place TEXT NOT NULL,
    commune TEXT NOT NULL,
    channel TEXT NOT NULL,
    author TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    duration TEXT NOT NULL,
    person TEXT,
    first_said TEXT NOT NULL,
    first_time TEXT NOT NULL,
    accompagnee BIGINT NOT NULL,
    age TEXT NOT NULL,
    sex TEXT NOT NULL,
    status TEXT NOT NULL,
    residence TEXT NOT NULL,
    autonomy TEXT NOT NULL,
    note TEXT,
    pages_printed BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    versions TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO lean_visite SELECT id, pos, node, hlc, at, date, permanence, place, commune, channel,
    author, minutes, duration, person, first_said, first_time, accompagnee, age, sex, status,
    residence, autonomy, note, pages_printed, cancelled, versions
FROM visite ORDER BY id;
DROP TABLE visite;
ALTER TABLE lean_visite RENAME TO visite;
CREATE INDEX visite_day ON visite (date, at, id, cancelled, place, commune, channel, author, duration,
    first_time, accompagnee, age, sex, status, residence, autonomy, permanence, person);
CREATE INDEX visite_person ON visite (person) WHERE person IS NOT NULL;

CREATE TABLE lean_demande (
    id TEXT NOT NULL,
    visite TEXT NOT NULL,
    rank BIGINT NOT NULL,
    partner TEXT NOT NULL,
    demarche TEXT NOT NULL,
    theme TEXT NOT NULL,
    kind TEXT NOT NULL,
    kind_confirmed TEXT NOT NULL,
    outcome TEXT NOT NULL,
    redirected_to TEXT,
    to_finish BIGINT NOT NULL,
    date TEXT NOT NULL,
    at BIGINT NOT NULL,
    place TEXT NOT NULL,
    cancelled BIGINT NOT NULL,
    PRIMARY KEY (visite, rank)
) WITHOUT ROWID;
INSERT INTO lean_demande SELECT id, visite, rank, partner, demarche, theme, kind, kind_confirmed,
    outcome, redirected_to, to_finish, date, at, place, cancelled
FROM demande ORDER BY visite, rank;
DROP TABLE demande;
ALTER TABLE lean_demande RENAME TO demande;
CREATE INDEX demande_day ON demande (date, at, visite, rank, cancelled, partner, theme, demarche, kind,
    outcome, kind_confirmed, place);
CREATE INDEX demande_to_finish ON demande (date) WHERE to_finish = 1;

CREATE TABLE lean_rollup (
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
) WITHOUT ROWID;
INSERT INTO lean_rollup SELECT scope, scope_code, month, dimension, value, visites, demandes,
    accompagnements, first_time, minutes
FROM rollup ORDER BY scope, scope_code, month, dimension, value;
DROP TABLE rollup;
ALTER TABLE lean_rollup RENAME TO rollup;
