/* Reads the group [scheduler] of a keyfile.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-configuration-private.h"

#include <apsched/aps-error.h>

#include "core/aps-suggest-private.h"
#include "core/aps-time-zone-private.h"
#include "registry/aps-key-table-private.h"

#include <string.h>

#define FIELD(name) G_STRUCT_OFFSET (ApsSchedulerSettings, name)

/* clang-format off */
static const ApsKeySpec keys[] = {
  { "data-store", APS_KEY_OTHER, 0, 0, 0, NULL },
  { "event-broker", APS_KEY_OTHER, 0, 0, 0, NULL },
  { "identity", APS_KEY_NAME, FIELD (identity), 0, 0, NULL },
  { "role", APS_KEY_ENUM, FIELD (role), 0, 0, aps_role_get_type },
  { "lease-duration", APS_KEY_DURATION, FIELD (lease_duration_us), 100 * APS_MILLISECOND, APS_WEEK, NULL },
  { "poll-interval", APS_KEY_DURATION, FIELD (poll_interval_us), 10 * APS_MILLISECOND, APS_WEEK, NULL },
  { "max-concurrent-jobs", APS_KEY_COUNT_LIMIT, FIELD (max_concurrent_jobs), 1, 0, NULL },
  { "cleanup-interval", APS_KEY_DURATION_LIMIT, FIELD (cleanup_interval_us), 10 * APS_MILLISECOND, 0, NULL },
  { "failure-retention", APS_KEY_DURATION_LIMIT, FIELD (failure_retention_us), 0, 0, NULL },
  { "history", APS_KEY_COUNT_LIMIT, FIELD (history), 0, 0, NULL },
  { "stop-timeout", APS_KEY_DURATION_LIMIT, FIELD (stop_timeout_us), 0, 0, NULL },
  { "cancel-timeout", APS_KEY_DURATION_LIMIT, FIELD (cancel_timeout_us), 0, 0, NULL },
  { "store-retry-timeout", APS_KEY_DURATION_LIMIT, FIELD (store_retry_timeout_us), 0, 0, NULL },
  { "timezone", APS_KEY_NAME, FIELD (timezone), 0, 0, NULL },
  { "clock-changes", APS_KEY_NAME, FIELD (clock_changes), 0, 0, NULL },
  { "queues", APS_KEY_NAMES, FIELD (queues), 0, 0, NULL },
  { "registered-by-workers", APS_KEY_NAMES, FIELD (registered_by_workers), 0, 0, NULL },
  { "allow", APS_KEY_NAMES, FIELD (allow), 0, 0, NULL },
  { NULL, APS_KEY_OTHER, 0, 0, 0, NULL },
};
/* clang-format on */

static void
set_defaults (ApsSchedulerSettings *settings)
{
  settings->role = APS_ROLE_BOTH;
  settings->lease_duration_us = 30 * APS_SECOND;
  settings->poll_interval_us = 10 * APS_SECOND;
  settings->cleanup_interval_us = 15 * APS_MINUTE;
  settings->failure_retention_us = 7 * APS_DAY;
  settings->stop_timeout_us = 30 * APS_SECOND;
  settings->cancel_timeout_us = 10 * APS_SECOND;
  settings->store_retry_timeout_us = APS_MINUTE;
  settings->max_concurrent_jobs = 100;
  settings->history = 100;
}

static gboolean
check_timezone (ApsConfiguration *self, ApsKeyfileGroup *group, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (ApsTimeZone) zone = aps_time_zone_lookup (self->settings.timezone, &reason);

  return zone != NULL || aps_keyfile_refuse (self->keyfile,
                                             group,
                                             aps_keyfile_group_find (group, "timezone"),
                                             error,
                                             "\"timezone\": %s",
                                             reason->message);
}

static gboolean
check_clock_changes (ApsConfiguration *self, ApsKeyfileGroup *group, GError **error)
{
  static const char *const presets[] = { "wall", "vixie", "ocps", "rfc5545", NULL };
  const char              *value = self->settings.clock_changes;
  g_autofree char         *quoted = NULL;
  g_autofree char         *phrase = NULL;

  if (g_strv_contains (presets, value))
    return TRUE;

  quoted = aps_quotable (value);
  phrase = aps_suggest_phrase (value, presets, "one of");
  return aps_keyfile_refuse (self->keyfile,
                             group,
                             aps_keyfile_group_find (group, "clock-changes"),
                             error,
                             "\"clock-changes\": \"%s\" is no choice%s",
                             quoted,
                             phrase);
}

gboolean
aps_configuration_read_settings (ApsConfiguration *self, GError **error)
{
  ApsKeyfileGroup *group = aps_keyfile_find (self->keyfile, "scheduler", NULL);

  set_defaults (&self->settings);
  if (group == NULL)
    return TRUE;

  return aps_key_table_read (keys, self->keyfile, group, &self->settings, self->texts, error) &&
         (self->settings.timezone == NULL || check_timezone (self, group, error)) &&
         (self->settings.clock_changes == NULL || check_clock_changes (self, group, error));
}

/* Of a reload only these are taken over, and what is no setting at all. */
static gboolean
is_taken_over (const ApsKeyfileGroup *group, const ApsKeyfileEntry *entry)
{
  return strcmp (group->kind, "scheduler") == 0 &&
         (strcmp (entry->key, "timezone") == 0 || strcmp (entry->key, "clock-changes") == 0);
}

/* As a checksum, for there may be secrets among them. */
void
aps_configuration_note_fixed (ApsConfiguration *self)
{
  static const char *const kinds[] = { "scheduler",    "defaults", "data-store",
                                       "event-broker", "executor", NULL };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->keyfile->groups->len; i++)
    {
      const ApsKeyfileGroup *group = g_ptr_array_index (self->keyfile->groups, i);

      if (!g_strv_contains (kinds, group->kind))
        continue;

      g_string_append_printf (text, "[%s %s]\n", group->kind, group->id != NULL ? group->id : "");
      for (guint k = 0; k < group->entries->len; k++)
        {
          const ApsKeyfileEntry *entry = g_ptr_array_index (group->entries, k);

          if (!is_taken_over (group, entry))
            g_string_append_printf (text, "%s=%s\n", entry->key, entry->value);
        }
    }

  self->fixed = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize)text->len);
}
