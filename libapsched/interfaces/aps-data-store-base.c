/* The class that data stores in other languages derive from: one entry for the whole contract.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-data-store-base.h>

#include <apsched/aps-call.h>
#include <apsched/aps-duration.h>
#include <apsched/aps-error.h>

#include "core/aps-call-private.h"
#include "core/aps-home-context-private.h"
#include "interfaces/aps-data-store-base-private.h"

#define DEFAULT_TIME_LIMIT (30 * APS_SECOND)

typedef struct
{
  ApsHomeContext *home;          /* construct-only: where foreign code runs */
  gint64          time_limit_us; /* construct-only */
  gint            flags;         /* atomic; -1: not asked yet */
} ApsDataStoreBasePrivate;

/**
 * ApsDataStoreBase:
 *
 * The class that data stores in other languages derive from; in C, implement
 * [iface@Aps.DataStore] itself.
 *
 * There is one entry for the whole contract: `begin`, with the name of the operation and its
 * request as JSON text. What the operations promise is said in `aps-data-store.h`. The members of a
 * request have the names of the operation's parameters: `now_us`, `jobs`, `answer` left out.
 * Records are objects whose members are their fields; JSON within a record is text.
 *
 * The answer is JSON text too. Operations that list answer a list of records; `next_schedule_due`
 * and `next_job_due` a number of microseconds, or null for never; `to_string` and
 * `dup_broker_settings`, which may fail, a text; all others an object of what they have to say:
 *
 *     {"entries": ["added", {"code": "not-found", "message": "no task x"}],
 *      "jobs": [], "ended_jobs": [], "cancelled_jobs": [], "tasks": [], "schedules": [],
 *      "removed_schedules": [], "n_cleaned": 0, "more": false}
 *
 * The store goes by the clock of the host: `measure_offset` is not asked for. An operation as a
 * whole fails by aps_call_fail_error() with a code of [error@Aps.Error]; an error that `begin`
 * throws is the same. One that is not answered within the time limit fails as outcome-unknown.
 *
 * An exception of Python that is no `GLib.Error` cannot be seen from here: it is printed, and the
 * call is over when its time is. So a `begin` in Python catches what it does not expect, and hands
 * it to aps_call_fail().
 *
 * ## Threads
 *
 * `begin` and `get_flags` are called in the main context that was the thread's default when the
 * store was made. Somebody has to iterate it; a method of the scheduler that is called there serves
 * the store while it waits.
 *
 * Since: 1.0
 */
static void aps_data_store_base_store_init (ApsDataStoreInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ApsDataStoreBase,
                                  aps_data_store_base,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (ApsDataStoreBase)
                                    G_IMPLEMENT_INTERFACE (APS_TYPE_DATA_STORE,
                                                           aps_data_store_base_store_init))

enum
{
  PROP_TIME_LIMIT = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static ApsDataStoreBasePrivate *
get_private (ApsDataStoreBase *self)
{
  return aps_data_store_base_get_instance_private (self);
}

void
aps_store_request_begin (ApsStoreRequest *request, ApsDataStore *store, const char *operation)
{
  request->self = APS_DATA_STORE_BASE (store);
  request->operation = operation;
  aps_json_writer_init (&request->writer);
  aps_json_writer_begin_object (&request->writer);
}

typedef struct
{
  ApsDataStoreBase *self;
  const char       *operation;
  char             *request;
  ApsAnswer        *answer;
} Begin;

static void
begin_free (Begin *begin)
{
  g_object_unref (begin->self);
  g_free (begin->request);
  aps_answer_unref (begin->answer);
  g_free (begin);
}

static void
call_begin (gpointer data)
{
  Begin *begin = data;
  g_autoptr (ApsCall) call = aps_call_new (begin->answer);
  GError *error = NULL;

  APS_DATA_STORE_BASE_GET_CLASS (begin->self)
    ->begin (begin->self, call, begin->operation, begin->request, &error);
  aps_call_thrown (call, error);
}

/* Whether the store has done it nobody knows: it may still be at it. */
static void
tell_timed_out (ApsStoreRequest *request, GError **error)
{
  ApsDataStoreBasePrivate *private = get_private (request->self);
  gboolean         iterated = aps_home_context_is_iterated (private->home);
  g_autofree char *limit = aps_duration_to_string (private->time_limit_us);

  g_clear_error (error);
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_OUTCOME_UNKNOWN,
               "%s did not answer %s within %s%s",
               G_OBJECT_TYPE_NAME (request->self),
               request->operation,
               limit,
               iterated ? "" : ": nobody iterates the main context that it was made in");
}

gboolean
aps_store_request_send (ApsStoreRequest *request,
                        GCancellable    *cancellable,
                        char           **json,
                        GError         **error)
{
  ApsHomeContext  *home = get_private (request->self)->home;
  g_autofree char *what = NULL;
  g_autoptr (ApsAnswer) answer = NULL;
  g_autoptr (GError) reason = NULL;
  Begin *begin;

  what = g_strdup_printf ("%s of %s", request->operation, G_OBJECT_TYPE_NAME (request->self));
  answer = aps_answer_new (what, cancellable);
  begin = g_new0 (Begin, 1);
  begin->self = g_object_ref (request->self);
  begin->operation = request->operation;
  aps_json_writer_end_object (&request->writer);
  begin->request = aps_json_writer_finish (&request->writer);
  begin->answer = aps_answer_ref (answer);
  aps_home_context_push (home, call_begin, begin, (GDestroyNotify)begin_free);

  if (aps_answer_wait (answer, get_private (request->self)->time_limit_us, home, json, &reason))
    return TRUE;

  if (g_error_matches (reason, APS_ERROR, APS_ERROR_TIMED_OUT))
    tell_timed_out (request, &reason);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static ApsDataStoreFlags
aps_data_store_base_real_get_flags (ApsDataStoreBase *self)
{
  return 0;
}

static void
aps_data_store_base_real_begin (
  ApsDataStoreBase *self, ApsCall *call, const char *operation, const char *request, GError **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "%s does not implement begin",
               G_OBJECT_TYPE_NAME (self));
}

static void
ask_flags (gpointer data)
{
  Begin *begin = data;
  g_autoptr (ApsCall) call = aps_call_new (begin->answer);
  ApsDataStoreFlags flags = APS_DATA_STORE_BASE_GET_CLASS (begin->self)->get_flags (begin->self);

  g_atomic_int_set (&get_private (begin->self)->flags, (gint)flags);
  aps_call_answer (call, NULL);
}

/* Once: it is constant. */
static void
ask_flags_at_home (ApsDataStoreBase *self)
{
  ApsDataStoreBasePrivate *private = get_private (self);
  g_autoptr (ApsAnswer) answer = aps_answer_new ("get_flags", NULL);
  Begin *begin = g_new0 (Begin, 1);

  begin->self = g_object_ref (self);
  begin->answer = aps_answer_ref (answer);
  aps_home_context_push (private->home, ask_flags, begin, (GDestroyNotify)begin_free);
  aps_answer_wait (answer, private->time_limit_us, private->home, NULL, NULL);
}

static ApsDataStoreFlags
aps_data_store_base_get_flags (ApsDataStore *store)
{
  ApsDataStoreBase *self = APS_DATA_STORE_BASE (store);

  if (g_atomic_int_get (&get_private (self)->flags) < 0)
    ask_flags_at_home (self);

  return (ApsDataStoreFlags)MAX (g_atomic_int_get (&get_private (self)->flags), 0);
}

static void
aps_data_store_base_store_init (ApsDataStoreInterface *iface)
{
  iface->get_flags = aps_data_store_base_get_flags;
  aps_data_store_base_operations_init (iface);
}

static void
aps_data_store_base_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TIME_LIMIT)
    g_value_set_int64 (value, get_private (APS_DATA_STORE_BASE (object))->time_limit_us);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_data_store_base_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TIME_LIMIT)
    get_private (APS_DATA_STORE_BASE (object))->time_limit_us = g_value_get_int64 (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_data_store_base_finalize (GObject *object)
{
  g_clear_pointer (&get_private (APS_DATA_STORE_BASE (object))->home, aps_home_context_unref);

  G_OBJECT_CLASS (aps_data_store_base_parent_class)->finalize (object);
}

static void
aps_data_store_base_class_init (ApsDataStoreBaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = aps_data_store_base_get_property;
  object_class->set_property = aps_data_store_base_set_property;
  object_class->finalize = aps_data_store_base_finalize;

  klass->get_flags = aps_data_store_base_real_get_flags;
  klass->begin = aps_data_store_base_real_begin;

  /**
   * ApsDataStoreBase:time-limit:
   *
   * How long an operation may take, in microseconds: 30 seconds by default, %APS_FOREVER for no
   * limit.
   *
   * Since: 1.0
   */
  properties[PROP_TIME_LIMIT] = g_param_spec_int64 ("time-limit",
                                                    NULL,
                                                    "How long an operation may take",
                                                    1,
                                                    APS_FOREVER,
                                                    DEFAULT_TIME_LIMIT,
                                                    G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                      G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
aps_data_store_base_init (ApsDataStoreBase *self)
{
  get_private (self)->home = aps_home_context_get_thread_default ();
  get_private (self)->flags = -1;
}
