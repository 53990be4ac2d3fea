/* Makes the data store, the event broker and the executors that a keyfile sets up.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-configuration-private.h"

#include <apsched/aps-error.h>

#include "core/aps-suggest-private.h"
#include "registry/aps-registry-private.h"
#include "registry/aps-settings-private.h"

#include <string.h>

/* The plugin that a group names, or whose name the group has. */
static const ApsPluginDescriptor *
find_plugin (ApsKeyfile *keyfile, ApsKeyfileGroup *group, ApsPluginKind kind, GError **error)
{
  ApsKeyfileEntry           *entry = aps_keyfile_group_find (group, "plugin");
  const ApsPluginDescriptor *descriptor;
  g_autoptr (GError) reason = NULL;

  descriptor = aps_registry_find (kind, entry != NULL ? entry->value : group->id, &reason);
  if (descriptor != NULL)
    return descriptor;

  if (entry == NULL && g_error_matches (reason, APS_ERROR, APS_ERROR_NOT_FOUND))
    aps_keyfile_refuse (keyfile,
                        group,
                        NULL,
                        error,
                        "it needs plugin=NAME, since no %s plugin is named \"%s\"",
                        group->kind,
                        group->id);
  else
    aps_keyfile_refuse (keyfile, group, entry, error, "%s", reason->message);
  return NULL;
}

static GObject *
make_object (ApsKeyfile                 *keyfile,
             ApsKeyfileGroup            *group,
             ApsPluginKind               kind,
             const ApsPluginDescriptor **plugin,
             GError                    **error)
{
  const ApsPluginDescriptor *descriptor = find_plugin (keyfile, group, kind, error);
  g_autoptr (GArray) lines = aps_setting_lines_new ();
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (GError) reason = NULL;
  GObject *object;
  gint     at;

  if (descriptor == NULL)
    return NULL;

  for (guint i = 0; i < group->entries->len; i++)
    {
      ApsKeyfileEntry *entry = g_ptr_array_index (group->entries, i);

      if (strcmp (entry->key, "plugin") == 0)
        continue;
      aps_setting_lines_add (lines, entry->key, entry->value, entry->line);
      g_ptr_array_add (entries, entry);
    }

  object = aps_settings_new_object (descriptor, lines, keyfile->folder, &at, &reason);
  if (object == NULL)
    aps_keyfile_refuse (keyfile,
                        group,
                        at >= 0 ? g_ptr_array_index (entries, at) : NULL,
                        error,
                        "%s",
                        reason->message);

  if (plugin != NULL)
    *plugin = descriptor;
  return object;
}

static gboolean
refuse_chosen (
  ApsKeyfile *keyfile, ApsKeyfileEntry *chosen, const char *word, GPtrArray *known, GError **error)
{
  g_autofree char *quoted = aps_quotable (chosen->value);
  g_autofree char *phrase =
    aps_suggest_phrase (chosen->value, (const char *const *)known->pdata, "there are");

  return aps_keyfile_refuse (keyfile,
                             aps_keyfile_find (keyfile, "scheduler", NULL),
                             chosen,
                             error,
                             "\"%s\": there is no group [%s %s]%s",
                             word,
                             word,
                             quoted,
                             phrase);
}

/* The group that [scheduler] names as its data store or event broker: *group, NULL where it names
 * none. A plugin that needs no settings needs no group either. */
static gboolean
find_chosen (ApsKeyfile *keyfile, ApsPluginKind kind, ApsKeyfileGroup **group, GError **error)
{
  const char      *word = aps_plugin_kind_to_string (kind);
  ApsKeyfileGroup *scheduler = aps_keyfile_find (keyfile, "scheduler", NULL);
  ApsKeyfileEntry *chosen = scheduler != NULL ? aps_keyfile_group_find (scheduler, word) : NULL;
  g_autoptr (GPtrArray) known = aps_keyfile_list_ids (keyfile, word);

  *group = NULL;
  if (chosen == NULL && known->pdata[0] != NULL)
    return aps_keyfile_refuse (keyfile,
                               aps_keyfile_find (keyfile, word, known->pdata[0]),
                               NULL,
                               error,
                               "nothing uses it: say %s=%s in [scheduler]",
                               word,
                               (const char *)known->pdata[0]);
  if (chosen == NULL)
    return TRUE;

  *group = aps_keyfile_find (keyfile, word, chosen->value);
  if (*group == NULL && aps_registry_find (kind, chosen->value, NULL) != NULL)
    *group = aps_keyfile_add_group (keyfile, word, chosen->value, chosen->line);

  return *group != NULL || refuse_chosen (keyfile, chosen, word, known, error);
}

/* Groups that are there but not chosen are checked as well: an override may choose them. */
static gboolean
check_others (ApsKeyfile *keyfile, ApsPluginKind kind, ApsKeyfileGroup *chosen, GError **error)
{
  for (guint i = 0; i < keyfile->groups->len; i++)
    {
      ApsKeyfileGroup *group = g_ptr_array_index (keyfile->groups, i);
      g_autoptr (GObject) object = NULL;

      if (group == chosen || strcmp (group->kind, aps_plugin_kind_to_string (kind)) != 0)
        continue;

      object = make_object (keyfile, group, kind, NULL, error);
      if (object == NULL)
        return FALSE;
    }

  return TRUE;
}

/* Makes the chosen object; leaves *object NULL where the file chooses none. */
static gboolean
read_chosen (
  ApsConfiguration *self, ApsPluginKind kind, GObject **object, const char **plugin, GError **error)
{
  const ApsPluginDescriptor *descriptor;
  ApsKeyfileGroup           *group;

  if (!find_chosen (self->keyfile, kind, &group, error))
    return FALSE;
  if (group == NULL)
    return TRUE;

  *object = make_object (self->keyfile, group, kind, &descriptor, error);
  if (*object == NULL)
    return FALSE;

  *plugin = descriptor->name;
  return check_others (self->keyfile, kind, group, error);
}

static gboolean
read_executors (ApsConfiguration *self, GError **error)
{
  for (guint i = 0; i < self->keyfile->groups->len; i++)
    {
      ApsKeyfileGroup       *group = g_ptr_array_index (self->keyfile->groups, i);
      ApsConfiguredExecutor *entry;
      GObject               *object;

      if (strcmp (group->kind, "executor") != 0)
        continue;

      object = make_object (self->keyfile, group, APS_PLUGIN_KIND_EXECUTOR, NULL, error);
      if (object == NULL)
        return FALSE;

      entry = g_new (ApsConfiguredExecutor, 1);
      entry->name = g_strdup (group->id);
      entry->executor = APS_EXECUTOR (object);
      g_ptr_array_add (self->executors, entry);
    }

  return TRUE;
}

static gboolean
read_data_store (ApsConfiguration *self, GError **error)
{
  GObject *object = NULL;
  g_autoptr (GError) reason = NULL;

  if (!read_chosen (self, APS_PLUGIN_KIND_DATA_STORE, &object, &self->data_store_plugin, error))
    {
      g_clear_object (&object);
      return FALSE;
    }

  if (object == NULL)
    {
      object = (GObject *)aps_registry_new_data_store ("memory", NULL, &reason);
      self->data_store_plugin = "memory";
    }

  if (object == NULL)
    return aps_keyfile_refuse (self->keyfile, NULL, NULL, error, "%s", reason->message);

  self->data_store = APS_DATA_STORE (object);
  return TRUE;
}

static gboolean
read_event_broker (ApsConfiguration *self, GError **error)
{
  GObject *object = NULL;
  g_autoptr (GError) reason = NULL;

  if (!read_chosen (self, APS_PLUGIN_KIND_EVENT_BROKER, &object, &self->event_broker_plugin, error))
    {
      g_clear_object (&object);
      return FALSE;
    }

  if (object != NULL)
    {
      self->event_broker = APS_EVENT_BROKER (object);
      return TRUE;
    }

  self->event_broker = aps_registry_new_broker_for (self->data_store, &reason);
  if (self->event_broker == NULL)
    return aps_keyfile_refuse (self->keyfile,
                               NULL,
                               NULL,
                               error,
                               "the event broker that goes with %s: %s",
                               self->data_store_plugin,
                               reason->message);

  self->event_broker_plugin = aps_registry_find_by_type (G_OBJECT_TYPE (self->event_broker))->name;
  return TRUE;
}

gboolean
aps_configuration_read_plugins (ApsConfiguration *self, GError **error)
{
  return read_data_store (self, error) && read_event_broker (self, error) &&
         read_executors (self, error);
}
