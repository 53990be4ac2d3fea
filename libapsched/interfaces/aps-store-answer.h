/* What a data store answers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-record-list.h>

G_BEGIN_DECLS

/**
 * ApsEntryStatus:
 * @APS_ENTRY_STATUS_DONE: carried out, now or by an earlier call of the same
 * @APS_ENTRY_STATUS_ADDED: a new record
 * @APS_ENTRY_STATUS_REPLACED: an existing record was changed
 * @APS_ENTRY_STATUS_UNCHANGED: it was so already
 * @APS_ENTRY_STATUS_LEFT: one exists, and was to be left alone
 * @APS_ENTRY_STATUS_EXISTED: another record holds its place
 * @APS_ENTRY_STATUS_CANCELLED: the job is to be cancelled by its holder
 * @APS_ENTRY_STATUS_REFUSED: not carried out; the entry has an error
 *
 * What became of one entry of a request.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_ENTRY_STATUS_DONE,
  APS_ENTRY_STATUS_ADDED,
  APS_ENTRY_STATUS_REPLACED,
  APS_ENTRY_STATUS_UNCHANGED,
  APS_ENTRY_STATUS_LEFT,
  APS_ENTRY_STATUS_EXISTED,
  APS_ENTRY_STATUS_CANCELLED,
  APS_ENTRY_STATUS_REFUSED,
} ApsEntryStatus;

#define APS_TYPE_ENTRY_STATUS (aps_entry_status_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_entry_status_get_type (void);

/**
 * ApsStoreAnswer: (skip)
 * @jobs: jobs that were asked for or leased, or went back to waiting
 * @ended_jobs: jobs that ended by this call, besides those that the request itself ended
 * @cancelled_jobs: leased jobs whose holder is to be told to cancel
 * @tasks: the tasks of the leased jobs in @jobs, each once
 * @schedules: schedules that were asked for, leased or changed
 * @removed_schedules: schedules that were removed besides those named in the request
 * @n_cleaned: how many finished jobs clean-up removed
 * @more: whether clean-up has more to do
 *
 * The answer to an operation: an entry for each entry of the request, and the records that were
 * changed besides. Stores fill it, callers read it. Not thread-safe.
 *
 * Since: 1.0
 */
typedef struct
{
  ApsRecordList *jobs;
  ApsRecordList *ended_jobs;
  ApsRecordList *cancelled_jobs;
  ApsRecordList *tasks;
  ApsRecordList *schedules;
  ApsRecordList *removed_schedules;
  guint64        n_cleaned;
  gboolean       more;

  /*< private >*/
  guint    n_entries;
  gpointer entries;
} ApsStoreAnswer;

APS_AVAILABLE_IN_1_0
ApsStoreAnswer *aps_store_answer_new (guint n_entries);
APS_AVAILABLE_IN_1_0
void aps_store_answer_free (ApsStoreAnswer *self);
APS_AVAILABLE_IN_1_0
void aps_store_answer_reset (ApsStoreAnswer *self, guint n_entries);

APS_AVAILABLE_IN_1_0
guint aps_store_answer_get_n_entries (ApsStoreAnswer *self);
APS_AVAILABLE_IN_1_0
void aps_store_answer_set (ApsStoreAnswer *self, guint entry, ApsEntryStatus status);
APS_AVAILABLE_IN_1_0
void aps_store_answer_refuse (ApsStoreAnswer *self, guint entry, gint code, const char *format, ...)
  G_GNUC_PRINTF (4, 5);
APS_AVAILABLE_IN_1_0
ApsEntryStatus aps_store_answer_get_status (ApsStoreAnswer *self, guint entry);
APS_AVAILABLE_IN_1_0
const GError *aps_store_answer_get_error (ApsStoreAnswer *self, guint entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsStoreAnswer, aps_store_answer_free)

G_END_DECLS
