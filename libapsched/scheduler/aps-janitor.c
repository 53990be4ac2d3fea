/* What is tidied up now and then: leases of the dead, records that have expired.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-janitor-private.h"

#include "scheduler/aps-changes-private.h"
#include "scheduler/aps-instance-private.h"

/* How many records one step of clean-up removes, so that it holds no lock for long. */
#define STEP 500

static gboolean
has_expired_instance (ApsEngine *engine, ApsRecordList *instances, gint64 now_us)
{
  for (guint i = 0; i < aps_record_list_get_n (instances); i++)
    {
      const ApsInstanceRecord *instance = aps_record_list_get (instances, i);

      if (instance->until_us < now_us && g_strcmp0 (instance->uuid, engine->instance->uuid) != 0)
        return TRUE;
    }

  return FALSE;
}

gboolean
aps_janitor_reap (ApsEngine *engine, gboolean expired, GError **error)
{
  gint64   now = aps_engine_now (engine);
  gboolean single_host = (aps_data_store_get_flags (engine->store) & APS_DATA_STORE_SINGLE_HOST) !=
                         0;
  g_autoptr (ApsRecordList) instances = aps_record_list_new (APS_RECORD_TYPE_INSTANCE);
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (0);
  g_auto (GStrv) dead = NULL;

  if (!aps_data_store_list_instances (engine->store, instances, error))
    return FALSE;

  dead = aps_instance_find_dead (engine->instance, instances, single_host);
  if (dead[0] == NULL && !(expired && has_expired_instance (engine, instances, now)))
    return TRUE;

  if (!aps_data_store_reap (engine->store, (const char *const *)dead, expired, now, answer, error))
    return FALSE;

  for (guint i = 0; i < aps_record_list_get_n (answer->ended_jobs); i++)
    {
      const ApsJobRecord *job = aps_record_list_get (answer->ended_jobs, i);

      g_warning ("Job %s of task \"%s\" was abandoned by its worker %s",
                 job->id,
                 job->task_id,
                 job->worker != NULL ? job->worker : "(unknown)");
    }

  aps_changes_publish (engine, answer);
  return TRUE;
}

gboolean
aps_janitor_clean_up (ApsEngine *engine, GCancellable *cancellable, GError **error)
{
  g_autoptr (ApsStoreAnswer) answer = aps_store_answer_new (0);
  ApsRetry retry = { 0 };

  do
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      aps_store_answer_reset (answer, 0);
      if (!aps_data_store_clean_up (engine->store, STEP, aps_engine_now (engine), answer, error))
        {
          if (!aps_engine_retry (engine, &retry, cancellable, error))
            return FALSE;
          answer->more = TRUE;
          continue;
        }

      aps_changes_publish (engine, answer);
    }
  while (answer->more);

  return TRUE;
}
