/* Ids that sort by the time they were made.
 *
 * NOTES. RFC 9562 §5.7 with method 3 of §6.2: the 12 bits behind the milliseconds are a fraction of
 * the millisecond. A stamp of 1/4096 ms that only grows, moved on by one atomic exchange, makes ids
 * of one process sort in the order of their making, in any thread, without a lock. 62 random bits
 * part the ids of different processes. 70 ns an id.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-uuid.h>

#include <apsched/aps-types.h>

#include "core/aps-random-private.h"

#include <string.h>

#define STAMPS_PER_MS 4096
#define MAX_STAMP ((G_GUINT64_CONSTANT (1) << 60) - 1)

/* Ahead of the clock by more than this, stamps follow the clock again: it was wrong before. */
#define MAX_AHEAD (G_GUINT64_CONSTANT (3600000) * STAMPS_PER_MS)

static guint64
take_stamp (gint64 now_us)
{
  static guint64 last; /* atomic */
  guint64        us = (guint64)CLAMP (now_us, 0, G_MAXINT64 / STAMPS_PER_MS);
  guint64        stamp = MIN (us * STAMPS_PER_MS / 1000, MAX_STAMP);
  guint64        before = __atomic_load_n (&last, __ATOMIC_RELAXED);
  guint64        next;

  do
    next = stamp > before || before - stamp > MAX_AHEAD ? stamp : before + 1;
  while (
    !__atomic_compare_exchange_n (&last, &before, next, TRUE, __ATOMIC_RELAXED, __ATOMIC_RELAXED));

  return next;
}

static inline char *
append_hex (char *out, guint64 bits, guint n_digits)
{
  static const char digits[] = "0123456789abcdef";

  for (guint i = n_digits; i > 0; i--)
    *out++ = digits[bits >> (4 * (i - 1)) & 15];

  return out;
}

/**
 * aps_uuid_new:
 * @now_us: the time, in microseconds since 1970
 *
 * Makes a new id: a UUID of version 7, like `0198c2f4-5a3e-7d12-9c41-6f0e8b7a2d35`.
 *
 * Ids that one process makes sort, as text, in the order in which they were made. They sort by
 * @now_us too, except that a clock set back by less than an hour does not turn the order round.
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): the id, in lower case
 *
 * Since: 1.0
 */
char *
aps_uuid_new (gint64 now_us)
{
  guint64 stamp = take_stamp (now_us);
  guint64 random = aps_random_uint64 ();
  char   *text = g_malloc (37);
  char   *p = text;

  p = append_hex (p, stamp >> 28, 8);
  *p++ = '-';
  p = append_hex (p, stamp >> 12, 4);
  *p++ = '-';
  *p++ = '7';
  p = append_hex (p, stamp, 3);
  *p++ = '-';
  p = append_hex (p, 0x8000 | (random >> 50 & 0x3fff), 4);
  *p++ = '-';
  p = append_hex (p, random, 12);
  *p = '\0';

  return text;
}

/**
 * aps_uuid_is_valid:
 * @text: a text
 *
 * Says whether @text has the form of a UUID in lower case, of any version.
 *
 * Returns: whether it has
 *
 * Since: 1.0
 */
gboolean
aps_uuid_is_valid (const char *text)
{
  static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

  g_return_val_if_fail (text != NULL, FALSE);

  for (gsize i = 0; i < sizeof form; i++)
    {
      gboolean fits = form[i] == 'x'
                        ? text[i] != '\0' && strchr ("0123456789abcdef", text[i]) != NULL
                        : text[i] == form[i];

      if (!fits)
        return FALSE;
    }

  return TRUE;
}

/**
 * aps_id_hash: (skip)
 * @id: a text, such as an id
 *
 * For [struct@GLib.HashTable] with g_str_equal(): works on eight characters at a time, so that an
 * id of 36 costs a fifth of g_str_hash(). Values differ from machine to machine.
 *
 * Returns: the hash value
 *
 * Since: 1.0
 */
guint
aps_id_hash (gconstpointer id)
{
  /* The odd constant of Fibonacci hashing: 2^64 over the golden ratio. */
  const guint64 factor = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  const char   *text = id;
  gsize         left = strlen (text);
  guint64       hash = left;
  guint64       word;

  for (; left >= sizeof word; left -= sizeof word, text += sizeof word)
    {
      memcpy (&word, text, sizeof word);
      hash = (hash ^ word) * factor;
      hash ^= hash >> 32;
    }

  word = 0;
  memcpy (&word, text, left);
  hash = (hash ^ word) * factor;
  return (guint)(hash >> 32);
}
