-- Accounts tied to an identity of ProConnect (decision 0043): who she is there, and by whom. No fact
-- of the journal, which says only that she was tied and untied.
CREATE TABLE proconnect (
    sub TEXT COLLATE "C" NOT NULL,
    idp TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL UNIQUE,
    linked_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (sub, idp)
);
-- Browsers on their way to the provider, ten minutes at most: hashes of the state that was sent and
-- of the secret of the browser, for whom it went, by which invitation.
CREATE TABLE proconnect_aller (
    state TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    screen TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C",
    invitation TEXT COLLATE "C",
    next TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL
);
-- Where a session opened by ProConnect is closed there too, sealed.
CREATE TABLE proconnect_session (
    session TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    fin TEXT COLLATE "C" NOT NULL
);
