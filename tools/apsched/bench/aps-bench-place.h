/* Where rows are measured: beside the data that a keyfile names, and gone afterwards.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "../aps-cli.h"

G_BEGIN_DECLS

typedef struct
{
  char *config; /* the keyfile */
  char *plugin; /* the store's */
  char *folder; /* made for this; for files */
  char *name;   /* for all else: see aps_configuration_new_apart() */

  gboolean on_server; /* the store's data stand under the name, not in the folder */
} ApsBenchPlace;

/* Without a keyfile: a store in memory. Says what is wrong, and sets the status, where FALSE. */
gboolean aps_bench_place_make (ApsBenchPlace *self, ApsCli *cli, ApsExit *status);

/* Removes the folder, and what rows have left behind; for a new row or for good. */
gboolean aps_bench_place_empty (ApsBenchPlace *self, ApsCli *cli);
gboolean aps_bench_place_remove (ApsBenchPlace *self, ApsCli *cli);

G_END_DECLS
