-- The change of an account's address, confirmed at both. "This wasn't me" puts the address before back.

-- One at a time for an account; it belongs to the session that asked. A new address that has an account already has no
-- code, and the row looks the same.
CREATE TABLE IF NOT EXISTS pending_addresses (
  account_id      VARCHAR(36)  NOT NULL PRIMARY KEY,
  id              VARCHAR(36)  NOT NULL,
  session_id      VARCHAR(36)  NOT NULL,
  sign_in_id      VARCHAR(36)  NOT NULL,
  old_email       VARCHAR(254) NOT NULL,
  new_email       VARCHAR(254) NOT NULL,
  old_code_hash   VARCHAR(64)  NOT NULL,
  new_code_hash   VARCHAR(64)  NULL,
  code_tries_left SMALLINT     NOT NULL,
  created_at      BIGINT       NOT NULL,
  expires_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS pending_addresses_by_expiry ON pending_addresses (expires_at);

-- One row for each pair of mailed codes, to count them by the hour: for the account, and for the address that was typed.
CREATE TABLE IF NOT EXISTS address_mails (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  email_hash      VARCHAR(64)  NOT NULL,
  at              BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS address_mails_by_account ON address_mails (account_id, at);
CREATE INDEX IF NOT EXISTS address_mails_by_email ON address_mails (email_hash, at);

CREATE TABLE IF NOT EXISTS address_changes (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  sign_in_id      VARCHAR(36)  NOT NULL,
  old_email       VARCHAR(254) NOT NULL,
  new_email       VARCHAR(254) NOT NULL,
  done_at         BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS address_changes_by_account ON address_changes (account_id, done_at);
CREATE INDEX IF NOT EXISTS address_changes_by_time ON address_changes (done_at);
