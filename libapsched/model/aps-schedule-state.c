/* Schedules: where they stand.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-schedule.h>

#include "model/aps-schedule-private.h"
#include "model/aps-schedule-properties-private.h"

/**
 * aps_schedule_get_paused_until:
 * @self: a schedule
 *
 * Gets when its pause ends by itself.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_schedule_get_paused_until (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_TIME_NONE);

  return APS_SCHEDULE_RECORD (self)->paused_until_us;
}

/**
 * aps_schedule_get_paused_by:
 * @self: a schedule
 *
 * Gets who paused it.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_paused_by (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->paused_by;
}

/**
 * aps_schedule_get_paused_reason:
 * @self: a schedule
 *
 * Gets why it is paused.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_paused_reason (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->paused_reason;
}

/**
 * aps_schedule_get_last_fire_time:
 * @self: a schedule
 *
 * Gets the newest fire time that was used up.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_schedule_get_last_fire_time (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_TIME_NONE);

  return APS_SCHEDULE_RECORD (self)->last_fire_us;
}

/**
 * aps_schedule_get_next_fire_time:
 * @self: a schedule
 *
 * Gets its next fire time.
 *
 * %APS_TIME_NONE is a schedule of which none comes, or that is not in a store yet.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_schedule_get_next_fire_time (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_TIME_NONE);

  return APS_SCHEDULE_RECORD (self)->next_fire_us;
}

/**
 * aps_schedule_get_failures:
 * @self: a schedule
 *
 * Gets how many of its newest jobs failed, without one in between that succeeded.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint
aps_schedule_get_failures (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_UNSET);

  return APS_SCHEDULE_RECORD (self)->failures;
}

/**
 * aps_schedule_get_error:
 * @self: a schedule
 *
 * Gets why its trigger stopped.
 *
 * %NULL is a trigger that works.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_error (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->error;
}

/**
 * aps_schedule_get_created:
 * @self: a schedule
 *
 * Gets when it was added.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_schedule_get_created (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), APS_TIME_NONE);

  return APS_SCHEDULE_RECORD (self)->created_us;
}

/**
 * aps_schedule_get_origin:
 * @self: a schedule
 *
 * Gets the keyfile that defines the schedule.
 *
 * %NULL is a schedule that a program added.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_schedule_get_origin (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  return APS_SCHEDULE_RECORD (self)->origin;
}

void
aps_schedule_set_origin (ApsSchedule *self, const char *origin)
{
  aps_model_set_string (&self->model, self, PROP_ORIGIN, origin);
}

/**
 * aps_schedule_get_revision:
 * @self: a schedule
 *
 * Gets the number that grows with each change of the schedule by a person.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint64
aps_schedule_get_revision (ApsSchedule *self)
{
  g_return_val_if_fail (APS_IS_SCHEDULE (self), 0);

  return APS_SCHEDULE_RECORD (self)->revision;
}

/**
 * aps_schedule_dup_skips:
 * @self: a schedule
 * @n_skips: (out): their number
 *
 * Gets the fire times that it passes over.
 *
 * Returns: (transfer full) (nullable) (array length=n_skips): microseconds since 1970 UTC, or %NULL
 *   where there are none
 *
 * Since: 1.0
 */
gint64 *
aps_schedule_dup_skips (ApsSchedule *self, gsize *n_skips)
{
  g_autoptr (GVariant) list = NULL;
  g_autofree gint64 *skips = NULL;
  GVariantIter       iter;
  GVariant          *item;

  *n_skips = 0;
  g_return_val_if_fail (APS_IS_SCHEDULE (self), NULL);

  list = aps_model_read_value (APS_SCHEDULE_RECORD (self)->skips);
  if (list == NULL || !g_variant_is_of_type (list, G_VARIANT_TYPE ("av")))
    return NULL;

  skips = g_new (gint64, g_variant_n_children (list));
  g_variant_iter_init (&iter, list);
  while (g_variant_iter_loop (&iter, "v", &item))
    if (g_variant_is_of_type (item, G_VARIANT_TYPE_INT64))
      skips[(*n_skips)++] = g_variant_get_int64 (item);

  return *n_skips > 0 ? g_steal_pointer (&skips) : NULL;
}
