/* What this scheduler can run at the moment, as the store is asked for it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-lease-request-private.h"

static void
context_iterated (gpointer engine)
{
  aps_engine_wake_jobs (engine);
}

static gpointer
ref_engine (gpointer engine)
{
  return aps_engine_ref (engine);
}

/* Where others share the store, they may run what cannot run here now. */
static GPtrArray *
get_task_ids (ApsEngine *engine, gint64 now_us)
{
  if ((aps_data_store_get_flags (engine->store) & APS_DATA_STORE_PRIVATE) != 0)
    return aps_callables_ref_ids (engine->callables);

  return aps_callables_dup_ready_ids (engine->callables,
                                      now_us,
                                      context_iterated,
                                      ref_engine,
                                      engine,
                                      (GDestroyNotify)aps_engine_unref);
}

void
aps_lease_request_fill (ApsLeaseRequest *self, ApsEngine *engine, guint limit, gint64 now_us)
{
  const char *kinds[3];

  aps_callables_get_kinds (engine->callables, kinds);
  self->task_ids = get_task_ids (engine, now_us);
  self->schemes = aps_executor_set_ref_schemes (engine->executors);
  self->rooms = aps_executor_set_dup_rooms (engine->executors, kinds, limit);

  self->lease = (ApsJobLease){
    .instance = engine->instance->uuid,
    .worker = engine->instance->identity,
    .until_us = now_us + engine->settings->lease_duration_us,
    .limit = limit,
    .rooms = (const ApsRoom *)(gpointer)self->rooms->data,
    .n_rooms = self->rooms->len,
    .queues = (const char *const *)engine->settings->queues,
    .schemes = (const char *const *)self->schemes->pdata,
    .task_ids = (const char *const *)self->task_ids->pdata,
    .n_task_ids = self->task_ids->len - 1,
  };
}

void
aps_lease_request_clear (ApsLeaseRequest *self)
{
  g_clear_pointer (&self->task_ids, g_ptr_array_unref);
  g_clear_pointer (&self->schemes, g_ptr_array_unref);
  g_clear_pointer (&self->rooms, g_array_unref);
}
