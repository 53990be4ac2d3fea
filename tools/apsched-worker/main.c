/* apsched-worker: started by the process executor, not by people.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-worker.h"
#include "aps-worker-frame.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
explain (FILE *to, int status)
{
  fputs ("Usage: apsched-worker\n"
         "\n"
         "Runs commands for the process executor of libapsched, which starts it and talks to it\n"
         "over a socket. It is of no use by itself.\n",
         to);
  return status;
}

int
main (int argc, char **argv)
{
  int       type = 0;
  socklen_t size = sizeof type;

  if (argc > 1 && strcmp (argv[1], "--version") == 0)
    {
      puts ("apsched-worker " PACKAGE_VERSION);
      return 0;
    }
  if (argc > 1 && strcmp (argv[1], "--help") == 0)
    return explain (stdout, 0);
  if (argc > 1 || getsockopt (APS_WORKER_SOCKET_FD, SOL_SOCKET, SO_TYPE, &type, &size) < 0 ||
      fcntl (APS_WORKER_ROSTER_FD, F_GETFD) < 0)
    return explain (stderr, 2);

  return aps_worker_run ();
}
