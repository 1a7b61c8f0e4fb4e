-- The seal of a frozen statement: its files, their key, their signature.
ALTER TABLE statement ADD COLUMN seal TEXT COLLATE "C";
-- Statements prepared and not yet frozen. No fact of the journal: each is made again from the
-- visites whenever something new came.
CREATE TABLE preparation (
    month TEXT COLLATE "C" NOT NULL,
    partner TEXT COLLATE "C" NOT NULL,
    first_at BIGINT NOT NULL,
    at BIGINT NOT NULL,
    pos BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    json TEXT COLLATE "C",
    told TEXT COLLATE "C",
    PRIMARY KEY (month, partner)
);
