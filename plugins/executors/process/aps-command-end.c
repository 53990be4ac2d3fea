/* Makes of a command's end, as the helper tells it, a value or an error that says what happened.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-command-end.h"

#include <apsched/apsched.h>
#include <errno.h>
#include <string.h>

/* Of a line of standard error in an error's message, in bytes. */
#define LINE_LIMIT 400

/* Bytes at the end that begin a character and do not end it. */
static gsize
count_begun (const char *text, gsize size)
{
  for (gsize i = 1; i <= MIN (size, 4); i++)
    {
      guchar c = text[size - i];

      if ((c & 0xc0) != 0x80)
        return c >= 0xc0 && i < (gsize)g_utf8_skip[c] ? i : 0;
    }
  return 0;
}

/* Bytes at the start that end a character. */
static gsize
count_ending (const char *text, gsize size)
{
  gsize n = 0;

  while (n < MIN (size, 3) && ((guchar)text[n] & 0xc0) == 0x80)
    n++;
  return n;
}

/* Text as a value may hold it: whatever is no UTF-8, and NUL, becomes the replacement character. */
static void
append_valid (GString *to, const char *text, gsize size)
{
  g_autofree char *valid = g_utf8_make_valid (text, size);

  /* g_utf8_make_valid() replaces NUL as well. */
  g_string_append (to, valid);
}

/* Head and tail of one stream, and between them how much is missing. */
static char *
read_stream (ApsWorkerFrameReader *frame)
{
  GString    *text = g_string_new (NULL);
  gsize       head_size;
  gsize       tail_size;
  const char *head = aps_worker_frame_get_text (frame, &head_size);
  guint64     left_out = aps_worker_frame_get_u64 (frame);
  const char *tail = aps_worker_frame_get_text (frame, &tail_size);

  if (left_out > 0)
    {
      gsize begun = count_begun (head, head_size);
      gsize ending = count_ending (tail, tail_size);

      append_valid (text, head, head_size - begun);
      left_out += begun + ending;
      g_string_append_printf (text, "\n[%" G_GUINT64_FORMAT " bytes left out]\n", left_out);
      append_valid (text, tail + ending, tail_size - ending);
    }
  else
    {
      g_autofree char *whole = g_malloc (head_size + tail_size + 1);

      memcpy (whole, head, head_size);
      memcpy (whole + head_size, tail, tail_size);
      append_valid (text, whole, head_size + tail_size);
    }
  return g_string_free (text, FALSE);
}

static char *
join_streams (const char *output, const char *error_output)
{
  const char *between = *output != '\0' && *error_output != '\0' && !g_str_has_suffix (output, "\n")
                          ? "\n"
                          : "";

  if (*output == '\0' && *error_output == '\0')
    return NULL;
  return g_strconcat (output, between, error_output, NULL);
}

static char *
get_last_line (const char *text)
{
  g_autofree char *stripped = g_strchomp (g_strdup (text));
  const char      *newline = strrchr (stripped, '\n');
  char            *line = g_strstrip (g_strdup (newline != NULL ? newline + 1 : stripped));
  gsize            size = strlen (line);

  if (size > LINE_LIMIT)
    {
      size = LINE_LIMIT - count_begun (line, LINE_LIMIT);
      line[size] = '\0';
    }
  return line;
}

static GError *
describe_exit (int status, const char *error_output)
{
  g_autofree char *line = get_last_line (error_output);

  return g_error_new (APS_ERROR,
                      APS_ERROR_JOB_FAILED,
                      "exit %d%s%s",
                      status,
                      *line != '\0' ? ": " : "",
                      line);
}

static GError *
describe_signal (int number)
{
  const char *name = sigabbrev_np (number);

  if (name != NULL)
    return g_error_new (APS_ERROR, APS_ERROR_JOB_FAILED, "killed by SIG%s", name);
  return g_error_new (APS_ERROR, APS_ERROR_JOB_FAILED, "killed by signal %d", number);
}

static GError *
describe_missing_program (const ApsCommand *command, int code)
{
  const char *program = g_ptr_array_index (command->argv, 0);

  if (code == ENOENT && strchr (program, '/') == NULL)
    return g_error_new (APS_ERROR,
                        APS_ERROR_NOT_FOUND,
                        "Program \"%s\" is not in the folders of PATH",
                        program);
  if (code == E2BIG)
    return g_error_new (APS_ERROR,
                        APS_ERROR_TOO_LARGE,
                        "Arguments and environment of \"%s\" are larger than the system allows",
                        program);
  return g_error_new (APS_ERROR,
                      code == ENOENT   ? APS_ERROR_NOT_FOUND
                      : code == EACCES ? APS_ERROR_ACCESS_DENIED
                                       : APS_ERROR_JOB_FAILED,
                      "Program \"%s\" cannot be executed: %s",
                      program,
                      g_strerror (code));
}

static GError *
describe_no_begin (const ApsCommand *command, ApsWorkerHow how, int code)
{
  if (how == APS_WORKER_NO_PROGRAM)
    return describe_missing_program (command, code);
  if (how == APS_WORKER_NO_FOLDER)
    return g_error_new (APS_ERROR,
                        code == ENOENT ? APS_ERROR_NOT_FOUND : APS_ERROR_JOB_FAILED,
                        "Directory \"%s\" of the command: %s",
                        command->directory,
                        g_strerror (code));
  return g_error_new (APS_ERROR,
                      APS_ERROR_JOB_FAILED,
                      "No process could be made for the command: %s",
                      g_strerror (code));
}

/* What a command says of its end counts only where nobody told it to end. */
static GError *
describe_told (ApsWorkerWhy why, gint64 time_limit_us)
{
  g_autofree char *limit = NULL;

  switch (why)
    {
    case APS_WORKER_BY_ITSELF:
      return NULL;
    case APS_WORKER_CANCELLED:
      return g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The command was cancelled");
    case APS_WORKER_TIME_LIMIT:
      limit = aps_duration_to_string (time_limit_us);
      return g_error_new (APS_ERROR, APS_ERROR_JOB_FAILED, "time limit of %s reached", limit);
    case APS_WORKER_LEASE_ENDED:
    default:
      return g_error_new (APS_ERROR,
                          APS_ERROR_STALE_LEASE,
                          "The command was ended because the job's lease was not extended");
    }
}

static GVariant *
make_value (int status, const char *output, const char *error_output)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "exit-status", "x", (gint64)status);
  g_variant_dict_insert (&dict, "stdout", "s", output);
  g_variant_dict_insert (&dict, "stderr", "s", error_output);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

void
aps_command_end_read (ApsCommandEnd        *self,
                      const ApsCommand     *command,
                      gint64                time_limit_us,
                      ApsWorkerFrameReader *frame)
{
  ApsWorkerHow     how = aps_worker_frame_get_u32 (frame);
  int              code = aps_worker_frame_get_u32 (frame);
  ApsWorkerWhy     why = aps_worker_frame_get_u32 (frame);
  g_autofree char *output = read_stream (frame);
  g_autofree char *error_output = read_stream (frame);

  *self = (ApsCommandEnd){ .output = join_streams (output, error_output) };
  if (!aps_worker_frame_is_whole (frame))
    self->error = g_error_new_literal (APS_ERROR,
                                       APS_ERROR_IMPLEMENTATION,
                                       "What apsched-worker says of the command's end is damaged");
  else
    self->error = describe_told (why, time_limit_us);
  if (self->error != NULL)
    return;

  if (how == APS_WORKER_KILLED)
    self->error = describe_signal (code);
  else if (how != APS_WORKER_EXITED)
    self->error = describe_no_begin (command, how, code);
  else if (!aps_command_is_success (command, code))
    self->error = describe_exit (code, error_output);
  else
    self->value = make_value (code, output, error_output);
}

void
aps_command_end_clear (ApsCommandEnd *self)
{
  g_clear_pointer (&self->value, g_variant_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->output, g_free);
}
