/* The event bus: what becomes of events that a subscriber has no time for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include "scheduler/aps-event-bus-private.h"

#define MANY 100100 /* more than wait for one subscriber */

typedef struct
{
  guint schedules;
  guint started;
} Seen;

static guint n_warnings;

static GLogWriterOutput
count_warnings (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  n_warnings += (level & G_LOG_LEVEL_WARNING) != 0;
  return G_LOG_WRITER_HANDLED;
}

static void
see (ApsEvent *event, gpointer user_data)
{
  Seen *seen = user_data;

  seen->schedules += aps_event_get_event_type (event) == APS_EVENT_TYPE_SCHEDULE_ADDED;
  seen->started += aps_event_get_event_type (event) == APS_EVENT_TYPE_SCHEDULER_STARTED;
}

static Seen
emit_and_deliver (guint n)
{
  g_autoptr (ApsEventBroker) broker = aps_registry_new_event_broker ("local", NULL, NULL);
  g_autoptr (ApsEventBus) bus = aps_event_bus_new (aps_clock_get_default (), broker);
  ApsEventFields added = { .type = APS_EVENT_TYPE_SCHEDULE_ADDED, .schedule_id = "s" };
  ApsEventFields started = { .type = APS_EVENT_TYPE_SCHEDULER_STARTED };
  Seen           seen = { 0, 0 };
  guint          id = aps_event_bus_subscribe (bus, APS_EVENT_TYPE_ALL, FALSE, see, &seen, NULL);

  for (guint i = 0; i < n; i++)
    aps_event_bus_emit (bus, &added);
  aps_event_bus_emit (bus, &started);

  while (g_main_context_iteration (NULL, FALSE))
    continue;
  aps_event_bus_unsubscribe (bus, id);
  return seen;
}

/* A start with ten thousand schedules tells of each before anybody iterates. */
static void
test_a_large_start_is_told_whole (void)
{
  Seen seen = emit_and_deliver (20000);

  g_assert_cmpuint (seen.schedules, ==, 20000);
  g_assert_cmpuint (seen.started, ==, 1);
  g_assert_cmpuint (n_warnings, ==, 0);
}

static void
test_what_is_lost_is_said (void)
{
  Seen seen = emit_and_deliver (MANY);

  g_assert_cmpuint (seen.schedules, <, MANY);
  g_assert_cmpuint (seen.started, ==, 1);
  g_assert_cmpuint (n_warnings, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (count_warnings, NULL, NULL);

  g_test_add_func ("/event-bus/a-large-start-is-told-whole", test_a_large_start_is_told_whole);
  g_test_add_func ("/event-bus/what-is-lost-is-said", test_what_is_lost_is_said);

  return g_test_run ();
}
