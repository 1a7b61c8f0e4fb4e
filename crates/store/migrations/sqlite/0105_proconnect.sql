-- Accounts tied to an identity of ProConnect (decision 0043): who she is there, and by whom. No fact
-- of the journal, which says only that she was tied and untied.
CREATE TABLE proconnect (
    sub TEXT NOT NULL,
    idp TEXT NOT NULL,
    account TEXT NOT NULL UNIQUE,
    linked_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (sub, idp)
);
-- Browsers on their way to the provider, ten minutes at most: hashes of the state that was sent and
-- of the secret of the browser, for whom it went, by which invitation.
CREATE TABLE proconnect_aller (
    state TEXT NOT NULL PRIMARY KEY,
    screen TEXT NOT NULL,
    account TEXT,
    invitation TEXT,
    next TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
-- Where a session opened by ProConnect is closed there too, sealed.
CREATE TABLE proconnect_session (
    session TEXT NOT NULL PRIMARY KEY,
    fin TEXT NOT NULL
);
