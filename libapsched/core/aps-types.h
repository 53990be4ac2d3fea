/* Words that stand everywhere: sentinels, units of time, and the names of all types.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <gio/gio.h>

#include <apsched/aps-version-macros.h>

G_BEGIN_DECLS

/**
 * APS_UNSET:
 *
 * A number or duration that was not given: it is inherited from the task, from the defaults, or
 * is the documented default. It is neither zero nor "none".
 *
 * Since: 1.0
 */
#define APS_UNSET (-1)

/**
 * APS_FOREVER:
 *
 * A duration without end: no limit, or, as a time to wait, as long as it takes.
 *
 * Since: 1.0
 */
#define APS_FOREVER G_GINT64_CONSTANT (9223372036854775807)

/**
 * APS_UNLIMITED:
 *
 * A number without limit.
 *
 * Since: 1.0
 */
#define APS_UNLIMITED 2147483647

/**
 * APS_TIME_NONE:
 *
 * A moment that never comes, or that was not given. It sorts after all others, so what is due
 * "never" is never due.
 *
 * Since: 1.0
 */
#define APS_TIME_NONE G_GINT64_CONSTANT (9223372036854775807)

/**
 * APS_MILLISECOND: (value 1000)
 *
 * One millisecond, in microseconds.
 *
 * Since: 1.0
 */
#define APS_MILLISECOND G_GINT64_CONSTANT (1000)

/**
 * APS_SECOND: (value 1000000)
 *
 * One second, in microseconds.
 *
 * Since: 1.0
 */
#define APS_SECOND G_GINT64_CONSTANT (1000000)

/**
 * APS_MINUTE: (value 60000000)
 *
 * One minute, in microseconds.
 *
 * Since: 1.0
 */
#define APS_MINUTE G_GINT64_CONSTANT (60000000)

/**
 * APS_HOUR: (value 3600000000)
 *
 * One hour, in microseconds.
 *
 * Since: 1.0
 */
#define APS_HOUR G_GINT64_CONSTANT (3600000000)

/**
 * APS_DAY: (value 86400000000)
 *
 * 24 hours, in microseconds.
 *
 * Since: 1.0
 */
#define APS_DAY G_GINT64_CONSTANT (86400000000)

/**
 * APS_WEEK: (value 604800000000)
 *
 * Seven days of 24 hours, in microseconds.
 *
 * Since: 1.0
 */
#define APS_WEEK G_GINT64_CONSTANT (604800000000)

typedef struct _ApsClock       ApsClock;
typedef struct _ApsCursor      ApsCursor;
typedef struct _ApsTriggerBase ApsTriggerBase;
typedef struct _ApsTask        ApsTask;
typedef struct _ApsSchedule    ApsSchedule;
typedef struct _ApsJob         ApsJob;
typedef struct _ApsJobResult   ApsJobResult;
typedef struct _ApsEvent       ApsEvent;
typedef struct _ApsEventStream ApsEventStream;
typedef struct _ApsCall        ApsCall;
typedef struct _ApsJobContext  ApsJobContext;
typedef struct _ApsScheduler   ApsScheduler;

G_END_DECLS
