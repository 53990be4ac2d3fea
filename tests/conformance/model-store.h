/* The plain model: a data store that does what the interface says by looking through arrays. What
 * it answers is what every store is to answer.
 *
 * It shares no code with any store, so that it cannot share their errors. Texts are interned: it is
 * for programs that end soon.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

#define KIT_TYPE_MODEL (kit_model_get_type ())

G_DECLARE_FINAL_TYPE (KitModel, kit_model, KIT, MODEL, GObject)

struct _KitModel
{
  GObject parent_instance;

  GArray *tasks;     /* ApsTaskRecord */
  GArray *queues;    /* ApsQueueRecord */
  GArray *schedules; /* ApsScheduleRecord */
  GArray *jobs;      /* ApsJobRecord */
  GArray *instances; /* ApsInstanceRecord */
  GArray *ended;     /* ids of jobs that this operation ended */
  gint64  last_incarnation;
};

ApsDataStore *kit_model_new (void);

/* The n-th record of an array, and how many there are. */
#define kit_model_nth(array, Type, n) (&g_array_index (array, Type, n))

/* Rows. A row is valid until one is added or removed. */
void               kit_model_keep_texts (ApsRecordType type, gpointer record);
ApsTaskRecord     *kit_model_find_task (KitModel *self, const char *id);
ApsQueueRecord    *kit_model_find_queue (KitModel *self, const char *name);
ApsScheduleRecord *kit_model_find_schedule (KitModel *self, const char *id);
ApsJobRecord      *kit_model_find_job (KitModel *self, const char *id);
void               kit_model_remove_schedule (KitModel *self, const char *id);
void               kit_model_end_job (KitModel       *self,
                                      ApsJobRecord   *job,
                                      ApsJobOutcome   outcome,
                                      gint64          finished_us,
                                      gint64          now_us,
                                      ApsStoreAnswer *answer);
void               kit_model_end_for_want_of_task (KitModel       *self,
                                                   ApsJobRecord   *job,
                                                   gint64          now_us,
                                                   ApsStoreAnswer *answer);
gboolean           kit_model_key_is_taken (KitModel *self, const char *key, gint64 now_us);
void               kit_model_drop_leaving (KitModel *self, gint64 now_us);

/* The parts of the interface. */
void kit_model_init_schedules (ApsDataStoreInterface *iface);
void kit_model_init_jobs (ApsDataStoreInterface *iface);
void kit_model_init_leases (ApsDataStoreInterface *iface);
void kit_model_init_lists (ApsDataStoreInterface *iface);

G_END_DECLS
