/* What a plugin module tells of itself.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-types.h>

G_BEGIN_DECLS

/**
 * APS_PLUGIN_ABI:
 *
 * The version of the plugin interface that this header describes. A module made for another one
 * is refused.
 *
 * Since: 1.0
 */
#define APS_PLUGIN_ABI 1

/**
 * ApsPluginKind:
 * @APS_PLUGIN_KIND_DATA_STORE: implements [iface@Aps.DataStore]
 * @APS_PLUGIN_KIND_EVENT_BROKER: implements [iface@Aps.EventBroker]
 * @APS_PLUGIN_KIND_EXECUTOR: implements [iface@Aps.Executor]
 * @APS_PLUGIN_KIND_TRIGGER: implements [iface@Aps.Trigger]
 *
 * What a plugin implements.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_PLUGIN_KIND_DATA_STORE,
  APS_PLUGIN_KIND_EVENT_BROKER,
  APS_PLUGIN_KIND_EXECUTOR,
  APS_PLUGIN_KIND_TRIGGER,
} ApsPluginKind;

#define APS_TYPE_PLUGIN_KIND (aps_plugin_kind_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_plugin_kind_get_type (void);
APS_AVAILABLE_IN_1_0
const char *aps_plugin_kind_to_string (ApsPluginKind kind);

/**
 * ApsPluginDescriptor: (skip)
 * @abi: [const@Aps.PLUGIN_ABI]; set by APS_PLUGIN_DEFINE()
 * @kind: what the plugin implements
 * @name: its name in keyfiles: `[a-z][a-z0-9-]*`
 * @version: its version
 * @description: one line that says what it is for
 * @license: (nullable): SPDX identifier of its licence
 * @get_type: gets its type, which implements the interface of @kind; as G_DEFINE_TYPE() makes it
 * @event_broker: (nullable): for a data store: the name of the event broker that goes with it
 *   where none is configured; %NULL is `local`
 *
 * A plugin, as its module describes it. Settings are the type's writable properties.
 *
 * Since: 1.0
 */
typedef struct
{
  guint         abi;
  ApsPluginKind kind;
  const char   *name;
  const char   *version;
  const char   *description;
  const char   *license;
  GType (*get_type) (void);
  const char *event_broker;

  /*< private >*/
  gpointer padding[8];
} ApsPluginDescriptor;

/**
 * ApsPluginQueryFunc: (skip)
 *
 * The one symbol that a plugin module exports, under the name `aps_plugin_query`.
 *
 * Returns: (transfer none): the module's descriptor
 *
 * Since: 1.0
 */
typedef const ApsPluginDescriptor *(*ApsPluginQueryFunc) (void);

#ifdef APS_PLUGIN_BUILTIN
#define APS_PLUGIN_SYMBOL APS_PLUGIN_BUILTIN
#define APS_PLUGIN_EXPORT
#else
#define APS_PLUGIN_SYMBOL aps_plugin_query
#define APS_PLUGIN_EXPORT __attribute__ ((visibility ("default")))
#endif

/**
 * APS_PLUGIN_DEFINE: (skip)
 * @...: initialisers of an ApsPluginDescriptor, but for its `abi`
 *
 * Defines the symbol by which the registry finds the plugin. It stands once in a module.
 *
 * Since: 1.0
 */
#define APS_PLUGIN_DEFINE(...)                                                                     \
  APS_PLUGIN_EXPORT const ApsPluginDescriptor *APS_PLUGIN_SYMBOL (void);                           \
                                                                                                   \
  const ApsPluginDescriptor *APS_PLUGIN_SYMBOL (void)                                              \
  {                                                                                                \
    static const ApsPluginDescriptor descriptor = { .abi = APS_PLUGIN_ABI, __VA_ARGS__ };          \
    return &descriptor;                                                                            \
  }

G_END_DECLS
