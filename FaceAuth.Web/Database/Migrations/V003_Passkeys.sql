-- Passkeys (WebAuthn credentials), and the ceremonies by which they are added and used. The conventions are V001's.

-- The credential's id is found by its HMAC. Id, public key and transports are sealed for this row, so that whoever can
-- write to the database cannot put a key of their own in a member's place.
CREATE TABLE IF NOT EXISTS passkeys (
  id                VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id        VARCHAR(36)  NOT NULL,
  credential_hash   VARCHAR(64)  NOT NULL UNIQUE,
  sealed_credential MEDIUMBLOB   NOT NULL,
  sealed_name       MEDIUMBLOB   NOT NULL,
  sign_count        BIGINT       NOT NULL,
  is_backed_up      SMALLINT     NOT NULL,
  sign_in_id        VARCHAR(36)  NOT NULL,
  created_at        BIGINT       NOT NULL,
  last_used_at      BIGINT       NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS passkeys_by_account ON passkeys (account_id);

-- One challenge that was given to one browser. Its row is deleted by whoever answers it first, rightly or wrongly.
CREATE TABLE IF NOT EXISTS passkey_ceremonies (
  browser_hash      VARCHAR(64)  NOT NULL PRIMARY KEY,
  kind              VARCHAR(20)  NOT NULL,
  account_id        VARCHAR(36)  NULL,
  sealed_state      MEDIUMBLOB   NOT NULL,
  expires_at        BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS passkey_ceremonies_by_expiry ON passkey_ceremonies (expires_at);
CREATE INDEX IF NOT EXISTS passkey_ceremonies_by_account ON passkey_ceremonies (account_id);

-- In which sessions a passkey took part, and which one had added it: who adds a passkey, signs in with it and adds another
-- has all of it taken back when the first sign-in is disowned. It outlives the passkey, which they may remove again.
CREATE TABLE IF NOT EXISTS passkey_uses (
  added_in          VARCHAR(36)  NOT NULL,
  used_in           VARCHAR(36)  NOT NULL,
  account_id        VARCHAR(36)  NOT NULL,
  at                BIGINT       NOT NULL,
  PRIMARY KEY (added_in, used_in)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS passkey_uses_by_account ON passkey_uses (account_id);
CREATE INDEX IF NOT EXISTS passkey_uses_by_time ON passkey_uses (at);
