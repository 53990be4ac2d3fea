/* What becomes of fires that a clock change skips or repeats.
 *
 * NOTES: the same rule in a zone without clock changes tells which times of the wall it names. What
 * becomes of those that a change skips or repeats is then asked of the rule itself, so that this
 * holds for every kind of trigger, whatever decides about gap and fold in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-changes.h"

#include "aps-cli-time.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
collect_zones (JsonNode *node, GPtrArray *zones)
{
  JsonObject *object = json_node_get_object (node);
  const char *zone = json_object_get_string_member_with_default (object, "tz", NULL);
  JsonArray  *children = json_object_has_member (object, "triggers")
                           ? json_object_get_array_member (object, "triggers")
                           : NULL;

  if (zone != NULL && !g_ptr_array_find_with_equal_func (zones, zone, g_str_equal, NULL))
    g_ptr_array_add (zones, g_strdup (zone));
  for (guint i = 0; children != NULL && i < json_array_get_length (children); i++)
    collect_zones (json_array_get_element (children, i), zones);
}

static JsonNode *
trigger_to_node (ApsTrigger *trigger)
{
  g_autofree char *json = aps_trigger_to_json (trigger);

  return json != NULL ? json_from_string (json, NULL) : NULL;
}

/* NULL, where the trigger has no zone, or several. */
static char *
dup_only_zone (JsonNode *node)
{
  g_autoptr (GPtrArray) zones = g_ptr_array_new_with_free_func (g_free);

  collect_zones (node, zones);
  return zones->len == 1 ? g_strdup (g_ptr_array_index (zones, 0)) : NULL;
}

char *
aps_cli_rule_dup_zone (ApsCliRule *rule)
{
  g_autoptr (JsonNode) node = trigger_to_node (rule->trigger);

  return node != NULL ? dup_only_zone (node) : NULL;
}

static const char *
plain_zone (const char *zone)
{
  static const char *const names[] = { "Etc/UTC", "+00:00", "Etc/UCT", "Zulu", "Etc/Zulu", NULL };

  return g_strv_contains (names, zone) ? "UTC" : zone;
}

gboolean
aps_cli_same_zone (const char *a, const char *b)
{
  return strcmp (plain_zone (a), plain_zone (b)) == 0;
}

static void
put_on_wall (JsonNode *node)
{
  JsonObject *object = json_node_get_object (node);
  JsonArray  *children = json_object_has_member (object, "triggers")
                           ? json_object_get_array_member (object, "triggers")
                           : NULL;

  if (json_object_has_member (object, "tz"))
    json_object_set_string_member (object, "tz", "UTC");
  json_object_remove_member (object, "count");
  for (guint i = 0; children != NULL && i < json_array_get_length (children); i++)
    put_on_wall (json_array_get_element (children, i));
}

/* A trigger in one zone, and the same as the wall would have it. */
typedef struct
{
  ApsTrigger *trigger;
  ApsCursor  *cursor;
  ApsTrigger *wall;
  ApsCursor  *wall_cursor;
  char       *zone;
} Pair;

static void
pair_clear (Pair *pair)
{
  g_clear_object (&pair->trigger);
  g_clear_pointer (&pair->cursor, aps_cursor_unref);
  g_clear_object (&pair->wall);
  g_clear_pointer (&pair->wall_cursor, aps_cursor_unref);
  g_clear_pointer (&pair->zone, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static gboolean
pair_init (Pair *pair, ApsCliRule *rule, JsonNode *node, gint64 from_us)
{
  g_autofree char *json = json_to_string (node, FALSE);
  g_autofree char *on_wall = NULL;
  gint64      anchor_us = rule->cursor != NULL ? aps_cursor_get_anchor (rule->cursor) : from_us;
  ApsWallTime wall;

  pair->zone = dup_only_zone (node);
  if (pair->zone == NULL || !aps_wall_time_at (anchor_us, pair->zone, &wall, NULL))
    return FALSE;

  put_on_wall (node);
  on_wall = json_to_string (node, FALSE);
  pair->trigger = aps_trigger_from_json (json, NULL);
  pair->wall = aps_trigger_from_json (on_wall, NULL);
  pair->cursor = aps_cursor_new (anchor_us);
  pair->wall_cursor = aps_cursor_new (anchor_us + wall.offset_s * APS_SECOND);
  if (rule->seed != NULL)
    {
      aps_cursor_set_seed (pair->cursor, rule->seed);
      aps_cursor_set_seed (pair->wall_cursor, rule->seed);
    }
  return pair->trigger != NULL && pair->wall != NULL;
}

static gboolean
fires_at (const Pair *pair, gint64 time_us)
{
  gboolean matches;

  return aps_trigger_matches (pair->trigger, pair->cursor, time_us, &matches, NULL) && matches;
}

static gboolean
wall_names (const Pair *pair, gint64 wall_us)
{
  gboolean matches;

  return aps_trigger_matches (pair->wall, pair->wall_cursor, wall_us, &matches, NULL) && matches;
}

/* The times of the wall, of a stretch, that the rule names. */
static gboolean
find_walls (const Pair *pair, gint64 from_us, gint64 until_us, ApsCliMeeting *meeting)
{
  return aps_trigger_count (pair->wall,
                            pair->wall_cursor,
                            from_us,
                            until_us,
                            &meeting->n_walls,
                            NULL) &&
         meeting->n_walls > 0 &&
         aps_trigger_prev (pair->wall,
                           pair->wall_cursor,
                           until_us - 1,
                           &meeting->last_wall_us,
                           NULL);
}

static gboolean
find_first_wall (const Pair *pair, gint64 from_us, ApsCliMeeting *meeting)
{
  g_autoptr (ApsCursor) cursor = aps_cursor_copy (pair->wall_cursor);

  return aps_trigger_skip (pair->wall, cursor, from_us, NULL) &&
         aps_trigger_next (pair->wall, cursor, &meeting->first_wall_us, NULL);
}

/* The clock is set forward: the times from begin_us on do not exist. */
static void
judge_gap (const Pair *pair, gint64 begin_us, ApsCliMeeting *meeting)
{
  const ApsClockChange *change = &meeting->change;
  gint64                shifted_us = meeting->first_wall_us - change->offset_before_s * APS_SECOND;
  gint64                after_us = change->time_us + change->offset_after_s * APS_SECOND;

  meeting->effect = APS_CLI_CHANGE_MOVED;
  meeting->moved_to_us = change->time_us;
  if (!wall_names (pair, after_us) && fires_at (pair, change->time_us))
    return;

  meeting->moved_to_us = shifted_us;
  if (!wall_names (pair, shifted_us + change->offset_after_s * APS_SECOND) &&
      fires_at (pair, shifted_us))
    return;

  meeting->effect = APS_CLI_CHANGE_SKIPPED;
  meeting->moved_to_us = APS_TIME_NONE;
}

/* The clock is set back: times occur twice. */
static void
judge_fold (const Pair *pair, ApsCliMeeting *meeting)
{
  const ApsClockChange *change = &meeting->change;
  gboolean              first;
  gboolean              last;

  first = fires_at (pair, meeting->first_wall_us - change->offset_before_s * APS_SECOND);
  last = fires_at (pair, meeting->first_wall_us - change->offset_after_s * APS_SECOND);
  meeting->effect = first && last ? APS_CLI_CHANGE_BOTH
                    : first       ? APS_CLI_CHANGE_FIRST
                    : last        ? APS_CLI_CHANGE_LAST
                                  : APS_CLI_CHANGE_NEITHER;
}

static gboolean
meet (const Pair *pair, const ApsClockChange *change, ApsCliMeeting *meeting)
{
  gint64 before_us = change->time_us + change->offset_before_s * APS_SECOND;
  gint64 after_us = change->time_us + change->offset_after_s * APS_SECOND;
  gint64 begin_us = MIN (before_us, after_us);

  *meeting = (ApsCliMeeting){ .change = *change, .moved_to_us = APS_TIME_NONE };
  if (!find_walls (pair, begin_us, MAX (before_us, after_us), meeting) ||
      !find_first_wall (pair, begin_us, meeting))
    return FALSE;

  if (before_us < after_us)
    judge_gap (pair, begin_us, meeting);
  else
    judge_fold (pair, meeting);
  return TRUE;
}

static char *
clock_of (gint64 wall_us)
{
  ApsWallTime wall;

  if (!aps_wall_time_at (wall_us, "UTC", &wall, NULL))
    return g_strdup ("?");

  return wall.second == 0 ? g_strdup_printf ("%02d:%02d", wall.hour, wall.minute)
                          : g_strdup_printf ("%02d:%02d:%02d", wall.hour, wall.minute, wall.second);
}

char *
aps_cli_meeting_describe (const ApsCliMeeting *meeting)
{
  gboolean         one = meeting->n_walls == 1;
  g_autofree char *first = clock_of (meeting->first_wall_us);
  g_autofree char *last = clock_of (meeting->last_wall_us);
  g_autofree char *moved = NULL;
  g_autofree char *what =
    one ? g_strdup (first)
        : g_strdup_printf ("%s to %s (%" G_GINT64_FORMAT " times)", first, last, meeting->n_walls);

  switch (meeting->effect)
    {
    case APS_CLI_CHANGE_SKIPPED:
      return g_strdup_printf ("%s %s not exist that day: does not run (gap=skip)",
                              what,
                              one ? "does" : "do");
    case APS_CLI_CHANGE_MOVED:
      if (meeting->moved_to_us == meeting->change.time_us)
        return g_strdup_printf ("%s %s not exist that day: runs right after the change (gap=next)",
                                what,
                                one ? "does" : "do");
      moved = clock_of (meeting->moved_to_us + meeting->change.offset_after_s * APS_SECOND);
      return g_strdup_printf ("%s %s not exist that day: runs at %s (gap=shift)",
                              what,
                              one ? "does" : "do",
                              moved);
    case APS_CLI_CHANGE_BOTH:
      return g_strdup_printf ("%s %s twice that day: runs both times (fold=both)",
                              what,
                              one ? "occurs" : "occur");
    case APS_CLI_CHANGE_FIRST:
      return g_strdup_printf ("%s %s twice that day: runs the first time (fold=first)",
                              what,
                              one ? "occurs" : "occur");
    case APS_CLI_CHANGE_LAST:
      return g_strdup_printf ("%s %s twice that day: runs the second time (fold=last)",
                              what,
                              one ? "occurs" : "occur");
    case APS_CLI_CHANGE_NEITHER:
    default:
      return g_strdup_printf ("%s %s twice that day: does not run", what, one ? "occurs" : "occur");
    }
}

const char *
aps_cli_meeting_nick (const ApsCliMeeting *meeting)
{
  static const char *const nicks[] = { "skipped", "moved", "both", "first", "last", "neither" };

  return nicks[meeting->effect];
}

/* The changes of the day around a fire. */
static gboolean
concerns (const ApsCliMeeting *meeting, gint64 fire_us)
{
  const ApsClockChange *change = &meeting->change;
  gint64                wall_us;

  if (change->offset_before_s < change->offset_after_s)
    return meeting->effect == APS_CLI_CHANGE_MOVED && fire_us == meeting->moved_to_us;

  wall_us = fire_us < change->time_us ? fire_us + change->offset_before_s * APS_SECOND
                                      : fire_us + change->offset_after_s * APS_SECOND;
  return wall_us >= meeting->first_wall_us && wall_us <= meeting->last_wall_us;
}

char *
aps_cli_change_note (ApsCliRule *rule, gint64 fire_us)
{
  g_autoptr (JsonNode) node = trigger_to_node (rule->trigger);
  g_auto (Pair) pair = { 0 };
  ApsClockChange change = { .time_us = fire_us - APS_DAY };
  ApsCliMeeting  meeting;

  if (node == NULL || !pair_init (&pair, rule, node, fire_us - 2 * APS_DAY))
    return NULL;

  while (aps_wall_time_next_change (change.time_us, pair.zone, &change, NULL) &&
         change.time_us <= fire_us + APS_DAY)
    if (meet (&pair, &change, &meeting) && concerns (&meeting, fire_us))
      return aps_cli_meeting_describe (&meeting);

  return NULL;
}

static void
clear_meeting (gpointer data)
{
  g_free (((ApsCliMeeting *)data)->zone);
}

static gboolean
add_meetings (ApsCliRule *rule,
              JsonNode   *node,
              gint64      from_us,
              gint64      until_us,
              GArray     *meetings,
              GError    **error)
{
  JsonObject *object = json_node_get_object (node);
  g_auto (Pair) pair = { 0 };
  ApsClockChange change = { .time_us = from_us };
  ApsCliMeeting  meeting;

  if (!pair_init (&pair, rule, node, from_us))
    {
      /* Children in several zones are looked at one by one; what has no zone meets no change. */
      JsonArray *children = json_object_has_member (object, "triggers")
                              ? json_object_get_array_member (object, "triggers")
                              : NULL;

      for (guint i = 0; children != NULL && i < json_array_get_length (children); i++)
        if (!add_meetings (rule,
                           json_array_get_element (children, i),
                           from_us,
                           until_us,
                           meetings,
                           error))
          return FALSE;
      return TRUE;
    }

  for (;;)
    {
      if (!aps_wall_time_next_change (change.time_us, pair.zone, &change, error))
        return FALSE;
      if (change.time_us >= until_us || change.time_us == APS_TIME_NONE)
        return TRUE;
      if (!meet (&pair, &change, &meeting))
        continue;

      meeting.zone = g_strdup (pair.zone);
      g_array_append_val (meetings, meeting);
    }
}

GArray *
aps_cli_find_meetings (ApsCliRule *rule, gint64 from_us, gint64 until_us, GError **error)
{
  g_autoptr (JsonNode) node = trigger_to_node (rule->trigger);
  g_autoptr (GArray) meetings = g_array_new (FALSE, FALSE, sizeof (ApsCliMeeting));

  g_array_set_clear_func (meetings, clear_meeting);
  if (node != NULL && !add_meetings (rule, node, from_us, until_us, meetings, error))
    return NULL;

  return g_steal_pointer (&meetings);
}
