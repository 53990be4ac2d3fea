/* Turns module:LIBRARY:SYMBOL into something to run.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "interfaces/aps-runnable-private.h"

ApsRunnable *aps_module_resolve (const char *reference, GError **error);
