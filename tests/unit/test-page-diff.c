/* What changes between two pages of a list.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "scheduler/aps-page-diff-private.h"

#include <string.h>

/* Letters are items. Takes the steps from @before to @after, and answers how they read. */
static char *
change (const char *before, const char *after)
{
  g_autofree guint *places = g_new (guint, strlen (before));
  g_autoptr (GArray) changes = NULL;
  g_autoptr (GString) page = g_string_new (before);
  GString *steps = g_string_new (NULL);

  for (guint i = 0; before[i] != '\0'; i++)
    {
      const char *found = strchr (after, before[i]);

      places[i] = found != NULL ? (guint)(found - after) : APS_PAGE_GONE;
    }

  changes = aps_page_diff (places, (guint)strlen (before), (guint)strlen (after));
  for (guint i = 0; i < changes->len; i++)
    {
      const ApsPageChange *step = &g_array_index (changes, ApsPageChange, i);

      g_assert_cmpuint (step->position + step->n_removed, <=, page->len);
      g_string_erase (page, step->position, step->n_removed);
      g_string_insert_len (page, step->position, after + step->position, step->n_added);
      g_string_append_printf (steps, "%u-%u+%u ", step->position, step->n_removed, step->n_added);
    }

  g_assert_cmpstr (page->str, ==, after);
  return g_string_free (steps, FALSE);
}

static void
expect (const char *before, const char *after, const char *steps)
{
  g_autofree char *got = change (before, after);

  g_assert_cmpstr (got, ==, steps);
}

static void
test_equal (void)
{
  expect ("", "", "");
  expect ("abc", "abc", "");
}

static void
test_all (void)
{
  expect ("", "abc", "0-0+3 ");
  expect ("abc", "", "0-3+0 ");
  expect ("abc", "xyz", "0-3+3 ");
}

/* The newest of many jobs comes, the oldest of the page goes. */
static void
test_shift (void)
{
  expect ("abcdefgh", "xabcdefg", "0-0+1 8-1+0 ");
  expect ("abcdefgh", "bcdefghx", "0-1+0 7-0+1 ");
}

/* A schedule that has fired goes to a later place. */
static void
test_move (void)
{
  expect ("abcdefgh", "bcdaefgh", "0-1+0 3-0+1 ");
  expect ("abcdefgh", "gabcdefh", "0-0+1 7-1+0 ");
}

static void
test_exchange (void)
{
  expect ("abcdefgh", "abxdefgh", "2-1+1 ");
}

/* One step in place of many. */
static void
test_many (void)
{
  expect ("abcdefghijklmnopqrst", "aBcDeFgHiJkLmNoPqRsT", "1-19+19 ");
  expect ("abcdefghijklmnopqrst", "acegikmoqs", "1-19+9 ");
}

/* Whatever the pages are: change() looks that the steps lead to the new one. */
static void
test_random (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      char pages[2][27] = { "", "" };

      for (guint page = 0; page < 2; page++)
        for (guint n = (guint)g_test_rand_int_range (0, 27), i = 0; i < n; i++)
          {
            char item = (char)g_test_rand_int_range ('a', 'z' + 1);

            if (strchr (pages[page], item) == NULL)
              pages[page][strlen (pages[page])] = item;
          }

      g_free (change (pages[0], pages[1]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/page-diff/equal-is-no-step", test_equal);
  g_test_add_func ("/page-diff/all-is-one-step", test_all);
  g_test_add_func ("/page-diff/shift-is-two-items", test_shift);
  g_test_add_func ("/page-diff/move-is-two-items", test_move);
  g_test_add_func ("/page-diff/exchange-is-one-item", test_exchange);
  g_test_add_func ("/page-diff/many-are-joined", test_many);
  g_test_add_func ("/page-diff/leads-to-the-new-page", test_random);

  return g_test_run ();
}
