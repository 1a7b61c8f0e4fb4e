-- Free crossings and lists read demandes by day: everything that they ask of one
-- stands in this index, and most never touch the table.
CREATE INDEX demande_day ON demande (cancelled, date, partner, theme, demarche, kind, outcome, kind_confirmed, place, visite, rank);
