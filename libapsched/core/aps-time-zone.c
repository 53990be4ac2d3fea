/* Time zones by name: one object a name for the whole process, renewed when its file changes.
 *
 * NOTES: readers take no lock. They load the pointer to the data once a call; a renewal swaps it
 * and keeps the older data behind the newer, since abbreviations handed out point there and data
 * changes a few times a year at most.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-time-zone-private.h"

#include "core/aps-zone-files-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include <string.h>

#define RECHECK_INTERVAL_US G_USEC_PER_SEC
#define QUOTED_MAX 80

struct _ApsTimeZone
{
  gatomicrefcount ref_count;
  char           *name;       /* immutable */
  ApsZoneData    *data;       /* atomic */
  char           *path;       /* guarded by lock; NULL: not from a file */
  ApsFileStamp    stamp;      /* guarded by lock */
  gint64          checked_us; /* guarded by lock; monotonic */
};

static GMutex      lock;
static GHashTable *zones;      /* guarded by lock: name -> zone, holding a reference */
static guint       generation; /* atomic */

ApsTimeZone *
aps_time_zone_ref (ApsTimeZone *zone)
{
  g_atomic_ref_count_inc (&zone->ref_count);
  return zone;
}

void
aps_time_zone_unref (ApsTimeZone *zone)
{
  if (!g_atomic_ref_count_dec (&zone->ref_count))
    return;

  aps_zone_data_free (zone->data);
  g_free (zone->name);
  g_free (zone->path);
  g_free (zone);
}

static ApsTimeZone *
time_zone_new (const char *name, ApsZoneData *data)
{
  ApsTimeZone *zone = g_new0 (ApsTimeZone, 1);

  g_atomic_ref_count_init (&zone->ref_count);
  zone->name = g_strdup (name);
  zone->data = data;
  return zone;
}

static const ApsZoneData *
get_data (ApsTimeZone *zone)
{
  return g_atomic_pointer_get (&zone->data);
}

/* Called with the lock held. Half-written data is left for the next look; FALSE: the zone is gone.
 */
static gboolean
renew (ApsTimeZone *zone)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  ApsFileStamp stamp;
  ApsZoneData *data;

  if (zone->path == NULL)
    return TRUE;
  if (aps_zone_files_stat (zone->path, &stamp) && memcmp (&stamp, &zone->stamp, sizeof stamp) == 0)
    return TRUE;

  data = aps_zone_files_load (zone->name, &path, &stamp, &error);
  if (data == NULL)
    {
      g_debug ("Time zone %s is not taken over: %s", zone->name, error->message);
      return aps_zone_files_stat (zone->path, &stamp);
    }

  g_free (zone->path);
  zone->path = g_steal_pointer (&path);
  zone->stamp = stamp;
  data->older = zone->data;
  g_atomic_pointer_set (&zone->data, data);
  g_atomic_int_inc (&generation);
  return TRUE;
}

/* Called with the lock held. */
static gboolean
check (ApsTimeZone *zone, gint64 now_us)
{
  zone->checked_us = now_us;
  return renew (zone);
}

typedef struct
{
  gint64 now_us;
  gint64 age_us;
} Recheck;

static gboolean
is_gone (gpointer key, gpointer value, gpointer user_data)
{
  const Recheck *recheck = user_data;
  ApsTimeZone   *zone = value;

  if (zone->path == NULL || recheck->now_us - zone->checked_us < recheck->age_us)
    return FALSE;

  return !check (zone, recheck->now_us);
}

void
aps_time_zone_recheck (gint64 age_us)
{
  Recheck recheck = { g_get_monotonic_time (), age_us };

  APS_LOCKED (&lock);

  if (zones != NULL)
    g_hash_table_foreach_remove (zones, is_gone, &recheck);
}

guint
aps_time_zone_get_generation (void)
{
  return g_atomic_int_get (&generation);
}

/* +HH, +HHMM or +HH:MM, less than a day; else FALSE. */
static gboolean
parse_offset (const char *text, gint32 *offset_s)
{
  guint digits[4] = { 0 };
  guint n = 0;

  for (const char *at = text + 1; *at != '\0'; at++)
    {
      if (*at == ':' && n == 2 && at == text + 3)
        continue;
      if (!g_ascii_isdigit (*at) || n == 4)
        return FALSE;
      digits[n++] = (guint)(*at - '0');
    }

  if ((n != 2 && n != 4) || (n == 2 && strlen (text) != 3) || digits[2] > 5 ||
      digits[0] * 10 + digits[1] > 23)
    return FALSE;

  *offset_s = (gint32)((digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]) * 60;
  if (text[0] == '-')
    *offset_s = -*offset_s;
  return TRUE;
}

static char *
offset_name (gint32 offset_s)
{
  gint32 minutes = ABS (offset_s) / 60;

  return g_strdup_printf ("%c%02d:%02d", offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

/* Called with the lock held. */
static ApsTimeZone *
find_zone (const char *name)
{
  ApsTimeZone *zone;
  gint64       now_us;

  if (zones == NULL)
    zones =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)aps_time_zone_unref);

  zone = g_hash_table_lookup (zones, name);
  if (zone == NULL || zone->path == NULL)
    return zone;

  now_us = g_get_monotonic_time ();
  if (now_us - zone->checked_us >= RECHECK_INTERVAL_US && !check (zone, now_us))
    {
      g_hash_table_remove (zones, name);
      return NULL;
    }

  return zone;
}

/* Called with the lock held; takes zone over. */
static ApsTimeZone *
insert_zone (ApsTimeZone *zone)
{
  g_hash_table_insert (zones, zone->name, zone);
  return aps_time_zone_ref (zone);
}

static ApsTimeZone *
lookup_fixed (const char *name, gint32 offset_s)
{
  ApsTimeZone *zone;

  APS_LOCKED (&lock);

  zone = find_zone (name);
  if (zone != NULL)
    return aps_time_zone_ref (zone);

  return insert_zone (time_zone_new (name, aps_zone_data_new_fixed (offset_s, name)));
}

ApsTimeZone *
aps_time_zone_lookup_utc (void)
{
  return lookup_fixed ("UTC", 0);
}

static ApsTimeZone *
lookup_file (const char *name, GError **error)
{
  g_autofree char *path = NULL;
  ApsZoneData     *data;
  ApsFileStamp     stamp;
  ApsTimeZone     *zone;

  APS_LOCKED (&lock);

  zone = find_zone (name);
  if (zone != NULL)
    return aps_time_zone_ref (zone);

  data = aps_zone_files_load (name, &path, &stamp, error);
  if (data == NULL)
    return NULL;

  zone = time_zone_new (name, data);
  zone->path = g_steal_pointer (&path);
  zone->stamp = stamp;
  zone->checked_us = g_get_monotonic_time ();
  return insert_zone (zone);
}

ApsTimeZone *
aps_time_zone_lookup (const char *name, GError **error)
{
  gint32 offset_s;

  g_return_val_if_fail (name != NULL, NULL);

  if (g_str_equal (name, "UTC"))
    return aps_time_zone_lookup_utc ();

  if ((name[0] == '+' || name[0] == '-') && parse_offset (name, &offset_s))
    {
      g_autofree char *canonical = offset_name (offset_s);

      return lookup_fixed (canonical, offset_s);
    }

  if (!aps_zone_name_is_valid (name))
    {
      g_autofree char *valid = g_utf8_make_valid (name, -1);
      g_autofree char *quoted =
        g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), QUOTED_MAX));

      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_ARGUMENT,
                   "\"%s\" is no name of a time zone (wanted one like Europe/Berlin, UTC or "
                   "+05:30)",
                   quoted);
      return NULL;
    }

  return lookup_file (name, error);
}

const char *
aps_time_zone_get_name (ApsTimeZone *zone)
{
  return zone->name;
}

void
aps_time_zone_get_period (ApsTimeZone *zone, gint64 utc_s, ApsZonePeriod *period)
{
  aps_zone_data_get_period (get_data (zone), utc_s, period);
}

void
aps_time_zone_resolve_local (ApsTimeZone *zone, gint64 local_s, ApsLocalTime *local)
{
  aps_zone_data_resolve_local (get_data (zone), local_s, local);
}
