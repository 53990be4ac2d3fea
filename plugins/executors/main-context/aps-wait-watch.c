/* Warns of jobs that wait for a main context that nobody iterates.
 *
 * NOTES
 *
 * A thread looks at what waits, since the loops that jobs wait for cannot. It exists while jobs
 * come: it looks again when the oldest of them has waited long enough, and ends when it then finds
 * none. Jobs are not taken off one by one: now and then those that have begun are swept out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-wait-watch.h"

/* How long a job waits before that is said. */
#define PATIENCE_US (5 * G_USEC_PER_SEC)

/* Fewer jobs than this are not worth a sweep. */
#define SWEEP 64

typedef struct
{
  ApsJobContext *context;
  gint64         since_us; /* monotonic */
} Waiting;

struct _ApsWaitWatch
{
  gatomicrefcount ref_count;

  GMutex   lock;
  GCond    changed;
  GArray  *waiting;  /* guarded by lock: Waiting, oldest first */
  guint    sweep_at; /* guarded by lock: how many make a sweep worth while */
  GThread *thread;   /* guarded by lock: or NULL */
  gboolean resting;  /* guarded by lock: look at once, and end where nobody waits */
  gboolean over;     /* guarded by lock: thread ends, and is to be joined */
  gboolean ended;    /* guarded by lock */
};

static void
clear_waiting (gpointer data)
{
  g_object_unref (((Waiting *)data)->context);
}

static GArray *
waiting_new (void)
{
  GArray *waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));

  g_array_set_clear_func (waiting, clear_waiting);
  return waiting;
}

static ApsWaitWatch *
watch_ref (ApsWaitWatch *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
watch_unref (ApsWaitWatch *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->waiting);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
still_waits (ApsJobContext *context)
{
  return !aps_job_context_has_begun (context) && !aps_job_context_is_completed (context);
}

/* With the lock. Moves to @gone those that wait no more, and to @late those that have waited for
 * long; to be dropped without the lock. */
static void
sweep (ApsWaitWatch *self, gint64 now_us, GArray *gone, GArray *late)
{
  guint kept = 0;

  for (guint i = 0; i < self->waiting->len; i++)
    {
      Waiting *waiting = &g_array_index (self->waiting, Waiting, i);

      if (!still_waits (waiting->context))
        g_array_append_vals (gone, waiting, 1);
      else if (late != NULL && now_us - waiting->since_us >= PATIENCE_US)
        g_array_append_vals (late, waiting, 1);
      else
        g_array_index (self->waiting, Waiting, kept++) = *waiting;
    }

  g_array_set_clear_func (self->waiting, NULL);
  g_array_set_size (self->waiting, kept);
  g_array_set_clear_func (self->waiting, clear_waiting);
  self->sweep_at = MAX (SWEEP, 2 * kept);
}

static void
warn (const Waiting *waiting)
{
  ApsJob *job = aps_job_context_get_job (waiting->context);

  g_warning ("Job %s of task \"%s\" has waited 5 s for the main context in which its callback was "
             "added: nobody iterates that context. Run a main loop there (g_main_loop_run() or "
             "aps_scheduler_run_until_stopped()), or, if it may run in any thread, add it with "
             "aps_scheduler_add_thread_callback()",
             aps_job_get_id (job),
             aps_job_get_task_id (job));
}

/* Sleeps until the oldest has waited for long, and takes out who waits no more, or for too long. */
static void
wait_and_sweep (ApsWaitWatch *self, GArray *gone, GArray *late)
{
  gint64 until_us;

  APS_LOCKED (&self->lock);

  until_us = self->waiting->len > 0
               ? g_array_index (self->waiting, Waiting, 0).since_us + PATIENCE_US
               : 0;
  while (!self->ended && !self->resting &&
         g_cond_wait_until (&self->changed, &self->lock, until_us))
    ;
  self->resting = FALSE;

  sweep (self, g_get_monotonic_time (), gone, late);
}

/* Lets go of those that wait no more. */
static void
look (ApsWaitWatch *self)
{
  g_autoptr (GArray) gone = waiting_new ();
  g_autoptr (GArray) late = waiting_new ();

  wait_and_sweep (self, gone, late);
  for (guint i = 0; i < late->len; i++)
    warn (&g_array_index (late, Waiting, i));
}

/* Whether nobody is left to be watched. From then on the thread does nothing any more, so that
 * joining it takes no time. */
static gboolean
is_over (ApsWaitWatch *self)
{
  APS_LOCKED (&self->lock);

  self->over = self->ended || self->waiting->len == 0;
  return self->over;
}

static gpointer
run (gpointer data)
{
  ApsWaitWatch *self = data;

  do
    look (self);
  while (!is_over (self));

  watch_unref (self);
  return NULL;
}

ApsWaitWatch *
aps_wait_watch_new (void)
{
  ApsWaitWatch *self = g_new0 (ApsWaitWatch, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->waiting = waiting_new ();
  self->sweep_at = SWEEP;
  return self;
}

/* Answers what a sweep has taken out, or NULL. @former is to be joined. */
static GArray *
add (ApsWaitWatch *self, const Waiting *waiting, GThread **former)
{
  GArray *gone = NULL;

  APS_LOCKED (&self->lock);

  if (self->waiting->len >= self->sweep_at)
    {
      gone = waiting_new ();
      sweep (self, waiting->since_us, gone, NULL);
    }
  g_array_append_vals (self->waiting, waiting, 1);

  if (self->over)
    *former = g_steal_pointer (&self->thread);
  self->over = FALSE;

  /* Without it nothing is warned of; jobs run all the same. */
  if (self->thread == NULL)
    {
      ApsWaitWatch *held = watch_ref (self);

      self->thread = g_thread_try_new ("apsched-watch", run, held, NULL);
      if (self->thread == NULL)
        watch_unref (held); /* not the last one */
    }
  return gone;
}

void
aps_wait_watch_add (ApsWaitWatch *self, ApsJobContext *context)
{
  Waiting       waiting = { g_object_ref (context), g_get_monotonic_time () };
  GThread      *former = NULL;
  G_GNUC_UNUSED g_autoptr (GArray) gone = add (self, &waiting, &former);

  if (former != NULL)
    g_thread_join (former);
}

void
aps_wait_watch_rest (ApsWaitWatch *self)
{
  APS_LOCKED (&self->lock);

  self->resting = self->thread != NULL && !self->over;
  g_cond_broadcast (&self->changed);
}

static GThread *
end (ApsWaitWatch *self)
{
  APS_LOCKED (&self->lock);

  self->ended = TRUE;
  g_cond_broadcast (&self->changed);
  return g_steal_pointer (&self->thread);
}

void
aps_wait_watch_free (ApsWaitWatch *self)
{
  GThread *thread = end (self);

  if (thread != NULL && thread != g_thread_self ())
    g_thread_join (thread);
  else if (thread != NULL)
    g_thread_unref (thread);
  watch_unref (self);
}
