/* What a plugin tells of itself, and whether it can be believed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-plugin.h>

#include <apsched/aps-data-store.h>
#include <apsched/aps-error.h>
#include <apsched/aps-event-broker.h>
#include <apsched/aps-executor.h>
#include <apsched/aps-trigger.h>

#include "registry/aps-plugin-file-private.h"

#include <string.h>

G_DEFINE_ENUM_TYPE (ApsPluginKind,
                    aps_plugin_kind,
                    G_DEFINE_ENUM_VALUE (APS_PLUGIN_KIND_DATA_STORE, "data-store"),
                    G_DEFINE_ENUM_VALUE (APS_PLUGIN_KIND_EVENT_BROKER, "event-broker"),
                    G_DEFINE_ENUM_VALUE (APS_PLUGIN_KIND_EXECUTOR, "executor"),
                    G_DEFINE_ENUM_VALUE (APS_PLUGIN_KIND_TRIGGER, "trigger"))

/**
 * aps_plugin_kind_to_string:
 * @kind: a kind of plugin
 *
 * Gets the word for a kind of plugin, as keyfiles and the names of plugin files have it.
 *
 * Returns: (transfer none): `data-store`, `event-broker`, `executor` or `trigger`
 *
 * Since: 1.0
 */
const char *
aps_plugin_kind_to_string (ApsPluginKind kind)
{
  static const char *const words[] = {
    [APS_PLUGIN_KIND_DATA_STORE] = "data-store",
    [APS_PLUGIN_KIND_EVENT_BROKER] = "event-broker",
    [APS_PLUGIN_KIND_EXECUTOR] = "executor",
    [APS_PLUGIN_KIND_TRIGGER] = "trigger",
  };

  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (words), NULL);

  return words[kind];
}

GType
aps_plugin_kind_get_interface (ApsPluginKind kind)
{
  switch (kind)
    {
    case APS_PLUGIN_KIND_DATA_STORE:
      return APS_TYPE_DATA_STORE;
    case APS_PLUGIN_KIND_EVENT_BROKER:
      return APS_TYPE_EVENT_BROKER;
    case APS_PLUGIN_KIND_EXECUTOR:
      return APS_TYPE_EXECUTOR;
    case APS_PLUGIN_KIND_TRIGGER:
      return APS_TYPE_TRIGGER;
    default:
      g_assert_not_reached ();
    }
}

gboolean
aps_plugin_name_is_valid (const char *name)
{
  return g_ascii_islower (name[0]) &&
         name[strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static gboolean
refuse (const char *what, const char *reason, GError **error)
{
  g_set_error (error, APS_ERROR, APS_ERROR_IMPLEMENTATION, "the plugin %s %s", what, reason);
  return FALSE;
}

static gboolean
check_type (GType type, ApsPluginKind kind, const char *what, GError **error)
{
  GType            wanted = aps_plugin_kind_get_interface (kind);
  g_autofree char *reason = NULL;

  if (type == G_TYPE_INVALID)
    return refuse (what, "has no type (perhaps another plugin has registered its name)", error);

  if (!G_TYPE_IS_OBJECT (type) || !g_type_is_a (type, wanted))
    reason = g_strdup_printf ("has type %s, which does not implement %s",
                              g_type_name (type),
                              g_type_name (wanted));
  else if (G_TYPE_IS_ABSTRACT (type))
    reason = g_strdup_printf ("has type %s, which is abstract", g_type_name (type));

  return reason == NULL || refuse (what, reason, error);
}

gboolean
aps_plugin_check (const ApsPluginDescriptor *descriptor,
                  ApsPluginKind              kind,
                  const char                *name,
                  const char                *path,
                  GError                   **error)
{
  const char      *what = path != NULL ? path : name;
  g_autofree char *reason = NULL;

  /* The rest of a descriptor made for another ABI means nothing here. */
  if (descriptor->abi != APS_PLUGIN_ABI)
    reason = g_strdup_printf ("was made for ABI %u of libapsched, this is ABI %d: build it anew",
                              descriptor->abi,
                              APS_PLUGIN_ABI);
  else if (descriptor->kind != kind)
    reason = g_strdup_printf ("does not say that it is of kind %s, as its file's name does",
                              aps_plugin_kind_to_string (kind));
  else if (g_strcmp0 (descriptor->name, name) != 0)
    reason = g_strdup_printf ("calls itself \"%s\", its file's name says \"%s\"",
                              descriptor->name != NULL ? descriptor->name : "",
                              name);
  else if (descriptor->get_type == NULL)
    reason = g_strdup ("has no get_type");

  if (reason != NULL)
    return refuse (what, reason, error);

  return check_type (descriptor->get_type (), kind, what, error);
}
