/* Begins the process of a command.
 *
 * NOTES
 *
 * vfork() and not posix_spawn(), which cannot ask for a signal at the parent's death, and tells
 * neither a missing directory from a missing program. Until it executes its program the child
 * shares the helper's memory, so it calls nothing but system calls, and the candidates for its
 * program are written down before it exists.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-spawn.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"

/* What failed is written by the child into the helper's memory, which no compiler knows. */
typedef struct
{
  const ApsSpawn       *spawn;
  const char *const    *candidates;
  pid_t                 helper;
  volatile ApsWorkerHow how;
  volatile int          error;
} Child;

static const char *
find_path (const char *const *environment)
{
  for (guint i = 0; environment[i] != NULL; i++)
    if (g_str_has_prefix (environment[i], "PATH="))
      return environment[i] + strlen ("PATH=");
  return DEFAULT_PATH;
}

/* The files that the program's name may mean, in the order of the command's own PATH. */
static GPtrArray *
list_candidates (const ApsSpawn *spawn)
{
  const char *program = spawn->argv[0];
  GPtrArray  *candidates = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) folders = NULL;
  const char *const here = "."; /* what an empty entry of PATH means */

  if (strchr (program, '/') != NULL)
    {
      g_ptr_array_add (candidates, g_strdup (program));
    }
  else if (*program != '\0')
    {
      folders = g_strsplit (find_path (spawn->environment), ":", -1);
      for (guint i = 0; folders[i] != NULL; i++)
        g_ptr_array_add (candidates,
                         g_strconcat (*folders[i] != '\0' ? folders[i] : here, "/", program, NULL));
    }

  g_ptr_array_add (candidates, NULL);
  return candidates;
}

static void
fail (Child *child, ApsWorkerHow how, int error)
{
  child->how = how;
  child->error = error;
  _exit (127);
}

static void
execute_first (Child *child)
{
  const ApsSpawn *spawn = child->spawn;
  int             error = ENOENT;

  for (guint i = 0; child->candidates[i] != NULL; i++)
    {
      execve (child->candidates[i], (char *const *)spawn->argv, (char *const *)spawn->environment);
      /* As a shell does: one that may not be executed is told only if no other is found. */
      if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
        fail (child, APS_WORKER_NO_PROGRAM, errno);
      if (errno == EACCES)
        error = EACCES;
    }

  fail (child, APS_WORKER_NO_PROGRAM, error);
}

static void
become_command (Child *child)
{
  const ApsSpawn *spawn = child->spawn;
  sigset_t        none;

  setpgid (0, 0);
  __atomic_store_n (spawn->roster, getpid (), __ATOMIC_SEQ_CST);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != child->helper)
    _exit (127);

  for (int fd = 0; fd < 3; fd++)
    if (dup2 (spawn->fds[fd], fd) < 0)
      fail (child, APS_WORKER_NO_PROCESS, errno);
  if (*spawn->directory != '\0' && chdir (spawn->directory) < 0)
    fail (child, APS_WORKER_NO_FOLDER, errno);
  if (spawn->files != NULL)
    setrlimit (RLIMIT_NOFILE, spawn->files);

  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  execute_first (child);
}

pid_t
aps_spawn (const ApsSpawn *self, ApsWorkerHow *how, int *code)
{
  g_autoptr (GPtrArray) candidates = list_candidates (self);
  Child child = {
    .spawn = self,
    .candidates = (const char *const *)candidates->pdata,
    .helper = getpid (),
  };
  pid_t pid = vfork ();

  if (pid == 0)
    become_command (&child);

  if (pid < 0)
    {
      *how = APS_WORKER_NO_PROCESS;
      *code = errno;
      return -1;
    }
  if (child.error != 0)
    {
      __atomic_store_n (self->roster, 0, __ATOMIC_SEQ_CST);
      *how = child.how;
      *code = child.error;
      return -1; /* the helper reaps what it does not know */
    }
  return pid;
}
