/* The kit of data stores: everything that their interface promises.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

void
kit_add_data_store (void)
{
  kit_add_store_life ();
  kit_add_store_tasks ();
  kit_add_store_queues ();
  kit_add_store_instances ();
  kit_add_store_schedules ();
  kit_add_store_firings ();
  kit_add_store_jobs ();
  kit_add_store_leases ();
  kit_add_store_limits ();
  kit_add_store_overlaps ();
  kit_add_store_releases ();
  kit_add_store_reaps ();
  kit_add_store_history ();
  kit_add_store_lists ();
  kit_add_store_random ();
  kit_add_store_together ();
  kit_add_store_crash ();
}
