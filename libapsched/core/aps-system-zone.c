/* The name of the system's time zone.
 *
 * NOTES: the link /etc/localtime is what libc goes by, so it is asked before /etc/timezone, which
 * some systems leave behind when the zone is set.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-time-zone-private.h"

#include <string.h>

static char *
known_name (const char *name)
{
  g_autoptr (ApsTimeZone) zone = aps_time_zone_lookup (name, NULL);

  return zone != NULL ? g_strdup (aps_time_zone_get_name (zone)) : NULL;
}

/* The part of a path below a folder "zoneinfo". */
static char *
name_in_path (const char *path)
{
  const char *folder = strstr (path, "/zoneinfo/");

  if (folder == NULL)
    return NULL;

  path = folder + strlen ("/zoneinfo/");
  if (g_str_has_prefix (path, "posix/"))
    path += strlen ("posix/");
  return known_name (path);
}

/* TZ is a name, a path, or a POSIX rule, which has no name; empty it means UTC. */
static char *
name_in_tz (const char *tz)
{
  if (tz[0] == ':')
    tz++;
  if (tz[0] == '\0')
    return g_strdup ("UTC");
  if (tz[0] == '/')
    return name_in_path (tz);

  return known_name (tz);
}

static char *
name_in_file (const char *path)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;

  return known_name (g_strstrip (text));
}

char *
aps_time_zone_system_name_at (const char *root, const char *tz)
{
  g_autofree char *localtime = g_strconcat (root, "/etc/localtime", NULL);
  g_autofree char *timezone_file = g_strconcat (root, "/etc/timezone", NULL);
  g_autofree char *target = NULL;
  char            *name = NULL;

  if (tz != NULL)
    return name_in_tz (tz);

  target = g_file_read_link (localtime, NULL);
  if (target != NULL)
    name = name_in_path (target);
  if (name == NULL)
    name = name_in_file (timezone_file);

  return name;
}

char *
aps_time_zone_system_name (void)
{
  return aps_time_zone_system_name_at ("", g_getenv ("TZ"));
}
