/* The place reached in a trigger.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-cursor.h>

#include "triggers/aps-cursor-private.h"

/**
 * ApsCursor:
 *
 * The place reached in a [iface@Aps.Trigger]: the last fire, the moment of adding, from which a
 * trigger without a start of its own counts, and what a combination of triggers or a trigger of
 * other people remembers. Its holder saves it as text and goes on from there later, in another
 * process too.
 *
 * ## Threads
 *
 * A cursor belongs to one thread at a time.
 *
 * Since: 1.0
 */
G_DEFINE_BOXED_TYPE (ApsCursor, aps_cursor, aps_cursor_ref, aps_cursor_unref)

/**
 * aps_cursor_new:
 * @anchor_us: the moment of adding, in microseconds since 1970. A trigger without a start begins
 *   there
 *
 * Makes a cursor before the first fire.
 *
 * Returns: (transfer full): the cursor
 *
 * Since: 1.0
 */
ApsCursor *
aps_cursor_new (gint64 anchor_us)
{
  ApsCursor *self = g_new (ApsCursor, 1);

  *self = (ApsCursor){ .ref_count = 1, .anchor_us = anchor_us, .last_us = APS_CURSOR_START };
  return self;
}

/**
 * aps_cursor_ref:
 * @self: a cursor
 *
 * Takes another reference to the same cursor. See aps_cursor_copy() for one that moves by itself.
 *
 * Returns: (transfer full): @self
 *
 * Since: 1.0
 */
ApsCursor *
aps_cursor_ref (ApsCursor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

static void
free_children (ApsCursor *self)
{
  for (guint i = 0; i < self->n_children; i++)
    aps_cursor_unref (self->children[i]);

  g_clear_pointer (&self->children, g_free);
  g_clear_pointer (&self->pending, g_free);
  self->n_children = 0;
}

/**
 * aps_cursor_unref:
 * @self: (transfer full): a cursor
 *
 * Drops a reference.
 *
 * Since: 1.0
 */
void
aps_cursor_unref (ApsCursor *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  aps_cursor_set_seeded (self, NULL, NULL, NULL);
  free_children (self);
  g_free (self->seed);
  g_free (self->text);
  g_free (self);
}

/**
 * aps_cursor_copy:
 * @self: a cursor
 *
 * Makes another cursor at the same place.
 *
 * Returns: (transfer full): the copy
 *
 * Since: 1.0
 */
ApsCursor *
aps_cursor_copy (const ApsCursor *self)
{
  ApsCursor *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = aps_cursor_new (self->anchor_us);
  copy->last_us = self->last_us;
  copy->n_fires = self->n_fires;
  copy->seed = g_strdup (self->seed);
  copy->text = g_strdup (self->text);

  if (self->n_children > 0)
    {
      copy->n_children = self->n_children;
      copy->children = g_new (ApsCursor *, self->n_children);
      copy->pending = g_memdup2 (self->pending, self->n_children * sizeof (gint64));

      for (guint i = 0; i < self->n_children; i++)
        copy->children[i] = aps_cursor_copy (self->children[i]);
    }

  return copy;
}

/**
 * aps_cursor_get_anchor:
 * @self: a cursor
 *
 * Gets the moment of adding.
 *
 * Returns: microseconds since 1970
 *
 * Since: 1.0
 */
gint64
aps_cursor_get_anchor (const ApsCursor *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->anchor_us;
}

/**
 * aps_cursor_get_last:
 * @self: a cursor
 *
 * Gets the moment up to which all fires are used up: the last fire, or what was skipped to. When
 * there was none yet, or there are no more, it is `APS_TIME_NONE`.
 *
 * Returns: microseconds since 1970, or `APS_TIME_NONE`
 *
 * Since: 1.0
 */
gint64
aps_cursor_get_last (const ApsCursor *self)
{
  g_return_val_if_fail (self != NULL, APS_TIME_NONE);

  return self->last_us == APS_CURSOR_START ? APS_TIME_NONE : self->last_us;
}

/**
 * aps_cursor_get_n_fires:
 * @self: a cursor
 *
 * Gets how many fires of the trigger lie behind the cursor. Fires that aps_trigger_skip() passed
 * over are among them only where the trigger has an option `count`.
 *
 * Returns: the number of fires
 *
 * Since: 1.0
 */
gint64
aps_cursor_get_n_fires (const ApsCursor *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_fires;
}

/**
 * aps_cursor_is_exhausted:
 * @self: a cursor
 *
 * Tells whether the trigger has answered that it has no more fires.
 *
 * Returns: %TRUE if there are no more
 *
 * Since: 1.0
 */
gboolean
aps_cursor_is_exhausted (const ApsCursor *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->last_us == APS_TIME_NONE;
}

/**
 * aps_cursor_get_seed:
 * @self: a cursor
 *
 * Gets the text from which hashed fields (`H`) take their values.
 *
 * Returns: (nullable): the text; %NULL if none was set
 *
 * Since: 1.0
 */
const char *
aps_cursor_get_seed (const ApsCursor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->seed;
}

static void
forget_seeded (ApsCursor *self)
{
  aps_cursor_set_seeded (self, NULL, NULL, NULL);

  for (guint i = 0; i < self->n_children; i++)
    aps_cursor_set_seed (self->children[i], self->seed);
}

/**
 * aps_cursor_set_seed:
 * @self: a cursor
 * @seed: (nullable): any text; a scheduler takes the schedule's id
 *
 * Sets the text from which hashed fields (`H`) take their values: the same text always gives the
 * same values.
 *
 * Since: 1.0
 */
void
aps_cursor_set_seed (ApsCursor *self, const char *seed)
{
  g_return_if_fail (self != NULL);

  if (g_strcmp0 (self->seed, seed) == 0)
    return;

  g_free (self->seed);
  self->seed = g_strdup (seed);
  forget_seeded (self);
}

/**
 * aps_cursor_get_text:
 * @self: a cursor
 *
 * Gets what a derived trigger keeps in the cursor.
 *
 * Returns: (nullable): the text
 *
 * Since: 1.0
 */
const char *
aps_cursor_get_text (const ApsCursor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * aps_cursor_set_text:
 * @self: a cursor
 * @text: (nullable): what to keep
 *
 * Sets what a trigger that implements [iface@Aps.Trigger] itself keeps in the cursor.
 *
 * Since: 1.0
 */
void
aps_cursor_set_text (ApsCursor *self, const char *text)
{
  g_return_if_fail (self != NULL);

  if (text != self->text)
    {
      g_free (self->text);
      self->text = g_strdup (text);
    }
}

void
aps_cursor_ensure_children (ApsCursor *self, guint n)
{
  if (self->n_children == n)
    return;

  free_children (self);
  self->n_children = n;
  self->children = g_new (ApsCursor *, n);
  self->pending = g_new (gint64, n);

  for (guint i = 0; i < n; i++)
    {
      self->children[i] = aps_cursor_new (self->anchor_us);
      self->pending[i] = APS_CURSOR_UNKNOWN;
      aps_cursor_set_seed (self->children[i], self->seed);
    }
}

void
aps_cursor_set_seeded (ApsCursor     *self,
                       gconstpointer  owner,
                       gpointer       rule,
                       GDestroyNotify free_func)
{
  if (self->seeded != NULL)
    self->seeded_free (self->seeded);

  self->seeded = rule;
  self->seeded_for = owner;
  self->seeded_free = free_func;
}
