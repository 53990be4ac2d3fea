/* What holds of tasks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "store-fixture.h"

static ApsStoreAnswer *
remove_task (Kit *kit, const char *id, gboolean cascade)
{
  const char     *ids[] = { id, NULL };
  ApsStoreAnswer *answer = kit_answer (kit, 1);
  g_autoptr (GError) error = NULL;

  aps_data_store_remove_tasks (kit->store, ids, cascade, kit->now, answer, &error);
  g_assert_no_error (error);
  return answer;
}

static void
fill_task (ApsTaskRecord *task)
{
  task->executor = "heavy";
  task->max_running_jobs = APS_UNLIMITED;
  task->slots = APS_UNLIMITED;
  task->misfire_grace_time_us = APS_FOREVER;
  task->max_attempts = 5;
  task->retry_delay_us = 0;
  task->retry_max_delay_us = APS_HOUR;
  task->time_limit_us = 1;
  task->on_abandoned = APS_ON_ABANDONED_RETRY;
  task->options = "{\"directory\":\"/srv\"}";
  task->aliases = "[\"old\"]";
  task->metadata = "{\"a\":null,\"b\":\"\xc3\xa9\"}";
  task->origin = "nightly.conf";
}

static void
all_fields_are_kept (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsTaskRecord *task = kit_make_task (tasks, "t", 1);
  ApsTaskRecord *kept;

  fill_task (task);
  kit_assert_status (kit_put_tasks (kit, tasks), 0, APS_ENTRY_STATUS_ADDED);
  kept = kit_get_task (kit, "t");
  g_assert_nonnull (kept);
  if (kept == NULL)
    return;

  task->revision = kept->revision;
  g_assert_true (aps_record_equal (APS_RECORD_TYPE_TASK, task, kept));
}

static void
unset_is_not_zero (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsTaskRecord *unset = kit_make_task (tasks, "unset", 1);
  ApsTaskRecord *zero = kit_make_task (tasks, "zero", 1);
  ApsTaskRecord *kept;

  zero->retry_delay_us = 0;
  zero->misfire_grace_time_us = 0;
  zero->metadata = "{}";
  unset->callable = NULL;
  kit_put_tasks (kit, tasks);

  kept = kit_get_task (kit, "unset");
  g_assert_true (kept != NULL && kept->retry_delay_us == APS_UNSET && kept->metadata == NULL &&
                 kept->callable == NULL && kept->misfire_grace_time_us == APS_UNSET);
  kept = kit_get_task (kit, "zero");
  g_assert_true (kept != NULL && kept->retry_delay_us == 0 && kept->misfire_grace_time_us == 0);
  g_assert_cmpstr (kept != NULL ? kept->metadata : NULL, ==, "{}");
}

static void
equal_one_changes_nothing (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsTaskRecord *before;
  ApsTaskRecord *after;

  fill_task (kit_make_task (tasks, "t", 1));
  kit_put_tasks (kit, tasks);
  before = kit_get_task (kit, "t");
  kit_assert_status (kit_put_tasks (kit, tasks), 0, APS_ENTRY_STATUS_UNCHANGED);
  after = kit_get_task (kit, "t");
  g_assert_true (before != NULL && after != NULL &&
                 aps_record_equal (APS_RECORD_TYPE_TASK, before, after));
}

static void
other_one_replaces (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsTaskRecord *before;
  ApsTaskRecord *after;

  kit_put_task (kit, "t", 1);
  before = kit_get_task (kit, "t");
  fill_task (kit_make_task (tasks, "t", 1));
  kit_assert_status (kit_put_tasks (kit, tasks), 0, APS_ENTRY_STATUS_REPLACED);
  after = kit_get_task (kit, "t");
  g_assert_true (before != NULL && after != NULL && after->revision > before->revision);
  g_assert_cmpstr (after != NULL ? after->origin : NULL, ==, "nightly.conf");
}

static void
get_answers_those_asked_for (void)
{
  g_autoptr (Kit) kit = kit_open ();
  const char    *ids[] = { "b", "none", "a", NULL };
  const char    *none[] = { NULL };
  ApsRecordList *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsRecordList *empty = kit_list (kit, APS_RECORD_TYPE_TASK);
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "a", 1);
  kit_put_task (kit, "b", 1);
  kit_put_task (kit, "c", 1);
  aps_data_store_get_tasks (kit->store, ids, tasks, &error);
  g_assert_no_error (error);
  kit_assert_ids (tasks, "a b");
  aps_data_store_get_tasks (kit->store, none, empty, &error);
  g_assert_no_error (error);
  kit_assert_ids (empty, "");
}

static void
list_is_sorted_and_filtered (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsRecordList *tasks = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsRecordList *all = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsRecordList *page = kit_list (kit, APS_RECORD_TYPE_TASK);
  ApsListQuery   query = APS_LIST_QUERY_INIT;
  g_autoptr (GError) error = NULL;

  kit_make_task (tasks, "b2", 1)->origin = "x";
  kit_make_task (tasks, "a", 1);
  kit_make_task (tasks, "b1", 1)->origin = "x";
  kit_make_task (tasks, "b3", 1)->origin = "x";
  kit_put_tasks (kit, tasks);

  aps_data_store_list_tasks (kit->store, &query, all, &error);
  kit_assert_order (all, "a b1 b2 b3");
  query.id_prefix = "b";
  query.origin = "x";
  query.after_id = "b1";
  query.limit = 1;
  aps_data_store_list_tasks (kit->store, &query, page, &error);
  kit_assert_order (page, "b2");
  g_assert_no_error (error);
}

static void
removing_one_in_use_is_refused (void)
{
  g_autoptr (Kit) kit = kit_open ();

  kit_put_task (kit, "scheduled", 1);
  kit_put_schedule (kit, "s", "scheduled", kit->now + APS_MINUTE);
  kit_put_task (kit, "queued", 1);
  kit_add_job (kit, kit_new_id (kit), "queued");

  kit_assert_refused (remove_task (kit, "scheduled", FALSE), 0, APS_ERROR_CONFLICT);
  kit_assert_refused (remove_task (kit, "queued", FALSE), 0, APS_ERROR_CONFLICT);
  kit_assert_refused (remove_task (kit, "none", FALSE), 0, APS_ERROR_NOT_FOUND);
  g_assert_nonnull (kit_get_task (kit, "scheduled"));
  g_assert_nonnull (kit_get_task (kit, "queued"));
}

static void
removing_one_with_finished_jobs_is_done (void)
{
  g_autoptr (Kit) kit = kit_open ();
  const char *id = kit_new_id (kit);

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, id, "t");
  kit_finish (kit, "a", kit_job_at (kit_lease (kit, "a", 1)->jobs, 0), APS_JOB_OUTCOME_SUCCESS);
  kit_assert_status (remove_task (kit, "t", FALSE), 0, APS_ENTRY_STATUS_DONE);
  g_assert_null (kit_get_task (kit, "t"));
  g_assert_nonnull (kit_get_job (kit, id));
}

static void
removing_cascades (void)
{
  g_autoptr (Kit) kit = kit_open ();
  ApsStoreAnswer *answer;
  ApsJobRecord   *ended;

  kit_put_task (kit, "t", 1);
  kit_put_task (kit, "other", 1);
  kit_put_schedule (kit, "s", "t", kit->now + APS_MINUTE);
  kit_put_schedule (kit, "kept", "other", kit->now + APS_MINUTE);
  kit_add_job (kit, "019b7000-0000-7000-8000-aaaaaaaaaaaa", "t");
  kit_lease (kit, "a", 1);
  kit_add_job (kit, "019b7000-0000-7000-8000-bbbbbbbbbbbb", "t");

  answer = remove_task (kit, "t", TRUE);
  kit_assert_status (answer, 0, APS_ENTRY_STATUS_DONE);
  kit_assert_ids (answer->removed_schedules, "s");
  kit_assert_ids (answer->ended_jobs, "019b7000-0000-7000-8000-bbbbbbbbbbbb");
  kit_assert_ids (answer->cancelled_jobs, "019b7000-0000-7000-8000-aaaaaaaaaaaa");
  ended = kit_job_at (answer->ended_jobs, 0);
  g_assert_cmpint (ended->outcome, ==, APS_JOB_OUTCOME_ERROR);
  g_assert_cmpint (ended->error_code, ==, APS_ERROR_NOT_FOUND);
  g_assert_cmpstr (ended->error_message, ==, "task not found");
  g_assert_null (kit_get_schedule (kit, "s"));
  g_assert_nonnull (kit_get_schedule (kit, "kept"));
}

static void
a_job_whose_task_is_gone_ends (void)
{
  g_autoptr (Kit) kit = kit_open ();
  const char   *id = kit_new_id (kit);
  ApsJobRecord *job;
  ApsJobRecord *kept;

  kit_put_task (kit, "t", 1);
  kit_add_job (kit, id, "t");
  job = kit_job_at (kit_lease (kit, "a", 1)->jobs, 0);
  remove_task (kit, "t", TRUE);

  /* Given back, it cannot wait for ever. */
  job->state = APS_JOB_STATE_WAITING;
  kit_assert_status (kit_release (kit, "a", job), 0, APS_ENTRY_STATUS_DONE);
  kit_lease (kit, "b", 10);
  kept = kit_get_job (kit, id);
  g_assert_true (kept != NULL && kept->state == APS_JOB_STATE_FINISHED);
}

static void
batch_is_answered_by_entry (void)
{
  g_autoptr (Kit) kit = kit_open ();
  const char     *ids[] = { "none", "a", "b", NULL };
  ApsStoreAnswer *answer = kit_answer (kit, 3);
  g_autoptr (GError) error = NULL;

  kit_put_task (kit, "a", 1);
  kit_put_task (kit, "b", 1);
  kit_put_schedule (kit, "s", "b", kit->now);
  aps_data_store_remove_tasks (kit->store, ids, FALSE, kit->now, answer, &error);
  g_assert_no_error (error);
  kit_assert_refused (answer, 0, APS_ERROR_NOT_FOUND);
  kit_assert_status (answer, 1, APS_ENTRY_STATUS_DONE);
  kit_assert_refused (answer, 2, APS_ERROR_CONFLICT);
}

static const KitEntry entries[] = {
  { "/tasks/put/keeps-all-fields", all_fields_are_kept },
  { "/tasks/put/unset-is-not-zero", unset_is_not_zero },
  { "/tasks/put/equal-one-changes-nothing", equal_one_changes_nothing },
  { "/tasks/put/other-one-replaces", other_one_replaces },
  { "/tasks/get/answers-those-asked-for", get_answers_those_asked_for },
  { "/tasks/list/is-sorted-and-filtered", list_is_sorted_and_filtered },
  { "/tasks/remove/one-in-use-is-refused", removing_one_in_use_is_refused },
  { "/tasks/remove/one-with-finished-jobs-is-done", removing_one_with_finished_jobs_is_done },
  { "/tasks/remove/cascades", removing_cascades },
  { "/tasks/remove/a-job-given-back-ends", a_job_whose_task_is_gone_ends },
  { "/tasks/remove/batch-is-answered-by-entry", batch_is_answered_by_entry },
};

void
kit_add_store_tasks (void)
{
  kit_add (entries, G_N_ELEMENTS (entries));
}
