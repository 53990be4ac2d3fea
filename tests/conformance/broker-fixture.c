/* An event broker under check, and those who listen to it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "broker-fixture.h"

#include <string.h>

ApsEventBroker *
broker_new (void)
{
  g_autoptr (GError) error = NULL;
  ApsEventBroker *broker = kit_new_object (&error);

  g_assert_no_error (error);
  return broker;
}

gboolean
broker_reaches_others (ApsEventBroker *broker)
{
  if (!aps_event_broker_is_local (broker))
    return TRUE;

  g_test_skip ("it reaches one process only");
  return FALSE;
}

static void
hear (const char *const *envelopes, gpointer user_data)
{
  Ear *self = user_data;
  APS_LOCKED (&self->lock);

  for (guint i = 0; envelopes != NULL && envelopes[i] != NULL; i++)
    g_ptr_array_add (self->heard, g_strdup (envelopes[i]));
  if (envelopes == NULL)
    self->n_resyncs++;

  self->n_inside++;
  g_cond_broadcast (&self->changed);
  while (self->held)
    g_cond_wait (&self->changed, &self->lock);
  self->n_inside--;
}

Ear *
ear_new (ApsEventBroker *broker)
{
  g_autoptr (GError) error = NULL;
  Ear *self = g_new0 (Ear, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->heard = g_ptr_array_new_with_free_func (g_free);
  self->broker = g_object_ref (broker);
  self->id = aps_event_broker_add_listener (broker, hear, self, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->id, >, 0);
  return self;
}

void
ear_free (Ear *self)
{
  ear_let_go (self);
  aps_event_broker_remove_listener (self->broker, self->id);
  g_object_unref (self->broker);
  g_ptr_array_unref (self->heard);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

guint
ear_count (Ear *self)
{
  APS_LOCKED (&self->lock);

  return self->heard->len;
}

guint
ear_count_resyncs (Ear *self)
{
  APS_LOCKED (&self->lock);

  return self->n_resyncs;
}

char *
ear_dup (Ear *self, guint position)
{
  APS_LOCKED (&self->lock);

  return g_strdup (g_ptr_array_index (self->heard, position));
}

static gboolean
wait_for (Ear *self, guint n, gboolean or_resync)
{
  const gint64 deadline = g_get_monotonic_time () + EAR_PATIENCE_US;
  APS_LOCKED (&self->lock);

  while (self->heard->len < n && !(or_resync && self->n_resyncs > 0))
    if (!g_cond_wait_until (&self->changed, &self->lock, deadline))
      return FALSE;

  return TRUE;
}

gboolean
ear_wait (Ear *self, guint n)
{
  return wait_for (self, n, TRUE);
}

gboolean
ear_wait_all (Ear *self, guint n)
{
  return wait_for (self, n, FALSE);
}

void
ear_hold (Ear *self)
{
  APS_LOCKED (&self->lock);

  self->held = TRUE;
}

void
ear_let_go (Ear *self)
{
  APS_LOCKED (&self->lock);

  self->held = FALSE;
  g_cond_broadcast (&self->changed);
}

gboolean
ear_wait_held (Ear *self)
{
  const gint64 deadline = g_get_monotonic_time () + EAR_PATIENCE_US;
  APS_LOCKED (&self->lock);

  while (self->n_inside == 0)
    if (!g_cond_wait_until (&self->changed, &self->lock, deadline))
      return FALSE;

  return TRUE;
}

char *
broker_envelope (const char *sender, guint n)
{
  return g_strdup_printf ("{\"sender\":\"%s\",\"n\":%u}", sender, n);
}

gboolean
broker_say (ApsEventBroker *broker, const char *sender, guint from, guint end)
{
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gboolean said;

  for (guint n = from; n < end; n++)
    g_ptr_array_add (envelopes, broker_envelope (sender, n));
  g_ptr_array_add (envelopes, NULL);

  said = aps_event_broker_publish (broker, (const char *const *)envelopes->pdata, &error);
  g_assert_cmpint (said, ==, error == NULL);
  return said;
}

gboolean
ear_has (Ear *self, const char *sender, guint n)
{
  g_autofree char *prefix = g_strdup_printf ("{\"sender\":\"%s\",", sender);
  guint            next = 0;
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->heard->len; i++)
    {
      const char      *heard = g_ptr_array_index (self->heard, i);
      g_autofree char *wanted = NULL;

      if (!g_str_has_prefix (heard, prefix))
        continue;

      wanted = broker_envelope (sender, next++);
      if (strcmp (heard, wanted) != 0)
        {
          g_printerr ("heard %s where %s should be\n", heard, wanted);
          return FALSE;
        }
    }

  if (next != n)
    g_printerr ("heard %u of %u envelopes of %s\n", next, n, sender);
  return next == n;
}

void
ear_expect (Ear *self, const char *sender, guint n)
{
  g_assert_true (ear_has (self, sender, n));
}
