/* What next, explain, audit and calendar are asked about: a trigger's text, or a schedule by its
 * id.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-cli.h"

G_BEGIN_DECLS

typedef struct
{
  char       *name;     /* the schedule's id; NULL of a text */
  char       *text;     /* the canonical text of the trigger as it was given */
  ApsTrigger *trigger;  /* with its zone */
  char      **warnings; /* of the text */
  char       *seed;     /* NULL: none */

  /* Of a schedule in a store; else NULL, APS_TIME_NONE, FALSE. */
  ApsCursor *cursor;
  gint64     next_us; /* behind it stands the cursor */
  gboolean   paused;
  gint64     paused_until_us;
  GArray    *skips; /* of gint64 */
} ApsCliRule;

void aps_cli_rule_free (ApsCliRule *self);

/* A trigger's text, or with a keyfile a schedule's id. Says what is wrong where NULL. */
ApsCliRule *aps_cli_find_rule (ApsCli *cli, const char *text, const char *seed, ApsExit *status);

/* The rules of all schedules of the keyfile: of its store where other processes see it, else of the
 * file. */
GPtrArray *aps_cli_find_all_rules (ApsCli *cli, ApsExit *status);

/* A rule of a schedule's record. */
ApsCliRule *aps_cli_rule_new_from_record (const ApsScheduleRecord *record, GError **error);

/* The first @n fires from a moment on, and not after another. */
GArray *
aps_cli_rule_fires (ApsCliRule *self, gint64 from_us, gint64 until_us, guint n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsCliRule, aps_cli_rule_free)

G_END_DECLS
