/* Reads a task's options for its command.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-command.h"

G_BEGIN_DECLS

gboolean aps_command_options_read (ApsCommand *self, GVariant *options, GError **error);

G_END_DECLS
