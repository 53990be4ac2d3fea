/* A page of a list: a filter, an order and where to begin.
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
 * ApsListOrder:
 * @APS_LIST_ORDER_ID: by id
 * @APS_LIST_ORDER_TIME: of schedules by next fire time, those without one last; of jobs by due time
 *
 * The sort key of a list. Equal keys are ordered by id.
 *
 * Since: 1.0
 */
typedef enum
{
  APS_LIST_ORDER_ID,
  APS_LIST_ORDER_TIME,
} ApsListOrder;

#define APS_TYPE_LIST_ORDER (aps_list_order_get_type ())

APS_AVAILABLE_IN_1_0
GType aps_list_order_get_type (void);

/**
 * ApsListQuery: (skip)
 * @limit: how many at most; 0 is all there are
 * @order: the sort key
 * @descending: whether it runs backwards
 * @after_us: with @after_id and order time: begin behind this key
 * @after_id: (nullable): begin behind this id; %NULL begins at the beginning
 * @id_prefix: (nullable): only ids that begin so
 * @task_id: (nullable): only of this task
 * @schedule_id: (nullable): of jobs: only of this schedule
 * @queue: (nullable): of jobs: only of this queue
 * @origin: (nullable): of tasks, schedules and queues: only with this origin
 * @states: of jobs: a bit (1 << state) for each wanted state; 0 is all
 * @outcomes: of finished jobs: a bit (1 << outcome) for each wanted outcome; 0 is all
 * @since_us: of jobs: only those due at this moment or later, or %APS_TIME_NONE
 * @before_us: of jobs: only those due before this moment, or %APS_TIME_NONE
 * @paused: of schedules: 1 only paused ones, 0 only others, %APS_UNSET all
 *
 * A page of a list: a filter, an order and where to begin. Initialise it by %APS_LIST_QUERY_INIT.
 *
 * Since: 1.0
 */
typedef struct
{
  guint        limit;
  ApsListOrder order;
  gboolean     descending;
  gint64       after_us;
  const char  *after_id;
  const char  *id_prefix;
  const char  *task_id;
  const char  *schedule_id;
  const char  *queue;
  const char  *origin;
  guint        states;
  guint        outcomes;
  gint64       since_us;
  gint64       before_us;
  gint         paused;
} ApsListQuery;

/**
 * APS_LIST_QUERY_INIT: (skip)
 *
 * A query for all records, by id.
 *
 * Since: 1.0
 */
#define APS_LIST_QUERY_INIT                                                                        \
  {                                                                                                \
    .after_us = APS_TIME_NONE, .since_us = APS_TIME_NONE, .before_us = APS_TIME_NONE,              \
    .paused = APS_UNSET                                                                            \
  }

G_END_DECLS
