-- What somebody had typed when their session ended, until their next sign-in. The page's path is kept as an HMAC.
CREATE TABLE IF NOT EXISTS drafts (
  account_id      VARCHAR(36)  NOT NULL,
  path_hash       VARCHAR(64)  NOT NULL,
  sealed_fields   MEDIUMBLOB   NOT NULL,
  created_at      BIGINT       NOT NULL,
  expires_at      BIGINT       NOT NULL,
  PRIMARY KEY (account_id, path_hash)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS drafts_by_expiry ON drafts (expires_at);
