/* Builds the sets of days of calendar rules, and keeps one of each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-calendar-days-private.h"

#include <apsched/aps-locked.h>

#include "core/aps-civil-private.h"

#include <string.h>

#define ALL_KINDS ((1 << APS_CIVIL_N_YEAR_KINDS) - 1)

#define SATURDAY 5
#define SUNDAY 6

/* Five weeks, one bit each. */
#define WEEKS_PATTERN G_GUINT64_CONSTANT (0x10204081)

static GMutex      lock;
static GHashTable *table; /* guarded by lock: ApsCalendarDays to itself */

static guint
hash_days (gconstpointer key)
{
  return ((const ApsCalendarDays *)key)->hash;
}

static gboolean
equal_days (gconstpointer a, gconstpointer b)
{
  const ApsCalendarDays *left = a;
  const ApsCalendarDays *right = b;

  return left->hash == right->hash && left->n_specs == right->n_specs &&
         memcmp (left->specs, right->specs, left->n_specs * sizeof (ApsDaySpec)) == 0;
}

static guint
hash_specs (const ApsDaySpec *specs, guint n_specs)
{
  const guint64 *words = (const guint64 *)specs;
  guint64        hash = n_specs;

  G_STATIC_ASSERT (sizeof (ApsDaySpec) % sizeof (guint64) == 0);

  for (gsize i = 0; i < n_specs * sizeof (ApsDaySpec) / sizeof (guint64); i++)
    hash = (hash ^ words[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (guint)(hash >> 32);
}

static ApsCalendarDays *
days_new (const ApsCalendarDays *key)
{
  gsize            size = key->n_specs * sizeof (ApsDaySpec);
  ApsCalendarDays *self = g_malloc0 (sizeof *self + size);
  ApsDaySpec      *specs = (ApsDaySpec *)(self + 1);

  memcpy (specs, key->specs, size);
  self->ref_count = 1;
  self->hash = key->hash;
  self->n_specs = key->n_specs;
  self->specs = specs;

  for (guint i = 0; i < self->n_specs; i++)
    self->has_weeks = self->has_weeks || specs[i].weeks != 0;

  return self;
}

ApsCalendarDays *
aps_calendar_days_intern (const ApsDaySpec *specs, guint n_specs)
{
  ApsCalendarDays  key;
  ApsCalendarDays *known;

  key.hash = hash_specs (specs, n_specs);
  key.specs = specs;
  key.n_specs = n_specs;

  APS_LOCKED (&lock);

  if (table == NULL)
    table = g_hash_table_new (hash_days, equal_days);

  known = g_hash_table_lookup (table, &key);

  if (known != NULL)
    return aps_calendar_days_ref (known);

  known = days_new (&key);
  g_hash_table_add (table, known);
  return known;
}

ApsCalendarDays *
aps_calendar_days_ref (ApsCalendarDays *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static gboolean
drop (ApsCalendarDays *self)
{
  APS_LOCKED (&lock);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return FALSE;

  g_hash_table_remove (table, self);
  return TRUE;
}

void
aps_calendar_days_unref (ApsCalendarDays *self)
{
  if (!drop (self))
    return;

  for (guint i = 0; i < APS_DAY_SETS; i++)
    g_free (self->sets[i]);

  g_free (self);
}

/* Week days of a month as bits of its days; day 1 is bit 0. */
static guint32
days_of_weekdays (guint weekdays, guint first_weekday)
{
  guint turned = ((weekdays >> first_weekday) | (weekdays << (7 - first_weekday))) & 0x7f;

  return (guint32)(turned * WEEKS_PATTERN);
}

static guint32
shifted (guint32 bits, int left)
{
  return left >= 0 ? bits << left : bits >> -left;
}

static guint32
nth_weekdays (const ApsDayTerms *terms, guint n_days, guint first_weekday)
{
  guint32 result = 0;

  for (int n = 0; n < 5; n++)
    {
      if (terms->nth[n] != 0)
        result |= days_of_weekdays (terms->nth[n], first_weekday) & (0x7fu << (7 * n));

      if (terms->nth_last[n] != 0)
        result |= days_of_weekdays (terms->nth_last[n], first_weekday) &
                  shifted (0x7f, (int)n_days - 7 * (n + 1));
    }

  return result;
}

/* The bit of the Monday to Friday nearest to a day (1 to n_days), in the same month. */
static guint32
nearest_workday (int day, int n_days, guint first_weekday)
{
  guint weekday = (first_weekday + (guint)day - 1) % 7;

  if (weekday == SATURDAY)
    day = day > 1 ? day - 1 : day + 2;
  else if (weekday == SUNDAY)
    day = day < n_days ? day + 1 : day - 2;

  return 1u << (day - 1);
}

static guint32
workdays (const ApsDayTerms *terms, guint n_days, guint first_weekday)
{
  guint32 result = 0;

  for (guint day = 1; day <= n_days; day++)
    if ((terms->workdays >> day & 1) != 0 || (terms->workdays_from_end >> (n_days - day) & 1) != 0)
      result |= nearest_workday ((int)day, (int)n_days, first_weekday);

  return result;
}

static guint32
days_from_end (guint32 from_end, guint n_days)
{
  guint32 result = 0;

  for (guint day = 0; day < n_days; day++)
    if ((from_end >> (n_days - 1 - day) & 1) != 0)
      result |= 1u << day;

  return result;
}

/* The days of a month that a field holds; day 1 is bit 0. */
static guint32
days_of_terms (const ApsDayTerms *terms, guint n_days, guint first_weekday)
{
  guint32 all = G_MAXUINT32 >> (32 - n_days);
  guint32 result = terms->days >> 1;

  if ((result & all) == all)
    return all;

  if (terms->weekdays != 0)
    result |= days_of_weekdays (terms->weekdays, first_weekday);

  if (terms->from_end != 0)
    result |= days_from_end (terms->from_end, n_days);

  if (terms->workdays != 0 || terms->workdays_from_end != 0)
    result |= workdays (terms, n_days, first_weekday);

  result |= nth_weekdays (terms, n_days, first_weekday);
  return result & all;
}

static void
set_month (guint64 *bits, guint first_day, guint32 days)
{
  guint word = first_day / 64;
  guint shift = first_day % 64;

  bits[word] |= (guint64)days << shift;

  if (shift > 33)
    bits[word + 1] |= (guint64)days >> (64 - shift);
}

/* The ISO week of a day of the year, counted from 0. */
static guint
iso_week (guint day, guint jan_1, gboolean leap, gboolean leap_before)
{
  guint weekday = (jan_1 + day) % 7;
  guint week = (day + 10 - weekday) / 7;
  guint jan_1_before = (jan_1 + (leap_before ? 5 : 6)) % 7;

  /* A year has 53 weeks if it begins on a Thursday, or in a leap year on a Wednesday. */
  if (week == 0)
    return jan_1_before == 3 || (leap_before && jan_1_before == 2) ? 53 : 52;

  return week == 53 && !(jan_1 == 3 || (leap && jan_1 == 2)) ? 1 : week;
}

static void
leave_weeks (guint64 *bits, guint64 weeks, guint jan_1, gboolean leap, gboolean leap_before)
{
  for (guint day = 0; day < (leap ? 366 : 365); day++)
    if ((weeks >> iso_week (day, jan_1, leap, leap_before) & 1) == 0)
      bits[day / 64] &= ~(G_GUINT64_CONSTANT (1) << (day % 64));
}

static void
build_spec (const ApsDaySpec *spec, guint64 *bits, guint jan_1, gboolean leap, gboolean leap_before)
{
  for (guint month = 1; month <= 12; month++)
    {
      guint   first_day = aps_days_before_month (leap, month);
      guint   n_days = aps_days_in_month (leap ? 2000 : 2001, month);
      guint   first_weekday = (jan_1 + first_day) % 7;
      guint32 of_month, of_week;

      if ((spec->months >> month & 1) == 0)
        continue;

      of_month = days_of_terms (&spec->of_month, n_days, first_weekday);
      of_week = days_of_terms (&spec->of_week, n_days, first_weekday);
      set_month (bits, first_day, spec->either ? of_month | of_week : of_month & of_week);
    }

  if (spec->weeks != 0)
    leave_weeks (bits, spec->weeks, jan_1, leap, leap_before);
}

const ApsDaySet *
aps_calendar_days_build (ApsCalendarDays *self, guint jan_1, gboolean leap, gboolean leap_before)
{
  guint      index = aps_calendar_days_index (self, jan_1, leap, leap_before);
  ApsDaySet *set = g_new0 (ApsDaySet, 1);

  for (guint i = 0; i < self->n_specs; i++)
    {
      guint64 bits[APS_DAY_SET_WORDS] = { 0 };

      build_spec (&self->specs[i], bits, jan_1, leap, leap_before);

      for (guint word = 0; word < APS_DAY_SET_WORDS; word++)
        set->bits[word] = i == 0 ? bits[word] : set->bits[word] & bits[word];
    }

  for (guint word = 0; word < APS_DAY_SET_WORDS; word++)
    set->n_days += (guint)__builtin_popcountll (set->bits[word]);

  if (set->n_days > 0)
    g_atomic_int_or ((guint *)&self->nonempty, 1u << index);

  g_atomic_int_or ((guint *)&self->built, 1u << index);

  /* Two threads may build the same; the first to finish is taken. */
  if (!g_atomic_pointer_compare_and_exchange (&self->sets[index], NULL, set))
    {
      g_free (set);
      return g_atomic_pointer_get (&self->sets[index]);
    }

  return set;
}

gboolean
aps_calendar_days_is_empty (ApsCalendarDays *self)
{
  if (g_atomic_int_get (&self->nonempty) != 0)
    return FALSE;

  if (!self->has_weeks && g_atomic_int_get (&self->built) == ALL_KINDS)
    return TRUE;

  for (guint jan_1 = 0; jan_1 < 7; jan_1++)
    if (aps_calendar_days_get (self, jan_1, FALSE, FALSE)->n_days > 0 ||
        aps_calendar_days_get (self, jan_1, TRUE, FALSE)->n_days > 0 ||
        (self->has_weeks && aps_calendar_days_get (self, jan_1, FALSE, TRUE)->n_days > 0))
      return FALSE;

  return TRUE;
}
