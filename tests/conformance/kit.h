/* The frame of the kits: which plugin is checked, how a fresh one is made, and the list of checks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/apsched.h>

G_BEGIN_DECLS

/* The plugin that is checked. */
ApsPluginKind kit_get_kind (void);
const char   *kit_get_name (void);

/* The settings, with @TMP@ replaced by a folder of this check's own and @N@ by a number that no
 * other check has. Valid until the next check begins. */
const char *kit_get_settings (void);
const char *kit_get_folder (void);
/* A new folder and new settings, for a fresh store in the same check. */
void kit_renew (void);
/* Takes folder and settings from the process that started this one. */
void kit_adopt (const char *folder, const char *settings);

/* Makes one more object of the plugin with the present settings. */
gpointer kit_new_object (GError **error);

typedef void (*KitCheck) (void);

typedef struct
{
  const char *path; /* what holds */
  KitCheck    check;
} KitEntry;

/* Registers checks: each runs with settings of its own. */
void kit_add (const KitEntry *entries, gsize n_entries);

/* The program started once more, to run a part of a check in another process. @part names it. */
typedef int (*KitPart) (const char *argument);
void         kit_add_part (const char *name, KitPart part);
GSubprocess *kit_spawn (const char *part, const char *argument);

/* The numbers by which checks vary: printed, and set by --seed. */
guint32 kit_get_seed (void);

/* The kits. */
void kit_add_data_store (void);
void kit_add_event_broker (void);
void kit_add_executor (void);

G_END_DECLS
