/* The place reached in a trigger, and its JSON form.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-cursor.h>

#include <apsched/aps-error.h>

#include "core/aps-json-reader-private.h"
#include "core/aps-json-writer-private.h"
#include "triggers/aps-cursor-private.h"

#define CURSOR_VERSION 1
#define MAX_CHILDREN 10000

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

/* A time: absent before all fires, false after all. */
static void
write_time (ApsJsonWriter *writer, const char *name, gint64 time_us)
{
  if (time_us == APS_CURSOR_START)
    return;

  if (time_us == APS_TIME_NONE)
    aps_json_writer_boolean_member (writer, name, FALSE);
  else
    aps_json_writer_int64_member (writer, name, time_us);
}

static void
write_cursor (ApsJsonWriter *writer, const ApsCursor *self, gint64 pending_us)
{
  aps_json_writer_begin_object (writer);
  aps_json_writer_int64_member (writer, "v", CURSOR_VERSION);
  aps_json_writer_int64_member (writer, "anchor", self->anchor_us);
  write_time (writer, "last", self->last_us);
  if (self->n_fires > 0)
    aps_json_writer_int64_member (writer, "n", self->n_fires);
  if (self->seed != NULL)
    aps_json_writer_string_member (writer, "seed", self->seed);
  if (self->text != NULL)
    aps_json_writer_string_member (writer, "text", self->text);
  write_time (writer, "pending", pending_us);

  if (self->n_children > 0)
    {
      aps_json_writer_key (writer, "children");
      aps_json_writer_begin_array (writer);
      for (guint i = 0; i < self->n_children; i++)
        write_cursor (writer, self->children[i], self->pending[i]);
      aps_json_writer_end_array (writer);
    }

  aps_json_writer_end_object (writer);
}

/**
 * aps_cursor_to_json:
 * @self: a cursor
 *
 * Prints the cursor as JSON, to be saved.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
aps_cursor_to_json (const ApsCursor *self)
{
  ApsJsonWriter writer;

  g_return_val_if_fail (self != NULL, NULL);

  aps_json_writer_init (&writer);
  write_cursor (&writer, self, APS_CURSOR_UNKNOWN);
  return aps_json_writer_finish (&writer);
}

/* A time, or false for never. */
static gint64
read_time (ApsJsonReader *reader)
{
  if (aps_json_reader_peek (reader) != APS_JSON_BOOLEAN)
    return aps_json_reader_int64 (reader);

  if (aps_json_reader_boolean (reader))
    aps_json_reader_fail (reader, "a time is true, wanted is a number or false");

  return APS_TIME_NONE;
}

static void
read_text (ApsJsonReader *reader, char **text)
{
  g_free (*text);
  *text = aps_json_reader_dup_string (reader);
}

/* One of another version may mean anything by its members. */
static gboolean
read_version (ApsJsonReader *reader)
{
  gint64 version = aps_json_reader_int64 (reader);

  if (version == CURSOR_VERSION)
    return TRUE;

  aps_json_reader_fail (reader,
                        "version %" G_GINT64_FORMAT " is not known here (%d is)",
                        version,
                        CURSOR_VERSION);
  return version <= CURSOR_VERSION;
}

static gboolean
read_cursor (ApsJsonReader *reader, ApsCursor *self, gint64 *pending_us, gboolean *newer);

static gboolean
read_children (ApsJsonReader *reader, ApsCursor *self, gboolean *newer)
{
  gsize n_allocated = 0;

  if (!aps_json_reader_begin_array (reader))
    return FALSE;

  while (aps_json_reader_next_item (reader))
    {
      if (self->n_children == MAX_CHILDREN)
        {
          aps_json_reader_fail (reader, "it has too many children");
          return FALSE;
        }

      if (self->n_children == n_allocated)
        {
          n_allocated = MAX (4, n_allocated * 2);
          self->children = g_renew (ApsCursor *, self->children, n_allocated);
          self->pending = g_renew (gint64, self->pending, n_allocated);
        }

      self->children[self->n_children] = aps_cursor_new (0);
      self->n_children++;
      if (!read_cursor (reader,
                        self->children[self->n_children - 1],
                        &self->pending[self->n_children - 1],
                        newer))
        return FALSE;
    }

  return !aps_json_reader_has_error (reader);
}

static gboolean
read_member (
  ApsJsonReader *reader, const char *key, ApsCursor *self, gint64 *pending_us, gboolean *newer)
{
  if (g_str_equal (key, "anchor"))
    self->anchor_us = aps_json_reader_int64 (reader);
  else if (g_str_equal (key, "last"))
    self->last_us = read_time (reader);
  else if (g_str_equal (key, "n"))
    self->n_fires = aps_json_reader_int64 (reader);
  else if (g_str_equal (key, "seed"))
    read_text (reader, &self->seed);
  else if (g_str_equal (key, "text"))
    read_text (reader, &self->text);
  else if (g_str_equal (key, "pending"))
    *pending_us = read_time (reader);
  else if (g_str_equal (key, "children"))
    return read_children (reader, self, newer);
  else
    aps_json_reader_skip (reader);

  return !aps_json_reader_has_error (reader);
}

/* The version is looked at as soon as it comes, which is first in what was printed. */
static gboolean
read_cursor (ApsJsonReader *reader, ApsCursor *self, gint64 *pending_us, gboolean *newer)
{
  gboolean    has_version = FALSE;
  const char *key;

  *pending_us = APS_CURSOR_UNKNOWN;
  if (!aps_json_reader_begin_object (reader))
    return FALSE;

  while ((key = aps_json_reader_next_key (reader)) != NULL)
    {
      if (!g_str_equal (key, "v"))
        {
          if (!read_member (reader, key, self, pending_us, newer))
            return FALSE;
          continue;
        }

      has_version = TRUE;
      *newer = !read_version (reader);
      if (aps_json_reader_has_error (reader))
        return FALSE;
    }

  if (!has_version)
    aps_json_reader_fail (reader, "its version, member \"v\", is missing");
  return !aps_json_reader_has_error (reader);
}

/**
 * aps_cursor_from_json:
 * @json: what aps_cursor_to_json() printed
 * @error: return location for an error
 *
 * Reads a saved cursor.
 *
 * `APS_ERROR_UNREADABLE_RECORD` tells that the text is damaged, `APS_ERROR_NOT_SUPPORTED` that a
 * newer version of the library wrote it.
 *
 * Returns: (transfer full): the cursor; %NULL with @error set if it cannot be read
 *
 * Since: 1.0
 */
ApsCursor *
aps_cursor_from_json (const char *json, GError **error)
{
  g_autoptr (ApsCursor) self = NULL;
  g_autoptr (GError) problem = NULL;
  ApsJsonReader reader;
  gint64        pending_us;
  gboolean      newer = FALSE;

  g_return_val_if_fail (json != NULL, NULL);

  self = aps_cursor_new (0);
  aps_json_reader_init (&reader, json, -1);
  read_cursor (&reader, self, &pending_us, &newer);
  if (aps_json_reader_finish (&reader, &problem))
    return g_steal_pointer (&self);

  g_set_error (error,
               APS_ERROR,
               newer ? APS_ERROR_NOT_SUPPORTED : APS_ERROR_UNREADABLE_RECORD,
               "trigger's cursor: %s",
               problem->message);
  return NULL;
}
