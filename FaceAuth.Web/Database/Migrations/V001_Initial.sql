-- One text for SQLite and MySQL or MariaDB. What stands in /*! */ is a comment for SQLite and is carried out by MySQL:
-- the binary collation compares addresses exactly as stored. Instants (_at) are Unix milliseconds. Ids are UUIDs in
-- their 36-character form; hashes are HMAC-SHA-256 in base64url.

CREATE TABLE IF NOT EXISTS key_checks (
  purpose         VARCHAR(40)  NOT NULL PRIMARY KEY,
  master_key_id   VARCHAR(255) NOT NULL,
  wrapped         MEDIUMBLOB   NOT NULL,
  sealed_value    MEDIUMBLOB   NOT NULL,
  created_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE IF NOT EXISTS data_keys (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  purpose         VARCHAR(40)  NOT NULL,
  owner           VARCHAR(36)  NOT NULL,
  master_key_id   VARCHAR(255) NOT NULL,
  wrapped         MEDIUMBLOB   NOT NULL,
  created_at      BIGINT       NOT NULL,
  UNIQUE (purpose, owner)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE IF NOT EXISTS data_protection_keys (
  id              VARCHAR(64)  NOT NULL PRIMARY KEY,
  sealed_xml      MEDIUMBLOB   NOT NULL,
  created_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE IF NOT EXISTS accounts (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  email           VARCHAR(254) NOT NULL UNIQUE,
  name            VARCHAR(100) NOT NULL,
  is_admin        SMALLINT     NOT NULL,
  created_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- An attempt to register. Its account_id becomes the account's id once the address is proven, so that what was sealed
-- for it stays readable. Several attempts for one address stand side by side; unproven ones are purged.
CREATE TABLE IF NOT EXISTS registrations (
  account_id      VARCHAR(36)  NOT NULL PRIMARY KEY,
  email           VARCHAR(254) NOT NULL,
  name            VARCHAR(100) NOT NULL,
  notice_version  VARCHAR(20)  NOT NULL,
  accepted_at     BIGINT       NOT NULL,
  browser_hash    VARCHAR(64)  NOT NULL UNIQUE,
  sealed_origin   MEDIUMBLOB   NOT NULL,
  link_hash       VARCHAR(64)  NULL UNIQUE,
  code_hash       VARCHAR(64)  NULL,
  code_expires_at BIGINT       NULL,
  code_tries_left SMALLINT     NOT NULL,
  codes_sent      SMALLINT     NOT NULL,
  last_sent_at    BIGINT       NULL,
  created_at      BIGINT       NOT NULL,
  expires_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS registrations_by_expiry ON registrations (expires_at);
CREATE INDEX IF NOT EXISTS registrations_by_email ON registrations (email);

CREATE TABLE IF NOT EXISTS consents (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  notice_version  VARCHAR(20)  NOT NULL,
  accepted_at     BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS consents_by_account ON consents (account_id);

-- Photos of accounts and of registrations (account_id is that of either). The picture is in the photo store.
CREATE TABLE IF NOT EXISTS photos (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  template_format VARCHAR(60)  NOT NULL,
  sealed_template MEDIUMBLOB   NOT NULL,
  width           BIGINT       NOT NULL,
  height          BIGINT       NOT NULL,
  created_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS photos_by_account ON photos (account_id);

-- Pictures to be deleted from the photo store from due_at on. A row is written before a picture is stored and removed
-- in the transaction that makes it somebody's, so a crash in between leaves no picture behind.
CREATE TABLE IF NOT EXISTS photo_deletions (
  photo_id        VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  due_at          BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS photo_deletions_by_due ON photo_deletions (due_at);

CREATE TABLE IF NOT EXISTS sessions (
  id_hash         VARCHAR(64)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  sealed_ticket   MEDIUMBLOB   NOT NULL,
  created_at      BIGINT       NOT NULL,
  expires_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS sessions_by_account ON sessions (account_id);
CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (expires_at);

CREATE TABLE IF NOT EXISTS sign_ins (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  outcome         VARCHAR(20)  NOT NULL,
  low_liveness    SMALLINT     NOT NULL,
  sealed_origin   MEDIUMBLOB   NOT NULL,
  at              BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS sign_ins_by_account ON sign_ins (account_id, at);

-- Proof that an account was deleted, without the data: the address only as an HMAC under the lookup key.
CREATE TABLE IF NOT EXISTS deletions (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  email_hash      VARCHAR(64)  NOT NULL,
  photos          BIGINT       NOT NULL,
  deleted_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

CREATE TABLE IF NOT EXISTS outbox (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  priority        SMALLINT     NOT NULL,
  sealed_message  MEDIUMBLOB   NOT NULL,
  created_at      BIGINT       NOT NULL,
  due_at          BIGINT       NOT NULL,
  expires_at      BIGINT       NULL,
  attempts        BIGINT       NOT NULL,
  lease_id        VARCHAR(36)  NULL,
  leased_until    BIGINT       NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS outbox_by_due ON outbox (due_at);
