/* The fields of each type of record: what copies, compares, prints and stores them goes by these
 * tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-model-enums.h>
#include <apsched/aps-record-list.h>
#include <apsched/aps-records.h>

#include "core/aps-time-private.h"
#include "model/aps-record-fields-private.h"

#include <string.h>

/* clang-format off */

#define FIELD(name, type, unset, get_enum) { #name, APS_FIELD_TYPE_##type, G_STRUCT_OFFSET (ApsTaskRecord, name), unset, get_enum },
static const ApsFieldInfo task_fields[] = {
  FIELD (id, STRING, 0, NULL)
  FIELD (callable, STRING, 0, NULL)
  FIELD (executor, STRING, 0, NULL)
  FIELD (max_running_jobs, INT, APS_UNSET, NULL)
  FIELD (slots, INT, APS_UNSET, NULL)
  FIELD (misfire_grace_time_us, DURATION, APS_UNSET, NULL)
  FIELD (max_attempts, INT, APS_UNSET, NULL)
  FIELD (retry_delay_us, DURATION, APS_UNSET, NULL)
  FIELD (retry_max_delay_us, DURATION, APS_UNSET, NULL)
  FIELD (time_limit_us, DURATION, APS_UNSET, NULL)
  FIELD (on_abandoned, ENUM, APS_UNSET, aps_on_abandoned_get_type)
  FIELD (options, JSON, 0, NULL)
  FIELD (aliases, JSON, 0, NULL)
  FIELD (metadata, JSON, 0, NULL)
  FIELD (origin, STRING, 0, NULL)
  FIELD (revision, INT64, 0, NULL)
};
#undef FIELD

#define FIELD(name, type, unset, get_enum) { #name, APS_FIELD_TYPE_##type, G_STRUCT_OFFSET (ApsScheduleRecord, name), unset, get_enum },
static const ApsFieldInfo schedule_fields[] = {
  FIELD (id, STRING, 0, NULL)
  FIELD (task_id, STRING, 0, NULL)
  FIELD (trigger, JSON, 0, NULL)
  FIELD (trigger_types, STRING, 0, NULL)
  FIELD (cursor, JSON, 0, NULL)
  FIELD (args, JSON, 0, NULL)
  FIELD (kwargs, JSON, 0, NULL)
  FIELD (paused, BOOLEAN, 0, NULL)
  FIELD (paused_until_us, TIME, APS_TIME_NONE, NULL)
  FIELD (paused_by, STRING, 0, NULL)
  FIELD (paused_reason, STRING, 0, NULL)
  FIELD (defined_paused, BOOLEAN, 0, NULL)
  FIELD (coalesce, ENUM, APS_UNSET, aps_coalesce_get_type)
  FIELD (overlap, ENUM, APS_UNSET, aps_overlap_get_type)
  FIELD (misfire_grace_time_us, DURATION, APS_UNSET, NULL)
  FIELD (max_jitter_us, DURATION, APS_UNSET, NULL)
  FIELD (executor, STRING, 0, NULL)
  FIELD (queue, STRING, 0, NULL)
  FIELD (priority, INT, 0, NULL)
  FIELD (job_result_expiration_time_us, DURATION, APS_UNSET, NULL)
  FIELD (history, INT, APS_UNSET, NULL)
  FIELD (pause_after_failures, INT, APS_UNSET, NULL)
  FIELD (failures, INT, 0, NULL)
  FIELD (last_failure_fire_us, TIME, APS_TIME_NONE, NULL)
  FIELD (skips, JSON, 0, NULL)
  FIELD (metadata, JSON, 0, NULL)
  FIELD (origin, STRING, 0, NULL)
  FIELD (created_us, TIME, APS_TIME_NONE, NULL)
  FIELD (revision, INT64, 0, NULL)
  FIELD (incarnation, INT64, 0, NULL)
  FIELD (last_fire_us, TIME, APS_TIME_NONE, NULL)
  FIELD (next_fire_us, TIME, APS_TIME_NONE, NULL)
  FIELD (error, STRING, 0, NULL)
  FIELD (lease_owner, STRING, 0, NULL)
  FIELD (lease_until_us, TIME, APS_TIME_NONE, NULL)
  FIELD (fence, INT64, 0, NULL)
};
#undef FIELD

#define FIELD(name, type, unset, get_enum) { #name, APS_FIELD_TYPE_##type, G_STRUCT_OFFSET (ApsJobRecord, name), unset, get_enum },
static const ApsFieldInfo job_fields[] = {
  FIELD (id, STRING, 0, NULL)
  FIELD (task_id, STRING, 0, NULL)
  FIELD (args, JSON, 0, NULL)
  FIELD (kwargs, JSON, 0, NULL)
  FIELD (schedule_id, STRING, 0, NULL)
  FIELD (incarnation, INT64, 0, NULL)
  FIELD (fire_time_us, TIME, APS_TIME_NONE, NULL)
  FIELD (n_fires, INT64, 0, NULL)
  FIELD (jitter_us, INT64, 0, NULL)
  FIELD (due_us, TIME, APS_TIME_NONE, NULL)
  FIELD (deadline_us, TIME, APS_TIME_NONE, NULL)
  FIELD (queue, STRING, 0, NULL)
  FIELD (priority, INT, 0, NULL)
  FIELD (unique_key, STRING, 0, NULL)
  FIELD (unique_until, ENUM, APS_UNSET, aps_unique_until_get_type)
  FIELD (unique_until_us, TIME, APS_TIME_NONE, NULL)
  FIELD (attempt, INT, 0, NULL)
  FIELD (max_attempts, INT, APS_UNSET, NULL)
  FIELD (retry_delay_us, DURATION, APS_UNSET, NULL)
  FIELD (retry_max_delay_us, DURATION, APS_UNSET, NULL)
  FIELD (time_limit_us, DURATION, APS_UNSET, NULL)
  FIELD (on_abandoned, ENUM, APS_UNSET, aps_on_abandoned_get_type)
  FIELD (overlap, ENUM, APS_UNSET, aps_overlap_get_type)
  FIELD (executor, STRING, 0, NULL)
  FIELD (result_expiration_time_us, DURATION, APS_UNSET, NULL)
  FIELD (failure_retention_us, DURATION, APS_UNSET, NULL)
  FIELD (history, INT, APS_UNSET, NULL)
  FIELD (metadata, JSON, 0, NULL)
  FIELD (source, ENUM, APS_UNSET, aps_job_source_get_type)
  FIELD (created_us, TIME, APS_TIME_NONE, NULL)
  FIELD (state, ENUM, APS_UNSET, aps_job_state_get_type)
  FIELD (lease_owner, STRING, 0, NULL)
  FIELD (lease_until_us, TIME, APS_TIME_NONE, NULL)
  FIELD (fence, INT64, 0, NULL)
  FIELD (leased_us, TIME, APS_TIME_NONE, NULL)
  FIELD (started_us, TIME, APS_TIME_NONE, NULL)
  FIELD (worker, STRING, 0, NULL)
  FIELD (progress, DOUBLE, APS_UNSET, NULL)
  FIELD (progress_text, STRING, 0, NULL)
  FIELD (cancel_requested, BOOLEAN, 0, NULL)
  FIELD (cancelled_by, STRING, 0, NULL)
  FIELD (cancel_reason, STRING, 0, NULL)
  FIELD (outcome, ENUM, APS_UNSET, aps_job_outcome_get_type)
  FIELD (finished_us, TIME, APS_TIME_NONE, NULL)
  FIELD (expires_us, TIME, APS_TIME_NONE, NULL)
  FIELD (value, JSON, 0, NULL)
  FIELD (error_domain, STRING, 0, NULL)
  FIELD (error_code, INT, 0, NULL)
  FIELD (error_message, STRING, 0, NULL)
  FIELD (error_details, JSON, 0, NULL)
  FIELD (reason, STRING, 0, NULL)
  FIELD (reason_text, STRING, 0, NULL)
  FIELD (output, STRING, 0, NULL)
  FIELD (attempts, JSON, 0, NULL)
};
#undef FIELD

#define FIELD(name, type, unset, get_enum) { #name, APS_FIELD_TYPE_##type, G_STRUCT_OFFSET (ApsQueueRecord, name), unset, get_enum },
static const ApsFieldInfo queue_fields[] = {
  FIELD (name, STRING, 0, NULL)
  FIELD (max_running_jobs, INT, APS_UNSET, NULL)
  FIELD (paused, BOOLEAN, 0, NULL)
  FIELD (origin, STRING, 0, NULL)
};
#undef FIELD

#define FIELD(name, type, unset, get_enum) { #name, APS_FIELD_TYPE_##type, G_STRUCT_OFFSET (ApsInstanceRecord, name), unset, get_enum },
static const ApsFieldInfo instance_fields[] = {
  FIELD (uuid, STRING, 0, NULL)
  FIELD (identity, STRING, 0, NULL)
  FIELD (host, STRING, 0, NULL)
  FIELD (boot_id, STRING, 0, NULL)
  FIELD (pid_namespace, INT64, 0, NULL)
  FIELD (pid, INT64, 0, NULL)
  FIELD (pid_start, INT64, 0, NULL)
  FIELD (version, STRING, 0, NULL)
  FIELD (role, ENUM, APS_UNSET, aps_role_get_type)
  FIELD (queues, JSON, 0, NULL)
  FIELD (started_us, TIME, APS_TIME_NONE, NULL)
  FIELD (until_us, TIME, APS_TIME_NONE, NULL)
  FIELD (schedules_pass_us, TIME, APS_TIME_NONE, NULL)
  FIELD (jobs_pass_us, TIME, APS_TIME_NONE, NULL)
  FIELD (cleanup_pass_us, TIME, APS_TIME_NONE, NULL)
};
#undef FIELD

#define FIELD(name, type, unset, get_enum) { #name, APS_FIELD_TYPE_##type, G_STRUCT_OFFSET (ApsCountRecord, name), unset, get_enum },
static const ApsFieldInfo count_fields[] = {
  FIELD (task_id, STRING, 0, NULL)
  FIELD (queue, STRING, 0, NULL)
  FIELD (state, ENUM, APS_UNSET, aps_job_state_get_type)
  FIELD (outcome, ENUM, APS_UNSET, aps_job_outcome_get_type)
  FIELD (n, INT64, 0, NULL)
};
#undef FIELD

/* clang-format on */

static const struct
{
  const ApsFieldInfo *fields;
  guint               n_fields;
  gsize               size;
} types[APS_N_RECORD_TYPES] = {
  { task_fields, G_N_ELEMENTS (task_fields), sizeof (ApsTaskRecord) },
  { schedule_fields, G_N_ELEMENTS (schedule_fields), sizeof (ApsScheduleRecord) },
  { job_fields, G_N_ELEMENTS (job_fields), sizeof (ApsJobRecord) },
  { queue_fields, G_N_ELEMENTS (queue_fields), sizeof (ApsQueueRecord) },
  { instance_fields, G_N_ELEMENTS (instance_fields), sizeof (ApsInstanceRecord) },
  { count_fields, G_N_ELEMENTS (count_fields), sizeof (ApsCountRecord) },
};

/* What is worked out of a table once. */
typedef struct
{
  gpointer blank; /* a record that says nothing */
  guint   *texts; /* the offsets of the fields that are text */
  guint    n_texts;
} Layout;

/* Made when first needed. */
static Layout *layouts[APS_N_RECORD_TYPES];

/**
 * aps_record_type_get_fields: (skip)
 * @type: a type of record
 * @n_fields: (out): the number of fields
 *
 * Gets the table of a record's fields.
 *
 * Returns: (array length=n_fields): the fields, in the order of the struct
 *
 * Since: 1.0
 */
const ApsFieldInfo *
aps_record_type_get_fields (ApsRecordType type, guint *n_fields)
{
  *n_fields = types[type].n_fields;
  return types[type].fields;
}

/**
 * aps_record_type_find_field: (skip)
 * @type: a type of record
 * @name: a field's name, with underscores
 *
 * Finds a field by its name.
 *
 * Returns: (nullable): the field, or %NULL
 *
 * Since: 1.0
 */
const ApsFieldInfo *
aps_record_type_find_field (ApsRecordType type, const char *name)
{
  for (guint i = 0; i < types[type].n_fields; i++)
    if (g_str_equal (types[type].fields[i].name, name))
      return &types[type].fields[i];

  return NULL;
}

/**
 * aps_record_type_get_size: (skip)
 * @type: a type of record
 *
 * Gets the size of a record's struct.
 *
 * Returns: bytes
 *
 * Since: 1.0
 */
gsize
aps_record_type_get_size (ApsRecordType type)
{
  return types[type].size;
}

static void
set_unset (gpointer record, const ApsFieldInfo *field)
{
  gpointer place = G_STRUCT_MEMBER_P (record, field->offset);

  switch (field->type)
    {
    case APS_FIELD_TYPE_STRING:
    case APS_FIELD_TYPE_JSON:
    case APS_FIELD_TYPE_BOOLEAN:
      break;
    case APS_FIELD_TYPE_INT:
    case APS_FIELD_TYPE_ENUM:
      *(gint *)place = (gint)field->unset;
      break;
    case APS_FIELD_TYPE_INT64:
    case APS_FIELD_TYPE_TIME:
    case APS_FIELD_TYPE_DURATION:
      *(gint64 *)place = field->unset;
      break;
    case APS_FIELD_TYPE_DOUBLE:
      *(gdouble *)place = (gdouble)field->unset;
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_text (const ApsFieldInfo *field)
{
  return field->type == APS_FIELD_TYPE_STRING || field->type == APS_FIELD_TYPE_JSON;
}

static Layout *
make_layout (ApsRecordType type)
{
  Layout *layout = g_new0 (Layout, 1);

  layout->blank = g_malloc0 (types[type].size);
  layout->texts = g_new (guint, types[type].n_fields);
  for (guint i = 0; i < types[type].n_fields; i++)
    {
      const ApsFieldInfo *field = &types[type].fields[i];

      set_unset (layout->blank, field);
      if (is_text (field))
        layout->texts[layout->n_texts++] = field->offset;
    }

  return layout;
}

static const Layout *
get_layout (ApsRecordType type)
{
  if (g_once_init_enter (&layouts[type]))
    g_once_init_leave (&layouts[type], make_layout (type));

  return layouts[type];
}

gconstpointer
aps_record_type_get_blank (ApsRecordType type)
{
  return get_layout (type)->blank;
}

const guint *
aps_record_type_get_texts (ApsRecordType type, guint *n_texts)
{
  const Layout *layout = get_layout (type);

  *n_texts = layout->n_texts;
  return layout->texts;
}

static gboolean
field_equal (const ApsFieldInfo *field, gconstpointer a, gconstpointer b)
{
  const char *one = (const char *)a + field->offset;
  const char *two = (const char *)b + field->offset;

  switch (field->type)
    {
    case APS_FIELD_TYPE_STRING:
    case APS_FIELD_TYPE_JSON:
      return g_strcmp0 (*(const char *const *)(gconstpointer)one,
                        *(const char *const *)(gconstpointer)two) == 0;
    case APS_FIELD_TYPE_INT:
    case APS_FIELD_TYPE_ENUM:
    case APS_FIELD_TYPE_BOOLEAN:
      return memcmp (one, two, sizeof (gint)) == 0;
    case APS_FIELD_TYPE_INT64:
    case APS_FIELD_TYPE_TIME:
    case APS_FIELD_TYPE_DURATION:
      return memcmp (one, two, sizeof (gint64)) == 0;
    case APS_FIELD_TYPE_DOUBLE:
      return memcmp (one, two, sizeof (gdouble)) == 0;
    default:
      g_assert_not_reached ();
    }
}

/**
 * aps_record_equal: (skip)
 * @type: the type of both
 * @a: a record
 * @b: another
 *
 * Compares all fields of two records.
 *
 * Returns: whether they are equal
 *
 * Since: 1.0
 */
gboolean
aps_record_equal (ApsRecordType type, gconstpointer a, gconstpointer b)
{
  for (guint i = 0; i < types[type].n_fields; i++)
    if (!field_equal (&types[type].fields[i], a, b))
      return FALSE;

  return TRUE;
}

static void
print_number (GString *text, const ApsFieldInfo *field, gint64 value)
{
  const char *nick = NULL;

  if (field->get_enum != NULL)
    nick = aps_enum_to_nick (field->get_enum (), (gint)value);

  if (nick != NULL)
    g_string_append (text, nick);
  else if (field->type == APS_FIELD_TYPE_TIME)
    aps_time_append (text, value);
  else if (field->type == APS_FIELD_TYPE_BOOLEAN)
    g_string_append (text, value ? "yes" : "no");
  else if (value == APS_FOREVER || (field->type == APS_FIELD_TYPE_INT && value == APS_UNLIMITED))
    g_string_append (text, "none");
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT, value);
}

static void
print_field (GString *text, const ApsFieldInfo *field, gconstpointer record)
{
  gconstpointer place = (const char *)record + field->offset;
  gint64        value;

  if (field->type == APS_FIELD_TYPE_STRING || field->type == APS_FIELD_TYPE_JSON)
    {
      const char *string = *(const char *const *)place;

      if (string != NULL)
        g_string_append_printf (text, " %s=%s", field->name, string);
      return;
    }

  if (field->type == APS_FIELD_TYPE_DOUBLE)
    {
      if (*(const gdouble *)place >= 0)
        g_string_append_printf (text, " %s=%g", field->name, *(const gdouble *)place);
      return;
    }

  if (field->type == APS_FIELD_TYPE_INT || field->type == APS_FIELD_TYPE_ENUM ||
      field->type == APS_FIELD_TYPE_BOOLEAN)
    value = *(const gint *)place;
  else
    value = *(const gint64 *)place;

  if (value == field->unset)
    return;

  g_string_append_printf (text, " %s=", field->name);
  print_number (text, field, value);
}

/**
 * aps_record_to_string: (skip)
 * @type: the record's type
 * @record: a record
 *
 * Prints a record for people: each field that says something as `name=value`.
 *
 * Returns: (transfer full): the text
 *
 * Since: 1.0
 */
char *
aps_record_to_string (ApsRecordType type, gconstpointer record)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < types[type].n_fields; i++)
    print_field (text, &types[type].fields[i], record);

  if (text->len > 0)
    g_string_erase (text, 0, 1);
  return g_string_free (text, FALSE);
}
