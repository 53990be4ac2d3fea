/* The types of the model's enumerations, and their nicks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-model-enums.h>

#include <apsched/aps-error.h>

G_DEFINE_ENUM_TYPE (ApsJobState,
                    aps_job_state,
                    G_DEFINE_ENUM_VALUE (APS_JOB_STATE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_STATE_LEASED, "leased"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_STATE_FINISHED, "finished"))

G_DEFINE_ENUM_TYPE (ApsJobOutcome,
                    aps_job_outcome,
                    G_DEFINE_ENUM_VALUE (APS_JOB_OUTCOME_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_OUTCOME_SUCCESS, "success"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_OUTCOME_ERROR, "error"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_OUTCOME_MISSED_START_DEADLINE,
                                         "missed-start-deadline"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_OUTCOME_DESERIALIZATION_FAILED,
                                         "deserialization-failed"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_OUTCOME_CANCELLED, "cancelled"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_OUTCOME_ABANDONED, "abandoned"))

G_DEFINE_ENUM_TYPE (ApsConflictPolicy,
                    aps_conflict_policy,
                    G_DEFINE_ENUM_VALUE (APS_CONFLICT_POLICY_REPLACE, "replace"),
                    G_DEFINE_ENUM_VALUE (APS_CONFLICT_POLICY_DO_NOTHING, "do-nothing"),
                    G_DEFINE_ENUM_VALUE (APS_CONFLICT_POLICY_EXCEPTION, "exception"))

G_DEFINE_ENUM_TYPE (ApsCoalesce,
                    aps_coalesce,
                    G_DEFINE_ENUM_VALUE (APS_COALESCE_UNSET, "unset"),
                    G_DEFINE_ENUM_VALUE (APS_COALESCE_EARLIEST, "earliest"),
                    G_DEFINE_ENUM_VALUE (APS_COALESCE_LATEST, "latest"),
                    G_DEFINE_ENUM_VALUE (APS_COALESCE_ALL, "all"))

G_DEFINE_ENUM_TYPE (ApsOverlap,
                    aps_overlap,
                    G_DEFINE_ENUM_VALUE (APS_OVERLAP_UNSET, "unset"),
                    G_DEFINE_ENUM_VALUE (APS_OVERLAP_SKIP, "skip"),
                    G_DEFINE_ENUM_VALUE (APS_OVERLAP_QUEUE, "queue"),
                    G_DEFINE_ENUM_VALUE (APS_OVERLAP_QUEUE_ONE, "queue-one"),
                    G_DEFINE_ENUM_VALUE (APS_OVERLAP_CANCEL_RUNNING, "cancel-running"))

G_DEFINE_ENUM_TYPE (ApsOnAbandoned,
                    aps_on_abandoned,
                    G_DEFINE_ENUM_VALUE (APS_ON_ABANDONED_UNSET, "unset"),
                    G_DEFINE_ENUM_VALUE (APS_ON_ABANDONED_END, "end"),
                    G_DEFINE_ENUM_VALUE (APS_ON_ABANDONED_RETRY, "retry"))

G_DEFINE_ENUM_TYPE (ApsJobSource,
                    aps_job_source,
                    G_DEFINE_ENUM_VALUE (APS_JOB_SOURCE_SCHEDULE, "schedule"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_SOURCE_ADDED, "added"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_SOURCE_MANUAL, "manual"),
                    G_DEFINE_ENUM_VALUE (APS_JOB_SOURCE_BACKFILL, "backfill"))

G_DEFINE_ENUM_TYPE (ApsUniqueUntil,
                    aps_unique_until,
                    G_DEFINE_ENUM_VALUE (APS_UNIQUE_UNTIL_FINISHED, "finished"),
                    G_DEFINE_ENUM_VALUE (APS_UNIQUE_UNTIL_LEASED, "leased"),
                    G_DEFINE_ENUM_VALUE (APS_UNIQUE_UNTIL_TIME, "time"))

G_DEFINE_ENUM_TYPE (ApsRole,
                    aps_role,
                    G_DEFINE_ENUM_VALUE (APS_ROLE_BOTH, "both"),
                    G_DEFINE_ENUM_VALUE (APS_ROLE_SCHEDULER, "scheduler"),
                    G_DEFINE_ENUM_VALUE (APS_ROLE_WORKER, "worker"),
                    G_DEFINE_ENUM_VALUE (APS_ROLE_WINDOW, "window"))

G_DEFINE_ENUM_TYPE (ApsRunState,
                    aps_run_state,
                    G_DEFINE_ENUM_VALUE (APS_RUN_STATE_CLOSED, "closed"),
                    G_DEFINE_ENUM_VALUE (APS_RUN_STATE_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (APS_RUN_STATE_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (APS_RUN_STATE_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (APS_RUN_STATE_STOPPING, "stopping"))

/**
 * aps_enum_to_nick:
 * @type: the type of an enumeration
 * @value: one of its values
 *
 * Gets the word that keyfiles, stores and tools use for a value. What is unset has none.
 *
 * Returns: (nullable): the nick, or %NULL if @value is unset or none of @type
 *
 * Since: 1.0
 */
const char *
aps_enum_to_nick (GType type, gint value)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value (G_ENUM_CLASS (klass), value);

  return found != NULL && value != APS_UNSET ? found->value_nick : NULL;
}

/**
 * aps_enum_from_nick:
 * @type: the type of an enumeration
 * @nick: a word
 * @value: (out) (optional): the value
 * @error: return location for an error
 *
 * Reads the word of a value. An underscore counts as a hyphen. What is unset has no word.
 *
 * Returns: whether @nick is a word of @type; else `APS_ERROR_INVALID_ARGUMENT`, naming the words
 *   there are
 *
 * Since: 1.0
 */
gboolean
aps_enum_from_nick (GType type, const char *nick, gint *value, GError **error)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  GEnumClass      *values = G_ENUM_CLASS (klass);
  g_autofree char *wanted = g_strdelimit (g_strdup (nick), "_", '-');
  GEnumValue      *found = g_enum_get_value_by_nick (values, wanted);
  g_autoptr (GString) words = NULL;

  if (found != NULL && found->value != APS_UNSET)
    {
      if (value != NULL)
        *value = found->value;
      return TRUE;
    }

  words = g_string_new (NULL);
  for (guint i = 0; i < values->n_values; i++)
    if (values->values[i].value != APS_UNSET)
      g_string_append_printf (words,
                              "%s%s",
                              words->len > 0 ? ", " : "",
                              values->values[i].value_nick);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_ARGUMENT,
               "\"%.80s\" is none of %s",
               nick,
               words->str);
  return FALSE;
}
