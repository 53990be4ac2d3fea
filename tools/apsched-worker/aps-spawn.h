/* Begins the process of a command.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "aps-worker-frame.h"

G_BEGIN_DECLS

typedef struct
{
  const char         **argv;        /* ends with NULL */
  const char         **environment; /* ends with NULL */
  const char          *directory;   /* empty: the helper's own */
  int                  fds[3]; /* what becomes its 0, 1 and 2; each above 2 and close-on-exec */
  gint                *roster; /* where to note its process group, before it does anything */
  const struct rlimit *files;  /* its limit of open files, or NULL */
} ApsSpawn;

/* Answers the process, a leader of a group of its own that dies with the helper; or -1 with what
 * failed and its errno. */
pid_t aps_spawn (const ApsSpawn *self, ApsWorkerHow *how, int *code);

G_END_DECLS
