-- What was last said of a half-day on the day itself, in JSON: on its way, late, when, by whom.
ALTER TABLE permanence ADD COLUMN told TEXT COLLATE "C";
-- Where a letter is answered « no more », in one tap; nothing in letters to the team.
ALTER TABLE courrier ADD COLUMN leave_url TEXT COLLATE "C";
-- Addresses that follow the passages of a commune. No fact of the journal: an address goes
-- when its person leaves, or has not confirmed it in time.
CREATE TABLE abonnement (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    commune TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    token TEXT COLLATE "C" NOT NULL UNIQUE,
    asked_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    UNIQUE (commune, address)
);
CREATE INDEX abonnement_asked ON abonnement (confirmed_at, asked_at);
