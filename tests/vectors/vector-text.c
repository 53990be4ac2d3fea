/* The text form of the trigger that a vector describes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "vector-text.h"

#include "vector-json.h"
#include "vector-time.h"

#include <math.h>
#include <string.h>

/* What the vectors take where a case names none (README.md beside them). */
#define MAX_ITERATIONS "10000"

static gboolean append_trigger (GString *text, JsonObject *description, const char *zone);

/* A string or a whole number, as text. */
static char *
dup_value (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  return NULL;
}

/* Appends key="value", quoted as trigger texts are. */
static void
append_option (GString *text, const char *key, const char *value)
{
  g_string_append_printf (text, " %s=\"", key);
  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *value);
    }
  g_string_append_c (text, '"');
}

/* Appends a member of the description under the name that trigger texts have for it. */
static gboolean
append_member (GString *text, JsonObject *description, const char *member, const char *key)
{
  g_autofree char *value = NULL;

  if (!json_object_has_member (description, member))
    return TRUE;

  value = dup_value (json_object_get_member (description, member));
  if (value == NULL)
    return FALSE;

  append_option (text, key, value);
  return TRUE;
}

static gboolean
append_cron (GString *text, JsonObject *description)
{
  static const char *const fields[] = {
    "year", "month", "day", "week", "day_of_week", "hour", "minute", "second",
  };
  gboolean empty = !json_object_has_member (description, "crontab");

  g_string_append (text, "cron:");
  g_string_append (text, vector_get_string (description, "crontab", ""));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      empty = empty && !json_object_has_member (description, fields[i]);
      if (!append_member (text, description, fields[i], fields[i]))
        return FALSE;
    }

  /* What a year left out means. */
  if (empty)
    append_option (text, "year", "*");

  return append_member (text, description, "start_time", "start") &&
         append_member (text, description, "end_time", "end");
}

/* The parts of an interval may be fractions or negative: their sum is what is meant. */
static gboolean
append_interval (GString *text, JsonObject *description)
{
  static const struct
  {
    const char *name;
    double      microseconds;
  } units[] = {
    { "weeks", 604800e6 }, { "days", 86400e6 }, { "hours", 3600e6 },
    { "minutes", 60e6 },   { "seconds", 1e6 },  { "microseconds", 1 },
  };
  double sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    sum += vector_get_number (description, units[i].name) * units[i].microseconds;

  g_string_append_printf (text, "every:%.0fus", rint (sum));
  return append_member (text, description, "start_time", "start") &&
         append_member (text, description, "end_time", "end");
}

static gboolean
append_calendar_interval (GString *text, JsonObject *description)
{
  static const char *const parts[] = {
    "years", "months", "weeks", "days", "hour", "minute", "second",
  };

  g_string_append (text, "calendar:");
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!append_member (text, description, parts[i], parts[i]))
      return FALSE;

  return append_member (text, description, "start_date", "start") &&
         append_member (text, description, "end_date", "end");
}

static gboolean
append_date (GString *text, JsonObject *description)
{
  const char *run_time = vector_get_string (description, "run_time", NULL);

  if (run_time == NULL)
    return FALSE;

  g_string_append_printf (text, "at:%s", run_time);
  return TRUE;
}

static gboolean
append_children (GString *text, JsonObject *description, const char *kind)
{
  JsonArray *children = vector_get_array (description, "triggers");

  if (children == NULL)
    return FALSE;

  g_string_append_printf (text, "%s:", kind);
  for (guint i = 0; i < json_array_get_length (children); i++)
    {
      g_string_append (text, i > 0 ? " [" : "[");
      if (!append_trigger (text, vector_get_element (children, i), NULL))
        return FALSE;
      g_string_append_c (text, ']');
    }

  return TRUE;
}

static gboolean
append_and (GString *text, JsonObject *description)
{
  if (!append_children (text, description, "and"))
    return FALSE;

  if (json_object_has_member (description, "threshold"))
    {
      double           seconds = vector_get_number (description, "threshold");
      g_autofree char *threshold = g_strdup_printf ("%.0fus", rint (seconds * 1e6));

      append_option (text, "threshold", threshold);
    }

  if (!json_object_has_member (description, "max_iterations"))
    append_option (text, "max-iterations", MAX_ITERATIONS);
  return append_member (text, description, "max_iterations", "max-iterations");
}

static gboolean
append_rule (GString *text, JsonObject *description)
{
  const char *type = vector_get_string (description, "type", "");

  if (g_str_equal (type, "cron"))
    return append_cron (text, description);
  if (g_str_equal (type, "interval"))
    return append_interval (text, description);
  if (g_str_equal (type, "calendar-interval"))
    return append_calendar_interval (text, description);
  if (g_str_equal (type, "date"))
    return append_date (text, description);
  if (g_str_equal (type, "and"))
    return append_and (text, description);
  if (g_str_equal (type, "or"))
    return append_children (text, description, "or");

  return FALSE;
}

/* zone: NULL where the trigger around this one says it. */
static gboolean
append_trigger (GString *text, JsonObject *description, const char *zone)
{
  if (description == NULL || !append_rule (text, description))
    return FALSE;

  zone = vector_get_string (description, "timezone", zone);
  if (zone != NULL)
    append_option (text, "tz", zone);
  return TRUE;
}

char *
vector_text_from_description (JsonObject *description, const char *zone)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!append_trigger (text, description, zone))
    return NULL;

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
append_keywords (GString *text, JsonObject *fields)
{
  JsonObjectIter iter;
  const char    *key;
  JsonNode      *node;

  g_string_append (text, "cron:");
  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &key, &node))
    {
      g_autofree char *value = dup_value (node);

      if (value == NULL)
        return FALSE;
      append_option (text, key, value);
    }

  return TRUE;
}

/* The case's start is the rule's DTSTART, on the wall of its zone. */
static gboolean
append_rrule (GString *text, const char *expr, const char *zone, const char *start)
{
  g_autofree char *lines = g_strdelimit (g_strdup (expr), "\r\n", ' ');
  VectorTime       time;

  g_string_append (text, "rrule:");
  if (start != NULL && strstr (expr, "DTSTART") == NULL)
    {
      g_autofree char *basic = NULL;

      if (!vector_time_parse (start, &time))
        return FALSE;
      basic = vector_time_to_basic (&time);
      g_string_append_printf (text, "DTSTART;TZID=%s:%s ", zone, basic);
    }

  if (g_str_has_prefix (lines, "FREQ"))
    g_string_append (text, "RRULE:");
  g_string_append (text, lines);
  return TRUE;
}

static gboolean
append_expression (GString *text, JsonObject *vector, const char *zone)
{
  const char *dialect = vector_get_string (vector, "dialect", "");
  JsonNode   *expr = json_object_get_member (vector, "expr");
  const char *words;

  if (expr == NULL)
    return FALSE;
  if (g_str_equal (dialect, "apscheduler") && JSON_NODE_HOLDS_OBJECT (expr))
    return append_keywords (text, json_node_get_object (expr));
  if (!JSON_NODE_HOLDS_VALUE (expr) || json_node_get_value_type (expr) != G_TYPE_STRING)
    return FALSE;

  words = json_node_get_string (expr);
  if (g_str_equal (dialect, "rrule"))
    return append_rrule (text, words, zone, vector_get_string (vector, "start", NULL));
  if (g_str_equal (dialect, "oncalendar") || g_str_equal (dialect, "iso8601"))
    g_string_append_printf (text, "%s:%s", dialect, words);
  else if (g_str_has_prefix (dialect, "apscheduler"))
    g_string_append_printf (text, "cron:%s", words);
  else
    g_string_append_printf (text, "cron:%s dialect=\"%s\"", words, dialect);

  return TRUE;
}

char *
vector_text_from_dialect (JsonObject *vector)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *zone = vector_get_string (vector, "tz", "UTC");
  const char *changes = vector_get_string (vector, "dst", NULL);

  if (!append_expression (text, vector, zone))
    return NULL;

  append_option (text, "tz", zone);
  if (changes != NULL)
    append_option (text, "clock-changes", changes);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
