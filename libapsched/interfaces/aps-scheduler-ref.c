/* How the inside of a scheduler knows its public object.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "interfaces/aps-scheduler-ref-private.h"

struct _ApsSchedulerRef
{
  gatomicrefcount ref_count;
  gpointer        scheduler; /* atomic: not owned */
  GWeakRef        weak;
};

static void
scheduler_gone (gpointer data, GObject *where_it_was)
{
  ApsSchedulerRef *self = data;

  g_atomic_pointer_set (&self->scheduler, NULL);
  aps_scheduler_ref_unref (self);
}

ApsSchedulerRef *
aps_scheduler_ref_new (GObject *scheduler)
{
  ApsSchedulerRef *self = g_new0 (ApsSchedulerRef, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->scheduler = scheduler;
  g_weak_ref_init (&self->weak, scheduler);
  g_object_weak_ref (scheduler, scheduler_gone, aps_scheduler_ref_ref (self));
  return self;
}

ApsSchedulerRef *
aps_scheduler_ref_ref (ApsSchedulerRef *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
aps_scheduler_ref_unref (ApsSchedulerRef *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_weak_ref_clear (&self->weak);
  g_free (self);
}

GObject *
aps_scheduler_ref_peek (ApsSchedulerRef *self)
{
  return g_atomic_pointer_get (&self->scheduler);
}

gpointer
aps_scheduler_ref_hold (ApsSchedulerRef *self)
{
  return g_weak_ref_get (&self->weak);
}
