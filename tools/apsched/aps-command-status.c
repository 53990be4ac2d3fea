/* apsched status: the schedulers on a store, and how many jobs are in which state.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-json.h"
#include "aps-cli-table.h"
#include "aps-cli-time.h"
#include "aps-cli-window.h"

/* By state; of finished jobs by outcome. */
typedef struct
{
  gint64 waiting;
  gint64 running;
  gint64 outcomes[APS_JOB_OUTCOME_ABANDONED + 1];
} Counts;

static Counts
add_up (ApsRecordList *records)
{
  Counts counts = { 0 };

  for (guint i = 0; i < aps_record_list_get_n (records); i++)
    {
      const ApsCountRecord *record = aps_record_list_get (records, i);

      if (record->state == APS_JOB_STATE_WAITING)
        counts.waiting += record->n;
      else if (record->state == APS_JOB_STATE_LEASED)
        counts.running += record->n;
      else if (record->outcome >= 0 && record->outcome <= APS_JOB_OUTCOME_ABANDONED)
        counts.outcomes[record->outcome] += record->n;
    }

  return counts;
}

static gboolean
is_alive (ApsCli *cli, const ApsInstanceRecord *instance)
{
  return instance->until_us > cli->now_us;
}

static void
print_json (ApsCli *cli, ApsRecordList *instances, const Counts *counts)
{
  ApsCliJson json;

  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_begin (&json, "schedulers", '[');
  for (guint i = 0; i < aps_record_list_get_n (instances); i++)
    {
      const ApsInstanceRecord *instance = aps_record_list_get (instances, i);

      aps_cli_json_begin (&json, NULL, '{');
      aps_cli_json_string (&json, "identity", instance->identity);
      aps_cli_json_string (&json, "uuid", instance->uuid);
      aps_cli_json_string (&json, "host", instance->host);
      aps_cli_json_int (&json, "pid", instance->pid);
      aps_cli_json_string (&json, "role", aps_enum_to_nick (APS_TYPE_ROLE, instance->role));
      aps_cli_json_string (&json, "version", instance->version);
      aps_cli_json_time (&json, "started", instance->started_us);
      aps_cli_json_time (&json, "until", instance->until_us);
      aps_cli_json_boolean (&json, "alive", is_alive (cli, instance));
      aps_cli_json_end (&json, '}');
    }
  aps_cli_json_end (&json, ']');
  aps_cli_json_begin (&json, "jobs", '{');
  aps_cli_json_int (&json, "waiting", counts->waiting);
  aps_cli_json_int (&json, "running", counts->running);
  for (gint i = 0; i <= APS_JOB_OUTCOME_ABANDONED; i++)
    {
      g_autofree char *name = g_strdup (aps_enum_to_nick (APS_TYPE_JOB_OUTCOME, i));

      aps_cli_json_int (&json, g_strdelimit (name, "-", '_'), counts->outcomes[i]);
    }
  aps_cli_json_end (&json, '}');
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

static void
print_instances (ApsCli *cli, ApsRecordList *instances)
{
  static const char *const headings[] = { "SCHEDULER", "STATE", "ROLE", "HOST", "PID", "SINCE" };
  g_autoptr (ApsCliTable) table = aps_cli_table_new (cli);

  if (aps_record_list_get_n (instances) == 0)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    aps_cli_table_add_column (table, headings[i]);
  for (guint i = 0; i < aps_record_list_get_n (instances); i++)
    {
      const ApsInstanceRecord *instance = aps_record_list_get (instances, i);
      g_autofree char         *pid = g_strdup_printf ("%" G_GINT64_FORMAT, instance->pid);
      g_autofree char         *since = aps_cli_time_short (cli, instance->started_us);
      gboolean                 alive = is_alive (cli, instance);

      aps_cli_table_add (table, instance->identity);
      aps_cli_table_add_styled (table,
                                alive ? "alive" : "silent",
                                alive ? APS_CLI_PLAIN : APS_CLI_BAD);
      aps_cli_table_add (table, aps_enum_to_nick (APS_TYPE_ROLE, instance->role));
      aps_cli_table_add (table, instance->host);
      aps_cli_table_add (table, pid);
      aps_cli_table_add (table, since);
    }
  aps_cli_table_print (table);
}

static void
print_text (ApsCli *cli, ApsScheduler *window, ApsRecordList *instances, const Counts *counts)
{
  g_autofree char *store = aps_cli_describe_store (window);

  print_instances (cli, instances);
  g_print ("%u scheduler%s.    jobs: %" G_GINT64_FORMAT " running, %" G_GINT64_FORMAT " waiting",
           aps_record_list_get_n (instances),
           aps_record_list_get_n (instances) == 1 ? "" : "s",
           counts->running,
           counts->waiting);
  for (gint i = 0; i <= APS_JOB_OUTCOME_ABANDONED; i++)
    if (counts->outcomes[i] > 0)
      g_print (", %" G_GINT64_FORMAT " %s",
               counts->outcomes[i],
               aps_enum_to_nick (APS_TYPE_JOB_OUTCOME, i));
  g_print ("    %s\n", store);
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (ApsRecordList) instances = aps_record_list_new (APS_RECORD_TYPE_INSTANCE);
  g_autoptr (ApsRecordList) records = aps_record_list_new (APS_RECORD_TYPE_COUNT);
  g_autoptr (ApsScheduler) window = NULL;
  g_autoptr (GError) error = NULL;
  ApsExit  status = APS_EXIT_DONE;
  Counts   counts;
  gboolean alive = FALSE;

  window = aps_cli_open_window (cli, &status);
  if (window == NULL)
    return status;

  if (!aps_data_store_list_instances (aps_cli_get_store (window), instances, &error) ||
      !aps_data_store_count_jobs (aps_cli_get_store (window), records, &error))
    return aps_cli_fail_by (error);

  counts = add_up (records);
  if (cli->json)
    print_json (cli, instances, &counts);
  else
    print_text (cli, window, instances, &counts);

  for (guint i = 0; i < aps_record_list_get_n (instances); i++)
    alive = alive || is_alive (cli, aps_record_list_get (instances, i));
  return alive ? APS_EXIT_DONE : APS_EXIT_BAD_ANSWER;
}

const ApsCommand aps_command_status = {
  .name = "status",
  .arguments = "",
  .summary = "Show the schedulers on the store, and count its jobs",
  .details = "The exit status is 1 where no scheduler is alive.",
  .parts = APS_CLI_STORE | APS_CLI_TIME | APS_CLI_JSON,
  .min_arguments = 0,
  .max_arguments = 0,
  .run = run,
};
