/* How an operation reaches a store in another language.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-data-store-base.h>

#include "interfaces/aps-store-json-private.h"

/* A request begun; members are written by its writer, then it is sent. */
typedef struct
{
  ApsDataStoreBase *self;
  const char       *operation;
  ApsJsonWriter     writer;
} ApsStoreRequest;

void aps_store_request_begin (ApsStoreRequest *request, ApsDataStore *store, const char *operation);
/* Sends it, and waits for the answer (nullable, transfer full). */
gboolean aps_store_request_send (ApsStoreRequest *request,
                                 GCancellable    *cancellable,
                                 char           **json,
                                 GError         **error);

/* The operations, in aps-data-store-base-operations.c. */
void aps_data_store_base_operations_init (ApsDataStoreInterface *iface);
