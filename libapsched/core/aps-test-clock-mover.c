/* How a thread moves a test clock: it takes its turn, and waits until everybody else waits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-test-clock-private.h"

#include <apsched/aps-locked.h>

/* How long it waits, in real time, before it says for whom. */
#define PATIENCE_S 10

/* A main context that always has something to do must not keep the clock from moving. */
#define MAX_IDLE_DISPATCHES 1000

gboolean
aps_test_clock_is_quiescent (ApsTestClock *self)
{
  if (self->n_holds > 0)
    return FALSE;

  for (guint i = 0; i < self->waiters->len; i++)
    if (!aps_test_waiter_is_quiet (self->waiters->pdata[i]))
      return FALSE;

  return TRUE;
}

void
aps_test_clock_tell_movers (ApsTestClock *self)
{
  g_cond_broadcast (&self->changed);

  for (guint i = 0; i < self->contexts->len; i++)
    g_main_context_wakeup (self->contexts->pdata[i]);
}

void
aps_test_clock_tell_movers_if_quiescent (ApsTestClock *self)
{
  if (self->mover != NULL && aps_test_clock_is_quiescent (self))
    aps_test_clock_tell_movers (self);
}

/* Who keeps the clock from moving; NULL if something has happened since the last look. */
static char *
describe_busy (ApsTestClockMover *mover)
{
  ApsTestClock *self = mover->clock;
  GString      *names;

  APS_LOCKED (&self->lock);

  if (mover->n_changes != self->n_changes)
    {
      mover->n_changes = self->n_changes;
      return NULL;
    }

  names = g_string_new (NULL);

  for (guint i = 0; i < self->waiters->len; i++)
    {
      ApsTestWaiter *waiter = self->waiters->pdata[i];

      if (!aps_test_waiter_is_quiet (waiter))
        g_string_append_printf (names, "%s, ", waiter->base.name);
    }

  g_string_append_printf (names, "%u jobs or events", self->n_holds);
  return g_string_free (names, FALSE);
}

static gboolean
complain (gpointer data)
{
  g_autofree char *names = describe_busy (data);

  if (names != NULL)
    g_warning ("Test clock waits for %s for more than %d s of real time", names, PATIENCE_S);

  return G_SOURCE_CONTINUE;
}

/* Waits until something has changed, or the context of this thread has something to do. */
static void
wait_for_change (ApsTestClockMover *mover)
{
  ApsTestClock *self = mover->clock;

  if (mover->context != NULL)
    {
      g_main_context_iteration (mover->context, TRUE);
      return;
    }

  {
    APS_LOCKED (&self->lock);
    gint64 until = g_get_monotonic_time () + PATIENCE_S * G_TIME_SPAN_SECOND;

    while (!aps_test_clock_is_quiescent (self) ||
           (self->mover != NULL && self->mover != g_thread_self ()))
      if (!g_cond_wait_until (&self->changed, &self->lock, until))
        break;

    if (g_get_monotonic_time () < until)
      return;
  }

  complain (mover);
}

void
aps_test_clock_mover_settle (ApsTestClockMover *mover)
{
  ApsTestClock *self = mover->clock;
  guint         n_dispatches = 0;

  for (;;)
    {
      gboolean quiescent;

      {
        APS_LOCKED (&self->lock);
        quiescent = aps_test_clock_is_quiescent (self);
      }

      if (!quiescent)
        wait_for_change (mover);
      else if (mover->context == NULL || ++n_dispatches > MAX_IDLE_DISPATCHES ||
               !g_main_context_iteration (mover->context, FALSE))
        return;
    }
}

gboolean
aps_test_clock_mover_begin (ApsTestClockMover *mover, ApsTestClock *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  gboolean nested, begun = FALSE;

  *mover = (ApsTestClockMover){ .clock = self };

  {
    APS_LOCKED (&self->lock);
    nested = self->mover == g_thread_self ();
  }
  if (nested)
    {
      g_critical ("A test clock cannot be moved from what runs because it moves");
      return FALSE;
    }

  if (g_main_context_acquire (context))
    {
      mover->context = g_steal_pointer (&context);
      mover->patience = g_timeout_source_new_seconds (PATIENCE_S);
      g_source_set_callback (mover->patience, complain, mover, NULL);
      g_source_attach (mover->patience, mover->context);

      APS_LOCKED (&self->lock);
      g_ptr_array_add (self->contexts, mover->context);
    }

  while (!begun)
    {
      {
        APS_LOCKED (&self->lock);
        begun = self->mover == NULL;
        if (begun)
          self->mover = g_thread_self ();
      }
      if (!begun)
        wait_for_change (mover);
    }

  return TRUE;
}

void
aps_test_clock_mover_end (ApsTestClockMover *mover)
{
  ApsTestClock *self = mover->clock;

  {
    APS_LOCKED (&self->lock);
    self->mover = NULL;
    if (mover->context != NULL)
      g_ptr_array_remove (self->contexts, mover->context);
    aps_test_clock_tell_movers (self);
  }

  if (mover->context == NULL)
    return;

  g_source_destroy (mover->patience);
  g_source_unref (mover->patience);
  g_main_context_release (mover->context);
  g_main_context_unref (mover->context);
}
