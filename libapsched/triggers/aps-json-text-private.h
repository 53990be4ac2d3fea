/* JSON text of triggers and cursors: what json-glib leaves to its users.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void aps_json_append_string (GString *json, const char *value);

/* Reads a JSON text that nests at most 100 deep (json-glib's reader has no limit, and recurses). */
JsonNode *aps_json_read (const char *json, GError **error);

G_END_DECLS
