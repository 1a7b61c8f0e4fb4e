-- What a territory adds to the lexicon of the search. A projection of the journal.
CREATE TABLE lexique (
    language TEXT NOT NULL,
    key TEXT NOT NULL,
    node TEXT NOT NULL,
    hlc BIGINT NOT NULL,
    said TEXT NOT NULL,
    official TEXT NOT NULL,
    effect TEXT NOT NULL,
    review TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (language, key)
);

-- Words searched and badly answered, counted by day: no person, no instant, ninety days.
-- Not in the journal: nothing here can be asked for again.
CREATE TABLE unanswered (
    words TEXT NOT NULL,
    day TEXT NOT NULL,
    language TEXT NOT NULL,
    answered TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (words, day, language)
);
CREATE INDEX unanswered_day ON unanswered (day);
