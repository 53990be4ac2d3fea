/* Which jobs a list holds, in which order, how many.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-job-filter.h>

#include "model/aps-filter-private.h"

/**
 * ApsJobFilter:
 *
 * Which jobs a list holds, in which order, how many.
 *
 * Its settings are properties; a new one lets everything through.
 *
 * ## Threads
 *
 * Set it up in one thread; once it was handed over it must not be changed.
 *
 * Since: 1.0
 */
struct _ApsJobFilter
{
  GObject parent_instance;

  char    *task_id;
  char    *schedule_id;
  char    *queue;
  char    *id_prefix;
  guint    states;
  guint    outcomes;
  gint64   since;
  gint64   before;
  gint     order;
  gboolean descending;
  guint    limit;
};

G_DEFINE_FINAL_TYPE (ApsJobFilter, aps_job_filter, G_TYPE_OBJECT)

enum
{
  PROP_TASK_ID = 1,
  PROP_SCHEDULE_ID,
  PROP_QUEUE,
  PROP_ID_PREFIX,
  PROP_STATES,
  PROP_OUTCOMES,
  PROP_SINCE,
  PROP_BEFORE,
  PROP_ORDER,
  PROP_DESCENDING,
  PROP_LIMIT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
aps_job_filter_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ApsJobFilter *self = APS_JOB_FILTER (object);

  switch (id)
    {
    case PROP_TASK_ID:
      g_free (self->task_id);
      self->task_id = g_value_dup_string (value);
      break;
    case PROP_SCHEDULE_ID:
      g_free (self->schedule_id);
      self->schedule_id = g_value_dup_string (value);
      break;
    case PROP_QUEUE:
      g_free (self->queue);
      self->queue = g_value_dup_string (value);
      break;
    case PROP_ID_PREFIX:
      g_free (self->id_prefix);
      self->id_prefix = g_value_dup_string (value);
      break;
    case PROP_STATES:
      self->states = g_value_get_uint (value);
      break;
    case PROP_OUTCOMES:
      self->outcomes = g_value_get_uint (value);
      break;
    case PROP_SINCE:
      self->since = g_value_get_int64 (value);
      break;
    case PROP_BEFORE:
      self->before = g_value_get_int64 (value);
      break;
    case PROP_ORDER:
      self->order = g_value_get_enum (value);
      break;
    case PROP_DESCENDING:
      self->descending = g_value_get_boolean (value);
      break;
    case PROP_LIMIT:
      self->limit = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
aps_job_filter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ApsJobFilter *self = APS_JOB_FILTER (object);

  switch (id)
    {
    case PROP_TASK_ID:
      g_value_set_string (value, self->task_id);
      break;
    case PROP_SCHEDULE_ID:
      g_value_set_string (value, self->schedule_id);
      break;
    case PROP_QUEUE:
      g_value_set_string (value, self->queue);
      break;
    case PROP_ID_PREFIX:
      g_value_set_string (value, self->id_prefix);
      break;
    case PROP_STATES:
      g_value_set_uint (value, self->states);
      break;
    case PROP_OUTCOMES:
      g_value_set_uint (value, self->outcomes);
      break;
    case PROP_SINCE:
      g_value_set_int64 (value, self->since);
      break;
    case PROP_BEFORE:
      g_value_set_int64 (value, self->before);
      break;
    case PROP_ORDER:
      g_value_set_enum (value, self->order);
      break;
    case PROP_DESCENDING:
      g_value_set_boolean (value, self->descending);
      break;
    case PROP_LIMIT:
      g_value_set_uint (value, self->limit);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
aps_job_filter_finalize (GObject *object)
{
  ApsJobFilter *self = APS_JOB_FILTER (object);

  g_free (self->task_id);
  g_free (self->schedule_id);
  g_free (self->queue);
  g_free (self->id_prefix);
  G_OBJECT_CLASS (aps_job_filter_parent_class)->finalize (object);
}

static void
aps_job_filter_class_init (ApsJobFilterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = aps_job_filter_set_property;
  object_class->get_property = aps_job_filter_get_property;
  object_class->finalize = aps_job_filter_finalize;

  /**
   * ApsJobFilter:task-id:
   *
   * Only jobs of this task.
   *
   * Since: 1.0
   */
  properties[PROP_TASK_ID] = g_param_spec_string ("task-id",
                                                  NULL,
                                                  "Only jobs of this task",
                                                  NULL,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsJobFilter:schedule-id:
   *
   * Only jobs of this schedule.
   *
   * Since: 1.0
   */
  properties[PROP_SCHEDULE_ID] = g_param_spec_string ("schedule-id",
                                                      NULL,
                                                      "Only jobs of this schedule",
                                                      NULL,
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsJobFilter:queue:
   *
   * Only jobs of this queue.
   *
   * Since: 1.0
   */
  properties[PROP_QUEUE] = g_param_spec_string ("queue",
                                                NULL,
                                                "Only jobs of this queue",
                                                NULL,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsJobFilter:id-prefix:
   *
   * Only jobs whose id begins so.
   *
   * Since: 1.0
   */
  properties[PROP_ID_PREFIX] = g_param_spec_string ("id-prefix",
                                                    NULL,
                                                    "Only jobs whose id begins so",
                                                    NULL,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsJobFilter:states:
   *
   * A bit (1 << state) for each wanted state; 0 is all.
   *
   * Since: 1.0
   */
  properties[PROP_STATES] = g_param_spec_uint ("states",
                                               NULL,
                                               "A bit (1 << state) for each wanted state; 0 is all",
                                               0,
                                               G_MAXUINT,
                                               0,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsJobFilter:outcomes:
   *
   * A bit (1 << outcome) for each wanted outcome of finished jobs; 0 is all.
   *
   * Since: 1.0
   */
  properties[PROP_OUTCOMES] =
    g_param_spec_uint ("outcomes",
                       NULL,
                       "A bit (1 << outcome) for each wanted outcome of finished jobs; 0 is all",
                       0,
                       G_MAXUINT,
                       0,
                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsJobFilter:since:
   *
   * Only jobs due at this moment or later, in microseconds since 1970 UTC.
   *
   * Since: 1.0
   */
  properties[PROP_SINCE] =
    g_param_spec_int64 ("since",
                        NULL,
                        "Only jobs due at this moment or later, in microseconds since 1970 UTC",
                        G_MININT64,
                        G_MAXINT64,
                        APS_TIME_NONE,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsJobFilter:before:
   *
   * Only jobs due before this moment, in microseconds since 1970 UTC.
   *
   * Since: 1.0
   */
  properties[PROP_BEFORE] =
    g_param_spec_int64 ("before",
                        NULL,
                        "Only jobs due before this moment, in microseconds since 1970 UTC",
                        G_MININT64,
                        G_MAXINT64,
                        APS_TIME_NONE,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsJobFilter:order:
   *
   * The sort key.
   *
   * Since: 1.0
   */
  properties[PROP_ORDER] = g_param_spec_enum ("order",
                                              NULL,
                                              "The sort key",
                                              APS_TYPE_LIST_ORDER,
                                              APS_LIST_ORDER_TIME,
                                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsJobFilter:descending:
   *
   * Whether the list runs backwards.
   *
   * Since: 1.0
   */
  properties[PROP_DESCENDING] = g_param_spec_boolean ("descending",
                                                      NULL,
                                                      "Whether the list runs backwards",
                                                      FALSE,
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsJobFilter:limit:
   *
   * How many at most; 0 is all, in a live list 500.
   *
   * Since: 1.0
   */
  properties[PROP_LIMIT] = g_param_spec_uint ("limit",
                                              NULL,
                                              "How many at most; 0 is all, in a live list 500",
                                              0,
                                              G_MAXUINT,
                                              0,
                                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
aps_job_filter_init (ApsJobFilter *self)
{
  self->since = APS_TIME_NONE;
  self->before = APS_TIME_NONE;
  self->order = APS_LIST_ORDER_TIME;
}

/**
 * aps_job_filter_new:
 *
 * Makes a filter that lets everything through.
 *
 * Returns: (transfer full): the filter
 *
 * Since: 1.0
 */
ApsJobFilter *
aps_job_filter_new (void)
{
  return g_object_new (APS_TYPE_JOB_FILTER, NULL);
}

void
aps_job_filter_fill_query (ApsJobFilter *self, ApsListQuery *query)
{
  query->task_id = self->task_id;
  query->schedule_id = self->schedule_id;
  query->queue = self->queue;
  query->id_prefix = self->id_prefix;
  query->states = self->states;
  query->outcomes = self->outcomes;
  query->since_us = self->since;
  query->before_us = self->before;
  query->order = self->order;
  query->descending = self->descending;
  query->limit = self->limit;
}
