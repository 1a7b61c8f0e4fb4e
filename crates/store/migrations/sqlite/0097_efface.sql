-- What this machine erased: opaque identifiers alone, so that a backup put back erases it again.
-- No fact of the journal.
CREATE TABLE efface (
    subject TEXT NOT NULL PRIMARY KEY,
    noted_at BIGINT
);
-- From how many writings the name and the code of a dossier are indexed here, and the life of the hub that is known to hold this key.
ALTER TABLE dossier_cle ADD COLUMN indexed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE dossier_cle ADD COLUMN shared BIGINT NOT NULL DEFAULT -1;
-- Keys that the hub gave to a machine: `donnee`, it may have it; `tenue`, it says so; `effacee`,
-- destroyed at the hub since; `lachee`, it says that it has it no more.
CREATE TABLE cle_remise (
    node TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (node, subject)
);
CREATE INDEX cle_remise_subject ON cle_remise (subject);
-- The paper of a mandate as it was scanned, sealed under the key of the mandate.
CREATE TABLE papier_scelle (
    subject TEXT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
);
