/* The class to derive triggers from: keeps the options that every kind has, and applies start, end,
 * count and except to the fires of the rule.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-trigger-base.h>

#include <apsched/aps-error.h>

#include "core/aps-civil-private.h"
#include "core/aps-iso8601-private.h"
#include "triggers/aps-cursor-private.h"
#include "triggers/aps-foreign-trigger-private.h"
#include "triggers/aps-trigger-kind-private.h"
#include "triggers/aps-trigger-private.h"
#include "triggers/aps-trigger-words-private.h"

#include <string.h>

typedef struct
{
  const ApsTriggerKind *kind; /* NULL: derived by somebody else */
  ApsTriggerOptions     options;
  ApsTimeZone          *zone;     /* borrowed: that of the options, or the default */
  gboolean              is_plain; /* a kind's fires from start to end are those of the trigger */
  gboolean              is_never; /* except= leaves nothing */
  gint64                start_us; /* G_MININT64: none */
  gint64                end_us;   /* APS_TIME_NONE: none; included */
  ApsHomeContext       *home;     /* NULL: may be called from any thread */
} ApsTriggerBasePrivate;

/**
 * ApsTriggerBase:
 *
 * The class to derive triggers from. A derived trigger answers one question: when, after this
 * moment, does it fire next? Its properties are the `key=value` options of its text form, and the
 * options of all triggers (`tz`, `start`, `end`, `count`, `except`) work on it too.
 *
 * ```python
 * class Sunrise(Aps.TriggerBase):
 *     latitude = GObject.Property(type=float)
 *     def do_next(self, after): return True, sunrise_after(self.latitude, after)
 * ```
 *
 * A type is found again in texts by the name of its registration: a plugin's, that of
 * aps_trigger_register_type(), or, for a class made in Python, `python:module:Class`.
 *
 * ## Threads
 *
 * Triggers may be used from any thread. Types made in Python or JavaScript are called back in the
 * main context that was the thread's default when the trigger was made; if nobody iterates it for
 * ten seconds, the call fails with `APS_ERROR_BUSY`.
 *
 * Since: 1.0
 */
/**
 * ApsTriggerBaseClass::next:
 * @self: the trigger
 * @after_us: a moment, in microseconds since 1970
 * @next_us: (out): return location for the first fire after it; `APS_TIME_NONE`: there is none
 * @error: return location for an error
 *
 * Returns: %TRUE with @next_us set; %FALSE with @error set on failure
 */

/**
 * ApsTriggerBaseClass::next_from:
 * @self: the trigger
 * @after_us: a moment, in microseconds since 1970
 * @text: (nullable): what it answered as @new_text for the fire before; %NULL at first
 * @next_us: (out): return location for the first fire after it; `APS_TIME_NONE`: there is none
 * @new_text: (out) (nullable) (transfer full): return location for what to remember
 * @error: return location for an error
 *
 * Returns: %TRUE with @next_us set; %FALSE with @error set on failure
 */

/**
 * ApsTriggerBaseClass::dup_type_name:
 * @self: the trigger
 *
 * Returns: (nullable) (transfer full): the name of the type
 */

static void aps_trigger_base_trigger_init (ApsTriggerInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (ApsTriggerBase,
                                  aps_trigger_base,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (ApsTriggerBase)
                                    G_IMPLEMENT_INTERFACE (APS_TYPE_TRIGGER,
                                                           aps_trigger_base_trigger_init))

static inline ApsTriggerBasePrivate *
get_private (ApsTriggerBase *self)
{
  return aps_trigger_base_get_instance_private (self);
}

const ApsTriggerKind *
aps_trigger_base_get_kind (ApsTriggerBase *self)
{
  return get_private (self)->kind;
}

const ApsTriggerOptions *
aps_trigger_base_get_options (ApsTriggerBase *self)
{
  return &get_private (self)->options;
}

ApsTimeZone *
aps_trigger_base_get_zone (ApsTriggerBase *self)
{
  return get_private (self)->zone;
}

gint64
aps_trigger_base_get_start (ApsTriggerBase *self)
{
  return get_private (self)->start_us;
}

gint64
aps_trigger_base_get_end (ApsTriggerBase *self)
{
  return get_private (self)->end_us;
}

ApsHomeContext *
aps_trigger_base_get_home (ApsTriggerBase *self)
{
  return get_private (self)->home;
}

static gboolean
resolve (ApsTriggerBase  *self,
         const char      *name,
         const ApsMoment *moment,
         ApsMomentFlags   flags,
         gint64          *time_us,
         GError         **error)
{
  ApsTriggerBasePrivate *priv = get_private (self);
  g_autofree char       *text = NULL;

  if (moment->kind == APS_MOMENT_UNSET)
    return TRUE;

  /* Where the zone is not said yet, it is too early to refuse. */
  if (priv->options.zone == NULL)
    flags |= APS_MOMENT_LENIENT;

  if (aps_moment_resolve (moment, priv->zone, flags, time_us))
    return TRUE;

  text = aps_moment_to_string (moment);
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_INVALID_TRIGGER,
               "%s %s does not exist in %s: the clock is set forward over it",
               name,
               text,
               aps_time_zone_get_name (priv->zone));
  return FALSE;
}

static inline gboolean
must_look_at_except (const ApsTriggerBasePrivate *priv)
{
  return priv->options.except != NULL && (priv->kind == NULL || !priv->kind->handles_except);
}

gboolean
aps_trigger_base_set_options (ApsTriggerBase *self, ApsTriggerOptions *options, GError **error)
{
  ApsTriggerBasePrivate *priv = get_private (self);
  ApsMomentFlags         flags = APS_MOMENT_STRICT;

  aps_trigger_options_clear (&priv->options);
  priv->options = *options;
  memset (options, 0, sizeof *options);
  priv->is_never = priv->options.except != NULL && aps_exclusions_covers_all (priv->options.except);
  priv->is_plain = priv->kind != NULL && !priv->is_never && priv->options.count == 0 &&
                   !must_look_at_except (priv);
  priv->zone = priv->options.zone != NULL ? priv->options.zone : aps_trigger_default_zone ();

  if (priv->kind != NULL && priv->kind->date_start)
    flags = APS_MOMENT_LENIENT;

  if (!resolve (self, "start", &priv->options.start, flags, &priv->start_us, error) ||
      !resolve (self, "end", &priv->options.end, flags | APS_MOMENT_LAST, &priv->end_us, error))
    return FALSE;

  if (priv->end_us < priv->start_us && (priv->kind == NULL || !priv->kind->may_end_early))
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_INVALID_TRIGGER,
                           "the end lies before the start");
      return FALSE;
    }

  return TRUE;
}

/* Whether except= holds an instant; *from_us and *until_us then bound what else it holds there. */
static gboolean
is_excluded (ApsTriggerBasePrivate *priv, gint64 time_us, gint64 *from_us, gint64 *until_us)
{
  gint64        second = aps_floor_div (time_us, APS_SECOND);
  gint64        from_s, until_s;
  ApsZonePeriod period;

  aps_time_zone_get_period (priv->zone, second, &period);

  if (!aps_exclusions_hit (priv->options.except, second + period.offset_s, &from_s, &until_s))
    return FALSE;

  /* Not beyond the period: behind its end the clock shows something else. */
  from_s = MAX (from_s - period.offset_s, period.from_s);
  until_s = MIN (until_s - period.offset_s, period.until_s);
  *from_us = from_s <= G_MININT64 / APS_SECOND ? G_MININT64 : from_s * APS_SECOND;
  *until_us = until_s >= G_MAXINT64 / APS_SECOND ? APS_TIME_NONE : until_s * APS_SECOND;
  return TRUE;
}

static gboolean
rule_next (ApsTriggerBase *self, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  ApsTriggerBasePrivate *priv = get_private (self);

  if (priv->kind != NULL)
    return priv->kind->next (self, cursor, from_us, next_us, error);

  if (priv->start_us == G_MININT64)
    from_us = MAX (from_us, cursor->anchor_us);

  return aps_foreign_trigger_next (self, cursor, from_us, next_us, error);
}

static gboolean
fail_all_excluded (GError **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_MAX_ITERATIONS,
               "except= holds %d fires and more, one after the other",
               APS_TRIGGER_MAX_STEPS);
  return FALSE;
}

static gboolean
next_allowed (
  ApsTriggerBase *self, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  ApsTriggerBasePrivate *priv = get_private (self);
  gint64                 next, from, until;

  for (guint i = 0; i < APS_TRIGGER_MAX_STEPS; i++)
    {
      if (!rule_next (self, cursor, from_us, &next, error))
        return FALSE;

      if (next == APS_TIME_NONE || next > priv->end_us || next > APS_ISO8601_MAX_US)
        {
          *next_us = APS_TIME_NONE;
          return TRUE;
        }

      if (!is_excluded (priv, next, &from, &until))
        {
          *next_us = next;
          return TRUE;
        }

      from_us = until;
    }

  return fail_all_excluded (error);
}

static gint64
first_not_used (const ApsTriggerBasePrivate *priv, const ApsCursor *cursor)
{
  if (cursor->last_us >= priv->start_us && cursor->last_us != APS_CURSOR_START)
    return cursor->last_us + 1;

  return priv->start_us;
}

/* The answer to what a trigger is asked that is not plain. */
static gboolean
advance_by_options (ApsTriggerBase *self, ApsCursor *cursor, gint64 *next_us, GError **error)
{
  ApsTriggerBasePrivate *priv = get_private (self);
  gint64                 from_us = first_not_used (priv, cursor);

  if (priv->is_never || (priv->options.count > 0 && cursor->n_fires >= priv->options.count))
    {
      *next_us = APS_TIME_NONE;
      return TRUE;
    }

  if (must_look_at_except (priv))
    return next_allowed (self, cursor, from_us, next_us, error);

  return rule_next (self, cursor, from_us, next_us, error);
}

gboolean
aps_trigger_base_advance (ApsTrigger *trigger, ApsCursor *cursor, gint64 *next_us, GError **error)
{
  ApsTriggerBase        *self = (ApsTriggerBase *)trigger;
  ApsTriggerBasePrivate *priv = get_private (self);
  gboolean               done;

  if (G_LIKELY (priv->is_plain))
    {
      /* Classes of the library's own kinds are never freed. */
      cursor->advances_by_base = ((const GTypeInstance *)self)->g_class;
      done = priv->kind->next (self, cursor, first_not_used (priv, cursor), next_us, error);
    }
  else
    done = advance_by_options (self, cursor, next_us, error);

  if (G_UNLIKELY (!done))
    return FALSE;

  if (*next_us > priv->end_us || *next_us > APS_ISO8601_MAX_US)
    *next_us = APS_TIME_NONE;

  return TRUE;
}

gboolean
aps_trigger_fill (ApsTrigger *trigger, ApsCursor *cursor, gint64 *fires, guint max, guint *n)
{
  ApsTriggerBase        *self = (ApsTriggerBase *)trigger;
  ApsTriggerBasePrivate *priv;
  gint64                 until_us;
  guint                  wanted = max;

  if (!APS_IS_TRIGGER_BASE (trigger) || cursor->last_us == APS_TIME_NONE)
    return FALSE;

  priv = get_private (self);

  if (priv->kind == NULL || priv->kind->fill == NULL || must_look_at_except (priv))
    return FALSE;

  if (priv->options.count > 0)
    wanted = (guint)CLAMP (priv->options.count - cursor->n_fires, 0, (gint64)max);

  until_us = MIN (priv->end_us, APS_ISO8601_MAX_US);

  if (!priv->kind->fill (self, cursor, first_not_used (priv, cursor), until_us, fires, wanted, n))
    return FALSE;

  cursor->n_fires += *n;
  cursor->last_us = *n < max ? APS_TIME_NONE : fires[*n - 1];
  return TRUE;
}

/* Whether the kind can count and look back by itself, options included. */
static gboolean
is_quick (ApsTriggerBase *self)
{
  ApsTriggerBasePrivate *priv = get_private (self);

  return priv->kind != NULL && priv->kind->prev != NULL && priv->kind->count != NULL &&
         (priv->kind->can_look_back == NULL || priv->kind->can_look_back (self)) &&
         !must_look_at_except (priv);
}

gboolean
aps_trigger_is_quick (ApsTrigger *trigger)
{
  return !APS_IS_TRIGGER_BASE (trigger) || is_quick ((ApsTriggerBase *)trigger);
}

/* Fires of the rule from from_us to until_us, both included, within start and end. */
static gboolean
count_rule (ApsTriggerBase *self,
            ApsCursor      *cursor,
            gint64          from_us,
            gint64          until_us,
            gint64         *n_fires,
            GError        **error)
{
  ApsTriggerBasePrivate *priv = get_private (self);

  from_us = MAX (from_us, priv->start_us);
  until_us = MIN (until_us, MIN (priv->end_us, APS_ISO8601_MAX_US));
  *n_fires = 0;
  return from_us > until_us || priv->kind->count (self, cursor, from_us, until_us, n_fires, error);
}

/* The last fire that an option count= allows: the first moment up to which there are so many. */
static gboolean
find_nth (ApsTriggerBase *self,
          ApsCursor      *cursor,
          gint64          n,
          gint64          until_us,
          gint64         *time_us,
          GError        **error)
{
  gint64 low = MAX (get_private (self)->start_us, APS_ISO8601_MIN_US);
  gint64 high = MIN (until_us, APS_ISO8601_MAX_US);

  while (low < high)
    {
      gint64 middle = low + (high - low) / 2;
      gint64 found;

      if (!count_rule (self, cursor, G_MININT64, middle, &found, error))
        return FALSE;

      if (found >= n)
        high = middle;
      else
        low = middle + 1;
    }

  *time_us = high;
  return TRUE;
}

static gboolean
aps_trigger_base_prev (
  ApsTrigger *trigger, ApsCursor *cursor, gint64 until_us, gint64 *prev_us, GError **error)
{
  ApsTriggerBase        *self = (ApsTriggerBase *)trigger;
  ApsTriggerBasePrivate *priv = get_private (self);
  gint64                 n;

  if (!is_quick (self))
    return aps_trigger_prev_by_steps (trigger, cursor, until_us, prev_us, error);

  until_us = MIN (until_us, MIN (priv->end_us, APS_ISO8601_MAX_US));
  *prev_us = APS_TIME_NONE;

  if (until_us < priv->start_us)
    return TRUE;

  if (priv->options.count > 0)
    {
      if (!count_rule (self, cursor, G_MININT64, until_us, &n, error))
        return FALSE;

      if (n > priv->options.count)
        return find_nth (self, cursor, priv->options.count, until_us, prev_us, error);
    }

  return priv->kind->prev (self, cursor, priv->start_us, until_us, prev_us, error);
}

static gboolean
aps_trigger_base_count (ApsTrigger *trigger,
                        ApsCursor  *cursor,
                        gint64      from_us,
                        gint64      until_us,
                        gint64     *n_fires,
                        GError    **error)
{
  ApsTriggerBase        *self = (ApsTriggerBase *)trigger;
  ApsTriggerBasePrivate *priv = get_private (self);
  gint64                 before;

  if (!is_quick (self))
    return aps_trigger_count_by_steps (trigger, cursor, from_us, until_us, n_fires, error);

  if (!count_rule (self, cursor, from_us, until_us - 1, n_fires, error))
    return FALSE;

  if (priv->options.count == 0 || *n_fires == 0)
    return TRUE;

  if (from_us == G_MININT64)
    before = 0;
  else if (!count_rule (self, cursor, G_MININT64, from_us - 1, &before, error))
    return FALSE;

  *n_fires = CLAMP (priv->options.count - before, 0, *n_fires);
  return TRUE;
}

static gboolean
aps_trigger_base_skip (ApsTrigger *trigger, ApsCursor *cursor, gint64 from_us, GError **error)
{
  ApsTriggerBase        *self = (ApsTriggerBase *)trigger;
  ApsTriggerBasePrivate *priv = get_private (self);
  gint64                 passed;

  if (priv->options.count > 0)
    {
      if (!is_quick (self))
        return aps_trigger_skip_by_steps (trigger, cursor, from_us, error);

      if (!count_rule (self,
                       cursor,
                       cursor->last_us == APS_CURSOR_START ? G_MININT64 : cursor->last_us + 1,
                       from_us - 1,
                       &passed,
                       error))
        return FALSE;

      cursor->n_fires += passed;
    }

  if (priv->kind != NULL && priv->kind->skip != NULL)
    return priv->kind->skip (self, cursor, from_us, error);

  return TRUE;
}

static char *
aps_trigger_base_to_text (ApsTrigger *trigger)
{
  g_autoptr (ApsTriggerParts) parts = aps_trigger_to_parts (trigger, NULL);

  return parts == NULL
           ? NULL
           : aps_trigger_parts_to_text (parts,
                                        get_private ((ApsTriggerBase *)trigger)->options.zone);
}

static char *
aps_trigger_base_describe (ApsTrigger *trigger)
{
  return aps_trigger_words ((ApsTriggerBase *)trigger, NULL);
}

static void
aps_trigger_base_trigger_init (ApsTriggerInterface *iface)
{
  iface->advance = aps_trigger_base_advance;
  iface->prev = aps_trigger_base_prev;
  iface->count = aps_trigger_base_count;
  iface->skip = aps_trigger_base_skip;
  iface->to_text = aps_trigger_base_to_text;
  iface->describe = aps_trigger_base_describe;
}

static gboolean
aps_trigger_base_real_next (ApsTriggerBase *self, gint64 after_us, gint64 *next_us, GError **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_NOT_SUPPORTED,
               "%s does not implement next",
               G_OBJECT_TYPE_NAME (self));
  return FALSE;
}

static gboolean
aps_trigger_base_real_next_from (ApsTriggerBase *self,
                                 gint64          after_us,
                                 const char     *text,
                                 gint64         *next_us,
                                 char          **new_text,
                                 GError        **error)
{
  return APS_TRIGGER_BASE_GET_CLASS (self)->next (self, after_us, next_us, error);
}

static void
aps_trigger_base_constructed (GObject *object)
{
  ApsTriggerBasePrivate *priv = get_private ((ApsTriggerBase *)object);

  G_OBJECT_CLASS (aps_trigger_base_parent_class)->constructed (object);

  priv->kind = APS_TRIGGER_BASE_GET_CLASS (object)->kind;

  if (priv->kind == NULL && aps_foreign_trigger_needs_home (G_OBJECT_TYPE (object)))
    priv->home = aps_home_context_get_thread_default ();
}

static void
aps_trigger_base_finalize (GObject *object)
{
  ApsTriggerBasePrivate *priv = get_private ((ApsTriggerBase *)object);

  aps_trigger_options_clear (&priv->options);
  g_clear_pointer (&priv->home, aps_home_context_unref);

  G_OBJECT_CLASS (aps_trigger_base_parent_class)->finalize (object);
}

static void
aps_trigger_base_class_init (ApsTriggerBaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = aps_trigger_base_constructed;
  object_class->finalize = aps_trigger_base_finalize;

  klass->next = aps_trigger_base_real_next;
  klass->next_from = aps_trigger_base_real_next_from;
  klass->dup_type_name = aps_foreign_trigger_dup_type_name;
}

static void
aps_trigger_base_init (ApsTriggerBase *self)
{
  ApsTriggerBasePrivate *priv = get_private (self);

  priv->zone = aps_trigger_default_zone ();
  priv->start_us = G_MININT64;
  priv->end_us = APS_TIME_NONE;
}
