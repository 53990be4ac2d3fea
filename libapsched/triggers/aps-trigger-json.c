/* The JSON form of triggers. It has the same parts as the text form and is read through it, so
 * that there is one reader and one set of error messages.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include <apsched/aps-trigger.h>

#include <apsched/aps-error.h>

#include "triggers/aps-json-text-private.h"
#include "triggers/aps-trigger-kind-private.h"

#include <string.h>

#define FOREIGN_VERSION 1

static gboolean append_trigger (GString *json, ApsTrigger *trigger, ApsTimeZone *zone);

/* Whole numbers stand bare, up to the 15 digits that a double holds. */
static gboolean
is_number (const char *value)
{
  gsize n = strspn (value, "0123456789");

  return n > 0 && n <= 15 && value[n] == '\0' && (n == 1 || *value != '0');
}

static void
append_member (GString *json, const char *name, const char *value)
{
  g_string_append_c (json, ',');
  aps_json_append_string (json, name);
  g_string_append_c (json, ':');

  if (is_number (value))
    g_string_append (json, value);
  else
    aps_json_append_string (json, value);
}

static gboolean
append_children (GString *json, const ApsTriggerParts *parts, ApsTimeZone *zone)
{
  g_string_append (json, ",\"triggers\":[");

  for (guint i = 0; i < parts->children->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');

      if (!append_trigger (json, g_ptr_array_index (parts->children, i), zone))
        return FALSE;
    }

  g_string_append_c (json, ']');
  return TRUE;
}

static gboolean
append_trigger (GString *json, ApsTrigger *trigger, ApsTimeZone *zone)
{
  g_autoptr (ApsTriggerParts) parts = aps_trigger_to_parts (trigger, zone);
  g_autofree char      *type = aps_trigger_dup_type_name (trigger);
  const ApsTriggerKind *kind;

  if (parts == NULL || type == NULL)
    return FALSE;

  kind = aps_trigger_kind_by_type_name (type);
  g_string_append (json, "{\"type\":");
  aps_json_append_string (json, type);
  g_string_append_printf (json, ",\"v\":%u", kind != NULL ? kind->version : FOREIGN_VERSION);

  if (parts->body != NULL && *parts->body != '\0')
    append_member (json, kind->body_name, parts->body);

  if (parts->children != NULL &&
      !append_children (json, parts, aps_trigger_get_zone_for_children (trigger, zone)))
    return FALSE;

  for (guint i = 0; i < parts->options->len; i++)
    {
      const ApsOption *option = &g_array_index (parts->options, ApsOption, i);

      append_member (json, option->key, option->value);
    }

  g_string_append_c (json, '}');
  return TRUE;
}

/**
 * aps_trigger_to_json:
 * @self: a trigger
 *
 * Gets the JSON form: an object with members `type` and `v`, the version, and the parameters by
 * the names of the text form. The same for all equal triggers.
 *
 * Returns: (transfer full) (nullable): the text; %NULL for a derived trigger whose type has no
 *   registered name
 *
 * Since: 1.0
 */
char *
aps_trigger_to_json (ApsTrigger *self)
{
  g_autoptr (GString) json = NULL;

  g_return_val_if_fail (APS_IS_TRIGGER (self), NULL);

  json = g_string_new (NULL);

  if (!append_trigger (json, self, NULL))
    return NULL;

  return g_string_free (g_steal_pointer (&json), FALSE);
}

static gboolean
fail (GError **error, ApsError code, const char *what)
{
  g_set_error (error, APS_ERROR, code, "trigger in JSON: %s", what);
  return FALSE;
}

static char *
value_to_string (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);

  return json_to_string (node, FALSE);
}

static gboolean
check_version (JsonObject *object, const char *type, const ApsTriggerKind *kind, GError **error)
{
  JsonNode        *node = json_object_get_member (object, "v");
  guint            known = kind != NULL ? kind->version : FOREIGN_VERSION;
  g_autofree char *what = NULL;
  gint64           version;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return fail (error, APS_ERROR_INVALID_TRIGGER, "member \"v\" is missing, or no integer");

  version = json_node_get_int (node);

  if (version >= 1 && version <= known)
    return TRUE;

  what = g_strdup_printf ("version %" G_GINT64_FORMAT " of %s is not known here (%u is)",
                          version,
                          type,
                          known);
  return fail (error, APS_ERROR_NOT_SUPPORTED, what);
}

static gboolean append_text (GString *text, JsonNode *node, GError **error);

static gboolean
append_children_text (GString *text, JsonNode *node, GError **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, APS_ERROR_INVALID_TRIGGER, "member \"triggers\" is no list");

  array = json_node_get_array (node);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_string_append_c (text, '[');

      if (!append_text (text, json_array_get_element (array, i), error))
        return FALSE;

      g_string_append (text, "] ");
    }

  return TRUE;
}

static gboolean
append_option (GString *text, const char *name, JsonNode *node, GError **error)
{
  g_autofree char *value = value_to_string (node);

  if (value == NULL)
    {
      g_autofree char *what = g_strdup_printf ("member \"%s\" is no text or number", name);

      return fail (error, APS_ERROR_INVALID_TRIGGER, what);
    }

  g_string_append_printf (text, " %s=", name);
  aps_trigger_parts_append_value (text, value);
  return TRUE;
}

/* Body and children first, options behind them. */
static gboolean
append_parts (GString *text, JsonObject *object, const ApsTriggerKind *kind, GError **error)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  for (guint pass = 0; pass < 2; pass++)
    {
      json_object_iter_init_ordered (&iter, object);

      while (json_object_iter_next_ordered (&iter, &name, &node))
        {
          gboolean is_children = g_str_equal (name, "triggers");
          gboolean is_body = kind != NULL && g_strcmp0 (name, kind->body_name) == 0;

          if (g_str_equal (name, "type") || g_str_equal (name, "v") ||
              (is_children || is_body) != (pass == 0))
            continue;

          if (is_children && !append_children_text (text, node, error))
            return FALSE;

          if (is_body)
            {
              g_autofree char *body = value_to_string (node);

              g_string_append (text, body != NULL ? body : "");
            }

          if (!is_children && !is_body && !append_option (text, name, node, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
append_text (GString *text, JsonNode *node, GError **error)
{
  JsonObject           *object;
  JsonNode             *type;
  const ApsTriggerKind *kind;
  const char           *name;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, APS_ERROR_INVALID_TRIGGER, "it is no object");

  object = json_node_get_object (node);
  type = json_object_get_member (object, "type");
  name = type != NULL && JSON_NODE_HOLDS_VALUE (type) ? json_node_get_string (type) : NULL;

  if (name == NULL)
    return fail (error, APS_ERROR_INVALID_TRIGGER, "member \"type\" is missing, or no text");

  kind = aps_trigger_kind_by_type_name (name);

  if (!check_version (object, name, kind, error))
    return FALSE;

  if (kind == NULL && aps_trigger_lookup_type (name, error) == 0)
    return FALSE;

  g_string_append_printf (text, "%s:", kind != NULL ? kind->text_name : name);
  return append_parts (text, object, kind, error);
}

/**
 * aps_trigger_from_json:
 * @json: the JSON form of a trigger
 * @error: return location for an error
 *
 * Makes a trigger of its JSON form.
 *
 * `APS_ERROR_NOT_SUPPORTED` tells that the type, or its version, is not known in this process: the
 * trigger is somebody else's, and is to be left alone. `APS_ERROR_INVALID_TRIGGER` and
 * `APS_ERROR_UNREADABLE_RECORD` tell that the text is damaged.
 *
 * Returns: (transfer full): the trigger; %NULL with @error set on failure
 *
 * Since: 1.0
 */
ApsTrigger *
aps_trigger_from_json (const char *json, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  root = aps_json_read (json, error);

  if (root == NULL)
    return NULL;

  text = g_string_new (NULL);

  if (!append_text (text, root, error))
    return NULL;

  return aps_trigger_parse (text->str, error);
}
