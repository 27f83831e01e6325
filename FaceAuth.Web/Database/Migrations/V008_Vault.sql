-- The vault. Names, addresses, user names and tags are in one sealed card per entry; password, notes and TOTP are secrets
-- with a data key for each version. What stays readable is said in docs/threat-model.md.

-- Counts the changes to one member's vault, so that what is held of it in memory knows whether it is up to date.
CREATE TABLE IF NOT EXISTS vaults (
  account_id          VARCHAR(36)  NOT NULL PRIMARY KEY,
  version             BIGINT       NOT NULL,
  -- The change with which an entry was last erased for good: whoever holds an older state reads everything anew.
  erased_version      BIGINT       NOT NULL,
  created_at          BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE IF NOT EXISTS vault_entries (
  id                  VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id          VARCHAR(36)  NOT NULL,
  sealed_card         MEDIUMBLOB   NOT NULL,
  card_version        BIGINT       NOT NULL,
  -- The change of the vault in which the row was written last.
  vault_version       BIGINT       NOT NULL,
  created_at          BIGINT       NOT NULL,
  updated_at          BIGINT       NOT NULL,
  password_changed_at BIGINT       NULL,
  rotate_at           BIGINT       NULL,
  -- Its password was shown in a sign-in that its owner disowned.
  marked_at           BIGINT       NULL,
  deleted_at          BIGINT       NULL,
  -- It was noticed that the entry, or a secret of it, does not open.
  broken_at           BIGINT       NULL,
  sign_in_id          VARCHAR(36)  NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS vault_entries_by_account ON vault_entries (account_id, vault_version);
CREATE INDEX IF NOT EXISTS vault_entries_by_deletion ON vault_entries (deleted_at);

CREATE TABLE IF NOT EXISTS vault_secrets (
  id                  VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id          VARCHAR(36)  NOT NULL,
  entry_id            VARCHAR(36)  NOT NULL,
  field               VARCHAR(20)  NOT NULL,
  version             BIGINT       NOT NULL,
  key_id              VARCHAR(36)  NOT NULL,
  master_key_id       VARCHAR(255) NOT NULL,
  wrapped             MEDIUMBLOB   NOT NULL,
  sealed_value        MEDIUMBLOB   NOT NULL,
  created_at          BIGINT       NOT NULL,
  replaced_at         BIGINT       NULL,
  sign_in_id          VARCHAR(36)  NOT NULL,
  UNIQUE (entry_id, field, version)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS vault_secrets_by_account ON vault_secrets (account_id);
CREATE INDEX IF NOT EXISTS vault_secrets_by_master_key ON vault_secrets (master_key_id, id);

-- What a fresh face allows: one field of one entry, once, in one session, for a minute.
CREATE TABLE IF NOT EXISTS reveal_grants (
  id                  VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id          VARCHAR(36)  NOT NULL,
  -- NULL while it waits for the sign-in that a mailed code finishes.
  session_id          VARCHAR(36)  NULL,
  waits_for           VARCHAR(36)  NULL,
  -- NULL where it allows an export of the whole vault.
  entry_id            VARCHAR(36)  NULL,
  field               VARCHAR(20)  NOT NULL,
  version             BIGINT       NOT NULL,
  proof               VARCHAR(20)  NOT NULL,
  created_at          BIGINT       NOT NULL,
  expires_at          BIGINT       NOT NULL,
  used_at             BIGINT       NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS reveal_grants_by_account ON reveal_grants (account_id);
CREATE INDEX IF NOT EXISTS reveal_grants_by_expiry ON reveal_grants (expires_at);

-- What was shown in which session: mailed as a digest when the session is over, and put on rotation where its sign-in is
-- disowned. The name is sealed under the account's key, because the mail is written when no session is there any more.
CREATE TABLE IF NOT EXISTS reveals (
  id                  VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id          VARCHAR(36)  NOT NULL,
  session_id          VARCHAR(36)  NOT NULL,
  sign_in_id          VARCHAR(36)  NOT NULL,
  entry_id            VARCHAR(36)  NULL,
  field               VARCHAR(20)  NOT NULL,
  sealed_facts        MEDIUMBLOB   NOT NULL,
  at                  BIGINT       NOT NULL,
  mailed_at           BIGINT       NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS reveals_by_sign_in ON reveals (account_id, sign_in_id);
CREATE INDEX IF NOT EXISTS reveals_by_mail ON reveals (mailed_at, at);
