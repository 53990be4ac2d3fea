/* The library's log: what the engine does and why not, with fields that journalctl finds.
 *
 *   aps_debug ((.job = job->id, .task = job->task), "job %s: waits, %u running", job->id, n);
 *   aps_log (G_LOG_LEVEL_WARNING, (.schedule = id), "schedule %s: %s", id, error->message);
 *   aps_debug ((0), "no fields");
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each may be NULL; the others are logged as APSCHED_JOB and so on. */
typedef struct
{
  const char *job;
  const char *schedule;
  const char *task;
  const char *queue;
  const char *instance;
} ApsLogFields;

/* Whether debug messages go anywhere (G_MESSAGES_DEBUG=apsched, or all). Asked once a second, so
 * that a message that goes nowhere costs a few nanoseconds, and its arguments nothing. */
gboolean aps_debug_is_enabled (void);

void aps_log_write (GLogLevelFlags level, const ApsLogFields *fields, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

#define APS_LOG_UNWRAP(...) __VA_ARGS__

#define aps_log(level, fields, ...)                                                                \
  aps_log_write ((level), &(const ApsLogFields){ APS_LOG_UNWRAP fields }, __VA_ARGS__)

#define aps_debug(fields, ...)                                                                     \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (G_UNLIKELY (aps_debug_is_enabled ()))                                                      \
      aps_log (G_LOG_LEVEL_DEBUG, fields, __VA_ARGS__);                                            \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
