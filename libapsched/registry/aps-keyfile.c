/* Reads keyfiles: groups, keys and values, and where each stands.
 *
 * NOTES: not GKeyFile, which does not know lines, lets the last of two equal keys win, gives
 * backslash and semicolon a meaning that paths and addresses do not want, and fails on a byte order
 * mark.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "registry/aps-keyfile-private.h"

#include <apsched/aps-error.h>

#include "core/aps-suggest-private.h"

#include <string.h>

#define BLANKS " \t"

static void
free_entry (gpointer data)
{
  ApsKeyfileEntry *entry = data;

  g_free (entry->key);
  g_free (entry->value);
  g_free (entry);
}

static void
free_group (gpointer data)
{
  ApsKeyfileGroup *group = data;

  g_free (group->kind);
  g_free (group->id);
  g_ptr_array_unref (group->entries);
  g_hash_table_unref (group->by_key);
  g_free (group);
}

static ApsKeyfile *
keyfile_new (const char *path, const char *name)
{
  ApsKeyfile *self = g_new0 (ApsKeyfile, 1);

  self->name = g_strdup (name);
  self->path = g_canonicalize_filename (path, NULL);
  self->folder = g_path_get_dirname (self->path);
  self->groups = g_ptr_array_new_with_free_func (free_group);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
aps_keyfile_free (ApsKeyfile *self)
{
  g_free (self->name);
  g_free (self->path);
  g_free (self->folder);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

static char *
group_name (const char *kind, const char *id)
{
  return id != NULL ? g_strconcat (kind, " ", id, NULL) : g_strdup (kind);
}

ApsKeyfileGroup *
aps_keyfile_find (ApsKeyfile *self, const char *kind, const char *id)
{
  g_autofree char *name = group_name (kind, id);

  return g_hash_table_lookup (self->by_name, name);
}

ApsKeyfileEntry *
aps_keyfile_group_find (ApsKeyfileGroup *group, const char *key)
{
  return g_hash_table_lookup (group->by_key, key);
}

void
aps_keyfile_forget_kind (ApsKeyfile *self, const char *kind)
{
  for (guint i = self->groups->len; i-- > 0;)
    {
      ApsKeyfileGroup *group = g_ptr_array_index (self->groups, i);
      g_autofree char *name = NULL;

      if (strcmp (group->kind, kind) != 0)
        continue;

      name = group_name (kind, group->id);
      g_hash_table_remove (self->by_name, name);
      g_ptr_array_remove_index (self->groups, i);
    }
}

void
aps_keyfile_group_forget (ApsKeyfileGroup *group, const char *key)
{
  ApsKeyfileEntry *entry = aps_keyfile_group_find (group, key);

  if (entry == NULL)
    return;

  g_hash_table_remove (group->by_key, key);
  g_ptr_array_remove (group->entries, entry);
}

GPtrArray *
aps_keyfile_list_ids (ApsKeyfile *self, const char *kind)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < self->groups->len; i++)
    {
      ApsKeyfileGroup *group = g_ptr_array_index (self->groups, i);

      if (group->id != NULL && strcmp (group->kind, kind) == 0)
        g_ptr_array_add (ids, group->id);
    }

  g_ptr_array_add (ids, NULL);
  return ids;
}

void
aps_keyfile_prefix_error (ApsKeyfile      *self,
                          ApsKeyfileGroup *group,
                          ApsKeyfileEntry *entry,
                          GError         **error)
{
  guint            line = entry != NULL ? entry->line : group != NULL ? group->line : 0;
  g_autofree char *place = line > 0 ? g_strdup_printf ("%s:%u", self->name, line)
                                    : g_strdup_printf ("%s with --set", self->name);
  g_autofree char *id = group != NULL && group->id != NULL ? aps_quotable (group->id) : NULL;
  g_autofree char *kind = group != NULL ? aps_quotable (group->kind) : NULL;

  if (id != NULL)
    g_prefix_error (error, "%s: %s \"%s\": ", place, kind, id);
  else if (kind != NULL)
    g_prefix_error (error, "%s: %s: ", place, kind);
  else
    g_prefix_error (error, "%s: ", self->name);
}

gboolean
aps_keyfile_refuse (ApsKeyfile      *self,
                    ApsKeyfileGroup *group,
                    ApsKeyfileEntry *entry,
                    GError         **error,
                    const char      *format,
                    ...)
{
  g_autofree char *message = NULL;
  va_list          args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error_literal (error, APS_ERROR, APS_ERROR_INVALID_SETTING, message);
  aps_keyfile_prefix_error (self, group, entry, error);
  return FALSE;
}

static gboolean G_GNUC_PRINTF (4, 5)
  refuse_line (ApsKeyfile *self, guint line, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (error, APS_ERROR, APS_ERROR_INVALID_SETTING, "%s:%u: %s", self->name, line, message);
  return FALSE;
}

ApsKeyfileGroup *
aps_keyfile_add_group (ApsKeyfile *self, const char *kind, const char *id, guint line)
{
  ApsKeyfileGroup *group = g_new0 (ApsKeyfileGroup, 1);

  group->kind = g_strdup (kind);
  group->id = g_strdup (id);
  group->line = line;
  group->entries = g_ptr_array_new_with_free_func (free_entry);
  group->by_key = g_hash_table_new (g_str_hash, g_str_equal);

  g_ptr_array_add (self->groups, group);
  g_hash_table_insert (self->by_name, group_name (kind, id), group);
  return group;
}

/* Parts what stands between the brackets. */
static void
part_name (const char *text, char **kind, const char **id)
{
  gsize       length = strcspn (text, BLANKS);
  const char *rest = text + length + strspn (text + length, BLANKS);

  *kind = g_strndup (text, length);
  *id = *rest != '\0' ? rest : NULL;
}

static ApsKeyfileEntry *
add_entry (ApsKeyfileGroup *group, char *key, char *value, guint line)
{
  ApsKeyfileEntry *entry = g_new0 (ApsKeyfileEntry, 1);

  entry->key = key;
  entry->value = value;
  entry->line = line;
  g_ptr_array_add (group->entries, entry);
  g_hash_table_insert (group->by_key, entry->key, entry);
  return entry;
}

void
aps_keyfile_group_set (ApsKeyfileGroup *group, const char *key, const char *value)
{
  ApsKeyfileEntry *entry = aps_keyfile_group_find (group, key);

  if (entry == NULL)
    entry = add_entry (group, g_strdup (key), NULL, 0);

  g_free (entry->value);
  entry->value = g_strdup (value);
  entry->line = 0;
}

static gboolean
read_header (ApsKeyfile *self, char *text, guint line, ApsKeyfileGroup **group, GError **error)
{
  gsize            length = strlen (text);
  g_autofree char *kind = NULL;
  const char      *id;
  ApsKeyfileGroup *earlier;

  if (text[length - 1] != ']' || length == 1)
    return refuse_line (self, line, error, "the group's name does not end with ]");

  text[length - 1] = '\0';
  text = g_strstrip (text + 1);
  if (*text == '\0')
    return refuse_line (self, line, error, "the group has no name");

  part_name (text, &kind, &id);
  earlier = aps_keyfile_find (self, kind, id);
  if (earlier != NULL)
    {
      g_autofree char *quoted = aps_quotable (text);

      return refuse_line (self,
                          line,
                          error,
                          "there is a group [%s] already, on line %u",
                          quoted,
                          earlier->line);
    }

  *group = aps_keyfile_add_group (self, kind, id, line);
  return TRUE;
}

static gboolean
refuse_text (ApsKeyfile *self, const char *text, guint line, GError **error)
{
  g_autofree char *quoted = aps_quotable (text);

  return refuse_line (self,
                      line,
                      error,
                      "\"%s\" is neither [GROUP] nor KEY=VALUE (a comment begins with #)",
                      quoted);
}

static gboolean
refuse_early (ApsKeyfile *self, const char *key, guint line, GError **error)
{
  g_autofree char *quoted = aps_quotable (key);

  return refuse_line (self, line, error, "\"%s\" stands before the first [GROUP]", quoted);
}

static gboolean
refuse_again (
  ApsKeyfile *self, ApsKeyfileGroup *group, ApsKeyfileEntry *earlier, guint line, GError **error)
{
  g_autofree char *quoted = aps_quotable (earlier->key);
  ApsKeyfileEntry  here = { .line = line };

  return aps_keyfile_refuse (self,
                             group,
                             &here,
                             error,
                             "\"%s\" is set already, on line %u",
                             quoted,
                             earlier->line);
}

static gboolean
read_entry (ApsKeyfile *self, const char *text, guint line, ApsKeyfileGroup *group, GError **error)
{
  const char      *equals = strchr (text, '=');
  g_autofree char *key = NULL;
  ApsKeyfileEntry *earlier;

  if (equals == NULL || equals == text)
    return refuse_text (self, text, line, error);

  key = g_strchomp (g_strndup (text, equals - text));
  if (group == NULL)
    return refuse_early (self, key, line, error);

  earlier = aps_keyfile_group_find (group, key);
  if (earlier != NULL)
    return refuse_again (self, group, earlier, line, error);

  add_entry (group,
             g_steal_pointer (&key),
             g_strdup (equals + 1 + strspn (equals + 1, BLANKS)),
             line);
  return TRUE;
}

static gboolean
read_line (ApsKeyfile       *self,
           const char       *start,
           gsize             length,
           guint             line,
           ApsKeyfileGroup **group,
           GError          **error)
{
  g_autofree char *text = NULL;
  char            *stripped;

  if (memchr (start, '\0', length) != NULL)
    return refuse_line (self, line, error, "there is a NUL byte in it");
  if (!g_utf8_validate (start, length, NULL))
    return refuse_line (self, line, error, "it is not UTF-8");

  text = g_strndup (start, length);
  stripped = text + strspn (text, BLANKS);
  g_strchomp (stripped);

  if (*stripped == '\0' || *stripped == '#')
    return TRUE;
  if (*stripped == '[')
    return read_header (self, stripped, line, group, error);
  return read_entry (self, stripped, line, *group, error);
}

ApsKeyfile *
aps_keyfile_parse (
  const char *path, const char *name, const char *data, gsize length, GError **error)
{
  g_autoptr (ApsKeyfile) self = keyfile_new (path, name);
  ApsKeyfileGroup *group = NULL;
  const char      *end = data + length;
  guint            line = 1;

  if (length >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    data += 3;

  while (data < end)
    {
      const char *newline = memchr (data, '\n', end - data);
      const char *stop = newline != NULL ? newline : end;

      if (!read_line (self, data, stop - data, line++, &group, error))
        return NULL;
      data = newline != NULL ? newline + 1 : end;
    }

  return g_steal_pointer (&self);
}

ApsKeyfile *
aps_keyfile_load (const char *path, const char *name, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) reason = NULL;
  gsize    length;
  ApsError code;

  if (g_file_get_contents (path, &data, &length, &reason))
    return aps_keyfile_parse (path, name, data, length, error);

  code = g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
             g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOTDIR)
           ? APS_ERROR_NOT_FOUND
         : g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
             g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_PERM)
           ? APS_ERROR_ACCESS_DENIED
           : APS_ERROR_FAILED;
  g_set_error (error, APS_ERROR, code, "keyfile %s: %s", name, reason->message);
  return NULL;
}

static gboolean
refuse_override (const char *text, const char *reason, GError **error)
{
  g_autofree char *quoted = aps_quotable (text);

  g_set_error (error, APS_ERROR, APS_ERROR_INVALID_ARGUMENT, "--set \"%s\" %s", quoted, reason);
  return FALSE;
}

gboolean
aps_keyfile_override (ApsKeyfile *self, const char *text, GError **error)
{
  const char      *equals = strchr (text, '=');
  const char      *dot = equals != NULL ? g_strrstr_len (text, equals - text, ".") : NULL;
  g_autofree char *name = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *key = NULL;
  g_autofree char *value = NULL;
  const char      *id;
  ApsKeyfileGroup *group;

  if (!g_utf8_validate (text, -1, NULL))
    return refuse_override (text, "is not UTF-8", error);
  if (equals == NULL)
    return refuse_override (text, "has no =: it should be GROUP.KEY=VALUE", error);
  if (dot == NULL)
    return refuse_override (text, "has no dot before the =: it should be GROUP.KEY=VALUE", error);

  name = g_strstrip (g_strndup (text, dot - text));
  key = g_strstrip (g_strndup (dot + 1, equals - dot - 1));
  if (*name == '\0' || *key == '\0')
    return refuse_override (text, "should be GROUP.KEY=VALUE", error);

  part_name (name, &kind, &id);
  group = aps_keyfile_find (self, kind, id);
  if (group == NULL)
    group = aps_keyfile_add_group (self, kind, id, 0);

  value = g_strstrip (g_strdup (equals + 1));
  aps_keyfile_group_set (group, key, value);
  return TRUE;
}
