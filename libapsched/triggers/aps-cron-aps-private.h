/* What reading and printing the dialect `aps` share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-cron-dialect-private.h"
#include "triggers/aps-cron-fields-private.h"

G_BEGIN_DECLS

/* The fields, in order of significance. */
enum
{
  APS_KEYWORD_YEAR,
  APS_KEYWORD_MONTH,
  APS_KEYWORD_DAY,
  APS_KEYWORD_WEEK,
  APS_KEYWORD_DAY_OF_WEEK,
  APS_KEYWORD_HOUR,
  APS_KEYWORD_MINUTE,
  APS_KEYWORD_SECOND,
  APS_N_KEYWORDS,
};

typedef struct
{
  const char *key;
  const char *minimum; /* what the field is when left out behind the last one given */
} ApsCronKeyword;

extern const ApsCronKeyword aps_cron_aps_keywords[APS_N_KEYWORDS];

#define APS_N_LINE_FIELDS 5

/* The five fields of a line, as keywords. */
extern const guint aps_cron_aps_line_fields[APS_N_LINE_FIELDS];

/* "1st" to "5th", "last". */
extern const char *const aps_cron_aps_ordinals[6];

extern const ApsCronField aps_cron_aps_field_week;

/* The printer of the dialect: see ApsCronDialect. */
gboolean aps_cron_aps_print (const ApsCalendarSpec *spec, ApsTriggerParts *parts, char **reason);

G_END_DECLS
