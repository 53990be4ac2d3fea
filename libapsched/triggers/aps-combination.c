/* What and: and or: have in common.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-combination-private.h"

#include <apsched/aps-error.h>

#include "triggers/aps-trigger-words-private.h"

#include <string.h>

gboolean
aps_combination_init (ApsCombination          *self,
                      ApsTrigger *const       *triggers,
                      guint                    n,
                      const ApsTriggerOptions *options,
                      GError                 **error)
{
  if (n == 0)
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_INVALID_TRIGGER,
                           "a combination needs at least one trigger");
      return FALSE;
    }

  self->triggers = g_new0 (ApsTrigger *, n);

  for (self->n = 0; self->n < n; self->n++)
    {
      self->triggers[self->n] = aps_trigger_with_defaults_resolved (triggers[self->n],
                                                                    options->zone,
                                                                    &options->policy,
                                                                    error);

      if (self->triggers[self->n] == NULL)
        return FALSE;
    }

  return TRUE;
}

void
aps_combination_clear (ApsCombination *self)
{
  for (guint i = 0; i < self->n; i++)
    g_object_unref (self->triggers[i]);

  g_clear_pointer (&self->triggers, g_free);
  self->n = 0;
}

gboolean
aps_combination_check_parts (const ApsTriggerParts *parts, GError **error)
{
  if (*parts->body != '\0')
    return aps_trigger_parts_fail (parts,
                                   parts->body_span.start,
                                   error,
                                   "expected a trigger in brackets",
                                   "");

  if (parts->children == NULL)
    return aps_trigger_parts_fail (parts,
                                   parts->kind_span.end + 1,
                                   error,
                                   "expected triggers in brackets",
                                   "");

  return TRUE;
}

gboolean
aps_combination_fill (const ApsCombination *self, ApsCursor *cursor, GError **error)
{
  aps_cursor_ensure_children (cursor, self->n);

  for (guint i = 0; i < self->n; i++)
    if (cursor->pending[i] == APS_CURSOR_UNKNOWN &&
        !aps_trigger_next (self->triggers[i], cursor->children[i], &cursor->pending[i], error))
      {
        cursor->pending[i] = APS_CURSOR_UNKNOWN;
        return FALSE;
      }

  return TRUE;
}

gboolean
aps_combination_skip (const ApsCombination *self, ApsCursor *cursor, gint64 from_us, GError **error)
{
  if (from_us == G_MININT64)
    return TRUE;

  aps_cursor_ensure_children (cursor, self->n);

  for (guint i = 0; i < self->n; i++)
    {
      if (cursor->pending[i] != APS_CURSOR_UNKNOWN && cursor->pending[i] >= from_us)
        continue;

      if (!aps_trigger_skip (self->triggers[i], cursor->children[i], from_us, error))
        return FALSE;

      cursor->pending[i] = APS_CURSOR_UNKNOWN;
    }

  return TRUE;
}

void
aps_combination_print (const ApsCombination *self, ApsTriggerParts *parts)
{
  parts->children = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->n; i++)
    g_ptr_array_add (parts->children, g_object_ref (self->triggers[i]));
}

void
aps_combination_describe (const ApsCombination *self,
                          GString              *words,
                          const char           *joint,
                          ApsTimeZone          *zone)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *part = aps_trigger_words_within (self->triggers[i], zone);

      if (i > 0)
        g_string_append (words, joint);

      g_string_append (words, part);
    }
}

/* Whether one of the triggers follows a zone that it has from its surroundings. */
static gboolean
has_zone (const ApsCombination *self, ApsTimeZone *zone)
{
  for (guint i = 0; i < self->n; i++)
    if (aps_trigger_get_zone_for_children (self->triggers[i], NULL) == zone)
      return TRUE;

  return FALSE;
}

gboolean
aps_combination_copy_with (const ApsCombination *self,
                           ApsCombination       *copy,
                           ApsTriggerOptions    *options,
                           ApsTimeZone          *zone,
                           const ApsClockPolicy *policy,
                           GError              **error)
{
  ApsTriggerOptions inherited = { .zone = zone, .policy = *policy };

  if (!aps_combination_init (copy, self->triggers, self->n, &inherited, error))
    return FALSE;

  if (options->zone == NULL && zone != NULL && has_zone (copy, zone))
    options->zone = aps_time_zone_ref (zone);

  return TRUE;
}
