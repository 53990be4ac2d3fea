/* Trigger types that come from plugins.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-registry-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-trigger-base.h>

#include "core/aps-suggest-private.h"
#include "registry/aps-plugin-file-private.h"
#include "triggers/aps-trigger-kind-private.h"

/* The kinds of trigger there are in the library, as texts name them. */
static const char *const kinds[] = { "and",     "at",         "calendar", "cron",  "every",
                                     "iso8601", "oncalendar", "or",       "rrule", NULL };

static gboolean
load (const char *name, GError **error)
{
  const ApsPluginDescriptor *descriptor = aps_registry_find (APS_PLUGIN_KIND_TRIGGER, name, error);

  return descriptor != NULL &&
         aps_trigger_register_type (descriptor->name, descriptor->get_type (), error);
}

/* A trigger's text or JSON names a type that nobody has registered: perhaps a plugin has it. */
static gboolean
load_wanted (const char *name, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *phrase = NULL;

  if (!aps_plugin_name_is_valid (name) || load (name, &reason))
    return TRUE;

  quoted = aps_quotable (name);
  phrase = aps_suggest_phrase (name, kinds, "the library has");
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "trigger type \"%s\" is not known here%s: %s",
               quoted,
               phrase,
               reason->message);
  return FALSE;
}

/* The triggers know nothing of the registry, and there is no call with which every program begins:
 * so the library hands them its loader when it is loaded itself. */
__attribute__ ((constructor)) static void
set_loader (void)
{
  aps_trigger_set_loader (load_wanted);
}
