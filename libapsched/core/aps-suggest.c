/* "Did you mean": finds the known word that is nearest to a mistyped one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-suggest-private.h"

#include <string.h>

#define MAX_LENGTH 48 /* of a word that is compared: longer ones are nobody's typing error */
#define MAX_QUOTED 80 /* characters of a value in a message */

/* How many letters must be put in, left out, changed or swapped with their neighbour (optimal
 * string alignment). Three rows of the table are alive at a time. */
static guint
distance (const char *a, gsize a_length, const char *b, gsize b_length)
{
  guint rows[3][MAX_LENGTH + 1];

  for (gsize j = 0; j <= b_length; j++)
    rows[0][j] = j;

  for (gsize i = 1; i <= a_length; i++)
    {
      guint       *row = rows[i % 3];
      const guint *above = rows[(i + 2) % 3];
      const guint *before = rows[(i + 1) % 3];

      row[0] = i;
      for (gsize j = 1; j <= b_length; j++)
        {
          guint changed = above[j - 1] + (a[i - 1] != b[j - 1]);

          row[j] = MIN (changed, MIN (above[j], row[j - 1]) + 1);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }

  return rows[a_length % 3][b_length];
}

const char *
aps_suggest (const char *word, const char *const *words)
{
  gsize       length = strlen (word);
  const char *best = NULL;
  guint       best_distance = 1 + MAX (1, length / 3);

  if (length > MAX_LENGTH)
    return NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      gsize other = strlen (words[i]);
      guint steps;

      if (other > MAX_LENGTH)
        continue;

      steps = distance (word, length, words[i], other);
      if (steps < best_distance && steps < MAX (length, other))
        {
          best = words[i];
          best_distance = steps;
        }
    }

  return best;
}

char *
aps_suggest_phrase (const char *word, const char *const *words, const char *others)
{
  const char      *near = aps_suggest (word, words);
  g_autofree char *list = NULL;

  if (near != NULL)
    return g_strdup_printf (" (did you mean \"%s\"?)", near);
  if (words[0] == NULL)
    return g_strdup ("");

  list = g_strjoinv (", ", (char **)words);
  return g_strdup_printf (" (%s %s)", others, list);
}

char *
aps_quotable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, MIN (strlen (text), 6 * MAX_QUOTED));
  GString         *quoted = g_string_new (NULL);
  guint            n = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (n++ == MAX_QUOTED)
        {
          g_string_append (quoted, "…");
          break;
        }
      g_string_append_unichar (quoted, g_unichar_iscntrl (c) ? 0xFFFD : c);
    }

  return g_string_free (quoted, FALSE);
}
