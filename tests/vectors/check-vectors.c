/* Checks fire times against files of vectors.
 * usage: check-vectors [--tap|--plain] FILE...
 *
 * A file is an array of cases, as in triggers/, or {"format": 1, "cases": [...]}, as in dialects/;
 * the README.md in those folders says what a case means. Each trigger is built from its text form
 * and asked through the public interface only; then once more with trigger and cursor made anew
 * from their JSON forms before every step, as a scheduler does that is started again.
 *
 * Prints each wrong case, and at last "N passed, N failed". A case that cannot be read has failed.
 * Exits with 0 if none failed, 1 if some did, 2 if a file cannot be read. README.md has the
 * options.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "vector-json.h"
#include "vector-text.h"
#include "vector-time.h"

#include "core/aps-civil-private.h"
#include "core/aps-time-zone-private.h"

#include <apsched/apsched.h>

#include <string.h>

/* 2037-12-31: later fires are left out of the dialects' cases in zones other than UTC. */
#define LAST_LISTED_US (G_GINT64_CONSTANT (2145830400) * G_USEC_PER_SEC)
#define MAX_LISTED 10

typedef enum
{
  END_MORE,      /* goes on */
  END_EXHAUSTED, /* has ended */
  END_LATER,     /* has ended, or goes on after 2037 */
  END_ERROR,     /* the limit of iterations is met */
  END_ANY,
} End;

typedef struct
{
  char        *text;
  gboolean     refused;          /* must not parse */
  gboolean     refused_or_never; /* must not parse, or never fires */
  gint64       anchor_us;
  gint64       from_us; /* G_MININT64: from the first fire */
  JsonArray   *expect;  /* NULL where it is refused */
  ApsTimeZone *zone;
  gboolean     check_offsets; /* those of the zone at the fires */
  End          end;
} Vector;

static void
vector_clear (Vector *vector)
{
  g_free (vector->text);
  g_clear_pointer (&vector->zone, aps_time_zone_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Vector, vector_clear)

static const char *
read_trigger_vector (JsonObject *object, Vector *vector)
{
  JsonObject *description = vector_get_object (object, "trigger");
  const char *zone_name = vector_get_string (object, "timezone", "UTC");
  const char *error_at = vector_get_string (object, "error_at", "");

  vector->zone = aps_time_zone_lookup (zone_name, NULL);
  vector->check_offsets = TRUE;
  vector->text = vector_text_from_description (description, zone_name);
  vector->expect = vector_get_array (object, "expect");
  vector->refused = vector_get_boolean (object, "error") && !g_str_equal (error_at, "next");
  vector->from_us = G_MININT64;
  vector->end = vector_get_boolean (object, "exhausted") ? END_EXHAUSTED : END_MORE;
  if (g_str_equal (error_at, "next"))
    vector->end = END_ERROR;

  if (vector->text == NULL)
    return "its trigger cannot be read";
  return vector->expect == NULL ? "it has no list \"expect\"" : NULL;
}

static const char *
read_start (JsonObject *object, Vector *vector)
{
  const char *start = vector_get_string (object, "start", NULL);
  VectorTime  time;

  if (start == NULL || !vector_time_parse (start, &time) || !time.has_offset)
    return "its start is missing or no time with an offset";

  vector->anchor_us = vector_time_instant (&time);
  /* DTSTART itself counts. */
  if (g_strcmp0 (vector_get_string (object, "dialect", NULL), "rrule") == 0)
    vector->from_us = vector->anchor_us;
  else
    vector->from_us = vector->anchor_us + 1;
  return NULL;
}

static const char *
read_dialect_vector (JsonObject *object, Vector *vector)
{
  const char *expect = vector_get_string (object, "expect", NULL);

  vector->zone = aps_time_zone_lookup (vector_get_string (object, "tz", "UTC"), NULL);
  vector->text = vector_text_from_dialect (object);
  if (vector->text == NULL)
    return "its expression cannot be read";

  if (expect != NULL)
    {
      vector->refused = g_str_equal (expect, "error");
      vector->refused_or_never = g_str_equal (expect, "error or never");
      vector->from_us = G_MININT64;
      return vector->refused || vector->refused_or_never ? NULL : "its \"expect\" is unknown";
    }

  vector->expect = vector_get_array (object, "expect");
  if (vector->expect == NULL)
    return "it has no list \"expect\"";

  if (json_array_get_length (vector->expect) >= MAX_LISTED)
    vector->end = END_ANY;
  else if (g_str_equal (vector_get_string (object, "tz", "UTC"), "UTC"))
    vector->end = END_EXHAUSTED;
  else
    vector->end = END_LATER;
  return read_start (object, vector);
}

/* Goes through JSON, as between two runs of a scheduler. */
static char *
renew (ApsTrigger **trigger, ApsCursor **cursor)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *trigger_json = aps_trigger_to_json (*trigger);
  g_autofree char *cursor_json = aps_cursor_to_json (*cursor);

  if (trigger_json == NULL)
    return g_strdup ("it has no JSON form");

  g_clear_object (trigger);
  g_clear_pointer (cursor, aps_cursor_unref);
  *trigger = aps_trigger_from_json (trigger_json, &error);
  if (*trigger != NULL)
    *cursor = aps_cursor_from_json (cursor_json, &error);
  if (*cursor == NULL)
    return g_strdup_printf ("saved as %s %s, refused: %s",
                            trigger_json,
                            cursor_json,
                            error->message);

  return NULL;
}

/* The offset is not the trigger's work, but part of what the vectors promise. */
static gboolean
has_offset (ApsTimeZone *zone, gint64 time_us, gint64 offset_us)
{
  ApsZonePeriod period;

  if (zone == NULL)
    return TRUE;

  aps_time_zone_get_period (zone, aps_floor_div (time_us, G_USEC_PER_SEC), &period);
  return (gint64)(gint64)period.offset_s * G_USEC_PER_SEC == offset_us;
}

static char *
check_fire (const Vector *vector, gint64 fire_us, gint64 last_us, guint i)
{
  JsonArray       *expect = vector->expect;
  JsonNode        *node = json_array_get_element (expect, i);
  const char      *wanted = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
  g_autofree char *got = NULL;
  VectorTime       time;

  if (wanted == NULL || !vector_time_parse (wanted, &time) || !time.has_offset)
    return g_strdup_printf ("entry %u of \"expect\" is no time with an offset", i + 1);
  if (fire_us == APS_TIME_NONE)
    return g_strdup_printf ("fire %u: none, wanted %s", i + 1, wanted);

  got = vector_time_to_string (fire_us, time.offset_us);
  if (fire_us != vector_time_instant (&time))
    return g_strdup_printf ("fire %u: %s, wanted %s", i + 1, got, wanted);
  if (fire_us <= last_us)
    return g_strdup_printf ("fire %u: %s is not after the one before", i + 1, got);
  if (vector->check_offsets && !has_offset (vector->zone, fire_us, time.offset_us))
    return g_strdup_printf ("fire %u: the offset of %s is not the zone's", i + 1, got);

  return NULL;
}

static char *
check_end (ApsTrigger *trigger, ApsCursor *cursor, End end)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *got = NULL;
  gint64           fire_us;

  if (end == END_ANY)
    return NULL;

  if (!aps_trigger_next (trigger, cursor, &fire_us, &error))
    {
      if (end == END_MORE || g_error_matches (error, APS_ERROR, APS_ERROR_MAX_ITERATIONS))
        return end == END_MORE || end == END_ERROR ? NULL : g_strdup (error->message);
      return g_strdup (error->message);
    }

  if (end == END_ERROR)
    return g_strdup ("the limit of iterations is not met");
  if (fire_us == APS_TIME_NONE)
    return end == END_MORE ? g_strdup ("it ends after the listed fires") : NULL;
  if (end == END_MORE || (end == END_LATER && fire_us > LAST_LISTED_US))
    return NULL;

  got = vector_time_to_string (fire_us, 0);
  return g_strdup_printf ("it goes on after the listed fires, at %s", got);
}

/* Answers what is wrong, or NULL. */
static char *
check_fires (const Vector *vector, gboolean through_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (vector->text, &error);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (vector->anchor_us);
  gint64 last_us = G_MININT64;

  if (trigger == NULL)
    return g_strdup_printf ("refused: %s", error->message);
  if (vector->from_us != G_MININT64 && !aps_trigger_skip (trigger, cursor, vector->from_us, &error))
    return g_strdup (error->message);

  for (guint i = 0; i < json_array_get_length (vector->expect); i++)
    {
      gint64 fire_us;
      char  *wrong = through_json ? renew (&trigger, &cursor) : NULL;

      if (wrong == NULL && !aps_trigger_next (trigger, cursor, &fire_us, &error))
        wrong = g_strdup_printf ("fire %u: %s", i + 1, error->message);
      if (wrong == NULL)
        wrong = check_fire (vector, fire_us, last_us, i);
      if (wrong != NULL)
        return wrong;
      last_us = fire_us;
    }

  return check_end (trigger, cursor, vector->end);
}

static char *
check_refused (const Vector *vector)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (vector->text, &error);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (0);
  gint64 fire_us;

  if (trigger == NULL)
    return NULL;
  if (vector->refused)
    return g_strdup ("it is not refused");
  if (!aps_trigger_next (trigger, cursor, &fire_us, &error) || fire_us != APS_TIME_NONE)
    return g_strdup ("it is neither refused nor without fires");

  return NULL;
}

/* The text form must give an equal trigger back. */
static char *
check_text (const Vector *vector)
{
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (vector->text, NULL);
  g_autoptr (ApsTrigger) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = trigger != NULL ? aps_trigger_to_text (trigger) : NULL;

  if (text == NULL)
    return g_strdup ("it has no text form");

  again = aps_trigger_parse (text, &error);
  if (again == NULL)
    return g_strdup_printf ("its own text %s is refused: %s", text, error->message);
  if (!aps_trigger_equal (trigger, again))
    return g_strdup_printf ("its own text %s gives another trigger", text);

  return NULL;
}

static char *
check_vector (const Vector *vector)
{
  char *wrong;

  if (vector->refused || vector->refused_or_never)
    return check_refused (vector);

  wrong = check_fires (vector, FALSE);
  if (wrong == NULL)
    wrong = check_text (vector);
  if (wrong == NULL)
    {
      g_autofree char *again = check_fires (vector, TRUE);

      if (again != NULL)
        wrong = g_strdup_printf ("saved and restored at each step: %s", again);
    }

  return wrong;
}

/* Whether the case was made with other rules of its zone than this system has. */
static gboolean
has_other_zone_data (const Vector *vector)
{
  for (guint i = 0; vector->expect != NULL && i < json_array_get_length (vector->expect); i++)
    {
      JsonNode   *node = json_array_get_element (vector->expect, i);
      const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      VectorTime  time;

      if (text != NULL && vector_time_parse (text, &time) && time.has_offset &&
          !has_offset (vector->zone, vector_time_instant (&time), time.offset_us))
        return TRUE;
    }

  return FALSE;
}

/* What programs in other languages need to check a case by themselves. */
static void
print_plain (const char *id, const Vector *vector)
{
  static const char *const ends[] = {
    [END_MORE] = "more",   [END_EXHAUSTED] = "exhausted",
    [END_LATER] = "later", [END_ERROR] = "error",
    [END_ANY] = "any",
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  const char      *end = ends[vector->end];

  if (vector->refused || vector->refused_or_never)
    end = vector->refused ? "refused" : "refused-or-never";

  json_builder_begin_object (builder);
  json_builder_add_string_value (json_builder_set_member_name (builder, "id"), id);
  json_builder_add_string_value (json_builder_set_member_name (builder, "text"), vector->text);
  json_builder_add_int_value (json_builder_set_member_name (builder, "anchor"), vector->anchor_us);
  json_builder_set_member_name (builder, "from");
  if (vector->from_us == G_MININT64)
    json_builder_add_null_value (builder);
  else
    json_builder_add_int_value (builder, vector->from_us);
  json_builder_begin_array (json_builder_set_member_name (builder, "fires"));
  for (guint i = 0; vector->expect != NULL && i < json_array_get_length (vector->expect); i++)
    {
      JsonNode   *node = json_array_get_element (vector->expect, i);
      const char *fire = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      VectorTime  time;

      if (fire != NULL && vector_time_parse (fire, &time))
        json_builder_add_int_value (builder, vector_time_instant (&time));
    }
  json_builder_end_array (builder);
  json_builder_add_string_value (json_builder_set_member_name (builder, "end"), end);
  json_builder_add_boolean_value (json_builder_set_member_name (builder, "other_zone_data"),
                                  has_other_zone_data (vector));
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

typedef struct
{
  gboolean tap;
  gboolean plain;
  guint    n_passed;
  guint    n_failed;
  guint    n_skipped; /* as tests: this system's zone data are not those of the case */
} Report;

static void
report (Report *self, const char *id, const Vector *vector, const char *wrong)
{
  const char *text = vector->text != NULL ? vector->text : "";
  gboolean    other_zone = wrong != NULL && has_other_zone_data (vector);
  guint       number = self->n_passed + self->n_failed + self->n_skipped + 1;

  if (wrong == NULL)
    self->n_passed++;
  else if (self->tap && other_zone)
    self->n_skipped++;
  else
    self->n_failed++;

  if (self->tap)
    {
      g_print ("%s %u %s%s\n",
               wrong == NULL || other_zone ? "ok" : "not ok",
               number,
               id,
               other_zone ? " # SKIP made with other rules of its zone" : "");
      if (wrong != NULL)
        g_print ("# %s: %s\n", text, wrong);
    }
  else if (wrong != NULL)
    g_print ("%s: %s: %s%s\n",
             id,
             text,
             wrong,
             other_zone ? " (this system's zone data has another offset at a wanted time)" : "");
}

static void
check_case (Report *self, JsonObject *object, gboolean is_dialect, const char *file, guint index)
{
  g_auto (Vector) vector = { 0 };
  g_autofree char *id = NULL;
  g_autofree char *wrong = NULL;
  const char      *unreadable = "it is no object";

  if (object != NULL)
    {
      id = g_strdup (vector_get_string (object, "id", NULL));
      unreadable = is_dialect ? read_dialect_vector (object, &vector)
                              : read_trigger_vector (object, &vector);
    }

  if (id == NULL)
    id = g_strdup_printf ("%s, case %u", file, index + 1);
  if (self->plain && unreadable == NULL)
    {
      print_plain (id, &vector);
      return;
    }

  wrong = unreadable != NULL ? g_strdup (unreadable) : check_vector (&vector);
  report (self, id, &vector, wrong);
}

/* The cases of a file of either format. */
static JsonArray *
get_cases (JsonParser *parser, gboolean *is_dialect)
{
  JsonNode *root = json_parser_get_root (parser);

  *is_dialect = root != NULL && JSON_NODE_HOLDS_OBJECT (root);
  if (root != NULL && JSON_NODE_HOLDS_ARRAY (root))
    return json_node_get_array (root);
  if (!*is_dialect || vector_get_number (json_node_get_object (root), "format") != 1.0)
    return NULL;

  return vector_get_array (json_node_get_object (root), "cases");
}

static gboolean
check_file (Report *self, const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  JsonArray *cases;
  gboolean   is_dialect;

  if (!json_parser_load_from_file (parser, path, &error))
    {
      g_printerr ("%s: %s\n", path, error->message);
      return FALSE;
    }

  cases = get_cases (parser, &is_dialect);
  if (cases == NULL)
    {
      g_printerr ("%s: neither an array of cases nor {\"format\": 1, \"cases\": [...]}\n", path);
      return FALSE;
    }

  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_case (self, vector_get_element (cases, i), is_dialect, path, i);

  return TRUE;
}

int
main (int argc, char **argv)
{
  Report   self = { 0 };
  gboolean all_read = TRUE;
  int      first = 1;

  if (argc > 1 && g_str_has_prefix (argv[1], "--"))
    {
      self.tap = g_str_equal (argv[1], "--tap");
      self.plain = g_str_equal (argv[1], "--plain");
      first = self.tap || self.plain ? 2 : argc;
    }

  if (first == argc)
    {
      g_printerr ("usage: check-vectors [--tap|--plain] FILE...\n");
      return 2;
    }

  for (int i = first; i < argc; i++)
    all_read = check_file (&self, argv[i]) && all_read;

  if (self.tap)
    g_print ("1..%u\n", self.n_passed + self.n_failed + self.n_skipped);
  if (!self.plain)
    g_print ("%s%u passed, %u failed\n", self.tap ? "# " : "", self.n_passed, self.n_failed);
  if (!all_read)
    return 2;
  /* In TAP the lines tell. */
  return self.n_failed > 0 && !self.tap ? 1 : 0;
}
