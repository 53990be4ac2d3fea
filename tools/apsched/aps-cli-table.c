/* Prints tables: columns as wide as what stands in them, a word in colour only beside its meaning.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-table.h"

#include <string.h>

typedef struct
{
  char       *text;
  ApsCliStyle style;
} Cell;

struct _ApsCliTable
{
  ApsCli    *cli;
  GPtrArray *headings; /* of char *, NULL for none */
  GArray    *cells;    /* of Cell, row by row */
};

static void
clear_cell (gpointer data)
{
  g_free (((Cell *)data)->text);
}

ApsCliTable *
aps_cli_table_new (ApsCli *cli)
{
  ApsCliTable *self = g_new0 (ApsCliTable, 1);

  self->cli = cli;
  self->headings = g_ptr_array_new_with_free_func (g_free);
  self->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_array_set_clear_func (self->cells, clear_cell);
  return self;
}

void
aps_cli_table_free (ApsCliTable *self)
{
  g_ptr_array_unref (self->headings);
  g_array_unref (self->cells);
  g_free (self);
}

void
aps_cli_table_add_column (ApsCliTable *self, const char *heading)
{
  g_ptr_array_add (self->headings, g_strdup (heading));
}

/* In one line, without what a terminal would take for a command. */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString         *line = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c))
        g_string_append_c (line, ' ');
      else
        g_string_append_unichar (line, c);
    }

  return g_string_free (line, FALSE);
}

void
aps_cli_table_add_styled (ApsCliTable *self, const char *text, ApsCliStyle style)
{
  Cell cell = { make_printable (text == NULL || *text == '\0' ? "-" : text), style };

  g_array_append_val (self->cells, cell);
}

void
aps_cli_table_add (ApsCliTable *self, const char *text)
{
  aps_cli_table_add_styled (self, text, APS_CLI_PLAIN);
}

static guint
char_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;

  return g_unichar_iswide (c) ? 2 : 1;
}

guint
aps_cli_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += char_width (g_utf8_get_char (p));

  return width;
}

char *
aps_cli_cut (const char *text, guint width)
{
  g_autofree char *line = make_printable (text);
  const char      *p = line;
  guint            used = 0;

  if (aps_cli_width (line) <= width)
    return g_steal_pointer (&line);

  while (used + char_width (g_utf8_get_char (p)) < width)
    {
      used += char_width (g_utf8_get_char (p));
      p = g_utf8_next_char (p);
    }

  {
    g_autofree char *kept = g_strndup (line, p - line);

    return g_strconcat (kept, "…", NULL);
  }
}

char *
aps_cli_style (ApsCli *cli, const char *text, ApsCliStyle style)
{
  static const char *const codes[] = { "", "31", "33", "2", "1" };

  if (!cli->colored || style == APS_CLI_PLAIN)
    return g_strdup (text);

  return g_strdup_printf ("\033[%sm%s\033[0m", codes[style], text);
}

static void
append_padded (
  ApsCliTable *self, GString *line, const char *text, ApsCliStyle style, guint width, gboolean last)
{
  g_autofree char *styled = aps_cli_style (self->cli, text, style);

  g_string_append (line, styled);
  if (last)
    return;

  for (guint i = aps_cli_width (text); i < width + 2; i++)
    g_string_append_c (line, ' ');
}

static void
print_row (ApsCliTable *self, const guint *widths, guint row)
{
  guint n = self->headings->len;
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      const Cell *cell = &g_array_index (self->cells, Cell, row * n + i);

      append_padded (self, line, cell->text, cell->style, widths[i], i + 1 == n);
    }
  g_print ("%s\n", g_strchomp (line->str));
}

static void
print_headings (ApsCliTable *self, const guint *widths)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < self->headings->len; i++)
    append_padded (self,
                   line,
                   g_ptr_array_index (self->headings, i),
                   APS_CLI_BOLD,
                   widths[i],
                   i + 1 == self->headings->len);
  g_print ("%s\n", line->str);
}

void
aps_cli_table_print (ApsCliTable *self)
{
  guint             n = self->headings->len;
  g_autofree guint *widths = g_new0 (guint, n);
  gboolean headed = n > 0 && g_ptr_array_index (self->headings, 0) != NULL && !self->cli->no_header;

  for (guint i = 0; i < n && headed; i++)
    widths[i] = aps_cli_width (g_ptr_array_index (self->headings, i));
  for (guint i = 0; i < self->cells->len; i++)
    widths[i % n] = MAX (widths[i % n], aps_cli_width (g_array_index (self->cells, Cell, i).text));

  if (headed)
    print_headings (self, widths);
  for (guint i = 0; n > 0 && i < self->cells->len / n; i++)
    print_row (self, widths, i);
}
