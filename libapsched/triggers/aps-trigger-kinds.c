/* The table of the library's kinds of trigger, and the names of other people's types.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-trigger-kind-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>

#include "triggers/aps-foreign-trigger-private.h"
#include "triggers/aps-kinds-private.h"
#include "triggers/aps-trigger-private.h"

#include <string.h>

#define ONCALENDAR "oncalendar"

static const ApsTriggerKind *const kinds[] = {
  &aps_and_trigger_kind,      &aps_calendar_interval_trigger_kind,
  &aps_cron_trigger_kind,     &aps_date_trigger_kind,
  &aps_interval_trigger_kind, &aps_iso8601_trigger_kind,
  &aps_or_trigger_kind,       &aps_rrule_trigger_kind,
};

static GMutex           lock;
static GHashTable      *types;  /* guarded by lock: name -> GType */
static ApsTriggerLoader loader; /* set once, before any trigger is read */

const ApsTriggerKind *
aps_trigger_kind_by_text_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i]->text_name, name))
      return kinds[i];

  return NULL;
}

const ApsTriggerKind *
aps_trigger_kind_by_type_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i]->type_name, name))
      return kinds[i];

  return NULL;
}

void
aps_trigger_set_loader (ApsTriggerLoader new_loader)
{
  loader = new_loader;
}

static gboolean
is_python_name (const char *name)
{
  return g_str_has_prefix (name, "python:");
}

static gboolean
is_valid_name (const char *name)
{
  if (is_python_name (name))
    return strchr (name + 7, ':') != NULL;

  return g_ascii_islower (*name) &&
         name[strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/**
 * aps_trigger_register_type:
 * @name: the name in texts and in stores: `[a-z][a-z0-9-]*`, or `python:module:Class`
 * @type: a type derived from [class@Aps.TriggerBase]
 * @error: return location for an error
 *
 * Registers a derived type, so that `NAME:key=value` is a text form for it in this process. A
 * plugin of kind trigger need not call this: loading it does.
 *
 * `APS_ERROR_CONFLICT` tells that the name is taken, `APS_ERROR_INVALID_ARGUMENT` that the name or
 * type does not fit.
 *
 * Returns: %TRUE, also when it was registered so before; %FALSE with @error set on failure
 *
 * Since: 1.0
 */
gboolean
aps_trigger_register_type (const char *name, GType type, GError **error)
{
  gpointer known;

  g_return_val_if_fail (name != NULL, FALSE);

  if (!is_valid_name (name) || !g_type_is_a (type, APS_TYPE_TRIGGER_BASE))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_INVALID_ARGUMENT,
                   "trigger type \"%s\": %s",
                   name,
                   is_valid_name (name) ? "it is not derived from ApsTriggerBase"
                                        : "a name has small letters, digits and \"-\"");
      return FALSE;
    }

  APS_LOCKED (&lock);

  if (types == NULL)
    types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  known = g_hash_table_lookup (types, name);

  if (aps_trigger_kind_by_text_name (name) != NULL ||
      aps_trigger_kind_by_type_name (name) != NULL ||
      (known != NULL && GPOINTER_TO_SIZE (known) != type))
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_CONFLICT,
                   "trigger type \"%s\": the name is taken",
                   name);
      return FALSE;
    }

  g_hash_table_replace (types, g_strdup (name), GSIZE_TO_POINTER (type));
  return TRUE;
}

static GType
find_registered (const char *name)
{
  APS_LOCKED (&lock);

  return types != NULL ? GPOINTER_TO_SIZE (g_hash_table_lookup (types, name)) : 0;
}

static char *
dup_registered_name (GType type)
{
  GHashTableIter iter;
  gpointer       name, value;

  APS_LOCKED (&lock);

  if (types == NULL)
    return NULL;

  g_hash_table_iter_init (&iter, types);

  while (g_hash_table_iter_next (&iter, &name, &value))
    if (GPOINTER_TO_SIZE (value) == type)
      return g_strdup (name);

  return NULL;
}

/* PyGObject calls the class C of the module a.b "a+b+C". */
static char *
python_name_of_type (const char *type_name)
{
  const char      *last = strrchr (type_name, '+');
  g_autofree char *module = NULL;

  if (last == NULL)
    return NULL;

  module = g_strndup (type_name, (gsize)(last - type_name));
  g_strdelimit (module, "+", '.');
  return g_strdup_printf ("python:%s:%s", module, last + 1);
}

static GType
find_python_type (const char *name)
{
  g_autofree char *type_name = g_strdup (name + strlen ("python:"));
  GType            type;

  g_strdelimit (type_name, ".:", '+');
  type = g_type_from_name (type_name);
  return g_type_is_a (type, APS_TYPE_TRIGGER_BASE) ? type : 0;
}

GType
aps_trigger_lookup_type (const char *name, GError **error)
{
  GType type = find_registered (name);

  if (type == 0 && is_python_name (name))
    type = find_python_type (name);

  if (type != 0)
    return type;

  if (loader != NULL && !loader (name, error))
    return 0;

  type = find_registered (name);

  if (type == 0)
    g_set_error (error,
                 APS_ERROR,
                 APS_ERROR_NOT_SUPPORTED,
                 "trigger type \"%s\" is not known here: no plugin or class of that name is loaded",
                 name);

  return type;
}

char *
aps_foreign_trigger_dup_type_name (ApsTriggerBase *self)
{
  char *name = dup_registered_name (G_OBJECT_TYPE (self));

  return name != NULL ? name : python_name_of_type (G_OBJECT_TYPE_NAME (self));
}

char *
aps_trigger_dup_type_name (ApsTrigger *trigger)
{
  ApsTriggerBase       *self;
  const ApsTriggerKind *kind;

  if (!APS_IS_TRIGGER_BASE (trigger))
    return NULL;

  self = APS_TRIGGER_BASE (trigger);
  kind = aps_trigger_base_get_kind (self);

  if (kind != NULL)
    return g_strdup (kind->type_name);

  return APS_TRIGGER_BASE_GET_CLASS (self)->dup_type_name (self);
}

static void
prefix_with_text (const ApsTriggerParts *parts, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (error == NULL || *error == NULL || (*error)->domain != APS_ERROR ||
      g_str_has_prefix ((*error)->message, "trigger "))
    return;

  problem = g_steal_pointer (error);
  aps_trigger_parts_fail (parts, NULL, error, problem->message, "");
  (*error)->code = problem->code;
}

/* oncalendar:TEXT is cron:TEXT dialect=oncalendar. */
static gboolean
resolve_alias (ApsTriggerParts *parts, GError **error)
{
  if (g_strcmp0 (parts->kind, ONCALENDAR) != 0)
    return TRUE;

  if (aps_trigger_parts_take (parts, "dialect") != NULL)
    return aps_trigger_parts_fail (parts,
                                   parts->kind_span.start,
                                   error,
                                   ONCALENDAR ":",
                                   "is a dialect itself: leave dialect= out");

  aps_trigger_parts_add_option (parts, "dialect", ONCALENDAR);
  g_free (parts->kind);
  parts->kind = g_strdup (aps_cron_trigger_kind.text_name);
  return TRUE;
}

static ApsTrigger *
dispatch (ApsTriggerParts *parts, GError **error)
{
  const char           *name;
  const ApsTriggerKind *kind;
  GType                 type;

  if (!resolve_alias (parts, error))
    return NULL;

  name = parts->kind != NULL ? parts->kind : "cron";
  kind = aps_trigger_kind_by_text_name (name);
  if (kind != NULL)
    return kind->parse (parts, error);

  type = aps_trigger_lookup_type (name, error);
  return type != 0 ? aps_foreign_trigger_parse (type, parts, error) : NULL;
}

ApsTrigger *
aps_trigger_from_parts (ApsTriggerParts *parts, GError **error)
{
  g_autoptr (GError) problem = NULL;
  ApsTrigger *trigger = dispatch (parts, &problem);

  if (trigger == NULL)
    {
      prefix_with_text (parts, &problem);
      g_propagate_error (error, g_steal_pointer (&problem));
    }

  return trigger;
}

ApsTriggerParts *
aps_trigger_to_parts (ApsTrigger *trigger, ApsTimeZone *inherited)
{
  g_autoptr (ApsTriggerParts) parts = NULL;
  ApsTriggerBase       *self;
  const ApsTriggerKind *kind;

  if (!APS_IS_TRIGGER_BASE (trigger))
    return NULL;

  self = APS_TRIGGER_BASE (trigger);
  kind = aps_trigger_base_get_kind (self);
  parts = aps_trigger_parts_new (NULL);
  parts->kind = kind != NULL ? g_strdup (kind->text_name) : aps_trigger_dup_type_name (trigger);

  if (parts->kind == NULL)
    return NULL;

  if (kind != NULL)
    kind->print (self, parts);
  else
    aps_foreign_trigger_print (self, parts);

  aps_trigger_options_print (aps_trigger_base_get_options (self), parts, inherited);
  return g_steal_pointer (&parts);
}

ApsTimeZone *
aps_trigger_get_zone_for_children (ApsTrigger *trigger, ApsTimeZone *outer)
{
  ApsTimeZone *zone = APS_IS_TRIGGER_BASE (trigger)
                        ? aps_trigger_base_get_options (APS_TRIGGER_BASE (trigger))->zone
                        : NULL;

  return zone != NULL ? zone : outer;
}

static void
add_registered (GHashTable *names)
{
  GHashTableIter iter;
  gpointer       name;

  APS_LOCKED (&lock);

  if (types == NULL)
    return;

  g_hash_table_iter_init (&iter, types);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_hash_table_add (names, g_strdup (name));
}

/* Classes of Python register nothing: they are found by their type. */
static void
add_python_types (GHashTable *names, GType parent)
{
  guint             n_children;
  g_autofree GType *children = g_type_children (parent, &n_children);

  for (guint i = 0; i < n_children; i++)
    {
      char *name = python_name_of_type (g_type_name (children[i]));

      if (name != NULL)
        g_hash_table_add (names, name);
      add_python_types (names, children[i]);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

char **
aps_trigger_dup_known_types (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree gpointer *keys = NULL;
  GPtrArray           *sorted = g_ptr_array_new ();
  guint                n_keys;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_hash_table_add (names, g_strdup (kinds[i]->type_name));
  add_registered (names);
  add_python_types (names, APS_TYPE_TRIGGER_BASE);

  keys = g_hash_table_get_keys_as_array (names, &n_keys);
  for (guint i = 0; i < n_keys; i++)
    g_ptr_array_add (sorted, g_strdup (keys[i]));

  g_ptr_array_sort (sorted, compare_names);
  g_ptr_array_add (sorted, NULL);
  return (char **)g_ptr_array_free (sorted, FALSE);
}
