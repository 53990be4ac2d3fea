/* The table of plugins linked into the library.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-plugin.h>

extern const ApsPluginQueryFunc aps_builtin_plugins[]; /* ends with NULL */
