/* The helper program of the process executor: runs commands for one scheduler.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Serves the executor at the other end of its socket until that ends. Answers the exit status. */
int aps_worker_run (void);

G_END_DECLS
