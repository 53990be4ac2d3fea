/* Recurrence rules in words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-names-private.h"
#include "triggers/aps-rrule-private.h"

#include "core/aps-iso8601-private.h"

static const char *const units[] = {
  "second", "minute", "hour", "day", "week", "month", "year",
};

/* Before an entry of a list whose words began at start: what introduces it, or a comma. */
static void
append_separator (GString *words, gsize start, const char *introduction)
{
  g_string_append (words, words->len == start ? introduction : ", ");
}

static const char *
ordinal_suffix (guint n)
{
  if (n % 100 / 10 == 1 || n % 10 == 0 || n % 10 > 3)
    return "th";

  return n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : "rd";
}

/* "1st", "last", "3rd last" */
static void
append_ordinal (GString *words, guint n, gboolean from_back)
{
  if (from_back && n == 1)
    g_string_append (words, "last");
  else
    g_string_append_printf (words, "%u%s%s", n, ordinal_suffix (n), from_back ? " last" : "");
}

static void
append_ordinals (GString *words, const ApsOrdinals *ordinals, const char *introduction)
{
  gsize start = words->len;

  for (guint i = 1; i <= 366; i++)
    if ((ordinals->front[i / 64] >> (i % 64) & 1) != 0)
      {
        append_separator (words, start, introduction);
        append_ordinal (words, i, FALSE);
      }
  for (guint i = 366; i > 0; i--)
    if ((ordinals->back[i / 64] >> (i % 64) & 1) != 0)
      {
        append_separator (words, start, introduction);
        append_ordinal (words, i, TRUE);
      }
}

static void
append_bits (GString *words, guint64 front, guint64 back, const char *introduction, const char *end)
{
  ApsOrdinals ordinals = { .front = { front }, .back = { back } };

  if ((front | back) == 0)
    return;

  append_ordinals (words, &ordinals, introduction);
  g_string_append (words, end);
}

static void
append_months (GString *words, guint16 months)
{
  gsize start = words->len;

  for (guint i = 0; i < 12; i++)
    if ((months >> (i + 1) & 1) != 0)
      {
        append_separator (words, start, " in ");
        g_string_append (words, aps_names_months_long[i]);
      }
}

static void
append_weekdays (GString *words, const ApsRecurrence *rule)
{
  gsize start = words->len;

  for (guint day = 0; day < 7; day++)
    {
      const char *name = aps_names_weekdays_long[day];

      if ((rule->weekdays >> day & 1) != 0)
        {
          append_separator (words, start, " on ");
          g_string_append (words, name);
        }
      for (guint nth = 1; nth <= 53; nth++)
        {
          if ((rule->nth_weekdays[day] >> nth & 1) != 0)
            {
              append_separator (words, start, " on the ");
              append_ordinal (words, nth, FALSE);
              g_string_append_printf (words, " %s", name);
            }
          if ((rule->nth_weekdays_back[day] >> nth & 1) != 0)
            {
              append_separator (words, start, " on the ");
              append_ordinal (words, nth, TRUE);
              g_string_append_printf (words, " %s", name);
            }
        }
    }
}

static void
append_numbers (GString *words, guint64 bits, const char *introduction)
{
  gsize start = words->len;

  for (guint i = 0; i < 60; i++)
    if ((bits >> i & 1) != 0)
      {
        append_separator (words, start, introduction);
        g_string_append_printf (words, "%02u", i);
      }
}

/* "at 09:00, 09:30" where hours and minutes are few, else the parts one by one. */
static void
append_times (GString *words, const ApsRecurrence *rule)
{
  gsize start = words->len;

  if (rule->hours == 0 || rule->minutes == 0 || rule->seconds != 0 ||
      __builtin_popcount (rule->hours) * __builtin_popcountll (rule->minutes) > 12)
    {
      append_numbers (words, rule->hours, " in hour ");
      append_numbers (words, rule->minutes, " at minute ");
      append_numbers (words, rule->seconds, " at second ");
      return;
    }

  for (guint hour = 0; hour < 24; hour++)
    for (guint minute = 0; minute < 60; minute++)
      if ((rule->hours >> hour & 1) != 0 && (rule->minutes >> minute & 1) != 0)
        {
          append_separator (words, start, " at ");
          g_string_append_printf (words, "%02u:%02u", hour, minute);
        }
}

static void
append_rule (GString *words, const ApsRecurrence *rule)
{
  if (rule->interval == 1)
    g_string_append_printf (words, "every %s", units[rule->frequency]);
  else
    g_string_append_printf (words,
                            "every %" G_GINT64_FORMAT " %ss",
                            rule->interval,
                            units[rule->frequency]);

  append_months (words, rule->months);
  append_bits (words, rule->weeks, rule->weeks_back, " in the ", " week");
  if (!aps_ordinals_is_empty (&rule->year_days))
    {
      append_ordinals (words, &rule->year_days, " on the ");
      g_string_append (words, " day of the year");
    }
  append_bits (words, rule->month_days, rule->month_days_back, " on the ", " day of the month");
  append_weekdays (words, rule);
  append_times (words, rule);

  if (!aps_ordinals_is_empty (&rule->positions))
    {
      append_ordinals (words, &rule->positions, ", of these only the ");
      g_string_append_printf (words, " of the %s", units[rule->frequency]);
    }
  if (rule->count > 0)
    g_string_append_printf (words,
                            ", %" G_GINT64_FORMAT " time%s",
                            rule->count,
                            rule->count == 1 ? "" : "s");
}

static void
append_moment (GString *words, const char *introduction, const ApsMoment *moment)
{
  g_autofree char *text = aps_moment_to_string (moment);

  g_string_append_printf (words, "%s%s", introduction, text);
}

void
aps_rrule_describe (const ApsRrule *self, GString *words)
{
  if (self->has_rule)
    append_rule (words, &self->rule);
  if (self->until.kind != APS_MOMENT_UNSET)
    append_moment (words, ", until ", &self->until);

  if (self->dates->len == 1)
    append_moment (words,
                   self->has_rule ? ", and at " : "at ",
                   &g_array_index (self->dates, ApsMoment, 0));
  else if (self->dates->len > 1)
    g_string_append_printf (words,
                            "%s%u times given one by one",
                            self->has_rule ? ", and at " : "at ",
                            self->dates->len);

  if (self->exceptions->len > 0)
    g_string_append_printf (words,
                            ", but not at %u of these time%s",
                            self->exceptions->len,
                            self->exceptions->len == 1 ? "" : "s");
  if (self->has_rule && self->start.kind != APS_MOMENT_UNSET)
    append_moment (words, ", counted from ", &self->start);
}
