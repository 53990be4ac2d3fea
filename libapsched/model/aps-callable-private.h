/* Names of work: task ids that people choose, and references that any process may resolve.
 *
 * A text with a colon is a reference, SCHEME:REST; a task id that people choose has none.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest id of a task or schedule, in bytes: ids travel in envelopes of events. A task made
 * from a reference has it as its id. */
#define APS_ID_MAX_SIZE 1000
/* The longest reference of a task that has a name: a command may hold a script. */
#define APS_REFERENCE_MAX_SIZE (1024 * 1024)

gboolean aps_callable_is_reference (const char *text);

/* The text before the first colon; NULL where there is none. */
char *aps_callable_dup_scheme (const char *text);
/* Whether @text is a reference of this scheme; compares, copies nothing. */
gboolean aps_callable_has_scheme (const char *text, const char *scheme);
/* The text behind the first colon; NULL where there is none. */
const char *aps_callable_get_rest (const char *text);

/* Whether @text is a reference that makes sense, as far as this can be told without loading it. The
 * known schemes are checked in whole; of others, only that they have a name and something to
 * name. */
gboolean aps_callable_check (const char *text, GError **error);

/* Parts the rest of module:, python: and js: at its last colon. */
gboolean aps_callable_split (const char *reference, char **place, char **symbol, GError **error);

/* Whether @id may be the id of a task: a name without a colon, or a reference. */
gboolean aps_task_id_check (const char *id, GError **error);
/* Whether @id may be an id at all: of a schedule, of a queue. @what: what it is the id of. */
gboolean aps_id_check (const char *what, const char *id, GError **error);

G_END_DECLS
