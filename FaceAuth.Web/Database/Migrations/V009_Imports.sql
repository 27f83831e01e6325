-- A file that was read and waits for its owner's decision: all of its entries, sealed under the vault's key, for one session.
CREATE TABLE IF NOT EXISTS vault_imports (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  session_id      VARCHAR(36)  NOT NULL,
  sealed_entries  MEDIUMBLOB   NOT NULL,
  created_at      BIGINT       NOT NULL,
  expires_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS vault_imports_by_account ON vault_imports (account_id);
CREATE INDEX IF NOT EXISTS vault_imports_by_expiry ON vault_imports (expires_at);
