/* Turns what a keyfile says such that data are kept apart from those that it names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-configuration-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-registry.h>
#include <apsched/aps-setting.h>

#include <string.h>

/* What says which work is done, not with what. */
static const char *const kinds_of_work[] = { "defaults", "task", "schedule", "queue", "calendar" };
static const char *const keys_of_work[] = {
  "identity", "role", "queues", "registered-by-workers", "allow"
};

static void
forget_work (ApsKeyfile *keyfile)
{
  ApsKeyfileGroup *scheduler = aps_keyfile_find (keyfile, "scheduler", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds_of_work); i++)
    aps_keyfile_forget_kind (keyfile, kinds_of_work[i]);
  for (guint i = 0; scheduler != NULL && i < G_N_ELEMENTS (keys_of_work); i++)
    aps_keyfile_group_forget (scheduler, keys_of_work[i]);
}

/* The last part of a path; a word of one's own where it has none. */
static char *
file_name (const char *path)
{
  g_autofree char *name = g_path_get_basename (path != NULL ? path : "");

  return g_strdup (strcmp (name, ".") == 0 || strcmp (name, "/") == 0 ? "data" : name);
}

static char *
place_apart (ApsKeyfileGroup *group, GParamSpec *setting, const ApsApart *apart)
{
  ApsKeyfileEntry *entry = aps_keyfile_group_find (group, setting->name);
  g_autofree char *name = NULL;

  if ((aps_setting_get_flags (setting) & APS_SETTING_FILE) == 0)
    return g_strdup (apart->name);

  name = file_name (entry != NULL ? entry->value : NULL);
  return g_build_filename (apart->folder, name, NULL);
}

/* What is wrong with a group is found when it is read. */
static void
move_group (ApsKeyfileGroup *group, ApsPluginKind kind, const ApsApart *apart)
{
  ApsKeyfileEntry           *entry = aps_keyfile_group_find (group, "plugin");
  const ApsPluginDescriptor *plugin =
    aps_registry_find (kind, entry != NULL ? entry->value : group->id, NULL);
  GParamSpec      *setting = plugin != NULL ? aps_setting_find_place (plugin->get_type ()) : NULL;
  g_autofree char *value = NULL;

  if (setting == NULL)
    return;

  value = place_apart (group, setting, apart);
  aps_keyfile_group_set (group, setting->name, value);
}

gboolean
aps_configuration_move_apart (ApsKeyfile *keyfile, const ApsApart *apart, GError **error)
{
  forget_work (keyfile);

  for (guint i = 0; i < keyfile->groups->len; i++)
    {
      ApsKeyfileGroup *group = g_ptr_array_index (keyfile->groups, i);

      if (group->id != NULL && strcmp (group->kind, "data-store") == 0)
        move_group (group, APS_PLUGIN_KIND_DATA_STORE, apart);
      if (group->id != NULL && strcmp (group->kind, "event-broker") == 0)
        move_group (group, APS_PLUGIN_KIND_EVENT_BROKER, apart);
    }

  for (guint i = 0; apart->overrides != NULL && apart->overrides[i] != NULL; i++)
    if (!aps_keyfile_override (keyfile, apart->overrides[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
refuse (const char *what, const char *plugin, GError **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "%s %s cannot be kept apart from what is there: none of its settings is marked as "
               "the place of its data",
               what,
               plugin);
  return FALSE;
}

gboolean
aps_configuration_check_apart (ApsConfiguration *self, GError **error)
{
  gboolean private = (aps_data_store_get_flags (self->data_store) & APS_DATA_STORE_PRIVATE) != 0;

  if (!private && aps_setting_find_place (G_OBJECT_TYPE (self->data_store)) == NULL)
    return refuse ("data store", self->data_store_plugin, error);
  if (!aps_event_broker_is_local (self->event_broker) &&
      aps_setting_find_place (G_OBJECT_TYPE (self->event_broker)) == NULL)
    return refuse ("event broker", self->event_broker_plugin, error);

  return TRUE;
}
