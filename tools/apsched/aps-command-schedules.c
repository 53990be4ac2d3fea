/* apsched schedules: the schedules of a store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-jobs.h"
#include "aps-cli-time.h"
#include "aps-cli-window.h"

/* What the columns need beside a schedule's record. */
typedef struct
{
  GHashTable    *last_jobs; /* by schedule's id: its newest finished ApsJobRecord */
  GHashTable    *triggers;  /* by JSON form, of which many are equal: Words */
  ApsRecordList *jobs;
} Context;

/* A trigger as people read it; what is not asked for is not made. */
typedef struct
{
  ApsTrigger *trigger; /* NULL where it cannot be read here */
  char       *text;
  char       *description;
} Words;

static void
words_free (gpointer data)
{
  Words *words = data;

  g_clear_object (&words->trigger);
  g_free (words->text);
  g_free (words->description);
  g_free (words);
}

static Words *
words_of (gconstpointer record, gpointer data)
{
  const char *json = ((const ApsScheduleRecord *)record)->trigger;
  GHashTable *triggers = ((Context *)data)->triggers;
  Words      *words = g_hash_table_lookup (triggers, json);

  if (words != NULL)
    return words;

  words = g_new0 (Words, 1);
  words->trigger = aps_trigger_from_json (json, NULL);
  g_hash_table_insert (triggers, (gpointer)json, words);
  return words;
}

static const char *
text_of (gconstpointer record, gpointer data)
{
  Words *words = words_of (record, data);

  if (words->text == NULL && words->trigger != NULL)
    words->text = aps_trigger_to_text (words->trigger);
  return words->text;
}

static const char *
description_of (gconstpointer record, gpointer data)
{
  Words *words = words_of (record, data);

  if (words->description == NULL && words->trigger != NULL)
    words->description = aps_trigger_describe (words->trigger);
  return words->description;
}

static const ApsJobRecord *
last_job (gconstpointer record, gpointer data)
{
  return g_hash_table_lookup (((Context *)data)->last_jobs,
                              ((const ApsScheduleRecord *)record)->id);
}

static char *
next_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  return aps_cli_time_short (cli, ((const ApsScheduleRecord *)record)->next_fire_us);
}

static char *
in_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  gint64 next_us = ((const ApsScheduleRecord *)record)->next_fire_us;

  if (next_us == APS_TIME_NONE)
    return NULL;

  return next_us > cli->now_us ? aps_cli_span_long (next_us - cli->now_us) : g_strdup ("due");
}

static char *
last_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  return aps_cli_time_short (cli, ((const ApsScheduleRecord *)record)->last_fire_us);
}

static char *
took_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsJobRecord *job = last_job (record, data);

  return job != NULL ? aps_cli_job_took (cli, job, NULL) : NULL;
}

static char *
result_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsScheduleRecord *schedule = record;
  const ApsJobRecord      *job = last_job (record, data);

  if (job == NULL)
    return NULL;
  if (schedule->failures > 1)
    return g_strdup_printf ("%s ×%d", aps_cli_job_state (job), schedule->failures);

  return g_strdup (aps_cli_job_state (job));
}

static ApsCliStyle
result_style (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsJobRecord *job = last_job (record, data);

  return job != NULL ? aps_cli_job_style (cli, job, NULL) : APS_CLI_PLAIN;
}

static const char *
state_of (const ApsScheduleRecord *schedule)
{
  if (schedule->error != NULL)
    return "failed";
  if (schedule->paused)
    return "paused";

  return schedule->next_fire_us == APS_TIME_NONE ? "finished" : "active";
}

static char *
state_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  return g_strdup (state_of (record));
}

static ApsCliStyle
state_style (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsScheduleRecord *schedule = record;

  if (schedule->error != NULL)
    return APS_CLI_BAD;

  return schedule->paused ? APS_CLI_DIM : APS_CLI_PLAIN;
}

static char *
id_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  return aps_cli_cut (((const ApsScheduleRecord *)record)->id, cli->is_long ? G_MAXINT : 40);
}

static char *
task_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  return aps_cli_cut (((const ApsScheduleRecord *)record)->task_id, cli->is_long ? G_MAXINT : 30);
}

static char *
when_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  const char *description = description_of (record, data);

  return aps_cli_cut (description != NULL ? description : "a trigger that cannot be read here",
                      cli->is_long ? G_MAXINT : 70);
}

static char *
trigger_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  return g_strdup (text_of (record, data));
}

static char *
note_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  const ApsScheduleRecord *schedule = record;
  g_autoptr (GString) note = g_string_new (NULL);
  g_autofree char *until = NULL;

  if (schedule->error != NULL)
    return aps_cli_cut (schedule->error, cli->is_long ? G_MAXINT : 60);
  if (!schedule->paused)
    return g_strdup (" ");

  until = aps_cli_time_short (cli, schedule->paused_until_us);
  if (until != NULL)
    g_string_append_printf (note, "until %s", until);
  if (schedule->paused_by != NULL)
    g_string_append_printf (note, "%s%s", note->len > 0 ? ", " : "", schedule->paused_by);
  if (schedule->paused_reason != NULL)
    g_string_append_printf (note, "%s\"%s\"", note->len > 0 ? ": " : "", schedule->paused_reason);
  return g_strdup (note->len > 0 ? note->str : " ");
}

static char *
queue_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  const char *queue = ((const ApsScheduleRecord *)record)->queue;

  return g_strdup (queue != NULL ? queue : "default");
}

static char *
origin_text (ApsCli *cli, gconstpointer record, gpointer data)
{
  return g_strdup (((const ApsScheduleRecord *)record)->origin);
}

static gint64
next_key (gconstpointer record)
{
  return ((const ApsScheduleRecord *)record)->next_fire_us;
}

static gint64
last_key (gconstpointer record)
{
  return ((const ApsScheduleRecord *)record)->last_fire_us;
}

/* clang-format off */
static const ApsCliColumn columns[] = {
  { "NEXT", APS_CLI_SHOWN, next_text, NULL, next_key },
  { "IN", APS_CLI_SHOWN, in_text, NULL, next_key },
  { "LAST", APS_CLI_SHOWN, last_text, NULL, last_key },
  { "TOOK", APS_CLI_SHOWN, took_text, NULL, NULL },
  { "RESULT", APS_CLI_SHOWN, result_text, result_style, NULL },
  { "STATE", APS_CLI_SHOWN, state_text, state_style, NULL },
  { "SCHEDULE", APS_CLI_SHOWN, id_text, NULL, NULL },
  { "TASK", APS_CLI_SHOWN, task_text, NULL, NULL },
  { "WHEN", APS_CLI_SHOWN, when_text, NULL, NULL },
  { "TRIGGER", APS_CLI_LONG, trigger_text, NULL, NULL },
  { "QUEUE", APS_CLI_LONG, queue_text, NULL, NULL },
  { "ORIGIN", APS_CLI_LONG, origin_text, NULL, NULL },
  { "NOTE", APS_CLI_SHOWN, note_text, NULL, NULL },
};

static const ApsCliMember members[] = {
  { "id", "id" }, { "task_id", "task_id" }, { "next_fire_time", "next_fire_us" },
  { "last_fire_time", "last_fire_us" }, { "paused", "paused" },
  { "paused_until", "paused_until_us" }, { "paused_by", "paused_by" },
  { "paused_reason", "paused_reason" }, { "args", "args" }, { "kwargs", "kwargs" },
  { "coalesce", "coalesce" }, { "overlap", "overlap" },
  { "misfire_grace_time_us", "misfire_grace_time_us" }, { "max_jitter_us", "max_jitter_us" },
  { "executor", "executor" }, { "queue", "queue" }, { "priority", "priority" },
  { "job_result_expiration_time_us", "job_result_expiration_time_us" },
  { "failures", "failures" }, { "error", "error" }, { "metadata", "metadata" },
  { "origin", "origin" }, { "created", "created_us" }, { "revision", "revision" },
};
/* clang-format on */

/* Numbers that are unset are null. */
static void
write_number (ApsCliJson *json, const char *name, gint number)
{
  if (number == APS_UNSET || number == APS_UNLIMITED)
    aps_cli_json_raw (json, name, NULL);
  else
    aps_cli_json_int (json, name, number);
}

static void
write_more (ApsCliJson *json, gconstpointer record, gpointer data)
{
  const ApsScheduleRecord *schedule = record;
  const ApsJobRecord      *job = last_job (record, data);

  write_number (json, "history", schedule->history);
  write_number (json, "pause_after_failures", schedule->pause_after_failures);
  aps_cli_json_string (json, "trigger", text_of (record, data));
  aps_cli_json_string (json, "description", description_of (record, data));
  aps_cli_json_string (json, "state", state_of (schedule));
  aps_cli_json_string (json, "last_outcome", job != NULL ? aps_cli_job_state (job) : NULL);
}

static const ApsCliList list = {
  .name = "schedules",
  .type = APS_RECORD_TYPE_SCHEDULE,
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .members = members,
  .n_members = G_N_ELEMENTS (members),
  .more = write_more,
};

static gboolean
find_last_job (ApsDataStore *store, const char *id, Context *context, GError **error)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  guint        n = aps_record_list_get_n (context->jobs);

  query.schedule_id = id;
  query.states = 1u << APS_JOB_STATE_FINISHED;
  query.order = APS_LIST_ORDER_TIME;
  query.descending = TRUE;
  query.limit = 1;
  if (!aps_data_store_list_jobs (store, &query, context->jobs, error))
    return FALSE;

  if (aps_record_list_get_n (context->jobs) > n)
    g_hash_table_insert (context->last_jobs, (gpointer)id, aps_record_list_get (context->jobs, n));
  return TRUE;
}

static gboolean
find_last_jobs (
  ApsCli *cli, ApsDataStore *store, GPtrArray *schedules, Context *context, GError **error)
{
  if (!cli->json && !cli->jsonl && !aps_cli_list_shows (&list, cli, "RESULT") &&
      !aps_cli_list_shows (&list, cli, "TOOK"))
    return TRUE;

  for (guint i = 0; i < schedules->len; i++)
    {
      const ApsScheduleRecord *schedule = g_ptr_array_index (schedules, i);

      if (schedule->last_fire_us != APS_TIME_NONE &&
          !find_last_job (store, schedule->id, context, error))
        return FALSE;
    }

  return TRUE;
}

static void
print_summary (ApsCli *cli, ApsScheduler *window, GPtrArray *schedules)
{
  g_autofree char *store = aps_cli_describe_store (window);
  guint            paused = 0;
  guint            failing = 0;

  for (guint i = 0; i < schedules->len; i++)
    {
      const ApsScheduleRecord *schedule = g_ptr_array_index (schedules, i);

      paused += schedule->paused;
      failing += schedule->failures > 0 || schedule->error != NULL;
    }

  g_print ("%u schedule%s: %u paused, %u failing.    %s    times: %s\n",
           schedules->len,
           schedules->len == 1 ? "" : "s",
           paused,
           failing,
           store,
           cli->timezone);
}

static ApsExit
show (ApsCli *cli, ApsScheduler *window, Context *context)
{
  ApsDataStore *store = aps_cli_get_store (window);
  ApsListQuery  query = APS_LIST_QUERY_INIT;
  g_autoptr (ApsRecordList) records = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (GPtrArray) schedules = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  query.order = APS_LIST_ORDER_TIME;
  if (!aps_data_store_list_schedules (store, &query, records, &error))
    return aps_cli_fail_by (error);

  for (guint i = 0; i < aps_record_list_get_n (records); i++)
    g_ptr_array_add (schedules, aps_record_list_get (records, i));
  if (!find_last_jobs (cli, store, schedules, context, &error))
    return aps_cli_fail_by (error);

  aps_cli_list_sort (&list, cli, schedules, context);
  aps_cli_list_print (&list, cli, schedules, context);
  if (!cli->json && !cli->jsonl && !cli->no_header)
    print_summary (cli, window, schedules);
  return APS_EXIT_DONE;
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (ApsScheduler) window = NULL;
  g_autoptr (GHashTable) last_jobs = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (ApsRecordList) jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GHashTable)
    triggers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, words_free);
  Context context = { last_jobs, triggers, jobs };
  ApsExit status = APS_EXIT_DONE;

  if (!aps_cli_list_check (&list, cli, &status))
    return status;

  window = aps_cli_open_window (cli, &status);
  return window != NULL ? show (cli, window, &context) : status;
}

const ApsCommand aps_command_schedules = {
  .name = "schedules",
  .arguments = "",
  .summary = "List the schedules of the store, the next first",
  .parts = APS_CLI_STORE | APS_CLI_TIME | APS_CLI_JSON | APS_CLI_TABLE,
  .min_arguments = 0,
  .max_arguments = 0,
  .run = run,
};
