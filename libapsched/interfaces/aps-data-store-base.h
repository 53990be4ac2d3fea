/* The class that data stores in other languages derive from.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-data-store.h>

G_BEGIN_DECLS

#define APS_TYPE_DATA_STORE_BASE (aps_data_store_base_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_DERIVABLE_TYPE (ApsDataStoreBase, aps_data_store_base, APS, DATA_STORE_BASE, GObject)

/**
 * ApsDataStoreBaseClass:
 * @get_flags: what it can do; constant, asked once; by default nothing
 * @begin: carries out an operation: call it `call`, its name (`add_jobs`), and its request as JSON
 *   text; called in the home context of the store, answered now or later; an error that it throws
 * is the answer. By default not supported
 *
 * The class of [class@Aps.DataStoreBase].
 *
 * Since: 1.0
 */
struct _ApsDataStoreBaseClass
{
  GObjectClass parent_class;

  ApsDataStoreFlags (*get_flags) (ApsDataStoreBase *self);
  void (*begin) (ApsDataStoreBase *self,
                 ApsCall          *call,
                 const char       *operation,
                 const char       *request,
                 GError          **error);

  /*< private >*/
  gpointer padding[8];
};

G_END_DECLS
