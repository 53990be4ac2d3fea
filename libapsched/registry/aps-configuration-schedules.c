/* Reads the groups [schedule ID] of a keyfile.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-configuration-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-trigger.h>

#include "core/aps-suggest-private.h"
#include "core/aps-time-zone-private.h"
#include "model/aps-callable-private.h"
#include "registry/aps-key-table-private.h"

#include <string.h>

#define FIELD(name) G_STRUCT_OFFSET (ApsScheduleRecord, name)

/* clang-format off */
static const ApsKeySpec keys[] = {
  { "task", APS_KEY_NAME, FIELD (task_id), 0, 0, NULL },
  { "trigger", APS_KEY_OTHER, 0, 0, 0, NULL },
  { "args", APS_KEY_ARGS, FIELD (args), 0, 0, NULL },
  { "kwargs", APS_KEY_OBJECT, FIELD (kwargs), 0, 0, NULL },
  { "paused", APS_KEY_BOOLEAN, FIELD (paused), 0, 0, NULL },
  { "coalesce", APS_KEY_ENUM, FIELD (coalesce), 0, 0, aps_coalesce_get_type },
  { "overlap", APS_KEY_ENUM, FIELD (overlap), 0, 0, aps_overlap_get_type },
  { "misfire-grace-time", APS_KEY_DURATION_LIMIT, FIELD (misfire_grace_time_us), 0, 0, NULL },
  { "max-jitter", APS_KEY_DURATION, FIELD (max_jitter_us), 0, 0, NULL },
  { "executor", APS_KEY_NAME, FIELD (executor), 0, 0, NULL },
  { "queue", APS_KEY_NAME, FIELD (queue), 0, 0, NULL },
  { "priority", APS_KEY_COUNT, FIELD (priority), G_MININT32, G_MAXINT32, NULL },
  { "job-result-expiration-time", APS_KEY_DURATION_LIMIT, FIELD (job_result_expiration_time_us), 0, 0, NULL },
  { "history", APS_KEY_COUNT_LIMIT, FIELD (history), 0, 0, NULL },
  { "pause-after-failures", APS_KEY_COUNT_LIMIT, FIELD (pause_after_failures), 1, 0, NULL },
  { "metadata", APS_KEY_OBJECT, FIELD (metadata), 0, 0, NULL },
  { NULL, APS_KEY_OTHER, 0, 0, 0, NULL },
};
/* clang-format on */

static gboolean
refuse_task (ApsConfiguration *self, ApsKeyfileGroup *group, const char *id, GError **error)
{
  g_autoptr (GPtrArray) known = aps_keyfile_list_ids (self->keyfile, "task");
  g_autofree char *quoted = aps_quotable (id);
  g_autofree char *phrase = aps_suggest_phrase (id, (const char *const *)known->pdata, "there are");

  return aps_keyfile_refuse (self->keyfile,
                             group,
                             aps_keyfile_group_find (group, "task"),
                             error,
                             "\"task\": there is no group [task %s]%s",
                             quoted,
                             phrase);
}

static gboolean
check_task (ApsConfiguration *self, ApsKeyfileGroup *group, const char *id, GError **error)
{
  const char *const *registered = (const char *const *)self->settings.registered_by_workers;
  g_autoptr (GError) reason = NULL;

  if (id == NULL)
    return aps_keyfile_refuse (self->keyfile,
                               group,
                               NULL,
                               error,
                               "it needs a task: an id of a group [task ID], or a reference "
                               "(task=command:...)");

  if (aps_configuration_find_task (self, id) != NULL)
    return TRUE;

  if (!aps_callable_is_reference (id))
    {
      if (registered == NULL || !g_strv_contains (registered, id))
        return refuse_task (self, group, id, error);
      aps_configuration_add_task (self, id, NULL);
      return TRUE;
    }

  if (!aps_task_id_check (id, &reason))
    return aps_keyfile_refuse (self->keyfile,
                               group,
                               aps_keyfile_group_find (group, "task"),
                               error,
                               "\"task\": %s",
                               reason->message);
  aps_configuration_add_task (self, id, id);
  return TRUE;
}

/* What the triggers of one file have in common. */
typedef struct
{
  char       *timezone; /* of those that name none */
  GHashTable *by_text;  /* ApsScheduleRecord: thousands of schedules have few different triggers */
} Triggers;

/* The zone and the rule for clock changes are written into the trigger, which stands alone in the
 * store. */
static ApsTrigger *
parse_trigger (ApsConfiguration *self, const char *text, const char *zone, GError **error)
{
  g_autofree char *expanded = aps_calendar_names_expand (self->keyfile, text);
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (expanded, error);

  return trigger != NULL
           ? aps_trigger_with_defaults (trigger, zone, self->settings.clock_changes, error)
           : NULL;
}

static gboolean
write_trigger (ApsConfiguration  *self,
               ApsKeyfileGroup   *group,
               ApsKeyfileEntry   *entry,
               ApsScheduleRecord *schedule,
               const char        *zone,
               GError           **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (ApsTrigger) trigger = parse_trigger (self, entry->value, zone, &reason);
  g_auto (GStrv) types = NULL;
  g_autofree char *json = NULL;
  g_autofree char *joined = NULL;

  if (trigger == NULL)
    return aps_keyfile_refuse (self->keyfile, group, entry, error, "%s", reason->message);

  json = aps_trigger_to_json (trigger);
  if (json == NULL)
    return aps_keyfile_refuse (self->keyfile,
                               group,
                               entry,
                               error,
                               "\"trigger\": its type %s cannot be stored",
                               G_OBJECT_TYPE_NAME (trigger));

  types = aps_trigger_get_types (trigger);
  joined = g_strjoinv (" ", types);
  schedule->trigger = aps_record_list_strdup (self->schedules, json);
  schedule->trigger_types = aps_record_list_strdup (self->schedules, joined);
  return TRUE;
}

static gboolean
read_trigger (ApsConfiguration  *self,
              ApsKeyfileGroup   *group,
              ApsScheduleRecord *schedule,
              Triggers          *triggers,
              GError           **error)
{
  ApsKeyfileEntry         *entry = aps_keyfile_group_find (group, "trigger");
  const ApsScheduleRecord *same;

  if (entry == NULL)
    return aps_keyfile_refuse (self->keyfile,
                               group,
                               NULL,
                               error,
                               "it needs a trigger (trigger=every:1h, trigger=cron:0 3 * * *)");

  same = g_hash_table_lookup (triggers->by_text, entry->value);
  if (same != NULL)
    {
      schedule->trigger = same->trigger;
      schedule->trigger_types = same->trigger_types;
      return TRUE;
    }

  g_hash_table_insert (triggers->by_text, entry->value, schedule);
  return write_trigger (self, group, entry, schedule, triggers->timezone, error);
}

static gboolean
read_schedule (ApsConfiguration *self, ApsKeyfileGroup *group, Triggers *triggers, GError **error)
{
  ApsScheduleRecord *schedule = aps_record_list_add (self->schedules);
  g_autoptr (GError) reason = NULL;

  if (!aps_id_check ("schedule", group->id, &reason))
    return aps_keyfile_refuse (self->keyfile, group, NULL, error, "%s", reason->message);

  schedule->id = aps_record_list_strdup (self->schedules, group->id);
  schedule->origin = aps_record_list_strdup (self->schedules, self->path);
  return aps_key_table_read (keys, self->keyfile, group, schedule, self->schedules, error) &&
         check_task (self, group, schedule->task_id, error) &&
         read_trigger (self, group, schedule, triggers, error);
}

/* The zone of triggers that name none. */
static char *
dup_timezone (ApsConfiguration *self)
{
  char *zone = self->settings.timezone != NULL ? g_strdup (self->settings.timezone)
                                               : aps_time_zone_system_name ();

  if (zone != NULL)
    return zone;

  g_warning ("The system has no time zone that can be found: triggers without tz= follow UTC");
  return g_strdup ("UTC");
}

static gboolean
read_groups (ApsConfiguration *self, Triggers *triggers, GError **error)
{
  for (guint i = 0; i < self->keyfile->groups->len; i++)
    {
      ApsKeyfileGroup *group = g_ptr_array_index (self->keyfile->groups, i);

      if (strcmp (group->kind, "schedule") != 0)
        continue;

      if (triggers->timezone == NULL)
        triggers->timezone = dup_timezone (self);
      if (!read_schedule (self, group, triggers, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
aps_configuration_read_schedules (ApsConfiguration *self, GError **error)
{
  Triggers triggers = { NULL, g_hash_table_new (g_str_hash, g_str_equal) };
  gboolean read = read_groups (self, &triggers, error);

  g_hash_table_unref (triggers.by_text);
  g_free (triggers.timezone);
  return read;
}
