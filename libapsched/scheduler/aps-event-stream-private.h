/* How the event bus fills a stream.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-event-stream.h>

/* The most events that wait in a stream; the oldest is lost for a new one. */
#define APS_EVENT_STREAM_MAX_LENGTH 10000

ApsEventStream *aps_event_stream_new (ApsEventType types);
ApsEventType    aps_event_stream_get_types (ApsEventStream *self);
void            aps_event_stream_push (ApsEventStream *self, ApsEvent *event);
