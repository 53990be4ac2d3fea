/* A trigger that fires once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-date-trigger.h>

#include <apsched/aps-error.h>

#include "core/aps-iso8601-private.h"
#include "triggers/aps-cursor-private.h"
#include "triggers/aps-kinds-private.h"

/**
 * ApsDateTrigger:
 *
 * Fires once, at a given moment. Its text form is `at:2026-12-24T18:00 tz=Europe/Berlin`; without
 * an offset the moment is a time of the wall in the trigger's zone, the earlier one if it occurs
 * twice.
 *
 * Since: 1.0
 */
struct _ApsDateTrigger
{
  ApsTriggerBase parent_instance;

  ApsMoment moment;
  gint64    time_us; /* the instant of moment */
};

G_DEFINE_FINAL_TYPE (ApsDateTrigger, aps_date_trigger, APS_TYPE_TRIGGER_BASE)

static ApsTrigger *
make (const ApsMoment *moment, ApsTriggerOptions *options, GError **error)
{
  g_autoptr (ApsDateTrigger) self = g_object_new (APS_TYPE_DATE_TRIGGER, NULL);
  ApsTimeZone     *zone;
  g_autofree char *text = NULL;

  if (!aps_trigger_base_set_options (APS_TRIGGER_BASE (self), options, error))
    return NULL;

  zone = aps_trigger_base_get_zone (APS_TRIGGER_BASE (self));
  self->moment = *moment;

  /* A date alone is its midnight. */
  if (self->moment.kind == APS_MOMENT_DATE)
    self->moment.kind = APS_MOMENT_LOCAL;

  if (!aps_moment_resolve (&self->moment, zone, APS_MOMENT_STRICT, &self->time_us))
    {
      if (aps_trigger_base_get_options (APS_TRIGGER_BASE (self))->zone == NULL)
        aps_moment_resolve (&self->moment, zone, APS_MOMENT_LENIENT, &self->time_us);
      else
        {
          text = aps_moment_to_string (moment);
          g_set_error (error,
                       APS_ERROR,
                       APS_ERROR_INVALID_TRIGGER,
                       "%s does not exist in %s: the clock is set forward over it",
                       text,
                       aps_time_zone_get_name (zone));
          return NULL;
        }
    }

  return APS_TRIGGER (g_steal_pointer (&self));
}

static ApsTrigger *
aps_date_trigger_parse (ApsTriggerParts *parts, GError **error)
{
  g_auto (ApsTriggerOptions) options = { 0 };
  ApsMoment moment;

  if (parts->children != NULL)
    return aps_trigger_parts_fail_children (parts, error);

  if (!aps_moment_parse (&moment, parts, &parts->body_span, error) ||
      !aps_trigger_options_parse (&options, parts, error) ||
      !aps_trigger_parts_check_taken (parts, "", error))
    return NULL;

  return make (&moment, &options, error);
}

static void
aps_date_trigger_print (ApsTriggerBase *base, ApsTriggerParts *parts)
{
  parts->body = aps_moment_to_string (&((ApsDateTrigger *)base)->moment);
}

static ApsTrigger *
aps_date_trigger_copy_with (ApsTriggerBase       *base,
                            ApsTriggerOptions    *options,
                            ApsTimeZone          *zone,
                            const ApsClockPolicy *policy,
                            GError              **error)
{
  ApsDateTrigger *self = (ApsDateTrigger *)base;

  if (options->zone == NULL && zone != NULL && self->moment.kind == APS_MOMENT_LOCAL)
    options->zone = aps_time_zone_ref (zone);

  return make (&self->moment, options, error);
}

static void
aps_date_trigger_describe (ApsTriggerBase *base, GString *words)
{
  g_autofree char *text = aps_moment_to_string (&((ApsDateTrigger *)base)->moment);

  /* The T of ISO 8601 is not for reading. */
  g_strdelimit (text, "T", ' ');
  g_string_append_printf (words, "once, at %s", text);
}

static gboolean
aps_date_trigger_next (
  ApsTriggerBase *base, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  ApsDateTrigger *self = (ApsDateTrigger *)base;

  *next_us = from_us <= self->time_us ? self->time_us : APS_TIME_NONE;
  return TRUE;
}

static gboolean
aps_date_trigger_prev (ApsTriggerBase *base,
                       ApsCursor      *cursor,
                       gint64          from_us,
                       gint64          until_us,
                       gint64         *prev_us,
                       GError        **error)
{
  ApsDateTrigger *self = (ApsDateTrigger *)base;

  *prev_us = from_us <= self->time_us && self->time_us <= until_us ? self->time_us : APS_TIME_NONE;
  return TRUE;
}

static gboolean
aps_date_trigger_count (ApsTriggerBase *base,
                        ApsCursor      *cursor,
                        gint64          from_us,
                        gint64          until_us,
                        gint64         *n_fires,
                        GError        **error)
{
  ApsDateTrigger *self = (ApsDateTrigger *)base;

  *n_fires = from_us <= self->time_us && self->time_us <= until_us ? 1 : 0;
  return TRUE;
}

const ApsTriggerKind aps_date_trigger_kind = {
  .type_name = "date",
  .text_name = "at",
  .body_name = "time",
  .version = 1,
  .parse = aps_date_trigger_parse,
  .print = aps_date_trigger_print,
  .copy_with = aps_date_trigger_copy_with,
  .describe = aps_date_trigger_describe,
  .next = aps_date_trigger_next,
  .prev = aps_date_trigger_prev,
  .count = aps_date_trigger_count,
};

static void
aps_date_trigger_class_init (ApsDateTriggerClass *klass)
{
  APS_TRIGGER_BASE_CLASS (klass)->kind = &aps_date_trigger_kind;
}

static void
aps_date_trigger_init (ApsDateTrigger *self)
{
  self->moment.kind = APS_MOMENT_INSTANT;
  self->time_us = APS_TIME_NONE;
}

/**
 * aps_date_trigger_new:
 * @time_us: a moment, in microseconds since 1970
 *
 * Makes a trigger that fires once, at @time_us.
 *
 * Returns: (transfer full) (type ApsDateTrigger): the trigger
 *
 * Since: 1.0
 */
ApsTrigger *
aps_date_trigger_new (gint64 time_us)
{
  ApsMoment moment = { APS_MOMENT_INSTANT, time_us };
  g_auto (ApsTriggerOptions) options = { 0 };

  g_return_val_if_fail (time_us >= APS_ISO8601_MIN_US && time_us <= APS_ISO8601_MAX_US, NULL);

  return make (&moment, &options, NULL);
}
