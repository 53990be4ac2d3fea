/* Makes an object of the plugin under check.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "kit.h"

gpointer
kit_new_object (GError **error)
{
  switch (kit_get_kind ())
    {
    case APS_PLUGIN_KIND_DATA_STORE:
      return aps_registry_new_data_store (kit_get_name (), kit_get_settings (), error);
    case APS_PLUGIN_KIND_EVENT_BROKER:
      return aps_registry_new_event_broker (kit_get_name (), kit_get_settings (), error);
    case APS_PLUGIN_KIND_EXECUTOR:
      return aps_registry_new_executor (kit_get_name (), kit_get_settings (), error);
    case APS_PLUGIN_KIND_TRIGGER:
    default:
      g_assert_not_reached ();
    }
}
