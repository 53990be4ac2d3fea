/* Starts the helper program.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct
{
  pid_t pid;
  int   socket_fd;
  gint *roster; /* shared: the process group that runs in each slot, 0 for none */
  guint n_slots;
} ApsWorkerProcess;

gboolean aps_worker_process_start (ApsWorkerProcess *self,
                                   const char       *program,
                                   guint             n_slots,
                                   GError          **error);
/* Ends it and what it runs, by its own loop where @orderly, and waits for it. Says how it ended. */
char *aps_worker_process_end (ApsWorkerProcess *self, gboolean orderly);

G_END_DECLS
