/* Values as programs that know nothing of GVariant read them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text as it is, other values as JSON without marks of their types. */
char *aps_plain_json_to_text (GVariant *value);

G_END_DECLS
