/* Makes an object of the plugin under check: one that the library carries.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "kit.h"

#include "registry/aps-builtins-private.h"

#include <string.h>

gpointer
kit_new_object (GError **error)
{
  for (guint i = 0; aps_builtin_plugins[i] != NULL; i++)
    {
      const ApsPluginDescriptor *descriptor = aps_builtin_plugins[i]();

      if (descriptor->kind == kit_get_kind () && g_str_equal (descriptor->name, kit_get_name ()))
        {
          g_auto (GStrv) words = g_strsplit (kit_get_settings (), " ", -1);
          char *sign = words[0] != NULL ? strchr (words[0], '=') : NULL;

          if (sign == NULL)
            return g_object_new (descriptor->get_type (), NULL);
          *sign = '\0';
          return g_object_new (descriptor->get_type (), words[0], sign + 1, NULL);
        }
    }

  g_set_error (error, APS_ERROR, APS_ERROR_NOT_FOUND, "No plugin %s", kit_get_name ());
  return NULL;
}
