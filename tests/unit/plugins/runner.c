/* An executor plugin that runs nothing, for the tests of keyfiles.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

GType runner_get_type (void);

typedef struct
{
  GObject parent_instance;
} Runner;

typedef struct
{
  GObjectClass parent_class;
} RunnerClass;

static const char *const *
runner_get_schemes (ApsExecutor *executor)
{
  static const char *const schemes[] = { "command", "tape", NULL };

  return schemes;
}

static void
runner_init_interface (ApsExecutorInterface *iface)
{
  iface->get_schemes = runner_get_schemes;
}

G_DEFINE_TYPE_WITH_CODE (Runner,
                         runner,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (APS_TYPE_EXECUTOR, runner_init_interface))

static void
runner_class_init (RunnerClass *klass)
{
}

static void
runner_init (Runner *self)
{
}

APS_PLUGIN_DEFINE (.kind = APS_PLUGIN_KIND_EXECUTOR, .name = "runner", .get_type = runner_get_type)
