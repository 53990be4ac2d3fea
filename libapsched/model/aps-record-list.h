/* Lists of plain records: what crosses the data store interface.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-types.h>

G_BEGIN_DECLS

/**
 * ApsRecordType:
 * @APS_RECORD_TYPE_TASK: [struct@Aps.TaskRecord]
 * @APS_RECORD_TYPE_SCHEDULE: [struct@Aps.ScheduleRecord]
 * @APS_RECORD_TYPE_JOB: [struct@Aps.JobRecord]
 * @APS_RECORD_TYPE_QUEUE: [struct@Aps.QueueRecord]
 * @APS_RECORD_TYPE_INSTANCE: [struct@Aps.InstanceRecord]
 * @APS_RECORD_TYPE_COUNT: [struct@Aps.CountRecord]
 *
 * The kinds of record that a store keeps.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_RECORD_TYPE_TASK,
  APS_RECORD_TYPE_SCHEDULE,
  APS_RECORD_TYPE_JOB,
  APS_RECORD_TYPE_QUEUE,
  APS_RECORD_TYPE_INSTANCE,
  APS_RECORD_TYPE_COUNT,
} ApsRecordType;

/**
 * APS_N_RECORD_TYPES:
 *
 * How many kinds of record there are.
 *
 * Since: 1.0
 */
#define APS_N_RECORD_TYPES 6

/**
 * ApsFieldType:
 * @APS_FIELD_TYPE_STRING: a `const char *`, %NULL where absent; owned by the record's list
 * @APS_FIELD_TYPE_JSON: as a string, holding canonical JSON text
 * @APS_FIELD_TYPE_INT: a #gint
 * @APS_FIELD_TYPE_INT64: a #gint64 that counts
 * @APS_FIELD_TYPE_TIME: a #gint64, microseconds since 1970 UTC, or %APS_TIME_NONE
 * @APS_FIELD_TYPE_DURATION: a #gint64 in microseconds, %APS_UNSET or %APS_FOREVER
 * @APS_FIELD_TYPE_BOOLEAN: a #gboolean
 * @APS_FIELD_TYPE_DOUBLE: a #gdouble
 * @APS_FIELD_TYPE_ENUM: a #gint that is a value of an enumeration, %APS_UNSET where absent
 *
 * What a field of a record holds.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_FIELD_TYPE_STRING,
  APS_FIELD_TYPE_JSON,
  APS_FIELD_TYPE_INT,
  APS_FIELD_TYPE_INT64,
  APS_FIELD_TYPE_TIME,
  APS_FIELD_TYPE_DURATION,
  APS_FIELD_TYPE_BOOLEAN,
  APS_FIELD_TYPE_DOUBLE,
  APS_FIELD_TYPE_ENUM,
} ApsFieldType;

/**
 * ApsFieldInfo: (skip)
 * @name: the field's name, with underscores: a column, or a member of a document
 * @type: what it holds
 * @offset: where it stands in the record
 * @unset: the number it has in a new record
 * @get_enum: (nullable): the type of an enumeration
 *
 * One field of a record. Stores that keep columns or documents can read and write all records by
 * these tables.
 *
 * Since: 1.0
 */
typedef struct
{
  const char  *name;
  ApsFieldType type;
  guint        offset;
  gint64       unset;
  GType (*get_enum) (void);
} ApsFieldInfo;

APS_AVAILABLE_IN_1_0
const ApsFieldInfo *aps_record_type_get_fields (ApsRecordType type, guint *n_fields);
APS_AVAILABLE_IN_1_0
const ApsFieldInfo *aps_record_type_find_field (ApsRecordType type, const char *name);
APS_AVAILABLE_IN_1_0
gsize aps_record_type_get_size (ApsRecordType type);

typedef struct _ApsRecordList ApsRecordList;

#define APS_TYPE_RECORD_LIST (aps_record_list_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_record_list_get_type (void);

APS_AVAILABLE_IN_1_0
ApsRecordList *aps_record_list_new (ApsRecordType type);
APS_AVAILABLE_IN_1_0
ApsRecordList *aps_record_list_ref (ApsRecordList *self);
APS_AVAILABLE_IN_1_0
void aps_record_list_unref (ApsRecordList *self);

APS_AVAILABLE_IN_1_0
ApsRecordType aps_record_list_get_record_type (ApsRecordList *self);
APS_AVAILABLE_IN_1_0
guint aps_record_list_get_n (ApsRecordList *self);
APS_AVAILABLE_IN_1_0
gpointer aps_record_list_get (ApsRecordList *self, guint position);

APS_AVAILABLE_IN_1_0
gpointer aps_record_list_add (ApsRecordList *self);
APS_AVAILABLE_IN_1_0
gpointer aps_record_list_add_copy (ApsRecordList *self, gconstpointer record);
APS_AVAILABLE_IN_1_0
void aps_record_list_truncate (ApsRecordList *self, guint n);
APS_AVAILABLE_IN_1_0
const char *aps_record_list_strdup (ApsRecordList *self, const char *text);
APS_AVAILABLE_IN_1_0
const char *aps_record_list_strndup (ApsRecordList *self, const char *text, gsize length);

APS_AVAILABLE_IN_1_0
gboolean aps_record_equal (ApsRecordType type, gconstpointer a, gconstpointer b);
APS_AVAILABLE_IN_1_0
char *aps_record_to_string (ApsRecordType type, gconstpointer record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsRecordList, aps_record_list_unref)

G_END_DECLS
