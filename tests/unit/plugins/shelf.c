/* A data store plugin that stores nothing, for the tests of keyfiles.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

GType shelf_get_type (void);

typedef struct
{
  GObject parent_instance;

  char  *path;
  char  *password;
  gint64 timeout_us;
} Shelf;

typedef struct
{
  GObjectClass parent_class;
} ShelfClass;

enum
{
  PROP_0,
  PROP_PATH,
  PROP_PASSWORD,
  PROP_TIMEOUT,
};

static char *
shelf_dup_broker_settings (ApsDataStore *store)
{
  return g_strdup_printf ("depth=9 password=\"%s\"", ((Shelf *)store)->path);
}

static ApsDataStoreFlags
shelf_get_flags (ApsDataStore *store)
{
  return APS_DATA_STORE_PERSISTENT;
}

static void
shelf_init_interface (ApsDataStoreInterface *iface)
{
  iface->get_flags = shelf_get_flags;
  iface->dup_broker_settings = shelf_dup_broker_settings;
}

G_DEFINE_TYPE_WITH_CODE (Shelf,
                         shelf,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (APS_TYPE_DATA_STORE, shelf_init_interface))

static void
shelf_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  Shelf *self = (Shelf *)object;

  if (id == PROP_PATH)
    self->path = g_value_dup_string (value);
  else if (id == PROP_PASSWORD)
    self->password = g_value_dup_string (value);
  else
    self->timeout_us = g_value_get_int64 (value);
}

static void
shelf_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  Shelf *self = (Shelf *)object;

  if (id == PROP_PATH)
    g_value_set_string (value, self->path);
  else if (id == PROP_PASSWORD)
    g_value_set_string (value, self->password);
  else
    g_value_set_int64 (value, self->timeout_us);
}

static void
shelf_finalize (GObject *object)
{
  g_free (((Shelf *)object)->path);
  g_free (((Shelf *)object)->password);

  G_OBJECT_CLASS (shelf_parent_class)->finalize (object);
}

static void
shelf_class_init (ShelfClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = shelf_set_property;
  object_class->get_property = shelf_get_property;
  object_class->finalize = shelf_finalize;

  g_object_class_install_property (object_class,
                                   PROP_PATH,
                                   aps_setting_mark (g_param_spec_string ("path",
                                                                          NULL,
                                                                          "Where it stands",
                                                                          NULL,
                                                                          flags),
                                                     APS_SETTING_FILE | APS_SETTING_PLACE |
                                                       APS_SETTING_REQUIRED));
  g_object_class_install_property (object_class,
                                   PROP_PASSWORD,
                                   aps_setting_mark (g_param_spec_string ("password",
                                                                          NULL,
                                                                          "The word",
                                                                          NULL,
                                                                          flags),
                                                     APS_SETTING_SECRET));
  g_object_class_install_property (object_class,
                                   PROP_TIMEOUT,
                                   aps_setting_mark (g_param_spec_int64 ("timeout",
                                                                         NULL,
                                                                         "How long to wait",
                                                                         APS_MILLISECOND,
                                                                         10 * APS_MINUTE,
                                                                         5 * APS_SECOND,
                                                                         flags),
                                                     APS_SETTING_DURATION));
}

static void
shelf_init (Shelf *self)
{
}

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_DATA_STORE,
                   .name = "shelf",
                   .get_type = shelf_get_type,
                   .event_broker = "good")
