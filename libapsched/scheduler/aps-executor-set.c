/* The executors of a scheduler, by name, in the order in which they are asked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-executor-set-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>
#include <apsched/aps-registry.h>

#include "interfaces/aps-executor-private.h"

#define PROCESS "process"

typedef struct
{
  char              *name;
  ApsExecutor       *executor;
  const char *const *schemes; /* the executor's: it has them before it is added */
  guint              watch;
} Entry;

struct _ApsExecutorSet
{
  GMutex     lock;
  GPtrArray *entries;       /* guarded by lock: of Entry; only grows */
  GPtrArray *schemes;       /* guarded by lock: of references, NULL-terminated; NULL: to be made */
  GError    *process_error; /* guarded by lock: why `process` cannot be loaded */
  gboolean   started;       /* guarded by lock */
  guint      n_preferred;   /* guarded by lock: entries that a program has put in front */
  void (*room_changed) (gpointer);
  gpointer room_data;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  if (entry->watch != 0)
    aps_executor_unwatch_room (entry->executor, entry->watch);
  g_free (entry->name);
  g_object_unref (entry->executor);
  g_free (entry);
}

ApsExecutorSet *
aps_executor_set_new (void)
{
  ApsExecutorSet *self = g_new0 (ApsExecutorSet, 1);

  g_mutex_init (&self->lock);
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  return self;
}

void
aps_executor_set_free (ApsExecutorSet *self)
{
  g_ptr_array_unref (self->entries);
  g_clear_pointer (&self->schemes, g_ptr_array_unref);
  g_clear_error (&self->process_error);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static Entry *
find_entry (ApsExecutorSet *self, const char *name)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (g_str_equal (entry->name, name))
        return entry;
    }

  return NULL;
}

static gboolean
runs_scheme (const Entry *entry, const char *scheme)
{
  return g_strv_contains (entry->schemes, scheme);
}

static gboolean
runs_any (const Entry *entry, const char *const *schemes)
{
  for (guint i = 0; schemes[i] != NULL; i++)
    if (runs_scheme (entry, schemes[i]))
      return TRUE;

  return FALSE;
}

static void
entry_set_executor (ApsExecutorSet *self, Entry *entry, ApsExecutor *executor)
{
  if (entry->watch != 0)
    aps_executor_unwatch_room (entry->executor, entry->watch);

  g_set_object (&entry->executor, executor);
  entry->schemes = aps_executor_get_schemes (executor);
  entry->watch = self->room_changed != NULL
                   ? aps_executor_watch_room (executor, self->room_changed, self->room_data)
                   : 0;
}

static void
add (ApsExecutorSet *self, gint position, const char *name, ApsExecutor *executor)
{
  Entry *entry;
  APS_LOCKED (&self->lock);

  g_clear_pointer (&self->schemes, g_ptr_array_unref);
  entry = find_entry (self, name);
  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->name = g_strdup (name);
      g_ptr_array_insert (self->entries, position, entry);
      if (position >= 0)
        self->n_preferred++;
    }

  entry_set_executor (self, entry, executor);
}

void
aps_executor_set_add (ApsExecutorSet *self, const char *name, ApsExecutor *executor)
{
  add (self, -1, name, executor);
  g_object_unref (executor);
}

void
aps_executor_set_prefer (ApsExecutorSet *self, const char *name, ApsExecutor *executor)
{
  add (self, (gint)self->n_preferred, name, executor);
}

ApsExecutor *
aps_executor_set_lookup (ApsExecutorSet *self, const char *name)
{
  APS_LOCKED (&self->lock);
  Entry *entry = find_entry (self, name);

  return entry != NULL ? entry->executor : NULL;
}

static const char *
find_loaded (ApsExecutorSet *self, const char *scheme)
{
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (runs_scheme (entry, scheme))
        return entry->name;
    }

  return NULL;
}

static gboolean
is_started (ApsExecutorSet *self)
{
  APS_LOCKED (&self->lock);

  return self->started;
}

static void
keep_process_error (ApsExecutorSet *self, GError *error)
{
  APS_LOCKED (&self->lock);

  g_clear_error (&self->process_error);
  self->process_error = error;
}

/* It starts once, so that what it needs is known to be there before a task relies on it. */
static gboolean
try_process (ApsExecutorSet *self, ApsExecutor *executor, GError **error)
{
  if (!aps_executor_start (executor, NULL, error))
    return FALSE;

  if (!is_started (self))
    aps_executor_stop (executor);
  return TRUE;
}

/* Tried once: what is missing now will be missing at the next call. */
static gboolean
load_process (ApsExecutorSet *self)
{
  ApsExecutor *executor;
  GError      *error = NULL;

  if (aps_executor_set_lookup (self, PROCESS) != NULL)
    return TRUE;

  {
    APS_LOCKED (&self->lock);

    if (self->process_error != NULL)
      return FALSE;
  }

  executor = aps_registry_new_executor (PROCESS, NULL, &error);
  if (executor == NULL || !try_process (self, executor, &error))
    {
      g_clear_object (&executor);
      keep_process_error (self, error);
      return FALSE;
    }

  aps_executor_set_add (self, PROCESS, executor);
  return TRUE;
}

const char *
aps_executor_set_find (ApsExecutorSet *self, const char *scheme, GError **error)
{
  const char *name = find_loaded (self, scheme);

  if (name != NULL)
    return name;

  if (load_process (self))
    name = find_loaded (self, scheme);
  if (name != NULL)
    return name;

  {
    APS_LOCKED (&self->lock);

    g_set_error (error,
                 APS_ERROR,
                 APS_ERROR_NOT_SUPPORTED,
                 "No executor runs \"%s:\" callables%s%s",
                 scheme,
                 self->process_error != NULL ? ": " : "",
                 self->process_error != NULL ? self->process_error->message : "");
  }
  return NULL;
}

static void
set_wrong_scheme_error (GError **error, const Entry *entry, const char *scheme)
{
  g_autofree char *schemes = g_strjoinv (", ", (char **)entry->schemes);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "Executor \"%.80s\" does not run \"%s\" callables (it runs %s)",
               entry->name,
               scheme,
               schemes);
}

/* Entries stay: only their executors change, and that before the start. */
static const Entry *
get_entry (ApsExecutorSet *self, const char *name)
{
  APS_LOCKED (&self->lock);

  return find_entry (self, name);
}

ApsExecutor *
aps_executor_set_get (ApsExecutorSet *self, const char *name, const char *scheme, GError **error)
{
  const Entry *entry = get_entry (self, name);

  if (entry == NULL && g_str_equal (name, PROCESS) && load_process (self))
    entry = get_entry (self, name);

  if (entry == NULL)
    {
      g_set_error (error, APS_ERROR, APS_ERROR_NOT_FOUND, "There is no executor \"%.80s\"", name);
      return NULL;
    }

  if (scheme == NULL || runs_scheme (entry, scheme))
    return entry->executor;

  set_wrong_scheme_error (error, entry, scheme);
  return NULL;
}

static GPtrArray *
copy_executors (ApsExecutorSet *self)
{
  GPtrArray *executors = g_ptr_array_new_with_free_func (g_object_unref);
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      g_ptr_array_add (executors, g_object_ref (entry->executor));
    }

  return executors;
}

static void
set_started (ApsExecutorSet *self, gboolean started)
{
  APS_LOCKED (&self->lock);

  self->started = started;
}

gboolean
aps_executor_set_start (ApsExecutorSet *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) executors = NULL;

  load_process (self);
  executors = copy_executors (self);

  for (guint i = 0; i < executors->len; i++)
    if (!aps_executor_start (g_ptr_array_index (executors, i), cancellable, error))
      {
        while (i-- > 0)
          aps_executor_stop (g_ptr_array_index (executors, i));
        return FALSE;
      }

  set_started (self, TRUE);
  return TRUE;
}

void
aps_executor_set_stop (ApsExecutorSet *self)
{
  g_autoptr (GPtrArray) executors = copy_executors (self);

  set_started (self, FALSE);
  for (guint i = 0; i < executors->len; i++)
    aps_executor_stop (g_ptr_array_index (executors, i));
}

/* Lends out the entries' texts, which live as long as the set. */
static GPtrArray *
collect_schemes (ApsExecutorSet *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *schemes = g_ptr_array_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      for (guint j = 0; entry->schemes[j] != NULL; j++)
        if (!g_str_has_suffix (entry->schemes[j], "callback") &&
            g_hash_table_add (seen, (gpointer)entry->schemes[j]))
          g_ptr_array_add (schemes, (gpointer)entry->schemes[j]);
    }

  g_ptr_array_add (schemes, NULL);
  return schemes;
}

GPtrArray *
aps_executor_set_ref_schemes (ApsExecutorSet *self)
{
  APS_LOCKED (&self->lock);

  if (self->schemes == NULL)
    self->schemes = collect_schemes (self);

  return g_ptr_array_ref (self->schemes);
}

/* A job that names no executor runs a callback, of which kind only its worker knows: there is room
 * for it where each executor of the kinds of callback that there are here has some. */
GArray *
aps_executor_set_dup_rooms (ApsExecutorSet *self, const char *const *kinds, guint limit)
{
  GArray *rooms = g_array_new (FALSE, FALSE, sizeof (ApsRoom));
  guint   any = limit;
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry  *entry = g_ptr_array_index (self->entries, i);
      ApsRoom room = { entry->name, MIN (limit, aps_executor_get_room (entry->executor)) };

      if (runs_any (entry, kinds))
        any = MIN (any, room.n);
      if (room.n > 0)
        g_array_append_val (rooms, room);
    }

  if (any > 0)
    g_array_append_val (rooms, ((ApsRoom){ NULL, any }));
  return rooms;
}

void
aps_executor_set_watch_room (ApsExecutorSet *self, void (*changed) (gpointer), gpointer user_data)
{
  APS_LOCKED (&self->lock);

  self->room_changed = changed;
  self->room_data = user_data;
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->watch == 0)
        entry->watch = aps_executor_watch_room (entry->executor, changed, user_data);
    }
}
