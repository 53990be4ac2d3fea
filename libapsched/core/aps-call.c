/* A call that an implementer answers, now or later; and the end where that answer is waited for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-call-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

typedef enum
{
  STATE_PENDING,
  STATE_ANSWERED,
  STATE_GIVEN_UP, /* nobody waits any more: what is answered is dropped */
} State;

struct _ApsAnswer
{
  gatomicrefcount n_refs;
  char           *what;
  GCancellable   *cancellable;

  GMutex          lock;
  GCond           changed;
  State           state;   /* guarded by lock, like all below */
  char           *json;    /* nullable */
  GError         *error;   /* nullable */
  ApsHomeContext *home;    /* nullable: of who waits */
  ApsAnswerFunc   func;    /* nullable */
  gpointer        data;    /* of func */
  GDestroyNotify  destroy; /* of func, nullable */
};

struct _ApsCall
{
  GObject parent_instance;

  ApsAnswer *answer; /* construct-only */
};

G_DEFINE_FINAL_TYPE (ApsCall, aps_call, G_TYPE_OBJECT)

ApsAnswer *
aps_answer_new (const char *what, GCancellable *cancellable)
{
  ApsAnswer *self = g_new0 (ApsAnswer, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->what = g_strdup (what);
  self->cancellable = cancellable == NULL ? g_cancellable_new () : g_object_ref (cancellable);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

ApsAnswer *
aps_answer_ref (ApsAnswer *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
aps_answer_unref (ApsAnswer *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;

  if (self->destroy != NULL)
    self->destroy (self->data);

  g_free (self->what);
  g_object_unref (self->cancellable);
  g_free (self->json);
  g_clear_error (&self->error);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Hands the answer to the function that waits for it, if there are both. Under no lock. */
static void
deliver (ApsAnswer *self)
{
  ApsAnswerFunc  func = NULL;
  GDestroyNotify destroy = NULL;

  {
    APS_LOCKED (&self->lock);
    if (self->state != STATE_PENDING)
      {
        func = g_steal_pointer (&self->func);
        destroy = g_steal_pointer (&self->destroy);
      }
  }

  if (func == NULL)
    return;

  func (self->json, self->error, self->data);
  if (destroy != NULL)
    destroy (self->data);
}

/* Takes error. Returns the state that it found. */
static State
complete (ApsAnswer *self, State state, const char *json, GError *error)
{
  g_autoptr (GError) own_error = error;
  g_autoptr (ApsHomeContext) home = NULL;

  {
    APS_LOCKED (&self->lock);

    if (self->state != STATE_PENDING)
      return self->state;

    self->state = state;
    self->json = g_strdup (json);
    self->error = g_steal_pointer (&own_error);
    home = self->home == NULL ? NULL : aps_home_context_ref (self->home);
    g_cond_broadcast (&self->changed);
  }

  if (home != NULL)
    aps_home_context_kick (home);

  deliver (self);
  return STATE_PENDING;
}

void
aps_answer_then (ApsAnswer *self, ApsAnswerFunc func, gpointer data, GDestroyNotify destroy)
{
  G_GNUC_UNUSED g_autoptr (ApsAnswer) keep = aps_answer_ref (self);

  {
    APS_LOCKED (&self->lock);
    self->func = func;
    self->data = data;
    self->destroy = destroy;
  }

  deliver (self);
}

static GError *
new_timeout_error (ApsAnswer *self)
{
  return g_error_new (APS_ERROR, APS_ERROR_TIMED_OUT, "%s: no answer in time", self->what);
}

gboolean
aps_answer_time_out (ApsAnswer *self)
{
  return complete (self, STATE_GIVEN_UP, NULL, new_timeout_error (self)) == STATE_PENDING;
}

static gboolean
is_settled (gpointer data)
{
  ApsAnswer *self = data;

  if (g_cancellable_is_cancelled (self->cancellable))
    return TRUE;

  APS_LOCKED (&self->lock);
  return self->state != STATE_PENDING;
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  ApsAnswer *self = data;
  g_autoptr (ApsHomeContext) home = NULL;

  {
    APS_LOCKED (&self->lock);
    home = self->home == NULL ? NULL : aps_home_context_ref (self->home);
    g_cond_broadcast (&self->changed);
  }

  if (home != NULL)
    aps_home_context_kick (home);
}

static void
wait_plainly (ApsAnswer *self, gint64 wait_us)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 until_us = wait_us < G_MAXINT64 - now_us ? now_us + wait_us : G_MAXINT64;

  APS_LOCKED (&self->lock);

  while (self->state == STATE_PENDING && !g_cancellable_is_cancelled (self->cancellable))
    if (until_us == G_MAXINT64)
      g_cond_wait (&self->changed, &self->lock);
    else if (!g_cond_wait_until (&self->changed, &self->lock, until_us))
      return;
}

static void
wait_settled (ApsAnswer *self, gint64 wait_us, ApsHomeContext *home)
{
  gulong handler =
    g_signal_connect (self->cancellable, "cancelled", G_CALLBACK (on_cancelled), self);

  if (home != NULL && aps_home_context_is_own (home))
    {
      {
        APS_LOCKED (&self->lock);
        self->home = home;
      }

      aps_home_context_serve (home, wait_us, is_settled, self);

      APS_LOCKED (&self->lock);
      self->home = NULL;
    }
  else
    wait_plainly (self, wait_us);

  /* Returns when no other thread is in the handler. */
  g_cancellable_disconnect (self->cancellable, handler);
}

gboolean
aps_answer_wait (ApsAnswer *self, gint64 wait_us, ApsHomeContext *home, char **json, GError **error)
{
  wait_settled (self, wait_us, home);

  APS_LOCKED (&self->lock);

  if (self->state == STATE_PENDING)
    {
      self->state = STATE_GIVEN_UP;
      if (!g_cancellable_set_error_if_cancelled (self->cancellable, error))
        g_propagate_error (error, new_timeout_error (self));
      return FALSE;
    }

  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
      return FALSE;
    }

  if (json != NULL)
    *json = g_strdup (self->json);
  return TRUE;
}

ApsCall *
aps_call_new (ApsAnswer *answer)
{
  ApsCall *self = g_object_new (APS_TYPE_CALL, NULL);

  aps_answer_unref (self->answer);
  self->answer = aps_answer_ref (answer);
  return self;
}

static void
aps_call_dispose (GObject *object)
{
  ApsCall *self = APS_CALL (object);

  complete (self->answer,
            STATE_ANSWERED,
            NULL,
            g_error_new (APS_ERROR,
                         APS_ERROR_IMPLEMENTATION,
                         "%s: the call was dropped without an answer",
                         self->answer->what));

  G_OBJECT_CLASS (aps_call_parent_class)->dispose (object);
}

static void
aps_call_finalize (GObject *object)
{
  ApsCall *self = APS_CALL (object);

  aps_answer_unref (self->answer);

  G_OBJECT_CLASS (aps_call_parent_class)->finalize (object);
}

/**
 * ApsCall:
 *
 * A call that an implementer answers, now or later.
 *
 * Executors, brokers and stores that are derived in Python or JavaScript get one with each `begin`.
 * They keep it as long as the work takes, and then answer it or let it fail, once. A call whose
 * last reference goes without an answer has failed with `APS_ERROR_IMPLEMENTATION`.
 *
 * ## Threads
 *
 * All methods may be called from any thread.
 *
 * Since: 1.0
 */

static void
aps_call_class_init (ApsCallClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = aps_call_dispose;
  G_OBJECT_CLASS (klass)->finalize = aps_call_finalize;
}

/* One that is made by g_object_new() has an answer too, for which nobody waits. */
static void
aps_call_init (ApsCall *self)
{
  self->answer = aps_answer_new ("Call", NULL);
}

/* Takes error. */
static void
answer_once (ApsCall *self, const char *json, GError *error)
{
  if (complete (self->answer, STATE_ANSWERED, json, error) == STATE_ANSWERED)
    g_warning ("%s: the call was answered before", self->answer->what);
}

/**
 * aps_call_answer:
 * @self: a call
 * @json: (nullable): the answer as JSON text; `NULL` where there is nothing to say
 *
 * Answers a call.
 *
 * To answer twice is a warning and changes nothing. An answer for which nobody waits any more,
 * since the time for it ran out, is dropped.
 *
 * Since: 1.0
 */
void
aps_call_answer (ApsCall *self, const char *json)
{
  g_return_if_fail (APS_IS_CALL (self));

  answer_once (self, json, NULL);
}

/**
 * aps_call_fail:
 * @self: a call
 * @message: what failed, in one sentence
 *
 * Answers a call with an error, `APS_ERROR_FAILED`.
 *
 * Since: 1.0
 */
void
aps_call_fail (ApsCall *self, const char *message)
{
  g_return_if_fail (APS_IS_CALL (self));
  g_return_if_fail (message != NULL);

  answer_once (self, NULL, g_error_new_literal (APS_ERROR, APS_ERROR_FAILED, message));
}

/**
 * aps_call_fail_error:
 * @self: a call
 * @error: the error
 *
 * Answers a call with an error of any domain and code.
 *
 * Codes of [error@Aps.Error] tell the caller what to do: call again, give up, or do something else.
 *
 * Since: 1.0
 */
void
aps_call_fail_error (ApsCall *self, const GError *error)
{
  g_return_if_fail (APS_IS_CALL (self));
  g_return_if_fail (error != NULL);

  answer_once (self, NULL, g_error_copy (error));
}

void
aps_call_thrown (ApsCall *self, GError *error)
{
  g_autofree char *message = error != NULL ? g_strdup (error->message) : NULL;

  if (error != NULL && complete (self->answer, STATE_ANSWERED, NULL, error) == STATE_ANSWERED)
    g_warning ("%s: failed after the call was answered: %s", self->answer->what, message);
}

/**
 * aps_call_is_cancelled:
 * @self: a call
 *
 * Says whether the answer is not wanted any more, so that the work may end early.
 *
 * Returns: whether the call was cancelled, or the time for it ran out
 *
 * Since: 1.0
 */
gboolean
aps_call_is_cancelled (ApsCall *self)
{
  g_return_val_if_fail (APS_IS_CALL (self), FALSE);

  if (g_cancellable_is_cancelled (self->answer->cancellable))
    return TRUE;

  APS_LOCKED (&self->answer->lock);
  return self->answer->state == STATE_GIVEN_UP;
}

/**
 * aps_call_get_cancellable:
 * @self: a call
 *
 * Gets the object that says when the call is cancelled. Its signal may come in any thread.
 *
 * Returns: (transfer none): the cancellable
 *
 * Since: 1.0
 */
GCancellable *
aps_call_get_cancellable (ApsCall *self)
{
  g_return_val_if_fail (APS_IS_CALL (self), NULL);

  return self->answer->cancellable;
}
