/* Listeners of an object, which may come and go in any thread while others are called.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "interfaces/aps-listeners-private.h"

#include <apsched/aps-locked.h>

typedef struct
{
  guint     id;
  GCallback listener;
  gpointer  user_data;
  guint     n_references; /* guarded by lock: the list's, and one for each call under way */
  gboolean  removed;      /* guarded by lock */
} Entry;

struct _ApsListeners
{
  GMutex     lock;
  GCond      returned;
  GPtrArray *entries; /* guarded by lock: in the order of their ids */
  guint      last_id; /* guarded by lock */
};

/* The calls under way in this thread, so that a listener may remove itself. */
typedef struct _Frame Frame;

struct _Frame
{
  const Entry *entry;
  Frame       *outer;
};

static GPrivate frames;

/* Two threads may ask first at once. */
static GMutex making;

static void
aps_listeners_free (ApsListeners *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    g_free (g_ptr_array_index (self->entries, i));

  g_ptr_array_unref (self->entries);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->returned);
  g_free (self);
}

ApsListeners *
aps_listeners_get (GObject *owner, GQuark name)
{
  ApsListeners *self = g_object_get_qdata (owner, name);

  if (self != NULL)
    return self;

  APS_LOCKED (&making);
  self = g_object_get_qdata (owner, name);
  if (self == NULL)
    {
      self = g_new0 (ApsListeners, 1);
      g_mutex_init (&self->lock);
      g_cond_init (&self->returned);
      self->entries = g_ptr_array_new ();
      g_object_set_qdata_full (owner, name, self, (GDestroyNotify)aps_listeners_free);
    }

  return self;
}

guint
aps_listeners_add (ApsListeners *self, GCallback listener, gpointer user_data)
{
  Entry *entry = g_new0 (Entry, 1);

  APS_LOCKED (&self->lock);
  entry->id = ++self->last_id;
  entry->listener = listener;
  entry->user_data = user_data;
  entry->n_references = 1;
  g_ptr_array_add (self->entries, entry);
  return entry->id;
}

static guint
count_own_calls (const Entry *entry)
{
  guint n = 0;

  for (Frame *frame = g_private_get (&frames); frame != NULL; frame = frame->outer)
    if (frame->entry == entry)
      n++;

  return n;
}

/* Called with the lock held. */
static void
drop (Entry *entry)
{
  if (--entry->n_references == 0)
    g_free (entry);
}

static Entry *
find (ApsListeners *self, guint id)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->id == id)
        return entry;
    }

  return NULL;
}

gboolean
aps_listeners_remove (ApsListeners *self, guint id)
{
  Entry *entry;
  guint  n_own;

  APS_LOCKED (&self->lock);

  entry = find (self, id);
  if (entry == NULL)
    return FALSE;

  g_ptr_array_remove (self->entries, entry);
  entry->removed = TRUE;

  n_own = count_own_calls (entry);
  while (entry->n_references > n_own + 1)
    g_cond_wait (&self->returned, &self->lock);

  drop (entry);
  return TRUE;
}

guint
aps_listeners_get_n (ApsListeners *self)
{
  APS_LOCKED (&self->lock);

  return self->entries->len;
}

static Entry *
take_next (ApsListeners *self, guint after_id)
{
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->id > after_id)
        {
          entry->n_references++;
          return entry;
        }
    }

  return NULL;
}

static void
give_back (ApsListeners *self, Entry *entry)
{
  APS_LOCKED (&self->lock);

  if (entry->removed)
    g_cond_broadcast (&self->returned);
  drop (entry);
}

void
aps_listeners_call (ApsListeners *self, ApsListenerInvoke invoke, gpointer data)
{
  guint  id = 0;
  Entry *entry;

  while ((entry = take_next (self, id)) != NULL)
    {
      Frame frame = { entry, g_private_get (&frames) };

      id = entry->id;
      g_private_set (&frames, &frame);
      invoke (entry->listener, entry->user_data, data);
      g_private_set (&frames, frame.outer);
      give_back (self, entry);
    }
}
