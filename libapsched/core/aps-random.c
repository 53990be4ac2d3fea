/* Random numbers from the kernel.
 *
 * NOTES. A system call a number would cost 200 ns; a block of numbers in each thread makes it 4. A
 * forked child drops the block that it inherits, or parent and child would draw the same numbers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-random-private.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#define BLOCK_SIZE 64

static _Thread_local struct
{
  guint64 numbers[BLOCK_SIZE];
  guint   n_left;
  guint   generation;
} block;

static guint generation = 1; /* atomic: how many forks ago the program began */

static void
after_fork (void)
{
  g_atomic_int_inc (&generation);
}

static void
watch_forks (void)
{
  static gsize watched = 0;

  if (g_once_init_enter (&watched))
    {
      pthread_atfork (NULL, NULL, after_fork);
      g_once_init_leave (&watched, 1);
    }
}

static void
fill_block (void)
{
  char *p = (char *)block.numbers;
  gsize n_missing = sizeof block.numbers;

  watch_forks ();

  while (n_missing > 0)
    {
      gssize n = getrandom (p, n_missing, 0);

      if (n < 0 && errno != EINTR)
        g_error ("The kernel gives no random numbers: %s", g_strerror (errno));
      if (n < 0)
        continue;

      p += n;
      n_missing -= (gsize)n;
    }

  block.n_left = BLOCK_SIZE;
  block.generation = (guint)g_atomic_int_get (&generation);
}

guint64
aps_random_uint64 (void)
{
  if (block.n_left == 0 || block.generation != (guint)g_atomic_int_get (&generation))
    fill_block ();

  return block.numbers[--block.n_left];
}

guint64
aps_random_below (guint64 limit)
{
  guint64 n_unfair;
  guint64 number;

  g_assert (limit > 0);

  /* 2^64 modulo limit: as many numbers at the lower end would be one too many. */
  n_unfair = -limit % limit;

  do
    number = aps_random_uint64 ();
  while (number < n_unfair);

  return number % limit;
}
