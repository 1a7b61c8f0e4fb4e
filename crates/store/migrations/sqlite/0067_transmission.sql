-- What people see of the exchange: how machines are, what was set apart and what a person
-- decided of it, the last tries of this machine. No fact of the journal.

-- At the hub: what a machine says of itself.
ALTER TABLE machine ADD COLUMN disk_free BIGINT;
ALTER TABLE machine ADD COLUMN disk_total BIGINT;
ALTER TABLE machine ADD COLUMN released TEXT;
ALTER TABLE machine ADD COLUMN unprojected BIGINT;
-- At the hub: a batch set apart stays whole; what was decided of it stands beside.
ALTER TABLE quarantine ADD COLUMN decision TEXT;
ALTER TABLE quarantine ADD COLUMN decision_reason TEXT;
ALTER TABLE quarantine ADD COLUMN decided_by TEXT;
ALTER TABLE quarantine ADD COLUMN decided_at BIGINT;
CREATE INDEX quarantine_node ON quarantine (node, received_at);
-- At a node: its last tries to reach the hub.
CREATE TABLE attempt (
    at BIGINT NOT NULL PRIMARY KEY,
    outcome TEXT NOT NULL,
    sent BIGINT NOT NULL,
    received BIGINT NOT NULL,
    reason TEXT
);
