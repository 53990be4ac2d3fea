/* Reads the groups [defaults], [task ID] and [queue NAME] of a keyfile.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-configuration-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-size.h>
#include <apsched/aps-value.h>

#include "core/aps-suggest-private.h"
#include "model/aps-callable-private.h"
#include "registry/aps-key-table-private.h"
#include "registry/aps-settings-private.h"

#include <string.h>

#define MAX_OUTPUT_LIMIT (16 * 1024 * 1024)

/* A task's group as it is read: its record, and options of its executor. */
typedef struct
{
  ApsTaskRecord task;
  const char   *directory;
  char        **environment;
  char        **success;
} TaskGroup;

#define FIELD(name) G_STRUCT_OFFSET (TaskGroup, task.name)

/* clang-format off */
#define TASK_KEYS \
  { "executor", APS_KEY_NAME, FIELD (executor), 0, 0, NULL }, \
  { "max-running-jobs", APS_KEY_COUNT_LIMIT, FIELD (max_running_jobs), 1, 0, NULL }, \
  { "misfire-grace-time", APS_KEY_DURATION_LIMIT, FIELD (misfire_grace_time_us), 0, 0, NULL }, \
  { "time-limit", APS_KEY_DURATION_LIMIT, FIELD (time_limit_us), APS_MILLISECOND, 0, NULL }, \
  { "max-attempts", APS_KEY_COUNT_LIMIT, FIELD (max_attempts), 1, 0, NULL }, \
  { "retry-delay", APS_KEY_DURATION, FIELD (retry_delay_us), 0, 0, NULL }, \
  { "retry-max-delay", APS_KEY_DURATION_LIMIT, FIELD (retry_max_delay_us), 0, 0, NULL }, \
  { "on-abandoned", APS_KEY_ENUM, FIELD (on_abandoned), 0, 0, aps_on_abandoned_get_type }, \
  { "directory", APS_KEY_NAME, G_STRUCT_OFFSET (TaskGroup, directory), 0, 0, NULL }, \
  { "environment", APS_KEY_LIST, G_STRUCT_OFFSET (TaskGroup, environment), 0, 0, NULL }, \
  { "input", APS_KEY_OTHER, 0, 0, 0, NULL }, \
  { "output-limit", APS_KEY_OTHER, 0, 0, 0, NULL }, \
  { "success-exit-status", APS_KEY_NAMES, G_STRUCT_OFFSET (TaskGroup, success), 0, 0, NULL }, \
  { "metadata", APS_KEY_OBJECT, FIELD (metadata), 0, 0, NULL }, \
  { NULL, APS_KEY_OTHER, 0, 0, 0, NULL }

static const ApsKeySpec defaults_keys[] = { TASK_KEYS };

static const ApsKeySpec task_keys[] = {
  { "callable", APS_KEY_NAME, FIELD (callable), 0, 0, NULL },
  TASK_KEYS
};

static const ApsKeySpec queue_keys[] = {
  { "max-running-jobs", APS_KEY_COUNT_LIMIT, G_STRUCT_OFFSET (ApsQueueRecord, max_running_jobs), 1, 0, NULL },
  { "paused", APS_KEY_BOOLEAN, G_STRUCT_OFFSET (ApsQueueRecord, paused), 0, 0, NULL },
  { NULL, APS_KEY_OTHER, 0, 0, 0, NULL },
};
/* clang-format on */

static gboolean
refuse (ApsConfiguration *self,
        ApsKeyfileGroup  *group,
        const char       *key,
        const char       *value,
        const char       *right,
        GError          **error)
{
  g_autofree char *quoted = aps_quotable (value);

  return aps_keyfile_refuse (self->keyfile,
                             group,
                             aps_keyfile_group_find (group, key),
                             error,
                             "\"%s\": \"%s\" is not %s",
                             key,
                             quoted,
                             right);
}

static gboolean
add_environment (ApsConfiguration *self,
                 ApsKeyfileGroup  *group,
                 char            **assignments,
                 GVariantBuilder  *options,
                 GError          **error)
{
  g_auto (GVariantBuilder) variables = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; assignments[i] != NULL; i++)
    {
      char            *equals = strchr (assignments[i], '=');
      g_autofree char *name = NULL;

      if (equals == NULL || equals == assignments[i])
        return refuse (self, group, "environment", assignments[i], "of the form NAME=VALUE", error);

      name = g_strndup (assignments[i], equals - assignments[i]);
      g_variant_builder_add (&variables, "{sv}", name, g_variant_new_string (equals + 1));
      if (!g_hash_table_add (seen, g_steal_pointer (&name)))
        return refuse (self, group, "environment", assignments[i], "the first of its name", error);
    }

  g_variant_builder_add (options, "{sv}", "environment", g_variant_builder_end (&variables));
  return TRUE;
}

static gboolean
add_output_limit (ApsConfiguration *self,
                  ApsKeyfileGroup  *group,
                  const char       *text,
                  GVariantBuilder  *options,
                  GError          **error)
{
  g_autoptr (GError) reason = NULL;
  gint64 size_bytes;

  if (!aps_size_parse (text, &size_bytes, &reason))
    return aps_keyfile_refuse (self->keyfile,
                               group,
                               aps_keyfile_group_find (group, "output-limit"),
                               error,
                               "\"output-limit\": %s",
                               reason->message);
  if (size_bytes > MAX_OUTPUT_LIMIT)
    return refuse (self, group, "output-limit", text, "a size from 0 to 16MiB", error);

  g_variant_builder_add (options, "{sv}", "output-limit", g_variant_new_int64 (size_bytes));
  return TRUE;
}

static gboolean
add_success (ApsConfiguration *self,
             ApsKeyfileGroup  *group,
             char            **statuses,
             GVariantBuilder  *options,
             GError          **error)
{
  g_auto (GVariantBuilder) numbers = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  for (guint i = 0; statuses[i] != NULL; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (statuses[i], 10, 0, 255, &number, NULL))
        return refuse (self,
                       group,
                       "success-exit-status",
                       statuses[i],
                       "an exit status from 0 to 255",
                       error);
      g_variant_builder_add (&numbers, "v", g_variant_new_int64 (number));
    }

  g_variant_builder_add (options, "{sv}", "success-exit-status", g_variant_builder_end (&numbers));
  return TRUE;
}

/* In an order that does not depend on the file, so that equal options have equal texts. */
static gboolean
add_options (ApsConfiguration *self,
             ApsKeyfileGroup  *group,
             TaskGroup        *values,
             GVariantBuilder  *options,
             GError          **error)
{
  ApsKeyfileEntry *input = aps_keyfile_group_find (group, "input");
  ApsKeyfileEntry *limit = aps_keyfile_group_find (group, "output-limit");

  if (values->directory != NULL)
    {
      g_autofree char *path = g_canonicalize_filename (values->directory, self->keyfile->folder);

      g_variant_builder_add (options, "{sv}", "directory", g_variant_new_string (path));
    }

  if (values->environment != NULL &&
      !add_environment (self, group, values->environment, options, error))
    return FALSE;
  if (input != NULL)
    g_variant_builder_add (options, "{sv}", "input", g_variant_new_string (input->value));
  if (limit != NULL && !add_output_limit (self, group, limit->value, options, error))
    return FALSE;
  return values->success == NULL || add_success (self, group, values->success, options, error);
}

/* Makes the JSON object of a command's options. */
static gboolean
read_options (ApsConfiguration *self,
              ApsKeyfileGroup  *group,
              TaskGroup        *values,
              ApsRecordList    *texts,
              GError          **error)
{
  g_auto (GVariantBuilder) options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) dictionary = NULL;
  g_autofree char *json = NULL;

  if (!add_options (self, group, values, &options, error))
    return FALSE;

  dictionary = g_variant_ref_sink (g_variant_builder_end (&options));
  if (g_variant_n_children (dictionary) == 0)
    return TRUE;

  json = aps_value_to_json (dictionary);
  values->task.options = aps_record_list_strdup (texts, json);
  return TRUE;
}

static gboolean
read_task_group (ApsConfiguration *self,
                 const ApsKeySpec *keys,
                 ApsKeyfileGroup  *group,
                 ApsTaskRecord    *task,
                 ApsRecordList    *texts,
                 GError          **error)
{
  TaskGroup values = { .task = *task };
  gboolean  ok;

  ok = aps_key_table_read (keys, self->keyfile, group, &values, texts, error) &&
       read_options (self, group, &values, texts, error);
  g_strfreev (values.environment);
  g_strfreev (values.success);
  *task = values.task;
  return ok;
}

static gboolean
check_callable (ApsConfiguration *self, ApsKeyfileGroup *group, ApsTaskRecord *task, GError **error)
{
  const char *const *registered = (const char *const *)self->settings.registered_by_workers;
  g_autoptr (GError) reason = NULL;

  if (task->callable == NULL && (registered == NULL || !g_strv_contains (registered, task->id)))
    return aps_keyfile_refuse (self->keyfile,
                               group,
                               NULL,
                               error,
                               "it needs a callable (callable=command:..., module:, python: or "
                               "js:), "
                               "or registered-by-workers in [scheduler] has to name it");

  if (task->callable != NULL && !aps_callable_check (task->callable, &reason))
    return aps_keyfile_refuse (self->keyfile,
                               group,
                               aps_keyfile_group_find (group, "callable"),
                               error,
                               "\"callable\": %s",
                               reason->message);
  return TRUE;
}

static gboolean
read_task (ApsConfiguration *self, ApsKeyfileGroup *group, GError **error)
{
  ApsTaskRecord *task;
  g_autoptr (GError) reason = NULL;

  if (aps_callable_is_reference (group->id))
    return aps_keyfile_refuse (self->keyfile,
                               group,
                               NULL,
                               error,
                               "the id of a task has no colon: say [task NAME], and callable=%s",
                               group->id);
  if (!aps_task_id_check (group->id, &reason))
    return aps_keyfile_refuse (self->keyfile, group, NULL, error, "%s", reason->message);

  task = aps_configuration_add_task (self, group->id, NULL);
  return read_task_group (self, task_keys, group, task, self->tasks, error) &&
         check_callable (self, group, task, error);
}

gboolean
aps_configuration_read_tasks (ApsConfiguration *self, GError **error)
{
  ApsKeyfileGroup *defaults = aps_keyfile_find (self->keyfile, "defaults", NULL);

  if (defaults != NULL && !read_task_group (self,
                                            defaults_keys,
                                            defaults,
                                            aps_record_list_get (self->defaults, 0),
                                            self->defaults,
                                            error))
    return FALSE;

  for (guint i = 0; i < self->keyfile->groups->len; i++)
    {
      ApsKeyfileGroup *group = g_ptr_array_index (self->keyfile->groups, i);

      if (strcmp (group->kind, "task") == 0 && !read_task (self, group, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_queue (ApsConfiguration *self, ApsKeyfileGroup *group, GError **error)
{
  ApsQueueRecord *queue = aps_record_list_add (self->queues);
  g_autoptr (GError) reason = NULL;

  if (!aps_id_check ("queue", group->id, &reason))
    return aps_keyfile_refuse (self->keyfile, group, NULL, error, "%s", reason->message);

  queue->name = aps_record_list_strdup (self->queues, group->id);
  queue->origin = aps_record_list_strdup (self->queues, self->path);
  queue->max_running_jobs = APS_UNLIMITED;
  return aps_key_table_read (queue_keys, self->keyfile, group, queue, self->queues, error);
}

gboolean
aps_configuration_read_queues (ApsConfiguration *self, GError **error)
{
  for (guint i = 0; i < self->keyfile->groups->len; i++)
    {
      ApsKeyfileGroup *group = g_ptr_array_index (self->keyfile->groups, i);

      if (strcmp (group->kind, "queue") == 0 && !read_queue (self, group, error))
        return FALSE;
    }

  return TRUE;
}
