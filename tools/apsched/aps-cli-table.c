/* Prints tables: columns as wide as what stands in them, a word in colour only beside its meaning.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-table.h"

#include <stdio.h>
#include <string.h>

typedef struct
{
  char       *text;
  guint       width;
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

static gboolean
is_plain (const char *text)
{
  while (*text >= ' ' && *text < 0x7f)
    text++;

  return *text == '\0';
}

/* In one line, without what a terminal would take for a command. */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = NULL;
  GString         *line;

  if (is_plain (text))
    return g_strdup (text);

  valid = g_utf8_make_valid (text, -1);
  line = g_string_sized_new (strlen (valid));

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
aps_cli_table_take (ApsCliTable *self, char *text, ApsCliStyle style)
{
  Cell cell = { text, 1, style };

  if (text == NULL || *text == '\0')
    {
      g_free (text);
      cell.text = g_strdup ("-");
    }
  else if (is_plain (text))
    cell.width = (guint)strlen (text);
  else
    {
      cell.text = make_printable (text);
      cell.width = aps_cli_width (cell.text);
      g_free (text);
    }

  g_array_append_val (self->cells, cell);
}

void
aps_cli_table_add_styled (ApsCliTable *self, const char *text, ApsCliStyle style)
{
  aps_cli_table_take (self, g_strdup (text), style);
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

  if (is_plain (text))
    return (guint)strlen (text);

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
append_blanks (GString *out, guint n)
{
  gsize length = out->len;

  g_string_set_size (out, length + n);
  memset (out->str + length, ' ', n);
}

static void
append_padded (ApsCliTable *self, GString *out, const Cell *cell, guint width, gboolean last)
{
  if (self->cli->colored && cell->style != APS_CLI_PLAIN)
    {
      g_autofree char *styled = aps_cli_style (self->cli, cell->text, cell->style);

      g_string_append (out, styled);
    }
  else
    g_string_append (out, cell->text);

  if (!last)
    append_blanks (out, width + 2 - cell->width);
}

static void
append_row (ApsCliTable *self, GString *out, const Cell *cells, const guint *widths)
{
  guint n = self->headings->len;

  for (guint i = 0; i < n; i++)
    append_padded (self, out, &cells[i], widths[i], i + 1 == n);
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

static Cell *
make_headings (ApsCliTable *self)
{
  Cell *cells = g_new0 (Cell, self->headings->len);

  for (guint i = 0; i < self->headings->len; i++)
    {
      cells[i].text = g_ptr_array_index (self->headings, i);
      cells[i].width = cells[i].text != NULL ? aps_cli_width (cells[i].text) : 0;
      cells[i].style = APS_CLI_BOLD;
    }

  return cells;
}

void
aps_cli_table_print (ApsCliTable *self)
{
  guint             n = self->headings->len;
  const Cell       *cells = (const Cell *)(gpointer)self->cells->data;
  g_autofree Cell  *headings = make_headings (self);
  g_autofree guint *widths = g_new0 (guint, n);
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean headed = n > 0 && headings[0].text != NULL && !self->cli->no_header;

  for (guint i = 0; i < n && headed; i++)
    widths[i] = headings[i].width;
  for (guint i = 0; i < self->cells->len; i++)
    widths[i % n] = MAX (widths[i % n], cells[i].width);

  if (headed)
    append_row (self, out, headings, widths);
  for (guint i = 0; n > 0 && i < self->cells->len; i += n)
    append_row (self, out, cells + i, widths);
  fputs (out->str, stdout);
}
