/* Random operations, each a few numbers, so that a sequence can be printed, cut shorter and run
 * again on any store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "store-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 kind;
  guint8 a;
  guint8 b;
  guint8 c;
  guint8 d;
} KitOp;

/* A store that operations are carried out on, and what it handed out. */
typedef struct
{
  ApsDataStore    *store;
  gint64           now;
  ApsRecordList   *texts;     /* for what the operations need */
  GPtrArray       *jobs;      /* leased ones, as answered */
  GPtrArray       *schedules; /* likewise */
  ApsScheduleState state;     /* as it was last set */
} KitSide;

void  kit_side_init (KitSide *self, ApsDataStore *store);
void  kit_side_clear (KitSide *self);
KitOp kit_op_random (GRand *rand);
char *kit_op_describe (const KitOp *op);

/* Carries an operation out and says what was answered, but for what stores may choose. @again
 * repeats the request of the operation before, as after a lost answer. */
char *kit_side_do (KitSide *self, const KitOp *op, gboolean again);

/* All that is in a store, but for what stores may choose. */
char *kit_describe_state (ApsDataStore *store);

/* Texts of answers and records. */
void kit_describe_answer (GString *text, ApsStoreAnswer *answer, gboolean in_order);
void kit_describe_list (GString *text, const char *name, ApsRecordList *list, gboolean in_order);

G_END_DECLS
