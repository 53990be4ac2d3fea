/* Durations as people write them, read into microseconds and printed again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-duration.h>

#include <apsched/aps-error.h>
#include <apsched/aps-types.h>

#include "core/aps-number-private.h"

#include <string.h>

typedef struct
{
  const char *name;
  gint64      us;
} Unit;

/* From long to short, as they are printed; weeks are read but printed as days. */
static const Unit units[] = {
  { "w", APS_WEEK },   { "d", APS_DAY },          { "h", APS_HOUR }, { "min", APS_MINUTE },
  { "s", APS_SECOND }, { "ms", APS_MILLISECOND }, { "us", 1 },
};

#define UNIT_NAMES "us, ms, s, min, h, d, w"

static const char *
skip_blanks (const char *p)
{
  while (*p == ' ' || *p == '\t')
    p++;

  return p;
}

static gboolean
refuse_number (const char *text, ApsNumberStatus status, GError **error)
{
  const char *reason = status == APS_NUMBER_TOO_FINE    ? "is finer than one microsecond"
                       : status == APS_NUMBER_TOO_LARGE ? "is too long (at most 292471 years)"
                                                        : "has a number without digits";

  g_set_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT, "duration \"%s\" %s", text, reason);
  return FALSE;
}

static const Unit *
find_unit (const char *name, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].name) == length && strncmp (units[i].name, name, length) == 0)
      return &units[i];

  return NULL;
}

/* The unit that the writer of a well-known other form meant. */
static const char *
guess_unit (const char *name)
{
  static const struct
  {
    const char *prefix;
    const char *unit;
  } guesses[] = {
    { "mil", "ms" }, { "mic", "us" }, { "ms", "ms" }, { "mu", "us" }, { "m", "min" },
    { "s", "s" },    { "h", "h" },    { "d", "d" },   { "w", "w" },   { "u", "us" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (guesses); i++)
    if (g_ascii_strncasecmp (guesses[i].prefix, name, strlen (guesses[i].prefix)) == 0)
      return guesses[i].unit;

  return NULL;
}

static gboolean
refuse_unit (const char *text, const char *name, gsize length, GError **error)
{
  const char      *guess = guess_unit (name);
  g_autofree char *word = g_strndup (name, length);
  g_autofree char *hint = guess == NULL ? NULL : g_strdup_printf (", did you mean \"%s\"?", guess);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_ARGUMENT,
               "duration \"%s\": \"%s\" is no unit (" UNIT_NAMES "%s)",
               text,
               word,
               hint == NULL ? "" : hint);
  return FALSE;
}

static gboolean
refuse_missing_unit (const char *text, GError **error)
{
  gboolean bare = text[strspn (text, "0123456789.")] == '\0';

  if (bare)
    g_set_error (error,
                 APS_ERROR,
                 APS_ERROR_INVALID_ARGUMENT,
                 "duration \"%s\" has no unit: say \"%ss\" (" UNIT_NAMES ")",
                 text,
                 text);
  else
    g_set_error (error,
                 APS_ERROR,
                 APS_ERROR_INVALID_ARGUMENT,
                 "duration \"%s\" has a number without unit (" UNIT_NAMES ")",
                 text);
  return FALSE;
}

/* Reads one NUMBER UNIT at *p, moves *p behind it and adds it to *sum. */
static gboolean
parse_summand (const char *text, const char **p, gint64 *sum, GError **error)
{
  ApsNumber       number;
  ApsNumberStatus status = aps_number_scan (p, &number);
  const char     *name;
  const Unit     *unit;

  if (status == APS_NUMBER_MISSING && *p == text)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_ARGUMENT,
                   "\"%s\" is no duration (like \"500ms\", \"2h 30min\" or \"PT1H30M\")",
                   text);
      return FALSE;
    }
  if (status != APS_NUMBER_OK)
    return refuse_number (text, status, error);

  *p = name = skip_blanks (*p);
  while (**p != '\0' && **p != ' ' && **p != '\t' && !g_ascii_isdigit (**p))
    (*p)++;

  if (*p == name)
    return refuse_missing_unit (text, error);

  unit = find_unit (name, (gsize)(*p - name));
  if (unit == NULL)
    return refuse_unit (text, name, (gsize)(*p - name), error);

  status = aps_number_add (&number, unit->us, sum);
  return status == APS_NUMBER_OK ? TRUE : refuse_number (text, status, error);
}

static gboolean
parse_sum (const char *text, gint64 *sum, GError **error)
{
  for (const char *p = text; *p != '\0'; p = skip_blanks (p))
    if (!parse_summand (text, &p, sum, error))
      return FALSE;

  return TRUE;
}

static gboolean
refuse_iso (const char *text, const char *reason, GError **error)
{
  g_set_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT, "duration \"%s\": %s", text, reason);
  return FALSE;
}

/* ISO 8601-1:2019 §5.5.2, without years and months, which have no fixed length. */
static gboolean
parse_iso (const char *text, gint64 *sum, GError **error)
{
  static const char   letters[] = "WDTHMS";
  static const gint64 lengths[] = { APS_WEEK, APS_DAY, 0, APS_HOUR, APS_MINUTE, APS_SECOND };
  const char         *time_part = strchr (letters, 'T');
  const char         *next = letters; /* the first that may still come */
  gboolean            fraction = FALSE;
  gboolean            empty = TRUE;

  for (const char *p = text + 1; *p != '\0'; p++)
    {
      ApsNumber       number;
      ApsNumberStatus status;
      const char     *letter;

      if (*p == 'T' && next <= time_part)
        {
          next = time_part + 1;
          empty = TRUE;
          continue;
        }

      status = aps_number_scan (&p, &number);
      if (status != APS_NUMBER_OK)
        return refuse_number (text, status, error);

      if (*p == 'Y' || (*p == 'M' && next <= time_part))
        return refuse_iso (text, "years and months differ in length (W, D, H, M, S do not)", error);

      letter = *p == '\0' || *p == 'T' ? NULL : strchr (next, *p);
      if (letter == NULL || (letter > time_part && next <= time_part))
        return refuse_iso (text, "is not of the form P1W, P2DT3H or PT1H30M5S", error);
      if (fraction)
        return refuse_iso (text, "only the last number may have a fraction", error);

      status = aps_number_add (&number, lengths[letter - letters], sum);
      if (status != APS_NUMBER_OK)
        return refuse_number (text, status, error);

      fraction = number.fraction != 0;
      next = letter + 1;
      empty = FALSE;
    }

  return empty ? refuse_iso (text, "says no length after P or T", error) : TRUE;
}

/**
 * aps_duration_parse:
 * @text: a duration
 * @duration_us: (out): the duration in microseconds
 * @error: return location for an error
 *
 * Reads a duration.
 *
 * It is a sum of numbers with units (`us`, `ms`, `s`, `min`, `h`, `d` of 24 hours, `w`), each with
 * a decimal point if wanted: `500ms`, `2h 30min`, `1.5h`; or of ISO 8601 without years and months:
 * `PT1H30M`, `P1W`, `P2DT3H`. A bare `0` needs no unit; any other number does.
 *
 * Returns: true on success; otherwise @error is `APS_ERROR_INVALID_ARGUMENT` and says what would
 *   be right
 *
 * Since: 1.0
 */
gboolean
aps_duration_parse (const char *text, gint64 *duration_us, GError **error)
{
  g_autofree char *stripped = NULL;
  gint64           sum = 0;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (duration_us != NULL, FALSE);

  stripped = g_utf8_make_valid (text, -1);
  g_strstrip (stripped);

  if (*stripped == '\0')
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_INVALID_ARGUMENT,
                           "the duration is empty (like \"500ms\", \"2h 30min\" or \"PT1H30M\")");
      return FALSE;
    }

  if (strcmp (stripped, "0") != 0 &&
      !(*stripped == 'P' ? parse_iso (stripped, &sum, error) : parse_sum (stripped, &sum, error)))
    return FALSE;

  *duration_us = sum;
  return TRUE;
}

/**
 * aps_duration_parse_limit:
 * @text: a duration, or `none`
 * @duration_us: (out): the duration in microseconds, or `APS_FOREVER`
 * @error: return location for an error
 *
 * Reads a duration that may be `none`, which is no limit.
 *
 * Returns: true on success; otherwise @error is `APS_ERROR_INVALID_ARGUMENT` and says what would
 *   be right
 *
 * Since: 1.0
 */
gboolean
aps_duration_parse_limit (const char *text, gint64 *duration_us, GError **error)
{
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (duration_us != NULL, FALSE);

  stripped = g_strstrip (g_strdup (text));
  if (strcmp (stripped, "none") != 0)
    return aps_duration_parse (text, duration_us, error);

  *duration_us = APS_FOREVER;
  return TRUE;
}

/**
 * aps_duration_to_string:
 * @duration_us: a duration in microseconds, not negative
 *
 * Prints a duration, like `1h 30min`, so that aps_duration_parse_limit() reads it back.
 *
 * Equal durations have equal texts. The longest unit is the day; no time at all is `0s`, and
 * `APS_FOREVER` is `none`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
aps_duration_to_string (gint64 duration_us)
{
  GString *text;

  g_return_val_if_fail (duration_us >= 0, NULL);

  if (duration_us == APS_FOREVER)
    return g_strdup ("none");
  if (duration_us == 0)
    return g_strdup ("0s");

  text = g_string_sized_new (16);

  for (guint i = 1; i < G_N_ELEMENTS (units); i++)
    {
      gint64 count = duration_us / units[i].us;

      duration_us -= count * units[i].us;
      if (count != 0)
        g_string_append_printf (text,
                                "%s%" G_GINT64_FORMAT "%s",
                                text->len == 0 ? "" : " ",
                                count,
                                units[i].name);
    }

  return g_string_free (text, FALSE);
}
