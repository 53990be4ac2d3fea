/* Events: immutable copies of what happened, small enough to be made by the thousand.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-event.h>

#include "model/aps-event-private.h"

#include <string.h>

/**
 * ApsEvent:
 *
 * An event: what happened to a task, a schedule, a job or a scheduler.
 *
 * There is one class of event; its type says what happened, and which getters have something to
 * say. Events are hints: of what they tell, the store knows more.
 *
 * ```c
 * static void
 * on_event (ApsEvent *event, gpointer user_data)
 * {
 *   g_print ("Received %s for job %s\n", aps_event_get_name (event), aps_event_get_job_id (event));
 * }
 * ```
 *
 * ## Threads
 *
 * An event is immutable, and may be read by any thread.
 *
 * Since: 1.0
 */
struct _ApsEvent
{
  GObject parent_instance;

  ApsEventFields fields;
  char          *texts; /* all text of fields, in one block */
};

G_DEFINE_FINAL_TYPE (ApsEvent, aps_event, G_TYPE_OBJECT)

typedef enum
{
  STRING,
  TIME,
  INT,
  BOOLEAN,
  OUTCOME,
} Kind;

/* clang-format off */

static const struct
{
  const char *name;
  const char *blurb;
  Kind        kind;
  guint       offset;
} properties[] = {
  /**
   * ApsEvent:timestamp:
   *
   * When it happened.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "timestamp", "When it happened", TIME, G_STRUCT_OFFSET (ApsEventFields, timestamp_us) },
  /**
   * ApsEvent:task-id:
   *
   * The id of the task that it is about.
   *
   * Since: 1.0
   */
  { "task-id", "The id of the task that it is about", STRING, G_STRUCT_OFFSET (ApsEventFields, task_id) },
  /**
   * ApsEvent:schedule-id:
   *
   * The id of the schedule that it is about.
   *
   * Since: 1.0
   */
  { "schedule-id", "The id of the schedule that it is about", STRING, G_STRUCT_OFFSET (ApsEventFields, schedule_id) },
  /**
   * ApsEvent:job-id:
   *
   * The id of the job that it is about.
   *
   * Since: 1.0
   */
  { "job-id", "The id of the job that it is about", STRING, G_STRUCT_OFFSET (ApsEventFields, job_id) },
  /**
   * ApsEvent:scheduler:
   *
   * The identity of the scheduler that did it.
   *
   * Since: 1.0
   */
  { "scheduler", "The identity of the scheduler that did it", STRING, G_STRUCT_OFFSET (ApsEventFields, scheduler) },
  /**
   * ApsEvent:next-fire-time:
   *
   * The next fire time of the schedule.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "next-fire-time", "The next fire time of the schedule", TIME, G_STRUCT_OFFSET (ApsEventFields, next_fire_us) },
  /**
   * ApsEvent:fire-time:
   *
   * The nominal fire time that the job stands for.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "fire-time", "The nominal fire time that the job stands for", TIME, G_STRUCT_OFFSET (ApsEventFields, fire_time_us) },
  /**
   * ApsEvent:due:
   *
   * When the job was to start.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "due", "When the job was to start", TIME, G_STRUCT_OFFSET (ApsEventFields, due_us) },
  /**
   * ApsEvent:started:
   *
   * When the attempt of the job began.
   *
   * Microseconds since 1970 UTC, or %APS_TIME_NONE.
   *
   * Since: 1.0
   */
  { "started", "When the attempt of the job began", TIME, G_STRUCT_OFFSET (ApsEventFields, started_us) },
  /**
   * ApsEvent:attempt:
   *
   * The number of the attempt of the job.
   *
   * Since: 1.0
   */
  { "attempt", "The number of the attempt of the job", INT, G_STRUCT_OFFSET (ApsEventFields, attempt) },
  /**
   * ApsEvent:outcome:
   *
   * How the job ended.
   *
   * Since: 1.0
   */
  { "outcome", "How the job ended", OUTCOME, G_STRUCT_OFFSET (ApsEventFields, outcome) },
  /**
   * ApsEvent:finished:
   *
   * Whether the schedule was removed since no more fires come.
   *
   * Since: 1.0
   */
  { "finished", "Whether the schedule was removed since no more fires come", BOOLEAN, G_STRUCT_OFFSET (ApsEventFields, finished) },
  /**
   * ApsEvent:error-domain:
   *
   * The domain of the error, as text.
   *
   * Since: 1.0
   */
  { "error-domain", "The domain of the error, as text", STRING, G_STRUCT_OFFSET (ApsEventFields, error_domain) },
  /**
   * ApsEvent:error-code:
   *
   * The code of the error.
   *
   * Since: 1.0
   */
  { "error-code", "The code of the error", INT, G_STRUCT_OFFSET (ApsEventFields, error_code) },
  /**
   * ApsEvent:error-message:
   *
   * The message of the error.
   *
   * Since: 1.0
   */
  { "error-message", "The message of the error", STRING, G_STRUCT_OFFSET (ApsEventFields, error_message) },
  /**
   * ApsEvent:reason:
   *
   * The code of why the job is late, was missed or waits.
   *
   * Since: 1.0
   */
  { "reason", "The code of why the job is late, was missed or waits", STRING, G_STRUCT_OFFSET (ApsEventFields, reason) },
  /**
   * ApsEvent:reason-text:
   *
   * Why the job is late, was missed or waits, in words.
   *
   * Since: 1.0
   */
  { "reason-text", "Why the job is late, was missed or waits, in words", STRING, G_STRUCT_OFFSET (ApsEventFields, reason_text) },
};

/* clang-format on */

enum
{
  PROP_TYPE = G_N_ELEMENTS (properties) + 1,
  PROP_NAME,
  N_PROPS,
};

#define FIELD(type, fields, i) (*(type *)G_STRUCT_MEMBER_P (fields, properties[i].offset))

static GParamSpec *
make_pspec (guint i)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const char *name = properties[i].name;
  const char *blurb = properties[i].blurb;

  switch (properties[i].kind)
    {
    case STRING:
      return g_param_spec_string (name, NULL, blurb, NULL, flags);
    case TIME:
      return g_param_spec_int64 (name, NULL, blurb, G_MININT64, G_MAXINT64, APS_TIME_NONE, flags);
    case INT:
      return g_param_spec_int (name, NULL, blurb, G_MININT, G_MAXINT, 0, flags);
    case BOOLEAN:
      return g_param_spec_boolean (name, NULL, blurb, FALSE, flags);
    case OUTCOME:
    default:
      return g_param_spec_enum (name,
                                NULL,
                                blurb,
                                APS_TYPE_JOB_OUTCOME,
                                APS_JOB_OUTCOME_NONE,
                                flags);
    }
}

static void
get_field (const ApsEventFields *fields, guint i, GValue *value)
{
  switch (properties[i].kind)
    {
    case STRING:
      g_value_set_string (value, FIELD (const char *, fields, i));
      break;
    case TIME:
      g_value_set_int64 (value, FIELD (gint64, fields, i));
      break;
    case INT:
      g_value_set_int (value, FIELD (gint, fields, i));
      break;
    case BOOLEAN:
      g_value_set_boolean (value, FIELD (gboolean, fields, i));
      break;
    case OUTCOME:
    default:
      g_value_set_enum (value, FIELD (gint, fields, i));
      break;
    }
}

static void
aps_event_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ApsEvent *self = APS_EVENT (object);

  if (id == PROP_TYPE)
    g_value_set_flags (value, self->fields.type);
  else if (id == PROP_NAME)
    g_value_set_static_string (value, aps_event_get_name (self));
  else if (id <= G_N_ELEMENTS (properties))
    get_field (&self->fields, id - 1, value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
aps_event_finalize (GObject *object)
{
  g_free (APS_EVENT (object)->texts);

  G_OBJECT_CLASS (aps_event_parent_class)->finalize (object);
}

static void
aps_event_class_init (ApsEventClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = aps_event_get_property;
  object_class->finalize = aps_event_finalize;

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    g_object_class_install_property (object_class, i + 1, make_pspec (i));

  /**
   * ApsEvent:event-type:
   *
   * What happened.
   *
   * Since: 1.0
   */
  g_object_class_install_property (object_class,
                                   PROP_TYPE,
                                   g_param_spec_flags ("event-type",
                                                       NULL,
                                                       "What happened",
                                                       APS_TYPE_EVENT_TYPE,
                                                       0,
                                                       flags));

  /**
   * ApsEvent:name:
   *
   * The name of what happened, such as `job-added`.
   *
   * Since: 1.0
   */
  g_object_class_install_property (object_class,
                                   PROP_NAME,
                                   g_param_spec_string ("name",
                                                        NULL,
                                                        "The name of what happened",
                                                        NULL,
                                                        flags));
}

static void
aps_event_init (ApsEvent *self)
{
}

/* Two rounds: how long all text is, then its copy. */
ApsEvent *
aps_event_new_from_fields (const ApsEventFields *fields)
{
  ApsEvent *self = g_object_new (APS_TYPE_EVENT, NULL);
  gsize     length = 0;
  char     *place;

  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (properties[i].kind == STRING && FIELD (const char *, fields, i) != NULL)
      length += strlen (FIELD (const char *, fields, i)) + 1;

  self->fields = *fields;
  self->texts = place = g_malloc (length);
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (properties[i].kind == STRING && FIELD (const char *, fields, i) != NULL)
      {
        const char *text = FIELD (const char *, fields, i);

        FIELD (const char *, &self->fields, i) = place;
        place = g_stpcpy (place, text) + 1;
      }

  return self;
}

const ApsEventFields *
aps_event_get_fields (ApsEvent *self)
{
  return &self->fields;
}

/**
 * aps_event_get_event_type:
 * @self: an event
 *
 * Gets what happened.
 *
 * Returns: one type
 *
 * Since: 1.0
 */
ApsEventType
aps_event_get_event_type (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), 0);

  return self->fields.type;
}

/**
 * aps_event_get_name:
 * @self: an event
 *
 * Gets the name of what happened, such as `job-added`.
 *
 * Returns: the name
 *
 * Since: 1.0
 */
const char *
aps_event_get_name (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return aps_event_type_get_name (self->fields.type);
}
