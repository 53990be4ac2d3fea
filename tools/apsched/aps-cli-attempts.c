/* The earlier attempts of a job, which stand in its record as JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-jobs.h"

static gint64
get_number (GVariant *members, const char *name, gint64 otherwise)
{
  gint64 number;

  return g_variant_lookup (members, name, "x", &number) ? number : otherwise;
}

static void
read_attempt (GVariant *members, ApsCliAttempt *attempt)
{
  *attempt = (ApsCliAttempt){
    .number = get_number (members, "attempt", 0),
    .started_us =
      get_number (members, "started_us", get_number (members, "leased_us", APS_TIME_NONE)),
    .finished_us = get_number (members, "finished_us", APS_TIME_NONE),
    .outcome = "error",
  };
  g_variant_lookup (members, "worker", "&s", &attempt->worker);
  g_variant_lookup (members, "outcome", "&s", &attempt->outcome);
  g_variant_lookup (members, "error", "&s", &attempt->error);
}

void
aps_cli_job_foreach_attempt (const ApsJobRecord *job, ApsCliAttemptFunc func, gpointer data)
{
  g_autoptr (GVariant)
    attempts = job->attempts != NULL ? aps_value_from_json (job->attempts, -1, NULL) : NULL;
  GVariantIter  iter;
  GVariant     *item;
  ApsCliAttempt attempt;

  if (attempts == NULL || !g_variant_is_of_type (attempts, G_VARIANT_TYPE ("av")))
    return;

  g_variant_iter_init (&iter, attempts);
  while (g_variant_iter_loop (&iter, "v", &item))
    if (g_variant_is_of_type (item, G_VARIANT_TYPE_VARDICT))
      {
        read_attempt (item, &attempt);
        func (&attempt, data);
      }
}
