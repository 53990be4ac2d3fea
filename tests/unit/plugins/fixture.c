/* A plugin for the tests of the registry, good, or wrong in one way that a macro names. Its type
 * has another name in each module: FixtureBroker is a macro.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#define FIXTURE_TYPE_BROKER (fixture_broker_get_type ())

GType fixture_broker_get_type (void);

typedef struct
{
  GObject parent_instance;

  guint depth;
  char *password;
} FixtureBroker;

typedef struct
{
  GObjectClass parent_class;
} FixtureBrokerClass;

enum
{
  PROP_0,
  PROP_DEPTH,
  PROP_PASSWORD,
};

static G_GNUC_UNUSED void
fixture_broker_init_interface (ApsEventBrokerInterface *iface)
{
}

#if defined(FIXTURE_NO_INTERFACE)
G_DEFINE_TYPE (FixtureBroker, fixture_broker, G_TYPE_OBJECT)
#elif defined(FIXTURE_ABSTRACT)
G_DEFINE_ABSTRACT_TYPE_WITH_CODE (FixtureBroker,
                                  fixture_broker,
                                  G_TYPE_OBJECT,
                                  G_IMPLEMENT_INTERFACE (APS_TYPE_EVENT_BROKER,
                                                         fixture_broker_init_interface))
#else
G_DEFINE_TYPE_WITH_CODE (FixtureBroker,
                         fixture_broker,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (APS_TYPE_EVENT_BROKER,
                                                fixture_broker_init_interface))
#endif

static void
fixture_broker_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FixtureBroker *self = (FixtureBroker *)object;

  if (id == PROP_DEPTH)
    self->depth = g_value_get_uint (value);
  else
    self->password = g_value_dup_string (value);
}

static void
fixture_broker_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FixtureBroker *self = (FixtureBroker *)object;

  if (id == PROP_DEPTH)
    g_value_set_uint (value, self->depth);
  else
    g_value_set_string (value, self->password);
}

static void
fixture_broker_finalize (GObject *object)
{
  g_free (((FixtureBroker *)object)->password);

  G_OBJECT_CLASS (fixture_broker_parent_class)->finalize (object);
}

static void
fixture_broker_class_init (FixtureBrokerClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = fixture_broker_set_property;
  object_class->get_property = fixture_broker_get_property;
  object_class->finalize = fixture_broker_finalize;

  g_object_class_install_property (object_class,
                                   PROP_DEPTH,
                                   g_param_spec_uint ("depth", NULL, "How deep", 1, 64, 4, flags));
  g_object_class_install_property (object_class,
                                   PROP_PASSWORD,
                                   aps_setting_mark (g_param_spec_string ("password",
                                                                          NULL,
                                                                          "The word",
                                                                          NULL,
                                                                          flags),
                                                     APS_SETTING_SECRET));
}

static void
fixture_broker_init (FixtureBroker *self)
{
}

#ifdef FIXTURE_UNDEFINED_SYMBOL
void fixture_that_nobody_defines (void);
void fixture_call (void);

__attribute__ ((visibility ("default"))) void
fixture_call (void)
{
  fixture_that_nobody_defines ();
}
#endif

#ifdef FIXTURE_NO_TYPE
static GType
no_type (void)
{
  return G_TYPE_INVALID;
}
#define GET_TYPE no_type
#elif defined(FIXTURE_NO_GET_TYPE)
#define GET_TYPE NULL
#else
#define GET_TYPE fixture_broker_get_type
#endif

#if defined(FIXTURE_NO_QUERY)
#elif defined(FIXTURE_WRONG_ABI)
APS_PLUGIN_EXPORT const ApsPluginDescriptor *aps_plugin_query (void);

const ApsPluginDescriptor *
aps_plugin_query (void)
{
  static const ApsPluginDescriptor descriptor = { .abi = APS_PLUGIN_ABI + 1 };

  return &descriptor;
}
#elif defined(FIXTURE_WRONG_KIND)
APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_EXECUTOR, .name = "wrong-kind", .get_type = GET_TYPE)
#elif defined(FIXTURE_WRONG_NAME)
APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_EVENT_BROKER, .name = "other", .get_type = GET_TYPE)
#else
APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_EVENT_BROKER,
                   .name = FIXTURE_NAME,
                   .version = "2.1",
                   .description = "Delivers nothing",
                   .license = "MIT",
                   .get_type = GET_TYPE)
#endif
