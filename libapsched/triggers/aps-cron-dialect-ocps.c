/* The dialect ocps: the Open Cron Pattern Specification 1.0 to 1.4.
 *
 * NOTES: five to seven fields; six begin with seconds, seven end with the year (1970 to 9999). Of
 * the fields of days either suffices unless one begins with a star (1.0, section 6.1), or + stands
 * before the week days (1.4, section 4.1.2). A step needs a star or a range before it. @reboot must
 * parse (1.1) and may be refused when it is asked for its time, which it is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-line-private.h"

#define FEATURES                                                                                   \
  (APS_CRON_LAST | APS_CRON_LAST_WORKDAY | APS_CRON_WORKDAY | APS_CRON_NTH | APS_CRON_NTH_LAST |   \
   APS_CRON_WEEKDAY_LAST | APS_CRON_QUESTION | APS_CRON_CAPITALS)

static gboolean
is_open (const ApsSpan *span)
{
  return *span->start == '*' || *span->start == '?';
}

static gboolean
take_plus (ApsCronReader *reader, ApsSpan *span, gboolean *both)
{
  *both = *span->start == '+';
  if (!*both)
    return TRUE;

  span->start++;
  if (span->start < span->end)
    return TRUE;

  return aps_cron_reader_fail (reader, span->start, "", ": expected a week day behind +");
}

static gboolean
parse_fields (ApsCronReader *reader, ApsSpan *fields, guint n_fields, ApsCalendarSpec *spec)
{
  const ApsSpan *second = n_fields > 5 ? fields : NULL;
  ApsSpan       *field = second != NULL ? fields + 1 : fields;
  gboolean       both;

  if (!aps_cron_line_read_time (reader, second, &field[0], &field[1], &field[3], spec) ||
      !aps_cron_line_read_days (reader, &field[2], &spec->days.of_month) ||
      !take_plus (reader, &field[4], &both) ||
      !aps_cron_line_read_weekdays (reader, &field[4], &spec->days.of_week) ||
      (n_fields == 7 && !aps_cron_line_read_years (reader, &field[5], spec)))
    return FALSE;

  aps_cron_line_combine_days (&spec->days, !both && !is_open (&field[2]) && !is_open (&field[4]));
  return TRUE;
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

  if (g_str_equal (parts->body, "@reboot") && seed == NULL)
    {
      aps_trigger_parts_warn (parts, "@reboot %s", APS_CRON_NO_REBOOT);
      *uses_seed = TRUE;
      return TRUE;
    }

  if (*parts->body == '@')
    return aps_cron_line_read_nickname (parts, spec, error);

  return aps_cron_line_split (parts,
                              5,
                              7,
                              ": expected 5 to 7 fields: [second] minute hour day month week-day "
                              "[year]",
                              fields,
                              &n_fields,
                              error) &&
         parse_fields (&reader, fields, n_fields, spec);
}

static gboolean
append_days (GString *day, GString *weekday, const ApsDaySpec *days, char **reason)
{
  gboolean restricted = !aps_cron_line_is_any_day (&days->of_month) &&
                        !aps_cron_line_is_any_day (&days->of_week);

  if (restricted && !days->either)
    g_string_append_c (weekday, '+');

  return aps_cron_line_append_days (day, &days->of_month, FEATURES, !days->either, reason) &&
         aps_cron_line_append_weekdays (weekday, &days->of_week, FEATURES, !days->either, reason);
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

  if (spec->seconds != 1 || spec->has_years)
    {
      aps_cron_line_append_bits (text, spec->seconds, 0, 59, APS_CRON_EITHER);
      g_string_append_c (text, ' ');
    }
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

const ApsCronDialect aps_cron_dialect_ocps = {
  .name = "ocps",
  .parse = parse,
  .print = print,
};
