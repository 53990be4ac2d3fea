/* Where the system keeps its zones: finding a zone's file by name, and names like a wrong one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-zone-files-private.h"

#include <apsched/aps-error.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The largest file of the 2026 data has 4 KiB. */
#define MAX_FILE_SIZE (1024 * 1024)
#define MAX_NAME_LENGTH 255
/* Bounds of the search for a name like a wrong one. */
#define MAX_DEPTH 3
#define MAX_CANDIDATES 4096
#define MAX_DISTANCE 2

static const char *const zone_folders[] = {
  "/usr/share/zoneinfo",
  "/usr/lib/zoneinfo",
  "/etc/zoneinfo",
};

/* The i-th folder to look into; NULL after the last. TZDIR counts unless the program is setuid. */
static const char *
get_folder (guint i)
{
  const char *tzdir = secure_getenv ("TZDIR");

  if (tzdir != NULL && g_path_is_absolute (tzdir))
    {
      if (i == 0)
        return tzdir;
      i--;
    }

  return i < G_N_ELEMENTS (zone_folders) ? zone_folders[i] : NULL;
}

gboolean
aps_zone_name_is_valid (const char *name)
{
  gsize length = strlen (name);

  if (length == 0 || length > MAX_NAME_LENGTH)
    return FALSE;
  if (name[0] == '/' || name[length - 1] == '/' || strstr (name, "//") != NULL)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (name[i]) && strchr ("_+-/", name[i]) == NULL)
      return FALSE;

  return TRUE;
}

static void
fill_stamp (ApsFileStamp *stamp, const struct stat *info)
{
  stamp->device = (guint64)info->st_dev;
  stamp->inode = (guint64)info->st_ino;
  stamp->size = (gint64)info->st_size;
  stamp->mtime_s = (gint64)info->st_mtim.tv_sec;
  stamp->mtime_ns = (gint64)info->st_mtim.tv_nsec;
}

gboolean
aps_zone_files_stat (const char *path, ApsFileStamp *stamp)
{
  struct stat info;

  if (stat (path, &info) != 0)
    return FALSE;

  fill_stamp (stamp, &info);
  return TRUE;
}

static GByteArray *
read_all (int fd, gsize size)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize done = 0;

  g_byte_array_set_size (bytes, (guint)size);
  while (done < size)
    {
      gssize n = read (fd, bytes->data + done, size - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return NULL;
      if (n == 0)
        break;
      done += (gsize)n;
    }

  g_byte_array_set_size (bytes, (guint)done);
  return g_steal_pointer (&bytes);
}

/* NULL with *why NULL: there is no such file. */
static ApsZoneData *
load_path (const char *path, ApsFileStamp *stamp, const char **why)
{
  g_autoptr (GByteArray) bytes = NULL;
  struct stat info;
  int         fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  *why = NULL;
  if (fd < 0)
    {
      if (errno != ENOENT && errno != ENOTDIR)
        *why = g_strerror (errno);
      return NULL;
    }

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    *why = "it is no file";
  else if (info.st_size > MAX_FILE_SIZE)
    *why = "it is too large";
  else if ((bytes = read_all (fd, (gsize)info.st_size)) == NULL)
    *why = g_strerror (errno);

  close (fd);
  if (*why != NULL)
    return NULL;

  fill_stamp (stamp, &info);
  return aps_zone_data_parse (bytes->data, bytes->len, why);
}

ApsZoneData *
aps_zone_files_load (const char *name, char **path, ApsFileStamp *stamp, GError **error)
{
  g_autofree char *suggestion = NULL;
  const char      *folder;

  for (guint i = 0; (folder = get_folder (i)) != NULL; i++)
    {
      g_autofree char *candidate = g_build_filename (folder, name, NULL);
      const char      *why;
      ApsZoneData     *data = load_path (candidate, stamp, &why);

      if (data != NULL)
        {
          *path = g_steal_pointer (&candidate);
          return data;
        }

      if (why != NULL)
        {
          g_set_error (error,
                       APS_ERROR,
                       APS_ERROR_NOT_FOUND,
                       "\"%s\" is no time zone: %s: %s",
                       name,
                       candidate,
                       why);
          return NULL;
        }
    }

  suggestion = aps_zone_files_suggest (name);
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_FOUND,
               "There is no time zone \"%s\" on this system%s%s%s",
               name,
               suggestion != NULL ? " (did you mean " : "",
               suggestion != NULL ? suggestion : "",
               suggestion != NULL ? "?)" : "");
  return NULL;
}

/* The number of letters to change, add or drop, upper and lower case alike; above MAX_DISTANCE any
 * greater number. */
static guint
distance (const char *a, const char *b)
{
  gsize length_a = strlen (a);
  gsize length_b = strlen (b);
  guint row[MAX_NAME_LENGTH + 1];

  if (length_b > MAX_NAME_LENGTH ||
      MAX (length_a, length_b) - MIN (length_a, length_b) > MAX_DISTANCE)
    return MAX_DISTANCE + 1;

  for (guint j = 0; j <= length_b; j++)
    row[j] = j;

  for (guint i = 1; i <= length_a; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= length_b; j++)
        {
          gboolean same = g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 1]);
          guint    changed = diagonal + (same ? 0 : 1);

          diagonal = row[j];
          row[j] = MIN (changed, MIN (row[j], row[j - 1]) + 1);
        }
    }

  return row[length_b];
}

typedef struct
{
  const char *wanted;
  char       *best;
  guint       best_distance;
  guint       n_left;
} Search;

static void
consider (Search *search, const char *name)
{
  const char *last_part = strrchr (name, '/');
  guint       found = distance (search->wanted, name);

  /* A city without its continent is as good as a name in the wrong case. */
  if (last_part != NULL && strchr (search->wanted, '/') == NULL)
    found = MIN (found, distance (search->wanted, last_part + 1));

  if (found < search->best_distance)
    {
      search->best_distance = found;
      g_free (search->best);
      search->best = g_strdup (name);
    }
}

static void
search_folder (Search *search, const char *folder, const char *prefix, guint depth)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;

  if (dir == NULL)
    return;

  while ((entry = g_dir_read_name (dir)) != NULL && search->n_left > 0)
    {
      g_autofree char *name = g_strconcat (prefix, entry, NULL);
      g_autofree char *path = g_build_filename (folder, entry, NULL);

      /* "posix" and "right" hold the same names again. */
      if (!aps_zone_name_is_valid (name) || g_str_equal (name, "posix") ||
          g_str_equal (name, "right"))
        continue;

      search->n_left--;
      if (!g_file_test (path, G_FILE_TEST_IS_DIR))
        consider (search, name);
      else if (depth < MAX_DEPTH)
        {
          g_autofree char *below = g_strconcat (name, "/", NULL);

          search_folder (search, path, below, depth + 1);
        }
    }
}

char *
aps_zone_files_suggest (const char *name)
{
  Search      search = { name, NULL, MAX_DISTANCE + 1, MAX_CANDIDATES };
  const char *folder;

  for (guint i = 0; (folder = get_folder (i)) != NULL; i++)
    search_folder (&search, folder, "", 1);

  return search.best;
}
