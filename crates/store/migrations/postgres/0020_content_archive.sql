-- The document that holds a whole pack, where several machines share a database.
ALTER TABLE content ADD COLUMN archive TEXT;
