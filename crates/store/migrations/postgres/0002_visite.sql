CREATE TABLE visite (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    pos BIGINT NOT NULL,
    node TEXT COLLATE "C" NOT NULL,
    hlc BIGINT NOT NULL,
    at BIGINT NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    permanence TEXT COLLATE "C",
    place TEXT COLLATE "C" NOT NULL,
    commune TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    minutes BIGINT NOT NULL,
    duration TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C",
    first_said TEXT COLLATE "C" NOT NULL,
    first_time TEXT COLLATE "C" NOT NULL,
    accompagnee BIGINT NOT NULL,
    age TEXT COLLATE "C" NOT NULL,
    sex TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    residence TEXT COLLATE "C" NOT NULL,
    autonomy TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C",
    pages_printed BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    versions TEXT COLLATE "C" NOT NULL
);
CREATE TABLE demande (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    visite TEXT COLLATE "C" NOT NULL,
    rank BIGINT NOT NULL,
    partner TEXT COLLATE "C" NOT NULL,
    demarche TEXT COLLATE "C" NOT NULL,
    theme TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    kind_confirmed TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    redirected_to TEXT COLLATE "C",
    to_finish BIGINT NOT NULL,
    date TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    place TEXT COLLATE "C" NOT NULL,
    cancelled BIGINT NOT NULL
);
CREATE TABLE review (
    visite TEXT COLLATE "C" NOT NULL,
    field TEXT COLLATE "C" NOT NULL,
    pos BIGINT NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
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
