-- The second factor, the counters, the replay guard and "this wasn't me". Columns are added with defaults or NULL, so that
-- the version before goes on writing its rows.

ALTER TABLE accounts ADD COLUMN second_factor VARCHAR(20) NOT NULL DEFAULT 'NewDevice';
-- Until then the second factor is asked for always, whatever second_factor says.
ALTER TABLE accounts ADD COLUMN always_until BIGINT NULL;
-- Since then a face does not sign in, until a recovery.
ALTER TABLE accounts ADD COLUMN face_closed_at BIGINT NULL;

ALTER TABLE sign_ins ADD COLUMN method VARCHAR(20) NOT NULL DEFAULT 'Face';
ALTER TABLE sign_ins ADD COLUMN reason VARCHAR(20) NULL;
ALTER TABLE sign_ins ADD COLUMN device_id VARCHAR(36) NULL;
ALTER TABLE sign_ins ADD COLUMN held_until BIGINT NULL;
ALTER TABLE sign_ins ADD COLUMN disowned_at BIGINT NULL;

-- The sign-in whose session added the photo; NULL for those of the registration.
ALTER TABLE photos ADD COLUMN sign_in_id VARCHAR(36) NULL;

-- id_hash changes at every step-up, session_id stays. A replaced row answers reads for a few seconds and then ends.
ALTER TABLE sessions ADD COLUMN session_id VARCHAR(36) NULL;
ALTER TABLE sessions ADD COLUMN sign_in_id VARCHAR(36) NULL;
ALTER TABLE sessions ADD COLUMN device_id VARCHAR(36) NULL;
ALTER TABLE sessions ADD COLUMN held_until BIGINT NULL;
ALTER TABLE sessions ADD COLUMN confirmed_until BIGINT NULL;
ALTER TABLE sessions ADD COLUMN read_only SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS sessions_by_sign_in ON sessions (sign_in_id);

-- Browsers that a member had remembered. One browser may be remembered for several accounts, by one token.
CREATE TABLE IF NOT EXISTS devices (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  token_hash      VARCHAR(64)  NOT NULL,
  sign_in_id      VARCHAR(36)  NOT NULL,
  sealed_origin   MEDIUMBLOB   NOT NULL,
  created_at      BIGINT       NOT NULL,
  last_used_at    BIGINT       NOT NULL,
  expires_at      BIGINT       NOT NULL,
  held_until      BIGINT       NULL,
  UNIQUE (account_id, token_hash)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS devices_by_token ON devices (token_hash);
CREATE INDEX IF NOT EXISTS devices_by_expiry ON devices (expires_at);

-- A sign-in that waits for the mailed code or link, held by the browser that began it.
CREATE TABLE IF NOT EXISTS pending_sign_ins (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  browser_hash    VARCHAR(64)  NOT NULL UNIQUE,
  method          VARCHAR(20)  NOT NULL,
  device_id       VARCHAR(36)  NULL,
  low_liveness    SMALLINT     NOT NULL,
  sealed_origin   MEDIUMBLOB   NOT NULL,
  link_hash       VARCHAR(64)  NULL UNIQUE,
  code_hash       VARCHAR(64)  NULL,
  code_tries_left SMALLINT     NOT NULL,
  created_at      BIGINT       NOT NULL,
  expires_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS pending_sign_ins_by_account ON pending_sign_ins (account_id);
CREATE INDEX IF NOT EXISTS pending_sign_ins_by_expiry ON pending_sign_ins (expires_at);

-- One row for each mailed code, to count them by the hour; by purse, so that whoever has a photo of the member cannot
-- use up the codes of a recovery, or of the member's own devices.
CREATE TABLE IF NOT EXISTS mailed_codes (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  purse           VARCHAR(60)  NOT NULL,
  at              BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS mailed_codes_by_account ON mailed_codes (account_id, at);

-- Failures in a row. subject is an account's id, or the HMAC of an address that has no account: both count alike.
CREATE TABLE IF NOT EXISTS failures (
  subject         VARCHAR(64)  NOT NULL,
  way             VARCHAR(20)  NOT NULL,
  failures        BIGINT       NOT NULL,
  last_at         BIGINT       NOT NULL,
  PRIMARY KEY (subject, way)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS failures_by_time ON failures (last_at);

-- Failures from one network address in one window of time.
CREATE TABLE IF NOT EXISTS network_failures (
  network_hash    VARCHAR(64)  NOT NULL,
  window_start    BIGINT       NOT NULL,
  failures        BIGINT       NOT NULL,
  PRIMARY KEY (network_hash, window_start)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS network_failures_by_window ON network_failures (window_start);

-- One form, one answer: a form that is sent twice is decided once.
CREATE TABLE IF NOT EXISTS form_answers (
  form_hash       VARCHAR(64)  NOT NULL PRIMARY KEY,
  answer          VARCHAR(40)  NULL,
  reference       VARCHAR(36)  NULL,
  created_at      BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS form_answers_by_time ON form_answers (created_at);

-- Pictures that a decision was made on. The fingerprint is picture data and sealed; the bytes only as an HMAC.
CREATE TABLE IF NOT EXISTS seen_pictures (
  id                 VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id         VARCHAR(36)  NOT NULL,
  bytes_hash         VARCHAR(64)  NOT NULL,
  sealed_fingerprint MEDIUMBLOB   NOT NULL,
  seen_at            BIGINT       NOT NULL,
  UNIQUE (account_id, bytes_hash)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS seen_pictures_by_time ON seen_pictures (seen_at);

-- The "this wasn't me" links of mails about a sign-in.
CREATE TABLE IF NOT EXISTS disown_links (
  link_hash       VARCHAR(64)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  sign_in_id      VARCHAR(36)  NOT NULL,
  expires_at      BIGINT       NOT NULL,
  used_at         BIGINT       NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS disown_links_by_sign_in ON disown_links (sign_in_id);
CREATE INDEX IF NOT EXISTS disown_links_by_expiry ON disown_links (expires_at);

-- What happened to an account and other features must act on; each feature's job takes its own kinds.
CREATE TABLE IF NOT EXISTS account_events (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id      VARCHAR(36)  NOT NULL,
  kind            VARCHAR(40)  NOT NULL,
  sign_in_id      VARCHAR(36)  NULL,
  at              BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS account_events_by_kind ON account_events (kind, at);
CREATE INDEX IF NOT EXISTS account_events_by_account ON account_events (account_id);
