/* What a due schedule makes: which fire times are used up, which jobs come of them, what is next.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-firing-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-uuid.h>

#include "core/aps-log-private.h"
#include "scheduler/aps-skips-private.h"
#include "triggers/aps-cursor-private.h"

typedef struct
{
  const ApsScheduleRecord *schedule;
  const ApsTaskRecord     *task;
  const char              *executor;
  const ApsDefaults       *defaults;
  ApsTrigger              *trigger;
  ApsCursor               *cursor;
  GArray                  *skips; /* of gint64 */
  gint64                   now_us;
  ApsRecordList           *jobs;
  ApsFiring               *firing;
} Context;

/* The jitter of a fire time is a matter of schedule and time alone, so that working a firing out
 * again gives the same jobs. FNV-1a, then mixed (splitmix64). */
static guint64
hash_fire (const char *id, gint64 fire_us)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (const char *c = id; *c != '\0'; c++)
    hash = (hash ^ (guint8)*c) * G_GUINT64_CONSTANT (1099511628211);

  hash ^= (guint64)fire_us;
  hash = (hash ^ (hash >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  hash = (hash ^ (hash >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return hash ^ (hash >> 31);
}

/* From 0 to the schedule's most, but never reaching the following fire. */
static gint64
choose_jitter (const ApsScheduleRecord *schedule, gint64 fire_us, gint64 following_us)
{
  gint64 most = schedule->max_jitter_us;

  if (most <= 0)
    return 0;

  if (following_us != APS_TIME_NONE)
    most = MIN (most, following_us - fire_us - 1);

  return most > 0 ? (gint64)(hash_fire (schedule->id, fire_us) % ((guint64)most + 1)) : 0;
}

static void
make_job (Context *context, gint64 fire_us, gint64 n_fires, gint64 following_us)
{
  const ApsScheduleRecord *schedule = context->schedule;
  ApsRecordList           *jobs = context->jobs;
  ApsJobRecord            *job = aps_record_list_add (jobs);
  g_autofree char         *id = aps_uuid_new (context->now_us);
  gint64                   grace = aps_inherit_grace (schedule, context->task, context->defaults);

  job->id = aps_record_list_strdup (jobs, id);
  job->task_id = aps_record_list_strdup (jobs, schedule->task_id);
  job->schedule_id = aps_record_list_strdup (jobs, schedule->id);
  job->incarnation = schedule->incarnation;
  job->fire_time_us = fire_us;
  job->n_fires = n_fires;
  job->jitter_us = choose_jitter (schedule, fire_us, following_us);
  job->due_us = fire_us + job->jitter_us;
  job->deadline_us = grace == APS_FOREVER || job->due_us > APS_TIME_NONE - grace
                       ? APS_TIME_NONE
                       : job->due_us + grace;
  job->created_us = context->now_us;
  job->state = APS_JOB_STATE_WAITING;
  job->source = APS_JOB_SOURCE_SCHEDULE;
  aps_inherit_job (job, jobs, schedule, context->task, context->defaults);
  if (job->executor == NULL)
    job->executor = aps_record_list_strdup (jobs, context->executor);

  if (job->overlap == APS_OVERLAP_QUEUE_ONE)
    {
      g_autofree char *key = g_strconcat ("schedule:", schedule->id, NULL);

      job->unique_key = aps_record_list_strdup (jobs, key);
      job->unique_until = APS_UNIQUE_UNTIL_LEASED;
    }

  context->firing->n_jobs++;
}

/* A job for each fire time, as many as one firing may make. */
static gboolean
fire_all (Context *context, GError **error)
{
  gint64   fire = context->schedule->next_fire_us;
  gboolean going = TRUE;

  while (going && fire <= context->now_us && context->firing->n_jobs < APS_FIRING_MAX_JOBS)
    {
      gint64 following = APS_TIME_NONE;

      going = aps_trigger_next (context->trigger, context->cursor, &following, error);
      if (!aps_skips_contains (context->skips, fire))
        make_job (context, fire, 1, following);

      context->firing->last_fire_us = fire;
      fire = going ? following : APS_TIME_NONE;
    }

  if (fire <= context->now_us)
    aps_debug ((.schedule = context->schedule->id),
               "Schedule \"%s\": %d fire times at once are the most; the rest follows",
               context->schedule->id,
               APS_FIRING_MAX_JOBS);

  context->firing->next_fire_us = fire;
  return going;
}

/* The newest fire up to @last that is not to be passed over, or none. */
static gboolean
find_latest (Context *context, gint64 last, gint64 *fire, GError **error)
{
  gint64 first = context->schedule->next_fire_us;

  *fire = last;
  while (*fire >= first && *fire != APS_TIME_NONE && aps_skips_contains (context->skips, *fire))
    {
      if (*fire == first)
        {
          *fire = APS_TIME_NONE;
          break;
        }
      if (!aps_trigger_prev (context->trigger, context->cursor, *fire - 1, fire, error))
        return FALSE;
      if (*fire != APS_TIME_NONE && *fire < first)
        *fire = APS_TIME_NONE;
    }

  return TRUE;
}

/* The oldest fire that is not to be passed over, or none. */
static gboolean
find_earliest (Context *context, gint64 last, gint64 *fire, GError **error)
{
  g_autoptr (ApsCursor) cursor = NULL;

  *fire = context->schedule->next_fire_us;
  if (!aps_skips_contains (context->skips, *fire))
    return TRUE;

  cursor = aps_cursor_from_record (context->schedule->cursor, error);
  if (cursor == NULL)
    return FALSE;

  while (*fire <= last && aps_skips_contains (context->skips, *fire))
    if (!aps_trigger_next (context->trigger, cursor, fire, error))
      return FALSE;

  if (*fire > last)
    *fire = APS_TIME_NONE;
  return TRUE;
}

/* One job for all fire times that have come up. */
static gboolean
fire_once (Context *context, gint coalesce, GError **error)
{
  gint64 first = context->schedule->next_fire_us;
  gint64 n_fires = 1, last = first, next = APS_TIME_NONE, fire = first;
  g_autoptr (GError) local_error = NULL;
  gboolean known = aps_trigger_catch_up (context->trigger,
                                         context->cursor,
                                         first,
                                         context->now_us,
                                         &n_fires,
                                         &last,
                                         &next,
                                         &local_error);

  /* A trigger that fails has still given the fire that is due. */
  context->firing->last_fire_us = known ? last : first;
  context->firing->next_fire_us = known ? next : APS_TIME_NONE;
  if (!known)
    {
      n_fires = 1;
      last = first;
    }

  if (context->skips != NULL)
    {
      gboolean found = coalesce == APS_COALESCE_EARLIEST
                         ? find_earliest (context, last, &fire, error)
                         : find_latest (context, last, &fire, error);

      if (!found)
        return FALSE;
      n_fires -= aps_skips_count (context->skips, first, last);
    }
  else
    fire = coalesce == APS_COALESCE_EARLIEST ? first : last;

  if (fire != APS_TIME_NONE && n_fires > 0)
    make_job (context, fire, n_fires, context->firing->next_fire_us);

  if (known)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Not the schedule's fault: the trigger's own context is not iterated, or its type is not loaded.
 */
static gboolean
is_for_later (const GError *error)
{
  return g_error_matches (error, APS_ERROR, APS_ERROR_BUSY) ||
         g_error_matches (error, APS_ERROR, APS_ERROR_NOT_SUPPORTED);
}

gboolean
aps_firing_compute (const ApsScheduleRecord *schedule,
                    const ApsTaskRecord     *task,
                    const char              *executor,
                    const ApsDefaults       *defaults,
                    ApsTrigger              *trigger,
                    gint64                   now_us,
                    ApsRecordList           *jobs,
                    ApsRecordList           *texts,
                    ApsFiring               *firing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsCursor) cursor = aps_cursor_from_record (schedule->cursor, &error);
  g_autoptr (GArray) skips = aps_skips_parse (schedule->skips);
  Context context = { schedule, task,  executor, defaults, trigger,
                      cursor,   skips, now_us,   jobs,     firing };

  *firing = (ApsFiring){ .schedule_id = schedule->id,
                         .incarnation = schedule->incarnation,
                         .fence = schedule->fence,
                         .last_fire_us = schedule->last_fire_us,
                         .next_fire_us = schedule->next_fire_us,
                         .first_job = aps_record_list_get_n (jobs) };

  if (cursor == NULL)
    ;
  else if (schedule->coalesce == APS_COALESCE_ALL)
    fire_all (&context, &error);
  else
    fire_once (&context, schedule->coalesce, &error);

  if (cursor != NULL)
    {
      g_autofree char *place = aps_cursor_to_json (cursor);
      g_autofree char *left = aps_skips_print (skips, firing->last_fire_us);

      firing->cursor = aps_record_list_strdup (texts, place);
      firing->skips = aps_record_list_strdup (texts, left);
    }

  if (is_for_later (error))
    {
      aps_record_list_truncate (jobs, firing->first_job);
      return FALSE;
    }

  if (error != NULL)
    firing->error = aps_record_list_strdup (texts, error->message);
  return TRUE;
}
