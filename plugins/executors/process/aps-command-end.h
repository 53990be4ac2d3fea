/* What a command's end means for its job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-command.h"
#include "aps-worker-frame.h"

G_BEGIN_DECLS

typedef struct
{
  GVariant *value;  /* of a success, not floating; else NULL */
  GError   *error;  /* of a failure, else NULL */
  char     *output; /* both streams as one text; or NULL where there is none */
} ApsCommandEnd;

/* @time_limit_us: what the error of a command that ran too long says. */
void aps_command_end_read (ApsCommandEnd        *self,
                           const ApsCommand     *command,
                           gint64                time_limit_us,
                           ApsWorkerFrameReader *frame);
void aps_command_end_clear (ApsCommandEnd *self);

G_END_DECLS
