/* A trigger that fires at one time of day, every so many years, months, weeks and days.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-calendar-interval-trigger.h>

#include <apsched/aps-error.h>

#include "core/aps-civil-private.h"
#include "triggers/aps-calendar-interval-private.h"
#include "triggers/aps-cursor-private.h"
#include "triggers/aps-kinds-private.h"

/**
 * ApsCalendarIntervalTrigger:
 *
 * Fires at one time of day, every so many years, months, weeks and days from its start on. Years
 * and months are added first, again and again until the month has that day: the 31st, every month,
 * is every month that has one. Its text form is `calendar:months=2 hour=10 start=2022-06-07`.
 *
 * A date on which the time does not exist is passed over; of a time that occurs twice it is the
 * first. Without a start it begins on the day of adding.
 *
 * Since: 1.0
 */
struct _ApsCalendarIntervalTrigger
{
  ApsTriggerBase parent_instance;

  ApsDaySteps    steps; /* without the first day, which may depend on the cursor */
  ApsClockPolicy policy;
};

G_DEFINE_FINAL_TYPE (ApsCalendarIntervalTrigger,
                     aps_calendar_interval_trigger,
                     APS_TYPE_TRIGGER_BASE)

static ApsTrigger *
make (const ApsDaySteps *steps, ApsTriggerOptions *options, GError **error)
{
  g_autoptr (ApsCalendarIntervalTrigger)
    self = g_object_new (APS_TYPE_CALENDAR_INTERVAL_TRIGGER, NULL);

  self->steps = *steps;
  self->policy = aps_clock_policy_resolve (options->policy, APS_CLOCK_CHANGES_OCPS, FALSE);

  if (!aps_trigger_base_set_options (APS_TRIGGER_BASE (self), options, error))
    return NULL;

  return APS_TRIGGER (g_steal_pointer (&self));
}

static const struct
{
  const char *key;
  gint64      max;
} keys[] = {
  { "years", 9999 }, { "months", 119988 }, { "weeks", 521722 }, { "days", 3652059 },
  { "hour", 23 },    { "minute", 59 },     { "second", 59 },
};

#define KEYS "years months weeks days hour minute second"

enum
{
  YEARS,
  MONTHS,
  WEEKS,
  DAYS,
  HOUR,
  MINUTE,
  SECOND,
};

static ApsTrigger *
aps_calendar_interval_trigger_parse (ApsTriggerParts *parts, GError **error)
{
  g_auto (ApsTriggerOptions) options = { 0 };
  gint64      values[G_N_ELEMENTS (keys)] = { 0 };
  ApsDaySteps steps;

  if (parts->children != NULL)
    return aps_trigger_parts_fail_children (parts, error);

  if (*parts->body != '\0')
    {
      aps_trigger_parts_fail (parts,
                              parts->body_span.start,
                              error,
                              "expected an option such as months=2",
                              "");
      return NULL;
    }

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const ApsOption *option = aps_trigger_parts_take (parts, keys[i].key);

      if (option != NULL &&
          !aps_trigger_parts_integer (parts, option, 0, keys[i].max, &values[i], error))
        return NULL;
    }

  steps.first_day = steps.known_day = 0;
  steps.months = values[YEARS] * 12 + values[MONTHS];
  steps.days = values[WEEKS] * 7 + values[DAYS];
  steps.second = (guint)(values[HOUR] * 3600 + values[MINUTE] * 60 + values[SECOND]);

  if (steps.months == 0 && steps.days == 0)
    {
      aps_trigger_parts_fail (parts,
                              parts->body_span.start,
                              error,
                              "expected years, months, weeks or days above 0",
                              "");
      return NULL;
    }

  if (!aps_trigger_options_parse (&options, parts, error) ||
      !aps_trigger_parts_check_taken (parts, KEYS, error))
    return NULL;

  return make (&steps, &options, error);
}

static void
print_number (ApsTriggerParts *parts, const char *key, gint64 value)
{
  g_autofree char *text = NULL;

  if (value == 0)
    return;

  text = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  aps_trigger_parts_add_option (parts, key, text);
}

static void
aps_calendar_interval_trigger_print (ApsTriggerBase *base, ApsTriggerParts *parts)
{
  const ApsDaySteps *steps = &((ApsCalendarIntervalTrigger *)base)->steps;

  if (steps->months % 12 == 0)
    print_number (parts, "years", steps->months / 12);
  else
    print_number (parts, "months", steps->months);

  if (steps->days % 7 == 0)
    print_number (parts, "weeks", steps->days / 7);
  else
    print_number (parts, "days", steps->days);

  print_number (parts, "hour", steps->second / 3600);
  print_number (parts, "minute", steps->second / 60 % 60);
  print_number (parts, "second", steps->second % 60);
}

static ApsTrigger *
aps_calendar_interval_trigger_copy_with (ApsTriggerBase       *base,
                                         ApsTriggerOptions    *options,
                                         ApsTimeZone          *zone,
                                         const ApsClockPolicy *policy,
                                         GError              **error)
{
  return make (&((ApsCalendarIntervalTrigger *)base)->steps, options, error);
}

static void
append_step (GString *words, gint64 n, const char *unit, const char *before)
{
  if (n == 1)
    g_string_append_printf (words, "%s%s", before, unit);
  else if (n > 1)
    g_string_append_printf (words, "%s%" G_GINT64_FORMAT " %ss", before, n, unit);
}

static void
aps_calendar_interval_trigger_describe (ApsTriggerBase *base, GString *words)
{
  const ApsDaySteps *steps = &((ApsCalendarIntervalTrigger *)base)->steps;
  const char        *before = steps->months > 0 ? " and " : "every ";

  if (steps->months % 12 == 0)
    append_step (words, steps->months / 12, "year", "every ");
  else
    append_step (words, steps->months, "month", "every ");

  if (steps->months > 0 && steps->days == 1)
    g_string_append (words, " and 1 day");
  else if (steps->days % 7 == 0)
    append_step (words, steps->days / 7, "week", before);
  else
    append_step (words, steps->days, "day", before);

  g_string_append_printf (words, " at %02u:%02u", steps->second / 3600, steps->second / 60 % 60);

  if (steps->second % 60 != 0)
    g_string_append_printf (words, ":%02u", steps->second % 60);
}

static gint64
local_day_of (ApsTimeZone *zone, gint64 time_us)
{
  gint64        second = aps_floor_div (time_us, APS_SECOND);
  ApsZonePeriod period;

  aps_time_zone_get_period (zone, second, &period);
  return aps_floor_div (second + period.offset_s, APS_CIVIL_DAY_SECONDS);
}

void
aps_calendar_interval_trigger_get_steps (ApsTriggerBase  *base,
                                         const ApsCursor *cursor,
                                         ApsDaySteps     *steps)
{
  const ApsMoment *start = &aps_trigger_base_get_options (base)->start;
  ApsTimeZone     *zone = aps_trigger_base_get_zone (base);

  *steps = APS_CALENDAR_INTERVAL_TRIGGER (base)->steps;

  if (start->kind == APS_MOMENT_UNSET)
    steps->first_day = local_day_of (zone, cursor->anchor_us);
  else if (start->kind == APS_MOMENT_INSTANT)
    steps->first_day = local_day_of (zone, start->us);
  else
    steps->first_day = aps_floor_div (start->us, APS_DAY);
}

static void
get_wall (ApsTriggerBase *base, const ApsCursor *cursor, ApsDaySteps *steps, ApsWallClock *wall)
{
  aps_calendar_interval_trigger_get_steps (base, cursor, steps);
  wall->funcs = &aps_day_steps_funcs;
  wall->rule = steps;
  wall->zone = aps_trigger_base_get_zone (base);
  wall->policy = ((ApsCalendarIntervalTrigger *)base)->policy;
}

static inline gint64
not_before (ApsTriggerBase *base, const ApsCursor *cursor, gint64 from_us)
{
  if (G_UNLIKELY (from_us < cursor->anchor_us) && aps_trigger_base_get_start (base) == G_MININT64)
    return cursor->anchor_us;

  return from_us;
}

static gboolean
aps_calendar_interval_trigger_next (
  ApsTriggerBase *base, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  ApsDaySteps  steps;
  ApsWallClock wall;

  get_wall (base, cursor, &steps, &wall);

  if (cursor->found.first_day == steps.first_day && cursor->found.months == steps.months &&
      cursor->found.days == steps.days)
    steps.known_day = cursor->found.day;

  *next_us = aps_wall_clock_next_us (&wall, &cursor->quiet, not_before (base, cursor, from_us));
  cursor->found =
    (ApsFoundDay){ steps.first_day, steps.months, steps.days, MAX (steps.known_day, 0) };
  return TRUE;
}

static gboolean
aps_calendar_interval_trigger_prev (ApsTriggerBase *base,
                                    ApsCursor      *cursor,
                                    gint64          from_us,
                                    gint64          until_us,
                                    gint64         *prev_us,
                                    GError        **error)
{
  ApsDaySteps  steps;
  ApsWallClock wall;

  get_wall (base, cursor, &steps, &wall);
  *prev_us = aps_wall_clock_prev_us (&wall, not_before (base, cursor, from_us), until_us);
  return TRUE;
}

static gboolean
aps_calendar_interval_trigger_count (ApsTriggerBase *base,
                                     ApsCursor      *cursor,
                                     gint64          from_us,
                                     gint64          until_us,
                                     gint64         *n_fires,
                                     GError        **error)
{
  ApsDaySteps  steps;
  ApsWallClock wall;

  get_wall (base, cursor, &steps, &wall);
  *n_fires = aps_wall_clock_count_us (&wall, not_before (base, cursor, from_us), until_us);
  return TRUE;
}

const ApsTriggerKind aps_calendar_interval_trigger_kind = {
  .type_name = "calendar-interval",
  .text_name = "calendar",
  .version = 1,
  .uses_zone = TRUE,
  .is_local = TRUE,
  .date_start = TRUE,
  .parse = aps_calendar_interval_trigger_parse,
  .print = aps_calendar_interval_trigger_print,
  .copy_with = aps_calendar_interval_trigger_copy_with,
  .describe = aps_calendar_interval_trigger_describe,
  .next = aps_calendar_interval_trigger_next,
  .prev = aps_calendar_interval_trigger_prev,
  .count = aps_calendar_interval_trigger_count,
};

static void
aps_calendar_interval_trigger_class_init (ApsCalendarIntervalTriggerClass *klass)
{
  APS_TRIGGER_BASE_CLASS (klass)->kind = &aps_calendar_interval_trigger_kind;
}

static void
aps_calendar_interval_trigger_init (ApsCalendarIntervalTrigger *self)
{
  self->steps.days = 1;
  self->policy = aps_clock_policy_resolve (self->policy, APS_CLOCK_CHANGES_OCPS, FALSE);
}
