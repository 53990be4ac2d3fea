/* A trigger that fires by a recurrence rule of iCalendar.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-rrule-trigger.h>

#include <apsched/aps-error.h>

#include "core/aps-civil-private.h"
#include "core/aps-iso8601-private.h"
#include "triggers/aps-cursor-private.h"
#include "triggers/aps-kinds-private.h"
#include "triggers/aps-rrule-private.h"
#include "triggers/aps-wall-clock-private.h"

/* Before a start by so much, no local time after it has begun anywhere. */
#define FAR_S (2 * APS_CIVIL_DAY_SECONDS)

/**
 * ApsRruleTrigger:
 *
 * Fires by a recurrence rule of RFC 5545: RRULE with all its parts, RDATE and EXDATE, counted from
 * DTSTART, in a zone. Its text form is
 * `rrule:DTSTART;TZID=Europe/Berlin:20260105T090000 RRULE:FREQ=MONTHLY;BYDAY=-1FR`; a rule may
 * stand alone (`rrule:FREQ=DAILY;BYHOUR=9`), then `start=` or the moment of adding is its start.
 *
 * The start fires only if the rule has it. A time that a clock change skips is later by the length
 * of the gap, and one that occurs twice is the first, as RFC 5545 has it, unless `clock-changes=`,
 * `gap=` or `fold=` say otherwise.
 *
 * Since: 1.0
 */
struct _ApsRruleTrigger
{
  ApsTriggerBase parent_instance;

  ApsRrule         *rrule;
  ApsRecurrenceSet *set;           /* NULL: there is no rule, or its start is the cursor's anchor */
  gint64            until_local_s; /* of UNTIL without offset; G_MAXINT64: none */
  gint64            until_s;       /* of UNTIL with one */
  GArray           *dates;         /* of gint64: instants of RDATE, in order */
  GArray           *exceptions;    /* of gint64: instants of EXDATE, in order */
  GArray           *days;          /* of gint64: days of EXDATE, in order */
};

G_DEFINE_FINAL_TYPE (ApsRruleTrigger, aps_rrule_trigger, APS_TYPE_TRIGGER_BASE)

static gint64
local_from_instant (ApsTimeZone *zone, gint64 time_us)
{
  /* A start within a second begins with the next. */
  gint64 utc_s =
    aps_floor_div (CLAMP (time_us, APS_ISO8601_MIN_US, APS_ISO8601_MAX_US) + APS_SECOND - 1,
                   APS_SECOND);
  ApsZonePeriod period;

  aps_time_zone_get_period (zone, utc_s, &period);
  return utc_s + period.offset_s;
}

static gint64
local_from_moment (const ApsMoment *moment, ApsTimeZone *zone)
{
  if (moment->kind == APS_MOMENT_INSTANT)
    return local_from_instant (zone, moment->us);

  return aps_floor_div (moment->us, APS_SECOND);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *)a;
  gint64 second = *(const gint64 *)b;

  return first < second ? -1 : first > second;
}

static void
resolve_dates (const GArray *moments, ApsTimeZone *zone, GArray *instants, GArray *days)
{
  for (guint i = 0; i < moments->len; i++)
    {
      const ApsMoment *moment = &g_array_index (moments, ApsMoment, i);
      gint64           value = aps_floor_div (moment->us, APS_DAY);

      if (days != NULL && moment->kind == APS_MOMENT_DATE)
        {
          g_array_append_val (days, value);
          continue;
        }

      aps_moment_resolve (moment, zone, APS_MOMENT_LENIENT, &value);
      value = aps_floor_div (value, APS_SECOND);
      g_array_append_val (instants, value);
    }

  g_array_sort (instants, compare_times);
}

static void
resolve_until (ApsRruleTrigger *self)
{
  const ApsMoment *until = &self->rrule->until;

  if (until->kind == APS_MOMENT_INSTANT)
    self->until_s = aps_floor_div (until->us, APS_SECOND);
  else if (until->kind != APS_MOMENT_UNSET)
    {
      self->until_local_s = aps_floor_div (until->us, APS_SECOND);
      /* A date is the whole day. */
      if (until->kind == APS_MOMENT_DATE)
        self->until_local_s += APS_CIVIL_DAY_SECONDS - 1;
    }
}

static void
resolve (ApsRruleTrigger *self)
{
  ApsTriggerBase *base = APS_TRIGGER_BASE (self);
  ApsTimeZone    *zone = aps_trigger_base_get_zone (base);
  gint64          start_us = aps_trigger_base_get_start (base);
  gint64          start_s;

  resolve_until (self);
  resolve_dates (self->rrule->dates, zone, self->dates, NULL);
  resolve_dates (self->rrule->exceptions, zone, self->exceptions, self->days);

  if (!self->rrule->has_rule ||
      (self->rrule->start.kind == APS_MOMENT_UNSET && start_us == G_MININT64))
    return;

  if (self->rrule->start.kind != APS_MOMENT_UNSET)
    start_s = local_from_moment (&self->rrule->start, zone);
  else
    start_s = local_from_instant (zone, start_us);
  self->set = aps_recurrence_set_new (&self->rrule->rule, start_s);
}

static ApsTrigger *
make (ApsRrule *rrule, ApsTriggerOptions *options, GError **error)
{
  g_autoptr (ApsRruleTrigger) self = g_object_new (APS_TYPE_RRULE_TRIGGER, NULL);

  self->rrule = aps_rrule_ref (rrule);
  if (!aps_trigger_base_set_options (APS_TRIGGER_BASE (self), options, error))
    return NULL;

  resolve (self);
  return APS_TRIGGER (g_steal_pointer (&self));
}

static ApsTrigger *
aps_rrule_trigger_parse (ApsTriggerParts *parts, GError **error)
{
  g_auto (ApsTriggerOptions) options = { 0 };
  g_autoptr (ApsRrule) rrule = NULL;

  if (parts->children != NULL)
    return aps_trigger_parts_fail_children (parts, error);

  if (!aps_trigger_options_parse (&options, parts, error) ||
      !aps_trigger_parts_check_taken (parts, "", error))
    return NULL;

  rrule = aps_rrule_parse (parts, &options, error);
  if (rrule == NULL)
    return NULL;

  return make (rrule, &options, error);
}

static void
aps_rrule_trigger_print (ApsTriggerBase *base, ApsTriggerParts *parts)
{
  parts->body = aps_rrule_to_string (((ApsRruleTrigger *)base)->rrule);
}

static ApsTrigger *
aps_rrule_trigger_copy_with (ApsTriggerBase       *base,
                             ApsTriggerOptions    *options,
                             ApsTimeZone          *zone,
                             const ApsClockPolicy *policy,
                             GError              **error)
{
  return make (((ApsRruleTrigger *)base)->rrule, options, error);
}

static void
aps_rrule_trigger_describe (ApsTriggerBase *base, GString *words)
{
  aps_rrule_describe (((ApsRruleTrigger *)base)->rrule, words);
}

static void
free_set (gpointer set)
{
  aps_recurrence_set_free (set);
}

/* The rule's times; where it has no start, counted from the cursor's anchor. */
static ApsRecurrenceSet *
get_set (ApsRruleTrigger *self, ApsCursor *cursor)
{
  ApsTimeZone *zone = aps_trigger_base_get_zone (APS_TRIGGER_BASE (self));

  if (self->set != NULL || !self->rrule->has_rule)
    return self->set;

  if (cursor->seeded_for != self)
    aps_cursor_set_seeded (cursor,
                           self,
                           aps_recurrence_set_new (&self->rrule->rule,
                                                   local_from_instant (zone, cursor->anchor_us)),
                           free_set);

  return cursor->seeded;
}

/* What is asked during one call. */
typedef struct
{
  ApsRecurrenceSet *set;
  gint64            until_local_s;
  gboolean          gave_up;
} Question;

static gint64
next_local (gpointer rule, gint64 from_s)
{
  Question *question = rule;
  gint64    next_s = aps_recurrence_set_next (question->set, from_s);

  if (next_s == APS_RECURRENCE_GAVE_UP)
    question->gave_up = TRUE;
  if (next_s == APS_RECURRENCE_GAVE_UP || next_s > question->until_local_s)
    return G_MAXINT64;

  return next_s;
}

static gint64
prev_local (gpointer rule, gint64 until_s)
{
  Question *question = rule;

  return aps_recurrence_set_prev (question->set, MIN (until_s, question->until_local_s));
}

static gint64
count_local (gpointer rule, gint64 from_s, gint64 until_s)
{
  Question *question = rule;

  if (question->until_local_s != G_MAXINT64)
    until_s = MIN (until_s, question->until_local_s + 1);
  return aps_recurrence_set_count (question->set, from_s, until_s);
}

static const ApsLocalRuleFuncs funcs = {
  .next = next_local,
  .prev = prev_local,
  .count = count_local,
};

static ApsWallClock
make_clock (ApsRruleTrigger *self, Question *question)
{
  ApsTriggerBase          *base = APS_TRIGGER_BASE (self);
  const ApsTriggerOptions *options = aps_trigger_base_get_options (base);
  gboolean                 wild = self->rrule->rule.frequency < APS_FREQUENCY_DAILY;

  return (ApsWallClock){
    .funcs = &funcs,
    .rule = question,
    .zone = aps_trigger_base_get_zone (base),
    .policy = aps_clock_policy_resolve (options->policy, APS_CLOCK_CHANGES_RFC5545, wild),
  };
}

/* How many of the times come before one. */
static guint
count_before (const GArray *times, gint64 time)
{
  guint low = 0;
  guint high = times->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (times, gint64, middle) < time)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gboolean
holds (const GArray *times, gint64 time)
{
  guint i = count_before (times, time);

  return i < times->len && g_array_index (times, gint64, i) == time;
}

static gboolean
is_on_excluded_day (const ApsRruleTrigger *self, ApsTimeZone *zone, gint64 time_s)
{
  ApsZonePeriod period;

  if (self->days->len == 0)
    return FALSE;

  aps_time_zone_get_period (zone, time_s, &period);
  return holds (self->days, aps_floor_div (time_s + period.offset_s, APS_CIVIL_DAY_SECONDS));
}

static gboolean
is_excluded (const ApsRruleTrigger *self, ApsTimeZone *zone, gint64 time_s)
{
  return holds (self->exceptions, time_s) || is_on_excluded_day (self, zone, time_s);
}

static gboolean
fail_steps (GError **error)
{
  g_set_error_literal (error,
                       APS_ERROR,
                       APS_ERROR_MAX_ITERATIONS,
                       "the rule gave no time within the limit of steps: do its interval and its "
                       "days ever meet?");
  return FALSE;
}

/* The first instant of rule and dates at or after from_s, excluded or not; G_MAXINT64: none. */
static gint64
next_of_all (ApsRruleTrigger *self, const ApsWallClock *clock, ApsCursor *cursor, gint64 from_s)
{
  const Question *question = clock->rule;
  guint           i = count_before (self->dates, from_s);
  gint64          next_s = G_MAXINT64;

  if (question->set != NULL)
    next_s = aps_wall_clock_next (clock, &cursor->quiet, from_s);
  if (next_s > self->until_s)
    next_s = G_MAXINT64;

  return i < self->dates->len ? MIN (next_s, g_array_index (self->dates, gint64, i)) : next_s;
}

static gboolean
aps_rrule_trigger_next (
  ApsTriggerBase *base, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  ApsRruleTrigger *self = (ApsRruleTrigger *)base;
  Question         question = { get_set (self, cursor), self->until_local_s, FALSE };
  ApsWallClock     clock = make_clock (self, &question);
  gint64           from_s = aps_floor_div (from_us, APS_SECOND);

  if (from_us == G_MININT64)
    from_s = question.set != NULL ? aps_recurrence_set_get_start (question.set) - FAR_S
                                  : G_MININT64 / APS_SECOND;
  else if (from_s * APS_SECOND < from_us)
    from_s++;

  for (guint i = 0; i < APS_TRIGGER_MAX_STEPS; i++)
    {
      gint64 next_s = next_of_all (self, &clock, cursor, from_s);

      if (next_s == G_MAXINT64 && question.gave_up)
        return fail_steps (error);
      if (next_s == G_MAXINT64 || !is_excluded (self, clock.zone, next_s))
        {
          *next_us = next_s == G_MAXINT64 ? APS_TIME_NONE : next_s * APS_SECOND;
          return TRUE;
        }

      from_s = next_s + 1;
    }

  return fail_steps (error);
}

static gint64
prev_of_all (ApsRruleTrigger *self, const ApsWallClock *clock, gint64 until_s)
{
  const Question *question = clock->rule;
  guint           n = count_before (self->dates, until_s + 1);
  gint64          prev_s = G_MININT64;

  if (question->set != NULL)
    prev_s = aps_wall_clock_prev (clock, MIN (until_s, self->until_s));

  return n > 0 ? MAX (prev_s, g_array_index (self->dates, gint64, n - 1)) : prev_s;
}

static gboolean
aps_rrule_trigger_prev (ApsTriggerBase *base,
                        ApsCursor      *cursor,
                        gint64          from_us,
                        gint64          until_us,
                        gint64         *prev_us,
                        GError        **error)
{
  ApsRruleTrigger *self = (ApsRruleTrigger *)base;
  Question         question = { get_set (self, cursor), self->until_local_s, FALSE };
  ApsWallClock     clock = make_clock (self, &question);
  gint64           until_s = aps_floor_div (until_us, APS_SECOND);

  for (guint i = 0; i < APS_TRIGGER_MAX_STEPS; i++)
    {
      gint64 prev_s = prev_of_all (self, &clock, until_s);

      if (prev_s == G_MININT64 || prev_s * APS_SECOND < from_us)
        {
          *prev_us = APS_TIME_NONE;
          return TRUE;
        }

      if (!is_excluded (self, clock.zone, prev_s))
        {
          *prev_us = prev_s * APS_SECOND;
          return TRUE;
        }

      until_s = prev_s - 1;
    }

  return fail_steps (error);
}

/* From low_s up to high_s, the rule alone. */
static gint64
count_rule (const ApsRruleTrigger *self, const ApsWallClock *clock, gint64 low_s, gint64 high_s)
{
  const Question *question = clock->rule;

  high_s = MIN (high_s, self->until_s);
  if (question->set == NULL || low_s > high_s)
    return 0;

  return aps_wall_clock_count (clock, low_s, high_s + 1);
}

/* What EXDATE takes from the rule's times: whole days, and times on other days. */
static gint64
count_taken (const ApsRruleTrigger *self, const ApsWallClock *clock, gint64 low_s, gint64 high_s)
{
  gint64 n = 0;

  for (guint i = 0; i < self->days->len; i++)
    {
      ApsMoment day = { APS_MOMENT_DATE, g_array_index (self->days, gint64, i) * APS_DAY };
      gint64    start_us, end_us;

      if (i > 0 && day.us / APS_DAY == g_array_index (self->days, gint64, i - 1))
        continue;

      aps_moment_resolve (&day, clock->zone, APS_MOMENT_LENIENT, &start_us);
      aps_moment_resolve (&day, clock->zone, APS_MOMENT_LENIENT | APS_MOMENT_LAST, &end_us);
      n += count_rule (self,
                       clock,
                       MAX (low_s, aps_floor_div (start_us, APS_SECOND)),
                       MIN (high_s, aps_floor_div (end_us, APS_SECOND)));
    }

  for (guint i = 0; i < self->exceptions->len; i++)
    {
      gint64 time_s = g_array_index (self->exceptions, gint64, i);

      if (time_s >= low_s && time_s <= high_s && !is_on_excluded_day (self, clock->zone, time_s) &&
          (i == 0 || time_s != g_array_index (self->exceptions, gint64, i - 1)))
        n += count_rule (self, clock, time_s, time_s);
    }

  return n;
}

/* What RDATE adds to them. */
static gint64
count_added (const ApsRruleTrigger *self, const ApsWallClock *clock, gint64 low_s, gint64 high_s)
{
  gint64 n = 0;

  for (guint i = count_before (self->dates, low_s); i < self->dates->len; i++)
    {
      gint64 time_s = g_array_index (self->dates, gint64, i);

      if (time_s > high_s)
        break;
      if ((i == 0 || time_s != g_array_index (self->dates, gint64, i - 1)) &&
          !is_excluded (self, clock->zone, time_s) && count_rule (self, clock, time_s, time_s) == 0)
        n++;
    }

  return n;
}

static gboolean
aps_rrule_trigger_count (ApsTriggerBase *base,
                         ApsCursor      *cursor,
                         gint64          from_us,
                         gint64          until_us,
                         gint64         *n_fires,
                         GError        **error)
{
  ApsRruleTrigger *self = (ApsRruleTrigger *)base;
  Question         question = { get_set (self, cursor), self->until_local_s, FALSE };
  ApsWallClock     clock = make_clock (self, &question);
  gint64           low_s = -aps_floor_div (-MAX (from_us, APS_ISO8601_MIN_US), APS_SECOND);
  gint64           high_s = aps_floor_div (MIN (until_us, APS_ISO8601_MAX_US), APS_SECOND);

  *n_fires = count_rule (self, &clock, low_s, high_s) - count_taken (self, &clock, low_s, high_s) +
             count_added (self, &clock, low_s, high_s);
  return TRUE;
}

const ApsTriggerKind aps_rrule_trigger_kind = {
  .type_name = "rrule",
  .text_name = "rrule",
  .body_name = "rule",
  .version = 1,
  .uses_zone = TRUE,
  .is_local = TRUE,
  .parse = aps_rrule_trigger_parse,
  .print = aps_rrule_trigger_print,
  .copy_with = aps_rrule_trigger_copy_with,
  .describe = aps_rrule_trigger_describe,
  .next = aps_rrule_trigger_next,
  .prev = aps_rrule_trigger_prev,
  .count = aps_rrule_trigger_count,
};

static void
aps_rrule_trigger_finalize (GObject *object)
{
  ApsRruleTrigger *self = APS_RRULE_TRIGGER (object);

  g_clear_pointer (&self->rrule, aps_rrule_unref);
  g_clear_pointer (&self->set, aps_recurrence_set_free);
  g_array_unref (self->dates);
  g_array_unref (self->exceptions);
  g_array_unref (self->days);
  G_OBJECT_CLASS (aps_rrule_trigger_parent_class)->finalize (object);
}

static void
aps_rrule_trigger_class_init (ApsRruleTriggerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aps_rrule_trigger_finalize;
  APS_TRIGGER_BASE_CLASS (klass)->kind = &aps_rrule_trigger_kind;
}

static void
aps_rrule_trigger_init (ApsRruleTrigger *self)
{
  self->until_local_s = G_MAXINT64;
  self->until_s = G_MAXINT64;
  self->dates = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->exceptions = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->days = g_array_new (FALSE, FALSE, sizeof (gint64));
}
