/* The files of plugins: where they are looked for, how one is opened.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-plugin.h>

G_BEGIN_DECLS

/* The folders that are looked into, in order: those of APSCHED_PLUGIN_PATH, unless the process runs
 * with more rights than its caller, then the installed one. */
char **aps_plugin_file_dup_folders (void);

/* The first file of that kind and name, or NULL. */
char *aps_plugin_file_find (ApsPluginKind kind, const char *name);

/* The paths of all files of plugins, sorted in each folder; one hidden by an earlier one of the
 * same kind and name is left out. */
GPtrArray *aps_plugin_file_list (void);

/* The kind and the name that a file's name says. */
gboolean aps_plugin_file_parse (const char *path, ApsPluginKind *kind, char **name);

/* Opens a module for good. */
const ApsPluginDescriptor *aps_plugin_file_open (const char *path, GError **error);

/* The interface that plugins of a kind implement. */
GType aps_plugin_kind_get_interface (ApsPluginKind kind);

/* Whether a text can be a plugin's name: [a-z][a-z0-9-]*. */
gboolean aps_plugin_name_is_valid (const char *name);

/* Whether a descriptor is one of that kind and name and its type what it ought to be; @path is NULL
 * for one that the library carries. */
gboolean aps_plugin_check (const ApsPluginDescriptor *descriptor,
                           ApsPluginKind              kind,
                           const char                *name,
                           const char                *path,
                           GError                   **error);

G_END_DECLS
