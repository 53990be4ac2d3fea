/* A trigger's text, parted into words but not understood yet; and the same on the way back.
 *
 * The text form and the JSON form of a trigger have the same parts, so each kind is read and
 * printed by one function.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-trigger.h>

G_BEGIN_DECLS

/* Brackets nest at most so deep. */
#define APS_TRIGGER_MAX_DEPTH 32

/* A stretch of the whole text. */
typedef struct
{
  const char *start;
  const char *end;
} ApsSpan;

typedef struct
{
  char    *key;   /* lower case, with - for _ */
  char    *value; /* without its quotes */
  ApsSpan  key_span;
  ApsSpan  span; /* of the value, without its quotes; it has backslashes that value has not */
  gboolean taken;
} ApsOption;

typedef struct
{
  const char *text; /* the whole text, for error messages; NULL when printing */
  char       *kind; /* NULL: none given */
  ApsSpan     kind_span;
  char       *body; /* the words before the options, as they stand; or "" */
  ApsSpan     body_span;
  GArray     *options;  /* of ApsOption */
  GPtrArray  *children; /* of ApsTrigger: what stood in brackets */
  const char *first_bracket;
  GPtrArray  *warnings; /* of char *; NULL: nobody wants them. Not owned */
  guint       depth;
} ApsTriggerParts;

ApsTriggerParts *aps_trigger_parts_new (const char *text);
void             aps_trigger_parts_free (ApsTriggerParts *self);

/* Parts a text; triggers in brackets are read as they are met. */
ApsTriggerParts *aps_trigger_parts_scan (
  const char *text, ApsSpan span, guint depth, GPtrArray *warnings, GError **error);

/* Finds an option and marks it as understood; NULL: not given. */
const ApsOption *aps_trigger_parts_take (ApsTriggerParts *self, const char *key);

/* An error for every option that nobody took; allowed lists the keys of the kind, with blanks
 * between, for the message. */
gboolean aps_trigger_parts_check_taken (ApsTriggerParts *self, const char *allowed, GError **error);

void aps_trigger_parts_add_option (ApsTriggerParts *self, const char *key, const char *value);

/* Appends the value of an option to a text, in quotes where it needs them. */
void aps_trigger_parts_append_value (GString *text, const char *value);

void
aps_trigger_parts_warn (const ApsTriggerParts *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Sets an error "trigger "TEXT": WHAT at column N REST"; what and rest may be empty. Answers FALSE.
 */
gboolean aps_trigger_parts_fail (
  const ApsTriggerParts *self, const char *at, GError **error, const char *what, const char *rest);

/* The error of a kind that takes no triggers in brackets. Answers NULL. */
gpointer aps_trigger_parts_fail_children (const ApsTriggerParts *self, GError **error);

/* Reads a whole number from min to max of an option; what names it in the message. */
gboolean aps_trigger_parts_integer (const ApsTriggerParts *self,
                                    const ApsOption       *option,
                                    gint64                 min,
                                    gint64                 max,
                                    gint64                *value,
                                    GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsTriggerParts, aps_trigger_parts_free)

G_END_DECLS
