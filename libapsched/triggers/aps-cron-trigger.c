/* A trigger that fires when the wall clock matches an expression.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-cron-trigger.h>

#include <apsched/aps-error.h>

#include "triggers/aps-calendar-words-private.h"
#include "triggers/aps-cron-dialect-private.h"
#include "triggers/aps-cursor-private.h"
#include "triggers/aps-kinds-private.h"
#include "triggers/aps-wall-clock-private.h"

#include <string.h>

#define FIELDS "year month day week day-of-week hour minute second dialect"
#define EVERY "@every "

/**
 * ApsCronTrigger:
 *
 * Fires when the clock on the wall shows what an expression says: `cron:0 10 * * mon-fri`, or by
 * keywords `cron:hour=10 day="last fri"`. Fields that are left out are any value before the last
 * one given, and the least behind it. `dialect=` reads the expressions of other schedulers.
 *
 * In the default dialect all fields must match, also when both the day of the month and the day of
 * the week are given.
 *
 * Since: 1.0
 */
struct _ApsCronTrigger
{
  ApsTriggerBase parent_instance;

  const ApsCronDialect *dialect;
  ApsCalendarRule      *rule;       /* NULL: fields are hashed, so it depends on the seed */
  char                 *expression; /* NULL, or the text with hashed fields */
  ApsWallClock          wall;       /* of rule */
};

G_DEFINE_FINAL_TYPE (ApsCronTrigger, aps_cron_trigger, APS_TYPE_TRIGGER_BASE)

static void
set_up_wall (ApsCronTrigger *self, ApsCalendarRule *rule, ApsWallClock *wall)
{
  ApsTriggerBase *base = (ApsTriggerBase *)self;

  wall->funcs = &aps_calendar_rule_funcs;
  wall->rule = rule;
  wall->zone = aps_trigger_base_get_zone (base);
  wall->policy = aps_clock_policy_resolve (aps_trigger_base_get_options (base)->policy,
                                           APS_CLOCK_CHANGES_WALL,
                                           aps_calendar_rule_is_wild (rule));
}

ApsTrigger *
aps_cron_trigger_make (ApsCalendarRule      *rule,
                       const ApsCronDialect *dialect,
                       const char           *expression,
                       ApsTriggerOptions    *options,
                       GError              **error)
{
  g_autoptr (ApsCronTrigger) self = g_object_new (APS_TYPE_CRON_TRIGGER, NULL);
  ApsTriggerBase *base = (ApsTriggerBase *)self;

  self->dialect = dialect;
  self->expression = g_strdup (expression);

  if (!aps_trigger_base_set_options (base, options, error))
    return NULL;

  if (expression == NULL)
    {
      const ApsExclusions *except = aps_trigger_base_get_options (base)->except;

      g_clear_pointer (&self->rule, aps_calendar_rule_unref);
      self->rule = except != NULL ? aps_calendar_rule_with_except (rule, except)
                                  : aps_calendar_rule_ref (rule);
      set_up_wall (self, self->rule, &self->wall);
    }

  return (ApsTrigger *)g_steal_pointer (&self);
}

ApsCalendarRule *
aps_cron_trigger_get_rule (ApsTriggerBase *trigger)
{
  return APS_CRON_TRIGGER (trigger)->rule;
}

/* Compiles an expression with hashed fields for a seed. */
static ApsCalendarRule *
compile_seeded (ApsCronTrigger *self, const char *seed, GError **error)
{
  g_autoptr (ApsTriggerParts) parts = aps_trigger_parts_new (self->expression);
  const char     *end = self->expression + strlen (self->expression);
  ApsCalendarSpec spec;
  gboolean        uses_seed = FALSE;

  parts->body = g_strdup (self->expression);
  parts->body_span = (ApsSpan){ self->expression, end };
  aps_calendar_spec_init (&spec);

  if (!self->dialect->parse (parts, seed, &spec, &uses_seed, error))
    return NULL;

  spec.except = aps_trigger_base_get_options (APS_TRIGGER_BASE (self))->except;
  return aps_calendar_rule_intern (&spec);
}

/* The clock of a rule, which for hashed fields is kept in the cursor. */
static gboolean
get_wall (ApsCronTrigger *self, ApsCursor *cursor, ApsWallClock *wall, GError **error)
{
  if (self->rule == NULL && self->expression == NULL)
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_INVALID_TRIGGER,
                           "cron trigger: it was made without an expression");
      return FALSE;
    }

  if (cursor->seeded == NULL || cursor->seeded_for != self)
    {
      ApsCalendarRule *rule =
        compile_seeded (self, cursor->seed != NULL ? cursor->seed : "", error);

      if (rule == NULL)
        return FALSE;

      aps_cursor_set_seeded (cursor, self, rule, (GDestroyNotify)aps_calendar_rule_unref);
    }

  set_up_wall (self, cursor->seeded, wall);
  return TRUE;
}

static const ApsCronDialect *
take_dialect (ApsTriggerParts *parts, GError **error)
{
  const ApsOption      *option = aps_trigger_parts_take (parts, "dialect");
  const ApsCronDialect *dialect;
  g_autoptr (GString) rest = NULL;
  g_autofree char *what = NULL;

  if (option == NULL)
    return &aps_cron_dialect_aps;

  dialect = aps_cron_dialect_find (option->value);

  if (dialect != NULL)
    return dialect;

  rest = g_string_new ("is none of");

  for (const ApsCronDialect *const *known = aps_cron_dialect_list (); *known != NULL; known++)
    g_string_append_printf (rest, " %s", (*known)->name);

  what = g_strdup_printf ("dialect \"%s\"", option->value);
  aps_trigger_parts_fail (parts, option->span.start, error, what, rest->str);
  return NULL;
}

/* "@every 90s" is an interval, whatever stands around it. */
static ApsTrigger *
parse_every (ApsTriggerParts *parts, GError **error)
{
  char *body = g_strdup (parts->body + strlen (EVERY));

  g_free (parts->body);
  parts->body = body;
  parts->body_span.start += strlen (EVERY);
  return aps_interval_trigger_kind.parse (parts, error);
}

/* Where both day fields are restricted, schedulers differ about what it means. */
static void
warn_of_day_fields (const ApsTriggerParts *parts, const ApsCalendarSpec *spec)
{
  g_autofree char *words = NULL;
  ApsDaySpec       days = spec->days;

  if (*parts->body == '\0' || days.of_month.days == APS_CALENDAR_ALL_DAYS ||
      days.of_week.days == APS_CALENDAR_ALL_DAYS || days.either)
    return;

  days.either = TRUE;
  words = aps_calendar_words_of_days (&days);
  aps_trigger_parts_warn (parts, "unix cron means \"%s\"; say dialect=unix for that", words);
}

static void
warn_of_never (const ApsTriggerParts *parts, ApsCalendarRule *rule)
{
  if (aps_calendar_rule_is_never (rule))
    aps_trigger_parts_warn (parts, "it never fires: there is no such date or time");
}

static ApsTrigger *
aps_cron_trigger_parse (ApsTriggerParts *parts, GError **error)
{
  g_auto (ApsTriggerOptions) options = { 0 };
  g_autoptr (ApsCalendarRule) rule = NULL;
  const ApsCronDialect *dialect;
  ApsCalendarSpec       spec;
  gboolean              uses_seed = FALSE;
  ApsTrigger           *trigger;

  if (parts->children != NULL)
    return aps_trigger_parts_fail_children (parts, error);

  dialect = take_dialect (parts, error);

  if (dialect == NULL)
    return NULL;

  if (dialect != &aps_cron_dialect_aps && g_str_has_prefix (parts->body, EVERY))
    return parse_every (parts, error);

  aps_calendar_spec_init (&spec);

  if (!dialect->parse (parts, NULL, &spec, &uses_seed, error) ||
      !aps_trigger_options_parse (&options, parts, error) ||
      !aps_trigger_parts_check_taken (parts, FIELDS, error))
    return NULL;

  rule = aps_calendar_rule_intern (&spec);
  trigger = aps_cron_trigger_make (rule, dialect, uses_seed ? parts->body : NULL, &options, error);

  if (trigger != NULL && parts->warnings != NULL && !uses_seed)
    {
      if (dialect == &aps_cron_dialect_aps)
        warn_of_day_fields (parts, &spec);

      warn_of_never (parts, APS_CRON_TRIGGER (trigger)->rule);
    }

  return trigger;
}

static void
aps_cron_trigger_print (ApsTriggerBase *base, ApsTriggerParts *parts)
{
  ApsCronTrigger  *self = (ApsCronTrigger *)base;
  g_autofree char *reason = NULL;
  ApsCalendarSpec  spec;

  if (self->expression != NULL)
    parts->body = g_strdup (self->expression);
  else if (self->rule != NULL)
    {
      aps_calendar_rule_get_spec (self->rule, &spec);

      /* A dialect can say what it has read. */
      if (!self->dialect->print (&spec, parts, &reason))
        g_critical ("dialect %s cannot print %s", self->dialect->name, reason);
    }

  if (self->dialect != &aps_cron_dialect_aps)
    aps_trigger_parts_add_option (parts, "dialect", self->dialect->name);
}

static ApsTrigger *
aps_cron_trigger_copy_with (ApsTriggerBase       *base,
                            ApsTriggerOptions    *options,
                            ApsTimeZone          *zone,
                            const ApsClockPolicy *policy,
                            GError              **error)
{
  ApsCronTrigger *self = (ApsCronTrigger *)base;

  return aps_cron_trigger_make (self->rule, self->dialect, self->expression, options, error);
}

static void
aps_cron_trigger_describe (ApsTriggerBase *base, GString *words)
{
  ApsCronTrigger *self = (ApsCronTrigger *)base;
  ApsCalendarSpec spec;

  if (self->rule == NULL)
    {
      g_string_append_printf (words, "by the expression %s", self->expression);
      return;
    }

  aps_calendar_rule_get_spec (self->rule, &spec);
  aps_calendar_words_append (words, &spec);
}

static inline gint64
not_before (ApsTriggerBase *base, const ApsCursor *cursor, gint64 from_us)
{
  if (G_UNLIKELY (from_us < cursor->anchor_us) && aps_trigger_base_get_start (base) == G_MININT64)
    return cursor->anchor_us;

  return from_us;
}

static gboolean
aps_cron_trigger_next (
  ApsTriggerBase *base, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  ApsCronTrigger     *self = (ApsCronTrigger *)base;
  const ApsWallClock *wall = &self->wall;
  ApsWallClock        seeded;

  if (G_UNLIKELY (self->rule == NULL))
    {
      if (!get_wall (self, cursor, &seeded, error))
        return FALSE;

      wall = &seeded;
    }

  *next_us = aps_wall_clock_next_us (wall, &cursor->quiet, not_before (base, cursor, from_us));
  return TRUE;
}

static gboolean
aps_cron_trigger_prev (ApsTriggerBase *base,
                       ApsCursor      *cursor,
                       gint64          from_us,
                       gint64          until_us,
                       gint64         *prev_us,
                       GError        **error)
{
  ApsCronTrigger *self = (ApsCronTrigger *)base;
  ApsWallClock    wall = self->wall;

  if (self->rule == NULL && !get_wall (self, cursor, &wall, error))
    return FALSE;

  *prev_us = aps_wall_clock_prev_us (&wall, not_before (base, cursor, from_us), until_us);
  return TRUE;
}

static gboolean
aps_cron_trigger_count (ApsTriggerBase *base,
                        ApsCursor      *cursor,
                        gint64          from_us,
                        gint64          until_us,
                        gint64         *n_fires,
                        GError        **error)
{
  ApsCronTrigger *self = (ApsCronTrigger *)base;
  ApsWallClock    wall = self->wall;

  if (self->rule == NULL && !get_wall (self, cursor, &wall, error))
    return FALSE;

  *n_fires = aps_wall_clock_count_us (&wall, not_before (base, cursor, from_us), until_us);
  return TRUE;
}

static gboolean
aps_cron_trigger_fill (ApsTriggerBase *base,
                       ApsCursor      *cursor,
                       gint64          from_us,
                       gint64          until_us,
                       gint64         *fires,
                       guint           max,
                       guint          *n)
{
  ApsCronTrigger *self = (ApsCronTrigger *)base;

  if (self->rule == NULL)
    return FALSE;

  *n = aps_wall_clock_fill_us (&self->wall,
                               &cursor->quiet,
                               not_before (base, cursor, from_us),
                               until_us,
                               fires,
                               max);
  return TRUE;
}

const ApsTriggerKind aps_cron_trigger_kind = {
  .type_name = "cron",
  .text_name = "cron",
  .body_name = "expression",
  .version = 1,
  .uses_zone = TRUE,
  .is_local = TRUE,
  .may_end_early = TRUE,
  .handles_except = TRUE,
  .parse = aps_cron_trigger_parse,
  .print = aps_cron_trigger_print,
  .copy_with = aps_cron_trigger_copy_with,
  .describe = aps_cron_trigger_describe,
  .next = aps_cron_trigger_next,
  .prev = aps_cron_trigger_prev,
  .count = aps_cron_trigger_count,
  .fill = aps_cron_trigger_fill,
};

static void
aps_cron_trigger_finalize (GObject *object)
{
  ApsCronTrigger *self = APS_CRON_TRIGGER (object);

  g_clear_pointer (&self->rule, aps_calendar_rule_unref);
  g_free (self->expression);

  G_OBJECT_CLASS (aps_cron_trigger_parent_class)->finalize (object);
}

static void
aps_cron_trigger_class_init (ApsCronTriggerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aps_cron_trigger_finalize;
  APS_TRIGGER_BASE_CLASS (klass)->kind = &aps_cron_trigger_kind;
}

static void
aps_cron_trigger_init (ApsCronTrigger *self)
{
  self->dialect = &aps_cron_dialect_aps;
}

/**
 * aps_cron_trigger_new:
 * @crontab: five fields: minute, hour, day of the month, month, day of the week
 * @zone: (nullable): the zone whose clock is meant; %NULL leaves it to the scheduler
 * @error: return location for an error
 *
 * Makes a trigger of a crontab line, of which all fields must match.
 *
 * `APS_ERROR_INVALID_TRIGGER` tells that the line or the zone is wrong.
 *
 * Returns: (transfer full) (type ApsCronTrigger): the trigger; %NULL with @error set on failure
 *
 * Since: 1.0
 */
ApsTrigger *
aps_cron_trigger_new (const char *crontab, const char *zone, GError **error)
{
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (crontab != NULL, NULL);

  text = g_string_new ("cron:");
  g_string_append (text, crontab);

  if (zone != NULL)
    {
      g_string_append (text, " tz=");
      aps_trigger_parts_append_value (text, zone);
    }

  return aps_trigger_parse (text->str, error);
}

/**
 * aps_cron_trigger_to_dialect:
 * @self: a cron trigger
 * @dialect: the name of a dialect: `aps`, `unix`, `unix-seconds`, `quartz`, `ocps` or `oncalendar`
 * @error: return location for an error
 *
 * Says the same rule in another dialect, options included.
 *
 * `APS_ERROR_NOT_FOUND` tells that there is no such dialect, `APS_ERROR_NOT_SUPPORTED` what it is
 * that cannot be said in it.
 *
 * Returns: (transfer full): a text for aps_trigger_parse(); %NULL with @error set on failure
 *
 * Since: 1.0
 */
char *
aps_cron_trigger_to_dialect (ApsCronTrigger *self, const char *dialect, GError **error)
{
  const ApsCronDialect *other;
  g_autoptr (ApsTriggerParts) parts = aps_trigger_parts_new (NULL);
  g_autofree char *reason = NULL;
  ApsCalendarSpec  spec;

  g_return_val_if_fail (APS_IS_CRON_TRIGGER (self), NULL);
  g_return_val_if_fail (dialect != NULL, NULL);

  other = aps_cron_dialect_find (dialect);

  if (other == NULL)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_FOUND,
                   "there is no dialect \"%s\" of cron expressions",
                   dialect);
      return NULL;
    }

  if (self->rule == NULL)
    reason = g_strdup ("hashed fields");
  else
    aps_calendar_rule_get_spec (self->rule, &spec);

  if (reason != NULL || !other->print (&spec, parts, &reason))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_NOT_SUPPORTED,
                   "dialect %s cannot say %s",
                   dialect,
                   reason);
      return NULL;
    }

  parts->kind = g_strdup (aps_cron_trigger_kind.text_name);

  if (other != &aps_cron_dialect_aps)
    aps_trigger_parts_add_option (parts, "dialect", dialect);

  aps_trigger_options_print (aps_trigger_base_get_options (APS_TRIGGER_BASE (self)), parts, NULL);
  return aps_trigger_parts_to_text (parts, NULL);
}
