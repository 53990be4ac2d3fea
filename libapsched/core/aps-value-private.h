/* Values as parts of larger JSON texts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "core/aps-json-reader-private.h"
#include "core/aps-json-writer-private.h"

#include <apsched/aps-value.h>

G_BEGIN_DECLS

/* Writes a value in its canonical form. One that is nested too deep makes the text unreadable: see
 * the writer's max_depth. */
void aps_value_write (ApsJsonWriter *writer, GVariant *value);

/* Reads the next value (transfer full), not floating; NULL if the reader has an error. */
GVariant *aps_value_read (ApsJsonReader *reader);

G_END_DECLS
