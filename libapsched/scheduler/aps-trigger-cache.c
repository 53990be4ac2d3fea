/* Triggers as they are stored: standing alone, and written out.
 *
 * NOTES: to complete a trigger and to write it costs 15 us, ten times what the store needs to add
 * its schedule; and where there are a million schedules, there are seldom a million rules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-trigger-cache-private.h"

#include <apsched/aps-locked.h>

#include "triggers/aps-trigger-kind-private.h"

/* Reached, all are forgotten. */
#define MAX_TRIGGERS 512

struct _ApsTriggerCache
{
  char *zone_name;     /* construct-only */
  char *clock_changes; /* construct-only */

  GMutex lock;
  /* guarded by lock: the given trigger -> ApsPreparedTrigger, which holds it */
  GHashTable *prepared;
};

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)aps_prepared_trigger_unref);
}

ApsTriggerCache *
aps_trigger_cache_new (const char *zone_name, const char *clock_changes)
{
  ApsTriggerCache *self = g_new0 (ApsTriggerCache, 1);

  self->zone_name = g_strdup (zone_name);
  self->clock_changes = g_strdup (clock_changes);
  g_mutex_init (&self->lock);
  self->prepared = new_table ();
  return self;
}

void
aps_trigger_cache_free (ApsTriggerCache *self)
{
  g_hash_table_unref (self->prepared);
  g_mutex_clear (&self->lock);
  g_free (self->zone_name);
  g_free (self->clock_changes);
  g_free (self);
}

static ApsPreparedTrigger *
prepared_ref (ApsPreparedTrigger *prepared)
{
  g_atomic_ref_count_inc (&prepared->ref_count);
  return prepared;
}

void
aps_prepared_trigger_unref (ApsPreparedTrigger *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->given);
  g_object_unref (self->trigger);
  g_free (self->json);
  g_free (self->types);
  g_free (self);
}

/* Only our own triggers are known never to change. */
static gboolean
is_immutable (ApsTrigger *trigger)
{
  const ApsTriggerKind *kind = APS_IS_TRIGGER_BASE (trigger)
                                 ? aps_trigger_base_get_kind (APS_TRIGGER_BASE (trigger))
                                 : NULL;

  return kind != NULL && kind->get_children == NULL;
}

static ApsPreparedTrigger *
look_up (ApsTriggerCache *self, ApsTrigger *given)
{
  ApsPreparedTrigger *prepared;
  APS_LOCKED (&self->lock);

  prepared = g_hash_table_lookup (self->prepared, given);
  return prepared != NULL ? prepared_ref (prepared) : NULL;
}

static void
keep (ApsTriggerCache *self, ApsPreparedTrigger *prepared)
{
  g_autoptr (GHashTable) forgotten = NULL; /* dropped after the lock */
  APS_LOCKED (&self->lock);

  if (g_hash_table_size (self->prepared) >= MAX_TRIGGERS)
    {
      forgotten = g_steal_pointer (&self->prepared);
      self->prepared = new_table ();
    }

  g_hash_table_replace (self->prepared, prepared->given, prepared_ref (prepared));
}

static ApsPreparedTrigger *
prepare (ApsTriggerCache *self, ApsTrigger *given, GError **error)
{
  ApsTrigger *trigger =
    aps_trigger_with_defaults (given, self->zone_name, self->clock_changes, error);
  g_auto (GStrv) types = NULL;
  ApsPreparedTrigger *prepared;

  if (trigger == NULL)
    return NULL;

  types = aps_trigger_get_types (trigger);
  prepared = g_new (ApsPreparedTrigger, 1);
  g_atomic_ref_count_init (&prepared->ref_count);
  prepared->given = g_object_ref (given);
  prepared->trigger = trigger;
  prepared->json = aps_trigger_to_json (trigger);
  prepared->types = g_strjoinv (" ", types);
  return prepared;
}

ApsPreparedTrigger *
aps_trigger_cache_prepare (ApsTriggerCache *self, ApsTrigger *given, GError **error)
{
  gboolean            immutable = is_immutable (given);
  ApsPreparedTrigger *prepared = immutable ? look_up (self, given) : NULL;

  if (prepared != NULL)
    return prepared;

  prepared = prepare (self, given, error);
  if (prepared != NULL && immutable)
    keep (self, prepared);

  return prepared;
}
