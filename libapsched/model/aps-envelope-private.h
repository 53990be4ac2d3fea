/* Events on their way between schedulers: JSON text of at most APS_ENVELOPE_MAX_SIZE bytes.
 *
 * {"v":1,"i":INSTANCE,"n":COUNTER,"t":"job-added","at":MICROSECONDS,"job":ID,...}
 *
 * Members that are not known are passed over; an envelope of another version, or of an unknown
 * type, is no event.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "model/aps-event-private.h"

G_BEGIN_DECLS

/* @instance: uuid of the sender; @counter: grows with each of its envelopes. What is too long is
 * cut, the error's text first. */
char *aps_envelope_new (const ApsEventFields *fields, const char *instance, guint64 counter);

/* *@event (transfer full) is NULL where there is none for us: an unknown type or version. FALSE
 * where the text is no envelope. */
gboolean aps_envelope_parse (
  const char *text, ApsEvent **event, char **instance, guint64 *counter, GError **error);

G_END_DECLS
