/* A trigger of its own, as a plugin: "noon:" fires at twelve o'clock UTC.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

typedef struct
{
  ApsTriggerBase parent_instance;
} ExampleNoon;

typedef struct
{
  ApsTriggerBaseClass parent_class;
} ExampleNoonClass;

static GType example_noon_get_type (void);

G_DEFINE_TYPE (ExampleNoon, example_noon, APS_TYPE_TRIGGER_BASE)

static gboolean
example_noon_next (ApsTriggerBase *base, gint64 after_us, gint64 *next_us, GError **error)
{
  const gint64 half = APS_DAY / 2;

  *next_us = (after_us + half) / APS_DAY * APS_DAY + half;
  return TRUE;
}

static void
example_noon_class_init (ExampleNoonClass *klass)
{
  APS_TRIGGER_BASE_CLASS (klass)->next = example_noon_next;
}

static void
example_noon_init (ExampleNoon *self)
{
}

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_TRIGGER,
                   .name = "noon",
                   .version = "1.0",
                   .description = "Fires at twelve o'clock UTC",
                   .license = "LGPL-2.1-or-later",
                   .get_type = example_noon_get_type)
