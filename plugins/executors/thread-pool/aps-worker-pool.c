/* Threads that take items from one queue, made on demand and ended when idle.
 *
 * NOTES
 *
 * Waking a thread costs more than a short item, so as few as possible are woken. At most one at a
 * time is *seeking*: woken or made for an item, or looking for one before it sleeps; while there is
 * one nobody else is called. Where somebody took an item a moment ago he is likely to be back soon:
 * then one thread *stands by*. It looks after PATIENCE_US; if items are left and fewer threads took
 * some than there are processors, it joins in. Where nobody took any in that time, the items at
 * hand block: until one proves not to, each thread that begins one calls the next at once.
 *
 * So items that end at once are run by few threads that hardly ever sleep in between (0.6 futex calls
 * a no-op job, 1.4 where each push wakes one), a thousand that block are all begun
 * within that patience and a wake-up each, and one that comes while others run long is begun at
 * once.
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

/* How long who took an item may be away before others come in. */
#define PATIENCE_US 100

/* How often a thread looks for an item before it sleeps: some 20 us, about what a wake-up costs. */
#define LOOKS 500

typedef struct _Worker Worker;

/* On the stack of its thread. */
struct _Worker
{
  GCond    cond;
  Worker  *below; /* in the stack of idle threads */
  gboolean awake; /* guarded by lock, as all below */
  gboolean seeking;
  gboolean standing_by;
  gboolean is_back; /* from an item, without having slept */
  guint    round;   /* in which it last took an item */
};

struct _ApsWorkerPool
{
  gatomicrefcount   ref_count;
  ApsWorkerPoolFunc func;         /* construct-only */
  guint             max_threads;  /* construct-only */
  guint             looks;        /* construct-only */
  guint             n_processors; /* construct-only */

  GMutex     lock;
  gpointer  *items;     /* guarded by lock: a ring */
  guint      size;      /* guarded by lock: of the ring, a power of two */
  guint      first;     /* guarded by lock */
  gint       n_items;   /* changed with lock, looked at without */
  Worker    *idle;      /* guarded by lock: the one on top slept last */
  guint      n_threads; /* guarded by lock */
  gint       n_seeking; /* guarded by lock */
  gboolean   standby;   /* guarded by lock: somebody stands by, or is called to */
  gboolean   stuck;     /* guarded by lock: the items at hand block */
  gint64     took_us;   /* guarded by lock: when an item was last taken */
  guint      round;     /* guarded by lock: of standing by */
  guint      n_recent;  /* guarded by lock: threads that took an item in this round */
  gboolean   stopped;   /* guarded by lock */
  GPtrArray *threads;   /* guarded by lock: those to be joined */
  GThread   *ended;     /* guarded by lock: to be joined by the next that ends; or NULL */
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

/* With the lock, as all up to call_worker(). */
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

/* Whether who took the last item may be expected back. */
static gboolean
is_lively (ApsWorkerPool *self)
{
  return !self->stuck && g_get_monotonic_time () - self->took_us < PATIENCE_US;
}

/* Sees to it that somebody comes for an item. Whether a thread is to be made for that, which then
 * counts already. */
static gboolean
call_worker (ApsWorkerPool *self)
{
  Worker  *worker = self->idle;
  gboolean standby;

  if (self->n_items == 0 || self->n_seeking > 0 || self->standby ||
      (worker == NULL && self->n_threads == self->max_threads))
    return FALSE;

  standby = is_lively (self);
  self->standby = standby;
  if (worker == NULL)
    {
      self->n_threads++;
      self->n_seeking += standby ? 0 : 1;
      return TRUE;
    }

  worker->standing_by = standby;
  set_seeking (self, worker, !standby);
  wake (self, worker);
  return FALSE;
}

/* With the lock. @thread is what came of a call for one: NULL where none can be had, so that the
 * others have to do. */
static gboolean
note_thread (ApsWorkerPool *self, GThread *thread)
{
  if (thread != NULL)
    {
      g_ptr_array_add (self->threads, thread);
      return TRUE;
    }

  self->n_threads--;
  if (self->standby)
    self->standby = FALSE;
  else
    self->n_seeking--;
  unref (self); /* not the last one */

  /* For what was pushed while this one seemed to come, nobody was called. */
  if (self->idle != NULL)
    call_worker (self);
  return FALSE;
}

static GThread *
try_thread (ApsWorkerPool *self)
{
  return g_thread_try_new ("apsched-pool", run, ref (self), NULL);
}

/* Without the lock: this takes long. */
static void
make_thread (ApsWorkerPool *self)
{
  GThread *thread = try_thread (self);

  APS_LOCKED (&self->lock);
  note_thread (self, thread);
}

/* With the lock. The first thread is made with the lock too: where it cannot be had, nobody is to
 * have relied on it. */
static gboolean
add (ApsWorkerPool *self, gpointer item, gboolean *make)
{
  append (self, item);
  *make = call_worker (self);
  if (!*make || self->n_threads > 1)
    return TRUE;

  *make = FALSE;
  if (note_thread (self, try_thread (self)))
    return TRUE;

  g_atomic_int_set (&self->n_items, self->n_items - 1);
  return FALSE;
}

gboolean
aps_worker_pool_push (ApsWorkerPool *self, gpointer item)
{
  gboolean make = FALSE;
  gboolean taken;

  g_mutex_lock (&self->lock);
  taken = !self->stopped && add (self, item, &make);
  g_mutex_unlock (&self->lock);
  if (make)
    make_thread (self);
  return taken;
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

/* With the lock, dropped meanwhile. Whether there is something to do. */
static gboolean
stand_by (ApsWorkerPool *self, Worker *worker)
{
  do
    {
      gint64 end = g_get_monotonic_time () + PATIENCE_US;

      self->round++;
      self->n_recent = 0;
      while (!self->stopped && g_cond_wait_until (&worker->cond, &self->lock, end))
        ;
    }
  while (!self->stopped && self->n_items > 0 && self->n_recent >= self->n_processors);

  self->stuck = self->n_items > 0 && self->n_recent == 0;
  self->standby = FALSE;
  worker->standing_by = FALSE;
  return self->stopped || self->n_items > 0;
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

  worker->is_back = FALSE;
  while (sleep_until_called (self, worker))
    if (!worker->standing_by || stand_by (self, worker))
      return TRUE;

  return FALSE;
}

/* With the lock. */
static gpointer
take_to_run (ApsWorkerPool *self, Worker *worker)
{
  set_seeking (self, worker, FALSE);
  self->took_us = g_get_monotonic_time ();
  if (worker->is_back)
    self->stuck = FALSE;
  if (worker->round != self->round)
    {
      worker->round = self->round;
      self->n_recent++;
    }

  return take (self);
}

/* Runs one item, if there is any; without the lock while it runs. */
static gboolean
run_one (ApsWorkerPool *self, Worker *worker)
{
  gpointer item;
  gboolean make;

  if (self->n_items == 0)
    return FALSE;

  item = take_to_run (self, worker);
  make = call_worker (self);
  g_mutex_unlock (&self->lock);

  if (make)
    make_thread (self);
  self->func (item);

  g_mutex_lock (&self->lock);
  worker->is_back = TRUE;
  return TRUE;
}

/* A new thread is what the only call for one under way wanted. */
static void
begin (ApsWorkerPool *self, Worker *worker)
{
  worker->seeking = !self->standby;
  if (self->standby)
    stand_by (self, worker);
}

/* With the lock. Answers the thread that ended before, or NULL: so all are joined in the end, and
 * only one waits for it. */
static GThread *
end (ApsWorkerPool *self)
{
  GThread *former = NULL;

  if (g_ptr_array_remove_fast (self->threads, g_thread_self ()))
    {
      former = self->ended;
      self->ended = g_thread_self ();
    }
  self->n_threads--;
  return former;
}

static gpointer
run (gpointer data)
{
  g_autoptr (ApsWorkerPool) self = data;
  Worker   worker = { 0 };
  GThread *former;

  g_cond_init (&worker.cond);
  g_mutex_lock (&self->lock);
  begin (self, &worker);
  while (run_one (self, &worker) || await_item (self, &worker))
    ;
  set_seeking (self, &worker, FALSE);
  former = end (self);
  g_mutex_unlock (&self->lock);
  g_cond_clear (&worker.cond);
  if (former != NULL)
    g_thread_join (former);
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
  self->n_processors = g_get_num_processors ();
  self->looks = self->n_processors > 1 ? LOOKS : 0;
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

  return self->threads->len > 0 ? g_ptr_array_steal_index_fast (self->threads, 0)
                                : g_steal_pointer (&self->ended);
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
