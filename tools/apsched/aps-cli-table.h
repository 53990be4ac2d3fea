/* Prints tables: columns as wide as what stands in them, a word in colour only beside its meaning.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-cli.h"

G_BEGIN_DECLS

/* Colour says a state, never alone. */
typedef enum
{
  APS_CLI_PLAIN,
  APS_CLI_BAD,
  APS_CLI_WAITING,
  APS_CLI_DIM,
  APS_CLI_BOLD,
} ApsCliStyle;

typedef struct _ApsCliTable ApsCliTable;

ApsCliTable *aps_cli_table_new (ApsCli *cli);
void         aps_cli_table_free (ApsCliTable *self);

/* A column; of a table without headings, @heading is NULL. */
void aps_cli_table_add_column (ApsCliTable *self, const char *heading);

/* The next cell of the row that is being filled; NULL and "" are "-". */
void aps_cli_table_add (ApsCliTable *self, const char *text);
void aps_cli_table_add_styled (ApsCliTable *self, const char *text, ApsCliStyle style);

/* The same, of a text that the table then owns. */
void aps_cli_table_take (ApsCliTable *self, char *text, ApsCliStyle style);

void aps_cli_table_print (ApsCliTable *self);

/* @text in colour, where colour is wanted. */
char *aps_cli_style (ApsCli *cli, const char *text, ApsCliStyle style);

/* How many columns of a terminal a text takes. */
guint aps_cli_width (const char *text);

/* At most @width columns of @text in one line, with "…" where something was cut. */
char *aps_cli_cut (const char *text, guint width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsCliTable, aps_cli_table_free)

G_END_DECLS
