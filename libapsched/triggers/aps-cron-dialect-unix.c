/* The dialects unix and unix-seconds: five fields as Vixie's cron reads them, and six with seconds
 * in front.
 *
 * NOTES: a day counts if either the field of days or that of week days has it; a field that begins
 * with a star does not take part in that, so then both must hold. That is Vixie's rule, step or no
 * step behind the star. L, W, # and the like, which Vixie does not know, mean what they mean
 * elsewhere.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-line-private.h"

#define FEATURES                                                                                   \
  (APS_CRON_LAST | APS_CRON_LAST_MINUS | APS_CRON_LAST_WORKDAY | APS_CRON_WORKDAY |                \
   APS_CRON_WORKDAY_LIST | APS_CRON_NTH | APS_CRON_NTH_LAST | APS_CRON_WEEKDAY_LAST |              \
   APS_CRON_OPEN_STEP | APS_CRON_SUNDAY_ENDS | APS_CRON_QUESTION)

#define SUNDAY (1u << 6)

static gboolean
is_open (const ApsSpan *span)
{
  return *span->start == '*' || *span->start == '?';
}

static gboolean
parse (ApsTriggerParts *parts,
       gboolean         with_seconds,
       const char      *seed,
       ApsCalendarSpec *spec,
       gboolean        *uses_seed,
       GError         **error)
{
  ApsCronReader  reader = { .parts = parts, .features = FEATURES, .error = error };
  guint          wanted = with_seconds ? 6 : 5;
  ApsSpan        fields[6];
  const ApsSpan *field = fields;
  guint          n_fields;

  if (*parts->body == '@')
    return aps_cron_line_read_nickname (parts, spec, error);

  reader.seed = seed;
  reader.uses_seed = uses_seed;
  if (!aps_cron_line_split (parts,
                            wanted,
                            wanted,
                            with_seconds
                              ? ": expected 6 fields: second minute hour day month week-day"
                              : ": expected 5 fields: minute hour day month week-day",
                            fields,
                            &n_fields,
                            error))
    return FALSE;

  if (with_seconds)
    field++;
  if (!aps_cron_line_read_time (&reader,
                                with_seconds ? fields : NULL,
                                &field[0],
                                &field[1],
                                &field[3],
                                spec) ||
      !aps_cron_line_read_days (&reader, &field[2], &spec->days.of_month) ||
      !aps_cron_line_read_weekdays (&reader, &field[4], &spec->days.of_week))
    return FALSE;

  aps_cron_line_combine_days (&spec->days, !is_open (&field[2]) && !is_open (&field[4]));
  return TRUE;
}

static gboolean
parse_unix (ApsTriggerParts *parts,
            const char      *seed,
            ApsCalendarSpec *spec,
            gboolean        *uses_seed,
            GError         **error)
{
  return parse (parts, FALSE, seed, spec, uses_seed, error);
}

static gboolean
parse_unix_seconds (ApsTriggerParts *parts,
                    const char      *seed,
                    ApsCalendarSpec *spec,
                    gboolean        *uses_seed,
                    GError         **error)
{
  return parse (parts, TRUE, seed, spec, uses_seed, error);
}

/* Writes a field such that it begins with a star, by a step that leaves only its first value: the
 * known way to say both where cron says either. FALSE: the field has not got that value. */
static gboolean
append_forced_star (GString *day, GString *weekday, const ApsDaySpec *days)
{
  g_autoptr (GString) rest = g_string_new (NULL);
  g_autofree char *reason = NULL;
  ApsDayTerms      terms = days->of_month;

  if ((terms.days & (1u << 1)) != 0)
    {
      terms.days &= ~(1u << 1);
      aps_cron_line_append_days (rest, &terms, FEATURES, FALSE, &reason);
      g_string_printf (day, "*/31%s%s", rest->len > 0 ? "," : "", rest->str);
      return TRUE;
    }

  terms = days->of_week;
  if ((terms.weekdays & SUNDAY) == 0)
    return FALSE;

  terms.weekdays &= (guint8)~SUNDAY;
  aps_cron_line_append_weekdays (rest, &terms, FEATURES, FALSE, &reason);
  g_string_printf (weekday, "*/7%s%s", rest->len > 0 ? "," : "", rest->str);
  return TRUE;
}

/* Where both fields say something, one must begin with a star if both have to hold, and none may if
 * either suffices. */
static gboolean
append_both_days (GString *day, GString *weekday, const ApsDaySpec *days, char **reason)
{
  gboolean restricted = !aps_cron_line_is_any_day (&days->of_month) &&
                        !aps_cron_line_is_any_day (&days->of_week);

  if (!aps_cron_line_append_days (day, &days->of_month, FEATURES, !days->either, reason) ||
      !aps_cron_line_append_weekdays (weekday, &days->of_week, FEATURES, !days->either, reason))
    return FALSE;

  if (days->either || !restricted || day->str[0] == '*' || weekday->str[0] == '*' ||
      append_forced_star (day, weekday, days))
    return TRUE;

  *reason = g_strdup ("a day of the month that must also be a week day");
  return FALSE;
}

static gboolean
print (const ApsCalendarSpec *spec, gboolean with_seconds, ApsTriggerParts *parts, char **reason)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) day = g_string_new (NULL);
  g_autoptr (GString) weekday = g_string_new (NULL);

  if (spec->has_years || spec->days.weeks != 0 || (!with_seconds && spec->seconds != 1))
    {
      *reason = g_strdup (spec->has_years         ? "years"
                          : spec->days.weeks != 0 ? "ISO weeks"
                                                  : "seconds");
      return FALSE;
    }

  if (!append_both_days (day, weekday, &spec->days, reason))
    return FALSE;

  if (with_seconds)
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

  g_free (parts->body);
  parts->body = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

static gboolean
print_unix (const ApsCalendarSpec *spec, ApsTriggerParts *parts, char **reason)
{
  return print (spec, FALSE, parts, reason);
}

static gboolean
print_unix_seconds (const ApsCalendarSpec *spec, ApsTriggerParts *parts, char **reason)
{
  return print (spec, TRUE, parts, reason);
}

const ApsCronDialect aps_cron_dialect_unix = {
  .name = "unix",
  .parse = parse_unix,
  .print = print_unix,
};

const ApsCronDialect aps_cron_dialect_unix_seconds = {
  .name = "unix-seconds",
  .parse = parse_unix_seconds,
  .print = print_unix_seconds,
};
