/* Tasks that were read from the store a moment ago.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-records.h>

typedef struct _ApsTaskCache ApsTaskCache;

/* @age_us: how long a task is believed, or APS_FOREVER. */
ApsTaskCache *aps_task_cache_new (gint64 age_us);
void          aps_task_cache_free (ApsTaskCache *self);
/* FALSE: it is not known, or not any more. */
gboolean aps_task_cache_lookup (ApsTaskCache   *self,
                                const char     *id,
                                ApsRecordList **list,
                                ApsTaskRecord **task);
void     aps_task_cache_add (ApsTaskCache *self, ApsRecordList *list, ApsTaskRecord *task);
void     aps_task_cache_forget (ApsTaskCache *self, const char *id);
