/* The other end of a call: who made it waits for its answer here.
 *
 *   g_autoptr (ApsAnswer) answer = aps_answer_new ("lease_jobs of store Mine", cancellable);
 *   call_implementer (implementer, aps_call_new (answer));
 *   if (!aps_answer_wait (answer, limit_us, home, &json, error)) …
 *
 * Of a call there is one ApsCall, which the implementer holds; when the last reference to it goes
 * without an answer, that is the answer: an error.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <apsched/aps-call.h>

#include "core/aps-home-context-private.h"

G_BEGIN_DECLS

typedef struct _ApsAnswer ApsAnswer;

/* Either error is set, or json is what was answered, which may be NULL. */
typedef void (*ApsAnswerFunc) (const char *json, const GError *error, gpointer data);

/* @what names the call in errors. */
ApsAnswer *aps_answer_new (const char *what, GCancellable *cancellable);
ApsAnswer *aps_answer_ref (ApsAnswer *self);
void       aps_answer_unref (ApsAnswer *self);

/* The call for the implementer (transfer full): once for each answer. */
ApsCall *aps_call_new (ApsAnswer *answer);

/* Ends a call that its implementer's begin threw out of: takes error, NULL where it returned. */
void aps_call_thrown (ApsCall *self, GError *error);

/* Blocks until there is an answer, for wait_us at most (APS_ERROR_TIMED_OUT) or until cancelled
 * (G_IO_ERROR_CANCELLED); after either, the answer is dropped when it comes. With a home, and
 * called in it, serves its queue meanwhile. *json is transfer full and may be NULL on success. */
gboolean aps_answer_wait (
  ApsAnswer *self, gint64 wait_us, ApsHomeContext *home, char **json, GError **error);

/* Calls func once, with the answer: at once if it is there, else in the thread that gives it. Not
 * beside aps_answer_wait(). */
void aps_answer_then (ApsAnswer *self, ApsAnswerFunc func, gpointer data, GDestroyNotify destroy);

/* Answers with APS_ERROR_TIMED_OUT in place of the implementer; FALSE if there is an answer. */
gboolean aps_answer_time_out (ApsAnswer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ApsAnswer, aps_answer_unref)

G_END_DECLS
