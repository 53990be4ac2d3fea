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
  { "timestamp", "When it happened", TIME, G_STRUCT_OFFSET (ApsEventFields, timestamp_us) },
  { "task-id", "The id of the task that it is about", STRING, G_STRUCT_OFFSET (ApsEventFields, task_id) },
  { "schedule-id", "The id of the schedule that it is about", STRING, G_STRUCT_OFFSET (ApsEventFields, schedule_id) },
  { "job-id", "The id of the job that it is about", STRING, G_STRUCT_OFFSET (ApsEventFields, job_id) },
  { "scheduler", "The identity of the scheduler that did it", STRING, G_STRUCT_OFFSET (ApsEventFields, scheduler) },
  { "next-fire-time", "The next fire time of the schedule", TIME, G_STRUCT_OFFSET (ApsEventFields, next_fire_us) },
  { "fire-time", "The nominal fire time that the job stands for", TIME, G_STRUCT_OFFSET (ApsEventFields, fire_time_us) },
  { "due", "When the job was to start", TIME, G_STRUCT_OFFSET (ApsEventFields, due_us) },
  { "started", "When the attempt of the job began", TIME, G_STRUCT_OFFSET (ApsEventFields, started_us) },
  { "attempt", "The number of the attempt of the job", INT, G_STRUCT_OFFSET (ApsEventFields, attempt) },
  { "outcome", "How the job ended", OUTCOME, G_STRUCT_OFFSET (ApsEventFields, outcome) },
  { "finished", "Whether the schedule was removed since no more fires come", BOOLEAN, G_STRUCT_OFFSET (ApsEventFields, finished) },
  { "error-domain", "The domain of the error, as text", STRING, G_STRUCT_OFFSET (ApsEventFields, error_domain) },
  { "error-code", "The code of the error", INT, G_STRUCT_OFFSET (ApsEventFields, error_code) },
  { "error-message", "The message of the error", STRING, G_STRUCT_OFFSET (ApsEventFields, error_message) },
  { "reason", "The code of why the job is late, was missed or waits", STRING, G_STRUCT_OFFSET (ApsEventFields, reason) },
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
  g_object_class_install_property (object_class,
                                   PROP_TYPE,
                                   g_param_spec_flags ("event-type",
                                                       NULL,
                                                       "What happened",
                                                       APS_TYPE_EVENT_TYPE,
                                                       0,
                                                       flags));
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

/**
 * aps_event_get_timestamp:
 * @self: an event
 *
 * Gets when it happened.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_event_get_timestamp (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_TIME_NONE);

  return self->fields.timestamp_us;
}

/**
 * aps_event_get_task_id:
 * @self: an event
 *
 * Gets the id of the task that it is about.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_task_id (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return self->fields.task_id;
}

/**
 * aps_event_get_schedule_id:
 * @self: an event
 *
 * Gets the id of the schedule that it is about, or that made the job.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_schedule_id (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return self->fields.schedule_id;
}

/**
 * aps_event_get_job_id:
 * @self: an event
 *
 * Gets the id of the job that it is about.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_job_id (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return self->fields.job_id;
}

/**
 * aps_event_get_scheduler:
 * @self: an event
 *
 * Gets the identity of the scheduler that did it.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_scheduler (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return self->fields.scheduler;
}

/**
 * aps_event_get_next_fire_time:
 * @self: an event
 *
 * Gets the next fire time of the schedule.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_event_get_next_fire_time (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_TIME_NONE);

  return self->fields.next_fire_us;
}

/**
 * aps_event_get_fire_time:
 * @self: an event
 *
 * Gets the nominal fire time that the job stands for.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_event_get_fire_time (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_TIME_NONE);

  return self->fields.fire_time_us;
}

/**
 * aps_event_get_due:
 * @self: an event
 *
 * Gets when the job was to start.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_event_get_due (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_TIME_NONE);

  return self->fields.due_us;
}

/**
 * aps_event_get_started:
 * @self: an event
 *
 * Gets when the attempt of the job began.
 *
 * Returns: microseconds since 1970 UTC, or %APS_TIME_NONE
 *
 * Since: 1.0
 */
gint64
aps_event_get_started (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_TIME_NONE);

  return self->fields.started_us;
}

/**
 * aps_event_get_attempt:
 * @self: an event
 *
 * Gets the number of the attempt of the job.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint
aps_event_get_attempt (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_UNSET);

  return self->fields.attempt;
}

/**
 * aps_event_get_outcome:
 * @self: an event
 *
 * Gets how the job ended.
 *
 * %APS_JOB_OUTCOME_NONE is a job that has not, or an event of another kind.
 *
 * Returns: the value
 *
 * Since: 1.0
 */
ApsJobOutcome
aps_event_get_outcome (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_JOB_OUTCOME_NONE);

  return self->fields.outcome;
}

/**
 * aps_event_is_finished:
 * @self: an event
 *
 * Tells whether the schedule was removed since no more fires come.
 *
 * It is %FALSE where somebody removed it, or for an event of another kind.
 *
 * Returns: whether it is
 *
 * Since: 1.0
 */
gboolean
aps_event_is_finished (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), FALSE);

  return self->fields.finished;
}

/**
 * aps_event_get_error_domain:
 * @self: an event
 *
 * Gets the domain of the error, as text.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_error_domain (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return self->fields.error_domain;
}

/**
 * aps_event_get_error_code:
 * @self: an event
 *
 * Gets the code of the error.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
gint
aps_event_get_error_code (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), APS_UNSET);

  return self->fields.error_code;
}

/**
 * aps_event_get_error_message:
 * @self: an event
 *
 * Gets the message of the error.
 *
 * Long ones may have been cut on their way from another process.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_error_message (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return self->fields.error_message;
}

/**
 * aps_event_get_reason:
 * @self: an event
 *
 * Gets the code of why the job is late, was missed or waits.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_reason (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return self->fields.reason;
}

/**
 * aps_event_get_reason_text:
 * @self: an event
 *
 * Gets why the job is late, was missed or waits, in words.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
aps_event_get_reason_text (ApsEvent *self)
{
  g_return_val_if_fail (APS_IS_EVENT (self), NULL);

  return self->fields.reason_text;
}
