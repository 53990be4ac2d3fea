/* Who this scheduler is, and which other instances are proven dead.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-records.h>

/* Fills a record for a new run of a scheduler in this process. @identity NULL: HOST-PID-random. */
void aps_instance_fill (ApsRecordList     *list,
                        ApsInstanceRecord *instance,
                        const char        *identity,
                        gint64             now_us);

/* The queues that it serves; NULL: all. */
void aps_instance_set_queues (ApsRecordList     *list,
                              ApsInstanceRecord *instance,
                              const char *const *queues);
/* Whether @self serves a queue. */
gboolean aps_instance_serves (const ApsInstanceRecord *self, const char *queue);

/* Whether @other is proven dead as seen from @self. @single_host: the store cannot be shared
 * between hosts, so that another boot is proof. */
gboolean aps_instance_is_dead (const ApsInstanceRecord *self,
                               const ApsInstanceRecord *other,
                               gboolean                 single_host);

/* The uuids of those in @instances that are proven dead, NULL-terminated. */
char **aps_instance_find_dead (const ApsInstanceRecord *self,
                               ApsRecordList           *instances,
                               gboolean                 single_host);
