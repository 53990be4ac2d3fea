/* The home context of foreign code: calls that any thread makes into one GMainContext.
 *
 * NOTES. A source a call would cost half a microsecond each, and a wake-up of the loop each.
 * Instead one source of a context stays, is made ready when the queue is not empty, and drains many
 * calls a dispatch, for at most SLICE_US so that the application's own sources get their turn.
 *
 * Whether a context is iterated cannot be asked of GLib: a thread that owns it may still never
 * iterate it. So a second source, prepared before all others in each turn of a loop and never
 * ready, notes when the loop goes to sleep and when it comes back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-home-context-private.h"

#include <apsched/aps-locked.h>
#include <apsched/aps-types.h>

#include <unistd.h>

/* How long calls run before other sources of the context have their turn. */
#define SLICE_US (5 * APS_MILLISECOND)

/* A loop that is awake for longer is not trusted to come back. */
#define AWAKE_US APS_SECOND

typedef struct
{
  ApsHomeFunc    func;    /* nullable */
  GDestroyNotify destroy; /* nullable */
  gpointer       data;
  GList          link;
} Call;

struct _ApsHomeContext
{
  guint n_refs; /* guarded by homes_lock */
  gatomicrefcount
    memory; /* one for all of n_refs, and one a source, which a loop may be just using */
  GMainContext *context;
  GSource      *queue_source;
  GSource      *watch_source;

  GMutex  lock;
  GCond   changed;
  GQueue  calls;   /* guarded by lock; each holds a reference */
  guint64 n_kicks; /* guarded by lock */

  int    asleep;    /* atomic: a loop waits in poll */
  int    n_serving; /* atomic */
  gint64 awake_us;  /* atomic: since when a loop is awake, by the monotonic clock */
};

typedef struct
{
  GSource         base;
  ApsHomeContext *home;
} HomeSource;

static GMutex      homes_lock;
static GHashTable *homes; /* guarded by homes_lock: GMainContext to ApsHomeContext */

static void
release_memory (ApsHomeContext *self)
{
  if (!g_atomic_ref_count_dec (&self->memory))
    return;

  g_main_context_unref (self->context);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
source_finalize (GSource *source)
{
  release_memory (((HomeSource *)source)->home);
}

static gboolean
watch_prepare (GSource *source, int *timeout_ms)
{
  ApsHomeContext *self = ((HomeSource *)source)->home;

  *timeout_ms = -1;
  g_atomic_int_set (&self->asleep, TRUE);
  return FALSE;
}

static gboolean
watch_check (GSource *source)
{
  ApsHomeContext *self = ((HomeSource *)source)->home;

  __atomic_store_n (&self->awake_us, g_get_monotonic_time (), __ATOMIC_RELAXED);
  g_atomic_int_set (&self->asleep, FALSE);
  return FALSE;
}

static gboolean
watch_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
run (Call *call)
{
  if (call->func != NULL)
    call->func (call->data);
  if (call->destroy != NULL)
    call->destroy (call->data);

  g_free (call);
}

/* Under the lock. */
static Call *
pop (ApsHomeContext *self)
{
  GList *link = g_queue_pop_head_link (&self->calls);

  if (self->calls.length == 0)
    g_source_set_ready_time (self->queue_source, -1);

  return link == NULL ? NULL : link->data;
}

static gboolean
queue_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  ApsHomeContext *self = ((HomeSource *)source)->home;
  gint64          until_us = g_get_monotonic_time () + SLICE_US;

  do
    {
      Call *call;

      {
        APS_LOCKED (&self->lock);
        call = pop (self);
      }
      if (call == NULL)
        break;

      run (call);
      aps_home_context_unref (self);
    }
  while (g_get_monotonic_time () < until_us);

  return G_SOURCE_CONTINUE;
}

static GSource *
add_source (ApsHomeContext *self, GSourceFuncs *funcs, int priority, const char *name)
{
  GSource *source = g_source_new (funcs, sizeof (HomeSource));

  ((HomeSource *)source)->home = self;
  g_atomic_ref_count_inc (&self->memory);
  g_source_set_priority (source, priority);
  g_source_set_static_name (source, name);
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, self->context);
  return source;
}

/* Under homes_lock. */
static ApsHomeContext *
create (GMainContext *context)
{
  static GSourceFuncs watch_funcs = { watch_prepare,   watch_check, watch_dispatch,
                                      source_finalize, NULL,        NULL };
  static GSourceFuncs queue_funcs = { NULL, NULL, queue_dispatch, source_finalize, NULL, NULL };
  ApsHomeContext     *self = g_new0 (ApsHomeContext, 1);

  self->n_refs = 1;
  g_atomic_ref_count_init (&self->memory);
  self->context = g_main_context_ref (context);
  self->awake_us = g_get_monotonic_time () - AWAKE_US;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->calls);
  self->watch_source = add_source (self, &watch_funcs, G_MININT, "apsched-home-watch");
  self->queue_source = add_source (self, &queue_funcs, G_PRIORITY_DEFAULT, "apsched-home-queue");
  return self;
}

ApsHomeContext *
aps_home_context_get (GMainContext *context)
{
  ApsHomeContext *self;

  if (context == NULL)
    context = g_main_context_default ();

  APS_LOCKED (&homes_lock);

  if (homes == NULL)
    homes = g_hash_table_new (NULL, NULL);

  self = g_hash_table_lookup (homes, context);
  if (self != NULL)
    {
      self->n_refs++;
      return self;
    }

  self = create (context);
  g_hash_table_insert (homes, context, self);
  return self;
}

ApsHomeContext *
aps_home_context_get_thread_default (void)
{
  return aps_home_context_get (g_main_context_get_thread_default ());
}

ApsHomeContext *
aps_home_context_ref (ApsHomeContext *self)
{
  APS_LOCKED (&homes_lock);

  self->n_refs++;
  return self;
}

void
aps_home_context_unref (ApsHomeContext *self)
{
  {
    APS_LOCKED (&homes_lock);

    if (--self->n_refs > 0)
      return;

    g_hash_table_remove (homes, self->context);
  }

  g_source_destroy (self->queue_source);
  g_source_destroy (self->watch_source);
  g_source_unref (self->queue_source);
  g_source_unref (self->watch_source);
  release_memory (self);
}

GMainContext *
aps_home_context_get_main_context (ApsHomeContext *self)
{
  return self->context;
}

void
aps_home_context_push (ApsHomeContext *self,
                       ApsHomeFunc     func,
                       gpointer        data,
                       GDestroyNotify  destroy)
{
  Call *call = g_new (Call, 1);

  *call = (Call){ .func = func, .destroy = destroy, .data = data, .link = { .data = call } };
  aps_home_context_ref (self);

  APS_LOCKED (&self->lock);

  g_queue_push_tail_link (&self->calls, &call->link);
  if (self->calls.length == 1)
    g_source_set_ready_time (self->queue_source, 0);
  g_cond_broadcast (&self->changed);
}

guint
aps_home_context_get_length (ApsHomeContext *self)
{
  APS_LOCKED (&self->lock);

  return self->calls.length;
}

gboolean
aps_home_context_is_iterated (ApsHomeContext *self)
{
  gint64 awake_us;

  if (g_atomic_int_get (&self->n_serving) > 0 || g_atomic_int_get (&self->asleep))
    return TRUE;

  awake_us = __atomic_load_n (&self->awake_us, __ATOMIC_RELAXED);
  return g_get_monotonic_time () - awake_us < AWAKE_US;
}

/* Whether the calling thread is where the context's callbacks belong. The default context is that
 * of the program's first thread: another one may find it free for a moment between two iterations.
 */
static gboolean
belongs_here (ApsHomeContext *self)
{
  if (g_main_context_is_owner (self->context) ||
      g_main_context_get_thread_default () == self->context)
    return TRUE;

  return g_main_context_get_thread_default () == NULL &&
         self->context == g_main_context_default () && gettid () == getpid ();
}

/* The context stays with the calling thread until it is released. */
static gboolean
acquire (ApsHomeContext *self)
{
  return belongs_here (self) && g_main_context_acquire (self->context);
}

gboolean
aps_home_context_is_own (ApsHomeContext *self)
{
  if (!acquire (self))
    return FALSE;

  g_main_context_release (self->context);
  return TRUE;
}

void
aps_home_context_kick (ApsHomeContext *self)
{
  APS_LOCKED (&self->lock);

  self->n_kicks++;
  g_cond_broadcast (&self->changed);
}

static gint64
get_deadline (gint64 timeout_us)
{
  gint64 now_us = g_get_monotonic_time ();

  return timeout_us < G_MAXINT64 - now_us ? now_us + timeout_us : G_MAXINT64;
}

/* The next call, or NULL when done should be asked again; *expired if the time ran out. */
static Call *
wait_for_call (ApsHomeContext *self, guint64 n_kicks, gint64 deadline_us, gboolean *expired)
{
  APS_LOCKED (&self->lock);

  while (self->calls.length == 0 && self->n_kicks == n_kicks && !*expired)
    if (deadline_us == G_MAXINT64)
      g_cond_wait (&self->changed, &self->lock);
    else
      *expired = !g_cond_wait_until (&self->changed, &self->lock, deadline_us);

  return self->n_kicks == n_kicks ? pop (self) : NULL;
}

static guint64
get_n_kicks (ApsHomeContext *self)
{
  APS_LOCKED (&self->lock);

  return self->n_kicks;
}

gboolean
aps_home_context_serve (ApsHomeContext *self,
                        gint64          timeout_us,
                        ApsHomeDoneFunc done,
                        gpointer        data)
{
  gint64   deadline_us = get_deadline (timeout_us);
  gboolean expired = FALSE;
  gboolean is_done = FALSE;

  g_return_val_if_fail (acquire (self), FALSE);

  g_atomic_int_inc (&self->n_serving);

  for (;;)
    {
      guint64 n_kicks = get_n_kicks (self);
      Call   *call;

      is_done = done (data);
      if (is_done || expired)
        break;

      call = wait_for_call (self, n_kicks, deadline_us, &expired);
      if (call != NULL)
        {
          run (call);
          aps_home_context_unref (self);
        }
    }

  g_atomic_int_add (&self->n_serving, -1);
  g_main_context_release (self->context);
  return is_done;
}
