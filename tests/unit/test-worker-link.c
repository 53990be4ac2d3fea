/* The process executor's helper with real processes: what commands are given, and how they end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "worker-link-fixture.h"

#include <string.h>

static void
test_ends (void)
{
  ApsWorkerLink *link = open_link (4);

  expect_output (begin (link, "command:true", NULL, NULL, &no_limits), "", "");
  expect_output (begin_script (link, "echo out; echo err >&2", &no_limits), "out\n", "err\n");
  expect_error (begin_script (link, "echo why >&2; exit 12", &no_limits), "exit 12: why");
  expect_error (begin_script (link, "kill -SEGV $$", &no_limits), "killed by SIGSEGV");
  expect_error (begin (link, "command:no-such-program-x", NULL, NULL, &no_limits),
                "Program \"no-such-program-x\" is not in the folders of PATH");
  expect_error (begin (link, "command:/etc/passwd", NULL, NULL, &no_limits),
                "Program \"/etc/passwd\" cannot be executed: Permission denied");
  expect_error (begin (link,
                       "command:true",
                       NULL,
                       "{\"directory\":\"/no-such-folder\"}",
                       &no_limits),
                "Directory \"/no-such-folder\" of the command: No such file or directory");
  expect_output (begin (link, "command:pwd", NULL, "{\"directory\":\"/usr\"}", &no_limits),
                 "/usr\n",
                 "");
  expect_output (begin (link,
                        "command:sh -c",
                        "exit 3",
                        "{\"success-exit-status\":[3]}",
                        &no_limits),
                 "",
                 "");
  close_link (link);
}

/* What a command gets is what a program started by hand gets: signals as they are by default,
 * nothing blocked, no descriptor but the three. */
static void
test_clean_state (void)
{
  ApsWorkerLink *link = open_link (1);

  expect_output (begin_script (link,
                               "awk '/Sig(Blk|Ign)/ { print substr($2, 10) }' /proc/self/status",
                               &no_limits),
                 "0000000\n0000000\n",
                 "");
  expect_output (begin (link, "command:ls /proc/self/fd", NULL, NULL, &no_limits),
                 "0\n1\n2\n3\n", /* 3: ls reads the folder */
                 "");
  expect_output (begin_script (link, "read x; echo \"[$x]\"", &no_limits), "[]\n", "");
  close_link (link);
}

static void
test_too_many_arguments (void)
{
  ApsWorkerLink   *link = open_link (1);
  g_autofree char *word = g_strnfill (3 << 20, 'x');

  expect_error (begin (link, "command:echo", word, NULL, &no_limits),
                "Arguments and environment of \"echo\" are larger than the system allows");
  close_link (link);
}

static void
test_input (void)
{
  static const gsize sizes[] = { 1, 65536, 65537, 3 << 20 };
  ApsWorkerLink     *link = open_link (1);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *input = g_strnfill (sizes[i], 'i');
      g_autofree char *options = g_strdup_printf ("{\"input\":\"%s\"}", input);
      g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT "\n", sizes[i]);

      expect_output (begin (link, "command:wc -c", NULL, options, &no_limits), size, "");
      /* One that does not read it. */
      expect_output (begin (link, "command:true", NULL, options, &no_limits), "", "");
    }
  close_link (link);
}

static void
test_output_limit (void)
{
  ApsWorkerLink *link = open_link (1);
  Job           *job;
  const char    *text;

  expect_output (begin (link, "command:seq 1 9", NULL, "{\"output-limit\":9}", &no_limits),
                 "1\n2\n3\n[9 bytes left out]\n8\n9\n",
                 "");

  job = begin (link,
               "command:sh -c",
               "head -c 3000000 /dev/zero | tr '\\0' a; echo end",
               NULL,
               &no_limits);
  wait_for (job);
  g_assert_true (g_variant_lookup (job->end.value, "stdout", "&s", &text));
  g_assert_true (g_str_has_prefix (text, "aaaa"));
  g_assert_true (g_str_has_suffix (text, "aaaaend\n"));
  g_assert_nonnull (strstr (text, "\n[2934468 bytes left out]\n"));
  job_free (job);
  close_link (link);
}

static void
test_many_at_once (void)
{
  ApsWorkerLink *link = open_link (400);
  Job           *jobs[400];

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autofree char *script = g_strdup_printf ("echo %u; exit 0", i);

      jobs[i] = begin_script (link, script, &no_limits);
    }
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_autofree char *output = g_strdup_printf ("%u\n", i);

      expect_output (jobs[i], output, "");
    }
  close_link (link);
}

static void
test_full (void)
{
  ApsWorkerLink *link = open_link (1);
  Job           *job = begin (link, "command:cat /dev/zero", NULL, NULL, &no_limits);
  g_autoptr (GError) error = NULL;

  g_assert_false (aps_worker_link_begin (link, 99, job->command, &no_limits, job, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_BUSY);
  aps_worker_link_cancel (link, job->id);
  expect_error (job, "The command was cancelled");
  close_link (link);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/worker-link/tells-how-it-ended", test_ends);
  g_test_add_func ("/worker-link/gives-a-clean-state", test_clean_state);
  g_test_add_func ("/worker-link/too-many-arguments", test_too_many_arguments);
  g_test_add_func ("/worker-link/input", test_input);
  g_test_add_func ("/worker-link/output-limit", test_output_limit);
  g_test_add_func ("/worker-link/many-at-once", test_many_at_once);
  g_test_add_func ("/worker-link/full", test_full);

  return g_test_run ();
}
