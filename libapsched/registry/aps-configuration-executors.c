/* Checks that what a keyfile's tasks name can be run by the executors that they name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-configuration-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-registry.h>

#include "core/aps-suggest-private.h"
#include "model/aps-callable-private.h"

#include <string.h>

/* What every scheduler has besides, in the order in which they are asked. */
static const char *const standard[] = { "main-context", "thread-pool", "process", NULL };

typedef struct
{
  ApsConfiguration *configuration;
  GHashTable       *made;    /* name -> standard executor that was made for a look at its kinds */
  GHashTable       *checked; /* kinds of callable that some executor runs */
} Check;

/* The executor of that name. It may be missing though it is a standard one, with the reason. */
static ApsExecutor *
get_executor (Check *check, const char *name, GError **error)
{
  ApsExecutor *executor = aps_configuration_get_executor (check->configuration, name);

  if (executor != NULL)
    return executor;

  executor = g_hash_table_lookup (check->made, name);
  if (executor != NULL)
    return executor;

  executor = aps_registry_new_executor (name, NULL, error);
  if (executor != NULL)
    g_hash_table_insert (check->made, g_strdup (name), executor);
  return executor;
}

static gboolean
runs (ApsExecutor *executor, const char *scheme)
{
  return g_strv_contains (aps_executor_get_schemes (executor), scheme);
}

static gboolean
name_exists (Check *check, ApsKeyfileGroup *group, const char *name, GError **error)
{
  ApsConfiguration *self = check->configuration;
  g_autoptr (GPtrArray) known = NULL;
  g_autofree char *phrase = NULL;
  g_autofree char *quoted = NULL;

  if (aps_configuration_get_executor (self, name) != NULL || g_strv_contains (standard, name))
    return TRUE;

  known = aps_keyfile_list_ids (self->keyfile, "executor");
  for (guint i = 0; standard[i] != NULL; i++)
    g_ptr_array_insert (known, i, (gpointer)standard[i]);

  quoted = aps_quotable (name);
  phrase = aps_suggest_phrase (name, (const char *const *)known->pdata, "there are");
  return aps_keyfile_refuse (self->keyfile,
                             group,
                             aps_keyfile_group_find (group, "executor"),
                             error,
                             "\"executor\": there is no executor \"%s\"%s",
                             quoted,
                             phrase);
}

/* That the named executor runs that kind of callable. */
static gboolean
check_named (
  Check *check, ApsKeyfileGroup *group, const char *name, const char *scheme, GError **error)
{
  ApsConfiguration *self = check->configuration;
  ApsKeyfileEntry  *entry = aps_keyfile_group_find (group, "executor");
  g_autoptr (GError) reason = NULL;
  ApsExecutor     *executor = get_executor (check, name, &reason);
  g_autofree char *kinds = NULL;

  if (executor == NULL)
    return aps_keyfile_refuse (self->keyfile, group, entry, error, "%s", reason->message);
  if (runs (executor, scheme))
    return TRUE;

  kinds = g_strjoinv (", ", (char **)aps_executor_get_schemes (executor));
  return aps_keyfile_refuse (self->keyfile,
                             group,
                             entry,
                             error,
                             "executor %s does not run callables of kind %s (it runs %s)",
                             name,
                             scheme,
                             kinds);
}

/* That some executor runs that kind of callable. */
static gboolean
check_any (Check *check, ApsKeyfileGroup *group, const char *scheme, GError **error)
{
  ApsConfiguration *self = check->configuration;
  g_autoptr (GError) reason = NULL;
  g_autofree char *quoted = NULL;

  if (g_hash_table_contains (check->checked, scheme))
    return TRUE;
  g_hash_table_add (check->checked, g_strdup (scheme));

  for (guint i = 0; i < self->executors->len; i++)
    if (runs (((ApsConfiguredExecutor *)g_ptr_array_index (self->executors, i))->executor, scheme))
      return TRUE;

  for (guint i = 0; standard[i] != NULL; i++)
    {
      ApsExecutor *executor;

      g_clear_error (&reason);
      executor = get_executor (check, standard[i], &reason);
      if (executor != NULL && runs (executor, scheme))
        return TRUE;
    }

  quoted = aps_quotable (scheme);
  return aps_keyfile_refuse (self->keyfile,
                             group,
                             NULL,
                             error,
                             "no executor runs callables of kind %s%s%s",
                             quoted,
                             reason != NULL ? ": " : "",
                             reason != NULL ? reason->message : "");
}

/* That [scheduler] lets the callable be run here. */
static gboolean
check_allowed (Check *check, ApsKeyfileGroup *group, const char *callable, GError **error)
{
  char           **allow = check->configuration->settings.allow;
  g_autofree char *quoted = NULL;

  for (guint i = 0; allow != NULL && allow[i] != NULL; i++)
    if (g_pattern_match_simple (allow[i], callable))
      return TRUE;

  if (allow == NULL)
    return TRUE;

  quoted = aps_quotable (callable);
  return aps_keyfile_refuse (check->configuration->keyfile,
                             group,
                             NULL,
                             error,
                             "\"%s\" may not be run here: no pattern of allow in [scheduler] "
                             "matches it",
                             quoted);
}

/* @group is where to say that it cannot work. */
static gboolean
check_pair (Check               *check,
            ApsKeyfileGroup     *group,
            const ApsTaskRecord *task,
            const char          *executor,
            GError             **error)
{
  const ApsTaskRecord *defaults = aps_record_list_get (check->configuration->defaults, 0);
  gint                 role = check->configuration->settings.role;
  g_autofree char     *scheme = NULL;

  if (executor == NULL)
    executor = task->executor;
  if (executor == NULL)
    executor = defaults->executor;

  if (executor != NULL && !name_exists (check, group, executor, error))
    return FALSE;

  /* Who runs no jobs need not be able to. */
  if (task->callable == NULL || role == APS_ROLE_SCHEDULER || role == APS_ROLE_WINDOW)
    return TRUE;

  if (!check_allowed (check, group, task->callable, error))
    return FALSE;

  scheme = aps_callable_dup_scheme (task->callable);
  return executor != NULL ? check_named (check, group, executor, scheme, error)
                          : check_any (check, group, scheme, error);
}

static gboolean
check_all (Check *check, GError **error)
{
  ApsConfiguration    *self = check->configuration;
  ApsKeyfileGroup     *group = aps_keyfile_find (self->keyfile, "defaults", NULL);
  const ApsTaskRecord *defaults = aps_record_list_get (self->defaults, 0);

  if (defaults->executor != NULL && !name_exists (check, group, defaults->executor, error))
    return FALSE;

  for (guint i = 0; i < aps_record_list_get_n (self->tasks); i++)
    {
      const ApsTaskRecord *task = aps_record_list_get (self->tasks, i);

      group = aps_keyfile_find (self->keyfile, "task", task->id);
      if (group != NULL && !check_pair (check, group, task, NULL, error))
        return FALSE;
    }

  for (guint i = 0; i < aps_record_list_get_n (self->schedules); i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (self->schedules, i);

      group = aps_keyfile_find (self->keyfile, "schedule", schedule->id);
      if (!check_pair (check,
                       group,
                       aps_configuration_find_task (self, schedule->task_id),
                       schedule->executor,
                       error))
        return FALSE;
    }

  return TRUE;
}

gboolean
aps_configuration_check_executors (ApsConfiguration *self, GError **error)
{
  g_autoptr (GHashTable)
    made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_autoptr (GHashTable) checked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Check check = { self, made, checked };

  return check_all (&check, error);
}
