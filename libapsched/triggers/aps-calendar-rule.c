/* Compiles calendar rules, and keeps one of each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-calendar-year-private.h"

#include <apsched/aps-locked.h>

#include <string.h>

static GMutex      lock;
static GHashTable *table; /* guarded by lock: ApsCalendarRule to itself */

void
aps_calendar_spec_init (ApsCalendarSpec *spec)
{
  memset (spec, 0, sizeof *spec);
  spec->seconds = APS_CALENDAR_ALL_SECONDS;
  spec->minutes = APS_CALENDAR_ALL_MINUTES;
  spec->hours = APS_CALENDAR_ALL_HOURS;
  spec->days.months = APS_CALENDAR_ALL_MONTHS;
  spec->days.of_month.days = APS_CALENDAR_ALL_DAYS;
  spec->days.of_week.days = APS_CALENDAR_ALL_DAYS;
}

void
aps_calendar_spec_add_years (ApsCalendarSpec *spec, guint first, guint last, guint step)
{
  spec->has_years = TRUE;

  for (guint year = first; year <= MIN (last, APS_CALENDAR_YEAR_MAX); year += MAX (step, 1))
    if (year >= APS_CALENDAR_YEAR_MIN)
      spec->years[(year - APS_CALENDAR_YEAR_MIN) / 64] |= G_GUINT64_CONSTANT (1)
                                                          << ((year - APS_CALENDAR_YEAR_MIN) % 64);
}

static guint
hash_rule (gconstpointer key)
{
  return ((const ApsCalendarRule *)key)->hash;
}

static gboolean
equal_years (const guint64 *a, const guint64 *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return memcmp (a, b, APS_CALENDAR_YEAR_WORDS * sizeof (guint64)) == 0;
}

static gboolean
equal_rules (gconstpointer a, gconstpointer b)
{
  const ApsCalendarRule *left = a;
  const ApsCalendarRule *right = b;

  return left->seconds == right->seconds && left->minutes == right->minutes &&
         left->all_hours == right->all_hours && left->flags == right->flags &&
         left->days == right->days && equal_years (left->years, right->years) &&
         g_strcmp0 (left->except != NULL ? left->except->text : NULL,
                    right->except != NULL ? right->except->text : NULL) == 0;
}

static guint64
mix (guint64 hash, guint64 word)
{
  return (hash ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

static guint
compute_hash (const ApsCalendarRule *self)
{
  guint64 hash = mix (self->seconds, self->minutes);

  hash = mix (hash, self->all_hours);
  hash = mix (hash, GPOINTER_TO_SIZE (self->days));

  for (guint i = 0; self->years != NULL && i < APS_CALENDAR_YEAR_WORDS; i++)
    hash = mix (hash, self->years[i]);

  if (self->except != NULL)
    hash = mix (hash, g_str_hash (self->except->text));

  return (guint)(hash >> 32);
}

static void
clear_rule (ApsCalendarRule *self)
{
  aps_calendar_days_unref (self->days);
  g_clear_pointer (&self->except, aps_exclusions_unref);
  g_free (self->hour_minutes);
  g_free (self->years);
}

/* Exclusions by time of day make the minutes differ from hour to hour. */
static void
apply_excluded_minutes (ApsCalendarRule *self)
{
  if (self->except == NULL || !self->except->has_minutes)
    return;

  self->hour_minutes = g_new0 (guint64, 24);

  for (guint hour = 0; hour < 24; hour++)
    {
      if ((self->hours >> hour & 1) != 0)
        self->hour_minutes[hour] = self->minutes & ~self->except->minutes[hour];

      if (self->hour_minutes[hour] == 0)
        self->hours &= ~(1u << hour);
    }
}

static void
find_year_bounds (ApsCalendarRule *self)
{
  int first = 0;
  int last = APS_CALENDAR_YEAR_WORDS - 1;

  self->first_year = APS_CALENDAR_YEAR_MIN;
  self->last_year = APS_CALENDAR_YEAR_MAX;

  if (self->years == NULL)
    return;

  while (first < APS_CALENDAR_YEAR_WORDS && self->years[first] == 0)
    first++;

  if (first == APS_CALENDAR_YEAR_WORDS)
    {
      self->is_timeless = TRUE;
      return;
    }

  while (self->years[last] == 0)
    last--;

  self->first_year =
    (guint16)(APS_CALENDAR_YEAR_MIN + first * 64 + __builtin_ctzll (self->years[first]));
  self->last_year =
    (guint16)(APS_CALENDAR_YEAR_MIN + last * 64 + 63 - __builtin_clzll (self->years[last]));
}

/* Takes over what fresh holds, or drops it if an equal rule is known already. */
static ApsCalendarRule *
intern (ApsCalendarRule *fresh)
{
  ApsCalendarRule *rule;
  gboolean         is_known;

  fresh->ref_count = 1;
  fresh->hash = compute_hash (fresh);

  g_mutex_lock (&lock);

  if (table == NULL)
    table = g_hash_table_new (hash_rule, equal_rules);

  rule = g_hash_table_lookup (table, fresh);
  is_known = rule != NULL;

  if (is_known)
    g_atomic_int_inc (&rule->ref_count);
  else
    {
      rule = g_memdup2 (fresh, sizeof *fresh);
      g_hash_table_add (table, rule);
    }

  g_mutex_unlock (&lock);

  if (is_known)
    clear_rule (fresh);

  return rule;
}

static gint32
find_first_time (const ApsCalendarRule *self)
{
  guint hour = (guint)__builtin_ctz (self->hours);
  guint minute = (guint)__builtin_ctzll (minutes_of_hour (self, hour));

  return (gint32)(hour * 3600 + minute * 60 + (guint)__builtin_ctzll (self->seconds));
}

/* The masks as they were asked for are what the rule is known by, so they are kept beside those
 * that exclusions leave. */
static ApsCalendarRule *
compile (ApsCalendarRule *fresh)
{
  fresh->all_hours = fresh->hours;
  apply_excluded_minutes (fresh);
  find_year_bounds (fresh);
  fresh->is_timeless = fresh->is_timeless || fresh->hours == 0 || fresh->minutes == 0 ||
                       fresh->seconds == 0;

  if (!fresh->is_timeless)
    fresh->first_time = find_first_time (fresh);

  return intern (fresh);
}

static guint
add_excluded_weekdays (ApsDaySpec *specs, guint n_specs, const ApsExclusions *except)
{
  ApsCalendarSpec spec;

  if (except->weekdays == 0)
    return n_specs;

  aps_calendar_spec_init (&spec);
  specs[n_specs] = spec.days;
  specs[n_specs].of_week.days = 0;
  specs[n_specs].of_week.weekdays = APS_CALENDAR_ALL_WEEKDAYS & ~except->weekdays;
  return n_specs + 1;
}

/* Begins a rule with its days; compile() takes it over. */
static void
begin_rule (ApsCalendarRule     *self,
            const ApsDaySpec    *specs,
            guint                n_specs,
            const ApsExclusions *except)
{
  g_autofree ApsDaySpec *all = NULL;

  memset (self, 0, sizeof *self);

  if (except != NULL)
    {
      self->except = aps_exclusions_ref ((ApsExclusions *)except);
      all = g_new (ApsDaySpec, n_specs + 1);
      memcpy (all, specs, n_specs * sizeof *specs);
      n_specs = add_excluded_weekdays (all, n_specs, except);
      specs = all;
    }

  self->days = aps_calendar_days_intern (specs, n_specs);
}

ApsCalendarRule *
aps_calendar_rule_intern (const ApsCalendarSpec *spec)
{
  ApsCalendarRule self;

  begin_rule (&self, &spec->days, 1, spec->except);
  self.seconds = spec->seconds;
  self.minutes = spec->minutes;
  self.hours = spec->hours;
  self.flags = spec->flags;

  if (spec->has_years)
    self.years = g_memdup2 (spec->years, sizeof spec->years);

  return compile (&self);
}

ApsCalendarRule *
aps_calendar_rule_ref (ApsCalendarRule *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

static gboolean
drop (ApsCalendarRule *self)
{
  APS_LOCKED (&lock);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return FALSE;

  g_hash_table_remove (table, self);
  return TRUE;
}

void
aps_calendar_rule_unref (ApsCalendarRule *self)
{
  if (!drop (self))
    return;

  clear_rule (self);
  g_free (self);
}

guint
aps_calendar_rule_n_interned (void)
{
  APS_LOCKED (&lock);

  return table != NULL ? g_hash_table_size (table) : 0;
}

/* The day specs without that of the excluded week days. */
static guint
count_own_specs (const ApsCalendarRule *self)
{
  gboolean has_weekdays = self->except != NULL && self->except->weekdays != 0;

  return self->days->n_specs - (has_weekdays ? 1 : 0);
}

ApsCalendarRule *
aps_calendar_rule_with_except (ApsCalendarRule *self, const ApsExclusions *except)
{
  ApsCalendarRule other;

  begin_rule (&other, self->days->specs, count_own_specs (self), except);
  other.seconds = self->seconds;
  other.minutes = self->minutes;
  other.hours = self->all_hours;
  other.flags = self->flags;
  other.years = g_memdup2 (self->years, APS_CALENDAR_YEAR_WORDS * sizeof (guint64));
  return compile (&other);
}

static guint64 *
intersect_years (const guint64 *a, const guint64 *b)
{
  guint64 *years = g_memdup2 (a != NULL ? a : b, APS_CALENDAR_YEAR_WORDS * sizeof (guint64));

  for (guint i = 0; a != NULL && b != NULL && i < APS_CALENDAR_YEAR_WORDS; i++)
    years[i] &= b[i];

  return years;
}

static ApsExclusions *
unite_exclusions (const ApsCalendarRule *a, const ApsCalendarRule *b)
{
  if (a->except != NULL && b->except != NULL)
    return aps_exclusions_union (a->except, b->except);

  if (a->except != NULL)
    return aps_exclusions_ref (a->except);

  return b->except != NULL ? aps_exclusions_ref (b->except) : NULL;
}

ApsCalendarRule *
aps_calendar_rule_intersect (ApsCalendarRule *a, ApsCalendarRule *b)
{
  guint                  n_a = count_own_specs (a);
  guint                  n_b = count_own_specs (b);
  g_autofree ApsDaySpec *specs = g_new (ApsDaySpec, n_a + n_b);
  g_autoptr (ApsExclusions) except = unite_exclusions (a, b);
  ApsCalendarRule self;

  memcpy (specs, a->days->specs, n_a * sizeof *specs);
  memcpy (specs + n_a, b->days->specs, n_b * sizeof *specs);
  begin_rule (&self, specs, n_a + n_b, except);
  self.seconds = a->seconds & b->seconds;
  self.minutes = a->minutes & b->minutes;
  self.hours = a->all_hours & b->all_hours;
  self.flags = a->flags | b->flags;
  self.years = intersect_years (a->years, b->years);
  return compile (&self);
}

void
aps_calendar_rule_get_spec (const ApsCalendarRule *self, ApsCalendarSpec *spec)
{
  memset (spec, 0, sizeof *spec);
  spec->seconds = self->seconds;
  spec->minutes = self->minutes;
  spec->hours = self->all_hours;
  spec->flags = self->flags;
  spec->days = self->days->specs[0];

  if (self->years != NULL)
    {
      spec->has_years = TRUE;
      memcpy (spec->years, self->years, sizeof spec->years);
    }
}

gboolean
aps_calendar_rule_is_wild (const ApsCalendarRule *self)
{
  return self->flags != APS_CALENDAR_FIXED;
}
