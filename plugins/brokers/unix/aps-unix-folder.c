/* The folder in which the sockets of all processes stand.
 *
 * NOTES: sockets are reached as /proc/self/fd/N/NAME, since the address of a socket holds 107 bytes
 * and the path of a folder may be longer. A socket is bound under a hidden name and then renamed:
 * whoever sees its name can send to it, and a name that refuses belongs to the dead.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-unix-folder.h"

#include <apsched/apsched.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FOLDER_MODE 0700
#define NAME_LENGTH 32
#define RECEIVE_SIZE (1024 * 1024)
#define STALE_S 60 /* age of a hidden name whose process cannot be about to rename it any more */

static ApsError
code_of (int number)
{
  switch (number)
    {
    case ENOENT:
    case ENOTDIR:
      return APS_ERROR_NOT_FOUND;
    case EACCES:
    case EPERM:
      return APS_ERROR_ACCESS_DENIED;
    case EROFS:
      return APS_ERROR_READ_ONLY;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
      return APS_ERROR_FULL;
    default:
      return APS_ERROR_FAILED;
    }
}

static int
refuse (const char *what, const char *path, GError **error)
{
  int number = errno;

  g_set_error (error,
               APS_ERROR,
               code_of (number),
               "the event broker cannot %s%s: %s",
               what,
               path,
               g_strerror (number));
  return -1;
}

int
aps_unix_folder_open (const char *path, GError **error)
{
  int folder;

  if (mkdir (path, FOLDER_MODE) != 0 && errno != EEXIST)
    return refuse ("make the folder ", path, error);

  folder = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return folder >= 0 ? folder : refuse ("open the folder ", path, error);
}

static void
set_address (struct sockaddr_un *address, int folder, const char *name)
{
  memset (address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  g_snprintf (address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", folder, name);
}

/* Who may write into the folder may send to the socket. */
static void
set_mode (int folder, const char *name)
{
  struct stat status;

  if (fstat (folder, &status) == 0 && fchmodat (folder, name, status.st_mode & 0666, 0) != 0)
    g_debug ("The mode of the socket %s cannot be set: %s", name, g_strerror (errno));
}

static char *
new_name (void)
{
  return g_strdup_printf ("%d-%08x%08x", (int)getpid (), g_random_int (), g_random_int ());
}

int
aps_unix_folder_bind (int folder, char **name, GError **error)
{
  const int          receive_size = RECEIVE_SIZE;
  g_autofree char   *own = new_name ();
  g_autofree char   *hidden = g_strconcat (".", own, NULL);
  struct sockaddr_un address;
  int                fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (fd < 0)
    return refuse ("make a socket", "", error);

  setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &receive_size, sizeof receive_size);
  set_address (&address, folder, hidden);
  if (bind (fd, (const struct sockaddr *)&address, sizeof address) != 0)
    {
      refuse ("bind a socket", " in its folder", error);
      close (fd);
      return -1;
    }

  set_mode (folder, hidden);
  if (renameat (folder, hidden, folder, own) != 0)
    {
      refuse ("name a socket", " in its folder", error);
      unlinkat (folder, hidden, 0);
      close (fd);
      return -1;
    }

  *name = g_steal_pointer (&own);
  return fd;
}

int
aps_unix_folder_connect (int folder, const char *name)
{
  struct sockaddr_un address;
  int                fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int                number;

  if (fd < 0)
    return -1;

  set_address (&address, folder, name);
  if (connect (fd, (const struct sockaddr *)&address, sizeof address) == 0)
    return fd;

  number = errno;
  close (fd);
  errno = number;
  return -1;
}

/* PID-RANDOM; what else stands in the folder is not ours. */
static gboolean
is_name (const char *name)
{
  gsize digits = strspn (name, "0123456789");

  return digits > 0 && name[digits] == '-' && strlen (name + digits) == 17 &&
         strspn (name + digits + 1, "0123456789abcdef") == 16 && strlen (name) < NAME_LENGTH;
}

/* A hidden name stays only where its process died in the moment between binding and renaming. */
static void
sweep_hidden (int folder, const char *name)
{
  struct stat status, now;

  if (fstatat (folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && fstat (folder, &now) == 0 &&
      S_ISSOCK (status.st_mode) && now.st_mtime - status.st_mtime > STALE_S)
    aps_unix_folder_unlink (folder, name);
}

GPtrArray *
aps_unix_folder_list (int folder)
{
  GPtrArray     *names = g_ptr_array_new_with_free_func (g_free);
  int            fd = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR           *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (dir == NULL)
    {
      if (fd >= 0)
        close (fd);
      return names;
    }

  while ((entry = readdir (dir)) != NULL)
    {
      if (is_name (entry->d_name))
        g_ptr_array_add (names, g_strdup (entry->d_name));
      else if (entry->d_name[0] == '.' && is_name (entry->d_name + 1))
        sweep_hidden (folder, entry->d_name);
    }

  closedir (dir);
  return names;
}

gboolean
aps_unix_folder_has (int folder, const char *name)
{
  return faccessat (folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void
aps_unix_folder_unlink (int folder, const char *name)
{
  if (unlinkat (folder, name, 0) != 0 && errno != ENOENT)
    g_debug ("The socket %s cannot be removed: %s", name, g_strerror (errno));
}

void
aps_unix_folder_remove (const char *path, int folder)
{
  struct stat status, named;

  if (fstat (folder, &status) == 0 && stat (path, &named) == 0 && status.st_ino == named.st_ino &&
      status.st_dev == named.st_dev && status.st_uid == geteuid () &&
      (status.st_mode & 07777) == FOLDER_MODE)
    rmdir (path);
}
