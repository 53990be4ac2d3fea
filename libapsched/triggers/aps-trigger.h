/* The rule that yields fire times.
 *
 * A trigger is an immutable value; it answers the same to everybody. The place reached in it is
 * a cursor, which its holder moves from fire to fire:
 *
 *     new cursor --next--> fire --next--> fire ... --next--> exhausted (APS_TIME_NONE)
 *          |                 |
 *          +------skip-------+  goes on at the first fire not before a moment
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-types.h>

G_BEGIN_DECLS

#define APS_TYPE_TRIGGER (aps_trigger_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_INTERFACE (ApsTrigger, aps_trigger, APS, TRIGGER, GObject)

/**
 * APS_TRIGGER_MAX_STEPS: (value 100000)
 *
 * The most fire times that one call steps through where a trigger can only be stepped.
 *
 * Since: 1.0
 */
#define APS_TRIGGER_MAX_STEPS 100000

/**
 * ApsTriggerInterface:
 * @advance: finds the first fire after the place of the cursor, or `APS_TIME_NONE`. It reads the
 *   cursor and does not move it: aps_trigger_next() does
 * @prev: may be left out: finds the last fire at or before a moment, or `APS_TIME_NONE`. The core
 *   steps instead
 * @count: may be left out: counts the fires of a window, its first moment included and its end
 *   not. The core steps instead
 * @skip: may be left out: the cursor is about to be moved, so that the next fire is the first at
 *   or after a moment. For those who keep something of their own in the cursor
 * @to_text: may be left out: the canonical text, such that equal triggers have equal texts. The
 *   core takes it that the trigger has no text form
 * @describe: may be left out: the trigger in words. The core takes its text instead
 *
 * What a trigger implements. The names differ from those of [class@Aps.TriggerBase], since
 * bindings tell virtual functions apart by name alone. Derive from [class@Aps.TriggerBase], which
 * asks for less.
 *
 * Since: 1.0
 */
struct _ApsTriggerInterface
{
  GTypeInterface parent_iface;

  gboolean (*advance) (ApsTrigger *self, ApsCursor *cursor, gint64 *next_us, GError **error);
  gboolean (*prev) (
    ApsTrigger *self, ApsCursor *cursor, gint64 until_us, gint64 *prev_us, GError **error);
  gboolean (*count) (ApsTrigger *self,
                     ApsCursor  *cursor,
                     gint64      from_us,
                     gint64      until_us,
                     gint64     *n_fires,
                     GError    **error);
  gboolean (*skip) (ApsTrigger *self, ApsCursor *cursor, gint64 from_us, GError **error);
  char *(*to_text) (ApsTrigger *self);
  char *(*describe) (ApsTrigger *self);

  /*< private >*/
  gpointer padding[8];
};

APS_AVAILABLE_IN_1_0
ApsTrigger *aps_trigger_parse (const char *text, GError **error);

APS_AVAILABLE_IN_1_0
ApsTrigger *aps_trigger_parse_full (const char *text, char ***warnings, GError **error);

APS_AVAILABLE_IN_1_0
ApsTrigger *aps_trigger_from_json (const char *json, GError **error);

APS_AVAILABLE_IN_1_0
char *aps_trigger_to_text (ApsTrigger *self);

APS_AVAILABLE_IN_1_0
char *aps_trigger_to_json (ApsTrigger *self);

APS_AVAILABLE_IN_1_0
char *aps_trigger_describe (ApsTrigger *self);

APS_AVAILABLE_IN_1_0
gboolean aps_trigger_equal (ApsTrigger *self, ApsTrigger *other);

APS_AVAILABLE_IN_1_0
char **aps_trigger_get_types (ApsTrigger *self);

APS_AVAILABLE_IN_1_0
ApsTrigger *aps_trigger_with_defaults (ApsTrigger *self,
                                       const char *zone_name,
                                       const char *clock_changes,
                                       GError    **error);

APS_AVAILABLE_IN_1_0
gboolean aps_trigger_next (ApsTrigger *self, ApsCursor *cursor, gint64 *next_us, GError **error);

APS_AVAILABLE_IN_1_0
gint64 *
aps_trigger_next_n (ApsTrigger *self, ApsCursor *cursor, gsize n, gsize *n_fires, GError **error);

APS_AVAILABLE_IN_1_0
gint64 *
aps_trigger_preview (ApsTrigger *self, gint64 from_us, gsize n, gsize *n_fires, GError **error);

APS_AVAILABLE_IN_1_0
gboolean aps_trigger_prev (
  ApsTrigger *self, ApsCursor *cursor, gint64 until_us, gint64 *prev_us, GError **error);

APS_AVAILABLE_IN_1_0
gboolean aps_trigger_matches (
  ApsTrigger *self, ApsCursor *cursor, gint64 time_us, gboolean *matches, GError **error);

APS_AVAILABLE_IN_1_0
gboolean aps_trigger_count (ApsTrigger *self,
                            ApsCursor  *cursor,
                            gint64      from_us,
                            gint64      until_us,
                            gint64     *n_fires,
                            GError    **error);

APS_AVAILABLE_IN_1_0
gboolean aps_trigger_skip (ApsTrigger *self, ApsCursor *cursor, gint64 from_us, GError **error);

APS_AVAILABLE_IN_1_0
gboolean aps_trigger_catch_up (ApsTrigger *self,
                               ApsCursor  *cursor,
                               gint64      first_us,
                               gint64      now_us,
                               gint64     *n_fires,
                               gint64     *last_us,
                               gint64     *next_us,
                               GError    **error);

G_END_DECLS
