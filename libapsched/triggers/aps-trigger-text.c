/* Triggers from text and JSON and back, and what is asked of a trigger as a whole.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-trigger.h>

#include <apsched/aps-error.h>

#include "triggers/aps-json-text-private.h"
#include "triggers/aps-trigger-kind-private.h"

#include <string.h>

#define MAX_TEXT_BYTES (1024 * 1024)

static gboolean
refuse (const char *reason, ApsError code, GError **error)
{
  g_set_error (error, APS_ERROR, code, "trigger: %s", reason);
  return FALSE;
}

/**
 * aps_trigger_parse:
 * @text: the text form of a trigger
 * @error: return location for an error
 *
 * Makes a trigger of its text form:
 *
 * - `at:2026-12-24T18:00` fires once
 * - `every:90min` fires again and again
 * - `cron:0 3 * * mon-fri`, `cron:hour=3 day="last fri"`: when the clock matches
 * - `calendar:months=2 hour=10`: every so many days, weeks, months and years
 * - `and:[…] […]`, `or:[…] […]`: combinations
 * - `KIND:key=value`: a trigger from a plugin
 *
 * and a text without a kind is a crontab line. Options follow: `tz=Europe/Berlin`, `start=`,
 * `end=`, `count=`, `except=2026-12-24..2026-12-26,sat-sun,22:00-06:00`, and what becomes of times
 * that a clock change skips or repeats: `gap=skip|next|shift`,
 * `fold=both|first|last|once-if-fixed`, or both by a name, `clock-changes=wall|vixie|ocps|rfc5545`.
 *
 * `APS_ERROR_INVALID_TRIGGER` names the column, counted in characters from 1, and what would be
 * right; `APS_ERROR_NOT_SUPPORTED` tells that the kind is not known in this process.
 *
 * Returns: (transfer full): the trigger; %NULL with @error set if the text is wrong
 *
 * Since: 1.0
 */
ApsTrigger *
aps_trigger_parse (const char *text, GError **error)
{
  return aps_trigger_parse_full (text, NULL, error);
}

/**
 * aps_trigger_parse_full:
 * @text: the text form of a trigger
 * @warnings: (out) (optional) (array zero-terminated=1) (transfer full): return location for
 *   sentences about what is right but perhaps not meant, such as a date that does not exist
 * @error: return location for an error
 *
 * Like aps_trigger_parse(), and tells what may be a slip.
 *
 * Returns: (transfer full): the trigger; %NULL with @error set if the text is wrong
 *
 * Since: 1.0
 */
ApsTrigger *
aps_trigger_parse_full (const char *text, char ***warnings, GError **error)
{
  g_autoptr (ApsTriggerParts) parts = NULL;
  g_autoptr (GPtrArray) sentences = NULL;
  ApsTrigger *trigger = NULL;
  gsize       size;

  g_return_val_if_fail (text != NULL, NULL);

  size = strlen (text);

  if (size > MAX_TEXT_BYTES)
    return refuse ("the text is longer than 1 MiB", APS_ERROR_TOO_LARGE, error), NULL;

  if (!g_utf8_validate (text, (gssize)size, NULL))
    return refuse ("the text is not UTF-8", APS_ERROR_INVALID_TRIGGER, error), NULL;

  if (warnings != NULL)
    sentences = g_ptr_array_new_with_free_func (g_free);

  parts = aps_trigger_parts_scan (text, (ApsSpan){ text, text + size }, 0, sentences, error);

  if (parts != NULL)
    trigger = aps_trigger_from_parts (parts, error);

  if (trigger != NULL && warnings != NULL)
    {
      g_ptr_array_add (sentences, NULL);
      *warnings = (char **)g_ptr_array_free (g_steal_pointer (&sentences), FALSE);
    }

  return trigger;
}

/**
 * aps_trigger_to_text:
 * @self: a trigger
 *
 * Gets the text form, the same for all equal triggers. It is read again by aps_trigger_parse().
 *
 * Returns: (transfer full) (nullable): the text; %NULL for a derived trigger whose type has no
 *   registered name
 *
 * Since: 1.0
 */
char *
aps_trigger_to_text (ApsTrigger *self)
{
  ApsTriggerInterface *iface;

  g_return_val_if_fail (APS_IS_TRIGGER (self), NULL);

  iface = APS_TRIGGER_GET_IFACE (self);
  return iface->to_text != NULL ? iface->to_text (self) : NULL;
}

/**
 * aps_trigger_describe:
 * @self: a trigger
 *
 * Says in English words when the trigger fires.
 *
 * Returns: (transfer full): the words
 *
 * Since: 1.0
 */
char *
aps_trigger_describe (ApsTrigger *self)
{
  ApsTriggerInterface *iface;
  char                *words = NULL;

  g_return_val_if_fail (APS_IS_TRIGGER (self), NULL);

  iface = APS_TRIGGER_GET_IFACE (self);

  if (iface->describe != NULL)
    words = iface->describe (self);

  if (words == NULL)
    words = aps_trigger_to_text (self);

  return words != NULL ? words : g_strdup (G_OBJECT_TYPE_NAME (self));
}

/**
 * aps_trigger_equal:
 * @self: a trigger
 * @other: another one
 *
 * Tells whether two triggers are the same rule: `every:24h` is equal to `every:1d`.
 *
 * Returns: %TRUE if they are equal
 *
 * Since: 1.0
 */
gboolean
aps_trigger_equal (ApsTrigger *self, ApsTrigger *other)
{
  g_autofree char *text = NULL;
  g_autofree char *other_text = NULL;

  g_return_val_if_fail (APS_IS_TRIGGER (self), FALSE);
  g_return_val_if_fail (APS_IS_TRIGGER (other), FALSE);

  if (self == other)
    return TRUE;

  if (G_OBJECT_TYPE (self) != G_OBJECT_TYPE (other))
    return FALSE;

  text = aps_trigger_to_text (self);
  other_text = aps_trigger_to_text (other);
  return text != NULL && g_strcmp0 (text, other_text) == 0;
}

static void
add_types (ApsTrigger *self, GHashTable *names)
{
  char                 *name = aps_trigger_dup_type_name (self);
  const ApsTriggerKind *kind;
  ApsTrigger *const    *children;
  guint                 n;

  if (name == NULL)
    name = g_strdup (G_OBJECT_TYPE_NAME (self));

  if (g_hash_table_contains (names, name))
    g_free (name);
  else
    g_hash_table_add (names, name);

  if (!APS_IS_TRIGGER_BASE (self))
    return;

  kind = aps_trigger_base_get_kind (APS_TRIGGER_BASE (self));

  if (kind == NULL || kind->get_children == NULL)
    return;

  children = kind->get_children (APS_TRIGGER_BASE (self), &n);

  for (guint i = 0; i < n; i++)
    add_types (children[i], names);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/**
 * aps_trigger_get_types:
 * @self: a trigger
 *
 * Gets the names of the trigger's type and of the types of all triggers in it, as a store keeps
 * them: only schedulers that know them all can go on with the trigger.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names, each once, sorted
 *
 * Since: 1.0
 */
char **
aps_trigger_get_types (ApsTrigger *self)
{
  g_autoptr (GHashTable) names = NULL;
  char **list;
  guint  n;

  g_return_val_if_fail (APS_IS_TRIGGER (self), NULL);

  names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, NULL);
  add_types (self, names);
  list = (char **)g_hash_table_get_keys_as_array (names, &n);
  qsort (list, n, sizeof *list, compare_names);
  return list;
}

static gboolean
is_wall_time (const ApsMoment *moment)
{
  return moment->kind == APS_MOMENT_LOCAL || moment->kind == APS_MOMENT_DATE;
}

static gboolean
says_nothing (const ApsClockPolicy *policy)
{
  return policy->gap == APS_GAP_UNSET && policy->fold == APS_FOLD_UNSET &&
         policy->preset == APS_CLOCK_CHANGES_UNSET;
}

ApsTrigger *
aps_trigger_with_defaults_resolved (ApsTrigger           *self,
                                    ApsTimeZone          *zone,
                                    const ApsClockPolicy *policy,
                                    GError              **error)
{
  const ApsTriggerKind *kind = APS_IS_TRIGGER_BASE (self)
                                 ? aps_trigger_base_get_kind (APS_TRIGGER_BASE (self))
                                 : NULL;
  g_auto (ApsTriggerOptions) options = { 0 };

  if (kind == NULL)
    return g_object_ref (self);

  aps_trigger_options_copy (&options, aps_trigger_base_get_options (APS_TRIGGER_BASE (self)));

  if (options.zone == NULL && zone != NULL &&
      (kind->uses_zone || options.except != NULL || is_wall_time (&options.start) ||
       is_wall_time (&options.end)))
    options.zone = aps_time_zone_ref (zone);

  if (kind->is_local && says_nothing (&options.policy))
    options.policy = *policy;

  return kind->copy_with (APS_TRIGGER_BASE (self), &options, zone, policy, error);
}

/**
 * aps_trigger_with_defaults:
 * @self: a trigger
 * @zone_name: (nullable): the zone for a trigger that follows the wall clock and names none
 * @clock_changes: (nullable): the preset (`wall`, `vixie`, `ocps`, `rfc5545`) for a trigger that
 *   says nothing about clock changes
 * @error: return location for an error
 *
 * Makes a trigger that stands alone: what @self leaves to the scheduler's settings is written into
 * it, and into the triggers in it.
 *
 * `APS_ERROR_NOT_FOUND` or `APS_ERROR_INVALID_ARGUMENT` tell that the zone or preset is unknown,
 * `APS_ERROR_INVALID_TRIGGER` that a start or end does not exist in that zone.
 *
 * Returns: (transfer full): the trigger, which may be @self; %NULL with @error set on failure
 *
 * Since: 1.0
 */
ApsTrigger *
aps_trigger_with_defaults (ApsTrigger *self,
                           const char *zone_name,
                           const char *clock_changes,
                           GError    **error)
{
  g_autoptr (ApsTimeZone) zone = NULL;
  ApsClockPolicy policy = { 0 };

  g_return_val_if_fail (APS_IS_TRIGGER (self), NULL);

  if (zone_name != NULL)
    {
      zone = aps_time_zone_lookup (zone_name, error);

      if (zone == NULL)
        return NULL;
    }

  if (clock_changes != NULL)
    {
      policy.preset = aps_clock_changes_from_nick (clock_changes);

      if (policy.preset == APS_CLOCK_CHANGES_UNSET)
        {
          g_set_error (error,
                       APS_ERROR,
                       APS_ERROR_INVALID_ARGUMENT,
                       "clock-changes \"%s\" is none of wall, vixie, ocps, rfc5545",
                       clock_changes);
          return NULL;
        }
    }

  return aps_trigger_with_defaults_resolved (self, zone, &policy, error);
}
