/* The table of cron dialects.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-cron-dialect-private.h"

static const ApsCronDialect *const dialects[] = {
  &aps_cron_dialect_aps,
  &aps_cron_dialect_ocps,
  &aps_cron_dialect_oncalendar,
  &aps_cron_dialect_quartz,
  &aps_cron_dialect_unix,
  &aps_cron_dialect_unix_seconds,
  NULL,
};

const ApsCronDialect *
aps_cron_dialect_find (const char *name)
{
  for (guint i = 0; dialects[i] != NULL; i++)
    if (g_str_equal (dialects[i]->name, name))
      return dialects[i];

  return NULL;
}

const ApsCronDialect *const *
aps_cron_dialect_list (void)
{
  return dialects;
}
