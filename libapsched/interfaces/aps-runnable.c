/* Runnables: functions of this process, and references that an executor makes sense of.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "interfaces/aps-runnable-private.h"

#include "model/aps-callable-private.h"

struct _ApsRunnable
{
  gatomicrefcount ref_count;

  ApsTaskFunc     func; /* NULL of a reference */
  gpointer        user_data;
  GDestroyNotify  destroy;
  ApsHomeContext *home;      /* NULL: any thread */
  char           *reference; /* NULL of a function */
  char           *scheme;
};

ApsRunnable *
aps_runnable_new_func (ApsTaskFunc     func,
                       gpointer        user_data,
                       GDestroyNotify  destroy,
                       ApsHomeContext *home)
{
  ApsRunnable *self = g_new0 (ApsRunnable, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  self->home = home != NULL ? aps_home_context_ref (home) : NULL;
  self->scheme = g_strdup (home != NULL ? "callback" : "thread-callback");
  return self;
}

ApsRunnable *
aps_runnable_new_reference (const char *reference)
{
  ApsRunnable *self = g_new0 (ApsRunnable, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->reference = g_strdup (reference);
  self->scheme = aps_callable_dup_scheme (reference);
  return self;
}

ApsRunnable *
aps_runnable_ref (ApsRunnable *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
aps_runnable_unref (ApsRunnable *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  /* What foreign code gave is given back where it was given. */
  if (self->destroy != NULL && self->home != NULL)
    aps_home_context_push (self->home, NULL, self->user_data, self->destroy);
  else if (self->destroy != NULL)
    self->destroy (self->user_data);

  g_clear_pointer (&self->home, aps_home_context_unref);
  g_free (self->reference);
  g_free (self->scheme);
  g_free (self);
}

const char *
aps_runnable_get_scheme (ApsRunnable *self)
{
  return self->scheme;
}

const char *
aps_runnable_get_reference (ApsRunnable *self)
{
  return self->reference;
}

ApsHomeContext *
aps_runnable_get_home (ApsRunnable *self)
{
  return self->home;
}

gboolean
aps_runnable_is_func (ApsRunnable *self)
{
  return self->func != NULL;
}

void
aps_runnable_run (ApsRunnable *self, ApsJobContext *context)
{
  g_assert (self->func != NULL);

  self->func (context, self->user_data);
}
