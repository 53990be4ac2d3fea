/* The dialect quartz: six or seven fields, seconds first and the year last, week days from 1
 * (Sunday) to 7, and ? in one of the two fields of days.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-line-private.h"

#define FEATURES                                                                                   \
  (APS_CRON_LAST | APS_CRON_LAST_MINUS | APS_CRON_LAST_WORKDAY | APS_CRON_WORKDAY |                \
   APS_CRON_WORKDAY_LIST | APS_CRON_NTH | APS_CRON_WEEKDAY_LAST | APS_CRON_LAST_WEEKDAY |          \
   APS_CRON_WRAP | APS_CRON_OPEN_STEP | APS_CRON_BARE_STEP | APS_CRON_SUNDAY_IS_1 |                \
   APS_CRON_SMALL_STEPS | APS_CRON_QUESTION)

enum
{
  SECOND,
  MINUTE,
  HOUR,
  DAY,
  MONTH,
  WEEKDAY,
  YEAR
};

static gboolean
is_question (const ApsSpan *span)
{
  return span->end - span->start == 1 && *span->start == '?';
}

static gboolean
parse (ApsTriggerParts *parts,
       const char      *seed,
       ApsCalendarSpec *spec,
       gboolean        *uses_seed,
       GError         **error)
{
  ApsCronReader reader = {
    .parts = parts, .features = FEATURES, .seed = seed, .uses_seed = uses_seed, .error = error
  };
  ApsSpan fields[APS_CRON_MAX_FIELDS];
  guint   n_fields;

  if (!aps_cron_line_split (parts,
                            6,
                            7,
                            ": expected 6 or 7 fields: second minute hour day month week-day "
                            "[year]",
                            fields,
                            &n_fields,
                            error))
    return FALSE;

  if (is_question (&fields[DAY]) == is_question (&fields[WEEKDAY]))
    return aps_trigger_parts_fail (parts,
                                   fields[WEEKDAY].start,
                                   error,
                                   "",
                                   ": expected ? in one of the fields of days and week days, "
                                   "and only in one");

  return aps_cron_line_read_time (&reader,
                                  &fields[SECOND],
                                  &fields[MINUTE],
                                  &fields[HOUR],
                                  &fields[MONTH],
                                  spec) &&
         aps_cron_line_read_days (&reader, &fields[DAY], &spec->days.of_month) &&
         aps_cron_line_read_weekdays (&reader, &fields[WEEKDAY], &spec->days.of_week) &&
         (n_fields == YEAR || aps_cron_line_read_years (&reader, &fields[YEAR], spec));
}

static gboolean
append_days (GString *day, GString *weekday, const ApsDaySpec *days, char **reason)
{
  gboolean any_day = aps_cron_line_is_any_day (&days->of_month);

  if (!any_day && !aps_cron_line_is_any_day (&days->of_week))
    {
      *reason = g_strdup ("a day of the month and a week day together");
      return FALSE;
    }

  if (any_day && !aps_cron_line_is_any_day (&days->of_week))
    g_string_append_c (day, '?');
  else if (!aps_cron_line_append_days (day, &days->of_month, FEATURES, TRUE, reason))
    return FALSE;

  if (day->str[0] != '?')
    g_string_append_c (weekday, '?');
  else if (!aps_cron_line_append_weekdays (weekday, &days->of_week, FEATURES, TRUE, reason))
    return FALSE;

  return TRUE;
}

static gboolean
print (const ApsCalendarSpec *spec, ApsTriggerParts *parts, char **reason)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) day = g_string_new (NULL);
  g_autoptr (GString) weekday = g_string_new (NULL);

  if (spec->days.weeks != 0)
    {
      *reason = g_strdup ("ISO weeks");
      return FALSE;
    }

  if (!append_days (day, weekday, &spec->days, reason))
    return FALSE;

  aps_cron_line_append_bits (text, spec->seconds, 0, 59, APS_CRON_EITHER);
  g_string_append_c (text, ' ');
  aps_cron_line_append_minute (text, spec);
  g_string_append_c (text, ' ');
  aps_cron_line_append_hour (text, spec);
  g_string_append_printf (text, " %s ", day->str);
  aps_cron_line_append_bits (text, spec->days.months, 1, 12, APS_CRON_EITHER);
  g_string_append_printf (text, " %s", weekday->str);
  if (spec->has_years)
    {
      g_string_append_c (text, ' ');
      if (!aps_cron_line_append_years (text, spec, reason))
        return FALSE;
    }

  g_free (parts->body);
  parts->body = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

const ApsCronDialect aps_cron_dialect_quartz = {
  .name = "quartz",
  .parse = parse,
  .print = print,
};
