/* A window on the store that a keyfile names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-window.h"

#include <string.h>

#define PAGE 1000

char *
aps_cli_find_config (ApsCli *cli)
{
  const char      *named = g_getenv ("APSCHED_CONFIG");
  g_autofree char *own = NULL;

  if (cli->config != NULL)
    return g_strdup (cli->config);
  if (named != NULL && *named != '\0')
    return g_strdup (named);

  own = g_build_filename (g_get_user_config_dir (), "apsched", "apsched.conf", NULL);
  if (g_file_test (own, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&own);

  return g_file_test ("/etc/apsched/apsched.conf", G_FILE_TEST_EXISTS)
           ? g_strdup ("/etc/apsched/apsched.conf")
           : NULL;
}

ApsExit
aps_cli_exit_of_store (const GError *error)
{
  return aps_cli_exit_of_error (error) == APS_EXIT_NOT_ALLOWED ? APS_EXIT_NOT_ALLOWED
                                                               : APS_EXIT_UNAVAILABLE;
}

static ApsExit
exit_of_load (const GError *error)
{
  ApsExit status = aps_cli_exit_of_error (error);

  /* Whatever else is wrong with a keyfile, it is the keyfile that is wrong. */
  return status == APS_EXIT_NOT_FOUND || status == APS_EXIT_NOT_ALLOWED || status == APS_EXIT_USAGE
           ? status
           : APS_EXIT_KEYFILE;
}

ApsConfiguration *
aps_cli_load (ApsCli *cli, const char *path, ApsExit *status)
{
  g_autoptr (GError) error = NULL;
  ApsConfiguration *configuration =
    aps_configuration_load (path, (const char *const *)cli->overrides, &error);

  if (configuration == NULL)
    *status = aps_cli_fail_error (exit_of_load (error), error);
  return configuration;
}

/* The file that a store has to have and has not; NULL if all is there. */
static char *
find_missing_file (ApsDataStore *store, const char **setting)
{
  guint                   n;
  g_autofree GParamSpec **settings = aps_setting_list (G_OBJECT_TYPE (store), &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = NULL;

      if ((aps_setting_get_flags (settings[i]) & APS_SETTING_FILE) == 0 ||
          (aps_setting_get_flags (settings[i]) & APS_SETTING_REQUIRED) == 0 ||
          (settings[i]->flags & G_PARAM_READABLE) == 0)
        continue;

      g_object_get (store, settings[i]->name, &path, NULL);
      *setting = settings[i]->name;
      if (path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }

  return NULL;
}

gboolean
aps_cli_has_store (ApsConfiguration *configuration)
{
  ApsDataStore    *store = aps_configuration_get_data_store (configuration);
  const char      *setting;
  g_autofree char *missing = find_missing_file (store, &setting);

  return (aps_data_store_get_flags (store) & APS_DATA_STORE_PRIVATE) == 0 && missing == NULL;
}

/* A window looks at what is there; it makes no new file. */
static gboolean
check_files (ApsDataStore *store, ApsExit *status)
{
  const char      *setting;
  g_autofree char *missing = find_missing_file (store, &setting);

  if (missing == NULL)
    return TRUE;

  *status = aps_cli_fail (APS_EXIT_UNAVAILABLE,
                          "the store %s does not exist: apsched run makes it, or correct \"%s\" in "
                          "the keyfile",
                          missing,
                          setting);
  return FALSE;
}

static ApsScheduler *
new_window (ApsCli *cli, const char *path, ApsExit *status)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *identity = g_strconcat ("scheduler.identity=", g_get_user_name (), NULL);
  g_auto (GStrv) overrides = NULL;
  g_autoptr (GError) error = NULL;
  ApsScheduler *window;

  /* Who did it is a person, not the scheduler that the keyfile may name. */
  g_strv_builder_add (builder, identity);
  if (cli->overrides != NULL)
    g_strv_builder_addv (builder, (const char **)cli->overrides);
  g_strv_builder_add (builder, "scheduler.role=window");
  overrides = g_strv_builder_end (builder);

  window = aps_scheduler_new_from_file_full (path, (const char *const *)overrides, &error);
  if (window == NULL)
    *status = aps_cli_fail_error (exit_of_load (error), error);
  return window;
}

ApsDataStore *
aps_cli_get_store (ApsScheduler *window)
{
  g_autoptr (ApsDataStore) store = NULL;

  g_object_get (window, "data-store", &store, NULL);
  return store; /* the window keeps it */
}

static gboolean
check_shared (ApsDataStore *store, ApsExit *status)
{
  if ((aps_data_store_get_flags (store) & APS_DATA_STORE_PRIVATE) == 0)
    return TRUE;

  *status = aps_cli_fail (APS_EXIT_UNAVAILABLE,
                          "the keyfile keeps its work in the memory of one process, which no other "
                          "can see: name a data-store such as sqlite in it");
  return FALSE;
}

ApsScheduler *
aps_cli_open_window (ApsCli *cli, ApsExit *status)
{
  g_autofree char *path = aps_cli_find_config (cli);
  g_autoptr (ApsScheduler) window = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    {
      *status = aps_cli_fail (APS_EXIT_NOT_FOUND,
                              "which store? give the keyfile that names it: -c FILE or "
                              "$APSCHED_CONFIG");
      return NULL;
    }

  window = new_window (cli, path, status);
  if (window == NULL || !check_shared (aps_cli_get_store (window), status) ||
      !check_files (aps_cli_get_store (window), status))
    return NULL;

  if (!aps_scheduler_open (window, NULL, &error))
    {
      *status = aps_cli_fail_error (aps_cli_exit_of_store (error), error);
      return NULL;
    }

  return g_steal_pointer (&window);
}

char *
aps_cli_describe_store (ApsScheduler *window)
{
  return aps_data_store_to_string (aps_cli_get_store (window));
}

const char *
aps_cli_short_id (const char *id)
{
  gsize length = strlen (id);

  return length > 8 ? id + length - 8 : id;
}

static gboolean
fail_by (const GError *error, ApsExit *status)
{
  *status = aps_cli_fail_by (error);
  return FALSE;
}

/* Collects the ids that hold a part; two are enough to see that it is not the only one. */
static gboolean
collect_jobs (ApsDataStore *store, const char *part, GPtrArray *found, ApsExit *status)
{
  ApsListQuery     query = APS_LIST_QUERY_INIT;
  g_autofree char *after = NULL;
  guint            n;

  query.limit = PAGE;
  query.descending = TRUE;
  do
    {
      g_autoptr (ApsRecordList) page = aps_record_list_new (APS_RECORD_TYPE_JOB);
      g_autoptr (GError) error = NULL;

      query.after_id = after;
      if (!aps_data_store_list_jobs (store, &query, page, &error))
        return fail_by (error, status);

      n = aps_record_list_get_n (page);
      for (guint i = 0; i < n && found->len < 2; i++)
        {
          const ApsJobRecord *job = aps_record_list_get (page, i);

          if (strstr (job->id, part) != NULL)
            g_ptr_array_add (found, g_strdup (job->id));
          if (i + 1 == n)
            {
              g_free (after);
              after = g_strdup (job->id);
            }
        }
    }
  while (n == PAGE && found->len < 2);

  return TRUE;
}

char *
aps_cli_find_job (ApsScheduler *window, const char *part, ApsExit *status)
{
  ApsDataStore     *store = aps_cli_get_store (window);
  const char *const ids[] = { part, NULL };
  g_autofree char  *lower = g_ascii_strdown (part, -1);
  g_autoptr (ApsRecordList) exact = aps_record_list_new (APS_RECORD_TYPE_JOB);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  if (!aps_data_store_get_jobs (store, ids, exact, &error))
    {
      fail_by (error, status);
      return NULL;
    }
  if (aps_record_list_get_n (exact) == 1)
    return g_strdup (part);

  if (*part != '\0' && !collect_jobs (store, lower, found, status))
    return NULL;
  if (found->len == 1)
    return g_strdup (g_ptr_array_index (found, 0));

  *status = found->len == 0
              ? aps_cli_fail (APS_EXIT_NOT_FOUND, "there is no job \"%.80s\"", part)
              : aps_cli_fail (APS_EXIT_USAGE,
                              "\"%.80s\" is part of several jobs' ids, among them %s and %s: give "
                              "more of it",
                              part,
                              (char *)g_ptr_array_index (found, 0),
                              (char *)g_ptr_array_index (found, 1));
  return NULL;
}

static void
add_matches (ApsRecordList *schedules, const char *pattern, GPtrArray *found)
{
  gboolean is_pattern = strpbrk (pattern, "*?") != NULL;

  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (schedules, i);

      if (strcmp (schedule->id, pattern) == 0)
        {
          g_ptr_array_set_size (found, 0);
          g_ptr_array_add (found, g_strdup (schedule->id));
          return;
        }
      if (is_pattern ? g_pattern_match_simple (pattern, schedule->id)
                     : strstr (schedule->id, pattern) != NULL)
        g_ptr_array_add (found, g_strdup (schedule->id));
    }
}

char **
aps_cli_find_schedules (ApsScheduler *window, const char *pattern, ApsExit *status)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  g_autoptr (ApsRecordList) schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  if (!aps_data_store_list_schedules (aps_cli_get_store (window), &query, schedules, &error))
    {
      fail_by (error, status);
      return NULL;
    }

  if (*pattern != '\0')
    add_matches (schedules, pattern, found);
  if (found->len == 0)
    {
      *status = aps_cli_fail (APS_EXIT_NOT_FOUND, "there is no schedule \"%.80s\"", pattern);
      return NULL;
    }
  if (found->len > 1 && strpbrk (pattern, "*?") == NULL)
    {
      *status = aps_cli_fail (APS_EXIT_USAGE,
                              "\"%.80s\" is part of several schedules' ids, among them %s and %s: "
                              "give more of it, or a pattern with *",
                              pattern,
                              (char *)g_ptr_array_index (found, 0),
                              (char *)g_ptr_array_index (found, 1));
      return NULL;
    }

  g_ptr_array_add (found, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&found), FALSE);
}
