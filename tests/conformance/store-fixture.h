/* A store under check, and the words in which the checks are written.
 *
 * What a function of this file returns lives until the check ends. Each opens with one store, two
 * instances by the names "a" and "b", and the time in `now`.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "kit.h"

G_BEGIN_DECLS

/* A moment to begin at: 2026-01-01. */
#define KIT_EPOCH G_GINT64_CONSTANT (1767225600000000)

typedef struct
{
  ApsDataStore *store;
  gint64        now;
  GPtrArray    *answers;
  GPtrArray    *lists;
  guint         n_ids;
} Kit;

Kit     *kit_open (void);
void     kit_close (Kit *kit);
void     kit_reopen (Kit *kit);
gboolean kit_has (Kit *kit, ApsDataStoreFlags flag);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Kit, kit_close)

/* Requests and answers that end with the check. */
ApsStoreAnswer *kit_answer (Kit *kit, guint n_entries);
ApsRecordList  *kit_list (Kit *kit, ApsRecordType type);
const char     *kit_new_id (Kit *kit);

/* Records with values that let each do the most usual thing. */
ApsTaskRecord  *kit_make_task (ApsRecordList *list, const char *id, gint slots);
ApsQueueRecord *kit_make_queue (ApsRecordList *list, const char *name, gint limit);
ApsScheduleRecord *
kit_make_schedule (Kit *kit, ApsRecordList *list, const char *id, const char *task, gint64 next_us);
ApsJobRecord *kit_make_job (Kit *kit, ApsRecordList *list, const char *id, const char *task);
ApsJobLease   kit_make_lease (Kit *kit, const char *instance, guint limit);

/* Operations that are to work. */
ApsStoreAnswer *kit_put_tasks (Kit *kit, ApsRecordList *tasks);
void            kit_put_task (Kit *kit, const char *id, gint slots);
ApsStoreAnswer *kit_put_queues (Kit *kit, ApsRecordList *queues);
void            kit_put_queue (Kit *kit, const char *name, gint limit, gboolean paused);
ApsStoreAnswer *kit_put_schedules (Kit *kit, ApsRecordList *schedules, ApsConflictPolicy policy);
void            kit_put_schedule (Kit *kit, const char *id, const char *task, gint64 next_us);
ApsStoreAnswer *kit_lease_schedules (Kit *kit, const char *instance, guint limit);
ApsStoreAnswer *kit_commit (
  Kit *kit, const char *instance, const ApsFiring *firings, guint n_firings, ApsRecordList *jobs);
ApsFiring       kit_firing (const ApsScheduleRecord *leased, gint64 next_us);
ApsStoreAnswer *kit_add_jobs (Kit *kit, ApsRecordList *jobs);
void            kit_add_job (Kit *kit, const char *id, const char *task);
ApsStoreAnswer *kit_lease (Kit *kit, const char *instance, guint limit);
ApsStoreAnswer *kit_lease_by (Kit *kit, const ApsJobLease *lease);
ApsStoreAnswer *kit_release (Kit *kit, const char *instance, const ApsJobRecord *job);
ApsStoreAnswer *
kit_finish (Kit *kit, const char *instance, const ApsJobRecord *leased, ApsJobOutcome outcome);
ApsStoreAnswer  *kit_cancel (Kit *kit, const char *id);
ApsStoreAnswer  *kit_reap (Kit *kit, const char *dead, gboolean expired);
ApsStoreAnswer  *kit_held_by (Kit *kit, const char *instance);
ApsStoreAnswer  *kit_clean_up (Kit *kit);
ApsStoreAnswer  *kit_set_state (Kit *kit, const ApsScheduleState *state);
ApsScheduleState kit_state (const ApsScheduleRecord *schedule);
ApsStoreAnswer  *kit_remove_schedule (Kit *kit, const char *id);
gint64           kit_next_job_due (Kit *kit, const ApsJobLease *lease);
gint64           kit_next_schedule_due (Kit *kit);

/* What is there; NULL where it is not. */
ApsTaskRecord     *kit_get_task (Kit *kit, const char *id);
ApsScheduleRecord *kit_get_schedule (Kit *kit, const char *id);
ApsJobRecord      *kit_get_job (Kit *kit, const char *id);
gint64 kit_count (Kit *kit, const char *task, const char *queue, gint state, gint outcome);

/* A job of a list: the one at a position, which is to be there. */
ApsJobRecord      *kit_job_at (ApsRecordList *list, guint position);
ApsScheduleRecord *kit_schedule_at (ApsRecordList *list, guint position);

/* What is to hold. Ids stand with blanks between. */
#define kit_assert_status(answer, entry, status)                                                   \
  g_assert_cmpint (aps_store_answer_get_status (answer, entry), ==, status)
#define kit_assert_refused(answer, entry, code)                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    kit_assert_status (answer, entry, APS_ENTRY_STATUS_REFUSED);                                   \
    g_assert_error (aps_store_answer_get_error (answer, entry), APS_ERROR, code);                  \
  }                                                                                                \
  G_STMT_END
#define kit_assert_order(list, ids)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *kit_ids = kit_join_ids (list, FALSE);                                         \
    g_assert_cmpstr (kit_ids, ==, ids);                                                            \
  }                                                                                                \
  G_STMT_END
#define kit_assert_ids(list, ids)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *kit_ids = kit_join_ids (list, TRUE);                                          \
    g_assert_cmpstr (kit_ids, ==, ids);                                                            \
  }                                                                                                \
  G_STMT_END

char *kit_join_ids (ApsRecordList *list, gboolean sorted);

/* The parts of the kit. */
void kit_add_store_life (void);
void kit_add_store_tasks (void);
void kit_add_store_queues (void);
void kit_add_store_instances (void);
void kit_add_store_schedules (void);
void kit_add_store_firings (void);
void kit_add_store_jobs (void);
void kit_add_store_leases (void);
void kit_add_store_limits (void);
void kit_add_store_overlaps (void);
void kit_add_store_releases (void);
void kit_add_store_reaps (void);
void kit_add_store_lists (void);
void kit_add_store_history (void);
void kit_add_store_random (void);
void kit_add_store_together (void);
void kit_add_store_crash (void);

G_END_DECLS
