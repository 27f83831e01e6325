-- The ledger: what happened, chained by an HMAC; specified in docs/ledger.md. INTEGER PRIMARY KEY is SQLite's own row number,
-- which saves an index there; MySQL's INTEGER is too small and becomes a BIGINT by the next statement.
CREATE TABLE IF NOT EXISTS ledger (
  seq             INTEGER       NOT NULL PRIMARY KEY,
  format          SMALLINT      NOT NULL,
  id              VARCHAR(36)   NOT NULL,
  at              BIGINT        NOT NULL,
  kind            VARCHAR(40)   NOT NULL,
  account_id      VARCHAR(36)   NOT NULL,
  actor_id        VARCHAR(36)   NOT NULL,
  subject_id      VARCHAR(64)   NOT NULL,
  details_hash    VARBINARY(32) NOT NULL,
  -- NULL where there are none, and where they were erased.
  sealed_details  MEDIUMBLOB    NULL,
  mac             VARBINARY(32) NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
/*! ALTER TABLE ledger MODIFY seq BIGINT NOT NULL */;
CREATE INDEX IF NOT EXISTS ledger_by_account ON ledger (account_id, seq);
CREATE INDEX IF NOT EXISTS ledger_by_kind ON ledger (kind, seq);
CREATE INDEX IF NOT EXISTS ledger_by_subject ON ledger (subject_id, seq);
CREATE INDEX IF NOT EXISTS ledger_by_time ON ledger (at);

-- One row, made at the start of the program (a database with a row is not empty, and would get no keys). Every append
-- changes it first, so that there is one chain.
CREATE TABLE IF NOT EXISTS ledger_head (
  id              SMALLINT      NOT NULL PRIMARY KEY,
  seq             BIGINT        NOT NULL,
  mac             VARBINARY(32) NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- Where pruning ended: the last row that is gone. Verification begins after the newest.
CREATE TABLE IF NOT EXISTS ledger_checkpoints (
  seq             BIGINT        NOT NULL PRIMARY KEY,
  format          SMALLINT      NOT NULL,
  row_mac         VARBINARY(32) NOT NULL,
  at              BIGINT        NOT NULL,
  row_count       BIGINT        NOT NULL,
  mac             VARBINARY(32) NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
