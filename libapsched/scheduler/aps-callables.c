/* What this process can run: callbacks by task id, references by scheme.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-callables-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>
#include <apsched/aps-uuid.h>

#include "model/aps-callable-private.h"
#include "scheduler/aps-module-resolver-private.h"

struct _ApsCallables
{
  GMutex      lock;
  GHashTable *callbacks; /* guarded by lock: task id -> ApsRunnable */
  GHashTable *resolved;  /* guarded by lock: reference -> ApsRunnable */
  GPtrArray  *ids;       /* guarded by lock: sorted, NULL-terminated; NULL when out of date */
  guint       n_at_home; /* guarded by lock: callbacks that belong to a main context */
  GHashTable *asked;     /* guarded by lock: homes asked to tell when they are iterated -> when */
  char      **allow;     /* construct-only */
};

ApsCallables *
aps_callables_new (const char *const *allow)
{
  ApsCallables *self = g_new0 (ApsCallables, 1);

  g_mutex_init (&self->lock);
  self->callbacks =
    g_hash_table_new_full (aps_id_hash, g_str_equal, g_free, (GDestroyNotify)aps_runnable_unref);
  self->resolved =
    g_hash_table_new_full (aps_id_hash, g_str_equal, g_free, (GDestroyNotify)aps_runnable_unref);
  self->asked = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->allow = g_strdupv ((char **)allow);
  return self;
}

void
aps_callables_free (ApsCallables *self)
{
  g_hash_table_unref (self->callbacks);
  g_hash_table_unref (self->resolved);
  g_hash_table_unref (self->asked);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  g_strfreev (self->allow);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static ApsRunnable *
exchange (ApsCallables *self, const char *task_id, ApsRunnable *runnable)
{
  gpointer         former = NULL;
  g_autofree char *former_id = NULL;
  APS_LOCKED (&self->lock);

  g_hash_table_steal_extended (self->callbacks, task_id, (gpointer *)&former_id, &former);
  if (former != NULL && aps_runnable_get_home (former) != NULL)
    self->n_at_home--;
  if (runnable != NULL)
    {
      g_hash_table_insert (self->callbacks, g_strdup (task_id), runnable);
      if (aps_runnable_get_home (runnable) != NULL)
        self->n_at_home++;
    }
  g_clear_pointer (&self->ids, g_ptr_array_unref);
  return former;
}

void
aps_callables_add (ApsCallables *self, const char *task_id, ApsRunnable *runnable)
{
  /* The former one's destroy notify is foreign: not under the lock. */
  G_GNUC_UNUSED g_autoptr (ApsRunnable) former = exchange (self, task_id, runnable);
}

gboolean
aps_callables_remove (ApsCallables *self, const char *task_id)
{
  g_autoptr (ApsRunnable) former = exchange (self, task_id, NULL);

  return former != NULL;
}

ApsRunnable *
aps_callables_lookup (ApsCallables *self, const char *task_id)
{
  APS_LOCKED (&self->lock);
  ApsRunnable *found = g_hash_table_lookup (self->callbacks, task_id);

  return found != NULL ? aps_runnable_ref (found) : NULL;
}

static ApsRunnable *
lookup_resolved (ApsCallables *self, const char *reference)
{
  APS_LOCKED (&self->lock);
  ApsRunnable *found = g_hash_table_lookup (self->resolved, reference);

  return found != NULL ? aps_runnable_ref (found) : NULL;
}

static void
keep_resolved (ApsCallables *self, const char *reference, ApsRunnable *runnable)
{
  APS_LOCKED (&self->lock);

  g_hash_table_replace (self->resolved, g_strdup (reference), aps_runnable_ref (runnable));
}

gboolean
aps_callables_check_allowed (ApsCallables *self, const char *reference, GError **error)
{
  if (self->allow == NULL)
    return TRUE;

  for (char **pattern = self->allow; *pattern != NULL; pattern++)
    if (g_pattern_match_simple (*pattern, reference))
      return TRUE;

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_ACCESS_DENIED,
               "\"%.80s\" may not be run here: no pattern of allow matches it",
               reference);
  return FALSE;
}

static ApsRunnable *
resolve_reference (ApsCallables *self, const char *reference, GError **error)
{
  ApsRunnable *runnable = lookup_resolved (self, reference);

  if (runnable != NULL)
    return runnable;

  if (!aps_callables_check_allowed (self, reference, error))
    return NULL;

  /* Module symbols stay resolved; other references are the executor's to make sense of. */
  if (!g_str_has_prefix (reference, "module:"))
    return aps_runnable_new_reference (reference);

  runnable = aps_module_resolve (reference, error);
  if (runnable != NULL)
    keep_resolved (self, reference, runnable);
  return runnable;
}

ApsRunnable *
aps_callables_resolve (ApsCallables *self,
                       const char   *task_id,
                       const char   *callable,
                       GError      **error)
{
  ApsRunnable *runnable = aps_callables_lookup (self, task_id);

  if (runnable != NULL)
    return runnable;

  if (callable != NULL)
    return resolve_reference (self, callable, error);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_FOUND,
               "No callback is registered for task \"%.80s\" in this process",
               task_id);
  return NULL;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
aps_callables_ref_ids (ApsCallables *self)
{
  GHashTableIter iter;
  gpointer       id;
  APS_LOCKED (&self->lock);

  if (self->ids == NULL)
    {
      self->ids = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_iter_init (&iter, self->callbacks);
      while (g_hash_table_iter_next (&iter, &id, NULL))
        g_ptr_array_add (self->ids, g_strdup (id));
      g_ptr_array_sort (self->ids, compare_ids);
      g_ptr_array_add (self->ids, NULL);
    }

  return g_ptr_array_ref (self->ids);
}

void
aps_callables_get_kinds (ApsCallables *self, const char *kinds[3])
{
  APS_LOCKED (&self->lock);

  if (self->n_at_home > 0)
    *kinds++ = "callback";
  if (g_hash_table_size (self->callbacks) > self->n_at_home)
    *kinds++ = "thread-callback";
  *kinds = NULL;
}

/* One question to a home context. */
typedef struct
{
  ApsCallables   *callables;
  ApsHomeContext *home;
  void (*iterated) (gpointer data);
  gpointer       data;
  GDestroyNotify unref;
} Question;

static void
question_answered (gpointer data)
{
  Question *question = data;

  {
    APS_LOCKED (&question->callables->lock);

    g_hash_table_remove (question->callables->asked, question->home);
  }
  question->iterated (question->data);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  aps_home_context_unref (question->home);
  question->unref (question->data);
  g_free (question);
}

/* The ids whose callbacks can run now; homes to be asked are added to @homes. */
static GPtrArray *
sort_out_ready (ApsCallables *self, gint64 now_us, GPtrArray *homes)
{
  GPtrArray     *ids = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer       id, runnable;
  APS_LOCKED (&self->lock);

  g_hash_table_iter_init (&iter, self->callbacks);
  while (g_hash_table_iter_next (&iter, &id, &runnable))
    {
      ApsHomeContext *home = aps_runnable_get_home (runnable);

      if (home == NULL || aps_home_context_is_iterated (home))
        g_ptr_array_add (ids, g_strdup (id));
      else if (!g_hash_table_contains (self->asked, home))
        {
          g_hash_table_insert (self->asked, home, g_memdup2 (&now_us, sizeof now_us));
          g_ptr_array_add (homes, aps_home_context_ref (home));
        }
    }

  g_ptr_array_sort (ids, compare_ids);
  g_ptr_array_add (ids, NULL);
  return ids;
}

static gboolean
has_home_callbacks (ApsCallables *self)
{
  APS_LOCKED (&self->lock);

  return self->n_at_home > 0;
}

GPtrArray *
aps_callables_dup_ready_ids (ApsCallables *self,
                             gint64        now_us,
                             void (*iterated) (gpointer data),
                             gpointer (*ref) (gpointer data),
                             gpointer       data,
                             GDestroyNotify unref)
{
  g_autoptr (GPtrArray) homes = NULL;
  GPtrArray *ids;

  if (!has_home_callbacks (self))
    return aps_callables_ref_ids (self);

  homes = g_ptr_array_new ();
  ids = sort_out_ready (self, now_us, homes);
  for (guint i = 0; i < homes->len; i++)
    {
      Question *question = g_new (Question, 1);

      question->callables = self;
      question->home = g_ptr_array_index (homes, i);
      question->iterated = iterated;
      question->data = ref (data);
      question->unref = unref;
      aps_home_context_push (question->home, question_answered, question, question_free);
    }

  return ids;
}

static void
stalled_task_clear (gpointer data)
{
  g_free (((ApsStalledTask *)data)->id);
}

GArray *
aps_callables_dup_stalled (ApsCallables *self)
{
  GArray        *tasks = g_array_new (FALSE, FALSE, sizeof (ApsStalledTask));
  GHashTableIter iter;
  gpointer       id, runnable;
  APS_LOCKED (&self->lock);

  g_array_set_clear_func (tasks, stalled_task_clear);
  g_hash_table_iter_init (&iter, self->callbacks);
  while (g_hash_table_iter_next (&iter, &id, &runnable))
    {
      ApsHomeContext *home = aps_runnable_get_home (runnable);
      const gint64   *since = home != NULL ? g_hash_table_lookup (self->asked, home) : NULL;

      if (since != NULL)
        g_array_append_val (tasks, ((ApsStalledTask){ g_strdup (id), *since }));
    }

  return tasks;
}
