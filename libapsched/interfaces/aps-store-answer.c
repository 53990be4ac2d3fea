/* What a data store answers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-store-answer.h>

#include <apsched/aps-error.h>

#include "model/aps-record-list-private.h"

#include <string.h>

typedef struct
{
  ApsEntryStatus status;
  GError        *error;
} Entry;

G_DEFINE_ENUM_TYPE (ApsEntryStatus,
                    aps_entry_status,
                    G_DEFINE_ENUM_VALUE (APS_ENTRY_STATUS_DONE, "done"),
                    G_DEFINE_ENUM_VALUE (APS_ENTRY_STATUS_ADDED, "added"),
                    G_DEFINE_ENUM_VALUE (APS_ENTRY_STATUS_REPLACED, "replaced"),
                    G_DEFINE_ENUM_VALUE (APS_ENTRY_STATUS_UNCHANGED, "unchanged"),
                    G_DEFINE_ENUM_VALUE (APS_ENTRY_STATUS_LEFT, "left"),
                    G_DEFINE_ENUM_VALUE (APS_ENTRY_STATUS_EXISTED, "existed"),
                    G_DEFINE_ENUM_VALUE (APS_ENTRY_STATUS_CANCELLED, "cancelled"),
                    G_DEFINE_ENUM_VALUE (APS_ENTRY_STATUS_REFUSED, "refused"))

/* What lies behind an answer: most calls have few entries. */
typedef struct
{
  ApsStoreAnswer answer;
  Entry          few[4];
} Answer;

static Entry *
make_entries (ApsStoreAnswer *self, guint n_entries)
{
  Entry *few = ((Answer *)self)->few;

  if (n_entries > G_N_ELEMENTS (((Answer *)self)->few))
    return g_new0 (Entry, n_entries);

  memset (few, 0, n_entries * sizeof (Entry));
  return few;
}

static void
begin (ApsStoreAnswer *self, guint n_entries)
{
  static const ApsRecordType types[] = {
    APS_RECORD_TYPE_JOB,  APS_RECORD_TYPE_JOB,      APS_RECORD_TYPE_JOB,
    APS_RECORD_TYPE_TASK, APS_RECORD_TYPE_SCHEDULE, APS_RECORD_TYPE_SCHEDULE,
  };
  ApsRecordList *lists[G_N_ELEMENTS (types)];

  aps_record_list_new_group (types, G_N_ELEMENTS (types), lists);
  self->jobs = lists[0];
  self->ended_jobs = lists[1];
  self->cancelled_jobs = lists[2];
  self->tasks = lists[3];
  self->schedules = lists[4];
  self->removed_schedules = lists[5];
  self->n_cleaned = 0;
  self->more = FALSE;
  self->n_entries = n_entries;
  self->entries = make_entries (self, n_entries);
}

static void
end (ApsStoreAnswer *self)
{
  Entry *entries = self->entries;

  for (guint i = 0; i < self->n_entries; i++)
    g_clear_error (&entries[i].error);

  if (entries != ((Answer *)self)->few)
    g_free (entries);
  aps_record_list_unref (self->jobs);
  aps_record_list_unref (self->ended_jobs);
  aps_record_list_unref (self->cancelled_jobs);
  aps_record_list_unref (self->tasks);
  aps_record_list_unref (self->schedules);
  aps_record_list_unref (self->removed_schedules);
}

/**
 * aps_store_answer_new: (skip)
 * @n_entries: how many entries the request has
 *
 * Makes an empty answer: each entry is done, no record was changed besides.
 *
 * Returns: (transfer full): the answer
 *
 * Since: 1.0
 */
ApsStoreAnswer *
aps_store_answer_new (guint n_entries)
{
  ApsStoreAnswer *self = (ApsStoreAnswer *)g_new (Answer, 1);

  begin (self, n_entries);
  return self;
}

/**
 * aps_store_answer_free: (skip)
 * @self: (transfer full): an answer
 *
 * Frees an answer with its lists.
 *
 * Since: 1.0
 */
void
aps_store_answer_free (ApsStoreAnswer *self)
{
  end (self);
  g_free (self);
}

/**
 * aps_store_answer_reset: (skip)
 * @self: an answer
 * @n_entries: how many entries the next request has
 *
 * Makes an answer empty again, for the next call or for a repeated one.
 *
 * Since: 1.0
 */
void
aps_store_answer_reset (ApsStoreAnswer *self, guint n_entries)
{
  end (self);
  begin (self, n_entries);
}

/**
 * aps_store_answer_get_n_entries: (skip)
 * @self: an answer
 *
 * Gets the number of entries.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
aps_store_answer_get_n_entries (ApsStoreAnswer *self)
{
  return self->n_entries;
}

/**
 * aps_store_answer_set: (skip)
 * @self: an answer
 * @entry: which entry, from 0
 * @status: what became of it
 *
 * Sets what became of an entry.
 *
 * Since: 1.0
 */
void
aps_store_answer_set (ApsStoreAnswer *self, guint entry, ApsEntryStatus status)
{
  Entry *entries = self->entries;

  g_return_if_fail (entry < self->n_entries);

  g_clear_error (&entries[entry].error);
  entries[entry].status = status;
}

/**
 * aps_store_answer_refuse: (skip)
 * @self: an answer
 * @entry: which entry, from 0
 * @code: a code of [error@Aps.Error]
 * @format: the reason, as for printf()
 * @...: what goes into @format
 *
 * Says that an entry was not carried out, and why.
 *
 * Since: 1.0
 */
void
aps_store_answer_refuse (ApsStoreAnswer *self, guint entry, gint code, const char *format, ...)
{
  Entry  *entries = self->entries;
  va_list args;

  g_return_if_fail (entry < self->n_entries);

  va_start (args, format);
  g_clear_error (&entries[entry].error);
  entries[entry].status = APS_ENTRY_STATUS_REFUSED;
  entries[entry].error = g_error_new_valist (APS_ERROR, code, format, args);
  va_end (args);
}

/**
 * aps_store_answer_get_status: (skip)
 * @self: an answer
 * @entry: which entry, from 0
 *
 * Gets what became of an entry.
 *
 * Returns: its status
 *
 * Since: 1.0
 */
ApsEntryStatus
aps_store_answer_get_status (ApsStoreAnswer *self, guint entry)
{
  Entry *entries = self->entries;

  g_return_val_if_fail (entry < self->n_entries, APS_ENTRY_STATUS_REFUSED);

  return entries[entry].status;
}

/**
 * aps_store_answer_get_error: (skip)
 * @self: an answer
 * @entry: which entry, from 0
 *
 * Gets why an entry was refused.
 *
 * Returns: (nullable) (transfer none): the error of a refused entry, else %NULL
 *
 * Since: 1.0
 */
const GError *
aps_store_answer_get_error (ApsStoreAnswer *self, guint entry)
{
  Entry *entries = self->entries;

  g_return_val_if_fail (entry < self->n_entries, NULL);

  return entries[entry].error;
}
