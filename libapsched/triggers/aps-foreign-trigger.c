/* Triggers of other people: asked in the right thread, distrusted, and read and printed by their
 * properties.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-foreign-trigger-private.h"

#include <apsched/aps-error.h>
#include <apsched/aps-locked.h>
#include <apsched/aps-types.h>

#include "core/aps-home-context-private.h"
#include "triggers/aps-cursor-private.h"

#include <string.h>

/* How long a home context may take to answer. */
#define MAX_WAIT_US (10 * APS_SECOND)

static gboolean
is_javascript (GType type)
{
  return g_str_has_prefix (g_type_name (type), "Gjs_");
}

gboolean
aps_foreign_trigger_needs_home (GType type)
{
  return is_javascript (type) || strchr (g_type_name (type), '+') != NULL;
}

/* Shared by the caller, who may give up, and the home context, which may come to it later. */
typedef struct
{
  gint            ref_count; /* atomic */
  ApsTriggerBase *self;
  gint64          after_us;
  char           *text;
  gint64          next_us;
  char           *new_text;
  GError         *error;
  gboolean        ok;

  ApsHomeContext *home;
  GMutex          lock;
  GCond           ended;
  gint            is_done; /* atomic; set with the lock held */
} Call;

static Call *
call_new (ApsTriggerBase *self, gint64 after_us, const char *text)
{
  Call *call = g_new0 (Call, 1);

  call->ref_count = 1;
  call->self = g_object_ref (self);
  call->after_us = after_us;
  call->text = g_strdup (text);

  /* GJS does not write a number that it cannot hold, and that is "none" alone. */
  call->next_us = is_javascript (G_OBJECT_TYPE (self)) ? APS_TIME_NONE : G_MININT64 + 1;
  g_mutex_init (&call->lock);
  g_cond_init (&call->ended);
  return call;
}

static void
call_unref (gpointer data)
{
  Call *call = data;

  if (!g_atomic_int_dec_and_test (&call->ref_count))
    return;

  g_object_unref (call->self);
  g_clear_pointer (&call->home, aps_home_context_unref);
  g_clear_error (&call->error);
  g_free (call->text);
  g_free (call->new_text);
  g_mutex_clear (&call->lock);
  g_cond_clear (&call->ended);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_unref)

static void
call_run (gpointer data)
{
  Call *call = data;

  call->ok = APS_TRIGGER_BASE_GET_CLASS (call->self)
               ->next_from (call->self,
                            call->after_us,
                            call->text,
                            &call->next_us,
                            &call->new_text,
                            &call->error);

  {
    APS_LOCKED (&call->lock);
    g_atomic_int_set (&call->is_done, TRUE);
    g_cond_broadcast (&call->ended);
  }

  if (call->home != NULL)
    aps_home_context_kick (call->home);
}

static gboolean
call_wait (Call *call)
{
  gint64 deadline_us = g_get_monotonic_time () + MAX_WAIT_US;

  APS_LOCKED (&call->lock);

  while (!g_atomic_int_get (&call->is_done))
    if (!g_cond_wait_until (&call->ended, &call->lock, deadline_us))
      return g_atomic_int_get (&call->is_done);

  return TRUE;
}

/* Runs the call here, if here is at home, or else has it run there. */
static gboolean
call_at_home (Call *call, ApsHomeContext *home)
{
  if (home == NULL || aps_home_context_is_own (home))
    {
      call_run (call);
      return TRUE;
    }

  call->home = aps_home_context_ref (home);
  g_atomic_int_inc (&call->ref_count);
  aps_home_context_push (home, call_run, call, call_unref);
  return call_wait (call);
}

/* JavaScript rounds G_MAXINT64, and the number may have wrapped around on its way back. */
static gint64
canonical_none (gint64 time_us)
{
  return time_us == G_MININT64 || time_us > APS_TIME_NONE - 1024 ? APS_TIME_NONE : time_us;
}

static gboolean
fail_alone (ApsTriggerBase *self, GError **error)
{
  g_set_error (error,
               APS_ERROR,
               APS_ERROR_BUSY,
               "%s: nobody iterates the main context in which the trigger was made",
               G_OBJECT_TYPE_NAME (self));
  return FALSE;
}

static gboolean
fail_call (Call *call, GError **error)
{
  if (call->error != NULL)
    g_propagate_error (error, g_steal_pointer (&call->error));
  else
    g_set_error (error,
                 APS_ERROR,
                 APS_ERROR_IMPLEMENTATION,
                 "%s: next failed without saying why",
                 G_OBJECT_TYPE_NAME (call->self));

  return FALSE;
}

gboolean
aps_foreign_trigger_next (
  ApsTriggerBase *self, ApsCursor *cursor, gint64 from_us, gint64 *next_us, GError **error)
{
  g_autoptr (Call) call = call_new (self, from_us - 1, cursor->text);

  if (!call_at_home (call, aps_trigger_base_get_home (self)))
    return fail_alone (self, error);

  if (!call->ok)
    return fail_call (call, error);

  *next_us = canonical_none (call->next_us);

  if (*next_us < from_us)
    {
      g_set_error (error,
                   APS_ERROR,
                   APS_ERROR_IMPLEMENTATION,
                   "%s: next answered %" G_GINT64_FORMAT ", which is not after %" G_GINT64_FORMAT,
                   G_OBJECT_TYPE_NAME (self),
                   *next_us,
                   call->after_us);
      return FALSE;
    }

  if (call->new_text != NULL)
    aps_cursor_set_text (cursor, call->new_text);

  return TRUE;
}

static gboolean
parse_enum (GParamSpec *pspec, const char *text, GValue *value)
{
  GEnumValue *found = g_enum_get_value_by_nick (G_PARAM_SPEC_ENUM (pspec)->enum_class, text);

  if (found != NULL)
    g_value_set_enum (value, found->value);

  return found != NULL;
}

static gboolean
parse_integer (const char *text, GValue *value)
{
  g_auto (GValue) wide = G_VALUE_INIT;
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return FALSE;

  g_value_init (&wide, G_TYPE_INT64);
  g_value_set_int64 (&wide, number);
  return g_value_transform (&wide, value);
}

static gboolean
parse_real (const char *text, GValue *value)
{
  g_auto (GValue) wide = G_VALUE_INIT;
  char *end;

  g_value_init (&wide, G_TYPE_DOUBLE);
  g_value_set_double (&wide, g_ascii_strtod (text, &end));
  return *text != '\0' && *end == '\0' && g_value_transform (&wide, value);
}

static gboolean
parse_boolean (const char *text, GValue *value)
{
  gboolean yes = g_str_equal (text, "true") || g_str_equal (text, "yes");

  g_value_set_boolean (value, yes);
  return yes || g_str_equal (text, "false") || g_str_equal (text, "no");
}

static gboolean
parse_value (GParamSpec *pspec, const char *text, GValue *value)
{
  GType type = G_PARAM_SPEC_VALUE_TYPE (pspec);

  g_value_init (value, type);

  if (G_TYPE_IS_ENUM (type))
    return parse_enum (pspec, text, value);

  if (type == G_TYPE_STRING)
    g_value_set_string (value, text);
  else if (type == G_TYPE_BOOLEAN)
    return parse_boolean (text, value);
  else if (type == G_TYPE_DOUBLE || type == G_TYPE_FLOAT)
    return parse_real (text, value);
  else
    return parse_integer (text, value);

  return TRUE;
}

static gboolean
is_setting (GParamSpec *pspec)
{
  return pspec != NULL && (pspec->flags & G_PARAM_WRITABLE) != 0 &&
         (pspec->flags & G_PARAM_READABLE) != 0;
}

static char *
list_settings (GObjectClass *klass)
{
  GString                *names = g_string_new (NULL);
  guint                   n;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (klass, &n);

  for (guint i = 0; i < n; i++)
    if (is_setting (pspecs[i]))
      g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", pspecs[i]->name);

  return g_string_free (names, FALSE);
}

static gboolean
take_settings (
  GObjectClass *klass, ApsTriggerParts *parts, GPtrArray *names, GArray *values, GError **error)
{
  for (guint i = 0; i < parts->options->len; i++)
    {
      ApsOption  *option = &g_array_index (parts->options, ApsOption, i);
      GParamSpec *pspec = g_object_class_find_property (klass, option->key);
      GValue      value = G_VALUE_INIT;

      if (!is_setting (pspec))
        continue;

      option->taken = TRUE;

      if (!parse_value (pspec, option->value, &value) || g_param_value_validate (pspec, &value))
        {
          g_autofree char *what = g_strdup_printf ("%s \"%s\"", option->key, option->value);
          g_autofree char *rest = g_strdup_printf ("is no %s in its range",
                                                   g_type_name (G_PARAM_SPEC_VALUE_TYPE (pspec)));

          g_value_unset (&value);
          return aps_trigger_parts_fail (parts, option->span.start, error, what, rest);
        }

      g_ptr_array_add (names, (gpointer)pspec->name);
      g_array_append_val (values, value);
    }

  return TRUE;
}

ApsTrigger *
aps_foreign_trigger_parse (GType type, ApsTriggerParts *parts, GError **error)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, TRUE, sizeof (GValue));
  g_auto (ApsTriggerOptions) options = { 0 };
  g_autofree char *settings = list_settings (G_OBJECT_CLASS (klass));
  g_autoptr (GObject) object = NULL;

  g_array_set_clear_func (values, (GDestroyNotify)g_value_unset);

  if (*parts->body != '\0' || parts->children != NULL)
    {
      aps_trigger_parts_fail (parts,
                              *parts->body != '\0' ? parts->body_span.start : parts->kind_span.end,
                              error,
                              "expected options (key=value) alone",
                              "");
      return NULL;
    }

  if (!take_settings (G_OBJECT_CLASS (klass), parts, names, values, error) ||
      !aps_trigger_options_parse (&options, parts, error) ||
      !aps_trigger_parts_check_taken (parts, settings, error))
    return NULL;

  object = g_object_new_with_properties (type,
                                         names->len,
                                         (const char **)names->pdata,
                                         (const GValue *)(gpointer)values->data);

  if (!aps_trigger_base_set_options (APS_TRIGGER_BASE (object), &options, error))
    return NULL;

  return APS_TRIGGER (g_steal_pointer (&object));
}

static char *
print_value (const GValue *value)
{
  GType type = G_VALUE_TYPE (value);
  g_auto (GValue) text = G_VALUE_INIT;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (type == G_TYPE_STRING)
    return g_value_dup_string (value);

  if (type == G_TYPE_BOOLEAN)
    return g_strdup (g_value_get_boolean (value) ? "true" : "false");

  if (type == G_TYPE_DOUBLE)
    return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, g_value_get_double (value)));

  if (type == G_TYPE_FLOAT)
    return g_strdup (
      g_ascii_formatd (buffer, sizeof buffer, "%.9g", (double)g_value_get_float (value)));

  if (G_TYPE_IS_ENUM (type))
    {
      g_autoptr (GEnumClass) klass = g_type_class_ref (type);
      GEnumValue *found = g_enum_get_value (klass, g_value_get_enum (value));

      return found != NULL ? g_strdup (found->value_nick) : NULL;
    }

  g_value_init (&text, G_TYPE_STRING);
  return g_value_transform (value, &text) ? g_value_dup_string (&text) : NULL;
}

static int
compare_pspecs (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(GParamSpec *const *)a)->name, (*(GParamSpec *const *)b)->name);
}

void
aps_foreign_trigger_print (ApsTriggerBase *self, ApsTriggerParts *parts)
{
  guint                   n;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (self), &n);

  qsort (pspecs, n, sizeof *pspecs, compare_pspecs);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      g_autofree char *text = NULL;

      if (!is_setting (pspecs[i]))
        continue;

      g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (pspecs[i]));
      g_object_get_property (G_OBJECT (self), pspecs[i]->name, &value);

      if (!g_param_value_defaults (pspecs[i], &value))
        text = print_value (&value);

      if (text != NULL)
        aps_trigger_parts_add_option (parts, pspecs[i]->name, text);
    }
}
