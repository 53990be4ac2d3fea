/* The types of events and their names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-event.h>

#include <apsched/aps-error.h>

#include "model/aps-event-private.h"

G_DEFINE_FLAGS_TYPE (ApsEventType,
                     aps_event_type,
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_TASK_ADDED, "task-added"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_TASK_UPDATED, "task-updated"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_TASK_REMOVED, "task-removed"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_SCHEDULE_ADDED, "schedule-added"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_SCHEDULE_UPDATED, "schedule-updated"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_SCHEDULE_REMOVED, "schedule-removed"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_SCHEDULE_FAILED, "schedule-failed"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_SCHEDULE_DESERIALIZATION_FAILED,
                                          "schedule-deserialization-failed"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_JOB_ADDED, "job-added"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_JOB_ACQUIRED, "job-acquired"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_JOB_RELEASED, "job-released"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_JOB_CANCEL_REQUESTED,
                                          "job-cancel-requested"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_JOB_DESERIALIZATION_FAILED,
                                          "job-deserialization-failed"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_SCHEDULER_STARTED, "scheduler-started"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_SCHEDULER_STOPPED, "scheduler-stopped"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_ANY_TASK, "any-task"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_ANY_SCHEDULE, "any-schedule"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_ANY_JOB, "any-job"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_ANY_SCHEDULER, "any-scheduler"),
                     G_DEFINE_ENUM_VALUE (APS_EVENT_TYPE_ALL, "all"))

static GFlagsClass *
get_class (void)
{
  static GFlagsClass *klass;

  if (g_once_init_enter (&klass))
    g_once_init_leave (&klass, g_type_class_ref (APS_TYPE_EVENT_TYPE));

  return klass;
}

const char *
aps_event_type_get_name (ApsEventType type)
{
  gint bit = g_bit_nth_lsf (type, -1);

  /* The single types stand first in the class, in the order of their bits. */
  if (bit < 0 || type != (1u << bit) || !(type & APS_EVENT_TYPE_ALL))
    return NULL;

  return get_class ()->values[bit].value_nick;
}

ApsEventType
aps_event_type_find (const char *name)
{
  GFlagsValue *value = g_flags_get_value_by_nick (get_class (), name);

  return value != NULL ? value->value : 0;
}

static void
refuse_name (const char *name, GError **error)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < get_class ()->n_values; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", get_class ()->values[i].value_nick);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_ARGUMENT,
               "\"%.80s\" is no type of event; there are %s",
               name,
               words->str);
}

/**
 * aps_event_type_parse:
 * @names: names of types, such as `job-added` or `any-job`, with commas or blanks between
 * @types: (out): the set of them
 * @error: return location for an error
 *
 * Reads a set of event types. An underscore counts as a hyphen.
 *
 * Returns: %TRUE, or %FALSE with `APS_ERROR_INVALID_ARGUMENT` where a name is none
 *
 * Since: 1.0
 */
gboolean
aps_event_type_parse (const char *names, ApsEventType *types, GError **error)
{
  g_autofree char *text = g_strdelimit (g_strdup (names), "_", '-');
  g_auto (GStrv) words = g_strsplit_set (text, ", ", -1);
  ApsEventType set = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      ApsEventType type = aps_event_type_find (words[i]);

      if (words[i][0] == '\0')
        continue;

      if (type == 0)
        {
          refuse_name (words[i], error);
          return FALSE;
        }

      set |= type;
    }

  if (set == 0)
    {
      refuse_name (names, error);
      return FALSE;
    }

  *types = set;
  return TRUE;
}
