/* Prints the dialect `aps`: as a crontab line where it can be one, else by keywords.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-aps-private.h"

#include "triggers/aps-names-private.h"

#include <string.h>

const ApsCronKeyword aps_cron_aps_keywords[APS_N_KEYWORDS] = {
  { "year", "*" },        { "month", "1" }, { "day", "1" },    { "week", "*" },
  { "day-of-week", "*" }, { "hour", "0" },  { "minute", "0" }, { "second", "0" },
};

const guint aps_cron_aps_line_fields[APS_N_LINE_FIELDS] = {
  APS_KEYWORD_MINUTE, APS_KEYWORD_HOUR, APS_KEYWORD_DAY, APS_KEYWORD_MONTH, APS_KEYWORD_DAY_OF_WEEK,
};

const char *const aps_cron_aps_ordinals[6] = { "1st", "2nd", "3rd", "4th", "5th", "last" };

const ApsCronField aps_cron_aps_field_week = { "week", 1, 53, NULL };

static void
append_day_item (GString *text, const char *ordinal, guint weekdays)
{
  for (guint day = 0; day < 7; day++)
    if ((weekdays >> day & 1) != 0)
      g_string_append_printf (text,
                              "%s%s %s",
                              text->len > 0 ? "," : "",
                              ordinal,
                              aps_names_weekdays_short[day]);
}

static void
append_days (GString *text, const ApsDayTerms *terms)
{
  if (terms->days != 0)
    aps_cron_append_values (text, terms->days, &aps_cron_field_day, APS_CRON_VALUES_STEPS);

  if (terms->days == APS_CALENDAR_ALL_DAYS)
    return;

  if (terms->from_end != 0)
    g_string_append (text, text->len > 0 ? ",last" : "last");

  for (guint n = 0; n < 5; n++)
    append_day_item (text, aps_cron_aps_ordinals[n], terms->nth[n]);

  append_day_item (text, "last", terms->nth_last[0]);
}

static const char *
find_unsayable (const ApsCalendarSpec *spec)
{
  const ApsDayTerms *month = &spec->days.of_month;
  const ApsDayTerms *week = &spec->days.of_week;

  if (spec->days.either)
    return "days of the month or of the week";

  if ((month->from_end & ~1u) != 0)
    return "days before the last of the month";

  if (month->workdays != 0 || month->workdays_from_end != 0 || week->workdays != 0)
    return "nearest working days";

  if (month->nth_last[1] != 0 || month->nth_last[2] != 0 || month->nth_last[3] != 0 ||
      month->nth_last[4] != 0 || month->weekdays != 0)
    return "week days counted from the end of the month";

  if (week->from_end != 0 || week->workdays_from_end != 0 ||
      (week->days != 0 && week->days != APS_CALENDAR_ALL_DAYS))
    return "days of the month in the place of week days";

  for (guint n = 0; n < 5; n++)
    if (week->nth[n] != 0 || week->nth_last[n] != 0)
      return "the nth week day together with days of the month";

  return NULL;
}

static ApsCronValuesStyle
style_of (const ApsCalendarSpec *spec, ApsCalendarFlags flag)
{
  return (spec->flags & flag) != 0 ? APS_CRON_VALUES_WILD : APS_CRON_VALUES_PLAIN;
}

static char *
print_field (const ApsCalendarSpec *spec, guint index)
{
  const ApsDaySpec *days = &spec->days;
  GString          *text = g_string_new (NULL);

  switch (index)
    {
    case APS_KEYWORD_YEAR:
      if (spec->has_years)
        aps_cron_append_years (text, spec);
      break;

    case APS_KEYWORD_MONTH:
      aps_cron_append_values (text, days->months, &aps_cron_field_month, APS_CRON_VALUES_STEPS);
      break;

    case APS_KEYWORD_DAY:
      append_days (text, &days->of_month);
      break;

    case APS_KEYWORD_WEEK:
      if (days->weeks != 0)
        aps_cron_append_values (text, days->weeks, &aps_cron_aps_field_week, APS_CRON_VALUES_STEPS);
      break;

    case APS_KEYWORD_DAY_OF_WEEK:
      if (days->of_week.days == 0)
        aps_names_append_weekdays (text, days->of_week.weekdays);
      break;

    case APS_KEYWORD_HOUR:
      aps_cron_append_values (text,
                              spec->hours,
                              &aps_cron_field_hour,
                              style_of (spec, APS_CALENDAR_WILD_HOUR));
      break;

    case APS_KEYWORD_MINUTE:
      aps_cron_append_values (text,
                              spec->minutes,
                              &aps_cron_field_minute,
                              style_of (spec, APS_CALENDAR_WILD_MINUTE));
      break;

    default:
      aps_cron_append_values (text, spec->seconds, &aps_cron_field_second, APS_CRON_VALUES_STEPS);
      break;
    }

  if (text->len == 0)
    g_string_append_c (text, '*');

  return g_string_free (text, FALSE);
}

static void
print_line (char *const *fields, ApsTriggerParts *parts)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < APS_N_LINE_FIELDS; i++)
    {
      if (i > 0)
        g_string_append_c (line, ' ');
      g_string_append (line, fields[aps_cron_aps_line_fields[i]]);
    }

  parts->body = g_string_free (line, FALSE);
}

static void
print_keywords (char *const *fields, ApsTriggerParts *parts)
{
  guint last = 0;

  for (guint i = 0; i < APS_N_KEYWORDS; i++)
    if (!g_str_equal (fields[i], aps_cron_aps_keywords[i].minimum))
      last = i;

  for (guint i = 0; i <= last; i++)
    if (i == last || !g_str_equal (fields[i], "*"))
      aps_trigger_parts_add_option (parts, aps_cron_aps_keywords[i].key, fields[i]);
}

gboolean
aps_cron_aps_print (const ApsCalendarSpec *spec, ApsTriggerParts *parts, char **reason)
{
  const char *unsayable = find_unsayable (spec);
  char       *fields[APS_N_KEYWORDS];

  if (unsayable != NULL)
    {
      *reason = g_strdup (unsayable);
      return FALSE;
    }

  for (guint i = 0; i < APS_N_KEYWORDS; i++)
    fields[i] = print_field (spec, i);

  if (spec->seconds == 1 && !spec->has_years && spec->days.weeks == 0 &&
      strchr (fields[2], ' ') == NULL)
    print_line (fields, parts);
  else
    print_keywords (fields, parts);

  for (guint i = 0; i < APS_N_KEYWORDS; i++)
    g_free (fields[i]);

  return TRUE;
}
