/* What the fields of cron expressions have in common, whatever the dialect: lists, and the special
 * days of month and week; read and printed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-cron-reader-private.h"

G_BEGIN_DECLS

/* The most fields that a dialect has. */
#define APS_CRON_MAX_FIELDS 7

/* Parts the expression at its blanks; FALSE where there are fewer than min or more than max fields;
 * wanted names them for the message. */
gboolean aps_cron_line_split (ApsTriggerParts *parts,
                              guint            min,
                              guint            max,
                              const char      *wanted,
                              ApsSpan         *fields,
                              guint           *n_fields,
                              GError         **error);

/* Reads a field of numbers into bits; *is_wild: it has a wildcard or a step. */
gboolean aps_cron_line_read_bits (
  ApsCronReader *reader, ApsCronFieldId id, const ApsSpan *span, guint64 *bits, gboolean *is_wild);

/* Second, minute, hour and month of a spec; NULL spans are left as they are. */
gboolean aps_cron_line_read_time (ApsCronReader   *reader,
                                  const ApsSpan   *second,
                                  const ApsSpan   *minute,
                                  const ApsSpan   *hour,
                                  const ApsSpan   *month,
                                  ApsCalendarSpec *spec);

gboolean
aps_cron_line_read_years (ApsCronReader *reader, const ApsSpan *span, ApsCalendarSpec *spec);

gboolean aps_cron_line_read_days (ApsCronReader *reader, const ApsSpan *span, ApsDayTerms *terms);

gboolean
aps_cron_line_read_weekdays (ApsCronReader *reader, const ApsSpan *span, ApsDayTerms *terms);

/* A field of days that says nothing. */
void aps_cron_line_any_day (ApsDayTerms *terms);

gboolean aps_cron_line_is_any_day (const ApsDayTerms *terms);

/* Whether either of the fields of days suffices, or both must hold; if one says nothing and
 * suffices, neither says anything. */
void aps_cron_line_combine_days (ApsDaySpec *days, gboolean either);

/* Why @reboot is refused. */
#define APS_CRON_NO_REBOOT                                                                         \
  "is no time to fire at: a trigger cannot know when the machine or the scheduler started"

/* Reads the nickname (@daily and the like) that the expression is. FALSE with no error set: it is
 * none. */
gboolean
aps_cron_line_read_nickname (ApsTriggerParts *parts, ApsCalendarSpec *spec, GError **error);

/* How a set of numbers may be written, so that it is read back as it was. */
typedef enum
{
  APS_CRON_EITHER, /* as is shortest */
  APS_CRON_WILD,   /* with a star or a step */
  APS_CRON_FIXED,  /* with neither */
} ApsCronStyle;

void
aps_cron_line_append_bits (GString *text, guint64 bits, guint min, guint max, ApsCronStyle style);

/* Minute and hour as the flags of a spec want them. */
void aps_cron_line_append_minute (GString *text, const ApsCalendarSpec *spec);
void aps_cron_line_append_hour (GString *text, const ApsCalendarSpec *spec);

/* A field of days of a month or of week days; FALSE with the reason if the features do not reach.
 * With stars a field that says nothing, or is a step, begins with a star, else never. */
gboolean aps_cron_line_append_days (
  GString *text, const ApsDayTerms *terms, ApsCronFeatures features, gboolean stars, char **reason);
gboolean aps_cron_line_append_weekdays (
  GString *text, const ApsDayTerms *terms, ApsCronFeatures features, gboolean stars, char **reason);

gboolean aps_cron_line_append_years (GString *text, const ApsCalendarSpec *spec, char **reason);

G_END_DECLS
