/* The smallest parts of cron expressions: values and names, ranges, steps and hashed values.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "triggers/aps-cron-dialect-private.h"

G_BEGIN_DECLS

typedef enum
{
  APS_CRON_LAST = 1 << 0,         /* day L */
  APS_CRON_LAST_MINUS = 1 << 1,   /* day L-3 */
  APS_CRON_LAST_WORKDAY = 1 << 2, /* day LW */
  APS_CRON_WORKDAY = 1 << 3,      /* day 15W */
  APS_CRON_WORKDAY_LIST = 1 << 4, /* the same among others */
  APS_CRON_NTH = 1 << 5,          /* week day 2#3 */
  APS_CRON_NTH_LAST = 1 << 6,     /* week day 5#L */
  APS_CRON_WEEKDAY_LAST = 1 << 7, /* week day 5L */
  APS_CRON_LAST_WEEKDAY = 1 << 8, /* week day L alone: the last of the week */
  APS_CRON_WRAP = 1 << 9,         /* ranges may go over the end: fri-mon */
  APS_CRON_OPEN_STEP = 1 << 10,   /* 5/15 is 5-59/15 */
  APS_CRON_BARE_STEP = 1 << 11,   /* slash 15 alone is a star with that step */
  APS_CRON_SUNDAY_IS_1 = 1 << 12, /* week days from 1 to 7, Sunday first; else from 0 to 7 */
  APS_CRON_SUNDAY_ENDS = 1 << 13, /* fri-sun, though Sunday is 0 */
  APS_CRON_SMALL_STEPS = 1 << 14, /* a step larger than the field's range is an error */
  APS_CRON_QUESTION = 1 << 15,    /* ? is * in the fields of days */
  APS_CRON_CAPITALS = 1 << 16,    /* l and w are no L and W */
} ApsCronFeatures;

typedef enum
{
  APS_CRON_SECOND,
  APS_CRON_MINUTE,
  APS_CRON_HOUR,
  APS_CRON_DAY,
  APS_CRON_MONTH,
  APS_CRON_WEEKDAY,
  APS_CRON_YEAR,
} ApsCronFieldId;

typedef struct
{
  const ApsTriggerParts *parts;
  ApsCronFeatures        features;
  const char            *seed;      /* NULL: any value does for hashed fields */
  gboolean              *uses_seed; /* set where there are any */
  const char            *at;
  const char            *end; /* of the field that is read */
  GError               **error;
} ApsCronReader;

/* One entry of a list. */
typedef struct
{
  guint    first;
  guint    last; /* less than first: goes over the end */
  guint    step;
  gboolean is_wild; /* a star or with a step */
} ApsCronItem;

/* An error at a place of the text, or where the reader is; they answer FALSE. */
gboolean
aps_cron_reader_fail (ApsCronReader *reader, const char *at, const char *what, const char *rest);
gboolean aps_cron_reader_fail_at (ApsCronReader *reader, const char *rest);
gboolean aps_cron_reader_fail_range (
  ApsCronReader *reader, const char *name, const char *start, guint min, guint max);

gboolean aps_cron_reader_take_char (ApsCronReader *reader, char c);

/* L or W, in small letters too but with the feature of capitals; not followed by other letters. */
gboolean aps_cron_reader_take_letter (ApsCronReader *reader, char letter);

gboolean aps_cron_reader_take_digits (ApsCronReader *reader, guint *number);

/* The length of the name at the reader's place and its value, or 0. */
gsize aps_cron_reader_find_name (const ApsCronReader *reader, ApsCronFieldId id, guint *value);

gboolean aps_cron_reader_take_value (ApsCronReader *reader, ApsCronFieldId id, guint *value);

/* Takes a star, value, range or hashed value, with or without a step. */
gboolean aps_cron_reader_take_item (ApsCronReader *reader, ApsCronFieldId id, ApsCronItem *item);

/* Behind an entry: a comma and another, or the end of the field. */
gboolean aps_cron_reader_take_comma (ApsCronReader *reader, gboolean *more);

void aps_cron_reader_add_bits (const ApsCronReader *reader,
                               ApsCronFieldId       id,
                               const ApsCronItem   *item,
                               guint64             *bits);

G_END_DECLS
