-- The ways back in: recovery codes, and what an administrator does about an account. Columns are added with NULL, so that
-- the version before goes on writing its rows.

-- Since then the account is closed, by an administrator or because its registration was disowned: nothing signs in until a
-- reset.
ALTER TABLE accounts ADD COLUMN closed_at BIGINT NULL;
-- Sign-ins before this begin no session any more (a reset or a closing ends also what is being finished at that moment).
ALTER TABLE accounts ADD COLUMN sessions_since BIGINT NULL;

-- Recovery codes, by their HMAC. A set that was replaced is kept for a while: "this wasn't me" brings it back. used_in is the
-- sign-in that a code proved, or in whose session it was given: whoever made the code is who used it.
CREATE TABLE IF NOT EXISTS recovery_codes (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  code_hash       VARCHAR(64)  NOT NULL,
  sign_in_id      VARCHAR(36)  NOT NULL,
  created_at      BIGINT       NOT NULL,
  used_at         BIGINT       NULL,
  used_in         VARCHAR(36)  NULL,
  replaced_at     BIGINT       NULL,
  replaced_in     VARCHAR(36)  NULL,
  UNIQUE (account_id, code_hash)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS recovery_codes_by_replacement ON recovery_codes (replaced_at);

-- What administrators did about accounts. made_by is NULL for the command line; link_hash is NULL where nothing was mailed
-- to be opened (a closing). A link is open while used_at and replaced_at are NULL and its time is not over.
CREATE TABLE IF NOT EXISTS account_resets (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  kind            VARCHAR(20)  NOT NULL,
  link_hash       VARCHAR(64)  NULL UNIQUE,
  made_by         VARCHAR(36)  NULL,
  created_at      BIGINT       NOT NULL,
  expires_at      BIGINT       NULL,
  used_at         BIGINT       NULL,
  replaced_at     BIGINT       NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS account_resets_by_account ON account_resets (account_id);
CREATE INDEX IF NOT EXISTS account_resets_by_time ON account_resets (created_at);
