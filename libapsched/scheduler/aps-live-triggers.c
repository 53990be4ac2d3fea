/* Triggers that only this process knows: their objects, for schedules in a store that is private to
 * it.
 *
 * A class derived in JavaScript has no name by which its trigger could be made again, and could not
 * be made in another thread. In a store that dies with the process, its object serves.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-live-triggers-private.h"

#include <apsched/aps-locked.h>
#include <apsched/aps-uuid.h>

typedef struct
{
  char       *json;
  ApsTrigger *trigger;
} Entry;

struct _ApsLiveTriggers
{
  GMutex      lock;
  GHashTable *entries; /* guarded by lock: schedule id -> Entry */
  guint64     last;    /* guarded by lock: equal texts would be taken for equal triggers */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->json);
  g_object_unref (entry->trigger);
  g_free (entry);
}

ApsLiveTriggers *
aps_live_triggers_new (void)
{
  ApsLiveTriggers *self = g_new0 (ApsLiveTriggers, 1);

  g_mutex_init (&self->lock);
  self->entries = g_hash_table_new_full (aps_id_hash, g_str_equal, g_free, entry_free);
  return self;
}

void
aps_live_triggers_free (ApsLiveTriggers *self)
{
  g_hash_table_unref (self->entries);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Puts @entry, or with NULL nothing, in the place of the former one, whose end is foreign: it is
 * not to come under the lock. */
static void
exchange (ApsLiveTriggers *self, const char *schedule_id, Entry *entry)
{
  gpointer key = NULL, former = NULL;

  g_mutex_lock (&self->lock);
  g_hash_table_steal_extended (self->entries, schedule_id, &key, &former);
  if (entry != NULL)
    {
      entry->json = g_strdup_printf ("{\"type\":\"local\",\"v\":1,\"object\":%" G_GUINT64_FORMAT
                                     "}",
                                     ++self->last);
      g_hash_table_insert (self->entries, g_strdup (schedule_id), entry);
    }
  g_mutex_unlock (&self->lock);

  g_free (key);
  if (former != NULL)
    entry_free (former);
}

char *
aps_live_triggers_add (ApsLiveTriggers *self, const char *schedule_id, ApsTrigger *trigger)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->trigger = g_object_ref (trigger);
  exchange (self, schedule_id, entry);
  return g_strdup (entry->json);
}

ApsTrigger *
aps_live_triggers_lookup (ApsLiveTriggers *self, const char *schedule_id, const char *json)
{
  APS_LOCKED (&self->lock);
  Entry *entry = g_hash_table_lookup (self->entries, schedule_id);

  return entry != NULL && g_strcmp0 (entry->json, json) == 0 ? g_object_ref (entry->trigger) : NULL;
}

void
aps_live_triggers_remove (ApsLiveTriggers *self, const char *schedule_id)
{
  exchange (self, schedule_id, NULL);
}
