/* Who this scheduler is, and which other instances are proven dead.
 *
 * A process is named by boot, pid namespace, pid and start time (proc(5): /proc/sys/kernel/random/
 * boot_id, /proc/PID/ns/pid, field 22 of /proc/PID/stat); a pid that was given to another process
 * has another start time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "scheduler/aps-instance-private.h"

#include "core/aps-uuid.h"
#include "core/aps-value.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 0 where no such process runs, or it cannot be told. */
static gint64
read_pid_start (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
  g_autofree char *stat_text = NULL;
  g_auto (GStrv) fields = NULL;
  const char *behind_name;

  if (!g_file_get_contents (path, &stat_text, NULL, NULL))
    return 0;

  /* The name of the program stands in brackets and may hold anything. */
  behind_name = strrchr (stat_text, ')');
  if (behind_name == NULL || behind_name[1] == '\0')
    return 0;

  fields = g_strsplit (behind_name + 2, " ", 0);
  if (g_strv_length (fields) <= 19)
    return 0;

  /* A zombie runs no more. */
  return *fields[0] != 'Z' && *fields[0] != 'X' ? g_ascii_strtoll (fields[19], NULL, 10) : 0;
}

static gint64
read_pid_namespace (void)
{
  struct stat namespace_file;

  return stat ("/proc/self/ns/pid", &namespace_file) == 0 ? (gint64)namespace_file.st_ino : 0;
}

static char *
read_boot_id (void)
{
  char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("unknown");

  return g_strstrip (text);
}

void
aps_instance_fill (ApsRecordList     *list,
                   ApsInstanceRecord *instance,
                   const char        *identity,
                   gint64             now_us)
{
  g_autofree char *uuid = aps_uuid_new (now_us);
  g_autofree char *boot_id = read_boot_id ();
  g_autofree char *own_identity = NULL;
  gint64           pid = getpid ();

  if (identity == NULL)
    own_identity = g_strdup_printf ("%s-%" G_GINT64_FORMAT "-%s",
                                    g_get_host_name (),
                                    pid,
                                    uuid + strlen (uuid) - 8);

  instance->uuid = aps_record_list_strdup (list, uuid);
  instance->identity = aps_record_list_strdup (list, identity != NULL ? identity : own_identity);
  instance->host = aps_record_list_strdup (list, g_get_host_name ());
  instance->boot_id = aps_record_list_strdup (list, boot_id);
  instance->pid_namespace = read_pid_namespace ();
  instance->pid = pid;
  instance->pid_start = read_pid_start (pid);
  instance->version = aps_record_list_strdup (list, PACKAGE_VERSION);
}

void
aps_instance_set_queues (ApsRecordList     *list,
                         ApsInstanceRecord *instance,
                         const char *const *queues)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) names = NULL;
  g_autofree char *json = NULL;

  instance->queues = NULL;
  if (queues == NULL)
    return;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("av"));
  for (guint i = 0; queues[i] != NULL; i++)
    g_variant_builder_add (&builder, "v", g_variant_new_string (queues[i]));
  names = g_variant_ref_sink (g_variant_builder_end (&builder));
  json = aps_value_to_json (names);
  instance->queues = aps_record_list_strdup (list, json);
}

/* What cannot be read may well be all of them. */
gboolean
aps_instance_serves (const ApsInstanceRecord *self, const char *queue)
{
  g_autoptr (GVariant) names = self->queues != NULL ? aps_value_from_json (self->queues, -1, NULL)
                                                    : NULL;
  GVariantIter iter;
  GVariant    *name;
  gboolean     found = FALSE;

  if (names == NULL || !g_variant_is_of_type (names, G_VARIANT_TYPE ("av")))
    return TRUE;

  g_variant_iter_init (&iter, names);
  while (g_variant_iter_loop (&iter, "v", &name))
    found = found || (g_variant_is_of_type (name, G_VARIANT_TYPE_STRING) &&
                      g_str_equal (g_variant_get_string (name, NULL), queue));
  return found;
}

gboolean
aps_instance_is_dead (const ApsInstanceRecord *self,
                      const ApsInstanceRecord *other,
                      gboolean                 single_host)
{
  gint64 start;

  if (g_strcmp0 (self->uuid, other->uuid) == 0 || g_strcmp0 (other->boot_id, "unknown") == 0)
    return FALSE;

  if (g_strcmp0 (self->boot_id, other->boot_id) != 0)
    return single_host;

  if (self->pid_namespace != other->pid_namespace || other->pid_start == 0)
    return FALSE;

  start = read_pid_start (other->pid);
  return start != other->pid_start;
}

char **
aps_instance_find_dead (const ApsInstanceRecord *self,
                        ApsRecordList           *instances,
                        gboolean                 single_host)
{
  g_autoptr (GStrvBuilder) dead = g_strv_builder_new ();

  for (guint i = 0; i < aps_record_list_get_n (instances); i++)
    {
      const ApsInstanceRecord *other = aps_record_list_get (instances, i);

      if (aps_instance_is_dead (self, other, single_host))
        g_strv_builder_add (dead, other->uuid);
    }

  return g_strv_builder_end (dead);
}
