/* The text form of the trigger that a vector describes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

/* Of a case of tests/vectors/triggers: {"type": "cron", ...} in a zone; NULL if it cannot be read.
 */
char *vector_text_from_description (JsonObject *description, const char *timezone);

/* Of a case of tests/vectors/dialects: a dialect and an expression; NULL if it cannot be read. */
char *vector_text_from_dialect (JsonObject *vector);
