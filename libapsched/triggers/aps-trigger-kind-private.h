/* What one kind of trigger of the library adds to ApsTriggerBase, and the table of kinds.
 *
 * A kind is one file: a final type derived from ApsTriggerBase that sets class->kind to its
 * ApsTriggerKind, and a line in the table of aps-trigger-kinds.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-cursor.h>
#include <apsched/aps-trigger-base.h>

#include "triggers/aps-trigger-options-private.h"

G_BEGIN_DECLS

typedef struct _ApsTriggerKind ApsTriggerKind;

struct _ApsTriggerKind
{
  const char *type_name;  /* in JSON, and in the set of types: "date" */
  const char *text_name;  /* before the colon of a text: "at" */
  const char *body_name;  /* what the body is called in JSON; NULL: it has none */
  guint       version;    /* of its JSON form */
  gboolean    uses_zone;  /* the zone matters even where no option needs one */
  gboolean    is_local;   /* follows the wall clock, so that the policy for clock changes matters */
  gboolean    date_start; /* start= may be a day whose midnight does not exist */
  gboolean    may_end_early; /* an end before the start is no error: it never fires */

  /* Makes a trigger of what was written. The options of every kind are read by it, with
   * aps_trigger_options_parse(), and unknown ones refused. */
  ApsTrigger *(*parse) (ApsTriggerParts *parts, GError **error);

  /* Adds body and options of its own; those of every kind are added by the caller. */
  void (*print) (ApsTriggerBase *self, ApsTriggerParts *parts);

  /* The same trigger with other options. Children get zone (which may be NULL) and policy where
   * they have none. */
  ApsTrigger *(*copy_with) (ApsTriggerBase       *self,
                            ApsTriggerOptions    *options,
                            ApsTimeZone          *zone,
                            const ApsClockPolicy *policy,
                            GError              **error);

  /* Words for the rule; zone, limits and exclusions are added by the caller. */
  void (*describe) (ApsTriggerBase *self, GString *words);

  /* The first fire of the rule not before from_us, or APS_TIME_NONE. start= is in from_us already;
   * where there is none it is G_MININT64, and the kind takes the cursor's anchor if it needs one.
   * Of the cursor only children, text and what is not saved may change. */
  gboolean (*next) (
    ApsTriggerBase *self, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error);

  /* May be NULL: the last fire of the rule from from_us to until_us, both included. */
  gboolean (*prev) (ApsTriggerBase *self,
                    ApsCursor      *cursor,
                    gint64          from_us,
                    gint64          until_us,
                    gint64         *prev_us,
                    GError        **error);

  /* May be NULL: the fires of the rule from from_us to until_us, both included. */
  gboolean (*count) (ApsTriggerBase *self,
                     ApsCursor      *cursor,
                     gint64          from_us,
                     gint64          until_us,
                     gint64         *n_fires,
                     GError        **error);

  /* May be NULL: the first fires of the rule from from_us to until_us, both included, at most max.
   * FALSE: it cannot, they must be stepped. */
  gboolean (*fill) (ApsTriggerBase *self,
                    ApsCursor      *cursor,
                    gint64          from_us,
                    gint64          until_us,
                    gint64         *fires,
                    guint           max,
                    guint          *n);

  /* May be NULL: children are moved along. */
  gboolean (*skip) (ApsTriggerBase *self, ApsCursor *cursor, gint64 from_us, GError **error);

  /* May be NULL: the children, of which n is answered. */
  ApsTrigger *const *(*get_children) (ApsTriggerBase *self, guint *n);

  /* May be NULL: prev and count can be used on this trigger. */
  gboolean (*can_look_back) (ApsTriggerBase *self);

  /* The kind leaves out what its exclusions hold by itself. */
  gboolean handles_except;
};

/* The interface's advance of ApsTriggerBase, for the caller who knows that a trigger is one. */
gboolean
aps_trigger_base_advance (ApsTrigger *trigger, ApsCursor *cursor, gint64 *next_us, GError **error);

/* The kind of a trigger; NULL: it was derived by somebody else. */
const ApsTriggerKind *aps_trigger_base_get_kind (ApsTriggerBase *self);

/* The options of every kind; borrowed. */
const ApsTriggerOptions *aps_trigger_base_get_options (ApsTriggerBase *self);

/* Takes over the options, once, before the trigger is handed out. Fails if a start or end does not
 * exist in the zone, or if the end lies before the start. parts may be NULL. */
gboolean
aps_trigger_base_set_options (ApsTriggerBase *self, ApsTriggerOptions *options, GError **error);

/* Zone in which the trigger counts: its own, or aps_trigger_default_zone(). Borrowed. */
ApsTimeZone *aps_trigger_base_get_zone (ApsTriggerBase *self);

/* start= as an instant; G_MININT64: none. */
gint64 aps_trigger_base_get_start (ApsTriggerBase *self);

/* end= as an instant, included; G_MAXINT64: none. */
gint64 aps_trigger_base_get_end (ApsTriggerBase *self);

/* The table of kinds. */
const ApsTriggerKind *aps_trigger_kind_by_text_name (const char *name);
const ApsTriggerKind *aps_trigger_kind_by_type_name (const char *name);

/* Makes a trigger of parts, by their kind. */
ApsTrigger *aps_trigger_from_parts (ApsTriggerParts *parts, GError **error);

/* What to_text and to_json print; inherited is the zone that need not be said, or NULL. NULL: the
 * type has no name. */
ApsTriggerParts *aps_trigger_to_parts (ApsTrigger *trigger, ApsTimeZone *inherited);

/* Prints parts as text. */
char *aps_trigger_parts_to_text (const ApsTriggerParts *parts, ApsTimeZone *zone);

/* aps_trigger_with_defaults(), with what the names stand for; zone may be NULL. */
ApsTrigger *aps_trigger_with_defaults_resolved (ApsTrigger           *self,
                                                ApsTimeZone          *zone,
                                                const ApsClockPolicy *policy,
                                                GError              **error);

/* The zone that children of a trigger inherit, if it has its own: else outer. */
ApsTimeZone *aps_trigger_get_zone_for_children (ApsTrigger *trigger, ApsTimeZone *outer);

/* The name of a trigger's type, as it is stored. */
char *aps_trigger_dup_type_name (ApsTrigger *trigger);

/* The type registered under a name, loaded if the loader knows it. 0 with error set: unknown. */
GType aps_trigger_lookup_type (const char *name, GError **error);

/* Loads the plugin of that name, which registers its type by aps_trigger_register_type(). Set once
 * by the registry. */
typedef gboolean (*ApsTriggerLoader) (const char *name, GError **error);

void aps_trigger_set_loader (ApsTriggerLoader loader);

/* Reads properties of a derived trigger from options, and prints those that are not at their
 * default. */
ApsTrigger *aps_foreign_trigger_parse (GType type, ApsTriggerParts *parts, GError **error);
void        aps_foreign_trigger_print (ApsTriggerBase *self, ApsTriggerParts *parts);

G_END_DECLS
