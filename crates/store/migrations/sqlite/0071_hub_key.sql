-- At a node: the key that its hub says it will sign with next.
ALTER TABLE peer ADD COLUMN hub_next_key BLOB;
