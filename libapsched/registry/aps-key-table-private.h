/* Tables of the keys that a group of a keyfile may have, and where their values go.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-record-list.h>

#include "registry/aps-keyfile-private.h"

G_BEGIN_DECLS

/* What a value is, and the type of what it is written to. */
typedef enum
{
  APS_KEY_NAME,           /* const char *: text that is not empty */
  APS_KEY_DURATION,       /* gint64 */
  APS_KEY_DURATION_LIMIT, /* gint64; `none` is APS_FOREVER */
  APS_KEY_COUNT,          /* gint */
  APS_KEY_COUNT_LIMIT,    /* gint; `none` is APS_UNLIMITED */
  APS_KEY_BOOLEAN,        /* gboolean */
  APS_KEY_ENUM,           /* gint */
  APS_KEY_LIST,           /* char **, which the reader frees before */
  APS_KEY_NAMES,          /* the same, of one name or more, without blanks around them */
  APS_KEY_ARGS,           /* const char *: JSON list */
  APS_KEY_OBJECT,         /* const char *: JSON object */
  APS_KEY_OTHER,          /* read by the caller */
} ApsKeyType;

typedef struct
{
  const char *name;
  ApsKeyType  type;
  guint       offset;
  gint64      minimum;
  gint64      maximum; /* 0: the most there is */
  GType (*get_enum) (void);
} ApsKeySpec;

/* Reads all entries of a group into a struct; texts are kept by the list. Unknown keys are refused.
 * A table ends with a spec without name. */
gboolean aps_key_table_read (const ApsKeySpec *specs,
                             ApsKeyfile       *keyfile,
                             ApsKeyfileGroup  *group,
                             gpointer          target,
                             ApsRecordList    *texts,
                             GError          **error);

/* Reads one value. */
gboolean aps_key_spec_read (
  const ApsKeySpec *spec, const char *text, gpointer target, ApsRecordList *texts, GError **error);

G_END_DECLS
