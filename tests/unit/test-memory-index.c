/* Tests the memory store's sorted sets against a plain sorted array.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "plugins/stores/memory/aps-memory-index.h"

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return (GPOINTER_TO_UINT (a) > GPOINTER_TO_UINT (b)) -
         (GPOINTER_TO_UINT (a) < GPOINTER_TO_UINT (b));
}

static int
compare_pointed (gconstpointer a, gconstpointer b)
{
  return compare_numbers (*(gpointer const *)a, *(gpointer const *)b);
}

/* Both walks, and a search for each item and for what stands between, agree with the array. */
static void
assert_equal (ApsMemoryIndex *index, GPtrArray *numbers)
{
  ApsMemoryPlace place = aps_memory_index_begin (index);

  g_ptr_array_sort (numbers, compare_pointed);
  g_assert_cmpuint (index->n, ==, numbers->len);
  for (guint i = 0; i < numbers->len; i++)
    g_assert_true (aps_memory_index_next (index, &place) == numbers->pdata[i]);
  g_assert_null (aps_memory_index_next (index, &place));

  place = aps_memory_index_end (index);
  for (guint i = numbers->len; i-- > 0;)
    g_assert_true (aps_memory_index_previous (index, &place) == numbers->pdata[i]);
  g_assert_null (aps_memory_index_previous (index, &place));

  for (guint i = 0; i < numbers->len; i += 1 + numbers->len / 50)
    {
      guint number = GPOINTER_TO_UINT (numbers->pdata[i]);

      place = aps_memory_index_seek (index, compare_numbers, GUINT_TO_POINTER (number));
      g_assert_true (aps_memory_index_next (index, &place) == GUINT_TO_POINTER (number));
      place = aps_memory_index_seek (index, compare_numbers, GUINT_TO_POINTER (number - 1));
      g_assert_true (aps_memory_index_next (index, &place) == GUINT_TO_POINTER (number));
      place = aps_memory_index_seek (index, compare_numbers, GUINT_TO_POINTER (number));
      g_assert_true (aps_memory_index_previous (index, &place) ==
                     (i > 0 ? numbers->pdata[i - 1] : NULL));
    }
}

static void
insert (ApsMemoryIndex *index, GPtrArray *numbers, guint number)
{
  aps_memory_index_insert (index, GUINT_TO_POINTER (number));
  g_ptr_array_add (numbers, GUINT_TO_POINTER (number));
}

static void
test_queue (void)
{
  ApsMemoryIndex index;
  g_autoptr (GPtrArray) numbers = g_ptr_array_new ();

  aps_memory_index_init (&index, compare_numbers);
  for (guint i = 1; i <= 3000; i++)
    insert (&index, numbers, 2 * i);
  for (guint i = 1; i <= 2500; i++)
    {
      g_assert_true (aps_memory_index_first (&index) == GUINT_TO_POINTER (2 * i));
      g_assert_true (aps_memory_index_remove (&index, GUINT_TO_POINTER (2 * i)));
      g_assert_false (aps_memory_index_remove (&index, GUINT_TO_POINTER (2 * i)));
    }
  g_ptr_array_remove_range (numbers, 0, 2500);
  assert_equal (&index, numbers);
  aps_memory_index_clear (&index);
  g_assert_null (aps_memory_index_first (&index));
}

/* Odd steps through a prime field meet each number once, in no order. */
static void
test_any_order (void)
{
  ApsMemoryIndex index;
  g_autoptr (GPtrArray) numbers = g_ptr_array_new ();
  guint n = 4001;

  aps_memory_index_init (&index, compare_numbers);
  for (guint i = 1; i < n; i++)
    {
      insert (&index, numbers, 2 * ((i * 1009) % n));
      if (i % 500 == 0)
        assert_equal (&index, numbers);
    }

  for (guint i = 1; i < n; i++)
    {
      guint number = 2 * ((i * 733) % n);

      g_assert_true (aps_memory_index_remove (&index, GUINT_TO_POINTER (number)));
      g_assert_true (g_ptr_array_remove_fast (numbers, GUINT_TO_POINTER (number)));
      if (i % 500 == 0)
        assert_equal (&index, numbers);
    }
  g_assert_null (aps_memory_index_first (&index));
  aps_memory_index_clear (&index);
}

static void
test_mixed (void)
{
  ApsMemoryIndex index;
  g_autoptr (GPtrArray) numbers = g_ptr_array_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  aps_memory_index_init (&index, compare_numbers);
  for (guint i = 0; i < 20000; i++)
    {
      guint number = 2 * (guint)g_rand_int_range (rand, 1, 900);

      if (g_ptr_array_find (numbers, GUINT_TO_POINTER (number), NULL))
        {
          g_assert_true (aps_memory_index_remove (&index, GUINT_TO_POINTER (number)));
          g_ptr_array_remove (numbers, GUINT_TO_POINTER (number));
        }
      else
        insert (&index, numbers, number);
      if (i % 1000 == 0)
        assert_equal (&index, numbers);
    }
  aps_memory_index_clear (&index);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/memory-index/first-in-first-out", test_queue);
  g_test_add_func ("/memory-index/any-order", test_any_order);
  g_test_add_func ("/memory-index/comes-and-goes", test_mixed);

  return g_test_run ();
}
