/* Records and rows: each field of a record is a column of the same name.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-sqlite-rows.h"

#include <string.h>

#define MAX_NICKS 8

/* NOTES: the nicks are looked up once: a walk through a GEnumClass for each of a job's seven
 * enumerations costs more than the rest of the row. */
typedef struct
{
  ApsFieldType type;
  guint        offset;
  gint64       unset;
  const char  *name;
  const char  *nicks[MAX_NICKS];
  gsize        lengths[MAX_NICKS];
} Column;

typedef struct
{
  guint   n;
  Column *columns;
} Table;

static Table tables[APS_N_RECORD_TYPES];

static void
look_up_nicks (Column *column, GType type)
{
  GEnumClass *klass = g_type_class_ref (type);

  for (guint i = 0; i < klass->n_values; i++)
    {
      gint value = klass->values[i].value;

      /* Unset is NULL. */
      if (value == APS_UNSET)
        continue;

      g_assert (value >= 0 && value < MAX_NICKS);
      column->nicks[value] = klass->values[i].value_nick;
      column->lengths[value] = strlen (klass->values[i].value_nick);
    }
}

static gpointer
make_tables (gpointer data)
{
  for (guint type = 0; type < APS_N_RECORD_TYPES; type++)
    {
      Table              *table = &tables[type];
      const ApsFieldInfo *fields = aps_record_type_get_fields (type, &table->n);

      table->columns = g_new0 (Column, table->n);
      for (guint i = 0; i < table->n; i++)
        {
          Column *column = &table->columns[i];

          column->type = fields[i].type;
          column->offset = fields[i].offset;
          column->unset = fields[i].unset;
          column->name = fields[i].name;
          if (fields[i].get_enum != NULL)
            look_up_nicks (column, fields[i].get_enum ());
        }
    }

  return tables;
}

static const Table *
get_table (ApsRecordType type)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, make_tables, NULL);
  return &tables[type];
}

guint
aps_sqlite_n_columns (ApsRecordType type)
{
  return get_table (type)->n;
}

static void
bind_number (ApsSqliteRows *rows, int parameter, const Column *column, gint64 value)
{
  if (value == column->unset && column->unset != 0)
    sqlite3_bind_null (rows, parameter);
  else
    sqlite3_bind_int64 (rows, parameter, value);
}

static void
bind_enum (ApsSqliteRows *rows, int parameter, const Column *column, gint value)
{
  if (value < 0 || value >= MAX_NICKS || column->nicks[value] == NULL)
    sqlite3_bind_null (rows, parameter);
  else
    sqlite3_bind_text (rows,
                       parameter,
                       column->nicks[value],
                       (int)column->lengths[value],
                       SQLITE_STATIC);
}

static void
bind_column (ApsSqliteRows *rows, int parameter, const Column *column, gconstpointer record)
{
  gconstpointer place = (const char *)record + column->offset;

  switch (column->type)
    {
    case APS_FIELD_TYPE_STRING:
    case APS_FIELD_TYPE_JSON:
      sqlite3_bind_text (rows, parameter, *(const char *const *)place, -1, SQLITE_STATIC);
      break;
    case APS_FIELD_TYPE_INT:
      bind_number (rows, parameter, column, *(const gint *)place);
      break;
    case APS_FIELD_TYPE_BOOLEAN:
      sqlite3_bind_int (rows, parameter, *(const gboolean *)place != FALSE);
      break;
    case APS_FIELD_TYPE_INT64:
    case APS_FIELD_TYPE_TIME:
    case APS_FIELD_TYPE_DURATION:
      bind_number (rows, parameter, column, *(const gint64 *)place);
      break;
    case APS_FIELD_TYPE_DOUBLE:
      if (*(const gdouble *)place < 0)
        sqlite3_bind_null (rows, parameter);
      else
        sqlite3_bind_double (rows, parameter, *(const gdouble *)place);
      break;
    case APS_FIELD_TYPE_ENUM:
      bind_enum (rows, parameter, column, *(const gint *)place);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
aps_sqlite_bind_record (ApsSqliteRows *rows, int first, ApsRecordType type, gconstpointer record)
{
  const Table *table = get_table (type);

  for (guint i = 0; i < table->n; i++)
    bind_column (rows, first + (int)i, &table->columns[i], record);
}

void
aps_sqlite_bind_fields (ApsSqliteRows     *rows,
                        int                first,
                        ApsRecordType      type,
                        gconstpointer      record,
                        const char *const *names)
{
  const Table *table = get_table (type);
  guint        column = 0;

  /* The names stand in the order of the record, so one walk finds them all. */
  for (guint i = 0; names[i] != NULL; i++)
    {
      while (!g_str_equal (table->columns[column].name, names[i]))
        column++;
      bind_column (rows, first + (int)i, &table->columns[column], record);
    }
}

static gboolean
read_text (ApsSqliteRows *rows, int place, ApsRecordList *list, const char **text)
{
  gsize length;

  if (sqlite3_column_type (rows, place) != SQLITE_TEXT)
    return FALSE;

  length = (gsize)sqlite3_column_bytes (rows, place);
  if (!g_utf8_validate_len ((const char *)sqlite3_column_text (rows, place), length, NULL))
    return FALSE;

  *text = aps_record_list_strndup (list, (const char *)sqlite3_column_text (rows, place), length);
  return TRUE;
}

static gboolean
read_enum (ApsSqliteRows *rows, int place, const Column *column, gint *value)
{
  const char *nick = (const char *)sqlite3_column_text (rows, place);
  gsize       length = (gsize)sqlite3_column_bytes (rows, place);

  for (gint i = 0; nick != NULL && i < MAX_NICKS; i++)
    if (column->lengths[i] == length && memcmp (column->nicks[i], nick, length) == 0)
      {
        *value = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_number (ApsSqliteRows *rows, int place, const Column *column, gpointer target)
{
  gint64 number = sqlite3_column_int64 (rows, place);

  if (sqlite3_column_type (rows, place) != SQLITE_INTEGER)
    return FALSE;

  if (column->type == APS_FIELD_TYPE_BOOLEAN)
    *(gboolean *)target = number != 0;
  else if (column->type != APS_FIELD_TYPE_INT)
    *(gint64 *)target = number;
  else if (number == (gint)number)
    *(gint *)target = (gint)number;
  else
    return FALSE;

  return TRUE;
}

static gboolean
read_column (
  ApsSqliteRows *rows, int place, const Column *column, ApsRecordList *list, gpointer record)
{
  gpointer target = (char *)record + column->offset;

  switch (column->type)
    {
    case APS_FIELD_TYPE_STRING:
    case APS_FIELD_TYPE_JSON:
      return read_text (rows, place, list, target);
    case APS_FIELD_TYPE_ENUM:
      return read_enum (rows, place, column, target);
    case APS_FIELD_TYPE_DOUBLE:
      *(gdouble *)target = sqlite3_column_double (rows, place);
      return sqlite3_column_type (rows, place) == SQLITE_FLOAT;
    case APS_FIELD_TYPE_INT:
    case APS_FIELD_TYPE_BOOLEAN:
    case APS_FIELD_TYPE_INT64:
    case APS_FIELD_TYPE_TIME:
    case APS_FIELD_TYPE_DURATION:
      return read_number (rows, place, column, target);
    default:
      g_assert_not_reached ();
    }
}

/* A trigger that is missing is as damaged as any that cannot be read, which shows when it is used:
 * lists still have the schedule. */
static void
complete (ApsRecordType type, gpointer record)
{
  ApsScheduleRecord *schedule = record;

  if (type == APS_RECORD_TYPE_SCHEDULE && schedule->trigger == NULL)
    schedule->trigger = "";
}

gpointer
aps_sqlite_read_record (ApsSqliteRows *rows,
                        int            first,
                        ApsRecordList *list,
                        const char   **unreadable)
{
  const Table *table = get_table (aps_record_list_get_record_type (list));
  gpointer     record = aps_record_list_add (list);

  *unreadable = NULL;
  for (guint i = 0; i < table->n; i++)
    {
      int place = first + (int)i;

      /* Unset stays unset. */
      if (sqlite3_column_type (rows, place) == SQLITE_NULL)
        continue;

      if (!read_column (rows, place, &table->columns[i], list, record))
        *unreadable = table->columns[i].name;
    }

  complete (aps_record_list_get_record_type (list), record);
  return record;
}
