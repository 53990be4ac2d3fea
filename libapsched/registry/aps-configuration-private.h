/* The parts of a configuration, for the scheduler and for the files that read them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-configuration.h>
#include <apsched/aps-model-enums.h>
#include <apsched/aps-plugin.h>
#include <apsched/aps-records.h>

#include "registry/aps-keyfile-private.h"

G_BEGIN_DECLS

/* Group [scheduler]. What the file does not say has its default. */
typedef struct
{
  gint        role;     /* ApsRole */
  const char *identity; /* NULL: to be made from host and process */
  gint64      lease_duration_us;
  gint64      poll_interval_us;
  gint64      cleanup_interval_us; /* APS_FOREVER: never by itself */
  gint64      failure_retention_us;
  gint64      stop_timeout_us;
  gint64      cancel_timeout_us;
  gint64      store_retry_timeout_us;
  gint        max_concurrent_jobs;
  gint        history;
  const char *timezone;              /* NULL: the system's */
  const char *clock_changes;         /* NULL: as each trigger says */
  char      **queues;                /* NULL: all */
  char      **registered_by_workers; /* NULL: none */
  char      **allow;                 /* NULL: all */
} ApsSchedulerSettings;

struct _ApsConfiguration
{
  GObject parent_instance;

  char                *path; /* the origin of what the file defines */
  char                *name; /* of the file, as it was asked for: for messages */
  char               **overrides;
  char                *fixed; /* a checksum of what only a new start takes over */
  ApsSchedulerSettings settings;
  ApsRecordList       *texts;    /* owns the texts of settings */
  ApsRecordList       *defaults; /* group [defaults]: one task record, without id */

  ApsDataStore   *data_store;
  const char     *data_store_plugin;
  ApsEventBroker *event_broker;
  const char     *event_broker_plugin;
  GPtrArray      *executors; /* of ApsConfiguredExecutor, in the file's order */

  GHashTable    *tasks_by_id; /* of ApsTaskRecord */
  ApsRecordList *tasks; /* also those made for references, and for ids that workers register */
  ApsRecordList *schedules;
  ApsRecordList *queues;

  /* only while it is read */
  ApsKeyfile *keyfile;
};

typedef struct
{
  char        *name;
  ApsExecutor *executor;
} ApsConfiguredExecutor;

/* Where what a file sets up is to have its data instead. */
typedef struct
{
  const char        *folder;    /* of files */
  const char        *name;      /* of all else */
  const char *const *overrides; /* NULL: none */
} ApsApart;

/* The steps of reading. */
gboolean aps_configuration_move_apart (ApsKeyfile *keyfile, const ApsApart *apart, GError **error);
gboolean aps_configuration_check_apart (ApsConfiguration *self, GError **error);
gboolean aps_configuration_read_settings (ApsConfiguration *self, GError **error);
void     aps_configuration_note_fixed (ApsConfiguration *self);
gboolean aps_configuration_read_plugins (ApsConfiguration *self, GError **error);
gboolean aps_configuration_read_tasks (ApsConfiguration *self, GError **error);
gboolean aps_configuration_read_queues (ApsConfiguration *self, GError **error);
gboolean aps_configuration_read_schedules (ApsConfiguration *self, GError **error);
gboolean aps_configuration_check_executors (ApsConfiguration *self, GError **error);

/* Adds a task; the task of that id, or NULL. */
ApsTaskRecord *
aps_configuration_add_task (ApsConfiguration *self, const char *id, const char *callable);
ApsTaskRecord *aps_configuration_find_task (ApsConfiguration *self, const char *id);

/* Puts `except=NAME` of a trigger's text in terms of what the [calendar NAME] says. */
char *aps_calendar_names_expand (ApsKeyfile *keyfile, const char *text);
/* Checks the [calendar NAME] groups. */
gboolean aps_calendar_names_check (ApsKeyfile *keyfile, GError **error);

G_END_DECLS
