/* apsched plugins: the plugins that are found, and what one of them can be told.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-json.h"
#include "aps-cli-table.h"

#include <string.h>

static void
write_settings (ApsCliJson *json, GType type)
{
  guint                   n = 0;
  g_autofree GParamSpec **settings = type != 0 ? aps_setting_list (type, &n) : NULL;

  aps_cli_json_begin (json, "settings", '[');
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *kind = aps_setting_describe_type (settings[i]);
      g_autofree char *by_default = aps_setting_describe_default (settings[i]);
      gboolean         required = (aps_setting_get_flags (settings[i]) & APS_SETTING_REQUIRED) != 0;

      aps_cli_json_begin (json, NULL, '{');
      aps_cli_json_string (json, "name", settings[i]->name);
      aps_cli_json_string (json, "type", kind);
      aps_cli_json_string (json, "default", required ? NULL : by_default);
      aps_cli_json_boolean (json, "required", required);
      aps_cli_json_string (json, "description", g_param_spec_get_blurb (settings[i]));
      aps_cli_json_end (json, '}');
    }
  aps_cli_json_end (json, ']');
}

static void
print_json (GPtrArray *plugins)
{
  ApsCliJson json;

  aps_cli_json_init (&json);
  aps_cli_json_begin_document (&json);
  aps_cli_json_begin (&json, "plugins", '[');
  for (guint i = 0; i < plugins->len; i++)
    {
      const ApsPluginInfo *info = g_ptr_array_index (plugins, i);

      aps_cli_json_begin (&json, NULL, '{');
      aps_cli_json_string (&json, "kind", aps_plugin_kind_to_string (info->kind));
      aps_cli_json_string (&json, "name", info->name);
      aps_cli_json_string (&json, "version", info->version);
      aps_cli_json_string (&json, "description", info->description);
      aps_cli_json_string (&json, "license", info->license);
      aps_cli_json_string (&json, "path", info->path);
      aps_cli_json_string (&json, "error", info->error);
      write_settings (&json, info->type);
      aps_cli_json_end (&json, '}');
    }
  aps_cli_json_end (&json, ']');
  aps_cli_json_end (&json, '}');
  aps_cli_json_flush (&json);
  aps_cli_json_clear (&json);
}

static void
print_table (ApsCli *cli, GPtrArray *plugins)
{
  static const char *const headings[] = { "KIND", "NAME", "VERSION", "FROM", "DESCRIPTION" };
  g_autoptr (ApsCliTable) table = aps_cli_table_new (cli);
  guint broken = 0;

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    aps_cli_table_add_column (table, headings[i]);
  for (guint i = 0; i < plugins->len; i++)
    {
      const ApsPluginInfo *info = g_ptr_array_index (plugins, i);

      aps_cli_table_add (table, aps_plugin_kind_to_string (info->kind));
      aps_cli_table_add (table, info->name);
      aps_cli_table_add (table, info->version);
      aps_cli_table_add (table, info->path != NULL ? "module" : "library");
      if (info->error == NULL)
        aps_cli_table_add (table, info->description);
      else
        aps_cli_table_add_styled (table, info->error, APS_CLI_BAD);
      broken += info->error != NULL;
    }
  aps_cli_table_print (table);
  g_print ("%u plugins, %u of them cannot be used.    apsched plugins NAME shows the settings\n",
           plugins->len,
           broken);
}

static void
print_settings (ApsCli *cli, const ApsPluginInfo *info)
{
  guint                   n;
  g_autofree GParamSpec **settings = aps_setting_list (info->type, &n);
  g_autoptr (ApsCliTable) table = aps_cli_table_new (cli);

  g_print ("  settings  [%s NAME] plugin=%s\n", aps_plugin_kind_to_string (info->kind), info->name);
  for (guint i = 0; i < 5; i++)
    aps_cli_table_add_column (table, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *kind = aps_setting_describe_type (settings[i]);
      g_autofree char *by_default = aps_setting_describe_default (settings[i]);

      aps_cli_table_add (table, "  ");
      aps_cli_table_add (table, settings[i]->name);
      aps_cli_table_add (table, kind);
      aps_cli_table_add (table, by_default);
      aps_cli_table_add (table, g_param_spec_get_blurb (settings[i]));
    }
  aps_cli_table_print (table);
  if (n == 0)
    g_print ("    none\n");
}

static void
print_page (ApsCli *cli, const ApsPluginInfo *info)
{
  g_print ("%s   %s, %s, %s      %s      ABI %d\n",
           info->name,
           aps_plugin_kind_to_string (info->kind),
           info->version != NULL ? info->version : "version unknown",
           info->license != NULL ? info->license : "licence unknown",
           info->path != NULL ? info->path : "in the library",
           APS_PLUGIN_ABI);
  if (info->error != NULL)
    {
      g_autofree char *styled = aps_cli_style (cli, info->error, APS_CLI_BAD);

      g_print ("  cannot be used: %s\n", styled);
      return;
    }

  g_print ("  %s.\n", info->description);
  if (info->kind == APS_PLUGIN_KIND_DATA_STORE)
    {
      const ApsPluginDescriptor *descriptor = aps_registry_find (info->kind, info->name, NULL);

      g_print ("  broker    %s, where the keyfile names none\n",
               descriptor != NULL && descriptor->event_broker != NULL ? descriptor->event_broker
                                                                      : "local");
    }
  print_settings (cli, info);
}

/* "sqlite", or "data-store/sqlite". */
static GPtrArray *
choose (GPtrArray *plugins, const char *name)
{
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < plugins->len; i++)
    {
      ApsPluginInfo   *info = g_ptr_array_index (plugins, i);
      g_autofree char *full =
        g_strdup_printf ("%s/%s", aps_plugin_kind_to_string (info->kind), info->name);

      if (name == NULL || strcmp (info->name, name) == 0 || strcmp (full, name) == 0)
        g_ptr_array_add (chosen, info);
    }

  return chosen;
}

static ApsExit
run (ApsCli *cli, char **arguments)
{
  g_autoptr (GPtrArray) plugins = aps_registry_list ();
  g_autoptr (GPtrArray) chosen = choose (plugins, arguments[0]);

  if (chosen->len == 0)
    return aps_cli_fail (APS_EXIT_NOT_FOUND,
                         "there is no plugin \"%.80s\"; apsched plugins lists them, and looks in "
                         "$APSCHED_PLUGIN_PATH",
                         arguments[0] != NULL ? arguments[0] : "");

  if (cli->json)
    print_json (chosen);
  else if (arguments[0] == NULL)
    print_table (cli, chosen);
  else
    for (guint i = 0; i < chosen->len; i++)
      print_page (cli, g_ptr_array_index (chosen, i));
  return APS_EXIT_DONE;
}

const ApsCommand aps_command_plugins = {
  .name = "plugins",
  .arguments = "[NAME]",
  .summary = "List the plugins, or show one and its settings",
  .parts = APS_CLI_JSON,
  .min_arguments = 0,
  .max_arguments = 1,
  .run = run,
};
