/* Tests random cron rules in zones of all sorts against a model that looks at every second of a
 * window around a clock change, for each policy.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-civil-private.h"
#include "core/aps-time-zone-private.h"
#include "trigger-checks.h"

#define WINDOW_S (30 * 3600)
#define N_RULES 40

/* A clock change, somewhere. */
static const struct
{
  const char *zone;
  const char *change; /* the window is around it */
} changes[] = {
  { "Europe/Berlin", "2026-03-29T01:00Z" },       { "Europe/Berlin", "2026-10-25T01:00Z" },
  { "America/New_York", "2026-03-08T07:00Z" },    { "America/New_York", "2026-11-01T06:00Z" },
  { "Australia/Lord_Howe", "2026-04-04T15:00Z" }, { "Australia/Lord_Howe", "2026-10-03T15:30Z" },
  { "America/St_Johns", "2010-11-07T02:31Z" },    { "Pacific/Apia", "2011-12-30T10:00Z" },
  { "America/Havana", "2024-03-10T05:00Z" },      { "Asia/Pyongyang", "2018-05-04T15:00Z" },
  { "Europe/Dublin", "2050-03-27T01:00Z" },       { "Antarctica/Troll", "2024-03-31T01:00Z" },
};

/* Seconds, minutes and hours are masks; days are all, since a window has few. */
typedef struct
{
  guint64 seconds;
  guint64 minutes;
  guint64 hours;
} Rule;

typedef enum
{
  GAP_SKIP,
  GAP_NEXT,
  GAP_SHIFT
} Gap;

typedef enum
{
  FOLD_BOTH,
  FOLD_FIRST,
  FOLD_LAST
} Fold;

static const char *const gap_names[] = { "skip", "next", "shift" };
static const char *const fold_names[] = { "both", "first", "last" };

static void
append_mask (GString *text, GRand *rand, guint64 *mask, guint max, guint n_max)
{
  guint n = (guint)g_rand_int_range (rand, 1, (gint)n_max + 1);

  *mask = 0;
  for (guint i = 0; i < n; i++)
    {
      guint value = (guint)g_rand_int_range (rand, 0, (gint)max + 1);

      *mask |= G_GUINT64_CONSTANT (1) << value;
      g_string_append_printf (text, "%s%u", i > 0 ? "," : "", value);
    }
  g_string_append_c (text, ' ');
}

static gboolean
matches (const Rule *rule, gint64 local_s)
{
  guint second = (guint)aps_floor_mod (local_s, APS_CIVIL_DAY_SECONDS);

  return (rule->seconds >> (second % 60) & 1) != 0 &&
         (rule->minutes >> (second / 60 % 60) & 1) != 0 &&
         (rule->hours >> (second / 3600) & 1) != 0;
}

/* The model: local time by local time, each turned into its instants by the policy. Fires come out
 * as a set of the seconds of the window. */
static void
mark (guint8 *fires, gint64 from_s, gint64 utc_s)
{
  if (utc_s >= from_s && utc_s < from_s + WINDOW_S)
    fires[utc_s - from_s] = 1;
}

static guint8 *
fires_by_force (const Rule *rule, ApsTimeZone *zone, gint64 from_s, Gap gap, Fold fold)
{
  guint8 *fires = g_new0 (guint8, WINDOW_S);

  for (gint64 local_s = from_s - 2 * 86400; local_s < from_s + WINDOW_S + 2 * 86400; local_s++)
    {
      ApsLocalTime local;

      if (!matches (rule, local_s))
        continue;

      aps_time_zone_resolve_local (zone, local_s, &local);
      for (guint i = 0; i < local.n_instants; i++)
        if (fold == FOLD_BOTH || (fold == FOLD_FIRST && i == 0) ||
            (fold == FOLD_LAST && i == local.n_instants - 1))
          mark (fires, from_s, local.instants[i]);

      if (local.n_instants == 0 && gap == GAP_NEXT)
        mark (fires, from_s, local.change_s);
      else if (local.n_instants == 0 && gap == GAP_SHIFT)
        mark (fires, from_s, local_s - local.offset_before_s);
    }

  return fires;
}

static void
check_rule (const char *text, const guint8 *fires, gint64 from_s)
{
  g_autoptr (ApsTrigger) trigger = parse_trigger (text);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (from_s * APS_SECOND);
  g_autoptr (ApsCursor) asked = aps_cursor_copy (cursor);
  g_autoptr (GError) error = NULL;
  gint64 last_s = G_MININT64;
  gint64 n = 0, count;

  for (gint64 at_s = from_s; at_s < from_s + WINDOW_S; at_s++)
    {
      gint64 fire, prev;

      if (!fires[at_s - from_s])
        continue;

      g_assert_true (aps_trigger_next (trigger, cursor, &fire, &error));
      if (fire != at_s * APS_SECOND)
        g_error ("%s: fire %" G_GINT64_FORMAT ", wanted %" G_GINT64_FORMAT,
                 text,
                 fire / APS_SECOND,
                 at_s);

      aps_trigger_prev (trigger, asked, fire - 1, &prev, &error);
      g_assert_cmpint (prev, ==, last_s == G_MININT64 ? APS_TIME_NONE : last_s * APS_SECOND);
      last_s = at_s;
      n++;
    }

  aps_trigger_count (trigger,
                     asked,
                     from_s * APS_SECOND,
                     (from_s + WINDOW_S) * APS_SECOND,
                     &count,
                     &error);
  g_assert_no_error (error);
  g_assert_cmpint (count, ==, n);
}

static void
check_change (guint i, GRand *rand)
{
  g_autoptr (ApsTimeZone) zone = aps_time_zone_lookup (changes[i].zone, NULL);
  gint64 from_s = parse_time (changes[i].change) / APS_SECOND - WINDOW_S / 2;

  if (zone == NULL)
    return;

  for (guint j = 0; j < N_RULES; j++)
    {
      g_autoptr (GString) text = g_string_new ("cron:");
      Gap                gap = (Gap)g_rand_int_range (rand, 0, 3);
      Fold               fold = (Fold)g_rand_int_range (rand, 0, 3);
      Rule               rule;
      g_autofree guint8 *fires = NULL;

      append_mask (text, rand, &rule.seconds, 59, 2);
      append_mask (text, rand, &rule.minutes, 59, 4);
      append_mask (text, rand, &rule.hours, 23, 12);
      g_string_append_printf (text,
                              "* * * dialect=unix-seconds tz=%s gap=%s fold=%s",
                              changes[i].zone,
                              gap_names[gap],
                              fold_names[fold]);
      fires = fires_by_force (&rule, zone, from_s, gap, fold);
      check_rule (text->str, fires, from_s);
    }
}

static void
test_clock_changes (void)
{
  guint32 seed = g_test_rand_int ();
  GRand  *rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    check_change (i, rand);
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fires-by-force/clock-changes", test_clock_changes);

  return g_test_run ();
}
