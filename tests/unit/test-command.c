/* What a job's callable, arguments and options make of a command, and what its end means.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "aps-command-end.h"
#include "aps-command.h"
#include "aps-plain-json.h"
#include "aps-worker-frame.h"

static GVariant *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = json != NULL ? aps_value_from_json (json, -1, &error) : NULL;

  g_assert_no_error (error);
  return value;
}

static ApsCommand *
make (
  const char *reference, const char *args, const char *kwargs, const char *options, GError **error)
{
  static const char *const environment[] = {
    "PATH=/bin",         "APSCHED_JOB_ID=outer",
    "APSCHED_ARG_OLD=1", "APSCHED_JOB_IDS=other",
    "APSCHED_WORKER=/x", NULL,
  };
  g_autoptr (GVariant) arg_values = parse (args);
  g_autoptr (GVariant) kwarg_values = parse (kwargs);
  g_autoptr (GVariant) option_values = parse (options);

  return aps_command_new (reference,
                          arg_values,
                          kwarg_values,
                          option_values,
                          g_strdupv ((char **)environment),
                          error);
}

static void
test_argv (void)
{
  static const struct
  {
    const char *reference;
    const char *args;
    const char *argv; /* joined by | */
  } rows[] = {
    { "command:ls", NULL, "ls" },
    { "command:tidy --days 30", "[]", "tidy|--days|30" },
    { "command:/bin/sh -c 'a | b; echo \"$X\"'", NULL, "/bin/sh|-c|a | b; echo \"$X\"" },
    { "command:echo \"a  b\" c\\ d ''", NULL, "echo|a  b|c d|" },
    { "command:echo $HOME *", NULL, "echo|$HOME|*" }, /* no shell is involved */
    { "command:ls # not", NULL, "ls" },               /* as a shell's comment */
    { "command:x", "[\"a b\", 1, 2.5, true, \"\"]", "x|a b|1|2.5|true|" },
    { "command:x", "[[1,\"two\"],{\"k\":{\"n\":-1}}]", "x|[1,\"two\"]|{\"k\":{\"n\":-1}}" },
    { "command:x", "[{\"@\":\"u\",\"v\":5},9223372036854775807]", "x|5|9223372036854775807" },
    { "command:x", "[\"-n\"]", "x|-n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsCommand) command = make (rows[i].reference, rows[i].args, NULL, NULL, &error);
      g_autofree char *joined = NULL;

      g_assert_no_error (error);
      joined = g_strjoinv ("|", (char **)command->argv->pdata);
      g_assert_cmpstr (joined, ==, rows[i].argv);
    }
}

static void
test_plain_values (void)
{
  static const struct
  {
    const char *value;
    const char *text;
  } rows[] = {
    { "'text'", "text" },
    { "<'text'>", "text" },
    { "['a', '\"']", "[\"a\",\"\\\"\"]" },
    { "(1, 'a', <2.0>)", "[1,\"a\",2.0]" },
    { "{'a': <1>, 'b': <@as []>}", "{\"a\":1,\"b\":[]}" },
    { "{1: 'a'}", "{\"1\":\"a\"}" },
    { "@mi nothing", "null" },
    { "@mi 3", "3" },
    { "uint64 18446744073709551615", "18446744073709551615" },
    { "byte 0x20", "32" },
    { "false", "false" },
    { "@o '/a/b'", "/a/b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) value = g_variant_parse (NULL, rows[i].value, NULL, NULL, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = aps_plain_json_to_text (value);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static const char *
get_variable (const ApsCommand *command, const char *name)
{
  return g_environ_getenv ((char **)command->environment->pdata, name);
}

static void
test_environment (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsCommand) command =
    make ("command:x",
          NULL,
          "{\"to-whom\":\"all\",\"n\":3,\"größe\":[1]}",
          "{\"environment\":[\"PATH=/opt/bin\",\"EMPTY=\",\"EQUALS=a=b\",\"APSCHED_ARG_N=0\"]}",
          &error);

  g_assert_no_error (error);
  g_assert_cmpstr (get_variable (command, "PATH"), ==, "/opt/bin");
  g_assert_cmpstr (get_variable (command, "EMPTY"), ==, "");
  g_assert_cmpstr (get_variable (command, "EQUALS"), ==, "a=b");
  g_assert_cmpstr (get_variable (command, "APSCHED_ARG_TO_WHOM"), ==, "all");
  g_assert_cmpstr (get_variable (command, "APSCHED_ARG_N"), ==, "3");
  g_assert_cmpstr (get_variable (command, "APSCHED_ARG_GR__E"), ==, "[1]");
  /* Of a job in which the scheduler itself runs: nothing. */
  g_assert_null (get_variable (command, "APSCHED_JOB_ID"));
  g_assert_null (get_variable (command, "APSCHED_ARG_OLD"));
  g_assert_cmpstr (get_variable (command, "APSCHED_JOB_IDS"), ==, "other");
  g_assert_cmpstr (get_variable (command, "APSCHED_WORKER"), ==, "/x");
}

static void
test_options (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsCommand) plain = make ("command:x", NULL, NULL, "{}", &error);
  g_autoptr (ApsCommand) full = make ("command:x",
                                      NULL,
                                      NULL,
                                      "{\"directory\":\"/tmp\",\"input\":\"a\\nb\","
                                      "\"environment\":{\"A\":1,\"B\":\"two\"},"
                                      "\"output-limit\":\"1KiB\","
                                      "\"success-exit-status\":[0,\"3\",255]}",
                                      &error);
  g_autoptr (ApsCommand) single =
    make ("command:x", NULL, NULL, "{\"success-exit-status\":7,\"output-limit\":100}", &error);

  g_assert_no_error (error);
  g_assert_null (plain->directory);
  g_assert_null (plain->input);
  g_assert_cmpuint (plain->output_limit, ==, 65536);
  g_assert_true (aps_command_is_success (plain, 0));
  g_assert_false (aps_command_is_success (plain, 1));

  g_assert_cmpstr (full->directory, ==, "/tmp");
  g_assert_cmpstr (full->input, ==, "a\nb");
  g_assert_cmpstr (get_variable (full, "A"), ==, "1");
  g_assert_cmpstr (get_variable (full, "B"), ==, "two");
  g_assert_cmpuint (full->output_limit, ==, 1024);
  g_assert_true (aps_command_is_success (full, 0));
  g_assert_true (aps_command_is_success (full, 3));
  g_assert_true (aps_command_is_success (full, 255));
  g_assert_false (aps_command_is_success (full, 2));

  g_assert_cmpuint (single->output_limit, ==, 100);
  g_assert_true (aps_command_is_success (single, 7));
  g_assert_false (aps_command_is_success (single, 0));
}

static void
test_refuses (void)
{
  static const struct
  {
    const char *reference;
    const char *kwargs;
    const char *options;
    const char *message;
  } rows[] = {
    { "command:", NULL, NULL, "names no program" },
    { "command:  ", NULL, NULL, "names no program" },
    { "command:echo 'a", NULL, NULL, "echo 'a" },
    { "python:a:b", NULL, NULL, "not \"python:a:b\"" },
    { "command:x", "{\"a-b\":1,\"a_b\":2}", NULL, "APSCHED_ARG_A_B" },
    { "command:x", NULL, "{\"directry\":\"/\"}", "\"directry\" is no option" },
    { "command:x", NULL, "{\"directory\":1}", "the path of a folder" },
    { "command:x", NULL, "{\"environment\":[\"A\"]}", "\"A\" is not of the form NAME=VALUE" },
    { "command:x", NULL, "{\"environment\":[\"=b\"]}", "NAME=VALUE" },
    { "command:x", NULL, "{\"environment\":{\"\":1}}", "a name of a variable" },
    { "command:x", NULL, "{\"environment\":5}", "a list of NAME=VALUE" },
    { "command:x", NULL, "{\"output-limit\":\"much\"}", "from 0 to 16MiB" },
    { "command:x", NULL, "{\"output-limit\":\"1GiB\"}", "from 0 to 16MiB" },
    { "command:x", NULL, "{\"output-limit\":-1}", "from 0 to 16MiB" },
    { "command:x", NULL, "{\"success-exit-status\":256}", "from 0 to 255" },
    { "command:x", NULL, "{\"success-exit-status\":[0,\"a\"]}", "\"a\" is not a number" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (make (rows[i].reference, NULL, rows[i].kwargs, rows[i].options, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, rows[i].message));
    }
}

static void
test_fire_time (void)
{
  static const struct
  {
    gint64      us;
    const char *text;
  } rows[] = {
    { G_GINT64_CONSTANT (1769828400000000), "2026-01-31T03:00:00Z" },
    { G_GINT64_CONSTANT (1769828400000007), "2026-01-31T03:00:00.000007Z" },
    { G_GINT64_CONSTANT (1769828400500000), "2026-01-31T03:00:00.500000Z" },
    { 0, "1970-01-01T00:00:00Z" },
    { -1, "1969-12-31T23:59:59.999999Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = aps_command_format_time (rows[i].us);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

/* The end of a command as the helper tells it. @left_out: between the two halves of each stream. */
static void
read_end (ApsCommandEnd *end,
          ApsWorkerHow   how,
          int            code,
          ApsWorkerWhy   why,
          const char    *output,
          const char    *error_output,
          guint64        left_out)
{
  g_autoptr (ApsCommand)
    command = make ("command:prog", NULL, NULL, "{\"directory\":\"/nowhere\"}", NULL);
  g_autoptr (GByteArray) buffer = g_byte_array_new ();
  const char          *streams[] = { output, error_output };
  ApsWorkerFrameWriter writer;
  ApsWorkerFrameReader reader;
  gsize                taken;

  aps_worker_frame_begin (&writer, buffer, APS_WORKER_FRAME_ENDED, 1);
  aps_worker_frame_add_u32 (&writer, how);
  aps_worker_frame_add_u32 (&writer, code);
  aps_worker_frame_add_u32 (&writer, why);
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      gsize half = strlen (streams[i]) / 2;

      aps_worker_frame_add_text (&writer, streams[i], half);
      aps_worker_frame_add_u64 (&writer, left_out);
      aps_worker_frame_add_text (&writer, streams[i] + half, strlen (streams[i]) - half);
    }
  g_assert_true (aps_worker_frame_end (&writer));
  aps_worker_frame_parse (buffer->data, buffer->len, &reader, &taken);
  aps_command_end_read (end, command, 2 * APS_HOUR, &reader);
  g_assert_true (aps_worker_frame_is_whole (&reader));
}

static void
test_errors (void)
{
  static const struct
  {
    ApsWorkerHow how;
    int          code;
    ApsWorkerWhy why;
    const char  *stderr_text;
    const char  *message;
  } rows[] = {
    { APS_WORKER_EXITED, 12, APS_WORKER_BY_ITSELF, "", "exit 12" },
    { APS_WORKER_EXITED,
      12,
      APS_WORKER_BY_ITSELF,
      "a\nno space left \n\n",
      "exit 12: no space left" },
    { APS_WORKER_KILLED, SIGSEGV, APS_WORKER_BY_ITSELF, "x", "killed by SIGSEGV" },
    { APS_WORKER_KILLED, 40, APS_WORKER_BY_ITSELF, "x", "killed by signal 40" },
    { APS_WORKER_KILLED, SIGTERM, APS_WORKER_TIME_LIMIT, "", "time limit of 2h reached" },
    { APS_WORKER_EXITED, 0, APS_WORKER_TIME_LIMIT, "", "time limit of 2h reached" },
    { APS_WORKER_EXITED, 0, APS_WORKER_CANCELLED, "", "The command was cancelled" },
    { APS_WORKER_KILLED,
      SIGKILL,
      APS_WORKER_LEASE_ENDED,
      "",
      "The command was ended because the job's lease was not extended" },
    { APS_WORKER_NO_PROGRAM,
      ENOENT,
      APS_WORKER_BY_ITSELF,
      "",
      "Program \"prog\" is not in the folders of PATH" },
    { APS_WORKER_NO_PROGRAM,
      EACCES,
      APS_WORKER_BY_ITSELF,
      "",
      "Program \"prog\" cannot be executed: Permission denied" },
    { APS_WORKER_NO_PROGRAM,
      E2BIG,
      APS_WORKER_BY_ITSELF,
      "",
      "Arguments and environment of \"prog\" are larger than the system allows" },
    { APS_WORKER_NO_FOLDER,
      ENOENT,
      APS_WORKER_BY_ITSELF,
      "",
      "Directory \"/nowhere\" of the command: No such file or directory" },
    { APS_WORKER_NO_PROCESS,
      EAGAIN,
      APS_WORKER_BY_ITSELF,
      "",
      "No process could be made for the command: Resource temporarily unavailable" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ApsCommandEnd end;

      read_end (&end, rows[i].how, rows[i].code, rows[i].why, "out", rows[i].stderr_text, 0);
      g_assert_null (end.value);
      g_assert_cmpstr (end.error->message, ==, rows[i].message);
      g_assert_true (g_str_has_prefix (end.output, "out"));
      if (rows[i].why == APS_WORKER_CANCELLED)
        g_assert_error (end.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      aps_command_end_clear (&end);
    }
}

/* Never taken for a success. */
static void
test_damaged (void)
{
  g_autoptr (ApsCommand) command = make ("command:prog", NULL, NULL, NULL, NULL);
  ApsWorkerFrameReader reader = { .type = APS_WORKER_FRAME_ENDED };
  ApsCommandEnd        end;

  aps_command_end_read (&end, command, APS_HOUR, &reader);
  g_assert_error (end.error, APS_ERROR, APS_ERROR_IMPLEMENTATION);
  g_assert_null (end.value);
  aps_command_end_clear (&end);
}

static void
test_value (void)
{
  ApsCommandEnd    end;
  g_autofree char *json = NULL;

  read_end (&end, APS_WORKER_EXITED, 0, APS_WORKER_BY_ITSELF, "hällo\n", "warn", 0);
  g_assert_no_error (end.error);
  json = aps_value_to_json (end.value);
  g_assert_cmpstr (end.output, ==, "hällo\nwarn");
  g_assert_nonnull (strstr (json, "\"exit-status\":0"));
  g_assert_nonnull (strstr (json, "\"stdout\":\"hällo\\n\""));
  g_assert_nonnull (strstr (json, "\"stderr\":\"warn\""));
  aps_command_end_clear (&end);
}

static void
test_text_is_valid (void)
{
  static const struct
  {
    const char *written;
    guint64     left_out;
    const char *read;
  } rows[] = {
    { "a\xff!", 0, "a\xef\xbf\xbd!" },
    { "\xc3\xa4", 0, "\xc3\xa4" }, /* split between head and tail */
    { "abcdef", 9, "abc\n[9 bytes left out]\ndef" },
    { "ab\xc3\xa4xy", 9, "ab\n[11 bytes left out]\nxy" }, /* both cuts within a character */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ApsCommandEnd end;

      read_end (&end,
                APS_WORKER_EXITED,
                0,
                APS_WORKER_BY_ITSELF,
                rows[i].written,
                "",
                rows[i].left_out);
      g_assert_true (g_str_has_prefix (end.output, rows[i].read));
      aps_command_end_clear (&end);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/command/argv/as-a-shell-parses-it", test_argv);
  g_test_add_func ("/command/values/plain", test_plain_values);
  g_test_add_func ("/command/environment/later-wins", test_environment);
  g_test_add_func ("/command/options", test_options);
  g_test_add_func ("/command/refuses", test_refuses);
  g_test_add_func ("/command/fire-time", test_fire_time);
  g_test_add_func ("/command/end/errors", test_errors);
  g_test_add_func ("/command/end/damaged", test_damaged);
  g_test_add_func ("/command/end/value", test_value);
  g_test_add_func ("/command/end/text-is-valid", test_text_is_valid);

  return g_test_run ();
}
