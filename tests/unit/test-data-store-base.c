/* Tests of data stores in other languages: requests and answers as JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "interfaces/aps-store-json-private.h"

#include <apsched/aps-call.h>
#include <apsched/aps-data-store-base.h>
#include <apsched/aps-error.h>

#include <string.h>

/* Answers what it is told to, and keeps what it was asked. */
typedef struct
{
  ApsDataStoreBase parent_instance;

  char       *operation;
  char       *request;
  const char *answer;
  gint        code; /* fails with it, where it is not negative */
  gboolean    drops;
} CannedStore;

typedef ApsDataStoreBaseClass CannedStoreClass;

static GType canned_store_get_type (void);
G_DEFINE_TYPE (CannedStore, canned_store, APS_TYPE_DATA_STORE_BASE)

static void
canned_store_begin (
  ApsDataStoreBase *base, ApsCall *call, const char *operation, const char *request, GError **error)
{
  CannedStore *self = (CannedStore *)base;

  g_free (self->operation);
  g_free (self->request);
  self->operation = g_strdup (operation);
  self->request = g_strdup (request);

  if (self->drops)
    return;

  if (self->code >= 0)
    g_set_error_literal (error, APS_ERROR, self->code, "So it goes");
  else
    aps_call_answer (call, self->answer);
}

static void
canned_store_finalize (GObject *object)
{
  g_free (((CannedStore *)object)->operation);
  g_free (((CannedStore *)object)->request);

  G_OBJECT_CLASS (canned_store_parent_class)->finalize (object);
}

static void
canned_store_class_init (CannedStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = canned_store_finalize;
  klass->begin = canned_store_begin;
}

static void
canned_store_init (CannedStore *self)
{
  self->code = -1;
}

typedef struct
{
  CannedStore    *canned;
  ApsDataStore   *store;
  ApsStoreAnswer *answer;
  ApsRecordList  *jobs;
  GError         *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->canned = g_object_new (canned_store_get_type (), NULL);
  fixture->store = APS_DATA_STORE (fixture->canned);
  fixture->answer = aps_store_answer_new (2);
  fixture->jobs = aps_record_list_new (APS_RECORD_TYPE_JOB);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->store);
  aps_store_answer_free (fixture->answer);
  aps_record_list_unref (fixture->jobs);
  g_clear_error (&fixture->error);
}

static void
add_job (Fixture *fixture, const char *id)
{
  ApsJobRecord *job = aps_record_list_add (fixture->jobs);

  job->id = id;
  job->task_id = "resize";
  job->args = "{\"@\":\"(d)\",\"v\":[1.0]}";
}

static gboolean
add_jobs (Fixture *fixture)
{
  return aps_data_store_add_jobs (fixture->store,
                                  fixture->jobs,
                                  1000,
                                  fixture->answer,
                                  &fixture->error);
}

static void
test_request_says_all (Fixture *fixture, gconstpointer data)
{
  add_job (fixture, "j1");
  g_assert_true (add_jobs (fixture));
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->canned->operation, ==, "add_jobs");
  g_assert_true (g_str_has_prefix (fixture->canned->request,
                                   "{\"jobs\":[{\"id\":\"j1\",\"task_id\":\"resize\""));
  g_assert_true (g_str_has_suffix (fixture->canned->request, "}],\"now_us\":1000}"));

  /* JSON within a record is text, and comes back as it was. */
  g_assert_nonnull (
    strstr (fixture->canned->request, "\"args\":\"{\\\"@\\\":\\\"(d)\\\",\\\"v\\\":[1.0]}\""));
}

static void
test_answer_of_entries_and_records (Fixture *fixture, gconstpointer data)
{
  const GError *refused;

  add_job (fixture, "j1");
  add_job (fixture, "j2");
  fixture->canned->answer = "{\"entries\":[\"existed\",{\"code\":\"not-found\",\"message\":\"no "
                            "task\"}],\"jobs\":[{\"id\":\"j0\",\"state\":\"leased\","
                            "\"due_us\":null}],\"n_cleaned\":3,\"more\":true}";
  g_assert_true (add_jobs (fixture));
  g_assert_no_error (fixture->error);
  g_assert_cmpint (aps_store_answer_get_status (fixture->answer, 0), ==, APS_ENTRY_STATUS_EXISTED);
  g_assert_cmpint (aps_store_answer_get_status (fixture->answer, 1), ==, APS_ENTRY_STATUS_REFUSED);
  refused = aps_store_answer_get_error (fixture->answer, 1);
  g_assert_error (refused, APS_ERROR, APS_ERROR_NOT_FOUND);
  g_assert_cmpuint (aps_record_list_get_n (fixture->answer->jobs), ==, 1);
  g_assert_cmpstr (((ApsJobRecord *)aps_record_list_get (fixture->answer->jobs, 0))->id, ==, "j0");
  g_assert_cmpint (((ApsJobRecord *)aps_record_list_get (fixture->answer->jobs, 0))->due_us,
                   ==,
                   APS_TIME_NONE);
  g_assert_cmpuint (fixture->answer->n_cleaned, ==, 3);
  g_assert_true (fixture->answer->more);
}

static const char *const nonsense[] = {
  "[",
  "[]",
  "{\"entries\":[\"danced\"]}",
  "{\"entries\":[\"refused\"]}",
  "{\"entries\":[\"added\",\"added\",\"added\"]}",
  "{\"entries\":[{\"code\":\"tired\"}]}",
  "{\"jobs\":[{\"idd\":\"x\"}]}",
  "{\"job\":[]}",
};

static void
test_nonsense_is_the_implementations_fault (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      aps_store_answer_reset (fixture->answer, 2);
      fixture->canned->answer = nonsense[i];
      g_assert_false (add_jobs (fixture));
      g_assert_error (fixture->error, APS_ERROR, APS_ERROR_IMPLEMENTATION);
      g_clear_error (&fixture->error);
    }
}

static void
test_errors_keep_their_code (Fixture *fixture, gconstpointer data)
{
  fixture->canned->code = APS_ERROR_FULL;
  g_assert_false (add_jobs (fixture));
  g_assert_error (fixture->error, APS_ERROR, APS_ERROR_FULL);
}

static void
test_dropped_call_fails (Fixture *fixture, gconstpointer data)
{
  fixture->canned->drops = TRUE;
  g_assert_false (add_jobs (fixture));
  g_assert_error (fixture->error, APS_ERROR, APS_ERROR_IMPLEMENTATION);
  g_assert_nonnull (strstr (fixture->error->message, "add_jobs"));
}

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  ApsListQuery query = APS_LIST_QUERY_INIT;

  query.states = 1 << APS_JOB_STATE_LEASED;
  query.limit = 5;
  fixture->canned->answer = "[{\"id\":\"j1\"},{\"id\":\"j2\"}]";
  g_assert_true (aps_data_store_list_jobs (fixture->store, &query, fixture->jobs, &fixture->error));
  g_assert_cmpuint (aps_record_list_get_n (fixture->jobs), ==, 2);
  g_assert_cmpstr (fixture->canned->request,
                   ==,
                   "{\"query\":{\"limit\":5,\"order\":\"id\",\"descending\":false,"
                   "\"after_us\":null,\"after_id\":null,\"id_prefix\":null,\"task_id\":null,"
                   "\"schedule_id\":null,\"queue\":null,\"origin\":null,\"states\":[\"leased\"],"
                   "\"outcomes\":null,\"since_us\":null,\"before_us\":null,\"paused\":null}}");
}

static void
test_due_times (Fixture *fixture, gconstpointer data)
{
  const char *const types[] = { "cron", NULL };
  gint64            due_us = 1;

  fixture->canned->answer = "1769828400000000";
  g_assert_true (aps_data_store_next_schedule_due (fixture->store, types, 5, &due_us, NULL));
  g_assert_cmpint (due_us, ==, 1769828400000000);
  g_assert_cmpstr (fixture->canned->request, ==, "{\"types\":[\"cron\"],\"now_us\":5}");

  fixture->canned->answer = "null";
  g_assert_true (aps_data_store_next_schedule_due (fixture->store, NULL, 5, &due_us, NULL));
  g_assert_cmpint (due_us, ==, APS_TIME_NONE);
  g_assert_cmpstr (fixture->canned->request, ==, "{\"types\":null,\"now_us\":5}");
}

static void
test_leases (Fixture *fixture, gconstpointer data)
{
  const char *const schemes[] = { "command", NULL };
  const char *const none[] = { NULL };
  const ApsRoom     rooms[] = { { NULL, 3 }, { "heavy", 1 } };
  const ApsJobLease lease = {
    .instance = "i",
    .worker = "w",
    .until_us = 9,
    .limit = 4,
    .rooms = rooms,
    .n_rooms = 2,
    .schemes = schemes,
    .task_ids = none,
  };

  g_assert_true (
    aps_data_store_lease_jobs (fixture->store, &lease, 5, fixture->answer, &fixture->error));
  g_assert_cmpstr (fixture->canned->request,
                   ==,
                   "{\"lease\":{\"instance\":\"i\",\"worker\":\"w\",\"until_us\":9,\"limit\":4,"
                   "\"rooms\":[{\"executor\":null,\"n\":3},{\"executor\":\"heavy\",\"n\":1}],"
                   "\"queues\":null,\"schemes\":[\"command\"],\"task_ids\":[]},\"now_us\":5}");
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  g_autofree char *told = NULL;
  g_autofree char *untold = NULL;

  fixture->canned->answer = "\"a dict\"";
  told = aps_data_store_to_string (fixture->store);
  g_assert_cmpstr (told, ==, "a dict");

  fixture->canned->code = APS_ERROR_NOT_SUPPORTED;
  untold = aps_data_store_to_string (fixture->store);
  g_assert_cmpstr (untold, ==, "CannedStore");
  g_assert_null (aps_data_store_dup_broker_settings (fixture->store));
}

/* Asked from another thread, the store still runs where it was made. */
static gpointer
ask (gpointer data)
{
  Fixture *fixture = data;

  g_assert_true (add_jobs (fixture));
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
test_home (Fixture *fixture, gconstpointer data)
{
  GThread *thread = g_thread_new ("ask", ask, fixture);

  while (fixture->canned->operation == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_thread_join (thread);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/data-store-base/request-says-all", test_request_says_all);
  ADD ("/data-store-base/answer/entries-and-records", test_answer_of_entries_and_records);
  ADD ("/data-store-base/answer/nonsense", test_nonsense_is_the_implementations_fault);
  ADD ("/data-store-base/errors-keep-their-code", test_errors_keep_their_code);
  ADD ("/data-store-base/dropped-call-fails", test_dropped_call_fails);
  ADD ("/data-store-base/lists", test_lists);
  ADD ("/data-store-base/due-times", test_due_times);
  ADD ("/data-store-base/leases", test_leases);
  ADD ("/data-store-base/text", test_text);
  ADD ("/data-store-base/home", test_home);

  return g_test_run ();
}
