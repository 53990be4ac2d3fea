/* Tests the reader of keyfiles: groups, keys, values and their lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-error.h>

#include "registry/aps-keyfile-private.h"

#include <string.h>

/* At its exact size on the heap, so that reading beyond it shows. */
static ApsKeyfile *
parse_length (const char *text, gsize length, GError **error)
{
  g_autofree char *copy = g_memdup2 (text, length);

  return aps_keyfile_parse ("/etc/pics.conf", "pics.conf", copy, length, error);
}

static ApsKeyfile *
parse (const char *text, GError **error)
{
  return parse_length (text, strlen (text), error);
}

static const struct
{
  const char *text;
  const char *kind;
  const char *id;
  const char *key;
  const char *value;
  guint       line;
} good[] = {
  { "[scheduler]\nrole=worker\n", "scheduler", NULL, "role", "worker", 2 },
  { "[scheduler]\nrole=worker", "scheduler", NULL, "role", "worker", 2 },
  { "\xEF\xBB\xBF[scheduler]\nrole=worker", "scheduler", NULL, "role", "worker", 2 },
  { "[scheduler]\r\nrole=worker\r\n", "scheduler", NULL, "role", "worker", 2 },
  { "# why\n\n  # so\n[a]\nb=c", "a", NULL, "b", "c", 5 },
  { "[a]\n  b \t=\t c d  ", "a", NULL, "b", "c d", 2 },
  { "[a]\nb=", "a", NULL, "b", "", 2 },
  { "[a]\nb=c=d", "a", NULL, "b", "c=d", 2 },
  { "[a]\nb=c # no comment", "a", NULL, "b", "c # no comment", 2 },
  { "[a]\nb=C:\\new;x\\;y", "a", NULL, "b", "C:\\new;x\\;y", 2 },
  { "[a]\nb=[x]", "a", NULL, "b", "[x]", 2 },
  { "[task  two words]\nb=c", "task", "two words", "b", "c", 2 },
  { "[ task\tx ]\nb=c", "task", "x", "b", "c", 2 },
  { "[task a]b]\nb=c", "task", "a]b", "b", "c", 2 },
  { "[task \xC3\xA4]\nb=\xE2\x82\xAC", "task", "\xC3\xA4", "b", "\xE2\x82\xAC", 2 },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsKeyfile) keyfile = parse (good[i].text, &error);
      ApsKeyfileGroup *group;
      ApsKeyfileEntry *entry;

      g_test_message ("%s", good[i].text);
      g_assert_no_error (error);
      group = aps_keyfile_find (keyfile, good[i].kind, good[i].id);
      g_assert_nonnull (group);
      entry = aps_keyfile_group_find (group, good[i].key);
      g_assert_nonnull (entry);
      g_assert_cmpstr (entry->value, ==, good[i].value);
      g_assert_cmpuint (entry->line, ==, good[i].line);
      g_assert_cmpuint (group->line, ==, good[i].line - 1);
    }
}

#define TEXT(text) text, sizeof (text) - 1

static const struct
{
  const char *text;
  gsize       length;
  const char *message;
} bad[] = {
  { TEXT ("[a]\nb=c\n[d]\n[a]\n"), "pics.conf:4: there is a group [a] already, on line 1" },
  { TEXT ("[a b]\n[a  b]"), "pics.conf:2: there is a group [a  b] already, on line 1" },
  { TEXT ("[a]\nb=c\n\nb=c"), "pics.conf:4: a: \"b\" is set already, on line 2" },
  { TEXT ("b=c\n[a]"), "pics.conf:1: \"b\" stands before the first [GROUP]" },
  { TEXT ("[a"), "pics.conf:1: the group's name does not end with ]" },
  { TEXT ("["), "pics.conf:1: the group's name does not end with ]" },
  { TEXT ("[]"), "pics.conf:1: the group has no name" },
  { TEXT ("[ ]"), "pics.conf:1: the group has no name" },
  { TEXT ("[a] # x"), "pics.conf:1: the group's name does not end with ]" },
  { TEXT ("[a]\n; x"),
    "pics.conf:2: \"; x\" is neither [GROUP] nor KEY=VALUE (a comment begins with #)" },
  { TEXT ("[a]\nword"),
    "pics.conf:2: \"word\" is neither [GROUP] nor KEY=VALUE (a comment begins with #)" },
  { TEXT ("[a]\n=x"),
    "pics.conf:2: \"=x\" is neither [GROUP] nor KEY=VALUE (a comment begins with #)" },
  { TEXT ("[a]\nb=c\0d\n"), "pics.conf:2: there is a NUL byte in it" },
  { TEXT ("[a]\n# \0\n"), "pics.conf:2: there is a NUL byte in it" },
  { TEXT ("[a]\nb=\xff\n"), "pics.conf:2: it is not UTF-8" },
  { TEXT ("[a]\nb=\xC3"), "pics.conf:2: it is not UTF-8" },
  { TEXT ("\xff\xfe[\0a\0]\0"), "pics.conf:1: there is a NUL byte in it" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsKeyfile) keyfile = parse_length (bad[i].text, bad[i].length, &error);

      g_assert_null (keyfile);
      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_SETTING);
      g_assert_cmpstr (error->message, ==, bad[i].message);
    }
}

static void
test_empty (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsKeyfile) keyfile = parse_length ("", 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (keyfile->groups->len, ==, 0);
}

static void
test_long (void)
{
  const guint n_groups = 50000;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsKeyfile) keyfile = NULL;
  g_autofree char *line = g_strnfill (1 << 20, 'x');

  for (guint i = 0; i < n_groups; i++)
    g_string_append_printf (text, "[schedule s%u]\ntask=t\n", i);
  g_string_append_printf (text, "trigger=%s\n", line);

  keyfile = parse (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (keyfile->groups->len, ==, n_groups);
  g_assert_cmpstr (aps_keyfile_group_find (aps_keyfile_find (keyfile, "schedule", "s49999"),
                                           "trigger")
                     ->value,
                   ==,
                   line);
}

static const struct
{
  const char *override;
  const char *kind;
  const char *id;
  const char *key;
  const char *value;
  guint       line;
} overrides[] = {
  { "scheduler.role=worker", "scheduler", NULL, "role", "worker", 0 },
  { "scheduler.role=a.b=c", "scheduler", NULL, "role", "a.b=c", 0 },
  { "data-store db.path=/x", "data-store", "db", "path", "/x", 0 },
  { "schedule web.01.trigger=cron:0 3 * * *",
    "schedule",
    "web.01",
    "trigger",
    "cron:0 3 * * *",
    0 },
  { " new  x . key = v ", "new", "x", "key", "v", 0 },
  { "scheduler.queues=", "scheduler", NULL, "queues", "", 0 },
};

static void
test_override (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (overrides); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsKeyfile) keyfile = parse ("[scheduler]\nrole=both\n[data-store db]\n", &error);
      ApsKeyfileEntry *entry;

      g_assert_true (aps_keyfile_override (keyfile, overrides[i].override, &error));
      g_assert_no_error (error);
      entry =
        aps_keyfile_group_find (aps_keyfile_find (keyfile, overrides[i].kind, overrides[i].id),
                                overrides[i].key);
      g_assert_nonnull (entry);
      g_assert_cmpstr (entry->value, ==, overrides[i].value);
      g_assert_cmpuint (entry->line, ==, 0);
    }
}

static void
test_bad_override (void)
{
  static const char *const wrong[] = { "",     "scheduler.role", "role=worker",        ".role=x",
                                       "a.=x", "=a.b",           "scheduler.role=\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ApsKeyfile) keyfile = parse ("[scheduler]\n", NULL);

      g_assert_false (aps_keyfile_override (keyfile, wrong[i], &error));
      g_assert_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/keyfile/values-are-raw-and-have-lines", test_good);
  g_test_add_func ("/keyfile/errors-name-the-line", test_bad);
  g_test_add_func ("/keyfile/may-be-empty", test_empty);
  g_test_add_func ("/keyfile/has-no-limit-of-groups-or-length", test_long);
  g_test_add_func ("/keyfile/override/parts-at-the-last-dot", test_override);
  g_test_add_func ("/keyfile/override/refuses-other-forms", test_bad_override);

  return g_test_run ();
}
