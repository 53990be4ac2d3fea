/* The class to derive triggers from, in any language.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#if !defined(APSCHED_INSIDE) && !defined(APS_COMPILATION)
#error "Only <apsched/apsched.h> can be included directly."
#endif

#include <apsched/aps-trigger.h>

G_BEGIN_DECLS

#define APS_TYPE_TRIGGER_BASE (aps_trigger_base_get_type ())

APS_AVAILABLE_IN_1_0
G_DECLARE_DERIVABLE_TYPE (ApsTriggerBase, aps_trigger_base, APS, TRIGGER_BASE, GObject)

/**
 * ApsTriggerBaseClass:
 * @next: finds the first fire after a moment; `APS_TIME_NONE` when there are no more. %FALSE is a
 *   failure
 * @next_from: may be left out: like @next, for a trigger that has more to remember than its last
 *   fire: it is given the text that it answered the time before (%NULL at first). The default
 *   calls @next
 * @dup_type_name: may be left out: the name under which the type is stored and written in texts,
 *   `kind` or `python:module:Class`. The default is the name of its registration, or what a class
 *   made in Python is called
 *
 * What a derived trigger overrides: one of @next and @next_from. Both are called in the thread
 * that asks, but for types made in Python or JavaScript, which are called in the main context in
 * which the trigger was made.
 *
 * Since: 1.0
 */
struct _ApsTriggerBaseClass
{
  GObjectClass parent_class;

  gboolean (*next) (ApsTriggerBase *self, gint64 after_us, gint64 *next_us, GError **error);
  gboolean (*next_from) (ApsTriggerBase *self,
                         gint64          after_us,
                         const char     *text,
                         gint64         *next_us,
                         char          **new_text,
                         GError        **error);
  char *(*dup_type_name) (ApsTriggerBase *self);

  /*< private >*/
  gconstpointer kind;
  gpointer      padding[8];
};

APS_AVAILABLE_IN_1_0
gboolean aps_trigger_register_type (const char *name, GType type, GError **error);

G_END_DECLS
