/* A plugin that was found, for tools that list plugins.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-registry.h>

G_DEFINE_BOXED_TYPE (ApsPluginInfo, aps_plugin_info, aps_plugin_info_copy, aps_plugin_info_free)

/**
 * aps_plugin_info_copy:
 * @self: what is known of a plugin
 *
 * Copies what is known of a plugin.
 *
 * Returns: (transfer full): the copy
 *
 * Since: 1.0
 */
ApsPluginInfo *
aps_plugin_info_copy (const ApsPluginInfo *self)
{
  ApsPluginInfo *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (ApsPluginInfo, 1);
  copy->kind = self->kind;
  copy->name = g_strdup (self->name);
  copy->path = g_strdup (self->path);
  copy->error = g_strdup (self->error);
  copy->version = g_strdup (self->version);
  copy->description = g_strdup (self->description);
  copy->license = g_strdup (self->license);
  copy->type = self->type;
  return copy;
}

/**
 * aps_plugin_info_free:
 * @self: (transfer full): what is known of a plugin
 *
 * Frees it.
 *
 * Since: 1.0
 */
void
aps_plugin_info_free (ApsPluginInfo *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->path);
  g_free (self->error);
  g_free (self->version);
  g_free (self->description);
  g_free (self->license);
  g_free (self);
}
