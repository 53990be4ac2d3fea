/* The instants at which calendar rules meet.
 *
 * NOTES: the days of calendar intervals and of the cron rules' intersection leap over each other
 * until they agree. Each leap is a day or more, and all end in the year 9999: rules that never
 * meet are known to in some milliseconds, cron rules alone at once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-meeting-private.h"

#include <apsched/aps-calendar-interval-trigger.h>
#include <apsched/aps-cron-trigger.h>

#include "core/aps-civil-private.h"
#include "core/aps-iso8601-private.h"
#include "triggers/aps-calendar-interval-private.h"
#include "triggers/aps-cron-dialect-private.h"

/* What a trigger needs to be one of a meeting. */
typedef struct
{
  ApsCalendarRule *rule; /* borrowed; NULL: a calendar interval */
  guint64          seconds;
  gint             time; /* of a trigger with one time of day; -1: it has many */
  ApsClockPolicy   policy;
} Member;

static gint
only_time (ApsCalendarRule *rule)
{
  ApsCalendarSpec spec;

  aps_calendar_rule_get_spec (rule, &spec);

  if (__builtin_popcount (spec.hours) != 1 || __builtin_popcountll (spec.minutes) != 1 ||
      __builtin_popcountll (spec.seconds) != 1)
    return -1;

  return __builtin_ctz (spec.hours) * 3600 + __builtin_ctzll (spec.minutes) * 60 +
         __builtin_ctzll (spec.seconds);
}

static gboolean
find_member (ApsTrigger *trigger, Member *member)
{
  ApsTriggerBase          *base;
  const ApsTriggerOptions *options;

  if (!APS_IS_CRON_TRIGGER (trigger) && !APS_IS_CALENDAR_INTERVAL_TRIGGER (trigger))
    return FALSE;

  base = APS_TRIGGER_BASE (trigger);
  options = aps_trigger_base_get_options (base);

  if (options->count > 0)
    return FALSE;

  if (APS_IS_CRON_TRIGGER (trigger))
    {
      ApsCalendarSpec spec;

      member->rule = aps_cron_trigger_get_rule (base);

      if (member->rule == NULL)
        return FALSE;

      aps_calendar_rule_get_spec (member->rule, &spec);
      member->seconds = spec.seconds;
      member->time = only_time (member->rule);
      member->policy = aps_clock_policy_resolve (options->policy,
                                                 APS_CLOCK_CHANGES_WALL,
                                                 aps_calendar_rule_is_wild (member->rule));
    }
  else
    {
      ApsDaySteps steps;
      ApsCursor   cursor = { .anchor_us = 0 };

      if (options->except != NULL)
        return FALSE;

      aps_calendar_interval_trigger_get_steps (base, &cursor, &steps);
      member->rule = NULL;
      member->seconds = G_GUINT64_CONSTANT (1) << (steps.second % 60);
      member->time = (gint)steps.second;
      member->policy = aps_clock_policy_resolve (options->policy, APS_CLOCK_CHANGES_OCPS, FALSE);
    }

  return TRUE;
}

static guint64
turn (guint64 seconds, guint by)
{
  return ((seconds << by) | (seconds >> (60 - by))) & APS_CALENDAR_ALL_SECONDS;
}

/* Whether seconds of two triggers lie within a threshold without being the same. */
static gboolean
are_near (guint64 a, guint64 b, gint64 threshold_s)
{
  if (threshold_s >= 30)
    return a != b || (a & (a - 1)) != 0 || threshold_s >= 60;

  for (guint by = 1; by <= threshold_s; by++)
    if ((turn (a, by) & b) != 0 || (a & turn (b, by)) != 0)
      return TRUE;

  return FALSE;
}

/* What both say of clock changes; FALSE: their fires may meet where their rules do not. */
static gboolean
join_policies (ApsMeeting *self, const Member *first, const Member *other)
{
  if (other->policy.gap != self->policy.gap)
    return FALSE;

  /* Times that are moved out of a gap meet others, unless all have the same one. */
  if (self->policy.gap != APS_GAP_SKIP && (first->time < 0 || first->time != other->time))
    return FALSE;

  if (other->policy.fold == self->policy.fold || other->policy.fold == APS_FOLD_BOTH)
    return TRUE;

  if (self->policy.fold != APS_FOLD_BOTH)
    return FALSE;

  self->policy.fold = other->policy.fold;
  return TRUE;
}

static void
join_rule (ApsMeeting *self, ApsCalendarRule *rule)
{
  ApsCalendarRule *both;

  if (rule == NULL)
    {
      self->n_steps++;
      return;
    }

  both = self->rule != NULL ? aps_calendar_rule_intersect (self->rule, rule)
                            : aps_calendar_rule_ref (rule);
  g_clear_pointer (&self->rule, aps_calendar_rule_unref);
  self->rule = both;
}

static gboolean
join (ApsMeeting *self, const ApsCombination *combination, Member *members, gint64 threshold_s)
{
  for (guint i = 0; i < combination->n; i++)
    {
      ApsTimeZone *zone;

      if (!find_member (combination->triggers[i], &members[i]))
        return FALSE;

      zone = aps_trigger_base_get_zone (APS_TRIGGER_BASE (combination->triggers[i]));

      if (i == 0)
        {
          self->zone = zone;
          self->policy = members[i].policy;
        }
      else if (zone != self->zone || !join_policies (self, &members[0], &members[i]))
        return FALSE;

      for (guint k = 0; k < i; k++)
        if (are_near (members[k].seconds, members[i].seconds, threshold_s))
          return FALSE;

      join_rule (self, members[i].rule);
    }

  return TRUE;
}

gboolean
aps_meeting_init (ApsMeeting *self, const ApsCombination *combination, gint64 threshold_us)
{
  g_autofree Member *members = g_new0 (Member, combination->n);

  if (join (self, combination, members, threshold_us / APS_SECOND))
    return TRUE;

  aps_meeting_clear (self);
  return FALSE;
}

void
aps_meeting_clear (ApsMeeting *self)
{
  g_clear_pointer (&self->rule, aps_calendar_rule_unref);
  *self = (ApsMeeting){ 0 };
}

/* The days that all steps and the rule have. */
typedef struct
{
  ApsCalendarRule *rule;
  ApsDaySteps     *steps;
  guint            n_steps;
  gint64          *known; /* of each steps a day that it has */
} Days;

static gint64
next_day (Days *days, gint64 day)
{
  for (guint i = 0; i < days->n_steps; i++)
    days->known[i] = aps_day_steps_next_day (&days->steps[i], day);

  for (;;)
    {
      gint64 before = day;

      for (guint i = 0; i < days->n_steps; i++)
        {
          days->known[i] = aps_day_steps_go_on (&days->steps[i], days->known[i], day);
          day = days->known[i];

          if (day == G_MAXINT64)
            return day;
        }

      if (days->rule != NULL)
        day = aps_calendar_rule_next_day (days->rule, day);

      if (day == before || day == G_MAXINT64)
        return day;
    }
}

static gint64
days_next (gpointer rule, gint64 from_s)
{
  Days  *days = rule;
  gint64 second = days->steps[0].second;
  gint64 day = aps_floor_div (from_s, APS_CIVIL_DAY_SECONDS);

  if (from_s - day * APS_CIVIL_DAY_SECONDS > second)
    day++;

  day = next_day (days, day);
  return day == G_MAXINT64 ? day : day * APS_CIVIL_DAY_SECONDS + second;
}

static const ApsLocalRuleFuncs days_funcs = {
  .next = days_next,
};

/* When all have begun, and when the first has ended. */
static void
get_bounds (const ApsCombination *combination,
            const ApsCursor      *cursor,
            gint64               *from_us,
            gint64               *until_us)
{
  for (guint i = 0; i < combination->n; i++)
    {
      ApsTriggerBase *base = APS_TRIGGER_BASE (combination->triggers[i]);
      gint64          start_us = aps_trigger_base_get_start (base);

      *from_us = MAX (*from_us, start_us != G_MININT64 ? start_us : cursor->anchor_us);
      *until_us = MIN (*until_us, aps_trigger_base_get_end (base));
    }
}

static void
set_up_wall (const ApsMeeting *self, ApsWallClock *wall)
{
  wall->funcs = &aps_calendar_rule_funcs;
  wall->rule = self->rule;
  wall->zone = self->zone;
  wall->policy = self->policy;
}

static gint64
next_with_steps (const ApsMeeting     *self,
                 const ApsCombination *combination,
                 ApsCursor            *cursor,
                 gint64                from_us)
{
  g_autofree ApsDaySteps *steps = g_new (ApsDaySteps, self->n_steps);
  g_autofree gint64      *known = g_new0 (gint64, self->n_steps);
  Days                    days = { self->rule, steps, self->n_steps, known };
  ApsWallClock            wall;
  guint                   n = 0;

  for (guint i = 0; i < combination->n; i++)
    if (APS_IS_CALENDAR_INTERVAL_TRIGGER (combination->triggers[i]))
      aps_calendar_interval_trigger_get_steps (APS_TRIGGER_BASE (combination->triggers[i]),
                                               cursor,
                                               &steps[n++]);

  for (guint i = 1; i < n; i++)
    if (steps[i].second != steps[0].second)
      return APS_TIME_NONE;

  if (self->rule != NULL && !aps_calendar_rule_has_time (self->rule, steps[0].second))
    return APS_TIME_NONE;

  set_up_wall (self, &wall);
  wall.funcs = &days_funcs;
  wall.rule = &days;
  return aps_wall_clock_next_us (&wall, &cursor->quiet, from_us);
}

gint64
aps_meeting_next (const ApsMeeting     *self,
                  const ApsCombination *combination,
                  ApsCursor            *cursor,
                  gint64                from_us)
{
  gint64       until_us = APS_TIME_NONE;
  gint64       next_us;
  ApsWallClock wall;

  get_bounds (combination, cursor, &from_us, &until_us);
  set_up_wall (self, &wall);

  if (self->n_steps > 0)
    next_us = next_with_steps (self, combination, cursor, from_us);
  else
    next_us = aps_wall_clock_next_us (&wall, &cursor->quiet, from_us);

  return next_us > until_us ? APS_TIME_NONE : next_us;
}

gint64
aps_meeting_prev (const ApsMeeting     *self,
                  const ApsCombination *combination,
                  const ApsCursor      *cursor,
                  gint64                from_us,
                  gint64                until_us)
{
  ApsWallClock wall;

  get_bounds (combination, cursor, &from_us, &until_us);
  set_up_wall (self, &wall);
  return from_us > until_us ? APS_TIME_NONE : aps_wall_clock_prev_us (&wall, from_us, until_us);
}

gint64
aps_meeting_count (const ApsMeeting     *self,
                   const ApsCombination *combination,
                   const ApsCursor      *cursor,
                   gint64                from_us,
                   gint64                until_us)
{
  ApsWallClock wall;

  get_bounds (combination, cursor, &from_us, &until_us);
  set_up_wall (self, &wall);
  return from_us > until_us ? 0 : aps_wall_clock_count_us (&wall, from_us, until_us);
}
