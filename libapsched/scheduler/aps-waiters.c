/* Who waits for the end of a job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-waiters-private.h"

#include <apsched/aps-locked.h>

typedef struct
{
  guint64       id;
  char         *job_id;
  ApsWaiterFunc func;
  gpointer      user_data;
} Waiter;

struct _ApsWaiters
{
  GMutex     lock;
  GPtrArray *waiters; /* guarded by lock: few, so a list serves */
  guint64    last_id; /* guarded by lock */
  gint       n; /* atomic: their number, so that finishing jobs nobody waits for costs nothing */
};

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  g_free (waiter->job_id);
  g_free (waiter);
}

ApsWaiters *
aps_waiters_new (void)
{
  ApsWaiters *self = g_new0 (ApsWaiters, 1);

  g_mutex_init (&self->lock);
  self->waiters = g_ptr_array_new_with_free_func (waiter_free);
  return self;
}

void
aps_waiters_free (ApsWaiters *self)
{
  g_ptr_array_unref (self->waiters);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint64
aps_waiters_add (ApsWaiters *self, const char *job_id, ApsWaiterFunc func, gpointer user_data)
{
  Waiter *waiter = g_new0 (Waiter, 1);
  APS_LOCKED (&self->lock);

  waiter->id = ++self->last_id;
  waiter->job_id = g_strdup (job_id);
  waiter->func = func;
  waiter->user_data = user_data;
  g_ptr_array_add (self->waiters, waiter);
  g_atomic_int_inc (&self->n);
  return waiter->id;
}

gboolean
aps_waiters_remove (ApsWaiters *self, guint64 id)
{
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->waiters->len; i++)
    {
      Waiter *waiter = g_ptr_array_index (self->waiters, i);

      if (waiter->id != id)
        continue;

      g_ptr_array_remove_index_fast (self->waiters, i);
      g_atomic_int_add (&self->n, -1);
      return TRUE;
    }

  return FALSE;
}

gboolean
aps_waiters_is_waited_for (ApsWaiters *self, const char *job_id)
{
  if (g_atomic_int_get (&self->n) == 0)
    return FALSE;

  {
    APS_LOCKED (&self->lock);

    for (guint i = 0; i < self->waiters->len; i++)
      if (g_str_equal (((Waiter *)g_ptr_array_index (self->waiters, i))->job_id, job_id))
        return TRUE;
  }

  return FALSE;
}

static GPtrArray *
take_for (ApsWaiters *self, const char *job_id)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (waiter_free);
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->waiters->len;)
    {
      Waiter *waiter = g_ptr_array_index (self->waiters, i);

      if (g_str_equal (waiter->job_id, job_id))
        {
          g_ptr_array_add (taken, g_ptr_array_steal_index_fast (self->waiters, i));
          g_atomic_int_add (&self->n, -1);
        }
      else
        i++;
    }

  return taken;
}

void
aps_waiters_finished (ApsWaiters *self, const char *job_id, const ApsJobRecord *job)
{
  g_autoptr (GPtrArray) taken = NULL;

  if (g_atomic_int_get (&self->n) == 0)
    return;

  taken = take_for (self, job_id);
  for (guint i = 0; i < taken->len; i++)
    {
      Waiter *waiter = g_ptr_array_index (taken, i);

      waiter->func (job, waiter->user_data);
    }
}

char **
aps_waiters_dup_ids (ApsWaiters *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->waiters->len; i++)
    g_strv_builder_add (ids, ((Waiter *)g_ptr_array_index (self->waiters, i))->job_id);

  return g_strv_builder_end (ids);
}
