/* The insides of a task, and what only the library does with one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-task.h>
#include <apsched/aps-records.h>

#include "model/aps-model-private.h"

G_BEGIN_DECLS

struct _ApsTask
{
  GObject parent_instance;

  ApsModel model;
};

#define APS_TASK_RECORD(self) ((const ApsTaskRecord *)(self)->model.record)

/* A frozen task that shows a record; @list is kept, and must not change any more. */
ApsTask *aps_task_new_from_record (ApsRecordList *list, const ApsTaskRecord *record);
/* Valid while the task is, or until it is next changed. */
const ApsTaskRecord *aps_task_get_record (ApsTask *self);
/* The list that its record stands in; NULL where nothing was set yet. */
ApsRecordList *aps_task_get_list (ApsTask *self);
/* From now on nobody changes it. */
void aps_task_freeze (ApsTask *self);
/* Which keyfile defines it. */
void aps_task_set_origin (ApsTask *self, const char *origin);

G_END_DECLS
