/* Tests time zones: rules, gaps and folds, names, data that changes, and bytes that are no zone.
 * That all zones of the system are read rightly is compare-zones.py's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-civil-private.h"
#include "core/aps-time-zone-private.h"
#include "core/aps-zone-data-private.h"

#include <apsched/aps-error.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static char *zone_dir; /* TZDIR of this program */

static gint64
seconds (gint64 year, guint month, guint day, guint hour, guint minute)
{
  return aps_days_from_civil (year, month, day) * APS_CIVIL_DAY_SECONDS + hour * 3600 + minute * 60;
}

static void
append_u32 (GByteArray *bytes, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (bytes, (const guint8 *)&big, sizeof big);
}

/* A block with one type at offset_s, named name. */
static void
append_block (GByteArray *bytes, char version, gint32 offset_s, const char *name)
{
  guint8 header[20] = { 'T', 'Z', 'i', 'f', (guint8)version };
  guint8 flags[2] = { 0, 0 };

  g_byte_array_append (bytes, header, sizeof header);
  for (guint i = 0; i < 4; i++)
    append_u32 (bytes, 0);
  append_u32 (bytes, 1);
  append_u32 (bytes, (guint32)strlen (name) + 1);
  append_u32 (bytes, (guint32)offset_s);
  g_byte_array_append (bytes, flags, sizeof flags);
  g_byte_array_append (bytes, (const guint8 *)name, (guint)strlen (name) + 1);
}

static GByteArray *
make_zone (char version, gint32 offset_s, const char *name, const char *rule)
{
  GByteArray      *bytes = g_byte_array_new ();
  g_autofree char *footer = g_strdup_printf ("\n%s\n", rule);

  append_block (bytes, version, offset_s, name);
  if (version >= '2')
    {
      append_block (bytes, version, offset_s, name);
      g_byte_array_append (bytes, (const guint8 *)footer, (guint)strlen (footer));
    }

  return bytes;
}

static void
write_zone (const char *name, GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (zone_dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (const char *)bytes->data, bytes->len, &error);
  g_assert_no_error (error);
}

static ApsZoneData *
parse (const guint8 *bytes, gsize size)
{
  /* At its exact size, so that the address sanitizer sees an overread. */
  g_autofree guint8 *copy = g_memdup2 (bytes, size);
  const char        *why;
  ApsZoneData       *data = aps_zone_data_parse (copy, size, &why);

  g_assert_true ((data == NULL) == (why != NULL));
  return data;
}

static ApsZoneData *
parse_rule (const char *rule)
{
  g_autoptr (GByteArray) bytes = make_zone ('3', 0, "LMT", rule);

  return parse (bytes->data, bytes->len);
}

static const struct
{
  const char *why;
  const char *rule;
  gint64      year;
  guint       month, day, hour, minute; /* UTC */
  gint32      offset_s;
  gboolean    is_dst;
  const char *abbreviation;
} rule_cases[] = {
  { "no daylight time", "JST-9", 2500, 7, 1, 0, 0, 32400, FALSE, "JST" },
  { "before the change", "CET-1CEST,M3.5.0,M10.5.0/3", 2050, 3, 27, 0, 59, 3600, FALSE, "CET" },
  { "the change itself", "CET-1CEST,M3.5.0,M10.5.0/3", 2050, 3, 27, 1, 0, 7200, TRUE, "CEST" },
  { "end of it", "CET-1CEST,M3.5.0,M10.5.0/3", 2050, 10, 30, 1, 0, 3600, FALSE, "CET" },
  { "negative, winter", "IST-1GMT0,M10.5.0,M3.5.0/1", 2050, 1, 1, 0, 0, 0, TRUE, "GMT" },
  { "negative, summer", "IST-1GMT0,M10.5.0,M3.5.0/1", 2050, 7, 1, 0, 0, 3600, FALSE, "IST" },
  { "south", "AEST-10AEDT,M10.1.0,M4.1.0/3", 2050, 1, 1, 0, 0, 39600, TRUE, "AEDT" },
  { "all the year, summer", "EST5EDT,0/0,J365/25", 2050, 7, 1, 0, 0, -14400, TRUE, "EDT" },
  { "all the year, New Year", "EST5EDT,0/0,J365/25", 2050, 1, 1, 3, 0, -14400, TRUE, "EDT" },
  { "hours below zero", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2050, 3, 27, 1, 0, -3600, TRUE, "-01" },
  { "one minute before",
    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
    2050,
    3,
    27,
    0,
    59,
    -7200,
    FALSE,
    "-02" },
  { "hours of a week", "AAA0BBB,M4.1.1/-167,M10.1.1/167", 2050, 3, 28, 1, 0, 3600, TRUE, "BBB" },
  { "an hour before", "AAA0BBB,M4.1.1/-167,M10.1.1/167", 2050, 3, 28, 0, 59, 0, FALSE, "AAA" },
  { "a week after", "AAA0BBB,M4.1.1/-167,M10.1.1/167", 2050, 10, 9, 21, 59, 3600, TRUE, "BBB" },
  { "in the year before", "AAA0BBB,0/-100,J60/0", 2049, 12, 27, 20, 0, 3600, TRUE, "BBB" },
  { "in the year after", "AAA0BBB,J300/0,365/167", 2051, 1, 7, 20, 59, 3600, TRUE, "BBB" },
  { "in the year after, over", "AAA0BBB,J300/0,365/167", 2051, 1, 7, 22, 0, 0, FALSE, "AAA" },
  { "J60 is 1 March in a leap year", "AAA0BBB,J60/0,J70/0", 2052, 2, 29, 23, 59, 0, FALSE, "AAA" },
  { "59 is 29 February then", "AAA0BBB,59/0,J70/0", 2052, 2, 29, 0, 0, 3600, TRUE, "BBB" },
  { "seconds in an offset", "AAA1:02:03BBB4:05:06,J1,J200", 2050, 2, 1, 0, 0, -14706, TRUE, "BBB" },
  { "far years", "CET-1CEST,M3.5.0,M10.5.0/3", 200000, 7, 1, 0, 0, 7200, TRUE, "CEST" },
};

static void
test_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rule_cases); i++)
    {
      g_autoptr (ApsZoneData) data = parse_rule (rule_cases[i].rule);
      gint64        utc_s = seconds (rule_cases[i].year,
                              rule_cases[i].month,
                              rule_cases[i].day,
                              rule_cases[i].hour,
                              rule_cases[i].minute);
      ApsZonePeriod period;

      g_test_message ("%s: %s", rule_cases[i].why, rule_cases[i].rule);
      g_assert_nonnull (data);
      aps_zone_data_get_period (data, utc_s, &period);
      g_assert_cmpint (period.offset_s, ==, rule_cases[i].offset_s);
      g_assert_cmpint (period.is_dst, ==, rule_cases[i].is_dst);
      g_assert_cmpstr (period.abbreviation, ==, rule_cases[i].abbreviation);
      g_assert_cmpint (period.from_s, <=, utc_s);
      g_assert_cmpint (period.until_s, >, utc_s);
    }
}

static void
test_refused_rules (void)
{
  static const char *const rules[] = {
    "A",
    "AB1",
    "AAA",
    "AAA25",
    "AAA1BBB",
    "AAA1BBB,J0",
    "AAA1BBB,J1",
    "AAA1BBB,J1,",
    "AAA1BBB,J366,J1",
    "AAA1BBB,366,1",
    "AAA1BBB,M0.1.1,M2.1.1",
    "AAA1BBB,M13.1.1,M2.1.1",
    "AAA1BBB,M1.6.1,M2.1.1",
    "AAA1BBB,M1.1.7,M2.1.1",
    "AAA1BBB,J1/168,J2",
    "AAA1BBB,J1/1:60,J2",
    "AAA1BBB,J1,J2 ",
    "<AAA1BBB,J1,J2",
    "<A!B>1",
    "AAA1 ",
    "AAA0001",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (ApsZoneData) data = parse_rule (rules[i]);

      g_test_message ("%s", rules[i]);
      g_assert_null (data);
    }
}

static void
test_periods_join (void)
{
  g_autoptr (ApsTimeZone) zone = aps_time_zone_lookup ("Europe/Dublin", NULL);
  ApsZonePeriod period;
  gint64        last_s = seconds (2300, 1, 1, 0, 0);

  if (zone == NULL)
    {
      g_test_skip ("This system has no Europe/Dublin");
      return;
    }

  aps_time_zone_get_period (zone, G_MININT64, &period);
  g_assert_cmpint (period.from_s, ==, G_MININT64);
  while (period.until_s < last_s)
    {
      ApsZonePeriod next;
      ApsZonePeriod again;

      aps_time_zone_get_period (zone, period.until_s, &next);
      g_assert_cmpint (next.from_s, ==, period.until_s);
      g_assert_cmpint (next.until_s, >, next.from_s);
      aps_time_zone_get_period (zone, next.until_s - 1, &again);
      g_assert_cmpint (again.from_s, ==, next.from_s);
      period = next;
    }
}

static void
test_gap_and_fold (void)
{
  g_autoptr (ApsZoneData) data = parse_rule ("CET-1CEST,M3.5.0,M10.5.0/3");
  ApsLocalTime local;

  aps_zone_data_resolve_local (data, seconds (2050, 3, 27, 2, 30), &local);
  g_assert_cmpuint (local.n_instants, ==, 0);
  g_assert_cmpint (local.change_s, ==, seconds (2050, 3, 27, 1, 0));
  g_assert_cmpint (local.offset_before_s, ==, 3600);
  g_assert_cmpint (local.offset_after_s, ==, 7200);

  aps_zone_data_resolve_local (data, seconds (2050, 3, 27, 3, 0), &local);
  g_assert_cmpuint (local.n_instants, ==, 1);
  g_assert_cmpint (local.instants[0], ==, seconds (2050, 3, 27, 1, 0));

  aps_zone_data_resolve_local (data, seconds (2050, 10, 30, 2, 30), &local);
  g_assert_cmpuint (local.n_instants, ==, 2);
  g_assert_cmpint (local.instants[0], ==, seconds (2050, 10, 30, 0, 30));
  g_assert_cmpint (local.instants[1], ==, seconds (2050, 10, 30, 1, 30));

  aps_zone_data_resolve_local (data, seconds (2050, 10, 30, 3, 0), &local);
  g_assert_cmpuint (local.n_instants, ==, 1);
  g_assert_cmpint (local.instants[0], ==, seconds (2050, 10, 30, 2, 0));
}

static void
test_day_that_never_was (void)
{
  g_autoptr (ApsTimeZone) zone = aps_time_zone_lookup ("Pacific/Apia", NULL);
  ApsLocalTime local;

  if (zone == NULL)
    {
      g_test_skip ("This system has no Pacific/Apia");
      return;
    }

  aps_time_zone_resolve_local (zone, seconds (2011, 12, 30, 12, 0), &local);
  g_assert_cmpuint (local.n_instants, ==, 0);
  g_assert_cmpint (local.offset_after_s - local.offset_before_s, ==, 24 * 3600);
}

static void
test_fixed_offsets (void)
{
  static const struct
  {
    const char *text;
    const char *name;
    gint32      offset_s;
  } cases[] = {
    { "+05:30", "+05:30", 19800 }, { "+0530", "+05:30", 19800 },  { "-08", "-08:00", -28800 },
    { "-00:30", "-00:30", -1800 }, { "+23:59", "+23:59", 86340 }, { "UTC", "UTC", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsTimeZone) zone = aps_time_zone_lookup (cases[i].text, &error);
      g_autoptr (ApsTimeZone) again = aps_time_zone_lookup (cases[i].name, NULL);
      ApsZonePeriod period;
      ApsLocalTime  local;

      g_assert_no_error (error);
      g_assert_true (zone == again);
      g_assert_cmpstr (aps_time_zone_get_name (zone), ==, cases[i].name);
      aps_time_zone_get_period (zone, 0, &period);
      g_assert_cmpint (period.offset_s, ==, cases[i].offset_s);
      g_assert_cmpstr (period.abbreviation, ==, cases[i].name);
      g_assert_cmpint (period.from_s, ==, G_MININT64);
      g_assert_cmpint (period.until_s, ==, G_MAXINT64);
      aps_time_zone_resolve_local (zone, 0, &local);
      g_assert_cmpuint (local.n_instants, ==, 1);
      g_assert_cmpint (local.instants[0], ==, -cases[i].offset_s);
    }
}

static void
test_refused_names (void)
{
  static const char *const names[] = {
    "",
    "/etc/passwd",
    "../passwd",
    "Europe/../UTC",
    "Europe//Berlin",
    "Europe/",
    "Berlin ",
    "Europe/Berl\xc3in",
    "+24:00",
    "+05:60",
    "+5",
    "+053",
    "+05:3",
    "+05:30:00",
    "-0:30",
    "Europe",
    "empty",
    "text",
    "No/Such",
    "europe/berlin.tab",
  };
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autoptr (GByteArray) empty = g_byte_array_new ();

  g_byte_array_append (text, (const guint8 *)"no zone\n", 8);
  write_zone ("text", text);
  write_zone ("empty", empty);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsTimeZone) zone = aps_time_zone_lookup (names[i], &error);

      g_test_message ("name %u", i);
      g_assert_null (zone);
      g_assert_nonnull (error);
      g_assert_true (error->domain == APS_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_suggests (void)
{
  static const char *const names[][2] = {
    { "Testland/Capitol", "(did you mean Testland/Capital?)" },
    { "testland/capital", "(did you mean Testland/Capital?)" },
    { "capital", "(did you mean Testland/Capital?)" },
  };
  g_autoptr (GByteArray) bytes = make_zone ('2', 3600, "TST", "TST-1");
  g_autofree char *folder = g_build_filename (zone_dir, "Testland", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_zone ("Testland/Capital", bytes);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (aps_time_zone_lookup (names[i][0], &error));
      g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
      g_assert_true (g_str_has_suffix (error->message, names[i][1]));
    }
}

static void
test_takes_over_changed_data (void)
{
  g_autoptr (GByteArray) old = make_zone ('2', 3600, "OLD", "OLD-1");
  g_autoptr (GByteArray) new = make_zone ('2', 7200, "NEW", "NEW-2");
  g_autoptr (GByteArray) half = g_byte_array_new ();
  g_autoptr (ApsTimeZone) zone = NULL;
  g_autoptr (ApsTimeZone) again = NULL;
  g_autofree char *path = g_build_filename (zone_dir, "Changing", NULL);
  ApsZonePeriod    before, after;
  guint            generation;

  write_zone ("Changing", old);
  zone = aps_time_zone_lookup ("Changing", NULL);
  aps_time_zone_get_period (zone, 0, &before);
  generation = aps_time_zone_get_generation ();

  aps_time_zone_recheck (0);
  g_assert_cmpuint (aps_time_zone_get_generation (), ==, generation);

  /* Cut short, as if it were being written: what was read stays. */
  g_byte_array_append (half, new->data, 60);
  write_zone ("Changing", half);
  aps_time_zone_recheck (0);
  aps_time_zone_get_period (zone, 0, &after);
  g_assert_cmpint (after.offset_s, ==, 3600);
  g_assert_cmpuint (aps_time_zone_get_generation (), ==, generation);

  write_zone ("Changing", new);
  aps_time_zone_recheck (G_GINT64_CONSTANT (3600000000));
  g_assert_cmpuint (aps_time_zone_get_generation (), ==, generation);
  aps_time_zone_recheck (0);
  again = aps_time_zone_lookup ("Changing", NULL);
  g_assert_true (again == zone);
  aps_time_zone_get_period (zone, 0, &after);
  g_assert_cmpint (after.offset_s, ==, 7200);
  g_assert_cmpstr (after.abbreviation, ==, "NEW");
  g_assert_cmpstr (before.abbreviation, ==, "OLD");
  g_assert_cmpuint (aps_time_zone_get_generation (), ==, generation + 1);

  /* Gone: nobody finds it any more, who has it keeps it. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  aps_time_zone_recheck (0);
  g_assert_null (aps_time_zone_lookup ("Changing", NULL));
  aps_time_zone_get_period (zone, 0, &after);
  g_assert_cmpint (after.offset_s, ==, 7200);
}

static void
test_versions (void)
{
  static const char versions[] = { '\0', '2', '3', '4', '5' };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (GByteArray) bytes = make_zone (versions[i], 3600, "TST", "");
      g_autoptr (ApsZoneData) data = parse (bytes->data, bytes->len);
      ApsZonePeriod period;

      g_assert_nonnull (data);
      aps_zone_data_get_period (data, G_MAXINT64, &period);
      g_assert_cmpint (period.offset_s, ==, 3600);
    }
}

static void
test_leap_seconds_are_refused (void)
{
  g_autoptr (GByteArray) bytes = make_zone ('\0', 3600, "TST", "");
  guint8 leap[8] = { 0, 0, 0, 1, 0, 0, 0, 1 };
  g_autoptr (ApsZoneData) data = NULL;

  bytes->data[31] = 1;
  g_byte_array_append (bytes, leap, sizeof leap);
  data = parse (bytes->data, bytes->len);
  g_assert_null (data);
}

static void
exercise (const ApsZoneData *data)
{
  static const gint64 times[] = { G_MININT64, -1, 0, 4000000000, G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      ApsZonePeriod period;
      ApsLocalTime  local;

      aps_zone_data_get_period (data, times[i], &period);
      aps_zone_data_resolve_local (data, times[i], &local);
      g_assert_cmpuint (local.n_instants, <=, 2);
    }
}

static void
test_any_bytes (void)
{
  g_autofree char *text = NULL;
  gsize            size;
  GRand           *rand = g_rand_new_with_seed (4711);

  if (!g_file_get_contents ("/usr/share/zoneinfo/Europe/Dublin", &text, &size, NULL))
    {
      g_rand_free (rand);
      g_test_skip ("This system has no Europe/Dublin");
      return;
    }

  for (gsize n = 0; n < size; n++)
    {
      g_autoptr (ApsZoneData) data = parse ((const guint8 *)text, n);

      if (data != NULL)
        exercise (data);
    }

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree guint8 *bytes = g_memdup2 (text, size);
      g_autoptr (ApsZoneData) data = NULL;

      for (guint n = g_rand_int_range (rand, 1, 4); n > 0; n--)
        bytes[g_rand_int_range (rand, 0, (gint32)size)] = (guint8)g_rand_int (rand);
      data = parse (bytes, size);
      if (data != NULL)
        exercise (data);
    }

  g_rand_free (rand);
}

static gpointer
look_up_often (gpointer user_data)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (ApsTimeZone) zone = aps_time_zone_lookup ("Racing", NULL);
      ApsZonePeriod period;

      if (zone == NULL)
        continue;
      aps_time_zone_get_period (zone, 0, &period);
      g_assert_true (period.offset_s == 3600 || period.offset_s == 7200);
    }

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (GByteArray) one = make_zone ('2', 3600, "ONE", "ONE-1");
  g_autoptr (GByteArray) two = make_zone ('2', 7200, "TWO", "TWO-2");
  GThread *threads[4];

  write_zone ("Racing", one);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("zones", look_up_often, NULL);
  for (guint i = 0; i < 20; i++)
    {
      write_zone ("Racing", i % 2 == 0 ? two : one);
      aps_time_zone_recheck (0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
assert_system_name (const char *root, const char *tz, const char *wanted)
{
  g_autofree char *name = aps_time_zone_system_name_at (root, tz);

  g_assert_cmpstr (name, ==, wanted);
}

static void
test_system_name (void)
{
  g_autofree char *root = g_dir_make_tmp ("aps-root-XXXXXX", NULL);
  g_autofree char *etc = g_build_filename (root, "etc", NULL);
  g_autofree char *link = g_build_filename (etc, "localtime", NULL);
  g_autofree char *file = g_build_filename (etc, "timezone", NULL);
  g_autoptr (GByteArray) bytes = make_zone ('2', 3600, "TST", "TST-1");

  write_zone ("Here", bytes);
  write_zone ("There", bytes);
  assert_system_name (root, NULL, NULL);
  g_assert_cmpint (g_mkdir (etc, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "There\n", -1, NULL));
  assert_system_name (root, NULL, "There");
  g_assert_cmpint (symlink ("../usr/share/zoneinfo/Here", link), ==, 0);
  assert_system_name (root, NULL, "Here");
  assert_system_name (root, "There", "There");
  assert_system_name (root, ":There", "There");
  assert_system_name (root, "/usr/share/zoneinfo/There", "There");
  assert_system_name (root, "", "UTC");
  assert_system_name (root, "CET-1CEST,M3.5.0,M10.5.0/3", NULL);

  g_unlink (link);
  g_unlink (file);
  g_rmdir (etc);
  g_rmdir (root);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *entry = g_build_filename (path, name, NULL);

      if (g_unlink (entry) != 0)
        remove_folder (entry);
    }
  g_rmdir (path);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  zone_dir = g_dir_make_tmp ("aps-zones-XXXXXX", NULL);
  g_setenv ("TZDIR", zone_dir, TRUE);

  g_test_add_func ("/time-zone/rules", test_rules);
  g_test_add_func ("/time-zone/refused-rules", test_refused_rules);
  g_test_add_func ("/time-zone/periods-join", test_periods_join);
  g_test_add_func ("/time-zone/gap-and-fold", test_gap_and_fold);
  g_test_add_func ("/time-zone/day-that-never-was", test_day_that_never_was);
  g_test_add_func ("/time-zone/fixed-offsets", test_fixed_offsets);
  g_test_add_func ("/time-zone/refused-names", test_refused_names);
  g_test_add_func ("/time-zone/suggests", test_suggests);
  g_test_add_func ("/time-zone/takes-over-changed-data", test_takes_over_changed_data);
  g_test_add_func ("/time-zone/versions", test_versions);
  g_test_add_func ("/time-zone/leap-seconds-are-refused", test_leap_seconds_are_refused);
  g_test_add_func ("/time-zone/any-bytes", test_any_bytes);
  g_test_add_func ("/time-zone/threads", test_threads);
  g_test_add_func ("/time-zone/system-name", test_system_name);

  status = g_test_run ();
  remove_folder (zone_dir);
  g_free (zone_dir);
  return status;
}
