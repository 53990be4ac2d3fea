/* Starts the helper program, and clears up after it.
 *
 * NOTES
 *
 * The roster is memory shared with the helper, in which each command notes its process group before
 * it executes anything. So when the helper is killed its commands can be killed too, without a
 * message about each beginning, which would wake a thread for every job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-worker-process.h"

#include "aps-worker-frame.h"

#include <apsched/apsched.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Above every descriptor that the helper is given, so that none is overwritten by another. */
#define FIRST_FREE_FD 10

static gboolean
fail (GError **error, int code, const char *program)
{
  g_set_error (error,
               APS_ERROR,
               code == ENOENT ? APS_ERROR_NOT_FOUND : APS_ERROR_BUSY,
               "Cannot start the helper program \"%s\": %s",
               program,
               g_strerror (code));
  return FALSE;
}

static int
move_up (int fd)
{
  int moved = fd >= 0 ? fcntl (fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD) : -1;

  if (fd >= 0)
    close (fd);
  return moved;
}

static int
open_roster (ApsWorkerProcess *self)
{
  gsize size = self->n_slots * sizeof (gint);
  int   fd = move_up (memfd_create ("apsched-roster", MFD_CLOEXEC));

  if (fd < 0)
    return -1;
  if (ftruncate (fd, size) == 0)
    self->roster = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (self->roster == NULL || self->roster == MAP_FAILED)
    {
      self->roster = NULL;
      close (fd);
      return -1;
    }
  return fd;
}

/* A session of its own: what a terminal sends to the scheduler is not for the helper, which has to
 * outlive it in order. */
static int
spawn (ApsWorkerProcess *self, const char *program, int socket_fd, int roster_fd)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t          attributes;
  sigset_t                   signals;
  char                       name[] = "apsched-worker";
  char                      *argv[] = { name, NULL };
  int                        code;

  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen (&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2 (&actions, socket_fd, APS_WORKER_SOCKET_FD);
  posix_spawn_file_actions_adddup2 (&actions, roster_fd, APS_WORKER_ROSTER_FD);

  posix_spawnattr_init (&attributes);
  sigfillset (&signals);
  posix_spawnattr_setsigdefault (&attributes, &signals);
  sigemptyset (&signals);
  posix_spawnattr_setsigmask (&attributes, &signals);
  posix_spawnattr_setflags (&attributes,
                            POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);

  code = posix_spawn (&self->pid, program, &actions, &attributes, argv, environ);
  posix_spawnattr_destroy (&attributes);
  posix_spawn_file_actions_destroy (&actions);
  return code;
}

static void
close_all (ApsWorkerProcess *self)
{
  if (self->socket_fd >= 0)
    close (self->socket_fd);
  self->socket_fd = -1;
  if (self->roster != NULL)
    munmap (self->roster, self->n_slots * sizeof (gint));
  self->roster = NULL;
}

gboolean
aps_worker_process_start (ApsWorkerProcess *self,
                          const char       *program,
                          guint             n_slots,
                          GError          **error)
{
  int fds[2] = { -1, -1 };
  int roster_fd;
  int code;

  *self = (ApsWorkerProcess){ .pid = -1, .socket_fd = -1, .n_slots = n_slots };
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
    return fail (error, errno, program);

  self->socket_fd = fds[0];
  fds[1] = move_up (fds[1]);
  roster_fd = open_roster (self);
  code = fds[1] < 0 || roster_fd < 0 ? errno : spawn (self, program, fds[1], roster_fd);

  if (fds[1] >= 0)
    close (fds[1]);
  if (roster_fd >= 0)
    close (roster_fd);
  if (code != 0)
    {
      close_all (self);
      return fail (error, code, program);
    }
  return TRUE;
}

static char *
describe_end (int status)
{
  if (WIFSIGNALED (status))
    return g_strdup_printf ("was killed by SIG%s", sigabbrev_np (WTERMSIG (status)));
  return g_strdup_printf ("ended with exit status %d", WEXITSTATUS (status));
}

char *
aps_worker_process_end (ApsWorkerProcess *self, gboolean orderly)
{
  int   status = 0;
  pid_t reaped;

  /* With nobody at the other end it kills what it runs and ends. One that has already ended, as far
   * as can be seen, is not trusted to. */
  shutdown (self->socket_fd, SHUT_RDWR);
  if (!orderly)
    kill (self->pid, SIGKILL);
  do
    reaped = waitpid (self->pid, &status, 0);
  while (reaped < 0 && errno == EINTR);

  for (guint i = 0; i < self->n_slots; i++)
    {
      gint group = __atomic_load_n (&self->roster[i], __ATOMIC_SEQ_CST);

      if (group > 1)
        kill (-group, SIGKILL);
    }

  close_all (self);
  return reaped == self->pid ? describe_end (status) : g_strdup ("ended");
}
