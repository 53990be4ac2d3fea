/* What next, explain, audit and calendar are asked about: a trigger's text, or a schedule by its
 * id.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-rule.h"

#include "aps-cli-window.h"

#include <string.h>

void
aps_cli_rule_free (ApsCliRule *self)
{
  g_free (self->name);
  g_free (self->text);
  g_clear_object (&self->trigger);
  g_strfreev (self->warnings);
  g_free (self->seed);
  g_clear_pointer (&self->cursor, aps_cursor_unref);
  g_array_unref (self->skips);
  g_free (self);
}

static ApsCliRule *
rule_new (void)
{
  ApsCliRule *self = g_new0 (ApsCliRule, 1);

  self->next_us = APS_TIME_NONE;
  self->paused_until_us = APS_TIME_NONE;
  self->skips = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

static gboolean
read_text (ApsCliRule *self, ApsCli *cli, const char *text, GError **error)
{
  g_autoptr (ApsTrigger) trigger = aps_trigger_parse_full (text, &self->warnings, error);

  if (trigger == NULL)
    return FALSE;

  self->text = aps_trigger_to_text (trigger);
  if (self->text == NULL)
    self->text = g_strdup (text);
  self->trigger = aps_trigger_with_defaults (trigger, cli->timezone, NULL, error);
  return self->trigger != NULL;
}

static void
read_skips (ApsCliRule *self, const char *json)
{
  g_autoptr (GVariant) list = json != NULL ? aps_value_from_json (json, -1, NULL) : NULL;
  GVariantIter iter;
  GVariant    *item;

  if (list == NULL || !g_variant_is_of_type (list, G_VARIANT_TYPE ("av")))
    return;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_loop (&iter, "v", &item))
    if (g_variant_is_of_type (item, G_VARIANT_TYPE_INT64))
      {
        gint64 skip_us = g_variant_get_int64 (item);

        g_array_append_val (self->skips, skip_us);
      }
}

ApsCliRule *
aps_cli_rule_new_from_record (const ApsScheduleRecord *record, GError **error)
{
  g_autoptr (ApsCliRule) self = rule_new ();

  self->name = g_strdup (record->id);
  self->seed = g_strdup (record->id);
  self->trigger = aps_trigger_from_json (record->trigger, error);
  if (self->trigger == NULL)
    return NULL;

  self->text = aps_trigger_to_text (self->trigger);
  if (self->text == NULL)
    self->text = g_strdup (record->trigger);
  if (record->cursor != NULL)
    {
      self->cursor = aps_cursor_from_json (record->cursor, error);
      if (self->cursor == NULL)
        return NULL;
      self->next_us = record->next_fire_us;
    }
  self->paused = record->paused;
  self->paused_until_us = record->paused_until_us;
  read_skips (self, record->skips);
  return g_steal_pointer (&self);
}

/* The schedules of the store where there is one to look into, else those of the file. */
static ApsRecordList *
list_schedules (ApsCli *cli, const char *path, ApsExit *status)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;
  g_autoptr (ApsConfiguration) configuration = aps_cli_load (cli, path, status);
  g_autoptr (ApsRecordList) schedules = NULL;
  g_autoptr (ApsScheduler) window = NULL;
  g_autoptr (GError) error = NULL;

  if (configuration == NULL)
    return NULL;

  if (!aps_cli_has_store (configuration))
    return aps_record_list_ref (aps_configuration_get_schedules (configuration));

  window = aps_cli_open_window (cli, status);
  if (window == NULL)
    return NULL;

  schedules = aps_record_list_new (APS_RECORD_TYPE_SCHEDULE);
  if (aps_data_store_list_schedules (aps_cli_get_store (window), &query, schedules, &error))
    return g_steal_pointer (&schedules);

  *status = aps_cli_fail_by (error);
  return NULL;
}

static const ApsScheduleRecord *
find_schedule (ApsRecordList *schedules, const char *part, gboolean *several)
{
  const ApsScheduleRecord *found = NULL;

  *several = FALSE;
  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    {
      const ApsScheduleRecord *schedule = aps_record_list_get (schedules, i);

      if (strcmp (schedule->id, part) == 0)
        {
          *several = FALSE;
          return schedule;
        }
      if (*part == '\0' || strstr (schedule->id, part) == NULL)
        continue;

      *several = *several || found != NULL;
      found = schedule;
    }

  return found;
}

/* NULL with status 0: there is none of this id. */
static ApsCliRule *
find_by_id (ApsCli *cli, const char *path, const char *id, ApsExit *status)
{
  g_autoptr (ApsRecordList) schedules = list_schedules (cli, path, status);
  g_autoptr (GError) error = NULL;
  const ApsScheduleRecord *record;
  ApsCliRule              *rule;
  gboolean                 several;

  if (schedules == NULL)
    return NULL;

  record = find_schedule (schedules, id, &several);
  if (several)
    *status = aps_cli_fail (APS_EXIT_USAGE,
                            "\"%.80s\" is part of several schedules' ids: give more of it",
                            id);
  if (record == NULL || several)
    return NULL;

  rule = aps_cli_rule_new_from_record (record, &error);
  if (rule == NULL)
    *status = aps_cli_fail (APS_EXIT_BAD_ANSWER, "schedule \"%s\": %s", id, error->message);
  return rule;
}

/* A word that no trigger could be. */
static gboolean
looks_like_id (const char *text)
{
  return *text != '\0' && strpbrk (text, " :@=\t") == NULL;
}

static ApsCliRule *
fail_as_text (const char *text, const char *path, const GError *error, ApsExit *status)
{
  if (looks_like_id (text) && path != NULL)
    *status = aps_cli_fail (APS_EXIT_NOT_FOUND,
                            "there is no schedule \"%.80s\" in the store of %s, nor is it a "
                            "trigger: %s",
                            text,
                            path,
                            error->message);
  else if (looks_like_id (text))
    *status = aps_cli_fail (APS_EXIT_USAGE,
                            "%s; a schedule's id needs the keyfile, -c FILE",
                            error->message);
  else
    *status = aps_cli_fail_error (APS_EXIT_USAGE, error);
  return NULL;
}

ApsCliRule *
aps_cli_find_rule (ApsCli *cli, const char *text, const char *seed, ApsExit *status)
{
  g_autofree char *path = aps_cli_find_config (cli);
  g_autoptr (ApsCliRule) rule = NULL;
  g_autoptr (ApsCliRule) written = rule_new ();
  g_autoptr (GError) error = NULL;
  gboolean parsed = read_text (written, cli, text, &error);

  *status = APS_EXIT_DONE;
  written->seed = g_strdup (seed);
  if (parsed && cli->config == NULL)
    return g_steal_pointer (&written);

  if (path != NULL && (cli->config != NULL || looks_like_id (text)))
    rule = find_by_id (cli, path, text, status);
  if (rule != NULL || *status != APS_EXIT_DONE)
    return g_steal_pointer (&rule);

  return parsed ? g_steal_pointer (&written) : fail_as_text (text, path, error, status);
}

GPtrArray *
aps_cli_find_all_rules (ApsCli *cli, ApsExit *status)
{
  g_autofree char *path = aps_cli_find_config (cli);
  g_autoptr (ApsRecordList) schedules = NULL;
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)aps_cli_rule_free);

  *status = APS_EXIT_DONE;
  if (path == NULL)
    {
      *status = aps_cli_fail (APS_EXIT_USAGE, "of what? give a trigger, or a keyfile with -c FILE");
      return NULL;
    }

  schedules = list_schedules (cli, path, status);
  if (schedules == NULL)
    return NULL;

  for (guint i = 0; i < aps_record_list_get_n (schedules); i++)
    {
      const ApsScheduleRecord *record = aps_record_list_get (schedules, i);
      g_autoptr (GError) error = NULL;
      ApsCliRule *rule = aps_cli_rule_new_from_record (record, &error);

      if (rule == NULL)
        aps_cli_warn ("schedule \"%s\" is left out: %s", record->id, error->message);
      else
        g_ptr_array_add (rules, rule);
    }

  return g_steal_pointer (&rules);
}

static gboolean
is_skipped (ApsCliRule *self, gint64 fire_us)
{
  for (guint i = 0; i < self->skips->len; i++)
    if (g_array_index (self->skips, gint64, i) == fire_us)
      return TRUE;

  return self->paused &&
         (self->paused_until_us == APS_TIME_NONE || fire_us < self->paused_until_us);
}

/* The place from which to go on, and the fire before it where one is kept. */
static ApsCursor *
begin (ApsCliRule *self, gint64 from_us, gint64 *first_us, GError **error)
{
  g_autoptr (ApsCursor) cursor = NULL;

  *first_us = APS_TIME_NONE;
  if (self->cursor == NULL)
    {
      cursor = aps_cursor_new (from_us);
      if (self->seed != NULL)
        aps_cursor_set_seed (cursor, self->seed);
    }
  else
    {
      cursor = aps_cursor_copy (self->cursor);
      if (self->next_us >= from_us)
        {
          *first_us = self->next_us;
          return g_steal_pointer (&cursor);
        }
    }

  return aps_trigger_skip (self->trigger, cursor, from_us, error) ? g_steal_pointer (&cursor)
                                                                  : NULL;
}

GArray *
aps_cli_rule_fires (ApsCliRule *self, gint64 from_us, gint64 until_us, guint n, GError **error)
{
  g_autoptr (GArray) fires = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 fire_us;
  g_autoptr (ApsCursor) cursor = begin (self, from_us, &fire_us, error);

  if (cursor == NULL)
    return NULL;

  /* A pause without end leaves none; nobody waits for the end of a rule then. */
  if (self->paused && self->paused_until_us == APS_TIME_NONE)
    return g_steal_pointer (&fires);
  if (self->paused && self->paused_until_us > from_us &&
      !aps_trigger_skip (self->trigger, cursor, self->paused_until_us, error))
    return NULL;

  if (fire_us == APS_TIME_NONE && !aps_trigger_next (self->trigger, cursor, &fire_us, error))
    return NULL;
  while (fires->len < n && fire_us != APS_TIME_NONE && fire_us <= until_us)
    {
      if (!is_skipped (self, fire_us))
        g_array_append_val (fires, fire_us);
      if (!aps_trigger_next (self->trigger, cursor, &fire_us, error))
        return NULL;
    }

  return g_steal_pointer (&fires);
}
