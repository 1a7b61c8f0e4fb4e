-- The seal of a frozen statement: its files, their key, their signature.
ALTER TABLE statement ADD COLUMN seal TEXT;
-- Statements prepared and not yet frozen. No fact of the journal: each is made again from the
-- visites whenever something new came.
CREATE TABLE preparation (
    month TEXT NOT NULL,
    partner TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    pos BIGINT NOT NULL,
    state TEXT NOT NULL,
    json TEXT,
    told TEXT,
    PRIMARY KEY (month, partner)
);
