/* A trigger that fires when all its triggers do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-and-trigger.h>

#include <apsched/aps-duration.h>
#include <apsched/aps-error.h>

#include "triggers/aps-kinds-private.h"
#include "triggers/aps-meeting-private.h"

#define DEFAULT_THRESHOLD_US APS_SECOND
#define DEFAULT_MAX_ITERATIONS 1000

/**
 * ApsAndTrigger:
 *
 * Fires when all its triggers do: at the earliest of their next fires, if the latest of them is at
 * most the threshold later (1 second, if not given). Otherwise the trigger with the earliest moves
 * on, at most so many times as `max-iterations` says (1000), then it fails; the next call goes on.
 * It has ended when one of its triggers has. Its text form is
 * `and:[calendar:months=2 hour=10] [cron:0 10 * * mon-fri] threshold=1s`. Options behind the
 * brackets act on the combined fires; `tz` and the policy for clock changes are those of each
 * trigger that says none.
 *
 * Where all triggers are rules of the calendar in one zone, the threshold cannot matter and no
 * `max-iterations` is given, the answer is exact and needs no steps; if they never meet, it is
 * "never".
 *
 * Since: 1.0
 */
struct _ApsAndTrigger
{
  ApsTriggerBase parent_instance;

  ApsCombination combination;
  gint64         threshold_us;
  gint64         max_iterations; /* 0: not given */
  gboolean       is_exact;
  ApsMeeting     meeting; /* of is_exact */
};

G_DEFINE_FINAL_TYPE (ApsAndTrigger, aps_and_trigger, APS_TYPE_TRIGGER_BASE)

/* Takes over the combination and the options. */
static ApsTrigger *
make (ApsCombination    *combination,
      gint64             threshold_us,
      gint64             max_iterations,
      ApsTriggerOptions *options,
      GError           **error)
{
  g_autoptr (ApsAndTrigger) self = g_object_new (APS_TYPE_AND_TRIGGER, NULL);

  self->combination = *combination;
  *combination = (ApsCombination){ NULL, 0 };
  self->threshold_us = threshold_us;
  self->max_iterations = max_iterations;

  if (!aps_trigger_base_set_options (APS_TRIGGER_BASE (self), options, error))
    return NULL;

  self->is_exact = max_iterations == 0 &&
                   aps_meeting_init (&self->meeting, &self->combination, threshold_us);
  return APS_TRIGGER (g_steal_pointer (&self));
}

static gboolean
parse_threshold (ApsTriggerParts *parts, gint64 *threshold_us, GError **error)
{
  const ApsOption *option = aps_trigger_parts_take (parts, "threshold");
  g_autoptr (GError) problem = NULL;

  *threshold_us = DEFAULT_THRESHOLD_US;

  if (option == NULL || aps_duration_parse (option->value, threshold_us, &problem))
    return TRUE;

  return aps_trigger_parts_fail (parts, option->span.start, error, problem->message, "");
}

static ApsTrigger *
aps_and_trigger_parse (ApsTriggerParts *parts, GError **error)
{
  g_auto (ApsTriggerOptions) options = { 0 };
  g_auto (ApsCombination) combination = { 0 };
  const ApsOption *limit = aps_trigger_parts_take (parts, "max-iterations");
  gint64           threshold_us, max_iterations = 0;

  if (!aps_combination_check_parts (parts, error) || !parse_threshold (parts, &threshold_us, error))
    return NULL;

  if (limit != NULL &&
      !aps_trigger_parts_integer (parts, limit, 1, G_MAXINT32, &max_iterations, error))
    return NULL;

  if (!aps_trigger_options_parse (&options, parts, error) ||
      !aps_trigger_parts_check_taken (parts, "threshold max-iterations", error) ||
      !aps_combination_init (&combination,
                             (ApsTrigger *const *)parts->children->pdata,
                             parts->children->len,
                             &options,
                             error))
    return NULL;

  return make (&combination, threshold_us, max_iterations, &options, error);
}

static void
aps_and_trigger_print (ApsTriggerBase *base, ApsTriggerParts *parts)
{
  ApsAndTrigger *self = (ApsAndTrigger *)base;

  aps_combination_print (&self->combination, parts);

  if (self->threshold_us != DEFAULT_THRESHOLD_US)
    {
      g_autofree char *text = aps_duration_to_string (self->threshold_us);

      aps_trigger_parts_add_option (parts, "threshold", text);
    }

  if (self->max_iterations > 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, self->max_iterations);

      aps_trigger_parts_add_option (parts, "max-iterations", text);
    }
}

static ApsTrigger *
aps_and_trigger_copy_with (ApsTriggerBase       *base,
                           ApsTriggerOptions    *options,
                           ApsTimeZone          *zone,
                           const ApsClockPolicy *policy,
                           GError              **error)
{
  ApsAndTrigger *self = (ApsAndTrigger *)base;
  g_auto (ApsCombination) copy = { 0 };

  if (!aps_combination_copy_with (&self->combination, &copy, options, zone, policy, error))
    return NULL;

  return make (&copy, self->threshold_us, self->max_iterations, options, error);
}

static void
aps_and_trigger_describe (ApsTriggerBase *base, GString *words)
{
  ApsAndTrigger *self = (ApsAndTrigger *)base;

  g_string_append (words, "when these meet: ");
  aps_combination_describe (&self->combination,
                            words,
                            "; and ",
                            aps_trigger_base_get_options (base)->zone);

  if (self->threshold_us != DEFAULT_THRESHOLD_US)
    {
      g_autofree char *text = aps_duration_to_string (self->threshold_us);

      g_string_append_printf (words, "; within %s", text);
    }
}

/* One look at the pending fires. *next_us stays G_MININT64 where they do not meet. */
static gboolean
look (ApsAndTrigger *self, ApsCursor *cursor, gint64 *next_us, GError **error)
{
  gint64   earliest = G_MAXINT64, latest = G_MININT64;
  gboolean meet;

  if (!aps_combination_fill (&self->combination, cursor, error))
    return FALSE;

  for (guint i = 0; i < self->combination.n; i++)
    {
      earliest = MIN (earliest, cursor->pending[i]);
      latest = MAX (latest, cursor->pending[i]);
    }

  if (latest == APS_TIME_NONE)
    {
      *next_us = APS_TIME_NONE;
      return TRUE;
    }

  meet = latest - earliest <= self->threshold_us;

  for (guint i = 0; i < self->combination.n; i++)
    if (meet || cursor->pending[i] == earliest)
      cursor->pending[i] = APS_CURSOR_UNKNOWN;

  if (meet)
    *next_us = earliest;

  return TRUE;
}

static gboolean
aps_and_trigger_next (
  ApsTriggerBase *base, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  ApsAndTrigger *self = (ApsAndTrigger *)base;
  gint64         max = self->max_iterations > 0 ? self->max_iterations : DEFAULT_MAX_ITERATIONS;

  if (self->is_exact)
    {
      *next_us = aps_meeting_next (&self->meeting, &self->combination, cursor, from_us);
      return TRUE;
    }

  if (!aps_combination_skip (&self->combination, cursor, from_us, error))
    return FALSE;

  for (gint64 i = 0; i < max; i++)
    {
      *next_us = G_MININT64;

      if (!look (self, cursor, next_us, error))
        return FALSE;

      if (*next_us >= from_us && *next_us != G_MININT64)
        return TRUE;
    }

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_MAX_ITERATIONS,
               "and: the triggers did not meet within %" G_GINT64_FORMAT " steps (max-iterations)",
               max);
  return FALSE;
}

static gboolean
aps_and_trigger_can_look_back (ApsTriggerBase *base)
{
  ApsAndTrigger *self = (ApsAndTrigger *)base;

  return self->is_exact && self->meeting.n_steps == 0;
}

static gboolean
aps_and_trigger_prev (ApsTriggerBase *base,
                      ApsCursor      *cursor,
                      gint64          from_us,
                      gint64          until_us,
                      gint64         *prev_us,
                      GError        **error)
{
  ApsAndTrigger *self = (ApsAndTrigger *)base;

  *prev_us = aps_meeting_prev (&self->meeting, &self->combination, cursor, from_us, until_us);
  return TRUE;
}

static gboolean
aps_and_trigger_count (ApsTriggerBase *base,
                       ApsCursor      *cursor,
                       gint64          from_us,
                       gint64          until_us,
                       gint64         *n_fires,
                       GError        **error)
{
  ApsAndTrigger *self = (ApsAndTrigger *)base;

  *n_fires = aps_meeting_count (&self->meeting, &self->combination, cursor, from_us, until_us);
  return TRUE;
}

static gboolean
aps_and_trigger_skip (ApsTriggerBase *base, ApsCursor *cursor, gint64 from_us, GError **error)
{
  ApsAndTrigger *self = (ApsAndTrigger *)base;

  return self->is_exact || aps_combination_skip (&self->combination, cursor, from_us, error);
}

static ApsTrigger *const *
aps_and_trigger_get_children (ApsTriggerBase *base, guint *n)
{
  *n = ((ApsAndTrigger *)base)->combination.n;
  return ((ApsAndTrigger *)base)->combination.triggers;
}

const ApsTriggerKind aps_and_trigger_kind = {
  .type_name = "and",
  .text_name = "and",
  .version = 1,
  .parse = aps_and_trigger_parse,
  .print = aps_and_trigger_print,
  .copy_with = aps_and_trigger_copy_with,
  .describe = aps_and_trigger_describe,
  .next = aps_and_trigger_next,
  .prev = aps_and_trigger_prev,
  .count = aps_and_trigger_count,
  .skip = aps_and_trigger_skip,
  .get_children = aps_and_trigger_get_children,
  .can_look_back = aps_and_trigger_can_look_back,
};

static void
aps_and_trigger_finalize (GObject *object)
{
  ApsAndTrigger *self = APS_AND_TRIGGER (object);

  aps_meeting_clear (&self->meeting);
  aps_combination_clear (&self->combination);

  G_OBJECT_CLASS (aps_and_trigger_parent_class)->finalize (object);
}

static void
aps_and_trigger_class_init (ApsAndTriggerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aps_and_trigger_finalize;
  APS_TRIGGER_BASE_CLASS (klass)->kind = &aps_and_trigger_kind;
}

static void
aps_and_trigger_init (ApsAndTrigger *self)
{
  self->threshold_us = DEFAULT_THRESHOLD_US;
}

/**
 * aps_and_trigger_new:
 * @triggers: (array length=n_triggers): triggers, at least one
 * @n_triggers: how many they are
 * @threshold_us: how far apart fires may lie and still meet, in microseconds; `APS_UNSET`: one
 *   second
 * @max_iterations: how many times to move on before giving up; `APS_UNSET`: 1000, and rules of the
 *   calendar are exact without
 * @error: return location for an error
 *
 * Makes a trigger that fires when all of @triggers do.
 *
 * `APS_ERROR_INVALID_TRIGGER` tells that there are none, or that a number is out of range.
 *
 * Returns: (transfer full) (type ApsAndTrigger): the trigger; %NULL with @error set on failure
 *
 * Since: 1.0
 */
ApsTrigger *
aps_and_trigger_new (
  ApsTrigger **triggers, gsize n_triggers, gint64 threshold_us, int max_iterations, GError **error)
{
  g_auto (ApsTriggerOptions) options = { 0 };
  g_auto (ApsCombination) combination = { 0 };

  if (threshold_us < APS_UNSET || max_iterations < APS_UNSET || max_iterations == 0)
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_INVALID_TRIGGER,
                           "and: the threshold is at least 0 and max-iterations at least 1");
      return NULL;
    }

  if (!aps_combination_init (&combination, triggers, (guint)n_triggers, &options, error))
    return NULL;

  return make (&combination,
               threshold_us == APS_UNSET ? DEFAULT_THRESHOLD_US : threshold_us,
               MAX (max_iterations, 0),
               &options,
               error);
}
