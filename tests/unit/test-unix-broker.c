/* Tests what the broker `unix` does with its folder; what every broker promises is in the kit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include <apsched/apsched.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_US (20 * APS_SECOND)

typedef struct
{
  ApsEventBroker *broker;
  guint           id;
  GMutex          lock;
  GCond           changed;
  GString        *heard;     /* guarded by lock: all texts in a row */
  guint           n_resyncs; /* guarded by lock */
} Ear;

static char *parent; /* of the folders */

static ApsEventBroker *
new_broker (const char *path)
{
  g_autofree char *quoted = aps_setting_quote (path);
  g_autofree char *settings = g_strconcat ("path=", quoted, NULL);
  g_autoptr (GError) error = NULL;
  ApsEventBroker *broker = aps_registry_new_event_broker ("unix", settings, &error);

  g_assert_no_error (error);
  return broker;
}

static void
hear (const char *const *envelopes, gpointer user_data)
{
  Ear *self = user_data;
  APS_LOCKED (&self->lock);

  for (guint i = 0; envelopes != NULL && envelopes[i] != NULL; i++)
    g_string_append (self->heard, envelopes[i]);
  if (envelopes == NULL)
    self->n_resyncs++;
  g_cond_broadcast (&self->changed);
}

static Ear *
ear_new (const char *path)
{
  g_autoptr (GError) error = NULL;
  Ear *self = g_new0 (Ear, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->heard = g_string_new (NULL);
  self->broker = new_broker (path);
  self->id = aps_event_broker_add_listener (self->broker, hear, self, NULL, &error);
  g_assert_no_error (error);
  return self;
}

static void
ear_free (Ear *self)
{
  aps_event_broker_remove_listener (self->broker, self->id);
  g_assert_finalize_object (self->broker);
  g_string_free (self->heard, TRUE);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ear, ear_free)

static gboolean
ear_wait (Ear *self, const char *heard, guint n_resyncs)
{
  const gint64 deadline = g_get_monotonic_time () + PATIENCE_US;
  APS_LOCKED (&self->lock);

  while (strcmp (self->heard->str, heard) != 0 || self->n_resyncs < n_resyncs)
    if (!g_cond_wait_until (&self->changed, &self->lock, deadline))
      return FALSE;

  return TRUE;
}

static void
say (Ear *self, const char *text)
{
  const char *envelopes[] = { text, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (aps_event_broker_publish (self->broker, envelopes, &error));
  g_assert_no_error (error);
}

static char *
new_path (const char *name)
{
  return g_build_filename (parent, name, NULL);
}

/* The only name in a folder. */
static char *
dup_only_name (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  char *name;

  g_assert_nonnull (dir);
  name = g_strdup (g_dir_read_name (dir));
  g_assert_nonnull (name);
  g_assert_null (g_dir_read_name (dir));
  return name;
}

static void
test_folder (void)
{
  g_autofree char *path = new_path ("folder");
  g_autofree char *name = NULL;
  g_autofree char *socket_path = NULL;
  struct stat      status;
  Ear             *ear = ear_new (path);

  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0700);
  name = dup_only_name (path);
  socket_path = g_build_filename (path, name, NULL);
  g_assert_cmpint (stat (socket_path, &status), ==, 0);
  g_assert_true (S_ISSOCK (status.st_mode));
  g_assert_cmpint (status.st_mode & 07777, ==, 0600);

  ear_free (ear);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_shared_folder (void)
{
  g_autofree char *path = new_path ("shared");
  g_autofree char *other = g_build_filename (path, "notes", NULL);
  g_autofree char *name = NULL;
  Ear             *ear;
  struct stat      status;

  /* Somebody has made it for a group, and keeps a file in it. */
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_cmpint (g_chmod (path, 02770), ==, 0);
  ear = ear_new (path);
  name = dup_only_name (path);
  {
    g_autofree char *socket_path = g_build_filename (path, name, NULL);

    g_assert_cmpint (stat (socket_path, &status), ==, 0);
    g_assert_cmpint (status.st_mode & 07777, ==, 0660);
  }
  g_assert_true (g_file_set_contents (other, "x", -1, NULL));
  say (ear, "a");
  ear_free (ear);

  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_unlink (other), ==, 0);
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
test_long_path (void)
{
  g_autofree char *long_name = g_strnfill (200, 'x');
  g_autofree char *path = new_path (long_name);
  g_autoptr (Ear) ear = ear_new (path);
  g_autoptr (Ear) other = ear_new (path);

  say (ear, "a");
  g_assert_true (ear_wait (other, "a", 0));
}

static void
expect_refused (const char *path, gint code)
{
  g_autoptr (ApsEventBroker) broker = new_broker (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (aps_event_broker_add_listener (broker, hear, NULL, NULL, &error), ==, 0);
  g_assert_error (error, APS_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_refused (void)
{
  g_autofree char *file = new_path ("file");
  g_autofree char *deep = new_path ("absent/folder");

  g_assert_true (g_file_set_contents (file, "x", -1, NULL));
  expect_refused (file, APS_ERROR_NOT_FOUND);
  expect_refused (deep, APS_ERROR_NOT_FOUND);
  g_assert_cmpint (g_unlink (file), ==, 0);
}

static void
test_removed_folder (void)
{
  g_autofree char *path = new_path ("removed");
  g_autoptr (Ear) ear = ear_new (path);
  g_autoptr (Ear) other = NULL;
  g_autofree char *name = dup_only_name (path);
  g_autofree char *socket_path = g_build_filename (path, name, NULL);

  g_assert_cmpint (g_unlink (socket_path), ==, 0);
  g_assert_true (ear_wait (ear, "", 1));

  other = ear_new (path);
  say (other, "a");
  g_assert_true (ear_wait (ear, "a", 1));
  say (ear, "b");
  g_assert_true (ear_wait (other, "ab", 0));
}

static void
test_stale_socket (void)
{
  g_autofree char   *path = new_path ("stale");
  g_autofree char   *socket_path = g_build_filename (path, "1-0123456789abcdef", NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int                fd = socket (AF_UNIX, SOCK_DGRAM, 0);
  g_autofree char   *name = NULL;
  g_autoptr (Ear) ear = NULL;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_strlcpy (address.sun_path, socket_path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  close (fd);

  ear = ear_new (path);
  say (ear, "a");
  name = dup_only_name (path);
  g_assert_cmpstr (name, !=, "1-0123456789abcdef");
}

static void
test_garbage (void)
{
  static const struct
  {
    const char *bytes;
    gsize       size;
  } rows[] = {
    { "", 0 },
    { "A", 1 },
    { "APS1", 4 },
    { "APS1x", 5 },
    { "APS1\xff", 6 },
    { "APS2later\0", 10 },
    { "GET / HTTP/1.1", 14 },
  };
  g_autofree char *path = new_path ("garbage");
  g_autoptr (Ear) ear = ear_new (path);
  g_autofree char   *name = dup_only_name (path);
  g_autofree char   *socket_path = g_build_filename (path, name, NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int                fd = socket (AF_UNIX, SOCK_DGRAM, 0);

  g_strlcpy (address.sun_path, socket_path, sizeof address.sun_path);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (sendto (fd,
                             rows[i].bytes,
                             rows[i].size,
                             0,
                             (struct sockaddr *)&address,
                             sizeof address),
                     ==,
                     rows[i].size);
  g_assert_cmpint (sendto (fd, "APS1good", 9, 0, (struct sockaddr *)&address, sizeof address),
                   ==,
                   9);
  close (fd);

  g_assert_true (ear_wait (ear, "good", 0));
}

static void
test_fork (void)
{
  g_autofree char *path = new_path ("fork");
  g_autoptr (Ear) ear = ear_new (path);
  const char *envelopes[] = { "a", NULL };
  int         status;
  pid_t       child = fork ();

  if (child == 0)
    {
      g_autoptr (GError) error = NULL;
      gboolean said = aps_event_broker_publish (ear->broker, envelopes, &error);

      _exit (!said && g_error_matches (error, APS_ERROR, APS_ERROR_STOPPED) ? 0 : 1);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  say (ear, "b");
  g_assert_true (ear_wait (ear, "b", 0));
}

static void
test_too_large (void)
{
  g_autofree char *path = new_path ("large");
  g_autoptr (Ear) ear = ear_new (path);
  g_autofree char *text = g_strnfill (APS_ENVELOPE_MAX_SIZE + 1, 'x');
  const char      *envelopes[] = { text, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (aps_event_broker_publish (ear->broker, envelopes, &error));
  g_assert_error (error, APS_ERROR, APS_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  parent = g_dir_make_tmp ("aps-unix-XXXXXX", NULL);

  g_test_add_func ("/unix-broker/folder-is-its-owners-and-goes", test_folder);
  g_test_add_func ("/unix-broker/folder-of-others-stays", test_shared_folder);
  g_test_add_func ("/unix-broker/path-may-be-long", test_long_path);
  g_test_add_func ("/unix-broker/path-that-cannot-be", test_refused);
  g_test_add_func ("/unix-broker/removed-socket-is-made-again", test_removed_folder);
  g_test_add_func ("/unix-broker/stale-socket-is-removed", test_stale_socket);
  g_test_add_func ("/unix-broker/garbage-is-passed-over", test_garbage);
  g_test_add_func ("/unix-broker/fork-is-refused", test_fork);
  g_test_add_func ("/unix-broker/too-large-is-refused", test_too_large);

  status = g_test_run ();
  g_assert_cmpint (g_rmdir (parent), ==, 0);
  g_free (parent);
  return status;
}
