/* What becomes of fires that a clock change skips or repeats.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "aps-cli-rule.h"

G_BEGIN_DECLS

typedef enum
{
  APS_CLI_CHANGE_SKIPPED, /* the time does not exist: nothing runs */
  APS_CLI_CHANGE_MOVED,   /* it does not exist: runs at another moment */
  APS_CLI_CHANGE_BOTH,    /* it occurs twice: runs both times */
  APS_CLI_CHANGE_FIRST,
  APS_CLI_CHANGE_LAST,
  APS_CLI_CHANGE_NEITHER, /* it occurs twice and runs at neither, by the rest of the rule */
} ApsCliChangeEffect;

/* A clock change that fires meet. */
typedef struct
{
  ApsClockChange     change;
  char              *zone;
  gint64             first_wall_us; /* the first time of the wall that is met, as if it were UTC */
  gint64             last_wall_us;
  gint64             n_walls;
  ApsCliChangeEffect effect;
  gint64             moved_to_us; /* of moved */
} ApsCliMeeting;

/* The zone that the trigger goes by; NULL where it has none, or several. */
char *aps_cli_rule_dup_zone (ApsCliRule *rule);

gboolean aps_cli_same_zone (const char *a, const char *b);

/* Why a fire is not where the rule would have it on other days; NULL if it is. */
char *aps_cli_change_note (ApsCliRule *rule, gint64 fire_us);

/* The clock changes of a stretch of time that fires meet: ApsCliMeeting. NULL with an error. */
GArray *aps_cli_find_meetings (ApsCliRule *rule, gint64 from_us, gint64 until_us, GError **error);

/* A meeting in words; its word for JSON. */
char       *aps_cli_meeting_describe (const ApsCliMeeting *meeting);
const char *aps_cli_meeting_nick (const ApsCliMeeting *meeting);

G_END_DECLS
