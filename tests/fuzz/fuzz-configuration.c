/* Any bytes as a keyfile that is read and checked whole: settings, plugins, tasks, schedules.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "fuzz.h"

#include <apsched/aps-configuration.h>

#include <sys/mman.h>
#include <unistd.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ApsConfiguration) configuration = NULL;
  g_autoptr (ApsConfiguration) again = NULL;
  int              fd = memfd_create ("input.conf", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, size), ==, size);

  configuration = aps_configuration_load (path, NULL, &error);
  g_assert_true ((configuration == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  else
    {
      again = aps_configuration_reload (configuration, &error);
      g_assert_no_error (error);
    }

  close (fd);
  return 0;
}
