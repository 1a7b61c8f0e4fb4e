-- What a visite costs to keep. Each of the two lists has one index that holds everything
-- that a list may ask, in the order in which lines are shown, in the place of some twenty;
-- the roll-up says in which months a rare value is to be looked for (visite::months).
DROP INDEX visite_date, visite_place, visite_commune, visite_channel, visite_duration, visite_age,
    visite_sex, visite_status, visite_residence, visite_autonomy, visite_first, visite_author,
    visite_person;
CREATE INDEX visite_day ON visite (date, at, id, cancelled, place, commune, channel, author, duration,
    first_time, accompagnee, age, sex, status, residence, autonomy, permanence, person);
CREATE INDEX visite_person ON visite (person) WHERE person IS NOT NULL;

DROP INDEX demande_visite, demande_partner, demande_theme, demande_demarche, demande_kind,
    demande_outcome, demande_kind_confirmed, demande_habit, demande_day;
ALTER TABLE demande DROP CONSTRAINT demande_pkey;
ALTER TABLE demande ADD PRIMARY KEY (visite, rank);
CREATE INDEX demande_day ON demande (date, at, visite, rank, cancelled, partner, theme, demarche, kind,
    outcome, kind_confirmed, place);
