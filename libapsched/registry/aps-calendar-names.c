/* Exclusions by the name of a keyfile's [calendar NAME], written out into a trigger's text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-configuration-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-trigger.h>

#include "registry/aps-key-table-private.h"

#include <string.h>

#define OPTION "except="
#define BLANKS " \t"

typedef struct
{
  const char *except;
} Calendar;

/* clang-format off */
static const ApsKeySpec keys[] = {
  { "except", APS_KEY_NAME, G_STRUCT_OFFSET (Calendar, except), 0, 0, NULL },
  { NULL, APS_KEY_OTHER, 0, 0, 0, NULL },
};
/* clang-format on */

/* Whether what a calendar says can stand behind except=: the trigger's own reader tells. */
static gboolean
is_except (const char *text, GError **error)
{
  g_autofree char *trial = g_strconcat ("every:1d except=", text, NULL);
  g_autoptr (ApsTrigger) trigger = NULL;

  if (strpbrk (text, BLANKS "[]\"\\") != NULL)
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_INVALID_SETTING,
                           "items stand with commas between them, without blanks, quotes or "
                           "brackets");
      return FALSE;
    }

  trigger = aps_trigger_parse (trial, error);
  return trigger != NULL;
}

static gboolean
check_name (ApsKeyfile *keyfile, ApsKeyfileGroup *group, GError **error)
{
  if (group->id[strspn (group->id, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0' &&
      g_ascii_islower (group->id[0]) && !is_except (group->id, NULL))
    return TRUE;

  return aps_keyfile_refuse (keyfile,
                             group,
                             NULL,
                             error,
                             "the name of a calendar is of a-z, 0-9 and -, begins with a letter, "
                             "and is no weekday");
}

static gboolean
check_calendar (ApsKeyfile *keyfile, ApsKeyfileGroup *group, ApsRecordList *texts, GError **error)
{
  Calendar calendar = { NULL };
  g_autoptr (GError) reason = NULL;

  if (!check_name (keyfile, group, error) ||
      !aps_key_table_read (keys, keyfile, group, &calendar, texts, error))
    return FALSE;

  if (calendar.except == NULL)
    return aps_keyfile_refuse (keyfile,
                               group,
                               NULL,
                               error,
                               "it needs except (except=2026-12-24..2026-12-26,sat-sun)");

  return is_except (calendar.except, &reason) ||
         aps_keyfile_refuse (keyfile,
                             group,
                             aps_keyfile_group_find (group, "except"),
                             error,
                             "\"except\": %s",
                             reason->message);
}

gboolean
aps_calendar_names_check (ApsKeyfile *keyfile, GError **error)
{
  g_autoptr (ApsRecordList) texts = aps_record_list_new (APS_RECORD_TYPE_TASK);

  for (guint i = 0; i < keyfile->groups->len; i++)
    {
      ApsKeyfileGroup *group = g_ptr_array_index (keyfile->groups, i);

      if (strcmp (group->kind, "calendar") == 0 && !check_calendar (keyfile, group, texts, error))
        return FALSE;
    }

  return TRUE;
}

/* Appends the items of one except=, names written out. */
static void
expand_items (ApsKeyfile *keyfile, const char *text, gsize length, GString *expanded)
{
  g_autofree char *value = g_strndup (text, length);
  g_auto (GStrv) items = g_strsplit (value, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      ApsKeyfileGroup *group = aps_keyfile_find (keyfile, "calendar", items[i]);

      if (i > 0)
        g_string_append_c (expanded, ',');
      g_string_append (expanded,
                       group != NULL ? aps_keyfile_group_find (group, "except")->value : items[i]);
    }
}

char *
aps_calendar_names_expand (ApsKeyfile *keyfile, const char *text)
{
  g_autoptr (GString) expanded = g_string_new (NULL);
  const char *p = text;
  gboolean    quoted = FALSE;

  while (*p != '\0')
    {
      gboolean begins = p == text || strchr (BLANKS "[", p[-1]) != NULL || p[-1] == ':';
      gsize    length;

      if (*p == '\\' && quoted && p[1] != '\0')
        {
          g_string_append_len (expanded, p, 2);
          p += 2;
          continue;
        }
      if (*p == '"')
        quoted = !quoted;

      if (quoted || !begins || !g_str_has_prefix (p, OPTION))
        {
          g_string_append_c (expanded, *p++);
          continue;
        }

      g_string_append (expanded, OPTION);
      p += strlen (OPTION);
      if (*p == '"')
        g_string_append_c (expanded, *p++);
      length = strcspn (p, BLANKS "\"]");
      expand_items (keyfile, p, length, expanded);
      p += length;
      if (*p == '"')
        g_string_append_c (expanded, *p++);
    }

  return g_string_free (g_steal_pointer (&expanded), FALSE);
}
