/* What parsers and printers of cron dialects share: items of a field, and lists of values.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-calendar-rule-private.h"

G_BEGIN_DECLS

/* A field of an expression: its name, its values, and names for them (of three letters, the first
 * for min), or NULL. */
typedef struct
{
  const char        *name;
  guint              min;
  guint              max;
  const char *const *value_names;
} ApsCronField;

extern const ApsCronField aps_cron_field_second;
extern const ApsCronField aps_cron_field_minute;
extern const ApsCronField aps_cron_field_hour;
extern const ApsCronField aps_cron_field_day;
extern const ApsCronField aps_cron_field_month;

/* Parts a span at blanks; *n is set to how many there are, of which at most max are kept. */
void aps_cron_split_words (const ApsSpan *span, ApsSpan *words, guint max, guint *n);

/* The next item of a list separated by commas, without blanks around it. *rest begins as the whole
 * field; FALSE: there are no more. */
gboolean aps_cron_next_item (ApsSpan *rest, gboolean *more, ApsSpan *item);

/* Whether a span is a word, in any case. */
gboolean aps_cron_span_is (const ApsSpan *span, const char *word);

/* An error of the field: FIELD "TEXT" at column N REST. */
gboolean aps_cron_fail (const ApsTriggerParts *parts,
                        const ApsCronField    *field,
                        const ApsSpan         *span,
                        GError               **error,
                        const char            *rest);

/* Reads one value, by number or by name, and moves span->start behind it. */
gboolean aps_cron_read_value (const ApsTriggerParts *parts,
                              const ApsCronField    *field,
                              ApsSpan               *span,
                              guint                 *value,
                              GError               **error);

typedef enum
{
  APS_CRON_VALUES_PLAIN, /* lists and ranges: a step would mean something else */
  APS_CRON_VALUES_STEPS, /* steps where they are shorter */
  APS_CRON_VALUES_WILD,  /* must have a wildcard or step */
} ApsCronValuesStyle;

/* Appends values as "*", "0,30", "9-17", "*" "/5" or "1-59/2". */
void aps_cron_append_values (GString            *text,
                             guint64             values,
                             const ApsCronField *field,
                             ApsCronValuesStyle  style);

/* Appends the years of a spec, with steps. */
void aps_cron_append_years (GString *text, const ApsCalendarSpec *spec);

G_END_DECLS
