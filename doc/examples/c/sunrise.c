/* A trigger as a plugin: "sunrise:latitude=52.5" is a text form everywhere then.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <math.h>

typedef struct
{
  ApsTriggerBase parent_instance;

  double latitude; /* construct-only */
} PicsSunrise;

typedef struct
{
  ApsTriggerBaseClass parent_class;
} PicsSunriseClass;

enum
{
  PROP_0,
  PROP_LATITUDE,
};

static GType pics_sunrise_get_type (void);

G_DEFINE_TYPE (PicsSunrise, pics_sunrise, APS_TYPE_TRIGGER_BASE)

/* Of the day that is @day days after 1970-01-01, in UTC at longitude 0; to some minutes.
 * APS_TIME_NONE where the sun does not rise on that day. */
static gint64
sunrise_of_day (double latitude, gint64 day)
{
  const double radian = G_PI / 180;
  double       declination = -23.44 * cos (2 * G_PI * ((double)day + 10) / 365.2425);
  double       cosine = -tan (latitude * radian) * tan (declination * radian);

  if (cosine < -1 || cosine > 1)
    return APS_TIME_NONE;

  return day * APS_DAY + (gint64)((12 - acos (cosine) * 12 / G_PI) * APS_HOUR);
}

/* No more fires would be TRUE and APS_TIME_NONE; FALSE is a failure, with an error. */
static gboolean
pics_sunrise_next (ApsTriggerBase *base, gint64 after_us, gint64 *next_us, GError **error)
{
  gint64 day = after_us / APS_DAY;

  /* Somewhere between the polar circles and the poles the night takes half a year. */
  for (guint i = 0; i < 400; i++)
    {
      *next_us = sunrise_of_day (((PicsSunrise *)base)->latitude, day + i);
      if (*next_us != APS_TIME_NONE && *next_us > after_us)
        return TRUE;
    }

  *next_us = APS_TIME_NONE;
  return TRUE;
}

static void
pics_sunrise_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LATITUDE)
    g_value_set_double (value, ((PicsSunrise *)object)->latitude);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pics_sunrise_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LATITUDE)
    ((PicsSunrise *)object)->latitude = g_value_get_double (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
pics_sunrise_class_init (PicsSunriseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  APS_TRIGGER_BASE_CLASS (klass)->next = pics_sunrise_next;
  object_class->get_property = pics_sunrise_get_property;
  object_class->set_property = pics_sunrise_set_property;

  g_object_class_install_property (object_class,
                                   PROP_LATITUDE,
                                   g_param_spec_double ("latitude",
                                                        NULL,
                                                        "Degrees north of the equator",
                                                        -90,
                                                        90,
                                                        0,
                                                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY |
                                                          G_PARAM_STATIC_STRINGS));
}

static void
pics_sunrise_init (PicsSunrise *self)
{
}

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_TRIGGER,
                   .name = "sunrise",
                   .version = "1.0",
                   .description = "Fires at sunrise, at longitude 0",
                   .license = "LGPL-2.1-or-later",
                   .get_type = pics_sunrise_get_type)
