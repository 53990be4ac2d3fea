/* Turns module:LIBRARY:SYMBOL into something to run. LIBRARY is the name or path of a shared
 * library, looked for as the system does; empty for this program.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-module-resolver-private.h"

#include <apsched/aps-error.h>

#include <gmodule.h>
#include <string.h>

static ApsRunnable *
find_symbol (GModule *module, const char *reference, const char *symbol, GError **error)
{
  gpointer address = NULL;

  if (g_module_symbol (module, symbol, &address) && address != NULL)
    return aps_runnable_new_func ((ApsTaskFunc)address, NULL, NULL, NULL);

  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_FOUND,
               "\"%.80s\": there is no symbol \"%.80s\"%s",
               reference,
               symbol,
               g_str_has_prefix (reference, "module::")
                 ? " in this program (it is to be exported: link with -Wl,--export-dynamic)"
                 : "");
  return NULL;
}

ApsRunnable *
aps_module_resolve (const char *reference, GError **error)
{
  const char      *library = reference + strlen ("module:");
  const char      *colon = strrchr (library, ':');
  g_autofree char *file = NULL;
  GModule         *module;

  if (colon == NULL || colon[1] == '\0')
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_ARGUMENT,
                   "\"%.80s\" is no reference to a symbol: module:LIBRARY:SYMBOL is wanted",
                   reference);
      return NULL;
    }

  file = g_strndup (library, (gsize)(colon - library));
  module = g_module_open (*file != '\0' ? file : NULL, G_MODULE_BIND_LOCAL);
  if (module == NULL)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_FOUND,
                   "\"%.80s\": the library cannot be loaded: %s",
                   reference,
                   g_module_error ());
      return NULL;
    }

  g_module_make_resident (module);
  return find_symbol (module, reference, colon + 1, error);
}
