/* The library's log: what the engine does and why not, with fields that journalctl finds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-log-private.h"

#include <apsched/aps-types.h>

/* MESSAGE, PRIORITY and GLIB_DOMAIN, and one for each of ApsLogFields. */
#define MAX_FIELDS 8

gboolean
aps_debug_is_enabled (void)
{
  static gint64 checked_us; /* atomic, like enabled */
  static int    enabled;
  gint64        now_us = g_get_monotonic_time ();
  gint64        before_us = __atomic_load_n (&checked_us, __ATOMIC_RELAXED);

  /* GLib would go through the whole environment for each message. */
  if (before_us == 0 || now_us - before_us > APS_SECOND)
    {
      gboolean drops = g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN);

      __atomic_store_n (&enabled, !drops, __ATOMIC_RELAXED);
      __atomic_store_n (&checked_us, now_us, __ATOMIC_RELAXED);
    }

  return __atomic_load_n (&enabled, __ATOMIC_RELAXED);
}

static const char *
get_priority (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_CRITICAL || level & G_LOG_LEVEL_WARNING)
    return "4";
  if (level & G_LOG_LEVEL_MESSAGE)
    return "5";

  return level & G_LOG_LEVEL_INFO ? "6" : "7";
}

void
aps_log_write (GLogLevelFlags level, const ApsLogFields *fields, const char *format, ...)
{
  const struct
  {
    const char *key;
    const char *value;
  } named[] = {
    { "APSCHED_JOB", fields->job },           { "APSCHED_SCHEDULE", fields->schedule },
    { "APSCHED_TASK", fields->task },         { "APSCHED_QUEUE", fields->queue },
    { "APSCHED_INSTANCE", fields->instance },
  };
  g_autofree char *message = NULL;
  GLogField        log_fields[MAX_FIELDS];
  gsize            n = 0;
  va_list          args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  log_fields[n++] = (GLogField){ "MESSAGE", message, -1 };
  log_fields[n++] = (GLogField){ "PRIORITY", get_priority (level), -1 };
  log_fields[n++] = (GLogField){ "GLIB_DOMAIN", G_LOG_DOMAIN, -1 };

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (named[i].value != NULL)
      log_fields[n++] = (GLogField){ named[i].key, named[i].value, -1 };

  g_log_structured_array (level, log_fields, n);
}
