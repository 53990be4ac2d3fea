/* A trigger that fires by a repeating interval of ISO 8601.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-iso8601-trigger.h>

#include <apsched/aps-error.h>

#include "core/aps-civil-private.h"
#include "core/aps-iso8601-private.h"
#include "triggers/aps-cursor-private.h"
#include "triggers/aps-kinds-private.h"
#include "triggers/aps-repeating-interval-private.h"
#include "triggers/aps-wall-clock-private.h"

/* By so much at most do instants and local times differ. */
#define FAR_S (2 * APS_CIVIL_DAY_SECONDS)
/* Fires before it are left out. */
#define FIRST_S (aps_days_from_year (APS_CIVIL_YEAR_MIN) * APS_CIVIL_DAY_SECONDS)

/**
 * ApsIso8601Trigger:
 *
 * Fires by a repeating interval of ISO 8601: `iso8601:R5/2026-01-31T09:00/P1M tz=Europe/Berlin`
 * fires on 31 January at 09:00 and five times more. Every fire is counted from the start: from 31
 * January in months, February's is on its last day and March's on the 31st again.
 *
 * The forms are `R[n]/start/duration`, `R[n]/start/end`, `Rn/duration/end`, and `R[n]/duration`,
 * which begins at `start=` or at the moment of adding. Years, months, weeks and days follow the
 * calendar of the zone, hours and less are elapsed time. A time that a clock change skips does not
 * fire, of one that occurs twice the first does, unless `clock-changes=`, `gap=` or `fold=` say
 * otherwise.
 *
 * Since: 1.0
 */
struct _ApsIso8601Trigger
{
  ApsTriggerBase parent_instance;

  ApsRepeatingInterval interval;
};

G_DEFINE_FINAL_TYPE (ApsIso8601Trigger, aps_iso8601_trigger, APS_TYPE_TRIGGER_BASE)

static ApsTrigger *
make (const ApsRepeatingInterval *interval, ApsTriggerOptions *options, GError **error)
{
  g_autoptr (ApsIso8601Trigger) self = g_object_new (APS_TYPE_ISO8601_TRIGGER, NULL);

  self->interval = *interval;
  if (!aps_trigger_base_set_options (APS_TRIGGER_BASE (self), options, error))
    return NULL;

  return APS_TRIGGER (g_steal_pointer (&self));
}

static ApsTrigger *
aps_iso8601_trigger_parse (ApsTriggerParts *parts, GError **error)
{
  g_auto (ApsTriggerOptions) options = { 0 };
  ApsRepeatingInterval interval;

  if (parts->children != NULL)
    return aps_trigger_parts_fail_children (parts, error);

  if (!aps_repeating_interval_parse (&interval, parts, error) ||
      !aps_trigger_options_parse (&options, parts, error) ||
      !aps_trigger_parts_check_taken (parts, "", error))
    return NULL;

  return make (&interval, &options, error);
}

static void
aps_iso8601_trigger_print (ApsTriggerBase *base, ApsTriggerParts *parts)
{
  parts->body = aps_repeating_interval_to_string (&((ApsIso8601Trigger *)base)->interval);
}

static ApsTrigger *
aps_iso8601_trigger_copy_with (ApsTriggerBase       *base,
                               ApsTriggerOptions    *options,
                               ApsTimeZone          *zone,
                               const ApsClockPolicy *policy,
                               GError              **error)
{
  return make (&((ApsIso8601Trigger *)base)->interval, options, error);
}

static void
aps_iso8601_trigger_describe (ApsTriggerBase *base, GString *words)
{
  aps_repeating_interval_describe (&((ApsIso8601Trigger *)base)->interval, words);
}

/* The anchor as an instant. */
static gint64
get_anchor (ApsIso8601Trigger *self, const ApsCursor *cursor)
{
  ApsTriggerBase *base = APS_TRIGGER_BASE (self);
  gint64          start_us = aps_trigger_base_get_start (base);
  gint64          anchor_us;

  if (self->interval.anchor.kind == APS_MOMENT_UNSET)
    return start_us != G_MININT64
             ? start_us
             : CLAMP (cursor->anchor_us, APS_ISO8601_MIN_US, APS_ISO8601_MAX_US);

  aps_moment_resolve (&self->interval.anchor,
                      aps_trigger_base_get_zone (base),
                      APS_MOMENT_LENIENT,
                      &anchor_us);
  return anchor_us;
}

/* What one call goes by. */
typedef struct
{
  const ApsRepeatingInterval *interval;
  gint64                      anchor_us;   /* the instant */
  gint64                      anchor_s;    /* on the wall */
  gint64                      fraction_us; /* of a second, which the wall does not know */
} Question;

static Question
ask (ApsIso8601Trigger *self, ApsCursor *cursor)
{
  Question         question = { .interval = &self->interval };
  const ApsMoment *anchor = &self->interval.anchor;
  ApsZonePeriod    period;
  gint64           local_us;

  question.anchor_us = get_anchor (self, cursor);
  if (anchor->kind == APS_MOMENT_LOCAL || anchor->kind == APS_MOMENT_DATE)
    local_us = anchor->us;
  else
    {
      aps_time_zone_get_period (aps_trigger_base_get_zone (APS_TRIGGER_BASE (self)),
                                aps_floor_div (question.anchor_us, APS_SECOND),
                                &period);
      local_us = question.anchor_us + period.offset_s * APS_SECOND;
    }

  question.anchor_s = aps_floor_div (local_us, APS_SECOND);
  question.fraction_us = local_us - question.anchor_s * APS_SECOND;
  return question;
}

static gint64
next_local (gpointer rule, gint64 from_s)
{
  const Question *question = rule;
  gint64          i = aps_repeating_interval_find (question->interval, question->anchor_s, from_s);

  if (i == G_MAXINT64)
    return G_MAXINT64;

  return aps_repeating_interval_get_local (question->interval, question->anchor_s, i);
}

static gint64
find_local (const Question *question, gint64 from_s)
{
  gint64 i = aps_repeating_interval_find (question->interval, question->anchor_s, from_s);

  if (i == G_MAXINT64)
    i = aps_repeating_interval_find_last (question->interval, question->anchor_s) + 1;
  return i;
}

static gint64
prev_local (gpointer rule, gint64 until_s)
{
  const Question *question = rule;
  gint64          i = find_local (question, until_s + 1) - 1;

  if (i < find_local (question, FIRST_S))
    return G_MININT64;

  return aps_repeating_interval_get_local (question->interval, question->anchor_s, i);
}

static gint64
count_local (gpointer rule, gint64 from_s, gint64 until_s)
{
  return MAX (find_local (rule, until_s) - find_local (rule, from_s), 0);
}

static const ApsLocalRuleFuncs funcs = {
  .next = next_local,
  .prev = prev_local,
  .count = count_local,
};

static ApsWallClock
make_clock (ApsIso8601Trigger *self, Question *question)
{
  ApsTriggerBase          *base = APS_TRIGGER_BASE (self);
  const ApsTriggerOptions *options = aps_trigger_base_get_options (base);

  return (ApsWallClock){
    .funcs = &funcs,
    .rule = question,
    .zone = aps_trigger_base_get_zone (base),
    .policy = aps_clock_policy_resolve (options->policy, APS_CLOCK_CHANGES_OCPS, FALSE),
  };
}

/* Of elapsed time alone: how many intervals after the anchor the first fire at or after a moment
 * is, within what years there are; beyond the last one where there is none. */
static gint64
find_elapsed (const Question *question, gint64 from_us)
{
  gint64 length_us = question->interval->time_us;
  gint64 first = aps_repeating_interval_first (question->interval);

  from_us = CLAMP (from_us, APS_ISO8601_MIN_US, APS_ISO8601_MAX_US + 1);
  return MAX (first, -aps_floor_div (question->anchor_us - from_us, length_us));
}

static gint64
find_behind_elapsed (const Question *question, gint64 until_us)
{
  gint64 last = aps_repeating_interval_last (question->interval);
  gint64 i = find_elapsed (question, until_us == G_MAXINT64 ? until_us : until_us + 1);

  return last == G_MAXINT64 ? i : MIN (i, last + 1);
}

static gint64
get_elapsed (const Question *question, gint64 i)
{
  return question->anchor_us + i * question->interval->time_us;
}

static gint64
next_elapsed (const Question *question, gint64 from_us)
{
  gint64 i = find_elapsed (question, from_us);

  return i < find_behind_elapsed (question, APS_ISO8601_MAX_US) ? get_elapsed (question, i)
                                                                : APS_TIME_NONE;
}

static gint64
prev_elapsed (const Question *question, gint64 from_us, gint64 until_us)
{
  gint64 i = find_behind_elapsed (question, until_us) - 1;

  return i >= find_elapsed (question, from_us) ? get_elapsed (question, i) : APS_TIME_NONE;
}

/* Where the i-th fire of days and elapsed time together falls; APS_TIME_NONE: in a gap. */
static gint64
resolve_mixed (const ApsWallClock *clock, const Question *question, gint64 i)
{
  gint64 local_s = aps_repeating_interval_get_local (question->interval, question->anchor_s, i);
  ApsLocalTime local;
  gint64       utc_s;

  aps_time_zone_resolve_local (clock->zone, local_s, &local);
  if (local.n_instants > 0)
    utc_s = local.instants[clock->policy.fold == APS_FOLD_LAST ? local.n_instants - 1 : 0];
  else if (clock->policy.gap == APS_GAP_SKIP)
    return APS_TIME_NONE;
  else if (clock->policy.gap == APS_GAP_NEXT)
    utc_s = local.change_s;
  else
    utc_s = local_s - local.offset_before_s;

  return utc_s * APS_SECOND + question->fraction_us + i * question->interval->time_us;
}

static gint64
next_mixed (const ApsWallClock *clock, const Question *question, gint64 from_us)
{
  gint64 from_s = aps_floor_div (CLAMP (from_us, APS_ISO8601_MIN_US, APS_ISO8601_MAX_US + 1),
                                 APS_SECOND);
  gint64 i = aps_repeating_interval_find (question->interval, question->anchor_s, from_s - FAR_S);
  gint64 last = aps_repeating_interval_find_last (question->interval, question->anchor_s);

  if (i == G_MAXINT64)
    return APS_TIME_NONE;

  /* Each step is a day at least, so few are before the moment; and gaps are rare. */
  for (; i <= last; i++)
    {
      gint64 time_us = resolve_mixed (clock, question, i);

      if (time_us == APS_TIME_NONE)
        continue;
      if (time_us > APS_ISO8601_MAX_US)
        return APS_TIME_NONE;
      if (time_us >= from_us)
        return time_us;
    }

  return APS_TIME_NONE;
}

/* The number of the first fire that is certainly after a moment. */
static gint64
find_behind (const Question *question, gint64 until_us)
{
  const ApsRepeatingInterval *interval = question->interval;
  gint64 until_s = aps_floor_div (CLAMP (until_us, APS_ISO8601_MIN_US, APS_ISO8601_MAX_US),
                                  APS_SECOND);
  gint64 i = aps_repeating_interval_find (interval, question->anchor_s, until_s + FAR_S);

  if (i == G_MAXINT64)
    i = aps_repeating_interval_find_last (interval, question->anchor_s) + 1;
  return i;
}

static gint64
prev_mixed (const ApsWallClock *clock, const Question *question, gint64 from_us, gint64 until_us)
{
  gint64 first = find_local (question, FIRST_S);

  for (gint64 i = find_behind (question, until_us) - 1; i >= first; i--)
    {
      gint64 time_us = resolve_mixed (clock, question, i);

      if (time_us != APS_TIME_NONE && time_us < from_us)
        break;
      if (time_us != APS_TIME_NONE && time_us <= until_us)
        return time_us;
    }

  return APS_TIME_NONE;
}

static gint64
count_mixed (const ApsWallClock *clock, const Question *question, gint64 from_us, gint64 until_us)
{
  gint64 behind = find_behind (question, until_us);
  gint64 first = find_local (question, FIRST_S);
  gint64 n = 0;

  for (gint64 i = behind - 1; i >= first; i--)
    {
      gint64 time_us = resolve_mixed (clock, question, i);

      if (time_us != APS_TIME_NONE && time_us < from_us)
        break;
      if (time_us != APS_TIME_NONE && time_us <= until_us)
        n++;
    }

  return n;
}

/* A wall clock knows whole seconds; the anchor's fraction is left out before and put back after. */
static gint64
without_fraction (const Question *question, gint64 time_us)
{
  return time_us == G_MININT64 ? time_us : time_us - question->fraction_us;
}

static gint64
with_fraction (const Question *question, gint64 time_us)
{
  return time_us == APS_TIME_NONE ? time_us : time_us + question->fraction_us;
}

static gboolean
aps_iso8601_trigger_next (
  ApsTriggerBase *base, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  ApsIso8601Trigger *self = (ApsIso8601Trigger *)base;
  Question           question = ask (self, cursor);
  ApsWallClock       clock = make_clock (self, &question);

  if (!aps_repeating_interval_is_local (&self->interval))
    *next_us = next_elapsed (&question, from_us);
  else if (self->interval.time_us != 0)
    *next_us = next_mixed (&clock, &question, from_us);
  else
    *next_us = with_fraction (&question,
                              aps_wall_clock_next_us (&clock,
                                                      &cursor->quiet,
                                                      without_fraction (&question, from_us)));

  return TRUE;
}

static gboolean
aps_iso8601_trigger_prev (ApsTriggerBase *base,
                          ApsCursor      *cursor,
                          gint64          from_us,
                          gint64          until_us,
                          gint64         *prev_us,
                          GError        **error)
{
  ApsIso8601Trigger *self = (ApsIso8601Trigger *)base;
  Question           question = ask (self, cursor);
  ApsWallClock       clock = make_clock (self, &question);

  if (!aps_repeating_interval_is_local (&self->interval))
    *prev_us = prev_elapsed (&question, from_us, until_us);
  else if (self->interval.time_us != 0)
    *prev_us = prev_mixed (&clock, &question, from_us, until_us);
  else
    *prev_us = with_fraction (&question,
                              aps_wall_clock_prev_us (&clock,
                                                      without_fraction (&question, from_us),
                                                      without_fraction (&question, until_us)));

  return TRUE;
}

static gboolean
aps_iso8601_trigger_count (ApsTriggerBase *base,
                           ApsCursor      *cursor,
                           gint64          from_us,
                           gint64          until_us,
                           gint64         *n_fires,
                           GError        **error)
{
  ApsIso8601Trigger *self = (ApsIso8601Trigger *)base;
  Question           question = ask (self, cursor);
  ApsWallClock       clock = make_clock (self, &question);

  if (!aps_repeating_interval_is_local (&self->interval))
    *n_fires = MAX (find_behind_elapsed (&question, until_us) - find_elapsed (&question, from_us),
                    0);
  else if (self->interval.time_us != 0)
    *n_fires = count_mixed (&clock, &question, from_us, until_us);
  else
    *n_fires = aps_wall_clock_count_us (&clock,
                                        without_fraction (&question, from_us),
                                        without_fraction (&question, until_us));

  return TRUE;
}

const ApsTriggerKind aps_iso8601_trigger_kind = {
  .type_name = "iso8601",
  .text_name = "iso8601",
  .body_name = "interval",
  .version = 1,
  .uses_zone = TRUE,
  .is_local = TRUE,
  .parse = aps_iso8601_trigger_parse,
  .print = aps_iso8601_trigger_print,
  .copy_with = aps_iso8601_trigger_copy_with,
  .describe = aps_iso8601_trigger_describe,
  .next = aps_iso8601_trigger_next,
  .prev = aps_iso8601_trigger_prev,
  .count = aps_iso8601_trigger_count,
};

static void
aps_iso8601_trigger_class_init (ApsIso8601TriggerClass *klass)
{
  APS_TRIGGER_BASE_CLASS (klass)->kind = &aps_iso8601_trigger_kind;
}

static void
aps_iso8601_trigger_init (ApsIso8601Trigger *self)
{
  self->interval.days = 1;
  self->interval.repetitions = G_MAXINT64;
}
