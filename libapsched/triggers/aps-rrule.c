/* Reads and prints the lines of a recurrence (RFC 5545 section 3.8.5).
 *
 * NOTES: lines are parted by blanks here. A TZID is the trigger's zone, as if tz= had named it; of
 * RDATE and EXDATE it may be another one, whose times are then turned into instants. A DTSTART with
 * Z counts in UTC unless tz= says otherwise.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-rrule-private.h"

#include "core/aps-civil-private.h"

#include <apsched/aps-types.h>

#include <string.h>

typedef struct
{
  ApsTriggerParts   *parts;
  ApsTriggerOptions *options;
  ApsRrule          *rrule;
  guint              given; /* bits of Line */
  GError           **error;
} Reader;

typedef enum
{
  LINE_DTSTART,
  LINE_RRULE,
  LINE_RDATE,
  LINE_EXDATE,
  N_LINES
} Line;

static const char *const line_names[N_LINES] = { "DTSTART", "RRULE", "RDATE", "EXDATE" };

static gboolean
fail (Reader *reader, const char *at, const char *what, const char *rest)
{
  return aps_trigger_parts_fail (reader->parts, at, reader->error, what, rest);
}

static gboolean
span_is (const ApsSpan *span, const char *word)
{
  gsize length = (gsize)(span->end - span->start);

  return strlen (word) == length && g_ascii_strncasecmp (span->start, word, length) == 0;
}

/* Moves *at behind the next separator and answers what was before it. */
static ApsSpan
take_until (const char **at, const char *end, char separator)
{
  const char *start = *at;
  const char *found = memchr (start, separator, (gsize)(end - start));

  *at = found != NULL ? found + 1 : end;
  return (ApsSpan){ start, found != NULL ? found : end };
}

static ApsTimeZone *
lookup_zone (Reader *reader, const ApsSpan *span)
{
  g_autofree char *name = g_strndup (span->start, (gsize)(span->end - span->start));
  g_autoptr (GError) problem = NULL;
  ApsTimeZone     *zone = aps_time_zone_lookup (name, &problem);
  g_autofree char *rest = NULL;

  if (zone != NULL)
    return zone;

  rest = g_strdup_printf ("cannot be used: %s", problem->message);
  fail (reader, span->start, "TZID", rest);
  return NULL;
}

/* ;TZID=Europe/Berlin;VALUE=DATE */
static gboolean
read_parameters (Reader *reader, ApsSpan span, ApsTimeZone **zone)
{
  while (span.start < span.end)
    {
      ApsSpan     parameter = take_until (&span.start, span.end, ';');
      const char *at = parameter.start;
      ApsSpan     name = take_until (&at, parameter.end, '=');
      ApsSpan     value = { at, parameter.end };

      if (span_is (&name, "TZID") && *zone == NULL)
        {
          *zone = lookup_zone (reader, &value);
          if (*zone == NULL)
            return FALSE;
        }
      else if (!span_is (&name, "VALUE") ||
               (!span_is (&value, "DATE") && !span_is (&value, "DATE-TIME")))
        return fail (reader, name.start, "", ": expected TZID=, VALUE=DATE or VALUE=DATE-TIME");
    }

  return TRUE;
}

/* A time without Z in another zone than the trigger's stands for an instant. */
static void
fix_zone (Reader *reader, ApsTimeZone *zone, ApsMoment *moment)
{
  gint64 instant_us;

  if (zone == NULL || moment->kind != APS_MOMENT_LOCAL || zone == reader->options->zone)
    return;

  aps_moment_resolve (moment, zone, APS_MOMENT_LENIENT, &instant_us);
  *moment = (ApsMoment){ APS_MOMENT_INSTANT, instant_us };
}

static gboolean
read_moment (Reader *reader, ApsSpan span, ApsMoment *moment)
{
  if (!aps_moment_parse (moment, reader->parts, &span, reader->error))
    return FALSE;

  if (moment->us % APS_SECOND != 0)
    return fail (reader, span.start, "the time", "has a fraction of a second, which is none here");
  return TRUE;
}

static gboolean
read_start (Reader *reader, ApsSpan value, ApsTimeZone *zone)
{
  ApsMoment *start = &reader->rrule->start;

  if (!read_moment (reader, value, start))
    return FALSE;

  if (zone != NULL && start->kind == APS_MOMENT_INSTANT)
    return fail (reader, value.start, "DTSTART", "has both a TZID and an offset");

  if (zone != NULL && reader->options->zone != NULL && zone != reader->options->zone)
    return fail (reader, value.start, "DTSTART", "is in another zone than tz= says");

  if (reader->options->zone == NULL && zone != NULL)
    reader->options->zone = aps_time_zone_ref (zone);
  else if (reader->options->zone == NULL && start->kind == APS_MOMENT_INSTANT)
    reader->options->zone = aps_time_zone_lookup_utc ();
  return TRUE;
}

static int
compare_moments (gconstpointer a, gconstpointer b)
{
  const ApsMoment *first = a;
  const ApsMoment *second = b;

  if (first->us != second->us)
    return first->us < second->us ? -1 : 1;
  return (int)first->kind - (int)second->kind;
}

static gboolean
read_dates (Reader *reader, ApsSpan span, ApsTimeZone *zone, GArray *dates)
{
  do
    {
      ApsSpan   value = take_until (&span.start, span.end, ',');
      ApsMoment moment;

      if (dates->len == APS_RRULE_MAX_DATES)
        return fail (reader,
                     value.start,
                     "the list",
                     "has more than " G_STRINGIFY (APS_RRULE_MAX_DATES) " dates");
      if (!read_moment (reader, value, &moment))
        return FALSE;

      fix_zone (reader, zone, &moment);
      g_array_append_val (dates, moment);
    }
  while (span.start < span.end);

  return TRUE;
}

static gboolean
read_rule (Reader *reader, ApsSpan value)
{
  ApsSpan until;

  reader->rrule->has_rule = TRUE;
  if (!aps_recurrence_parse (&reader->rrule->rule, reader->parts, &value, &until, reader->error))
    return FALSE;

  return until.start == NULL || read_moment (reader, until, &reader->rrule->until);
}

static gboolean
read_value (Reader *reader, Line line, ApsSpan value, ApsTimeZone *zone)
{
  switch (line)
    {
    case LINE_DTSTART:
      return read_start (reader, value, zone);
    case LINE_RRULE:
      return read_rule (reader, value);
    case LINE_RDATE:
      return read_dates (reader, value, zone, reader->rrule->dates);
    case LINE_EXDATE:
    case N_LINES:
    default:
      return read_dates (reader, value, zone, reader->rrule->exceptions);
    }
}

static gboolean
find_line (Reader *reader, const ApsSpan *name, Line *line)
{
  for (Line i = 0; i < N_LINES; i++)
    if (span_is (name, line_names[i]))
      {
        if (i <= LINE_RRULE && (reader->given >> i & 1) != 0)
          return fail (reader, name->start, line_names[i], "is given twice");
        reader->given |= 1u << i;
        *line = i;
        return TRUE;
      }

  return fail (reader, name->start, "", ": expected DTSTART, RRULE, RDATE, EXDATE or FREQ=");
}

static gboolean
read_line (Reader *reader, ApsSpan word)
{
  g_autoptr (ApsTimeZone) zone = NULL;
  const char *colon = memchr (word.start, ':', (gsize)(word.end - word.start));
  const char *at = word.start;
  ApsSpan     name;
  Line        line;

  /* A rule alone needs no name. */
  if (colon == NULL)
    {
      const char *equals = memchr (word.start, '=', (gsize)(word.end - word.start));

      name = (ApsSpan){ line_names[LINE_RRULE], line_names[LINE_RRULE] + strlen ("RRULE") };
      if (equals == NULL)
        return fail (reader, word.start, "", ": expected DTSTART, RRULE, RDATE, EXDATE or FREQ=");
      if ((reader->given >> LINE_RRULE & 1) != 0)
        return fail (reader, word.start, "RRULE", "is given twice");
      return find_line (reader, &name, &line) && read_rule (reader, word);
    }

  name = take_until (&at, colon, ';');
  return find_line (reader, &name, &line) &&
         read_parameters (reader, (ApsSpan){ at, colon }, &zone) &&
         read_value (reader, line, (ApsSpan){ colon + 1, word.end }, zone);
}

static gboolean
read_lines (Reader *reader)
{
  const char *at = reader->parts->body_span.start;
  const char *end = reader->parts->body_span.end;

  while (at < end)
    {
      const char *start = at;

      while (at < end && !g_ascii_isspace (*at))
        at++;
      if (at > start && !read_line (reader, (ApsSpan){ start, at }))
        return FALSE;
      at++;
    }

  if ((reader->given & (1u << LINE_RRULE | 1u << LINE_RDATE)) == 0)
    return fail (reader, end, "", ": expected a rule (RRULE:FREQ=...) or dates (RDATE:...)");

  return TRUE;
}

ApsRrule *
aps_rrule_parse (ApsTriggerParts *parts, ApsTriggerOptions *options, GError **error)
{
  g_autoptr (ApsRrule) self = g_new0 (ApsRrule, 1);
  Reader reader = { .parts = parts, .options = options, .rrule = self, .error = error };

  self->ref_count = 1;
  self->dates = g_array_new (FALSE, FALSE, sizeof (ApsMoment));
  self->exceptions = g_array_new (FALSE, FALSE, sizeof (ApsMoment));
  if (!read_lines (&reader))
    return NULL;

  g_array_sort (self->dates, compare_moments);
  g_array_sort (self->exceptions, compare_moments);
  return g_steal_pointer (&self);
}

ApsRrule *
aps_rrule_ref (ApsRrule *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
aps_rrule_unref (ApsRrule *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_array_unref (self->dates);
  g_array_unref (self->exceptions);
  g_free (self);
}

/* The basic form: 20261224, 20261224T180000, 20261224T180000Z */
static void
append_moment (GString *text, const ApsMoment *moment)
{
  gint64 second = aps_floor_div (moment->us, APS_SECOND);
  gint64 of_day = aps_floor_mod (second, APS_CIVIL_DAY_SECONDS);
  gint64 year;
  guint  month, day;

  aps_civil_from_days (aps_floor_div (second, APS_CIVIL_DAY_SECONDS), &year, &month, &day);
  g_string_append_printf (text, "%04d%02u%02u", (int)year, month, day);
  if (moment->kind != APS_MOMENT_DATE)
    g_string_append_printf (text,
                            "T%02d%02d%02d%s",
                            (int)(of_day / 3600),
                            (int)(of_day / 60 % 60),
                            (int)(of_day % 60),
                            moment->kind == APS_MOMENT_INSTANT ? "Z" : "");
}

static void
append_dates (GString *text, const char *name, const GArray *dates)
{
  const ApsMoment *last = NULL;

  for (guint i = 0; i < dates->len; i++)
    {
      const ApsMoment *moment = &g_array_index (dates, ApsMoment, i);

      if (last != NULL && compare_moments (last, moment) == 0)
        continue;

      if (last != NULL)
        g_string_append_c (text, ',');
      else
        g_string_append_printf (text, "%s%s:", text->len > 0 ? " " : "", name);
      append_moment (text, moment);
      last = moment;
    }
}

char *
aps_rrule_to_string (const ApsRrule *self)
{
  GString *text = g_string_new (NULL);

  if (self->start.kind != APS_MOMENT_UNSET)
    {
      g_string_append (text, "DTSTART:");
      append_moment (text, &self->start);
    }

  if (self->has_rule)
    {
      g_string_append (text, text->len > 0 ? " RRULE:" : "RRULE:");
      aps_recurrence_print (&self->rule, text);
      if (self->until.kind != APS_MOMENT_UNSET)
        {
          g_string_append (text, ";UNTIL=");
          append_moment (text, &self->until);
        }
    }

  append_dates (text, "RDATE", self->dates);
  append_dates (text, "EXDATE", self->exceptions);
  return g_string_free (text, FALSE);
}
