/* Threads that take items from one queue, made on demand and ended when idle.
 *
 * NOTES
 *
 * At most one thread at a time is *seeking*: woken or made for an item, or looking for one before
 * it sleeps. While there is one nobody else is woken; a seeking thread that has found an item wakes
 * the next one if it leaves any. So items that end at once are run by few threads that never sleep
 * in between, and items that block are still all begun at once, one after the other.
 *
 * An item is taken alone, never a batch: one that blocks must not hold others.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-worker-pool.h"

#include <apsched/apsched.h>

/* How long a thread without work stays. */
#define IDLE_US (10 * G_USEC_PER_SEC)

/* How often a thread looks for an item before it sleeps: some 20 us, about what a wake-up costs. */
#define LOOKS 500

typedef struct _Worker Worker;

/* On the stack of its thread. */
struct _Worker
{
  GCond    cond;
  Worker  *below; /* in the stack of idle threads */
  gboolean awake; /* guarded by lock */
  gboolean seeking;
};

struct _ApsWorkerPool
{
  gatomicrefcount   ref_count;
  ApsWorkerPoolFunc func;        /* construct-only */
  guint             max_threads; /* construct-only */
  guint             looks;       /* construct-only */

  GMutex     lock;
  gpointer  *items;     /* guarded by lock: a ring */
  guint      size;      /* guarded by lock: of the ring, a power of two */
  guint      first;     /* guarded by lock */
  gint       n_items;   /* changed with lock, looked at without */
  Worker    *idle;      /* guarded by lock: the one on top slept last */
  guint      n_threads; /* guarded by lock */
  gint       n_seeking; /* guarded by lock */
  gboolean   stopped;   /* guarded by lock */
  GPtrArray *threads;   /* guarded by lock: those to be joined */
};

static gpointer run (gpointer data);

static ApsWorkerPool *
ref (ApsWorkerPool *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
unref (ApsWorkerPool *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->threads);
  g_free (self->items);
  g_mutex_clear (&self->lock);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsWorkerPool, unref)

/* With the lock, as all up to make_thread(). */
static void
append (ApsWorkerPool *self, gpointer item)
{
  if ((guint)self->n_items == self->size)
    {
      gpointer *items = g_new (gpointer, self->size * 2);

      for (guint i = 0; i < self->size; i++)
        items[i] = self->items[(self->first + i) & (self->size - 1)];
      g_free (self->items);
      self->items = items;
      self->size *= 2;
      self->first = 0;
    }

  self->items[(self->first + self->n_items) & (self->size - 1)] = item;
  g_atomic_int_set (&self->n_items, self->n_items + 1);
}

static gpointer
take (ApsWorkerPool *self)
{
  gpointer item = self->items[self->first];

  self->first = (self->first + 1) & (self->size - 1);
  g_atomic_int_set (&self->n_items, self->n_items - 1);
  return item;
}

static void
set_seeking (ApsWorkerPool *self, Worker *worker, gboolean seeking)
{
  if (worker->seeking == seeking)
    return;

  worker->seeking = seeking;
  self->n_seeking += seeking ? 1 : -1;
}

static void
wake (ApsWorkerPool *self, Worker *worker)
{
  self->idle = worker->below;
  worker->awake = TRUE;
  g_cond_signal (&worker->cond);
}

/* Sees to it that somebody comes for an item. Whether a thread is to be made for that, which then
 * counts already. */
static gboolean
call_worker (ApsWorkerPool *self)
{
  Worker *worker = self->idle;

  if (self->n_items == 0 || self->n_seeking > 0)
    return FALSE;

  if (worker != NULL)
    {
      set_seeking (self, worker, TRUE);
      wake (self, worker);
      return FALSE;
    }
  if (self->n_threads == self->max_threads)
    return FALSE;

  self->n_threads++;
  self->n_seeking++;
  return TRUE;
}

/* Without the lock: this takes long. Where no thread can be had the others have to do. */
static gboolean
make_thread (ApsWorkerPool *self)
{
  GThread *thread = g_thread_try_new ("apsched-pool", run, ref (self), NULL);

  APS_LOCKED (&self->lock);

  if (thread != NULL)
    {
      g_ptr_array_add (self->threads, thread);
      return TRUE;
    }

  self->n_threads--;
  self->n_seeking--;
  unref (self); /* not the last one */
  return self->n_threads > 0;
}

static gboolean
add (ApsWorkerPool *self, gpointer item, gboolean *make)
{
  APS_LOCKED (&self->lock);

  if (self->stopped)
    return FALSE;

  append (self, item);
  *make = call_worker (self);
  return TRUE;
}

/* Whether it was still there. */
static gboolean
take_back (ApsWorkerPool *self, gpointer item)
{
  APS_LOCKED (&self->lock);

  if (self->n_items == 0 || self->items[self->first] != item)
    return FALSE;

  take (self);
  return TRUE;
}

gboolean
aps_worker_pool_push (ApsWorkerPool *self, gpointer item)
{
  gboolean make = FALSE;

  if (!add (self, item, &make))
    return FALSE;

  /* Without any thread the item is the only one, unless another push is at it just now too. */
  return !make || make_thread (self) || !take_back (self, item);
}

/* Looks for an item for a moment, without the lock: the next one is often near, and a thread that
 * sleeps costs a wake-up. */
static void
look (ApsWorkerPool *self)
{
  for (guint i = 0; i < self->looks && g_atomic_int_get (&self->n_items) == 0; i++)
    {
#if defined(__x86_64__) || defined(__i386__)
      __builtin_ia32_pause ();
#elif defined(__aarch64__)
      __asm__ volatile("yield");
#endif
    }
}

static void
leave_idle (ApsWorkerPool *self, Worker *worker)
{
  Worker **at = &self->idle;

  while (*at != worker)
    at = &(*at)->below;
  *at = worker->below;
}

/* With the lock. FALSE: nothing came for long. */
static gboolean
sleep_until_called (ApsWorkerPool *self, Worker *worker)
{
  gint64 deadline = g_get_monotonic_time () + IDLE_US;

  worker->awake = FALSE;
  worker->below = self->idle;
  self->idle = worker;

  while (!worker->awake)
    if (!g_cond_wait_until (&worker->cond, &self->lock, deadline) && !worker->awake)
      {
        leave_idle (self, worker);
        return FALSE;
      }
  return TRUE;
}

/* A thread that is not waited for any more. */
static void
forget_thread (ApsWorkerPool *self)
{
  if (g_ptr_array_remove_fast (self->threads, g_thread_self ()))
    g_thread_unref (g_thread_self ());
}

/* With the lock, dropped meanwhile. Whether there may be an item. */
static gboolean
await_item (ApsWorkerPool *self, Worker *worker)
{
  if (self->stopped)
    return FALSE;

  if (self->n_seeking == 0 || worker->seeking)
    {
      set_seeking (self, worker, TRUE);
      g_mutex_unlock (&self->lock);
      look (self);
      g_mutex_lock (&self->lock);
      if (self->n_items > 0 || self->stopped)
        return TRUE;
      set_seeking (self, worker, FALSE);
    }

  if (sleep_until_called (self, worker))
    return TRUE;
  forget_thread (self);
  return FALSE;
}

/* Runs one item, if there is any; without the lock while it runs. */
static gboolean
run_one (ApsWorkerPool *self, Worker *worker)
{
  gpointer item;
  gboolean make;

  if (self->n_items == 0)
    return FALSE;

  item = take (self);
  set_seeking (self, worker, FALSE);
  make = call_worker (self);
  g_mutex_unlock (&self->lock);

  if (make)
    make_thread (self);
  self->func (item);

  g_mutex_lock (&self->lock);
  return TRUE;
}

static gpointer
run (gpointer data)
{
  g_autoptr (ApsWorkerPool) self = data;
  Worker worker = { .seeking = TRUE };

  g_cond_init (&worker.cond);
  g_mutex_lock (&self->lock);
  while (run_one (self, &worker) || await_item (self, &worker))
    ;
  set_seeking (self, &worker, FALSE);
  self->n_threads--;
  g_mutex_unlock (&self->lock);
  g_cond_clear (&worker.cond);
  return NULL;
}

ApsWorkerPool *
aps_worker_pool_new (ApsWorkerPoolFunc func, guint max_threads)
{
  ApsWorkerPool *self = g_new0 (ApsWorkerPool, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->func = func;
  self->max_threads = max_threads;
  self->looks = g_get_num_processors () > 1 ? LOOKS : 0;
  self->size = 64;
  self->items = g_new (gpointer, self->size);
  self->threads = g_ptr_array_new ();
  return self;
}

void
aps_worker_pool_start (ApsWorkerPool *self)
{
  APS_LOCKED (&self->lock);

  self->stopped = FALSE;
}

void
aps_worker_pool_stop (ApsWorkerPool *self)
{
  APS_LOCKED (&self->lock);

  self->stopped = TRUE;
  while (self->idle != NULL)
    wake (self, self->idle);
}

static GThread *
steal_thread (ApsWorkerPool *self)
{
  APS_LOCKED (&self->lock);

  return self->threads->len > 0 ? g_ptr_array_steal_index_fast (self->threads, 0) : NULL;
}

void
aps_worker_pool_free (ApsWorkerPool *self)
{
  GThread *thread;

  aps_worker_pool_stop (self);
  while ((thread = steal_thread (self)) != NULL)
    if (thread == g_thread_self ())
      g_thread_unref (thread);
    else
      g_thread_join (thread);
  unref (self);
}
