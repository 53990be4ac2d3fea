/* A data store plugin that stores nothing on no server, for the tests of places apart. With
 * RACK_FIXED it does not say which setting names its place.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#ifdef RACK_FIXED
#define NAME "rack-fixed"
#define TYPE_NAME "RackFixed"
#define MARK APS_SETTING_REQUIRED
#else
#define NAME "rack"
#define TYPE_NAME "Rack"
#define MARK (APS_SETTING_PLACE | APS_SETTING_REQUIRED)
#endif

GType rack_get_type (void);

typedef struct
{
  GObject parent_instance;

  char *schema;
} Rack;

static ApsDataStoreFlags
rack_get_flags (ApsDataStore *store)
{
  return APS_DATA_STORE_PERSISTENT;
}

/* Says which it would remove. */
static gboolean
rack_remove_place (ApsDataStore *store, GError **error)
{
  g_set_error_literal (error, APS_ERROR, APS_ERROR_BUSY, ((Rack *)store)->schema);
  return FALSE;
}

static void
rack_init_interface (gpointer iface, gpointer data)
{
  ((ApsDataStoreInterface *)iface)->get_flags = rack_get_flags;
  ((ApsDataStoreInterface *)iface)->remove_place = rack_remove_place;
}

static void
rack_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ((Rack *)object)->schema = g_value_dup_string (value);
}

static void
rack_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, ((Rack *)object)->schema);
}

static void
rack_finalize (GObject *object)
{
  g_free (((Rack *)object)->schema);
  G_OBJECT_CLASS (g_type_class_peek_parent (G_OBJECT_GET_CLASS (object)))->finalize (object);
}

static void
rack_class_init (gpointer klass, gpointer data)
{
  GObjectClass *object_class = klass;
  GParamSpec   *schema = g_param_spec_string ("schema",
                                            NULL,
                                            "Where on the server",
                                            NULL,
                                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                              G_PARAM_STATIC_STRINGS);

  object_class->set_property = rack_set_property;
  object_class->get_property = rack_get_property;
  object_class->finalize = rack_finalize;
  g_object_class_install_property (object_class, 1, aps_setting_mark (schema, MARK));
}

GType
rack_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    {
      const GInterfaceInfo iface = { .interface_init = rack_init_interface };
      GType                new_type = g_type_register_static_simple (G_TYPE_OBJECT,
                                                      TYPE_NAME,
                                                      sizeof (GObjectClass),
                                                      rack_class_init,
                                                      sizeof (Rack),
                                                      NULL,
                                                      G_TYPE_FLAG_NONE);

      g_type_add_interface_static (new_type, APS_TYPE_DATA_STORE, &iface);
      g_once_init_leave (&type, new_type);
    }

  return type;
}

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_DATA_STORE, .name = NAME, .get_type = rack_get_type)
