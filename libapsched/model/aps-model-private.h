/* What task, schedule and job have in common: each shows one record, whose fields are properties.
 *
 * A model object is open while its maker holds it: setters write into a record of its own. Frozen,
 * it is a value that any thread may read. Making one of a record takes no copy: the object keeps
 * the record's list, and copies the record when it is opened and first written.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib-object.h>

#include <apsched/aps-record-list.h>

G_BEGIN_DECLS

typedef enum
{
  APS_MODEL_READABLE = 0,
  APS_MODEL_WRITABLE = 1 << 0,
  APS_MODEL_STRINGS = 1 << 1, /* JSON that is a list of strings, not a value */
  APS_MODEL_LIST = 1 << 2,    /* JSON that is a value of any type */
} ApsModelFlags;

/* A property that shows a field of the record. */
typedef struct
{
  const char   *name;
  const char   *field;
  const char   *blurb;
  ApsModelFlags flags;

  const ApsFieldInfo *info; /* found when the class is made */
} ApsModelProperty;

typedef struct
{
  ApsRecordType     type;
  ApsModelProperty *properties; /* property 1 first */
  guint             n_properties;
  GParamSpec      **pspecs; /* one more than properties: the first is NULL */
  gconstpointer     blank;  /* what a new object shows */
} ApsModelType;

typedef struct
{
  const ApsModelType *type;
  ApsRecordList      *list;   /* NULL while record is the type's blank */
  gpointer            record; /* not to be written unless owned */
  gboolean            owned;
  gboolean            frozen;
} ApsModel;

/* Makes the properties, numbered as in the table, and installs them. */
void aps_model_class_init (GObjectClass *klass, ApsModelType *type);

void aps_model_init (ApsModel *self, const ApsModelType *type);
void aps_model_clear (ApsModel *self);
/* Shows a record of @list from now on. */
void aps_model_show (ApsModel *self, ApsRecordList *list, gpointer record);

/* Shows what @other shows, and goes on showing it when @other is changed. */
void aps_model_show_copy (ApsModel *self, const ApsModel *other);

/* For the vfuncs of GObject: FALSE where @id is none of the table's. */
gboolean aps_model_get_property (ApsModel *self, guint id, GValue *value);
gboolean aps_model_set_property (ApsModel *self, GObject *object, guint id, const GValue *value);

/* The record, to be written; NULL with a critical where the object is frozen. */
gpointer aps_model_open (ApsModel *self, GObject *object);

/* Setters of property @id. */
void aps_model_set_string (ApsModel *self, gpointer object, guint id, const char *value);
void aps_model_set_int (ApsModel *self, gpointer object, guint id, gint value);
void aps_model_set_int64 (ApsModel *self, gpointer object, guint id, gint64 value);
void aps_model_set_value (ApsModel *self, gpointer object, guint id, GVariant *value);
void aps_model_set_strings (ApsModel *self, gpointer object, guint id, const char *const *strings);
/* @json: checked, and stored in its canonical form; NULL is none. */
gboolean
aps_model_set_json (ApsModel *self, gpointer object, guint id, const char *json, GError **error);

/* Reads JSON of a record: NULL for NULL, and for text that cannot be read. */
GVariant *aps_model_read_value (const char *json);
char    **aps_model_read_strings (const char *json);
char     *aps_model_write_strings (const char *const *strings);

/* Prints `name=value` for each field that says something, after the name of the type. */
char *aps_model_to_string (ApsModel *self, const char *type_name);

G_END_DECLS
