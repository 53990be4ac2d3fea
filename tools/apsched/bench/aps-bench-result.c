/* What was measured of a row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-bench-result.h"

#include <string.h>

/* Of what else is told of a row, so much stands in the table. */
#define MAX_SHOWN 4

typedef struct
{
  char   *name;
  GArray *values; /* of double, one a run */
} Number;

static void
number_free (gpointer data)
{
  Number *number = data;

  g_free (number->name);
  g_array_unref (number->values);
  g_free (number);
}

ApsBenchResult *
aps_bench_result_new (const ApsBenchRow *row)
{
  ApsBenchResult *self = g_new0 (ApsBenchResult, 1);

  self->row = row;
  self->runs = g_array_new (FALSE, FALSE, sizeof (double));
  self->more = g_ptr_array_new_with_free_func (number_free);
  return self;
}

void
aps_bench_result_free (ApsBenchResult *self)
{
  g_array_unref (self->runs);
  g_ptr_array_unref (self->more);
  g_free (self->skipped);
  g_free (self);
}

static GArray *
get_values (ApsBenchResult *self, const char *name)
{
  Number *number;

  for (guint i = 0; i < self->more->len; i++)
    {
      number = g_ptr_array_index (self->more, i);
      if (strcmp (number->name, name) == 0)
        return number->values;
    }

  number = g_new (Number, 1);
  number->name = g_strdup (name);
  number->values = g_array_new (FALSE, FALSE, sizeof (double));
  g_ptr_array_add (self->more, number);
  return number->values;
}

static void
take_line (ApsBenchResult *self, const char *line)
{
  const char      *blank = strchr (line, ' ');
  g_autofree char *name = blank != NULL ? g_strndup (line, blank - line) : NULL;
  double           value;

  if (blank == NULL)
    return;

  if (strcmp (name, APS_BENCH_SKIPPED) == 0)
    {
      g_free (self->skipped);
      self->skipped = g_strdup (blank + 1);
      return;
    }

  value = g_ascii_strtod (blank + 1, NULL);
  g_array_append_val (strcmp (name, APS_BENCH_RUN) == 0 ? self->runs : get_values (self, name),
                      value);
}

void
aps_bench_result_take (ApsBenchResult *self, const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    take_line (self, lines[i]);
}

typedef double (*Summary) (GArray *values);

static double
get_least (GArray *values)
{
  g_autoptr (GArray) sorted = g_array_copy (values);

  return aps_bench_quantile (sorted, 0);
}

static double
get_most (GArray *values)
{
  g_autoptr (GArray) sorted = g_array_copy (values);

  return aps_bench_quantile (sorted, 1);
}

static double
get_median (GArray *values)
{
  g_autoptr (GArray) sorted = g_array_copy (values);

  return aps_bench_median (sorted);
}

/* Null where there was no run. */
static void
write_number (ApsBenchResult *self, ApsCliJson *json, const char *name, Summary summary)
{
  if (self->runs->len > 0)
    aps_cli_json_double (json, name, summary (self->runs));
  else
    aps_cli_json_raw (json, name, NULL);
}

void
aps_bench_result_write (ApsBenchResult *self, ApsCliJson *json)
{
  aps_cli_json_begin (json, NULL, '{');
  aps_cli_json_string (json, "row", self->row->name);
  write_number (self, json, "value", get_median);
  aps_cli_json_string (json, "unit", self->row->unit);
  aps_cli_json_string (json,
                       "better",
                       self->row->better == APS_BENCH_MORE_IS_BETTER ? "more" : "less");
  aps_cli_json_begin (json, "runs", '[');
  for (guint i = 0; i < self->runs->len; i++)
    aps_cli_json_double (json, NULL, g_array_index (self->runs, double, i));
  aps_cli_json_end (json, ']');
  write_number (self, json, "low", get_least);
  write_number (self, json, "high", get_most);
  aps_cli_json_string (json, "skipped", self->skipped);
  aps_cli_json_boolean (json, "failed", self->failed);
  aps_cli_json_begin (json, "more", '{');
  for (guint i = 0; i < self->more->len; i++)
    {
      Number *number = g_ptr_array_index (self->more, i);

      aps_cli_json_double (json, number->name, get_median (number->values));
    }
  aps_cli_json_end (json, '}');
  aps_cli_json_end (json, '}');
}

void
aps_bench_result_add_columns (ApsCliTable *table)
{
  static const char *const headings[] = { "ROW", "VALUE", "UNIT", "LOW", "HIGH", "RUNS", "NOTE" };

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    aps_cli_table_add_column (table, headings[i]);
}

static char *
format_number (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (text,
                                    sizeof text,
                                    value >= 100  ? "%.0f"
                                    : value >= 10 ? "%.1f"
                                                  : "%.3f",
                                    value));
}

static void
add_number (ApsBenchResult *self, ApsCliTable *table, Summary summary)
{
  g_autofree char *text = self->runs->len > 0 ? format_number (summary (self->runs)) : NULL;

  aps_cli_table_add (table, text);
}

static char *
describe_more (ApsBenchResult *self)
{
  GString *text = g_string_new (NULL);
  guint    n = MIN (self->more->len, MAX_SHOWN);

  for (guint i = 0; i < n; i++)
    {
      Number          *number = g_ptr_array_index (self->more, i);
      g_autofree char *value = format_number (get_median (number->values));

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", number->name, value);
    }
  if (n < self->more->len)
    g_string_append (text, ", …");

  return g_string_free (text, FALSE);
}

void
aps_bench_result_add (ApsBenchResult *self, ApsCliTable *table)
{
  g_autofree char *more = describe_more (self);
  g_autofree char *n_runs = g_strdup_printf ("%u", self->runs->len);

  aps_cli_table_add (table, self->row->name);
  add_number (self, table, get_median);
  aps_cli_table_add (table, self->row->unit);
  add_number (self, table, get_least);
  add_number (self, table, get_most);
  aps_cli_table_add (table, n_runs);
  if (self->failed)
    aps_cli_table_add_styled (table, "failed", APS_CLI_BAD);
  else if (self->skipped != NULL)
    {
      g_autofree char *note = g_strconcat ("skipped: ", self->skipped, NULL);

      aps_cli_table_add_styled (table, note, APS_CLI_DIM);
    }
  else
    aps_cli_table_add (table, more);
}
