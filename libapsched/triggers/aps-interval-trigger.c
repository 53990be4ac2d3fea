/* A trigger that fires again and again after the same time has passed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-interval-trigger.h>

#include <apsched/aps-duration.h>
#include <apsched/aps-error.h>

#include "core/aps-iso8601-private.h"
#include "triggers/aps-cursor-private.h"
#include "triggers/aps-kinds-private.h"

/**
 * ApsIntervalTrigger:
 *
 * Fires at its start and then every time the interval has passed: elapsed time, whatever the clock
 * on the wall does meanwhile. Its text form is `every:90min start=2026-01-01T00:00Z`; without a
 * start it begins at the moment of adding.
 *
 * Since: 1.0
 */
struct _ApsIntervalTrigger
{
  ApsTriggerBase parent_instance;

  gint64 interval_us;
};

G_DEFINE_FINAL_TYPE (ApsIntervalTrigger, aps_interval_trigger, APS_TYPE_TRIGGER_BASE)

static ApsTrigger *
make (gint64 interval_us, ApsTriggerOptions *options, GError **error)
{
  g_autoptr (ApsIntervalTrigger) self = g_object_new (APS_TYPE_INTERVAL_TRIGGER, NULL);

  self->interval_us = interval_us;

  if (!aps_trigger_base_set_options (APS_TRIGGER_BASE (self), options, error))
    return NULL;

  return APS_TRIGGER (g_steal_pointer (&self));
}

static ApsTrigger *
aps_interval_trigger_parse (ApsTriggerParts *parts, GError **error)
{
  g_auto (ApsTriggerOptions) options = { 0 };
  g_autoptr (GError) problem = NULL;
  gint64 interval_us;

  if (parts->children != NULL)
    return aps_trigger_parts_fail_children (parts, error);

  if (!aps_duration_parse (parts->body, &interval_us, &problem))
    {
      aps_trigger_parts_fail (parts, parts->body_span.start, error, problem->message, "");
      return NULL;
    }

  if (interval_us <= 0)
    {
      aps_trigger_parts_fail (parts,
                              parts->body_span.start,
                              error,
                              "the interval",
                              "must be longer than 0");
      return NULL;
    }

  if (!aps_trigger_options_parse (&options, parts, error) ||
      !aps_trigger_parts_check_taken (parts, "", error))
    return NULL;

  return make (interval_us, &options, error);
}

static void
aps_interval_trigger_print (ApsTriggerBase *base, ApsTriggerParts *parts)
{
  parts->body = aps_duration_to_string (((ApsIntervalTrigger *)base)->interval_us);
}

static ApsTrigger *
aps_interval_trigger_copy_with (ApsTriggerBase       *base,
                                ApsTriggerOptions    *options,
                                ApsTimeZone          *zone,
                                const ApsClockPolicy *policy,
                                GError              **error)
{
  return make (((ApsIntervalTrigger *)base)->interval_us, options, error);
}

static const struct
{
  gint64      us;
  const char *name;
} units[] = {
  { APS_WEEK, "week" },     { APS_DAY, "day" },       { APS_HOUR, "hour" },
  { APS_MINUTE, "minute" }, { APS_SECOND, "second" }, { APS_MILLISECOND, "millisecond" },
  { 1, "microsecond" },
};

/* "every day", "every 90 minutes", "every 1h 0.5s": the largest unit of which it is a multiple, as
 * long as the number stays small. */
static void
aps_interval_trigger_describe (ApsTriggerBase *base, GString *words)
{
  gint64           interval_us = ((ApsIntervalTrigger *)base)->interval_us;
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gint64 n = interval_us / units[i].us;

      if (interval_us % units[i].us != 0 || n >= 1000)
        continue;

      if (n == 1)
        g_string_append_printf (words, "every %s", units[i].name);
      else
        g_string_append_printf (words, "every %" G_GINT64_FORMAT " %ss", n, units[i].name);

      return;
    }

  text = aps_duration_to_string (interval_us);
  g_string_append_printf (words, "every %s", text);
}

static gint64
get_first (ApsTriggerBase *base, const ApsCursor *cursor)
{
  gint64 start_us = aps_trigger_base_get_start (base);

  return start_us != G_MININT64 ? start_us : cursor->anchor_us;
}

static gboolean
aps_interval_trigger_next (
  ApsTriggerBase *base, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  ApsIntervalTrigger *self = (ApsIntervalTrigger *)base;
  gint64              first_us = get_first (base, cursor);
  guint64             passed, n;

  if (from_us <= first_us)
    {
      *next_us = first_us;
      return TRUE;
    }

  /* Moments lie within years 1 to 9999, so their difference fits. */
  passed = (guint64)(MIN (from_us, APS_ISO8601_MAX_US + 1) - first_us);
  n = (passed + (guint64)self->interval_us - 1) / (guint64)self->interval_us;

  if (n > (guint64)(APS_ISO8601_MAX_US - first_us) / (guint64)self->interval_us)
    *next_us = APS_TIME_NONE;
  else
    *next_us = first_us + (gint64)n * self->interval_us;

  return TRUE;
}

static gboolean
aps_interval_trigger_prev (ApsTriggerBase *base,
                           ApsCursor      *cursor,
                           gint64          from_us,
                           gint64          until_us,
                           gint64         *prev_us,
                           GError        **error)
{
  ApsIntervalTrigger *self = (ApsIntervalTrigger *)base;
  gint64              first_us = get_first (base, cursor);

  *prev_us = APS_TIME_NONE;

  if (until_us >= first_us)
    {
      gint64 last_us = first_us + (until_us - first_us) / self->interval_us * self->interval_us;

      if (last_us >= from_us)
        *prev_us = last_us;
    }

  return TRUE;
}

static gboolean
aps_interval_trigger_count (ApsTriggerBase *base,
                            ApsCursor      *cursor,
                            gint64          from_us,
                            gint64          until_us,
                            gint64         *n_fires,
                            GError        **error)
{
  ApsIntervalTrigger *self = (ApsIntervalTrigger *)base;
  gint64              first_us = get_first (base, cursor);
  gint64              before = 0;

  *n_fires = 0;

  if (until_us < first_us)
    return TRUE;

  if (from_us > first_us)
    before = (from_us - 1 - first_us) / self->interval_us + 1;

  *n_fires = MAX ((until_us - first_us) / self->interval_us + 1 - before, 0);
  return TRUE;
}

const ApsTriggerKind aps_interval_trigger_kind = {
  .type_name = "interval",
  .text_name = "every",
  .body_name = "interval",
  .version = 1,
  .parse = aps_interval_trigger_parse,
  .print = aps_interval_trigger_print,
  .copy_with = aps_interval_trigger_copy_with,
  .describe = aps_interval_trigger_describe,
  .next = aps_interval_trigger_next,
  .prev = aps_interval_trigger_prev,
  .count = aps_interval_trigger_count,
};

static void
aps_interval_trigger_class_init (ApsIntervalTriggerClass *klass)
{
  APS_TRIGGER_BASE_CLASS (klass)->kind = &aps_interval_trigger_kind;
}

static void
aps_interval_trigger_init (ApsIntervalTrigger *self)
{
  self->interval_us = APS_DAY;
}

/**
 * aps_interval_trigger_new:
 * @interval_us: the time from fire to fire, in microseconds: at least 1
 *
 * Makes a trigger that fires first at the moment of adding, and then whenever @interval_us has
 * passed.
 *
 * Returns: (transfer full) (type ApsIntervalTrigger): the trigger
 *
 * Since: 1.0
 */
ApsTrigger *
aps_interval_trigger_new (gint64 interval_us)
{
  g_auto (ApsTriggerOptions) options = { 0 };

  g_return_val_if_fail (interval_us > 0, NULL);

  return make (interval_us, &options, NULL);
}
