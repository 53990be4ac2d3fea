/* What becomes of tasks and schedules: when one replaces another, when it is ready, what a firing,
 * a person or a failed job changes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-store-rules.h"

#include <string.h>

/* The fields of a schedule that its maker defines; the store keeps the rest. */
static const char *const schedule_definition[] = {
  "task_id",
  "trigger",
  "trigger_types",
  "args",
  "kwargs",
  "coalesce",
  "overlap",
  "misfire_grace_time_us",
  "max_jitter_us",
  "executor",
  "queue",
  "priority",
  "job_result_expiration_time_us",
  "history",
  "pause_after_failures",
  "metadata",
  "origin",
};

static const ApsFieldInfo *
get_schedule_definition (guint i)
{
  static const ApsFieldInfo *fields[G_N_ELEMENTS (schedule_definition)];

  if (g_once_init_enter (&fields[i]))
    g_once_init_leave (&fields[i],
                       aps_record_type_find_field (APS_RECORD_TYPE_SCHEDULE,
                                                   schedule_definition[i]));

  return fields[i];
}

static gboolean
is_text (const ApsFieldInfo *field)
{
  return field->type == APS_FIELD_TYPE_STRING || field->type == APS_FIELD_TYPE_JSON;
}

static gsize
get_size (const ApsFieldInfo *field)
{
  switch (field->type)
    {
    case APS_FIELD_TYPE_INT:
    case APS_FIELD_TYPE_BOOLEAN:
    case APS_FIELD_TYPE_ENUM:
      return sizeof (gint);
    case APS_FIELD_TYPE_STRING:
    case APS_FIELD_TYPE_JSON:
      return sizeof (char *);
    case APS_FIELD_TYPE_INT64:
    case APS_FIELD_TYPE_TIME:
    case APS_FIELD_TYPE_DURATION:
      return sizeof (gint64);
    case APS_FIELD_TYPE_DOUBLE:
      return sizeof (gdouble);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
field_equal (const ApsFieldInfo *field, gconstpointer a, gconstpointer b)
{
  gconstpointer one = (const char *)a + field->offset;
  gconstpointer two = (const char *)b + field->offset;

  if (is_text (field))
    return g_strcmp0 (*(const char *const *)one, *(const char *const *)two) == 0;

  return memcmp (one, two, get_size (field)) == 0;
}

/* How many of the task's jobs may be leased at once. */
gint
aps_store_task_slots (const ApsTaskRecord *task)
{
  return task->slots == APS_UNSET ? 1 : task->slots;
}

/* Whether putting @wanted over @kept changes nothing. */
gboolean
aps_store_task_equal (const ApsTaskRecord *kept, const ApsTaskRecord *wanted)
{
  ApsTaskRecord copy = *wanted;

  copy.revision = kept->revision;
  return aps_record_equal (APS_RECORD_TYPE_TASK, kept, &copy);
}

/* Whether putting @wanted over @kept changes nothing: equal in all that its maker defines. */
gboolean
aps_store_schedule_equal (const ApsScheduleRecord *kept, const ApsScheduleRecord *wanted)
{
  for (guint i = 0; i < G_N_ELEMENTS (schedule_definition); i++)
    if (!field_equal (get_schedule_definition (i), kept, wanted))
      return FALSE;

  return kept->defined_paused == wanted->paused;
}

/* Makes of a schedule as it was handed in one as it is kept. */
void
aps_store_schedule_begin (ApsScheduleRecord *schedule, gint64 incarnation, gint64 now_us)
{
  schedule->defined_paused = schedule->paused;
  schedule->created_us = now_us;
  schedule->revision = 1;
  schedule->incarnation = incarnation;
  schedule->failures = 0;
  schedule->last_failure_fire_us = APS_TIME_NONE;
  schedule->skips = NULL;
  schedule->last_fire_us = APS_TIME_NONE;
  schedule->error = NULL;
  schedule->lease_owner = NULL;
  schedule->lease_until_us = APS_TIME_NONE;
  schedule->fence = 0;
}

static void
take_pause (ApsScheduleRecord *kept, const ApsScheduleRecord *wanted)
{
  kept->paused = wanted->paused;
  kept->paused_until_us = wanted->paused_until_us;
  kept->paused_by = wanted->paused_by;
  kept->paused_reason = wanted->paused_reason;
}

/* Puts a definition over another. What runs on goes on where the trigger is equal; a different
 * trigger starts afresh, as incarnation @incarnation. */
void
aps_store_schedule_replace (ApsScheduleRecord       *kept,
                            const ApsScheduleRecord *wanted,
                            gint64                   incarnation)
{
  gboolean same_trigger = g_strcmp0 (kept->trigger, wanted->trigger) == 0;

  for (guint i = 0; i < G_N_ELEMENTS (schedule_definition); i++)
    {
      const ApsFieldInfo *field = get_schedule_definition (i);

      memcpy ((char *)kept + field->offset, (const char *)wanted + field->offset, get_size (field));
    }

  if (!same_trigger || kept->defined_paused != wanted->paused)
    take_pause (kept, wanted);
  kept->defined_paused = wanted->paused;

  if (!same_trigger)
    {
      kept->cursor = wanted->cursor;
      kept->next_fire_us = wanted->next_fire_us;
      kept->incarnation = incarnation;
      kept->skips = NULL;
      kept->failures = 0;
      kept->last_failure_fire_us = APS_TIME_NONE;
      kept->error = NULL;
    }

  kept->revision++;
  aps_store_schedule_end_lease (kept);
}

/* Whether it is paused: a pause whose end has passed is over. */
gboolean
aps_store_schedule_is_paused (const ApsScheduleRecord *schedule, gint64 now_us)
{
  return schedule->paused && schedule->paused_until_us > now_us;
}

/* From when on it can be leased: its fire time, but not before its lease and its pause end. */
gint64
aps_store_schedule_ready_us (const ApsScheduleRecord *schedule)
{
  gint64 ready_us = schedule->next_fire_us;

  if (schedule->paused)
    ready_us = MAX (ready_us, schedule->paused_until_us);
  if (schedule->lease_owner != NULL)
    ready_us = MAX (ready_us, schedule->lease_until_us);

  return ready_us;
}

void
aps_store_schedule_lease (ApsScheduleRecord *schedule,
                          const char        *instance,
                          gint64             until_us,
                          gint64             now_us)
{
  if (schedule->paused && !aps_store_schedule_is_paused (schedule, now_us))
    {
      schedule->paused = FALSE;
      schedule->paused_until_us = APS_TIME_NONE;
      schedule->paused_by = NULL;
      schedule->paused_reason = NULL;
    }

  schedule->lease_owner = instance;
  schedule->lease_until_us = until_us;
  schedule->fence++;
}

/* Ends a lease from outside: the fence grows, so that its holder's commit is refused. */
void
aps_store_schedule_end_lease (ApsScheduleRecord *schedule)
{
  schedule->lease_owner = NULL;
  schedule->lease_until_us = APS_TIME_NONE;
  schedule->fence++;
}

/* Whether an earlier call has set just this state. */
gboolean
aps_store_state_was_set (const ApsScheduleRecord *kept, const ApsScheduleState *state)
{
  ApsScheduleRecord set = *kept;

  if (kept->revision != state->revision + 1)
    return FALSE;

  aps_store_schedule_set_state (&set, state);
  set.revision = kept->revision;
  set.fence = kept->fence;
  return aps_record_equal (APS_RECORD_TYPE_SCHEDULE, kept, &set);
}

void
aps_store_schedule_set_state (ApsScheduleRecord *kept, const ApsScheduleState *state)
{
  kept->paused = state->paused;
  kept->paused_until_us = state->paused ? state->paused_until_us : APS_TIME_NONE;
  kept->paused_by = state->paused ? state->paused_by : NULL;
  kept->paused_reason = state->paused ? state->paused_reason : NULL;
  kept->next_fire_us = state->next_fire_us;
  kept->cursor = state->cursor;
  kept->skips = state->skips;
  kept->failures = state->failures;
  kept->error = NULL;
  kept->revision++;
  aps_store_schedule_end_lease (kept);
}

/* Whether an earlier call has committed just this firing: all else that ends a lease makes the
 * fence grow. */
gboolean
aps_store_firing_was_committed (const ApsScheduleRecord *kept, const ApsFiring *firing)
{
  return kept->incarnation == firing->incarnation && kept->fence == firing->fence &&
         kept->lease_owner == NULL && firing->fence > 0;
}

/* Whether @instance still holds what it leased. A lease that has run out holds until another takes
 * it. */
gboolean
aps_store_firing_holds (const ApsScheduleRecord *kept,
                        const ApsFiring         *firing,
                        const char              *instance)
{
  return kept->incarnation == firing->incarnation && kept->fence == firing->fence &&
         g_strcmp0 (kept->lease_owner, instance) == 0;
}

void
aps_store_schedule_fire (ApsScheduleRecord *kept, const ApsFiring *firing)
{
  if (firing->last_fire_us != APS_TIME_NONE)
    kept->last_fire_us = firing->last_fire_us;
  kept->next_fire_us = firing->next_fire_us;
  kept->cursor = firing->cursor;
  kept->skips = firing->skips;
  kept->lease_owner = NULL;
  kept->lease_until_us = APS_TIME_NONE;

  if (firing->error == NULL)
    return;

  kept->error = firing->error;
  kept->paused = TRUE;
  kept->paused_until_us = APS_TIME_NONE;
  kept->paused_by = NULL;
  kept->paused_reason = firing->error;
}

static void
pause_for_failures (ApsScheduleRecord *schedule, ApsRecordList *owner)
{
  g_autofree char *text = g_strdup_printf ("%d failures in a row", schedule->failures);

  schedule->paused = TRUE;
  schedule->paused_until_us = APS_TIME_NONE;
  schedule->paused_by = APS_STORE_PAUSED_BY_FAILURES;
  schedule->paused_reason = aps_record_list_strdup (owner, text);
  aps_store_schedule_end_lease (schedule);
}

/* Counts how a job of the schedule ended: errors and abandoned jobs add to the failures in a row, a
 * success ends them; jobs that never ran do neither. Each fire time counts once and in its order.
 * Returns whether the schedule is to be written; @changed says whether anybody would see it. */
gboolean
aps_store_schedule_count_outcome (ApsScheduleRecord  *schedule,
                                  const ApsJobRecord *finished,
                                  ApsRecordList      *owner,
                                  gboolean           *changed)
{
  gint     before = schedule->failures;
  gboolean success = finished->outcome == APS_JOB_OUTCOME_SUCCESS;

  *changed = FALSE;
  if (finished->incarnation != schedule->incarnation || finished->fire_time_us == APS_TIME_NONE ||
      finished->outcome == APS_JOB_OUTCOME_MISSED_START_DEADLINE ||
      finished->outcome == APS_JOB_OUTCOME_CANCELLED)
    return FALSE;
  if (schedule->last_failure_fire_us != APS_TIME_NONE &&
      schedule->last_failure_fire_us >= finished->fire_time_us)
    return FALSE;

  schedule->last_failure_fire_us = finished->fire_time_us;
  schedule->failures = success ? 0 : before + 1;
  *changed = schedule->failures != before;

  if (!success && !schedule->paused && schedule->pause_after_failures > 0 &&
      schedule->pause_after_failures != APS_UNLIMITED &&
      schedule->failures >= schedule->pause_after_failures)
    pause_for_failures (schedule, owner);

  return TRUE;
}

/* Whether nothing comes of it any more, so that clean-up removes it when its jobs have ended. What a
 * keyfile defines goes with the keyfile: removed sooner, it would be new at the next start, and fire
 * once more. */
gboolean
aps_store_schedule_is_exhausted (const ApsScheduleRecord *schedule)
{
  return schedule->next_fire_us == APS_TIME_NONE && !schedule->paused && schedule->error == NULL &&
         schedule->lease_owner == NULL && schedule->origin == NULL;
}

static gboolean
contains_sorted (const char *const *words, gsize n_words, const char *word, gsize length)
{
  gsize from = 0;
  gsize to = n_words;

  while (from < to)
    {
      gsize middle = (from + to) / 2;
      int   order = strncmp (word, words[middle], length);

      if (order == 0 && words[middle][length] != '\0')
        order = -1;
      if (order == 0)
        return TRUE;
      if (order < 0)
        to = middle;
      else
        from = middle + 1;
    }

  return FALSE;
}

/* Whether each of the types, parted by blanks, is one of @types (sorted; NULL is all). */
gboolean
aps_store_types_are_known (const char *trigger_types, const char *const *types)
{
  gsize n_types;

  if (types == NULL || trigger_types == NULL)
    return TRUE;

  n_types = g_strv_length ((char **)types);
  for (const char *word = trigger_types; *word != '\0';)
    {
      gsize length = strcspn (word, " ");

      if (length > 0 && !contains_sorted (types, n_types, word, length))
        return FALSE;
      word += length + (word[length] == ' ');
    }

  return TRUE;
}
