/* Makes an object of a plugin's type from settings written as text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-plugin.h>
#include <apsched/aps-setting.h>

G_BEGIN_DECLS

/* One line KEY=VALUE of where settings come from. */
typedef struct
{
  char *key;
  char *value;
  guint line; /* whatever the caller counts */
} ApsSettingLine;

/* A list of ApsSettingLine that frees its texts. */
GArray *aps_setting_lines_new (void);
void    aps_setting_lines_add (GArray *lines, const char *key, const char *value, guint line);

/* Reads `key=value key="value with blanks"`. */
GArray *aps_setting_lines_parse (const char *text, GError **error);

/* The object, whose floating reference, if any, is sunk. Relative file names are relative to the
 * folder, or where it is NULL to the working directory. An error says nothing of the place; *at is
 * then the position of the line that is wrong, or -1. */
GObject *aps_settings_new_object (const ApsPluginDescriptor *descriptor,
                                  GArray                    *lines,
                                  const char                *folder,
                                  gint                      *at,
                                  GError                   **error);

/* What an integer setting may be. */
typedef struct
{
  gint64   minimum;
  gint64   maximum;
  gboolean limit; /* the maximum means "no limit" and is written `none` */
} ApsSettingRange;

ApsSettingRange aps_setting_get_range (GParamSpec *pspec);
char           *aps_setting_print_number (gint64 number, ApsSettingFlags flags);

/* Reads one value. */
gboolean aps_setting_read (
  GParamSpec *pspec, const char *text, const char *folder, GValue *value, GError **error);

/* Reads the nick of a value of an enumeration. */
gboolean aps_setting_read_enum (GType type, const char *text, gint *value, GError **error);

/* Parts a list at `;`; `\;` is a semicolon and `\\` a backslash. One `;` at the end is not followed
 * by an empty item. */
char **aps_setting_read_list (const char *text);

G_END_DECLS
