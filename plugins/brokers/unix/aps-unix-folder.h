/* The folder in which the sockets of all processes stand.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Opens the folder, and makes it, for its owner alone, where it is absent; not the folders above.
 * -1 with an error. */
int aps_unix_folder_open (const char *path, GError **error);

/* A socket of our own in it, whose name is answered. -1 with an error; APS_ERROR_NOT_FOUND where
 * the folder was removed meanwhile. */
int aps_unix_folder_bind (int folder, char **name, GError **error);

/* A socket that sends to the one of that name; -1 where nobody listens to it, with errno. */
int aps_unix_folder_connect (int folder, const char *name);

/* The names of the sockets in it; those of processes that died while they came are removed. */
GPtrArray *aps_unix_folder_list (int folder);

/* Whether a socket of that name is there. */
gboolean aps_unix_folder_has (int folder, const char *name);

void aps_unix_folder_unlink (int folder, const char *name);

/* Removes the folder if it is empty and as aps_unix_folder_open() makes it. */
void aps_unix_folder_remove (const char *path, int folder);

G_END_DECLS
