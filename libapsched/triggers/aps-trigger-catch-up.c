/* Passes over the fires that were missed while nobody looked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-trigger.h>

#include "triggers/aps-cursor-private.h"
#include "triggers/aps-trigger-private.h"

/* Steps from a fire to the last one up to now, or as far as one call may. */
static gboolean
catch_up_by_steps (ApsTrigger *self,
                   ApsCursor  *cursor,
                   gint64      now_us,
                   gint64     *n_fires,
                   gint64     *last_us,
                   gint64     *next_us,
                   GError    **error)
{
  for (guint i = 0; i < APS_TRIGGER_MAX_STEPS; i++)
    {
      if (!aps_trigger_next (self, cursor, next_us, error))
        return FALSE;

      if (*next_us == APS_TIME_NONE || *next_us > now_us || i == APS_TRIGGER_MAX_STEPS - 1)
        return TRUE;

      (*n_fires)++;
      *last_us = *next_us;
    }

  return TRUE;
}

/* TRUE with *done FALSE: this trigger must be stepped. */
static gboolean
catch_up_at_once (ApsTrigger *self,
                  ApsCursor  *cursor,
                  gint64      now_us,
                  gint64     *n_fires,
                  gint64     *last_us,
                  gint64     *next_us,
                  gboolean   *done,
                  GError    **error)
{
  ApsTriggerInterface *iface = APS_TRIGGER_GET_IFACE (self);
  gint64               n, last;

  *done = FALSE;

  if (iface->prev == NULL || iface->count == NULL || !aps_trigger_is_quick (self))
    return TRUE;

  if (!aps_trigger_count (self, cursor, cursor->last_us + 1, now_us + 1, &n, error) ||
      !aps_trigger_prev (self, cursor, now_us, &last, error) ||
      !aps_trigger_skip (self, cursor, now_us + 1, error) ||
      !aps_trigger_next (self, cursor, next_us, error))
    return FALSE;

  *n_fires += n;

  if (n > 0)
    *last_us = last;

  *done = TRUE;
  return TRUE;
}

/**
 * aps_trigger_catch_up:
 * @self: a trigger
 * @cursor: the place reached in it: @first_us has been taken from it
 * @first_us: the pending fire, at or before @now_us
 * @now_us: the present, in microseconds since 1970
 * @n_fires: (out): return location for how many fires there are from @first_us up to @now_us, both
 *   included
 * @last_us: (out): return location for the last of them
 * @next_us: (out): return location for the fire after them, or `APS_TIME_NONE`; the cursor is moved
 *   to it
 * @error: return location for an error
 *
 * Passes over the fires that were missed. Rules of the calendar and intervals take the same short
 * time for a minute and for ten years. Other triggers are stepped, and at most
 * `APS_TRIGGER_MAX_STEPS` fires in one call: then @next_us still lies at or before @now_us, and
 * the rest is for the next call.
 *
 * After a failure the cursor is of no more use: go on from a copy made before.
 *
 * Returns: %TRUE; %FALSE with @error set on failure
 *
 * Since: 1.0
 */
gboolean
aps_trigger_catch_up (ApsTrigger *self,
                      ApsCursor  *cursor,
                      gint64      first_us,
                      gint64      now_us,
                      gint64     *n_fires,
                      gint64     *last_us,
                      gint64     *next_us,
                      GError    **error)
{
  gboolean done = FALSE;

  g_return_val_if_fail (APS_IS_TRIGGER (self), FALSE);
  g_return_val_if_fail (cursor != NULL, FALSE);
  g_return_val_if_fail (n_fires != NULL && last_us != NULL && next_us != NULL, FALSE);
  g_return_val_if_fail (first_us <= now_us, FALSE);

  *n_fires = 1;
  *last_us = first_us;

  if (!aps_trigger_next (self, cursor, next_us, error))
    return FALSE;

  /* Nearly always nothing else was missed. */
  if (*next_us == APS_TIME_NONE || *next_us > now_us)
    return TRUE;

  *n_fires = 2;
  *last_us = *next_us;

  if (!catch_up_at_once (self, cursor, now_us, n_fires, last_us, next_us, &done, error))
    return FALSE;

  return done || catch_up_by_steps (self, cursor, now_us, n_fires, last_us, next_us, error);
}
