-- Rotation. What a plan says (where, as whom, when) is sealed under the vault's key; what stays readable is the kind of the
-- target, when it is due, and what came of each run. docs/threat-model.md.

-- 1 where a plan says when the password is changed next, and not the entry's own number of days.
ALTER TABLE vault_entries ADD COLUMN planned SMALLINT NOT NULL DEFAULT 0;
-- For which due instant its owner was last told to change it by hand.
ALTER TABLE vault_entries ADD COLUMN reminded_at BIGINT NULL;
CREATE INDEX IF NOT EXISTS vault_entries_by_rotation ON vault_entries (rotate_at);

-- How many fresh proofs were given in the session: the sign-in itself is none.
ALTER TABLE sessions ADD COLUMN proofs BIGINT NOT NULL DEFAULT 0;

-- The rotation that made the password; it is a candidate until the entry's card names its version.
ALTER TABLE vault_secrets ADD COLUMN candidate_of VARCHAR(36) NULL;

CREATE TABLE IF NOT EXISTS rotation_plans (
  entry_id            VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id          VARCHAR(36)  NOT NULL,
  version             BIGINT       NOT NULL,
  kind                VARCHAR(20)  NOT NULL,
  -- An HMAC of host and port: who shares a host is known, not which one it is.
  host_key            VARCHAR(64)  NOT NULL,
  sealed_settings     MEDIUMBLOB   NOT NULL,
  -- Minutes after a reveal; NULL for not at all.
  after_reveal        BIGINT       NULL,
  -- Reveals up to this instant were thought of.
  reveals_seen_at     BIGINT       NOT NULL,
  -- The due instant that a reveal set, to tell it from one of the schedule.
  reveal_due_at       BIGINT       NULL,
  -- 1 where its schedule makes it due by itself.
  scheduled           SMALLINT     NOT NULL,
  paused_at           BIGINT       NULL,
  -- In which sign-in; "this wasn't me" takes the pause back.
  paused_sign_in_id   VARCHAR(36)  NULL,
  -- A disowned sign-in set it: nothing is done by it until its member has saved it again.
  held_at             BIGINT       NULL,
  created_at          BIGINT       NOT NULL,
  updated_at          BIGINT       NOT NULL,
  -- Who saved it last, and who chose its target.
  sign_in_id          VARCHAR(36)  NOT NULL,
  target_sign_in_id   VARCHAR(36)  NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS rotation_plans_by_account ON rotation_plans (account_id);

-- One row for each change of a password, from the plan to its end.
CREATE TABLE IF NOT EXISTS rotations (
  id                  VARCHAR(36)  NOT NULL PRIMARY KEY,
  account_id          VARCHAR(36)  NOT NULL,
  entry_id            VARCHAR(36)  NOT NULL,
  -- The entry while the rotation is open, NULL after: at most one is open for each entry.
  open_entry_id       VARCHAR(36)  NULL UNIQUE,
  kind                VARCHAR(20)  NOT NULL,
  host_key            VARCHAR(64)  NOT NULL,
  cause               VARCHAR(20)  NOT NULL,
  state               VARCHAR(20)  NOT NULL,
  -- The version of the password that is being brought in; 0 before there is one.
  candidate           BIGINT       NOT NULL,
  -- Which of two accounts that take turns gets it: 0 or 1.
  slot                BIGINT       NOT NULL,
  -- More rotations of the entry that follow this one at once.
  further             BIGINT       NOT NULL,
  attempts            BIGINT       NOT NULL,
  due_at              BIGINT       NOT NULL,
  fault               VARCHAR(40)  NULL,
  fault_code          VARCHAR(20)  NULL,
  lease_id            VARCHAR(36)  NULL,
  leased_until        BIGINT       NULL,
  -- After a promotion the target is told, until it has heard; NULL where there is nothing to tell or it has.
  notice_due_at       BIGINT       NULL,
  notice_attempts     BIGINT       NOT NULL,
  created_at          BIGINT       NOT NULL,
  finished_at         BIGINT       NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
-- What is open comes first; the purge asks for what has ended.
CREATE INDEX IF NOT EXISTS rotations_by_due ON rotations (finished_at, due_at);
CREATE INDEX IF NOT EXISTS rotations_by_entry ON rotations (account_id, entry_id, created_at);
CREATE INDEX IF NOT EXISTS rotations_by_notice ON rotations (notice_due_at);

-- What happened in a rotation, for its timeline. Times and names of steps only.
CREATE TABLE IF NOT EXISTS rotation_steps (
  id                  VARCHAR(36)  NOT NULL PRIMARY KEY,
  rotation_id         VARCHAR(36)  NOT NULL,
  account_id          VARCHAR(36)  NOT NULL,
  -- From 1 on: two steps within a millisecond, or by two clocks, keep their order.
  seq                 BIGINT       NOT NULL,
  step                VARCHAR(20)  NOT NULL,
  attempt             BIGINT       NOT NULL,
  fault               VARCHAR(40)  NULL,
  fault_code          VARCHAR(20)  NULL,
  at                  BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS rotation_steps_by_rotation ON rotation_steps (rotation_id, seq);
CREATE INDEX IF NOT EXISTS rotation_steps_by_account ON rotation_steps (account_id);

-- When due plans were last looked for: after a pause of the whole site they are spread out.
CREATE TABLE IF NOT EXISTS rotation_passes (
  id                  BIGINT       NOT NULL PRIMARY KEY,
  at                  BIGINT       NOT NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;

-- Where targets may be: written by administrators only.
CREATE TABLE IF NOT EXISTS allowed_targets (
  id                  VARCHAR(36)  NOT NULL PRIMARY KEY,
  -- A name, *.a.name or an address, in lower case.
  host                VARCHAR(255) NOT NULL,
  port                BIGINT       NOT NULL,
  plain_text          BIGINT       NOT NULL,
  added_by            VARCHAR(36)  NOT NULL,
  created_at          BIGINT       NOT NULL,
  UNIQUE (host, port)
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
