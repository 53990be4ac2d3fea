/* A trigger plugin that fires at each noon of UTC, for the tests of the registry.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

GType noon_get_type (void);

typedef struct
{
  ApsTriggerBase parent_instance;
} Noon;

typedef struct
{
  ApsTriggerBaseClass parent_class;
} NoonClass;

G_DEFINE_TYPE (Noon, noon, APS_TYPE_TRIGGER_BASE)

static gboolean
noon_next (ApsTriggerBase *base, gint64 after_us, gint64 *next_us, GError **error)
{
  *next_us = (after_us + APS_DAY / 2) / APS_DAY * APS_DAY + APS_DAY / 2;
  return TRUE;
}

static void
noon_class_init (NoonClass *klass)
{
  APS_TRIGGER_BASE_CLASS (klass)->next = noon_next;
}

static void
noon_init (Noon *self)
{
}

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_TRIGGER, .name = "noon", .get_type = noon_get_type)
