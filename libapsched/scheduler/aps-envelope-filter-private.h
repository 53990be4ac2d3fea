/* Drops envelopes that came before.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

typedef struct _ApsEnvelopeFilter ApsEnvelopeFilter;

ApsEnvelopeFilter *aps_envelope_filter_new (void);
void               aps_envelope_filter_free (ApsEnvelopeFilter *self);
/* Whether this one of @instance has not come yet. Any thread. */
gboolean
aps_envelope_filter_is_new (ApsEnvelopeFilter *self, const char *instance, guint64 counter);
