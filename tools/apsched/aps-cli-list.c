/* A list of records: the columns that are wanted, in the order that is wanted, or as JSON.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-cli-list.h"

#include <string.h>

static const ApsCliColumn *
find_column (const ApsCliList *self, const char *name)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (g_ascii_strcasecmp (self->columns[i].heading, name) == 0)
      return &self->columns[i];

  return NULL;
}

static gboolean
fail_column (const ApsCliList *self, const char *option, const char *name, ApsExit *status)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < self->n_columns; i++)
    {
      g_autofree char *lower = g_ascii_strdown (self->columns[i].heading, -1);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", lower);
    }

  *status =
    aps_cli_fail (APS_EXIT_USAGE, "%s: there is no column \"%.80s\": %s", option, name, names->str);
  return FALSE;
}

/* NULL: those that are shown by default. */
static char **
split_columns (ApsCli *cli)
{
  char **names;

  if (cli->columns == NULL)
    return NULL;

  names = g_strsplit (cli->columns, ",", -1);
  for (guint i = 0; names[i] != NULL; i++)
    g_strstrip (names[i]);
  return names;
}

gboolean
aps_cli_list_check (const ApsCliList *self, ApsCli *cli, ApsExit *status)
{
  g_auto (GStrv) names = split_columns (cli);

  if (names != NULL && names[0] == NULL)
    return fail_column (self, "--columns", "", status);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (find_column (self, names[i]) == NULL)
      return fail_column (self, "--columns", names[i], status);

  if (cli->sort != NULL && find_column (self, cli->sort + (cli->sort[0] == '-')) == NULL)
    return fail_column (self, "--sort", cli->sort, status);

  return TRUE;
}

static GPtrArray *
choose_columns (const ApsCliList *self, ApsCli *cli)
{
  GPtrArray *chosen = g_ptr_array_new ();
  g_auto (GStrv) names = split_columns (cli);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_ptr_array_add (chosen, (gpointer)find_column (self, names[i]));
  for (guint i = 0; names == NULL && i < self->n_columns; i++)
    if (cli->is_long || self->columns[i].use == APS_CLI_SHOWN)
      g_ptr_array_add (chosen, (gpointer)&self->columns[i]);

  return chosen;
}

gboolean
aps_cli_list_shows (const ApsCliList *self, ApsCli *cli, const char *heading)
{
  g_autoptr (GPtrArray) chosen = choose_columns (self, cli);

  return g_ptr_array_find (chosen, find_column (self, heading), NULL);
}

typedef struct
{
  ApsCli             *cli;
  const ApsCliColumn *column;
  gpointer            data;
  gint                sign;
} Order;

static gint
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Order     *order = user_data;
  gconstpointer    first = *(const gconstpointer *)a;
  gconstpointer    second = *(const gconstpointer *)b;
  g_autofree char *first_text = NULL;
  g_autofree char *second_text = NULL;

  if (order->column->key != NULL)
    {
      gint64 x = order->column->key (first);
      gint64 y = order->column->key (second);

      return x == y ? 0 : (x < y ? -1 : 1) * order->sign;
    }

  first_text = order->column->text (order->cli, first, order->data);
  second_text = order->column->text (order->cli, second, order->data);
  return g_strcmp0 (first_text, second_text) * order->sign;
}

void
aps_cli_list_sort (const ApsCliList *self, ApsCli *cli, GPtrArray *records, gpointer data)
{
  Order order = { .cli = cli, .data = data, .sign = 1 };

  if (cli->sort == NULL)
    return;

  order.sign = cli->sort[0] == '-' ? -1 : 1;
  order.column = find_column (self, cli->sort + (cli->sort[0] == '-'));
  g_ptr_array_sort_with_data (records, compare, &order);
}

void
aps_cli_list_write (const ApsCliList *self, ApsCliJson *json, gconstpointer record, gpointer data)
{
  for (guint i = 0; i < self->n_members; i++)
    aps_cli_json_field (json, self->members[i].name, self->type, self->members[i].field, record);
  if (self->more != NULL)
    self->more (json, record, data);
}

void
aps_cli_list_begin_json (const ApsCliList *self, ApsCli *cli, ApsCliJson *json)
{
  aps_cli_json_init (json);
  if (cli->jsonl)
    return;

  aps_cli_json_begin_document (json);
  aps_cli_json_begin (json, self->name, '[');
}

void
aps_cli_list_add_json (
  const ApsCliList *self, ApsCli *cli, ApsCliJson *json, gconstpointer record, gpointer data)
{
  aps_cli_json_begin (json, NULL, '{');
  aps_cli_list_write (self, json, record, data);
  aps_cli_json_end (json, '}');
  if (cli->jsonl)
    aps_cli_json_flush (json);
}

void
aps_cli_list_end_json (ApsCli *cli, ApsCliJson *json)
{
  if (!cli->jsonl)
    {
      aps_cli_json_end (json, ']');
      aps_cli_json_end (json, '}');
      aps_cli_json_flush (json);
    }
  aps_cli_json_clear (json);
}

static void
print_json (const ApsCliList *self, ApsCli *cli, GPtrArray *records, gpointer data)
{
  ApsCliJson json;

  aps_cli_list_begin_json (self, cli, &json);
  for (guint i = 0; i < records->len; i++)
    aps_cli_list_add_json (self, cli, &json, g_ptr_array_index (records, i), data);
  aps_cli_list_end_json (cli, &json);
}

static void
print_table (const ApsCliList *self, ApsCli *cli, GPtrArray *records, gpointer data)
{
  g_autoptr (ApsCliTable) table = aps_cli_table_new (cli);
  g_autoptr (GPtrArray) chosen = choose_columns (self, cli);

  for (guint i = 0; i < chosen->len; i++)
    aps_cli_table_add_column (table, ((ApsCliColumn *)g_ptr_array_index (chosen, i))->heading);

  for (guint i = 0; i < records->len; i++)
    for (guint k = 0; k < chosen->len; k++)
      {
        const ApsCliColumn *column = g_ptr_array_index (chosen, k);
        gconstpointer       record = g_ptr_array_index (records, i);
        ApsCliStyle         style = column->style != NULL ? column->style (cli, record, data)
                                                          : APS_CLI_PLAIN;

        aps_cli_table_take (table, column->text (cli, record, data), style);
      }
  aps_cli_table_print (table);
}

void
aps_cli_list_print (const ApsCliList *self, ApsCli *cli, GPtrArray *records, gpointer data)
{
  if (cli->json || cli->jsonl)
    print_json (self, cli, records, data);
  else
    print_table (self, cli, records, data);
}
