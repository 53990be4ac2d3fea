/* A link to the process executor's helper under test, commands, and what they are expected to do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>
#include <sys/types.h>

#include "aps-command-end.h"
#include "aps-worker-link.h"

typedef struct
{
  ApsCommand   *command;
  ApsCommandEnd end;
  guint64       id;
  gboolean      ended; /* guarded by lock */
} Job;

extern const ApsWorkerTimes no_limits;

ApsWorkerLink *open_link (guint n_slots);
void           close_link (ApsWorkerLink *link);

/* A file into which a command says something, and which can be waited for. */
typedef struct
{
  char *path;
  int   fd;
} Fifo;

/* @script: an argument more for @reference, or NULL. @options: JSON, or NULL. It must be taken. */
Job *begin (ApsWorkerLink        *link,
            const char           *reference,
            const char           *script,
            const char           *options,
            const ApsWorkerTimes *times);
/* A script that sh runs. */
Job *begin_script (ApsWorkerLink *link, const char *script, const ApsWorkerTimes *times);
void wait_for (Job *job);
void job_free (Job *job);
/* These wait for the job, and free it. */
void expect_error (Job *job, const char *message);
void expect_output (Job *job, const char *output, const char *error_output);

void  fifo_open (Fifo *self);
char *fifo_read_line (Fifo *self);
pid_t fifo_read_pid (Fifo *self);
void  fifo_close (Fifo *self);

/* A process, so that its death can be waited for: -1 where it is dead already. */
int  open_pid (pid_t pid);
void expect_death (int pidfd);
