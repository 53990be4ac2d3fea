/* Where the helper program is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @wanted: what the setting names, or NULL. An error says where it was looked for. */
char *aps_worker_path_find (const char *wanted, GError **error);

G_END_DECLS
