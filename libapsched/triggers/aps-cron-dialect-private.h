/* The dialects of cron expressions: each a parser that fills a calendar spec, and a printer, in a
 * file of its own, and a line in the table of aps-cron-dialect.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-calendar-rule-private.h"
#include "triggers/aps-trigger-kind-private.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* as in dialect=NAME */

  /* Reads parts->body_span (of the text parts->text; errors by aps_trigger_parts_fail() with a
   * pointer into it) into the spec, which is initialised. A dialect with fields as options takes
   * those. seed gives the values of hashed fields; it is NULL where only the text is checked, then
   * any value does. *uses_seed is set where there are any. */
  gboolean (*parse) (ApsTriggerParts *parts,
                     const char      *seed,
                     ApsCalendarSpec *spec,
                     gboolean        *uses_seed,
                     GError         **error);

  /* Sets parts->body, or options, to the canonical expression of a rule; what it cannot say it
   * answers as FALSE with a reason, "nW" or so. */
  gboolean (*print) (const ApsCalendarSpec *spec, ApsTriggerParts *parts, char **reason);
} ApsCronDialect;

extern const ApsCronDialect aps_cron_dialect_aps;
extern const ApsCronDialect aps_cron_dialect_ocps;
extern const ApsCronDialect aps_cron_dialect_oncalendar;
extern const ApsCronDialect aps_cron_dialect_quartz;
extern const ApsCronDialect aps_cron_dialect_unix;
extern const ApsCronDialect aps_cron_dialect_unix_seconds;

/* NULL: there is none of that name. */
const ApsCronDialect *aps_cron_dialect_find (const char *name);

/* All of them, NULL at the end. */
const ApsCronDialect *const *aps_cron_dialect_list (void);

/* Makes the trigger. expression is the canonical text where a seed is used, else NULL; options are
 * taken over. */
ApsTrigger *aps_cron_trigger_make (ApsCalendarRule      *rule,
                                   const ApsCronDialect *dialect,
                                   const char           *expression,
                                   ApsTriggerOptions    *options,
                                   GError              **error);

/* The rule of a cron trigger without hashed fields; borrowed. NULL: it has some. */
ApsCalendarRule *aps_cron_trigger_get_rule (ApsTriggerBase *trigger);

G_END_DECLS
