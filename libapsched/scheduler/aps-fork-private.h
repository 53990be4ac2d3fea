/* Whether this process is the one that made an object.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

/* How many forks lie between the process that loaded the library and this one. */
guint aps_fork_count (void);
