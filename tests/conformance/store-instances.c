/* What holds of instances.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

#include <string.h>

static ApsInstanceRecord
make_instance (Kit *kit, const char *uuid, const char *identity)
{
  return (ApsInstanceRecord){
    .uuid = uuid,
    .identity = identity,
    .host = "pine",
    .boot_id = "boot",
    .pid_namespace = G_GINT64_CONSTANT (4026531836),
    .pid = 17,
    .pid_start = 42,
    .version = "1.0.0",
    .role = APS_ROLE_BOTH,
    .queues = "[\"default\"]",
    .started_us = kit->now,
    .until_us = kit->now + 30 * APS_SECOND,
    .schedules_pass_us = APS_TIME_NONE,
    .jobs_pass_us = APS_TIME_NONE,
    .cleanup_pass_us = APS_TIME_NONE,
  };
}

static gboolean
enrol (Kit *kit, const ApsInstanceRecord *instance, const char *dead, GError **error)
{
  const char *uuids[] = { dead, NULL };

  return aps_data_store_register_instance (kit->store,
                                           instance,
                                           uuids,
                                           kit->now,
                                           kit_answer (kit, 0),
                                           error);
}

static ApsRecordList *
list_instances (Kit *kit)
{
  ApsRecordList *instances = kit_list (kit, APS_RECORD_TYPE_INSTANCE);
  g_autoptr (GError) error = NULL;

  aps_data_store_list_instances (kit->store, instances, &error);
  g_assert_no_error (error);
  return instances;
}

static void
all_fields_are_kept (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsInstanceRecord instance = make_instance (kit, "u1", "me");
  ApsRecordList    *list;
  g_autoptr (GError) error = NULL;

  enrol (kit, &instance, NULL, &error);
  g_assert_no_error (error);
  list = list_instances (kit);
  kit_assert_ids (list, "u1");
  if (aps_record_list_get_n (list) == 1)
    g_assert_true (
      aps_record_equal (APS_RECORD_TYPE_INSTANCE, aps_record_list_get (list, 0), &instance));
}

static void
live_identity_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsInstanceRecord first = make_instance (kit, "u1", "me");
  ApsInstanceRecord second = make_instance (kit, "u2", "me");
  g_autoptr (GError) error = NULL;

  enrol (kit, &first, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (enrol (kit, &second, NULL, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_CONFLICT);
  g_assert_nonnull (error != NULL ? strstr (error->message, "pine") : NULL);
  kit_assert_ids (list_instances (kit), "u1");
}

static void
ended_or_dead_identity_is_replaced (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsInstanceRecord first = make_instance (kit, "u1", "me");
  ApsInstanceRecord second = make_instance (kit, "u2", "me");
  ApsInstanceRecord third = make_instance (kit, "u3", "me");
  g_autoptr (GError) error = NULL;

  enrol (kit, &first, NULL, &error);
  g_assert_true (enrol (kit, &second, "u1", &error));
  g_assert_no_error (error);
  kit_assert_ids (list_instances (kit), "u2");
  kit->now += APS_MINUTE;
  third.until_us = kit->now + APS_MINUTE;
  g_assert_true (enrol (kit, &third, NULL, &error));
  g_assert_no_error (error);
  kit_assert_ids (list_instances (kit), "u3");
}

static void
registering_reaps_the_dead (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsInstanceRecord instance = make_instance (kit, "b", "me");
  const char       *dead[] = { "a", NULL };
  ApsStoreAnswer   *answer = kit_answer (kit, 0);
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j", "t");
  kit_lease (kit, "a", 1);
  aps_data_store_register_instance (kit->store, &instance, dead, kit->now, answer, &error);
  g_assert_no_error (error);
  kit_assert_ids (answer->ended_jobs, "j");
}

static void
registering_twice_is_harmless (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsInstanceRecord instance = make_instance (kit, "u1", "me");
  g_autoptr (GError) error = NULL;

  g_assert_true (enrol (kit, &instance, NULL, &error));
  g_assert_true (enrol (kit, &instance, NULL, &error));
  g_assert_no_error (error);
  kit_assert_ids (list_instances (kit), "u1");
}

static void
renewing_moves_the_end (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsInstanceRecord instance = make_instance (kit, "u1", "me");
  ApsRecordList    *list;
  g_autoptr (GError) error = NULL;

  enrol (kit, &instance, NULL, &error);
  instance.until_us += APS_MINUTE;
  instance.jobs_pass_us = kit->now;
  aps_data_store_renew_instance (kit->store, &instance, kit->now, &error);
  g_assert_no_error (error);
  list = list_instances (kit);
  kit_assert_ids (list, "u1");
  if (aps_record_list_get_n (list) == 1)
    g_assert_true (
      aps_record_equal (APS_RECORD_TYPE_INSTANCE, aps_record_list_get (list, 0), &instance));
}

static void
renewing_one_that_is_gone_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsInstanceRecord instance = make_instance (kit, "u1", "me");
  g_autoptr (GError) error = NULL;

  g_assert_false (aps_data_store_renew_instance (kit->store, &instance, kit->now, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_NOT_FOUND);
}

static void
leaving_keeps_leases (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsInstanceRecord instance = make_instance (kit, "a", "me");
  g_autoptr (GError) error = NULL;

  enrol (kit, &instance, NULL, &error);
  kit_put_task (kit, "t", 1);
  kit_add_job (kit, "j", "t");
  kit_lease (kit, "a", 1);
  aps_data_store_leave_instance (kit->store, "a", kit->now, &error);
  g_assert_no_error (error);
  kit_assert_ids (list_instances (kit), "");
  kit_assert_ids (kit_held_by (kit, "a")->jobs, "j");

  /* Once more, as after a lost answer. */
  aps_data_store_leave_instance (kit->store, "a", kit->now, &error);
  g_assert_no_error (error);
}

static const KitEntry entries[] = {
  { "/instances/register/keeps-all-fields", all_fields_are_kept },
  { "/instances/register/live-identity-is-refused", live_identity_is_refused },
  { "/instances/register/ended-or-dead-identity-is-replaced", ended_or_dead_identity_is_replaced },
  { "/instances/register/reaps-the-dead", registering_reaps_the_dead },
  { "/instances/register/twice-is-harmless", registering_twice_is_harmless },
  { "/instances/renew/moves-the-end", renewing_moves_the_end },
  { "/instances/renew/one-that-is-gone-is-refused", renewing_one_that_is_gone_is_refused },
  { "/instances/leave/keeps-leases", leaving_keeps_leases },
};

void
kit_add_store_instances (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
