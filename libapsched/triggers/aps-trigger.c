/* The interface of triggers: what every call checks before and after an implementation, and what
 * is done for one that leaves something out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-trigger.h>

#include <apsched/aps-error.h>

#include "triggers/aps-cursor-private.h"
#include "triggers/aps-trigger-kind-private.h"
#include "triggers/aps-trigger-private.h"

/* So many fires are written out in one go. */
#define MAX_FILLED 4096

/**
 * ApsTrigger:
 *
 * The rule that yields fire times: at one moment, every so often, when the clock shows something,
 * or a combination of such rules. It is an immutable value, made by aps_trigger_parse() or a
 * constructor, and may serve many schedules at once; the place reached in it is an
 * [struct@Aps.Cursor].
 *
 * ```c
 * g_autoptr (ApsTrigger) trigger = aps_trigger_parse ("cron:0 10 * * mon-fri", &error);
 * g_autofree gint64 *fires = aps_trigger_preview (trigger, g_get_real_time (), 5, &n, &error);
 * ```
 *
 * ## Threads
 *
 * A trigger may be used from any thread. One derived in Python or JavaScript is called back in the
 * main context in which it was made.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (ApsTrigger, aps_trigger, G_TYPE_OBJECT)

static gboolean
aps_trigger_default_advance (ApsTrigger *self, ApsCursor *cursor, gint64 *next_us, GError **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "%s does not implement advance",
               G_OBJECT_TYPE_NAME (self));
  return FALSE;
}

static void
aps_trigger_default_init (ApsTriggerInterface *iface)
{
  iface->advance = aps_trigger_default_advance;
}

static gboolean
fail_without_error (ApsTrigger *self, const char *method, GError **error)
{
  if (error == NULL || *error == NULL)
    g_set_error (error,
                 APS_ERROR,
                 APS_ERROR_IMPLEMENTATION,
                 "%s: %s failed without saying why",
                 G_OBJECT_TYPE_NAME (self),
                 method);

  return FALSE;
}

static gboolean
fail_to_advance (ApsTrigger *self, gint64 last_us, gint64 next_us, GError **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_IMPLEMENTATION,
               "%s: next answered %" G_GINT64_FORMAT
               ", which is not after the last fire, %" G_GINT64_FORMAT,
               G_OBJECT_TYPE_NAME (self),
               next_us,
               last_us);
  return FALSE;
}

/* JavaScript rounds G_MAXINT64, and what it then hands back has wrapped around. */
static inline gboolean
means_none (gint64 time_us)
{
  return time_us == APS_TIME_NONE || time_us == G_MININT64;
}

/* Calls the trigger's advance. That of the library's own kinds is known from the last time, which
 * is quicker than to look the interface up. */
static inline gboolean
advance (ApsTrigger *self, ApsCursor *cursor, gint64 *next_us, GError **error)
{
  if (G_LIKELY (cursor->advances_by_base == ((const GTypeInstance *)self)->g_class))
    return aps_trigger_base_advance (self, cursor, next_us, error);

  return APS_TRIGGER_GET_IFACE (self)->advance (self, cursor, next_us, error);
}

static inline gboolean
next_unchecked (ApsTrigger *self, ApsCursor *cursor, gint64 *next_us, GError **error)
{
  gint64 next = G_MININT64;

  if (cursor->last_us == APS_TIME_NONE)
    {
      *next_us = APS_TIME_NONE;
      return TRUE;
    }

  if (G_UNLIKELY (!advance (self, cursor, &next, error)))
    return fail_without_error (self, "next", error);

  if (G_UNLIKELY (means_none (next)))
    {
      cursor->last_us = *next_us = APS_TIME_NONE;
      return TRUE;
    }

  if (G_UNLIKELY (next <= cursor->last_us))
    return fail_to_advance (self, cursor->last_us, next, error);

  cursor->n_fires++;
  cursor->last_us = *next_us = next;
  return TRUE;
}

/**
 * aps_trigger_next: (virtual advance)
 * @self: a trigger
 * @cursor: the place reached in it, which is moved to the fire that is answered
 * @next_us: (out): return location for the fire, in microseconds since 1970; `APS_TIME_NONE` when
 *   there are no more
 * @error: return location for an error
 *
 * Gets the next fire time. Fires are answered in order, never the same twice.
 *
 * `APS_ERROR_MAX_ITERATIONS` tells that a combination found no match within its limit of steps;
 * calling again goes on from there. `APS_ERROR_IMPLEMENTATION` tells that a derived trigger broke
 * its contract.
 *
 * Returns: %TRUE with @next_us set; %FALSE with @error set on failure, never when exhausted
 *
 * Since: 1.0
 */
gboolean
aps_trigger_next (ApsTrigger *self, ApsCursor *cursor, gint64 *next_us, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (cursor != NULL, FALSE);
  g_return_val_if_fail (next_us != NULL, FALSE);

  return next_unchecked (self, cursor, next_us, error);
}

/**
 * aps_trigger_next_n:
 * @self: a trigger
 * @cursor: the place reached in it, which is moved to the last fire that is answered
 * @n: how many fires to get
 * @n_fires: (out): return location for how many there were
 * @error: return location for an error
 *
 * Gets the next fire times.
 *
 * Returns: (array length=n_fires) (transfer full) (nullable): the fires, in microseconds since
 *   1970, fewer than @n when there are no more; %NULL if there are none, or with @error set
 *
 * Since: 1.0
 */
gint64 *
aps_trigger_next_n (ApsTrigger *self, ApsCursor *cursor, gsize n, gsize *n_fires, GError **error)
{
  g_autoptr (GArray) fires = NULL;
  gint64 next;
  guint  n_filled = 0;

  g_return_val_if_fail (APS_IS_TRIGGER (self), NULL);
  g_return_val_if_fail (cursor != NULL, NULL);
  g_return_val_if_fail (n_fires != NULL, NULL);

  *n_fires = 0;
  fires = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint)MIN (n, MAX_FILLED));

  if (n > 0 && n <= MAX_FILLED)
    {
      g_array_set_size (fires, (guint)n);

      if (aps_trigger_fill (self, cursor, (gint64 *)(gpointer)fires->data, (guint)n, &n_filled))
        n = n_filled;

      g_array_set_size (fires, n_filled);
    }

  while (fires->len < n)
    {
      if (!next_unchecked (self, cursor, &next, error))
        return NULL;

      if (next == APS_TIME_NONE)
        break;

      g_array_append_val (fires, next);
    }

  *n_fires = fires->len;
  return fires->len == 0 ? NULL : (gint64 *)g_array_steal (fires, NULL);
}

/**
 * aps_trigger_preview:
 * @self: a trigger
 * @from_us: the moment from which to look, in microseconds since 1970; also taken as the moment of
 *   adding
 * @n: how many fires to get
 * @n_fires: (out): return location for how many there were
 * @error: return location for an error
 *
 * Gets the first fire times at or after a moment.
 *
 * Returns: (array length=n_fires) (transfer full) (nullable): the fires, in microseconds since
 *   1970; %NULL if there are none, or with @error set
 *
 * Since: 1.0
 */
gint64 *
aps_trigger_preview (ApsTrigger *self, gint64 from_us, gsize n, gsize *n_fires, GError **error)
{
  g_autoptr (ApsCursor) cursor = aps_cursor_new (from_us);

  g_return_val_if_fail (APS_IS_TRIGGER (self), NULL);
  g_return_val_if_fail (n_fires != NULL, NULL);

  *n_fires = 0;

  if (!aps_trigger_skip (self, cursor, from_us, error))
    return NULL;

  return aps_trigger_next_n (self, cursor, n, n_fires, error);
}

/* A cursor before the first fire, of the same anchor and seed. */
static ApsCursor *
begin_anew (const ApsCursor *cursor)
{
  ApsCursor *anew = aps_cursor_new (cursor->anchor_us);

  aps_cursor_set_seed (anew, cursor->seed);
  return anew;
}

static gboolean
fail_too_many (ApsTrigger *self, GError **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_MAX_ITERATIONS,
               "%s: there are more than %d fires to step through",
               G_OBJECT_TYPE_NAME (self),
               APS_TRIGGER_MAX_STEPS);
  return FALSE;
}

gboolean
aps_trigger_prev_by_steps (
  ApsTrigger *self, ApsCursor *cursor, gint64 until_us, gint64 *prev_us, GError **error)
{
  g_autoptr (ApsCursor) walker = begin_anew (cursor);
  gint64 prev = APS_TIME_NONE;

  for (guint i = 0; i < APS_TRIGGER_MAX_STEPS; i++)
    {
      gint64 next;

      if (!next_unchecked (self, walker, &next, error))
        return FALSE;

      if (next == APS_TIME_NONE || next > until_us)
        {
          *prev_us = prev;
          return TRUE;
        }

      prev = next;
    }

  return fail_too_many (self, error);
}

gboolean
aps_trigger_count_by_steps (ApsTrigger *self,
                            ApsCursor  *cursor,
                            gint64      from_us,
                            gint64      until_us,
                            gint64     *n_fires,
                            GError    **error)
{
  g_autoptr (ApsCursor) walker = begin_anew (cursor);

  if (!aps_trigger_skip (self, walker, from_us, error))
    return FALSE;

  for (guint n = 0; n <= APS_TRIGGER_MAX_STEPS; n++)
    {
      gint64 next;

      if (!next_unchecked (self, walker, &next, error))
        return FALSE;

      if (next == APS_TIME_NONE || next >= until_us)
        {
          *n_fires = n;
          return TRUE;
        }
    }

  return fail_too_many (self, error);
}

gboolean
aps_trigger_skip_by_steps (ApsTrigger *self, ApsCursor *cursor, gint64 from_us, GError **error)
{
  for (guint i = 0; i < APS_TRIGGER_MAX_STEPS; i++)
    {
      g_autoptr (ApsCursor) ahead = aps_cursor_copy (cursor);
      gint64 next;

      if (!next_unchecked (self, ahead, &next, error))
        return FALSE;

      if (next >= from_us)
        return TRUE;

      if (!next_unchecked (self, cursor, &next, error))
        return FALSE;
    }

  return fail_too_many (self, error);
}

/**
 * aps_trigger_prev:
 * @self: a trigger
 * @cursor: a cursor of it, which is not moved: it gives the moment of adding and the seed
 * @until_us: the moment up to which to look, itself included, in microseconds since 1970
 * @prev_us: (out): return location for the fire; `APS_TIME_NONE` when there is none
 * @error: return location for an error
 *
 * Gets the last fire time at or before a moment. Rules of the calendar and intervals answer at
 * once; other triggers are stepped from their beginning, at most `APS_TRIGGER_MAX_STEPS` fires,
 * and fail with `APS_ERROR_MAX_ITERATIONS` when that is not enough.
 *
 * Returns: %TRUE with @prev_us set; %FALSE with @error set on failure
 *
 * Since: 1.0
 */
gboolean
aps_trigger_prev (
  ApsTrigger *self, ApsCursor *cursor, gint64 until_us, gint64 *prev_us, GError **error)
{
  ApsTriggerInterface *iface;
  gint64               prev = G_MININT64;

  g_return_val_if_fail (APS_IS_TRIGGER (self), FALSE);
  g_return_val_if_fail (cursor != NULL, FALSE);
  g_return_val_if_fail (prev_us != NULL, FALSE);

  iface = APS_TRIGGER_GET_IFACE (self);

  if (iface->prev == NULL)
    return aps_trigger_prev_by_steps (self, cursor, until_us, prev_us, error);

  if (!iface->prev (self, cursor, until_us, &prev, error))
    return fail_without_error (self, "prev", error);

  *prev_us = means_none (prev) ? APS_TIME_NONE : prev;
  return TRUE;
}

/**
 * aps_trigger_count:
 * @self: a trigger
 * @cursor: a cursor of it, which is not moved: it gives the moment of adding and the seed
 * @from_us: the beginning of the window, in microseconds since 1970
 * @until_us: its end, which is not part of it
 * @n_fires: (out): return location for the number of fires
 * @error: return location for an error
 *
 * Counts the fires of a window. Rules of the calendar and intervals answer at once; other triggers
 * are stepped, at most `APS_TRIGGER_MAX_STEPS` fires, and fail with `APS_ERROR_MAX_ITERATIONS`
 * when that is not enough.
 *
 * Returns: %TRUE with @n_fires set; %FALSE with @error set on failure
 *
 * Since: 1.0
 */
gboolean
aps_trigger_count (ApsTrigger *self,
                   ApsCursor  *cursor,
                   gint64      from_us,
                   gint64      until_us,
                   gint64     *n_fires,
                   GError    **error)
{
  ApsTriggerInterface *iface;

  g_return_val_if_fail (APS_IS_TRIGGER (self), FALSE);
  g_return_val_if_fail (cursor != NULL, FALSE);
  g_return_val_if_fail (n_fires != NULL, FALSE);

  iface = APS_TRIGGER_GET_IFACE (self);
  *n_fires = 0;

  if (until_us <= from_us)
    return TRUE;

  if (iface->count == NULL)
    return aps_trigger_count_by_steps (self, cursor, from_us, until_us, n_fires, error);

  if (!iface->count (self, cursor, from_us, until_us, n_fires, error))
    return fail_without_error (self, "count", error);

  return TRUE;
}

/**
 * aps_trigger_matches:
 * @self: a trigger
 * @cursor: a cursor of it, which is not moved: it gives the moment of adding and the seed
 * @time_us: a moment, in microseconds since 1970
 * @matches: (out): return location for whether the trigger fires at that moment
 * @error: return location for an error
 *
 * Tells whether the trigger fires at a moment.
 *
 * Returns: %TRUE with @matches set; %FALSE with @error set on failure
 *
 * Since: 1.0
 */
gboolean
aps_trigger_matches (
  ApsTrigger *self, ApsCursor *cursor, gint64 time_us, gboolean *matches, GError **error)
{
  g_autoptr (ApsCursor) walker = NULL;
  gint64 next;

  g_return_val_if_fail (APS_IS_TRIGGER (self), FALSE);
  g_return_val_if_fail (cursor != NULL, FALSE);
  g_return_val_if_fail (matches != NULL, FALSE);

  *matches = FALSE;
  walker = begin_anew (cursor);

  if (!aps_trigger_skip (self, walker, time_us, error) ||
      !aps_trigger_next (self, walker, &next, error))
    return FALSE;

  *matches = next == time_us;
  return TRUE;
}

/**
 * aps_trigger_skip:
 * @self: a trigger
 * @cursor: the place reached in it
 * @from_us: a moment, in microseconds since 1970
 * @error: return location for an error
 *
 * Moves the cursor so that the next fire is the first at or after a moment. It never moves back.
 *
 * Fires that are passed over count towards an option `count` of the trigger.
 *
 * Returns: %TRUE; %FALSE with @error set if a derived trigger failed
 *
 * Since: 1.0
 */
gboolean
aps_trigger_skip (ApsTrigger *self, ApsCursor *cursor, gint64 from_us, GError **error)
{
  ApsTriggerInterface *iface;

  g_return_val_if_fail (APS_IS_TRIGGER (self), FALSE);
  g_return_val_if_fail (cursor != NULL, FALSE);

  if (from_us == G_MININT64 || cursor->last_us >= from_us - 1)
    return TRUE;

  iface = APS_TRIGGER_GET_IFACE (self);

  if (iface->skip != NULL && !iface->skip (self, cursor, from_us, error))
    return fail_without_error (self, "skip", error);

  cursor->last_us = from_us - 1;
  return TRUE;
}
