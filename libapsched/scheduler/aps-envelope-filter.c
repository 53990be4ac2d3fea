/* Drops envelopes that came before. Of each sender the last 64 counters are remembered, as a bit
 * set below the highest: what is older counts as having come.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-envelope-filter-private.h"

#include <apsched/aps-locked.h>

/* Senders come and go: beyond this many all are forgotten. */
#define MAX_SENDERS 1024

typedef struct
{
  guint64 highest;
  guint64 seen; /* bit n: highest - n has come */
} Sender;

struct _ApsEnvelopeFilter
{
  GMutex      lock;
  GHashTable *senders; /* guarded by lock: instance -> Sender */
};

ApsEnvelopeFilter *
aps_envelope_filter_new (void)
{
  ApsEnvelopeFilter *self = g_new0 (ApsEnvelopeFilter, 1);

  g_mutex_init (&self->lock);
  self->senders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
aps_envelope_filter_free (ApsEnvelopeFilter *self)
{
  g_hash_table_unref (self->senders);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static Sender *
find_sender (ApsEnvelopeFilter *self, const char *instance)
{
  Sender *sender = g_hash_table_lookup (self->senders, instance);

  if (sender != NULL)
    return sender;

  if (g_hash_table_size (self->senders) >= MAX_SENDERS)
    g_hash_table_remove_all (self->senders);
  sender = g_new0 (Sender, 1);
  g_hash_table_insert (self->senders, g_strdup (instance), sender);
  return sender;
}

gboolean
aps_envelope_filter_is_new (ApsEnvelopeFilter *self, const char *instance, guint64 counter)
{
  Sender *sender;
  guint64 behind;
  APS_LOCKED (&self->lock);

  sender = find_sender (self, instance);
  if (counter > sender->highest)
    {
      guint64 ahead = counter - sender->highest;

      sender->seen = ahead < 64 ? sender->seen << ahead | 1 : 1;
      sender->highest = counter;
      return TRUE;
    }

  behind = sender->highest - counter;
  if (behind >= 64 || (sender->seen >> behind & 1) != 0)
    return FALSE;

  sender->seen |= G_GUINT64_CONSTANT (1) << behind;
  return TRUE;
}
