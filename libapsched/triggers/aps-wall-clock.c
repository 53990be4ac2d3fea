/* From rules for the clock on the wall to instants.
 *
 * NOTES: between two clock changes an instant is local time less one offset, so a search is one
 * question to the rule and one subtraction as long as the answer lies before the next change; this
 * stretch is remembered in the cursor. Each stretch is bounded such that the policy holds: a fold
 * is cut off its first or second half, a gap adds the times that are moved out of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-wall-clock-private.h"

#include <apsched/aps-types.h>

#include "core/aps-civil-private.h"
#include "core/aps-iso8601-private.h"

/* No clock is more than this away from another one. */
#define TWO_DAYS (2 * APS_CIVIL_DAY_SECONDS)

/* A stretch with one offset, and what the changes around it do under a policy. */
typedef struct
{
  gint64 from_s; /* of the period */
  gint64 until_s;
  gint64 offset_s;
  gint64 before_s; /* the offsets of its neighbours */
  gint64 after_s;
  gint64 low_s;  /* fires by the rule lie from here on */
  gint64 high_s; /* and before this */
  gint64 gap_s;  /* length of the gap at its beginning, if times are moved out of it */
  ApsGap gap;
} Stretch;

static void
find_stretch (const ApsWallClock *self, gint64 at_s, Stretch *stretch)
{
  ApsZonePeriod period, other;

  aps_time_zone_get_period (self->zone, at_s, &period);
  stretch->from_s = stretch->low_s = period.from_s;
  stretch->until_s = stretch->high_s = period.until_s;
  stretch->offset_s = stretch->before_s = stretch->after_s = period.offset_s;
  stretch->gap_s = 0;
  stretch->gap = self->policy.gap;

  if (period.from_s != G_MININT64)
    {
      aps_time_zone_get_period (self->zone, period.from_s - 1, &other);
      stretch->before_s = other.offset_s;
    }

  if (period.until_s != G_MAXINT64)
    {
      aps_time_zone_get_period (self->zone, period.until_s, &other);
      stretch->after_s = other.offset_s;
    }

  if (stretch->offset_s > stretch->before_s && stretch->gap != APS_GAP_SKIP)
    stretch->gap_s = stretch->offset_s - stretch->before_s;
  else if (stretch->offset_s < stretch->before_s && self->policy.fold == APS_FOLD_FIRST)
    stretch->low_s += stretch->before_s - stretch->offset_s;

  if (stretch->after_s < stretch->offset_s && self->policy.fold == APS_FOLD_LAST)
    stretch->high_s -= stretch->offset_s - stretch->after_s;
}

/* The first fire at or after from_s that is moved out of the gap at the stretch's beginning. */
static gint64
next_moved (const ApsWallClock *self, const Stretch *stretch, gint64 from_s)
{
  gint64 local;

  if (stretch->gap_s == 0)
    return G_MAXINT64;

  from_s = MAX (from_s, stretch->from_s);

  if (stretch->gap == APS_GAP_NEXT && from_s > stretch->from_s)
    return G_MAXINT64;

  local = self->funcs->next (self->rule, from_s + stretch->before_s);

  if (local >= stretch->from_s + stretch->offset_s)
    return G_MAXINT64;

  return stretch->gap == APS_GAP_NEXT ? stretch->from_s : local - stretch->before_s;
}

static gint64
prev_moved (const ApsWallClock *self, const Stretch *stretch, gint64 until_s)
{
  gint64 local;

  if (stretch->gap_s == 0 || until_s < stretch->from_s)
    return G_MININT64;

  until_s = MIN (until_s, stretch->from_s + stretch->gap_s - 1);

  if (stretch->gap == APS_GAP_NEXT)
    until_s = stretch->from_s + stretch->gap_s - 1;

  local = self->funcs->prev (self->rule, until_s + stretch->before_s);

  if (local < stretch->from_s + stretch->before_s)
    return G_MININT64;

  return stretch->gap == APS_GAP_NEXT ? stretch->from_s : local - stretch->before_s;
}

static void
remember (const ApsWallClock *self, const Stretch *stretch, ApsQuietTime *quiet)
{
  quiet->zone = self->zone;
  quiet->generation = aps_time_zone_get_generation ();
  quiet->gap = self->policy.gap;
  quiet->fold = self->policy.fold;
  quiet->offset_s = (gint32)stretch->offset_s;
  quiet->from_s = MAX (stretch->low_s, stretch->from_s + stretch->gap_s);
  quiet->until_s = stretch->high_s;
  quiet->local_until_s = stretch->high_s == G_MAXINT64 ? G_MAXINT64
                                                       : stretch->high_s + stretch->offset_s;
}

static inline gboolean
is_quiet (const ApsWallClock *self, const ApsQuietTime *quiet, gint64 at_s)
{
  return quiet->zone == self->zone && at_s >= quiet->from_s && at_s < quiet->until_s &&
         quiet->gap == self->policy.gap && quiet->fold == self->policy.fold &&
         quiet->generation == aps_time_zone_get_generation ();
}

/* Where to go on behind a stretch without a fire, knowing that the rule has none in local time
 * before local_s: over all changes in between, unless the clock is set back and local times before
 * at_s come again. */
static gint64
leave_stretch (const Stretch *stretch, gint64 at_s, gint64 local_s)
{
  if (stretch->until_s + stretch->after_s < at_s + stretch->offset_s)
    return stretch->until_s;

  return MAX (stretch->until_s, local_s - TWO_DAYS);
}

static gint64
next_slowly (const ApsWallClock *self, ApsQuietTime *quiet, gint64 from_s)
{
  if (self->funcs->is_never != NULL && self->funcs->is_never (self->rule))
    return G_MAXINT64;

  for (;;)
    {
      Stretch stretch;
      gint64  at_s, local, fire, moved;

      find_stretch (self, from_s, &stretch);
      at_s = MAX (from_s, stretch.low_s);
      local = self->funcs->next (self->rule, at_s + stretch.offset_s);
      fire = local == G_MAXINT64 ? G_MAXINT64 : local - stretch.offset_s;
      moved = next_moved (self, &stretch, from_s);

      if (fire >= stretch.high_s)
        fire = G_MAXINT64;

      if (fire != G_MAXINT64 || moved != G_MAXINT64)
        {
          remember (self, &stretch, quiet);
          return MIN (fire, moved);
        }

      if (stretch.until_s == G_MAXINT64)
        return G_MAXINT64;

      if (local == G_MAXINT64 && stretch.until_s + stretch.after_s >= at_s + stretch.offset_s)
        return G_MAXINT64;

      from_s = local == G_MAXINT64 ? stretch.until_s : leave_stretch (&stretch, at_s, local);
    }
}

static inline gint64
next_fire (const ApsWallClock *self, ApsQuietTime *quiet, gint64 from_s)
{
  if (G_LIKELY (is_quiet (self, quiet, from_s)))
    {
      gint64 local = self->funcs->next (self->rule, from_s + quiet->offset_s);

      if (G_LIKELY (local < quiet->local_until_s))
        return local - quiet->offset_s;
    }

  return next_slowly (self, quiet, from_s);
}

gint64
aps_wall_clock_next (const ApsWallClock *self, ApsQuietTime *quiet, gint64 from_s)
{
  return next_fire (self, quiet, from_s);
}

gint64
aps_wall_clock_prev (const ApsWallClock *self, gint64 until_s)
{
  for (;;)
    {
      Stretch stretch;
      gint64  at_s, local, fire, moved;

      find_stretch (self, until_s, &stretch);
      at_s = MIN (until_s, stretch.high_s - 1);
      local = self->funcs->prev (self->rule, at_s + stretch.offset_s);
      fire = local == G_MININT64 ? G_MININT64 : local - stretch.offset_s;
      moved = prev_moved (self, &stretch, until_s);

      if (fire < stretch.low_s)
        fire = G_MININT64;

      if (fire != G_MININT64 || moved != G_MININT64)
        return MAX (fire, moved);

      if (stretch.from_s == G_MININT64)
        return G_MININT64;

      /* Where the clock was set back at the beginning, later local times lie before it. */
      if (stretch.from_s + stretch.before_s > at_s + stretch.offset_s)
        until_s = stretch.from_s - 1;
      else if (local == G_MININT64)
        return G_MININT64;
      else
        until_s = MIN (stretch.from_s - 1, local + TWO_DAYS);
    }
}

static gint64
count_local (const ApsWallClock *self, gint64 from_s, gint64 until_s)
{
  gint64 n = 0;

  if (from_s >= until_s)
    return 0;

  if (self->funcs->count != NULL)
    return self->funcs->count (self->rule, from_s, until_s);

  for (;;)
    {
      from_s = self->funcs->next (self->rule, from_s);

      if (from_s >= until_s)
        return n;

      n++;
      from_s++;
    }
}

/* Fires that are moved out of the gap, but for those that meet one of the rule. */
static gint64
count_moved (const ApsWallClock *self, const Stretch *stretch, gint64 from_s, gint64 until_s)
{
  gint64 n = 0;

  for (;;)
    {
      gint64 fire = next_moved (self, stretch, from_s);

      if (fire >= MIN (until_s, stretch->until_s))
        return n;

      if (fire < stretch->low_s || fire >= stretch->high_s ||
          self->funcs->next (self->rule, fire + stretch->offset_s) != fire + stretch->offset_s)
        n++;

      from_s = fire + 1;
    }
}

gint64
aps_wall_clock_count (const ApsWallClock *self, gint64 from_s, gint64 until_s)
{
  gint64 n = 0;

  while (from_s < until_s)
    {
      Stretch stretch;

      find_stretch (self, from_s, &stretch);
      n += count_local (self,
                        MAX (from_s, stretch.low_s) + stretch.offset_s,
                        MIN (until_s, stretch.high_s) + stretch.offset_s);
      n += count_moved (self, &stretch, from_s, until_s);
      from_s = stretch.until_s;
    }

  return n;
}

/* Instants of years 1 to 9999, and a day behind them for the zones. */
#define MIN_US APS_ISO8601_MIN_US
#define MAX_US (APS_ISO8601_MAX_US + APS_DAY)

static inline gint64
second_from (gint64 from_us)
{
  if (G_LIKELY (from_us >= 0 && from_us <= MAX_US))
    return (gint64)((guint64)(from_us + APS_SECOND - 1) / APS_SECOND);

  return aps_floor_div (CLAMP (from_us, MIN_US, MAX_US) + APS_SECOND - 1, APS_SECOND);
}

static gint64
second_until (gint64 until_us)
{
  return aps_floor_div (CLAMP (until_us, MIN_US, MAX_US), APS_SECOND);
}

gint64
aps_wall_clock_next_us (const ApsWallClock *self, ApsQuietTime *quiet, gint64 from_us)
{
  gint64 fire = next_fire (self, quiet, second_from (from_us));

  return fire == G_MAXINT64 ? APS_TIME_NONE : fire * APS_SECOND;
}

gint64
aps_wall_clock_prev_us (const ApsWallClock *self, gint64 from_us, gint64 until_us)
{
  gint64 fire = aps_wall_clock_prev (self, second_until (until_us));

  if (fire == G_MININT64 || fire * APS_SECOND < from_us)
    return APS_TIME_NONE;

  return fire * APS_SECOND;
}

gint64
aps_wall_clock_count_us (const ApsWallClock *self, gint64 from_us, gint64 until_us)
{
  return aps_wall_clock_count (self, second_from (from_us), second_until (until_us) + 1);
}

guint
aps_wall_clock_fill_us (const ApsWallClock *self,
                        ApsQuietTime       *quiet,
                        gint64              from_us,
                        gint64              until_us,
                        gint64             *fires,
                        guint               max)
{
  gint64 from_s = second_from (from_us);
  gint64 end_s = second_until (until_us) + 1;
  guint  n = 0;

  while (n < max)
    {
      gint64 fire;

      if (self->funcs->fill != NULL && is_quiet (self, quiet, from_s))
        {
          gint64 offset_s = quiet->offset_s;
          gint64 until_s = MIN (quiet->until_s, end_s);
          guint  found = self->funcs->fill (self->rule,
                                           from_s + offset_s,
                                           until_s + offset_s,
                                           fires + n,
                                           max - n);

          for (guint i = 0; i < found; i++, n++)
            fires[n] = (fires[n] - offset_s) * APS_SECOND;

          from_s = until_s;

          if (n == max)
            break;
        }

      fire = from_s < end_s ? next_fire (self, quiet, from_s) : G_MAXINT64;

      if (fire >= end_s)
        break;

      fires[n++] = fire * APS_SECOND;
      from_s = fire + 1;
    }

  return n;
}
