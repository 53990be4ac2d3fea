/* Prints calendar rules as systemd's calendar events, in their normal form.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-oncalendar-print-private.h"

#include "triggers/aps-cron-line-private.h"
#include "triggers/aps-names-private.h"

/* Of each month. */
#define LAST_DAYS 28

typedef struct
{
  const char *name;
  guint       min;
  guint       max;
} Field;

static const Field field_month = { "month", 1, 12 };
static const Field field_day = { "day", 1, 31 };
static const Field field_hour = { "hour", 0, 23 };
static const Field field_minute = { "minute", 0, 59 };
static const Field field_second = { "second", 0, 59 };

static void
append_item (GString *text, const char *separator, guint first, guint last, const char *step)
{
  g_string_append_printf (text, "%s%02u", separator, first);
  if (last > first)
    g_string_append_printf (text, "..%02u", last);
  g_string_append (text, step);
}

/* Every step-th from first to the end of the field, if bits are that. */
static guint
find_step (guint64 bits, guint max)
{
  guint first = (guint)__builtin_ctzll (bits);
  guint step;

  if ((bits & (bits - 1)) == 0)
    return 0;

  step = (guint)__builtin_ctzll (bits & (bits - 1)) - first;
  for (guint i = first; i <= max; i += step)
    {
      if ((bits >> i & 1) == 0)
        return 0;
      bits &= ~(G_GUINT64_CONSTANT (1) << i);
    }

  return bits == 0 ? step : 0;
}

static void
append_chain (GString *text, guint64 bits, const Field *field, ApsCronStyle style)
{
  guint64     all = (G_GUINT64_CONSTANT (2) << field->max) - (G_GUINT64_CONSTANT (1) << field->min);
  guint       step = find_step (bits, field->max);
  const char *separator = "";

  if (style != APS_CRON_FIXED && bits == all)
    {
      g_string_append_c (text, '*');
      return;
    }

  if (style != APS_CRON_FIXED && step > 1)
    {
      g_string_append_printf (text, "%02u/%u", (guint)__builtin_ctzll (bits), step);
      return;
    }

  while (bits != 0)
    {
      guint first = (guint)__builtin_ctzll (bits);
      guint last = first;

      while (last < field->max && (bits >> (last + 1) & 1) != 0)
        last++;
      if (style == APS_CRON_WILD && last == first)
        {
          /* A repetition must hold two values. */
          guint next = (guint)__builtin_ctzll (bits & (bits - 1));

          g_string_append_printf (text, "%s%02u..%02u/%u", separator, first, next, next - first);
          bits &= ~(G_GUINT64_CONSTANT (1) << next);
        }
      else
        append_item (text, separator, first, last, style == APS_CRON_WILD ? "/1" : "");

      bits &= ~((G_GUINT64_CONSTANT (2) << last) - (G_GUINT64_CONSTANT (1) << first));
      style = APS_CRON_FIXED;
      separator = ",";
    }
}

static const char *
find_unsayable (const ApsDaySpec *days)
{
  gboolean special = days->of_month.workdays != 0 || days->of_month.workdays_from_end != 0;
  gboolean any_day = aps_cron_line_is_any_day (&days->of_month);

  for (guint i = 0; i < 5; i++)
    special |= days->of_week.nth[i] != 0 || days->of_week.nth_last[i] != 0 ||
               days->of_month.nth[i] != 0 || days->of_month.nth_last[i] != 0;

  if (days->weeks != 0)
    return "ISO weeks";
  if (days->either && !any_day && !aps_cron_line_is_any_day (&days->of_week))
    return "a day of the month or a week day, either of which suffices";
  if (special || days->of_month.weekdays != 0)
    return "nth week days and the Monday to Friday nearest to a day";
  if (days->of_month.days != 0 && days->of_month.from_end != 0)
    return "days from the beginning and from the end of the month together";
  if (days->of_month.from_end >> LAST_DAYS != 0)
    return "a day that is not one of the last 28 of its month";

  return NULL;
}

static gboolean
is_single (guint64 bits)
{
  return (bits & (bits - 1)) == 0;
}

static void
append_weekdays (GString *text, guint8 weekdays)
{
  const char *separator = "";

  for (guint first = 0; first < 7; first++)
    {
      guint last = first;

      if ((weekdays >> first & 1) == 0)
        continue;

      while (last < 6 && (weekdays >> (last + 1) & 1) != 0)
        last++;
      g_string_append_printf (text, "%s%.3s", separator, aps_names_weekdays_long[first]);
      if (last > first)
        g_string_append_printf (text, "..%.3s", aps_names_weekdays_long[last]);
      separator = ",";
      first = last;
    }

  g_string_append_c (text, ' ');
}

static gboolean
append_year (GString *text, const ApsCalendarSpec *spec, char **reason)
{
  g_autoptr (GString) years = g_string_new (NULL);

  if (!spec->has_years)
    {
      g_string_append (text, "*-");
      return TRUE;
    }

  if (!aps_cron_line_append_years (years, spec, reason))
    return FALSE;

  g_string_replace (years, "-", "..", 0);
  g_string_append_printf (text, "%s-", years->str);
  return TRUE;
}

gboolean
aps_oncalendar_print (const ApsCalendarSpec *spec, ApsTriggerParts *parts, char **reason)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const ApsDaySpec *days = &spec->days;
  const char       *unsayable = find_unsayable (days);
  gboolean          wild_hour = (spec->flags & APS_CALENDAR_WILD_HOUR) != 0;
  gboolean          wild_minute = (spec->flags & APS_CALENDAR_WILD_MINUTE) != 0;

  if (unsayable == NULL &&
      ((wild_hour && is_single (spec->hours)) || (wild_minute && is_single (spec->minutes))))
    unsayable = "a step that repeats nothing";

  if (unsayable != NULL)
    {
      *reason = g_strdup (unsayable);
      return FALSE;
    }

  if (!aps_cron_line_is_any_day (&days->of_week))
    append_weekdays (text, days->of_week.weekdays);
  if (!append_year (text, spec, reason))
    return FALSE;

  append_chain (text, days->months, &field_month, APS_CRON_EITHER);
  if (days->of_month.from_end != 0)
    {
      g_string_append_c (text, '~');
      append_chain (text, (guint64)days->of_month.from_end << 1, &field_day, APS_CRON_FIXED);
    }
  else
    {
      g_string_append_c (text, '-');
      append_chain (text, days->of_month.days, &field_day, APS_CRON_EITHER);
    }

  g_string_append_c (text, ' ');
  append_chain (text, spec->hours, &field_hour, wild_hour ? APS_CRON_WILD : APS_CRON_FIXED);
  g_string_append_c (text, ':');
  append_chain (text, spec->minutes, &field_minute, wild_minute ? APS_CRON_WILD : APS_CRON_FIXED);
  g_string_append_c (text, ':');
  append_chain (text, spec->seconds, &field_second, APS_CRON_EITHER);

  g_free (parts->body);
  parts->body = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}
