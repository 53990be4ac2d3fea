/* Texts that many rows share, each kept once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A set of texts; each is counted. Two names of a set are equal if their pointers are. */
typedef struct _ApsMemoryNames ApsMemoryNames;

ApsMemoryNames *aps_memory_names_new (void);
void            aps_memory_names_free (ApsMemoryNames *names);
const char     *aps_memory_names_take (ApsMemoryNames *names, const char *text);
void            aps_memory_names_drop (ApsMemoryNames *names, const char *name);
void aps_memory_names_change (ApsMemoryNames *names, const char **name, const char *text);

G_END_DECLS
