/* A bounded queue of events, to be read one by one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-event-stream-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include "core/aps-cancellable-private.h"
#include "core/aps-deadline-private.h"
#include "core/aps-home-context-private.h"

typedef struct
{
  GTask   *task;
  GSource *timeout;
  gulong   cancel_handler;
} Reader;

/**
 * ApsEventStream:
 *
 * Events in the order in which they happened, to be read one by one.
 *
 * To wait for what one is about to cause, open the stream first, act, then read:
 *
 * ```c
 * g_autoptr (ApsEventStream) stream =
 *   aps_scheduler_open_events (scheduler, APS_EVENT_TYPE_JOB_RELEASED, &error);
 * aps_scheduler_add_job (scheduler, aps_job_new ("resize", NULL), NULL, NULL, &error);
 * g_autoptr (ApsEvent) event = aps_event_stream_next (stream, 5 * APS_SECOND, NULL, &error);
 * ```
 *
 * A stream keeps 10,000 unread events; for a further one the oldest is lost, and counted.
 *
 * ## Threads
 *
 * All methods may be called from any thread. Each event is read once, by one reader.
 *
 * Since: 1.0
 */
struct _ApsEventStream
{
  GObject parent_instance;

  ApsEventType types; /* construct-only */
  GMutex       lock;
  GCond        changed;
  GQueue       events;  /* guarded by lock */
  GQueue       readers; /* guarded by lock: of GTask that wait */
  GQueue       homes;   /* guarded by lock: of ApsHomeContext that readers serve meanwhile */
  guint64      n_lost;  /* guarded by lock */
  gboolean     closed;  /* guarded by lock */
};

G_DEFINE_FINAL_TYPE (ApsEventStream, aps_event_stream, G_TYPE_OBJECT)

static void
aps_event_stream_finalize (GObject *object)
{
  ApsEventStream *self = APS_EVENT_STREAM (object);

  g_queue_clear_full (&self->events, g_object_unref);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (aps_event_stream_parent_class)->finalize (object);
}

static void
aps_event_stream_class_init (ApsEventStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aps_event_stream_finalize;
}

static void
aps_event_stream_init (ApsEventStream *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->events);
  g_queue_init (&self->readers);
  g_queue_init (&self->homes);
}

ApsEventStream *
aps_event_stream_new (ApsEventType types)
{
  ApsEventStream *self = g_object_new (APS_TYPE_EVENT_STREAM, NULL);

  self->types = types;
  return self;
}

ApsEventType
aps_event_stream_get_types (ApsEventStream *self)
{
  return self->types;
}

/* Under the lock. */
static void
wake_readers (ApsEventStream *self)
{
  g_cond_broadcast (&self->changed);
  for (GList *link = self->homes.head; link != NULL; link = link->next)
    aps_home_context_kick (link->data);
}

/* A waiting reader that the event is for, or NULL: it was queued. */
static GTask *
queue_or_take_reader (ApsEventStream *self, ApsEvent *event)
{
  APS_LOCKED (&self->lock);
  GTask *reader;

  if (self->closed)
    return NULL;

  reader = g_queue_pop_head (&self->readers);
  if (reader != NULL)
    return reader;

  if (self->events.length >= APS_EVENT_STREAM_MAX_LENGTH)
    {
      g_object_unref (g_queue_pop_head (&self->events));
      self->n_lost++;
    }
  g_queue_push_tail (&self->events, g_object_ref (event));
  wake_readers (self);
  return NULL;
}

void
aps_event_stream_push (ApsEventStream *self, ApsEvent *event)
{
  g_autoptr (GTask) reader = queue_or_take_reader (self, event);

  if (reader != NULL)
    g_task_return_pointer (reader, g_object_ref (event), g_object_unref);
}

static void
wake (GCancellable *cancellable, gpointer data)
{
  ApsEventStream *self = data;
  APS_LOCKED (&self->lock);

  wake_readers (self);
}

typedef struct
{
  ApsEventStream *self;
  GCancellable   *cancellable; /* nullable */
} Reading;

/* Under the lock. */
static gboolean
is_over (const Reading *reading)
{
  return reading->self->events.length > 0 || reading->self->closed ||
         g_cancellable_is_cancelled (reading->cancellable);
}

static gboolean
is_over_unlocked (gpointer data)
{
  const Reading *reading = data;
  APS_LOCKED (&reading->self->lock);

  return is_over (reading);
}

static void
set_home (ApsEventStream *self, ApsHomeContext *home, gboolean serves)
{
  APS_LOCKED (&self->lock);

  if (serves)
    g_queue_push_tail (&self->homes, home);
  else
    g_queue_remove (&self->homes, home);
}

/* In its own home context, callbacks that wait for it run meanwhile: what they do may be what is
 * waited for. */
static void
serve (Reading *reading, gint64 end)
{
  g_autoptr (ApsHomeContext) home = aps_home_context_get_thread_default ();
  gint64 wait_us = end == G_MAXINT64 ? APS_FOREVER : MAX (end - g_get_monotonic_time (), 0);

  if (!aps_home_context_is_own (home))
    return;

  set_home (reading->self, home, TRUE);
  aps_home_context_serve (home, wait_us, is_over_unlocked, reading);
  set_home (reading->self, home, FALSE);
}

static ApsEvent *
wait_for_event (ApsEventStream *self, gint64 end, GCancellable *cancellable, gboolean *closed)
{
  Reading   reading = { self, cancellable };
  ApsEvent *event;
  gboolean  waiting = TRUE;
  APS_LOCKED (&self->lock);

  while (waiting && !is_over (&reading))
    waiting = g_cond_wait_until (&self->changed, &self->lock, end);

  event = g_queue_pop_head (&self->events);
  *closed = self->closed;
  return event;
}

static void
set_no_event_error (gboolean closed, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return;

  if (closed)
    g_set_error_literal (error, APS_ERROR, APS_ERROR_STOPPED, "The event stream is closed");
  else
    g_set_error_literal (error, APS_ERROR, APS_ERROR_TIMED_OUT, "No such event came in time");
}

/**
 * aps_event_stream_next:
 * @self: a stream
 * @wait_us: how long to wait, in microseconds of real time; 0 only looks, %APS_FOREVER waits as
 *   long as it takes
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Reads the next event, waiting for it if need be. In a main context where callbacks are at home,
 * those that wait for it run meanwhile.
 *
 * Returns: (transfer full): the event; on error %NULL: `APS_ERROR_TIMED_OUT` where none came in
 *   time, `APS_ERROR_STOPPED` where the stream is closed and read empty, `G_IO_ERROR_CANCELLED`
 *
 * Since: 1.0
 */
ApsEvent *
aps_event_stream_next (ApsEventStream *self,
                       gint64          wait_us,
                       GCancellable   *cancellable,
                       GError        **error)
{
  Reading   reading = { self, cancellable };
  gint64    end = aps_deadline_from_wait (wait_us);
  gulong    handler;
  ApsEvent *event;
  gboolean  closed = FALSE;

  g_return_val_if_fail (APS_IS_EVENT_STREAM (self), NULL);

  handler = aps_cancellable_connect (cancellable, G_CALLBACK (wake), self);
  if (wait_us != 0 && !is_over_unlocked (&reading))
    serve (&reading, end);
  event = wait_for_event (self, end, cancellable, &closed);
  g_cancellable_disconnect (cancellable, handler);

  if (event == NULL)
    set_no_event_error (closed, cancellable, error);
  return event;
}

/* Takes the reader off the queue, if no event has come first. */
static gboolean
withdraw (ApsEventStream *self, GTask *task)
{
  APS_LOCKED (&self->lock);

  return g_queue_remove (&self->readers, task);
}

static void
fail_reader (GTask *task, gboolean closed)
{
  GError *error = NULL;

  set_no_event_error (closed, g_task_get_cancellable (task), &error);
  g_task_return_error (task, error);
}

static gboolean
reader_timed_out (gpointer data)
{
  GTask *task = data;

  if (withdraw (g_task_get_source_object (task), task))
    {
      fail_reader (task, FALSE);
      g_object_unref (task);
    }

  return G_SOURCE_REMOVE;
}

static gboolean
reader_cancelled (GCancellable *cancellable, gpointer data)
{
  return reader_timed_out (data);
}

static void
reader_free (gpointer data)
{
  Reader *reader = data;

  g_source_destroy (reader->timeout);
  g_source_unref (reader->timeout);
  if (reader->task != NULL)
    g_object_unref (reader->task);
  g_free (reader);
}

static void
attach_source (GTask *task, GSource *source, GSourceFunc func)
{
  /* The task keeps its sources out: a queued reader holds the only lasting reference. */
  g_source_set_callback (source, func, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
}

/* @source ends with the task. */
static void
end_source_with (GTask *task, const char *key, GSource *source)
{
  Reader *reader = g_new0 (Reader, 1);

  reader->timeout = source;
  g_object_set_data_full (G_OBJECT (task), key, reader, reader_free);
}

static void
end_sources (GObject *task, GParamSpec *pspec, gpointer data)
{
  g_object_set_data (task, "timeout", NULL);
  g_object_set_data (task, "cancelled", NULL);
}

static void
watch_reader (GTask *task, gint64 wait_us)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (wait_us < APS_FOREVER / 2)
    {
      GSource *source = g_timeout_source_new ((guint)MIN (wait_us / 1000 + 1, G_MAXUINT));

      attach_source (task, source, reader_timed_out);
      end_source_with (task, "timeout", source);
    }

  if (cancellable != NULL)
    {
      GSource *source = g_cancellable_source_new (cancellable);

      attach_source (task, source, G_SOURCE_FUNC (reader_cancelled));
      end_source_with (task, "cancelled", source);
    }

  g_signal_connect (task, "notify::completed", G_CALLBACK (end_sources), NULL);
}

/* An event that is there already, or NULL: the reader waits, unless the stream is @closed. */
static ApsEvent *
read_or_wait (ApsEventStream *self, GTask *task, gboolean wait, gboolean *closed)
{
  ApsEvent *event;
  APS_LOCKED (&self->lock);

  event = g_queue_pop_head (&self->events);
  *closed = self->closed;
  if (event == NULL && wait && !self->closed)
    g_queue_push_tail (&self->readers, g_object_ref (task));
  return event;
}

/**
 * aps_event_stream_next_async:
 * @self: a stream
 * @wait_us: how long to wait, in microseconds of real time
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when an event was read
 * @user_data: passed to @callback
 *
 * Reads the next event without blocking: see [method@Aps.EventStream.next].
 *
 * Since: 1.0
 */
void
aps_event_stream_next_async (ApsEventStream     *self,
                             gint64              wait_us,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  ApsEvent *event;
  gboolean  closed = FALSE;

  g_return_if_fail (APS_IS_EVENT_STREAM (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_name (task, "aps_event_stream_next");
  g_task_set_source_tag (task, aps_event_stream_next_async);
  g_task_set_check_cancellable (task, FALSE);

  if (wait_us > 0)
    watch_reader (task, wait_us);
  event = read_or_wait (self, task, wait_us > 0, &closed);
  if (event != NULL)
    g_task_return_pointer (task, event, g_object_unref);
  else if (closed || wait_us <= 0)
    fail_reader (task, closed);
}

/**
 * aps_event_stream_next_finish:
 * @self: a stream
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends [method@Aps.EventStream.next_async].
 *
 * Returns: (transfer full): the event, as for [method@Aps.EventStream.next]
 *
 * Since: 1.0
 */
ApsEvent *
aps_event_stream_next_finish (ApsEventStream *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * aps_event_stream_get_n_lost:
 * @self: a stream
 *
 * Tells how many events were lost since the stream was opened, because it was not read in time.
 *
 * Returns: their number
 *
 * Since: 1.0
 */
guint64
aps_event_stream_get_n_lost (ApsEventStream *self)
{
  g_return_val_if_fail (APS_IS_EVENT_STREAM (self), 0);

  APS_LOCKED (&self->lock);

  return self->n_lost;
}

static GQueue
close_and_take_readers (ApsEventStream *self)
{
  APS_LOCKED (&self->lock);
  GQueue readers = self->readers;

  self->closed = TRUE;
  g_queue_init (&self->readers);
  wake_readers (self);
  return readers;
}

/**
 * aps_event_stream_close:
 * @self: a stream
 *
 * Closes the stream: no more events come; those that wait can still be read. Readers that wait
 * get `APS_ERROR_STOPPED`.
 *
 * Since: 1.0
 */
void
aps_event_stream_close (ApsEventStream *self)
{
  GQueue readers;

  g_return_if_fail (APS_IS_EVENT_STREAM (self));

  readers = close_and_take_readers (self);
  while (!g_queue_is_empty (&readers))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&readers);

      fail_reader (task, TRUE);
    }
}
