/* Names of week days and months, as trigger texts and descriptions write them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 0: Monday. */
extern const char *const aps_names_weekdays_short[7]; /* "mon" */
extern const char *const aps_names_weekdays_long[7];  /* "Monday" */

/* 0: January. */
extern const char *const aps_names_months_short[12]; /* "jan" */
extern const char *const aps_names_months_long[12];  /* "January" */

/* A name of three letters, in any case. -1: there is none such. */
int aps_names_find_weekday (const char *name, gsize length);
int aps_names_find_month (const char *name, gsize length);

/* Appends "mon-fri", "sat,sun"; a run may go over Sunday. */
void aps_names_append_weekdays (GString *text, guint weekdays);

G_END_DECLS
