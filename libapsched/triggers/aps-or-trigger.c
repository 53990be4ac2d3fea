/* A trigger that fires whenever one of its triggers does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-or-trigger.h>

#include <apsched/aps-error.h>

#include "triggers/aps-combination-private.h"
#include "triggers/aps-kinds-private.h"

/**
 * ApsOrTrigger:
 *
 * Fires at every fire of each of its triggers, in order; where several fire at the same instant,
 * once. Its text form is `or:[cron:0 10 * * mon-fri] [cron:0 11 * * sat-sun]`. Options behind the
 * brackets act on the combined fires; `tz` and the policy for clock changes are those of each
 * trigger that says none.
 *
 * Since: 1.0
 */
struct _ApsOrTrigger
{
  ApsTriggerBase parent_instance;

  ApsCombination combination;
};

G_DEFINE_FINAL_TYPE (ApsOrTrigger, aps_or_trigger, APS_TYPE_TRIGGER_BASE)

/* Takes over the combination and the options. */
static ApsTrigger *
make (ApsCombination *combination, ApsTriggerOptions *options, GError **error)
{
  g_autoptr (ApsOrTrigger) self = g_object_new (APS_TYPE_OR_TRIGGER, NULL);

  self->combination = *combination;
  *combination = (ApsCombination){ NULL, 0 };

  if (!aps_trigger_base_set_options (APS_TRIGGER_BASE (self), options, error))
    return NULL;

  return APS_TRIGGER (g_steal_pointer (&self));
}

static ApsTrigger *
aps_or_trigger_parse (ApsTriggerParts *parts, GError **error)
{
  g_auto (ApsTriggerOptions) options = { 0 };
  g_auto (ApsCombination) combination = { 0 };

  if (!aps_combination_check_parts (parts, error) ||
      !aps_trigger_options_parse (&options, parts, error) ||
      !aps_trigger_parts_check_taken (parts, "", error) ||
      !aps_combination_init (&combination,
                             (ApsTrigger *const *)parts->children->pdata,
                             parts->children->len,
                             &options,
                             error))
    return NULL;

  return make (&combination, &options, error);
}

static void
aps_or_trigger_print (ApsTriggerBase *base, ApsTriggerParts *parts)
{
  aps_combination_print (&((ApsOrTrigger *)base)->combination, parts);
}

static ApsTrigger *
aps_or_trigger_copy_with (ApsTriggerBase       *base,
                          ApsTriggerOptions    *options,
                          ApsTimeZone          *zone,
                          const ApsClockPolicy *policy,
                          GError              **error)
{
  g_auto (ApsCombination) copy = { 0 };

  if (!aps_combination_copy_with (&((ApsOrTrigger *)base)->combination,
                                  &copy,
                                  options,
                                  zone,
                                  policy,
                                  error))
    return NULL;

  return make (&copy, options, error);
}

static void
aps_or_trigger_describe (ApsTriggerBase *base, GString *words)
{
  aps_combination_describe (&((ApsOrTrigger *)base)->combination,
                            words,
                            "; or ",
                            aps_trigger_base_get_options (base)->zone);
}

static gboolean
aps_or_trigger_next (
  ApsTriggerBase *base, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  const ApsCombination *combination = &((ApsOrTrigger *)base)->combination;

  if (!aps_combination_skip (combination, cursor, from_us, error) ||
      !aps_combination_fill (combination, cursor, error))
    return FALSE;

  *next_us = APS_TIME_NONE;

  for (guint i = 0; i < combination->n; i++)
    *next_us = MIN (*next_us, cursor->pending[i]);

  for (guint i = 0; i < combination->n && *next_us != APS_TIME_NONE; i++)
    if (cursor->pending[i] == *next_us)
      cursor->pending[i] = APS_CURSOR_UNKNOWN;

  return TRUE;
}

static gboolean
aps_or_trigger_skip (ApsTriggerBase *base, ApsCursor *cursor, gint64 from_us, GError **error)
{
  return aps_combination_skip (&((ApsOrTrigger *)base)->combination, cursor, from_us, error);
}

static ApsTrigger *const *
aps_or_trigger_get_children (ApsTriggerBase *base, guint *n)
{
  *n = ((ApsOrTrigger *)base)->combination.n;
  return ((ApsOrTrigger *)base)->combination.triggers;
}

const ApsTriggerKind aps_or_trigger_kind = {
  .type_name = "or",
  .text_name = "or",
  .version = 1,
  .parse = aps_or_trigger_parse,
  .print = aps_or_trigger_print,
  .copy_with = aps_or_trigger_copy_with,
  .describe = aps_or_trigger_describe,
  .next = aps_or_trigger_next,
  .skip = aps_or_trigger_skip,
  .get_children = aps_or_trigger_get_children,
};

static void
aps_or_trigger_finalize (GObject *object)
{
  aps_combination_clear (&APS_OR_TRIGGER (object)->combination);

  G_OBJECT_CLASS (aps_or_trigger_parent_class)->finalize (object);
}

static void
aps_or_trigger_class_init (ApsOrTriggerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = aps_or_trigger_finalize;
  APS_TRIGGER_BASE_CLASS (klass)->kind = &aps_or_trigger_kind;
}

static void
aps_or_trigger_init (ApsOrTrigger *self)
{
}

/**
 * aps_or_trigger_new:
 * @triggers: (array length=n_triggers): triggers, at least one
 * @n_triggers: how many they are
 * @error: return location for an error
 *
 * Makes a trigger that fires whenever one of @triggers does.
 *
 * Returns: (transfer full) (type ApsOrTrigger): the trigger; %NULL with @error set if there are
 *   none
 *
 * Since: 1.0
 */
ApsTrigger *
aps_or_trigger_new (ApsTrigger **triggers, gsize n_triggers, GError **error)
{
  g_auto (ApsTriggerOptions) options = { 0 };
  g_auto (ApsCombination) combination = { 0 };

  if (!aps_combination_init (&combination, triggers, (guint)n_triggers, &options, error))
    return NULL;

  return make (&combination, &options, error);
}
