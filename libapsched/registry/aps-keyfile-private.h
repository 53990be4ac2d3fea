/* A keyfile as it is written: groups, keys and values, and where each stands.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One KEY=VALUE. */
typedef struct
{
  char *key;
  char *value;
  guint line; /* 0: given beside the file, by --set */
} ApsKeyfileEntry;

/* One [KIND] or [KIND ID]. */
typedef struct
{
  char       *kind;
  char       *id; /* NULL where there is none */
  guint       line;
  GPtrArray  *entries; /* of ApsKeyfileEntry, in order */
  GHashTable *by_key;
} ApsKeyfileGroup;

typedef struct
{
  char       *name;   /* of the file, as it was asked for: for messages */
  char       *path;   /* of the file, absolute */
  char       *folder; /* of the file, absolute */
  GPtrArray  *groups; /* of ApsKeyfileGroup, in order */
  GHashTable *by_name;
} ApsKeyfile;

/* @name is how messages call the file. */
ApsKeyfile *aps_keyfile_load (const char *path, const char *name, GError **error);
ApsKeyfile *aps_keyfile_parse (
  const char *path, const char *name, const char *data, gsize length, GError **error);
void aps_keyfile_free (ApsKeyfile *self);

/* GROUP.KEY=VALUE in place of, or beside, what the file says. */
gboolean aps_keyfile_override (ApsKeyfile *self, const char *text, GError **error);

/* A group that the file does not have. */
ApsKeyfileGroup *
aps_keyfile_add_group (ApsKeyfile *self, const char *kind, const char *id, guint line);

/* What the file says there is taken as if it did not. */
void aps_keyfile_forget_kind (ApsKeyfile *self, const char *kind);
void aps_keyfile_group_forget (ApsKeyfileGroup *group, const char *key);

/* Sets a value, in place of what the file says. */
void aps_keyfile_group_set (ApsKeyfileGroup *group, const char *key, const char *value);

/* id may be NULL. */
ApsKeyfileGroup *aps_keyfile_find (ApsKeyfile *self, const char *kind, const char *id);
ApsKeyfileEntry *aps_keyfile_group_find (ApsKeyfileGroup *group, const char *key);

/* The ids of all groups of a kind, for messages; the texts belong to the keyfile. */
GPtrArray *aps_keyfile_list_ids (ApsKeyfile *self, const char *kind);

/* `FILE:LINE: KIND "ID": `, with which messages begin. entry may be NULL, then it is the group's
 * line; group may be NULL. */
void aps_keyfile_prefix_error (ApsKeyfile      *self,
                               ApsKeyfileGroup *group,
                               ApsKeyfileEntry *entry,
                               GError         **error);

/* Sets APS_ERROR_INVALID_SETTING with that beginning; answers FALSE. */
gboolean aps_keyfile_refuse (ApsKeyfile      *self,
                             ApsKeyfileGroup *group,
                             ApsKeyfileEntry *entry,
                             GError         **error,
                             const char      *format,
                             ...) G_GNUC_PRINTF (5, 6);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsKeyfile, aps_keyfile_free)

G_END_DECLS
