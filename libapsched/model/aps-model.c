/* Objects that show a record: properties by a table, setters while they are open.
 *
 * NOTES: properties are not construct properties, so that making an object of a record costs no
 * more than g_object_new() without any (0.2 us against 1 us and more).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "model/aps-model-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-types.h>
#include <apsched/aps-value.h>

#include "model/aps-record-fields-private.h"

#define FIELD(type, record, info) (*(type *)G_STRUCT_MEMBER_P (record, (info)->offset))

static const ApsFieldInfo *
get_info (ApsModel *self, guint id)
{
  return self->type->properties[id - 1].info;
}

static gint
get_enum_default (const ApsFieldInfo *info)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (info->get_enum ());
  GEnumClass *values = G_ENUM_CLASS (klass);

  return g_enum_get_value (values, (gint)info->unset) != NULL ? (gint)info->unset
                                                              : values->values[0].value;
}

static GParamSpec *
make_json_pspec (const ApsModelProperty *property, GParamFlags flags)
{
  const GVariantType *type = property->flags & APS_MODEL_LIST ? G_VARIANT_TYPE_ANY
                                                              : G_VARIANT_TYPE_VARDICT;

  if (property->flags & APS_MODEL_STRINGS)
    return g_param_spec_boxed (property->name, NULL, property->blurb, G_TYPE_STRV, flags);

  return g_param_spec_variant (property->name, NULL, property->blurb, type, NULL, flags);
}

static GParamSpec *
make_number_pspec (const ApsModelProperty *property, GParamFlags flags)
{
  const ApsFieldInfo *info = property->info;
  const char         *name = property->name;

  switch (info->type)
    {
    case APS_FIELD_TYPE_BOOLEAN:
      return g_param_spec_boolean (name, NULL, property->blurb, FALSE, flags);
    case APS_FIELD_TYPE_DOUBLE:
      return g_param_spec_double (name, NULL, property->blurb, -1.0, 1.0, -1.0, flags);
    case APS_FIELD_TYPE_ENUM:
      return g_param_spec_enum (name,
                                NULL,
                                property->blurb,
                                info->get_enum (),
                                get_enum_default (info),
                                flags);
    case APS_FIELD_TYPE_INT:
      return g_param_spec_int (name,
                               NULL,
                               property->blurb,
                               info->unset == APS_UNSET ? APS_UNSET : G_MININT,
                               G_MAXINT,
                               (gint)info->unset,
                               flags);
    case APS_FIELD_TYPE_INT64:
    case APS_FIELD_TYPE_TIME:
    case APS_FIELD_TYPE_DURATION:
    case APS_FIELD_TYPE_STRING:
    case APS_FIELD_TYPE_JSON:
    default:
      return g_param_spec_int64 (name,
                                 NULL,
                                 property->blurb,
                                 info->type == APS_FIELD_TYPE_DURATION ? APS_UNSET : G_MININT64,
                                 G_MAXINT64,
                                 info->unset,
                                 flags);
    }
}

static GParamSpec *
make_pspec (const ApsModelProperty *property)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  if (property->flags & APS_MODEL_WRITABLE)
    flags |= G_PARAM_WRITABLE;

  if (property->info->type == APS_FIELD_TYPE_STRING)
    return g_param_spec_string (property->name, NULL, property->blurb, NULL, flags);
  if (property->info->type == APS_FIELD_TYPE_JSON)
    return make_json_pspec (property, flags);

  return make_number_pspec (property, flags);
}

void
aps_model_class_init (GObjectClass *klass, ApsModelType *type)
{
  for (guint i = 0; i < type->n_properties; i++)
    {
      ApsModelProperty *property = &type->properties[i];

      property->info = aps_record_type_find_field (type->type, property->field);
      g_assert (property->info != NULL);
      type->pspecs[i + 1] = make_pspec (property);
    }

  if (type->blank == NULL)
    type->blank = aps_record_type_get_blank (type->type);
  g_object_class_install_properties (klass, type->n_properties + 1, type->pspecs);
}

void
aps_model_init (ApsModel *self, const ApsModelType *type)
{
  self->type = type;
  self->record = (gpointer)type->blank;
}

void
aps_model_clear (ApsModel *self)
{
  g_clear_pointer (&self->list, aps_record_list_unref);
  self->record = (gpointer)self->type->blank;
  self->owned = FALSE;
}

void
aps_model_show (ApsModel *self, ApsRecordList *list, gpointer record)
{
  aps_record_list_ref (list);
  aps_model_clear (self);
  self->list = list;
  self->record = record;
}

/* A copy of the record in a list of its own. */
static void
own_copy (ApsModel *self, gconstpointer record)
{
  g_autoptr (ApsRecordList) list = aps_record_list_new (self->type->type);

  aps_model_show (self, list, aps_record_list_add_copy (list, record));
  self->owned = TRUE;
}

void
aps_model_show_copy (ApsModel *self, const ApsModel *other)
{
  if (other->owned && !other->frozen)
    own_copy (self, other->record);
  else if (other->list != NULL)
    aps_model_show (self, other->list, other->record);
}

gpointer
aps_model_open (ApsModel *self, GObject *object)
{
  if (self->frozen)
    {
      g_critical ("%s %p is frozen: it was handed over, or comes from the library; change a copy",
                  G_OBJECT_TYPE_NAME (object),
                  (gpointer)object);
      return NULL;
    }

  if (!self->owned)
    own_copy (self, self->record);

  return self->record;
}

static void
notify (ApsModel *self, GObject *object, guint id)
{
  g_object_notify_by_pspec (object, self->type->pspecs[id]);
}

void
aps_model_set_string (ApsModel *self, gpointer object, guint id, const char *value)
{
  const ApsFieldInfo *info = get_info (self, id);
  gpointer            record = aps_model_open (self, object);

  if (record == NULL || g_strcmp0 (FIELD (const char *, record, info), value) == 0)
    return;

  if (value != NULL && !g_utf8_validate (value, -1, NULL))
    {
      g_critical ("%s of %s is not UTF-8", info->name, G_OBJECT_TYPE_NAME (object));
      return;
    }

  FIELD (const char *, record, info) = aps_record_list_strdup (self->list, value);
  notify (self, object, id);
}

/* Numbers below -1 mean nothing but where the property says so. */
static gboolean
is_in_range (ApsModel *self, GObject *object, guint id, gint64 value)
{
  GParamSpec *pspec = self->type->pspecs[id];
  gboolean    in_range = TRUE;

  if (G_IS_PARAM_SPEC_INT (pspec))
    in_range = value >= G_PARAM_SPEC_INT (pspec)->minimum;
  else if (G_IS_PARAM_SPEC_INT64 (pspec))
    in_range = value >= G_PARAM_SPEC_INT64 (pspec)->minimum;
  else if (G_IS_PARAM_SPEC_ENUM (pspec))
    in_range = g_enum_get_value (G_PARAM_SPEC_ENUM (pspec)->enum_class, (gint)value) != NULL;

  if (!in_range)
    g_critical ("%" G_GINT64_FORMAT " is out of range for property \"%s\" of %s",
                value,
                pspec->name,
                G_OBJECT_TYPE_NAME (object));
  return in_range;
}

void
aps_model_set_int (ApsModel *self, gpointer object, guint id, gint value)
{
  const ApsFieldInfo *info = get_info (self, id);
  gpointer            record = aps_model_open (self, object);

  if (record == NULL || FIELD (gint, record, info) == value ||
      !is_in_range (self, object, id, value))
    return;

  FIELD (gint, record, info) = value;
  notify (self, object, id);
}

void
aps_model_set_int64 (ApsModel *self, gpointer object, guint id, gint64 value)
{
  const ApsFieldInfo *info = get_info (self, id);
  gpointer            record = aps_model_open (self, object);

  if (record == NULL || FIELD (gint64, record, info) == value ||
      !is_in_range (self, object, id, value))
    return;

  FIELD (gint64, record, info) = value;
  notify (self, object, id);
}

static gboolean
check_value (const ApsModelProperty *property, GVariant *value, GError **error)
{
  gboolean fits = property->flags & APS_MODEL_LIST
                    ? g_variant_is_of_type (value, G_VARIANT_TYPE_TUPLE) ||
                        g_variant_is_of_type (value, G_VARIANT_TYPE_ARRAY)
                    : g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT);

  if (!fits)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_ARGUMENT,
                   "%s are of type %s, wanted %s",
                   property->name,
                   g_variant_get_type_string (value),
                   property->flags & APS_MODEL_LIST ? "a tuple, an array or a dictionary"
                                                    : "a dictionary (a{sv})");
      return FALSE;
    }

  return TRUE;
}

static gboolean
store_value (ApsModel *self, GObject *object, guint id, GVariant *value, GError **error)
{
  const ApsModelProperty *property = &self->type->properties[id - 1];
  g_autofree char        *json = NULL;

  /* A dictionary of arguments is the named ones, whose property comes next. */
  if (value != NULL && property->flags & APS_MODEL_LIST &&
      g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    {
      id++;
      property++;
    }

  if (value != NULL && !check_value (property, value, error))
    return FALSE;

  json = value != NULL ? aps_value_to_json (value) : NULL;
  if (value != NULL && json == NULL)
    return aps_value_check (value, error);

  aps_model_set_string (self, object, id, json);
  return TRUE;
}

void
aps_model_set_value (ApsModel *self, gpointer object, guint id, GVariant *value)
{
  g_autoptr (GVariant) held = value != NULL ? g_variant_ref_sink (value) : NULL;
  g_autoptr (GError) error = NULL;

  if (!store_value (self, object, id, held, &error))
    g_critical ("%s: %s", G_OBJECT_TYPE_NAME (object), error->message);
}

gboolean
aps_model_set_json (ApsModel *self, gpointer object, guint id, const char *json, GError **error)
{
  g_autoptr (GVariant) value = NULL;

  if (json != NULL)
    {
      value = aps_value_from_json (json, -1, error);
      if (value == NULL)
        {
          g_prefix_error (error, "%s: ", self->type->properties[id - 1].name);
          return FALSE;
        }
    }

  return store_value (self, object, id, value, error);
}

char *
aps_model_write_strings (const char *const *strings)
{
  g_autoptr (GVariant) value = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("av"));
  for (guint i = 0; strings[i] != NULL; i++)
    g_variant_builder_add (&builder, "v", g_variant_new_string (strings[i]));

  value = g_variant_ref_sink (g_variant_builder_end (&builder));
  return aps_value_to_json (value);
}

char **
aps_model_read_strings (const char *json)
{
  g_autoptr (GVariant) value = aps_model_read_value (json);
  g_autoptr (GStrvBuilder) strings = g_strv_builder_new ();
  GVariantIter iter;
  GVariant    *item;

  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE ("av")))
    return NULL;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_loop (&iter, "v", &item))
    if (g_variant_is_of_type (item, G_VARIANT_TYPE_STRING))
      g_strv_builder_add (strings, g_variant_get_string (item, NULL));

  return g_strv_builder_end (strings);
}

void
aps_model_set_strings (ApsModel *self, gpointer object, guint id, const char *const *strings)
{
  g_autofree char *json = NULL;

  if (strings != NULL && strings[0] != NULL)
    json = aps_model_write_strings (strings);

  aps_model_set_string (self, object, id, json);
}

GVariant *
aps_model_read_value (const char *json)
{
  return json != NULL ? aps_value_from_json (json, -1, NULL) : NULL;
}

static void
get_json (const ApsModelProperty *property, const char *json, GValue *value)
{
  if (property->flags & APS_MODEL_STRINGS)
    g_value_take_boxed (value, aps_model_read_strings (json));
  else
    g_value_take_variant (value, aps_model_read_value (json));
}

gboolean
aps_model_get_property (ApsModel *self, guint id, GValue *value)
{
  const ApsFieldInfo *info;
  gint                number;

  if (id == 0 || id > self->type->n_properties)
    return FALSE;

  info = get_info (self, id);
  switch (info->type)
    {
    case APS_FIELD_TYPE_STRING:
      g_value_set_string (value, FIELD (const char *, self->record, info));
      break;
    case APS_FIELD_TYPE_JSON:
      get_json (&self->type->properties[id - 1], FIELD (const char *, self->record, info), value);
      break;
    case APS_FIELD_TYPE_BOOLEAN:
      g_value_set_boolean (value, FIELD (gboolean, self->record, info));
      break;
    case APS_FIELD_TYPE_DOUBLE:
      g_value_set_double (value, FIELD (gdouble, self->record, info));
      break;
    case APS_FIELD_TYPE_ENUM:
      number = FIELD (gint, self->record, info);
      g_value_set_enum (value, number < 0 ? get_enum_default (info) : number);
      break;
    case APS_FIELD_TYPE_INT:
      g_value_set_int (value, FIELD (gint, self->record, info));
      break;
    case APS_FIELD_TYPE_INT64:
    case APS_FIELD_TYPE_TIME:
    case APS_FIELD_TYPE_DURATION:
    default:
      g_value_set_int64 (value, FIELD (gint64, self->record, info));
      break;
    }

  return TRUE;
}

gboolean
aps_model_set_property (ApsModel *self, GObject *object, guint id, const GValue *value)
{
  if (id == 0 || id > self->type->n_properties)
    return FALSE;

  if (G_VALUE_HOLDS_STRING (value))
    aps_model_set_string (self, object, id, g_value_get_string (value));
  else if (G_VALUE_HOLDS_VARIANT (value))
    aps_model_set_value (self, object, id, g_value_get_variant (value));
  else if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    aps_model_set_strings (self, object, id, g_value_get_boxed (value));
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    aps_model_set_int (self, object, id, g_value_get_boolean (value));
  else if (G_VALUE_HOLDS_ENUM (value))
    aps_model_set_int (self, object, id, g_value_get_enum (value));
  else if (G_VALUE_HOLDS_INT (value))
    aps_model_set_int (self, object, id, g_value_get_int (value));
  else if (G_VALUE_HOLDS_INT64 (value))
    aps_model_set_int64 (self, object, id, g_value_get_int64 (value));
  else
    return FALSE;

  return TRUE;
}

char *
aps_model_to_string (ApsModel *self, const char *type_name)
{
  g_autofree char *words = aps_record_to_string (self->type->type, self->record);

  return g_strconcat (type_name, words[0] != '\0' ? " " : "", words, NULL);
}
