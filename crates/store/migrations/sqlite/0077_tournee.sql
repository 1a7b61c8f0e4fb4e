-- What was last said of a half-day on the day itself, in JSON: on its way, late, when, by whom.
ALTER TABLE permanence ADD COLUMN told TEXT;
-- Where a letter is answered « no more », in one tap; nothing in letters to the team.
ALTER TABLE courrier ADD COLUMN leave_url TEXT;
-- Addresses that follow the passages of a commune. No fact of the journal: an address goes
-- when its person leaves, or has not confirmed it in time.
CREATE TABLE abonnement (
    id TEXT NOT NULL PRIMARY KEY,
    commune TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    asked_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    UNIQUE (commune, address)
);
CREATE INDEX abonnement_asked ON abonnement (confirmed_at, asked_at);
