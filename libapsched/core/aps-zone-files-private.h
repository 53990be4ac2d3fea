/* Where the system keeps its zones: finding a zone's file by name, and names like a wrong one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/aps-zone-data-private.h"

G_BEGIN_DECLS

/* By which a change of a file is noticed. */
typedef struct
{
  guint64 device;
  guint64 inode;
  gint64  size;
  gint64  mtime_s;
  gint64  mtime_ns;
} ApsFileStamp;

/* Whether the name can stand for a file below a zone folder: letters, digits, "_+-/", no part
 * empty. */
gboolean aps_zone_name_is_valid (const char *name);

/* Reads a zone by its (valid) name from the first folder that has it. */
ApsZoneData *
aps_zone_files_load (const char *name, char **path, ApsFileStamp *stamp, GError **error);

/* FALSE if there is no such file now. */
gboolean aps_zone_files_stat (const char *path, ApsFileStamp *stamp);

/* The known name most like a wrong one, or NULL. */
char *aps_zone_files_suggest (const char *name);

G_END_DECLS
