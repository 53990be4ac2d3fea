/* Which schedules a list holds, in which order, how many.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-schedule-filter.h>

#include "model/aps-filter-private.h"

/**
 * ApsScheduleFilter:
 *
 * Which schedules a list holds, in which order, how many.
 *
 * Its settings are properties; a new one lets everything through.
 *
 * ## Threads
 *
 * Set it up in one thread; once it was handed over it must not be changed.
 *
 * Since: 1.0
 */
struct _ApsScheduleFilter
{
  GObject parent_instance;

  char    *task_id;
  char    *id_prefix;
  char    *origin;
  gint     paused;
  gint     order;
  gboolean descending;
  guint    limit;
};

G_DEFINE_FINAL_TYPE (ApsScheduleFilter, aps_schedule_filter, G_TYPE_OBJECT)

enum
{
  PROP_TASK_ID = 1,
  PROP_ID_PREFIX,
  PROP_ORIGIN,
  PROP_PAUSED,
  PROP_ORDER,
  PROP_DESCENDING,
  PROP_LIMIT,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
aps_schedule_filter_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ApsScheduleFilter *self = APS_SCHEDULE_FILTER (object);

  switch (id)
    {
    case PROP_TASK_ID:
      g_free (self->task_id);
      self->task_id = g_value_dup_string (value);
      break;
    case PROP_ID_PREFIX:
      g_free (self->id_prefix);
      self->id_prefix = g_value_dup_string (value);
      break;
    case PROP_ORIGIN:
      g_free (self->origin);
      self->origin = g_value_dup_string (value);
      break;
    case PROP_PAUSED:
      self->paused = g_value_get_int (value);
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
aps_schedule_filter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ApsScheduleFilter *self = APS_SCHEDULE_FILTER (object);

  switch (id)
    {
    case PROP_TASK_ID:
      g_value_set_string (value, self->task_id);
      break;
    case PROP_ID_PREFIX:
      g_value_set_string (value, self->id_prefix);
      break;
    case PROP_ORIGIN:
      g_value_set_string (value, self->origin);
      break;
    case PROP_PAUSED:
      g_value_set_int (value, self->paused);
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
aps_schedule_filter_finalize (GObject *object)
{
  ApsScheduleFilter *self = APS_SCHEDULE_FILTER (object);

  g_free (self->task_id);
  g_free (self->id_prefix);
  g_free (self->origin);
  G_OBJECT_CLASS (aps_schedule_filter_parent_class)->finalize (object);
}

static void
aps_schedule_filter_class_init (ApsScheduleFilterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = aps_schedule_filter_set_property;
  object_class->get_property = aps_schedule_filter_get_property;
  object_class->finalize = aps_schedule_filter_finalize;

  /**
   * ApsScheduleFilter:task-id:
   *
   * Only schedules of this task.
   *
   * Since: 1.0
   */
  properties[PROP_TASK_ID] = g_param_spec_string ("task-id",
                                                  NULL,
                                                  "Only schedules of this task",
                                                  NULL,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsScheduleFilter:id-prefix:
   *
   * Only schedules whose id begins so.
   *
   * Since: 1.0
   */
  properties[PROP_ID_PREFIX] = g_param_spec_string ("id-prefix",
                                                    NULL,
                                                    "Only schedules whose id begins so",
                                                    NULL,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsScheduleFilter:origin:
   *
   * Only schedules that this keyfile defines.
   *
   * Since: 1.0
   */
  properties[PROP_ORIGIN] = g_param_spec_string ("origin",
                                                 NULL,
                                                 "Only schedules that this keyfile defines",
                                                 NULL,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsScheduleFilter:paused:
   *
   * 1: only paused schedules; 0: only others; -1: all.
   *
   * Since: 1.0
   */
  properties[PROP_PAUSED] = g_param_spec_int ("paused",
                                              NULL,
                                              "1: only paused schedules; 0: only others; -1: all",
                                              -1,
                                              1,
                                              -1,
                                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * ApsScheduleFilter:order:
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
   * ApsScheduleFilter:descending:
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
   * ApsScheduleFilter:limit:
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
aps_schedule_filter_init (ApsScheduleFilter *self)
{
  self->paused = APS_UNSET;
  self->order = APS_LIST_ORDER_TIME;
}

/**
 * aps_schedule_filter_new:
 *
 * Makes a filter that lets everything through.
 *
 * Returns: (transfer full): the filter
 *
 * Since: 1.0
 */
ApsScheduleFilter *
aps_schedule_filter_new (void)
{
  return g_object_new (APS_TYPE_SCHEDULE_FILTER, NULL);
}

void
aps_schedule_filter_fill_query (ApsScheduleFilter *self, ApsListQuery *query)
{
  query->task_id = self->task_id;
  query->id_prefix = self->id_prefix;
  query->origin = self->origin;
  query->paused = self->paused;
  query->order = self->order;
  query->descending = self->descending;
  query->limit = self->limit;
}
