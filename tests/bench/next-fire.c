/* Measures what a next fire costs, over the rules of cron-cases.tsv: nanoseconds a step through the
 * public interface, in a chain of 200 from 2026-01-01, the best of several runs; beside it the same
 * rule as a plain C loop (floor.c), as a recurrence rule and as a calendar event.
 * usage: next-fire [CASES]
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "floor.h"

#include <apsched/apsched.h>

#include <string.h>
#include <time.h>

#define START_US (G_GINT64_CONSTANT (1767225600) * APS_SECOND)
#define CHAIN 200
#define N_RUNS 7
#define MIN_RUN_NS 4000000

enum
{
  ID,
  ZONE,
  UNIX,
  SECONDS,
  QUARTZ,
  KEYWORDS,
  ONCALENDAR,
  RRULE,
  N_COLUMNS
};

/* What one call of a measured function costs, in nanoseconds. */
typedef gboolean (*Step) (gpointer data);

/* The processor's time, so that a busy machine measures alike. */
static gint64
now_ns (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64)time.tv_sec * 1000000000 + time.tv_nsec;
}

static double
measure (Step step, gpointer data)
{
  double best = G_MAXDOUBLE;

  for (guint run = 0; run < N_RUNS; run++)
    {
      gint64 start_ns = now_ns ();
      gint64 passed_ns;
      guint  n = 0;

      do
        {
          for (guint i = 0; i < 20; i++, n++)
            if (!step (data))
              return -1;
          passed_ns = now_ns () - start_ns;
        }
      while (passed_ns < MIN_RUN_NS);

      best = MIN (best, (double)passed_ns / n);
    }

  return best;
}

typedef struct
{
  ApsTrigger *trigger;
  ApsCursor  *cursor;
  guint       n;
} Chain;

static void
begin_chain (Chain *chain)
{
  g_clear_pointer (&chain->cursor, aps_cursor_unref);
  chain->cursor = aps_cursor_new (START_US);
  chain->n = 0;
}

/* A rule that never fires, or no more, is asked anew each time, which is then what is measured. */
static gboolean
step_chain (gpointer data)
{
  Chain *chain = data;
  gint64 fire;

  if (++chain->n > CHAIN)
    begin_chain (chain);
  if (!aps_trigger_next (chain->trigger, chain->cursor, &fire, NULL))
    return FALSE;
  if (fire == APS_TIME_NONE)
    begin_chain (chain);

  return TRUE;
}

static double
measure_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (text, &error);
  Chain  chain = { trigger, NULL, 0 };
  double cost;

  if (trigger == NULL)
    {
      g_printerr ("%s\n", error->message);
      return -1;
    }

  begin_chain (&chain);
  cost = measure (step_chain, &chain);
  aps_cursor_unref (chain.cursor);
  return cost;
}

typedef struct
{
  Floor *floor;
  gint64 at_s;
  guint  n;
} FloorChain;

static gboolean
step_floor (gpointer data)
{
  FloorChain *chain = data;

  if (++chain->n > CHAIN || chain->at_s == G_MAXINT64)
    {
      chain->at_s = START_US / APS_SECOND;
      chain->n = 0;
    }
  chain->at_s = floor_next (chain->floor, chain->at_s);
  return TRUE;
}

static gboolean
is_given (const char *cell)
{
  return cell != NULL && !g_str_equal (cell, "-");
}

/* The value of a key of "month=2;day=29", or another text. */
static char *
dup_keyword (const char *keywords, const char *key, const char *fallback)
{
  g_auto (GStrv) pairs = g_strsplit (keywords, ";", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    if (g_str_has_prefix (pairs[i], key) && pairs[i][strlen (key)] == '=')
      return g_ascii_strup (pairs[i] + strlen (key) + 1, -1);

  return g_strdup (fallback);
}

/* Six fields for the floor, whatever column has them. */
static char *
dup_floor_fields (char **row, gboolean *both)
{
  g_autofree char *month = NULL;
  g_autofree char *day = NULL;
  g_autofree char *weekday = NULL;

  *both = FALSE;
  if (is_given (row[UNIX]))
    return g_strconcat ("0 ", row[UNIX], NULL);
  if (is_given (row[SECONDS]))
    return g_strdup (row[SECONDS]);

  *both = TRUE;
  month = dup_keyword (row[KEYWORDS], "month", "*");
  day = dup_keyword (row[KEYWORDS], "day", "*");
  weekday = dup_keyword (row[KEYWORDS], "day_of_week", "*");
  return g_strdup_printf ("0 0 0 %s %s %s", day, month, weekday);
}

static double
measure_floor (char **row)
{
  gboolean         both;
  g_autofree char *fields = dup_floor_fields (row, &both);
  FloorChain       chain = { floor_new (fields, both, row[ZONE]), START_US / APS_SECOND, 0 };
  double           cost;

  if (chain.floor == NULL)
    return -1;

  cost = measure (step_floor, &chain);
  floor_free (chain.floor);
  return cost;
}

static char *
dup_cron_text (char **row)
{
  if (is_given (row[UNIX]))
    return g_strdup_printf ("cron:%s dialect=unix tz=%s", row[UNIX], row[ZONE]);
  if (is_given (row[SECONDS]))
    return g_strdup_printf ("cron:%s dialect=unix-seconds tz=%s", row[SECONDS], row[ZONE]);

  return g_strdup_printf ("cron:%s tz=%s", g_strdelimit (row[KEYWORDS], ";", ' '), row[ZONE]);
}

static void
print_cost (double cost)
{
  if (cost < 0)
    g_print ("%10s", "-");
  else
    g_print ("%10.1f", cost);
}

typedef struct
{
  GArray *ours;  /* of double */
  double  ratio; /* the worst, of ours to the floor's */
} Summary;

static void
measure_row (char **row, Summary *summary)
{
  double           floor_cost = measure_floor (row);
  g_autofree char *text = dup_cron_text (row);
  double           cost = measure_text (text);

  g_print ("%-28s", row[ID]);
  print_cost (cost);
  print_cost (floor_cost);
  if (cost > 0 && floor_cost > 0)
    g_print ("%8.2f", cost / floor_cost);
  else
    g_print ("%8s", "-");

  if (is_given (row[RRULE]))
    {
      g_autofree char *rule =
        g_strdup_printf ("rrule:DTSTART;TZID=%s:20260101T000000 RRULE:%s", row[ZONE], row[RRULE]);

      print_cost (measure_text (rule));
    }
  else
    print_cost (-1);

  if (is_given (row[ONCALENDAR]))
    {
      g_autofree char *event = g_strdup_printf ("oncalendar:%s%s",
                                                row[ONCALENDAR],
                                                strstr (row[ONCALENDAR], row[ZONE]) != NULL ||
                                                    g_str_equal (row[ZONE], "UTC")
                                                  ? ""
                                                  : " UTC");

      print_cost (measure_text (event));
    }
  else
    print_cost (-1);

  g_print ("\n");
  if (cost > 0)
    g_array_append_val (summary->ours, cost);
  if (cost > 0 && floor_cost > 0)
    summary->ratio = MAX (summary->ratio, cost / floor_cost);
}

static gboolean
step_parse (gpointer data)
{
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (data, NULL);

  return trigger != NULL;
}

/* A new rule each time, so that its days are built, not found. */
static gboolean
step_first_never (gpointer data)
{
  guint           *n = data;
  g_autofree char *text =
    g_strdup_printf ("cron:%u %u 30 2 * dialect=unix tz=UTC", *n % 60, *n / 60 % 24);
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (text, NULL);
  g_autoptr (ApsCursor) cursor = aps_cursor_new (START_US);
  gint64 fire;

  ++*n;
  return aps_trigger_next (trigger, cursor, &fire, NULL) && fire == APS_TIME_NONE;
}

static gboolean
step_next_n (gpointer data)
{
  g_autoptr (ApsCursor) cursor = aps_cursor_new (START_US);
  gsize              n;
  g_autofree gint64 *fires = aps_trigger_next_n (data, cursor, CHAIN, &n, NULL);

  return fires != NULL && n == CHAIN;
}

static int
compare_costs (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a;
  double second = *(const double *)b;

  return first < second ? -1 : first > second;
}

static void
print_summary (Summary *summary)
{
  char text[] = "cron:*/10 9-17 * * 1-5 dialect=unix tz=UTC";
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse (text, NULL);
  guint      n = 0;
  GTypeQuery query;
  double     median, worst;

  g_array_sort (summary->ours, compare_costs);
  median = g_array_index (summary->ours, double, summary->ours->len / 2);
  worst = g_array_index (summary->ours, double, summary->ours->len - 1);
  g_type_query (G_OBJECT_TYPE (trigger), &query);

  g_print ("\nmedian %.1f ns, worst %.1f ns (%.1f medians), worst ratio to the floor %.2f\n",
           median,
           worst,
           worst / median,
           summary->ratio);
  g_print ("parse and compile a text of five fields: %.0f ns\n", measure (step_parse, text));
  g_print ("make an impossible rule and ask it: %.0f ns\n", measure (step_first_never, &n));
  g_print ("next_n (200): %.1f ns a fire\n", measure (step_next_n, trigger) / CHAIN);
  g_print ("a trigger is an object of %u bytes, what is private to its base not counted\n",
           query.instance_size);
}

int
main (int argc, char **argv)
{
  const char      *path = argc > 1 ? argv[1] : CASES;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  Summary summary = { g_array_new (FALSE, FALSE, sizeof (double)), 0 };

  if (!g_file_get_contents (path, &text, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  g_print ("%-28s%10s%10s%8s%10s%10s\n",
           "ns a step",
           "cron",
           "floor",
           "ratio",
           "rrule",
           "calendar");
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) row = g_strsplit (lines[i], "\t", -1);

      if (lines[i][0] != '#' && g_strv_length (row) == N_COLUMNS)
        measure_row (row, &summary);
    }

  if (summary.ours->len > 0)
    print_summary (&summary);
  g_array_unref (summary.ours);
  return 0;
}
