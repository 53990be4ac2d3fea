/* A bounded queue of events, to be read one by one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-event.h>

G_BEGIN_DECLS

#define APS_TYPE_EVENT_STREAM (aps_event_stream_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_FINAL_TYPE (ApsEventStream, aps_event_stream, APS, EVENT_STREAM, GObject)

APS_AVAILABLE_IN_1_0
ApsEvent *aps_event_stream_next (ApsEventStream *self,
                                 gint64          wait_us,
                                 GCancellable   *cancellable,
                                 GError        **error);
APS_AVAILABLE_IN_1_0
void aps_event_stream_next_async (ApsEventStream     *self,
                                  gint64              wait_us,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
APS_AVAILABLE_IN_1_0
ApsEvent *aps_event_stream_next_finish (ApsEventStream *self, GAsyncResult *result, GError **error);
APS_AVAILABLE_IN_1_0
guint64 aps_event_stream_get_n_lost (ApsEventStream *self);
APS_AVAILABLE_IN_1_0
void aps_event_stream_close (ApsEventStream *self);

G_END_DECLS
