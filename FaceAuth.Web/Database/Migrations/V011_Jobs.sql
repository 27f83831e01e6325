-- One row for each job: how its last run ended, and whether an administrator paused it. The scheduler's own tables say when
-- it runs next.
CREATE TABLE IF NOT EXISTS job_runs (
  job           VARCHAR(60)  NOT NULL PRIMARY KEY,
  started_at    BIGINT       NULL,
  ended_at      BIGINT       NULL,
  milliseconds  BIGINT       NULL,
  -- ok, failed, too-long or interrupted.
  result        VARCHAR(20)  NULL,
  -- 1 where an administrator asked for the run.
  by_hand       BIGINT       NULL,
  instance      VARCHAR(200) NULL,
  -- NULL where the job runs on its schedule.
  paused_at     BIGINT       NULL,
  paused_by     VARCHAR(36)  NULL
) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */;
