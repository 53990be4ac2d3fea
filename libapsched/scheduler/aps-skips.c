/* Fire times that a schedule is to pass over: a JSON list of integers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-skips-private.h"

#include <string.h>

GArray *
aps_skips_parse (const char *json)
{
  GArray     *skips;
  const char *place = json;

  if (json == NULL)
    return NULL;

  skips = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (*place != '\0')
    {
      char  *end = NULL;
      gint64 fire = g_ascii_strtoll (place, &end, 10);

      if (end == place)
        place++;
      else
        {
          g_array_append_val (skips, fire);
          place = end;
        }
    }

  if (skips->len == 0)
    g_clear_pointer (&skips, g_array_unref);
  return skips;
}

gboolean
aps_skips_contains (GArray *self, gint64 fire_us)
{
  return aps_skips_count (self, fire_us, fire_us) > 0;
}

guint
aps_skips_count (GArray *self, gint64 from_us, gint64 until_us)
{
  guint n = 0;

  for (guint i = 0; self != NULL && i < self->len; i++)
    {
      gint64 fire = g_array_index (self, gint64, i);

      if (fire >= from_us && fire <= until_us)
        n++;
    }

  return n;
}

char *
aps_skips_print (GArray *self, gint64 behind_us)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; self != NULL && i < self->len; i++)
    {
      gint64 fire = g_array_index (self, gint64, i);

      if (fire > behind_us)
        g_string_append_printf (text, "%c%" G_GINT64_FORMAT, text->len == 0 ? '[' : ',', fire);
    }

  if (text->len > 0)
    g_string_append_c (text, ']');
  return g_string_free (text, text->len == 0);
}
