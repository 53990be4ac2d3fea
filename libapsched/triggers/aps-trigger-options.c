/* The options that every kind of trigger takes, read and printed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-trigger-options-private.h"

#include <apsched/aps-types.h>

#include "core/aps-civil-private.h"
#include "core/aps-iso8601-private.h"

#include <string.h>

void
aps_trigger_options_copy (ApsTriggerOptions *to, const ApsTriggerOptions *from)
{
  *to = *from;

  if (to->zone != NULL)
    aps_time_zone_ref (to->zone);

  if (to->except != NULL)
    aps_exclusions_ref (to->except);
}

void
aps_trigger_options_clear (ApsTriggerOptions *self)
{
  if (self->zone != NULL)
    aps_time_zone_unref (self->zone);

  if (self->except != NULL)
    aps_exclusions_unref (self->except);

  memset (self, 0, sizeof *self);
}

gboolean
aps_moment_parse (ApsMoment             *moment,
                  const ApsTriggerParts *parts,
                  const ApsSpan         *span,
                  GError               **error)
{
  g_autofree char *problem = NULL;
  ApsIsoTime       time;
  const char      *at;

  if (!aps_iso8601_parse (span->start, (gsize)(span->end - span->start), &time, &at, &problem))
    return aps_trigger_parts_fail (parts, at, error, problem, "");

  moment->us = time.local_us;

  if (time.has_offset)
    {
      moment->kind = APS_MOMENT_INSTANT;
      moment->us -= time.offset_s * APS_SECOND;
    }
  else
    moment->kind = time.has_time ? APS_MOMENT_LOCAL : APS_MOMENT_DATE;

  return TRUE;
}

char *
aps_moment_to_string (const ApsMoment *moment)
{
  GString *text = g_string_new (NULL);

  if (moment->kind == APS_MOMENT_INSTANT)
    aps_iso8601_append_utc (text, moment->us);
  else if (moment->kind == APS_MOMENT_DATE)
    aps_iso8601_append_date (text, aps_floor_div (moment->us, APS_DAY));
  else
    aps_iso8601_append_local (text, moment->us);

  return g_string_free (text, FALSE);
}

gboolean
aps_moment_resolve (const ApsMoment *moment,
                    ApsTimeZone     *zone,
                    ApsMomentFlags   flags,
                    gint64          *time_us)
{
  gint64       us = moment->us;
  ApsLocalTime local;
  gint64       second, fraction;

  if (moment->kind == APS_MOMENT_INSTANT)
    {
      *time_us = us;
      return TRUE;
    }

  if (moment->kind == APS_MOMENT_DATE)
    {
      /* A day may begin or end in a gap, and be a day nevertheless. */
      flags |= APS_MOMENT_LENIENT;

      if (flags & APS_MOMENT_LAST)
        us += APS_DAY - 1;
    }

  second = aps_floor_div (us, APS_SECOND);
  fraction = us - second * APS_SECOND;
  aps_time_zone_resolve_local (zone, second, &local);

  if (local.n_instants > 0)
    {
      gboolean last = moment->kind == APS_MOMENT_DATE && (flags & APS_MOMENT_LAST) != 0;

      *time_us = local.instants[last ? local.n_instants - 1 : 0] * APS_SECOND + fraction;
      return TRUE;
    }

  if ((flags & APS_MOMENT_LENIENT) == 0)
    return FALSE;

  if (moment->kind == APS_MOMENT_DATE)
    *time_us = local.change_s * APS_SECOND - ((flags & APS_MOMENT_LAST) != 0 ? 1 : 0);
  else
    *time_us = (second - local.offset_before_s) * APS_SECOND + fraction;

  return TRUE;
}

static gpointer
find_default_zone (gpointer unused)
{
  g_autofree char *name = aps_time_zone_system_name ();
  ApsTimeZone     *zone = NULL;

  if (name != NULL)
    zone = aps_time_zone_lookup (name, NULL);

  return zone != NULL ? zone : aps_time_zone_lookup_utc ();
}

ApsTimeZone *
aps_trigger_default_zone (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, find_default_zone, NULL);
}

static gboolean
parse_zone (ApsTriggerOptions *self, ApsTriggerParts *parts, GError **error)
{
  const ApsOption *option = aps_trigger_parts_take (parts, "tz");
  g_autoptr (GError) problem = NULL;
  g_autofree char *what = NULL;
  g_autofree char *rest = NULL;

  if (option == NULL)
    return TRUE;

  self->zone = aps_time_zone_lookup (option->value, &problem);

  if (self->zone != NULL)
    return TRUE;

  what = g_strdup_printf ("tz \"%s\"", option->value);
  rest = g_strdup_printf ("cannot be used: %s", problem->message);
  return aps_trigger_parts_fail (parts, option->span.start, error, what, rest);
}

static gboolean
parse_moment (ApsMoment *moment, ApsTriggerParts *parts, const char *key, GError **error)
{
  const ApsOption *option = aps_trigger_parts_take (parts, key);

  return option == NULL || aps_moment_parse (moment, parts, &option->span, error);
}

static gboolean
fail_nick (const ApsTriggerParts *parts, const ApsOption *option, const char *nicks, GError **error)
{
  g_autofree char *what = g_strdup_printf ("%s \"%s\"", option->key, option->value);
  g_autofree char *rest = g_strdup_printf ("is none of %s", nicks);

  return aps_trigger_parts_fail (parts, option->span.start, error, what, rest);
}

static gboolean
parse_policy (ApsClockPolicy *policy, ApsTriggerParts *parts, GError **error)
{
  const ApsOption *gap = aps_trigger_parts_take (parts, "gap");
  const ApsOption *fold = aps_trigger_parts_take (parts, "fold");
  const ApsOption *preset = aps_trigger_parts_take (parts, "clock-changes");

  if (gap != NULL && (policy->gap = aps_gap_from_nick (gap->value)) == APS_GAP_UNSET)
    return fail_nick (parts, gap, "skip, next, shift", error);

  if (fold != NULL && (policy->fold = aps_fold_from_nick (fold->value)) == APS_FOLD_UNSET)
    return fail_nick (parts, fold, "both, first, last, once-if-fixed", error);

  if (preset != NULL &&
      (policy->preset = aps_clock_changes_from_nick (preset->value)) == APS_CLOCK_CHANGES_UNSET)
    return fail_nick (parts, preset, "wall, vixie, ocps, rfc5545", error);

  return TRUE;
}

gboolean
aps_trigger_options_parse (ApsTriggerOptions *self, ApsTriggerParts *parts, GError **error)
{
  const ApsOption *count = aps_trigger_parts_take (parts, "count");
  const ApsOption *except = aps_trigger_parts_take (parts, "except");

  if (!parse_zone (self, parts, error) || !parse_moment (&self->start, parts, "start", error) ||
      !parse_moment (&self->end, parts, "end", error) ||
      !parse_policy (&self->policy, parts, error))
    return FALSE;

  if (count != NULL &&
      !aps_trigger_parts_integer (parts, count, 1, G_MAXINT64, &self->count, error))
    return FALSE;

  if (except != NULL)
    self->except = aps_exclusions_parse (parts, &except->span, error);

  return except == NULL || self->except != NULL;
}

static void
print_moment (ApsTriggerParts *parts, const char *key, const ApsMoment *moment)
{
  g_autofree char *text = NULL;

  if (moment->kind == APS_MOMENT_UNSET)
    return;

  text = aps_moment_to_string (moment);
  aps_trigger_parts_add_option (parts, key, text);
}

static void
print_nick (ApsTriggerParts *parts, const char *key, const char *nick)
{
  if (nick != NULL)
    aps_trigger_parts_add_option (parts, key, nick);
}

void
aps_trigger_options_print (const ApsTriggerOptions *self,
                           ApsTriggerParts         *parts,
                           ApsTimeZone             *inherited)
{
  if (self->zone != NULL && self->zone != inherited)
    aps_trigger_parts_add_option (parts, "tz", aps_time_zone_get_name (self->zone));

  print_moment (parts, "start", &self->start);
  print_moment (parts, "end", &self->end);

  if (self->count > 0)
    {
      g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, self->count);

      aps_trigger_parts_add_option (parts, "count", count);
    }

  if (self->except != NULL)
    aps_trigger_parts_add_option (parts, "except", self->except->text);

  print_nick (parts, "gap", aps_gap_to_nick (self->policy.gap));
  print_nick (parts, "fold", aps_fold_to_nick (self->policy.fold));
  print_nick (parts, "clock-changes", aps_clock_changes_to_nick (self->policy.preset));
}
