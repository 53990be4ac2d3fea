/* A command as it is to be run: its program, arguments, environment and options.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is kept of each stream where a task says nothing: 64 KiB. */
#define APS_COMMAND_OUTPUT_LIMIT 65536

typedef struct
{
  GPtrArray *argv;        /* texts, ends with NULL */
  GPtrArray *environment; /* texts NAME=VALUE, ends with NULL */
  char      *directory;   /* or NULL: the scheduler's own */
  char      *input;       /* or NULL: none */
  gsize      output_limit;
  GArray    *success; /* gint: exit statuses */
} ApsCommand;

/* @reference: `command:ARGV`. @args: list or tuple, @kwargs: dictionary, @options: a{sv}; each may
 * be NULL. @environment (transfer full): the scheduler's own. An error says what the task's owner
 * is to correct. */
ApsCommand *aps_command_new (const char *reference,
                             GVariant   *args,
                             GVariant   *kwargs,
                             GVariant   *options,
                             char      **environment,
                             GError    **error);
void        aps_command_free (ApsCommand *self);
void        aps_command_set_variable (ApsCommand *self, const char *name, const char *value);
gboolean    aps_command_is_success (const ApsCommand *self, int exit_status);

/* APSCHED_SCHEDULED_FIRE_TIME: 2026-01-31T03:00:00Z, with microseconds only where not zero. */
char *aps_command_format_time (gint64 time_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsCommand, aps_command_free)

G_END_DECLS
