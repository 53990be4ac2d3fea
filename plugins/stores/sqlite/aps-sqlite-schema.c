/* The tables, and their versions.
 *
 * NOTES: for each question that is asked often there is an index that holds the answer in order,
 * partial where most rows are no answer, so that no operation walks past jobs or schedules that it
 * cannot use. Where SQLite, which knows no numbers of rows, would choose another, the statement
 * says INDEXED BY.
 *
 * - A *lane* is what a job waits in: all jobs of one task, queue, executor, priority and overlap.
 *   It knows its first job and whether its task has a free slot. Leasing goes through the heads of
 *   open lanes, so a full task costs its lanes, not its jobs.
 * - held_key is the unique key as long as it holds.
 * - surplus marks finished jobs that may go when expires_us has come: no history keeps them.
 *   Clean-up marks what drops out of a schedule's history, where runs say that there is something
 *   new.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-schema.h"

static const char GET_APPLICATION[] = "SELECT application_id FROM pragma_application_id";
static const char GET_VERSION[] = "SELECT user_version FROM pragma_user_version";
static const char COUNT_TABLES[] = "SELECT count(*) FROM sqlite_schema";

static const char BEGIN[] = "BEGIN IMMEDIATE";
static const char COMMIT[] = "COMMIT";
static const char ROLLBACK[] = "ROLLBACK";

/* clang-format off */

static const char VERSION_1[] =
"CREATE TABLE meta ("
"  key   TEXT PRIMARY KEY,"
"  value TEXT NOT NULL"
") STRICT, WITHOUT ROWID;"

"CREATE TABLE tasks ("
"  id                    TEXT PRIMARY KEY,"
"  callable              TEXT,"
"  executor              TEXT,"
"  max_running_jobs      INTEGER,"
"  slots                 INTEGER,"
"  misfire_grace_time_us INTEGER,"
"  max_attempts          INTEGER,"
"  retry_delay_us        INTEGER,"
"  retry_max_delay_us    INTEGER,"
"  time_limit_us         INTEGER,"
"  on_abandoned          TEXT,"
"  options               TEXT,"
"  aliases               TEXT,"
"  metadata              TEXT,"
"  origin                TEXT,"
"  revision              INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;"

"CREATE TABLE queues ("
"  name             TEXT PRIMARY KEY,"
"  max_running_jobs INTEGER,"
"  paused           INTEGER NOT NULL,"
"  origin           TEXT"
") STRICT, WITHOUT ROWID;"

/* Slots in use of task:ID and queue:NAME. slots is NULL where there is no limit. */
"CREATE TABLE limits ("
"  name  TEXT PRIMARY KEY,"
"  slots INTEGER,"
"  used  INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;"

"CREATE TABLE counts ("
"  task_id TEXT NOT NULL,"
"  queue   TEXT NOT NULL,"
"  state   TEXT NOT NULL,"
"  outcome TEXT NOT NULL,"
"  n       INTEGER NOT NULL,"
"  PRIMARY KEY (task_id, queue, state, outcome)"
") STRICT, WITHOUT ROWID;"

/* untrimmed: jobs have finished since its history was cut to its length. */
"CREATE TABLE runs ("
"  schedule_id TEXT PRIMARY KEY,"
"  unfinished  INTEGER NOT NULL,"
"  untrimmed   INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;"
"CREATE INDEX runs_untrimmed ON runs (schedule_id) WHERE untrimmed = 1;"

"CREATE TABLE counters ("
"  name  TEXT PRIMARY KEY,"
"  value INTEGER NOT NULL"
") STRICT, WITHOUT ROWID;"

"CREATE TABLE instances ("
"  uuid              TEXT PRIMARY KEY,"
"  identity          TEXT,"
"  host              TEXT,"
"  boot_id           TEXT,"
"  pid_namespace     INTEGER,"
"  pid               INTEGER,"
"  pid_start         INTEGER,"
"  version           TEXT,"
"  role              TEXT,"
"  queues            TEXT,"
"  started_us        INTEGER,"
"  until_us          INTEGER,"
"  schedules_pass_us INTEGER,"
"  jobs_pass_us      INTEGER,"
"  cleanup_pass_us   INTEGER"
") STRICT, WITHOUT ROWID;"

"CREATE TABLE schedules ("
"  id                            TEXT PRIMARY KEY,"
"  task_id                       TEXT NOT NULL,"
"  trigger                       TEXT,"
"  trigger_types                 TEXT,"
"  cursor                        TEXT,"
"  args                          TEXT,"
"  kwargs                        TEXT,"
"  paused                        INTEGER NOT NULL,"
"  paused_until_us               INTEGER,"
"  paused_by                     TEXT,"
"  paused_reason                 TEXT,"
"  defined_paused                INTEGER NOT NULL,"
"  coalesce                      TEXT,"
"  overlap                       TEXT,"
"  misfire_grace_time_us         INTEGER,"
"  max_jitter_us                 INTEGER,"
"  executor                      TEXT,"
"  queue                         TEXT,"
"  priority                      INTEGER,"
"  job_result_expiration_time_us INTEGER,"
"  history                       INTEGER,"
"  pause_after_failures          INTEGER,"
"  failures                      INTEGER,"
"  last_failure_fire_us          INTEGER,"
"  skips                         TEXT,"
"  metadata                      TEXT,"
"  origin                        TEXT,"
"  created_us                    INTEGER,"
"  revision                      INTEGER NOT NULL,"
"  incarnation                   INTEGER NOT NULL,"
"  last_fire_us                  INTEGER,"
"  next_fire_us                  INTEGER,"
"  error                         TEXT,"
"  lease_owner                   TEXT,"
"  lease_until_us                INTEGER,"
"  fence                         INTEGER NOT NULL"
") STRICT;"
"CREATE INDEX schedules_due ON schedules (trigger_types, next_fire_us, id)"
"  WHERE paused = 0 AND next_fire_us IS NOT NULL;"
"CREATE INDEX schedules_pausing ON schedules (paused_until_us)"
"  WHERE paused = 1 AND paused_until_us IS NOT NULL;"
"CREATE INDEX schedules_by_time ON schedules (ifnull (next_fire_us, 9223372036854775807), id);"
"CREATE INDEX schedules_of_task ON schedules (task_id, id);"
"CREATE INDEX schedules_leased ON schedules (lease_owner, lease_until_us)"
"  WHERE lease_owner IS NOT NULL;"
"CREATE INDEX schedules_exhausted ON schedules (id)"
"  WHERE next_fire_us IS NULL AND paused = 0 AND error IS NULL;"

/* state: open, full (no slot of the task is free), gone (the task is). */
"CREATE TABLE lanes ("
"  id          INTEGER PRIMARY KEY,"
"  task_id     TEXT NOT NULL,"
"  queue       TEXT NOT NULL,"
"  executor    TEXT NOT NULL,"
"  priority    INTEGER NOT NULL,"
"  overlap     TEXT NOT NULL,"
"  state       TEXT NOT NULL,"
"  jobs        INTEGER NOT NULL,"
"  waiting     INTEGER NOT NULL,"
"  head_due_us INTEGER,"
"  head_id     TEXT,"
"  UNIQUE (task_id, queue, executor, priority, overlap)"
") STRICT;"
"CREATE INDEX lanes_ready ON lanes (state, executor, priority, head_due_us, head_id)"
"  WHERE waiting > 0;"
"CREATE INDEX lanes_overlapping ON lanes (executor, head_due_us)"
"  WHERE waiting > 0 AND state = 'full' AND overlap <> 'queue';"

"CREATE TABLE jobs ("
"  id                        TEXT PRIMARY KEY,"
"  task_id                   TEXT NOT NULL,"
"  args                      TEXT,"
"  kwargs                    TEXT,"
"  schedule_id               TEXT,"
"  incarnation               INTEGER,"
"  fire_time_us              INTEGER,"
"  n_fires                   INTEGER,"
"  jitter_us                 INTEGER,"
"  due_us                    INTEGER NOT NULL,"
"  deadline_us               INTEGER,"
"  queue                     TEXT,"
"  priority                  INTEGER,"
"  unique_key                TEXT,"
"  unique_until              TEXT,"
"  unique_until_us           INTEGER,"
"  attempt                   INTEGER,"
"  max_attempts              INTEGER,"
"  retry_delay_us            INTEGER,"
"  retry_max_delay_us        INTEGER,"
"  time_limit_us             INTEGER,"
"  on_abandoned              TEXT,"
"  overlap                   TEXT,"
"  executor                  TEXT,"
"  result_expiration_time_us INTEGER,"
"  failure_retention_us      INTEGER,"
"  history                   INTEGER,"
"  metadata                  TEXT,"
"  source                    TEXT,"
"  created_us                INTEGER,"
"  state                     TEXT NOT NULL,"
"  lease_owner               TEXT,"
"  lease_until_us            INTEGER,"
"  fence                     INTEGER NOT NULL,"
"  leased_us                 INTEGER,"
"  started_us                INTEGER,"
"  worker                    TEXT,"
"  progress                  REAL,"
"  progress_text             TEXT,"
"  cancel_requested          INTEGER,"
"  cancelled_by              TEXT,"
"  cancel_reason             TEXT,"
"  outcome                   TEXT,"
"  finished_us               INTEGER,"
"  expires_us                INTEGER,"
"  value                     TEXT,"
"  error_domain              TEXT,"
"  error_code                INTEGER,"
"  error_message             TEXT,"
"  error_details             TEXT,"
"  reason                    TEXT,"
"  reason_text               TEXT,"
"  output                    TEXT,"
"  attempts                  TEXT,"
"  lane                      INTEGER NOT NULL,"
"  held_key                  TEXT,"
"  surplus                   INTEGER NOT NULL DEFAULT 0"
") STRICT;"
"CREATE INDEX jobs_by_status ON jobs (state, outcome, due_us, id);"
"CREATE INDEX jobs_of_task ON jobs (task_id, due_us, id);"
"CREATE INDEX jobs_of_schedule ON jobs (schedule_id, due_us, id)"
"  WHERE schedule_id IS NOT NULL;"
"CREATE INDEX jobs_waiting ON jobs (lane, due_us, id) WHERE state = 'waiting';"
"CREATE INDEX jobs_deadline ON jobs (deadline_us)"
"  WHERE state = 'waiting' AND deadline_us IS NOT NULL;"
"CREATE INDEX jobs_leased ON jobs (lease_owner, lease_until_us) WHERE state = 'leased';"
"CREATE UNIQUE INDEX jobs_held_key ON jobs (held_key) WHERE held_key IS NOT NULL;"
"CREATE INDEX jobs_surplus ON jobs (expires_us) WHERE surplus = 1;"
"CREATE INDEX jobs_history ON jobs (schedule_id, finished_us, id)"
"  WHERE state = 'finished' AND surplus = 0;"

"CREATE VIEW schedules_readable AS"
"  SELECT id, task_id, trigger, paused, paused_reason, error, failures,"
"         datetime (next_fire_us / 1000000, 'unixepoch') AS next_fire_utc,"
"         datetime (last_fire_us / 1000000, 'unixepoch') AS last_fire_utc,"
"         datetime (paused_until_us / 1000000, 'unixepoch') AS paused_until_utc,"
"         lease_owner"
"  FROM schedules ORDER BY next_fire_us IS NULL, next_fire_us, id;"
"CREATE VIEW jobs_readable AS"
"  SELECT id, task_id, schedule_id, queue, state, outcome, attempt,"
"         datetime (due_us / 1000000, 'unixepoch') AS due_utc,"
"         datetime (fire_time_us / 1000000, 'unixepoch') AS fire_time_utc,"
"         datetime (started_us / 1000000, 'unixepoch') AS started_utc,"
"         datetime (finished_us / 1000000, 'unixepoch') AS finished_utc,"
"         round ((finished_us - started_us) / 1e6, 3) AS seconds,"
"         value, error_message, reason_text, worker"
"  FROM jobs ORDER BY due_us, id;"

"INSERT INTO meta (key, value) VALUES ('made-by', 'libapsched " PACKAGE_VERSION "');"
"INSERT INTO counters (name, value) VALUES ('incarnation', 0);"
"PRAGMA application_id = 0x41707331;"
"PRAGMA user_version = 1";

/* The step from each version to the next. */
static const char *const steps[APS_SQLITE_SCHEMA_VERSION] = { VERSION_1 };

/* clang-format on */

static gboolean
refuse_foreign (ApsSqliteConnection *self, GError **error)
{
  gint64 application = 0;
  gint64 n_tables = 0;

  if (!aps_sqlite_get_number (self, GET_APPLICATION, &application, error, "") ||
      !aps_sqlite_get_number (self, COUNT_TABLES, &n_tables, error, ""))
    return FALSE;

  if (application == APS_SQLITE_APPLICATION_ID || (application == 0 && n_tables == 0))
    return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_SETTING,
               "SQLite database %s belongs to another program; nothing was touched; choose a new "
               "file",
               self->path);
  return FALSE;
}

gboolean
aps_sqlite_schema_check (ApsSqliteConnection *self, gint64 *version, GError **error)
{
  *version = 0;
  if (!refuse_foreign (self, error) ||
      !aps_sqlite_get_number (self, GET_VERSION, version, error, ""))
    return FALSE;

  if (*version <= APS_SQLITE_SCHEMA_VERSION)
    return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_SCHEMA_NEWER,
               "SQLite database %s has schema %" G_GINT64_FORMAT
               ", this library knows up to %d; nothing was touched; use a newer libapsched",
               self->path,
               *version,
               APS_SQLITE_SCHEMA_VERSION);
  return FALSE;
}

static gboolean
step_up (ApsSqliteConnection *self, GError **error)
{
  gint64 version;

  /* Another process may have been faster while this one waited for the lock. */
  if (!aps_sqlite_schema_check (self, &version, error))
    return FALSE;

  for (; version < APS_SQLITE_SCHEMA_VERSION; version++)
    if (!aps_sqlite_exec (self, steps[version], error))
      return FALSE;

  return TRUE;
}

gboolean
aps_sqlite_schema_migrate (ApsSqliteConnection *self, GError **error)
{
  if (!aps_sqlite_exec (self, BEGIN, error))
    return FALSE;

  if (step_up (self, error) && aps_sqlite_exec (self, COMMIT, error))
    return TRUE;

  sqlite3_exec (self->db, ROLLBACK, NULL, NULL, NULL);
  return FALSE;
}
