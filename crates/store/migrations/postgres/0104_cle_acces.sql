-- Passkeys of accounts: the public half, and how often each was used. No fact of the journal.
CREATE TABLE cle_acces (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    passkey TEXT COLLATE "C" NOT NULL,
    added_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX cle_acces_account ON cle_acces (account);
-- What a browser was asked to sign, until it has or five minutes have passed; `screen` is the hash
-- of its secret.
CREATE TABLE defi (
    screen TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL
);
