/* What the callers' side of the data store interface shares.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-data-store.h>

/* Passes on whether an operation succeeded; a failure without a reason gets one. */
gboolean aps_data_store_answered (ApsDataStore *self,
                                  const char   *operation,
                                  gboolean      success,
                                  GError      **error);
