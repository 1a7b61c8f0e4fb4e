CREATE TABLE visite (
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
);
CREATE TABLE demande (
    id TEXT NOT NULL PRIMARY KEY,
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
    cancelled BIGINT NOT NULL
);
CREATE TABLE review (
    visite TEXT NOT NULL,
    field TEXT NOT NULL,
    pos BIGINT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (visite, field, pos)
);
CREATE INDEX visite_date ON visite (cancelled, date, at, id);
CREATE INDEX visite_place ON visite (place, date, at, id);
CREATE INDEX visite_commune ON visite (commune, date, at, id);
CREATE INDEX visite_channel ON visite (channel, date, at, id);
CREATE INDEX visite_duration ON visite (duration, date, at, id);
CREATE INDEX visite_age ON visite (age, date, at, id);
CREATE INDEX visite_sex ON visite (sex, date, at, id);
CREATE INDEX visite_status ON visite (status, date, at, id);
CREATE INDEX visite_residence ON visite (residence, date, at, id);
CREATE INDEX visite_autonomy ON visite (autonomy, date, at, id);
CREATE INDEX visite_first ON visite (first_time, date, at, id);
CREATE INDEX visite_author ON visite (author, date, at, id);
CREATE INDEX visite_person ON visite (person, date, at, id);
CREATE INDEX demande_visite ON demande (visite, rank);
CREATE INDEX demande_partner ON demande (partner, date, at, visite);
CREATE INDEX demande_theme ON demande (theme, date, at, visite);
CREATE INDEX demande_demarche ON demande (demarche, date, at, visite);
CREATE INDEX demande_kind ON demande (kind, date, at, visite);
CREATE INDEX demande_outcome ON demande (outcome, date, at, visite);
CREATE INDEX demande_kind_confirmed ON demande (kind_confirmed, date, at, visite);
CREATE INDEX demande_habit ON demande (place, date, partner, demarche);
CREATE INDEX demande_to_finish ON demande (to_finish, date);
