/* What the program tells the frame.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "kit.h"

G_BEGIN_DECLS

typedef struct
{
  const char   *word; /* KIND/NAME */
  ApsPluginKind kind;
  const char   *name;
  const char   *settings; /* with @TMP@ */
  const char   *folder;   /* what @TMP@ begins with */
  guint32       seed;
} KitSubject;

void kit_set_subject (const KitSubject *wanted);
void kit_remove_folder (const char *path);
int  kit_run_part (const char *name, const char *argument);

G_END_DECLS
