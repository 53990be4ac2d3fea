/* Carries events between the processes of one host: each has a datagram socket in a common folder,
 * and sends to those of all others. A thread hears what comes.
 *
 * NOTES: nobody is waited for. A peer that has no room for a datagram loses it, and as soon as it
 * has room again it is told that something was lost, so that it looks at the store.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-unix-broker.h"

#include "aps-unix-datagram.h"
#include "aps-unix-folder.h"
#include "aps-unix-peers.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_DATAGRAMS 64 /* taken from the socket before they are delivered */
#define FIRST_RETRY_MS 100
#define LAST_RETRY_MS 10000

struct _ApsUnixBroker
{
  ApsEventBrokerBase parent_instance;

  char *path; /* construct-only */

  GMutex   life;   /* held over start and stop; goes before lock */
  GThread *thread; /* guarded by life */
  pid_t    pid;    /* guarded by life: who started it */

  GMutex        lock;
  gboolean      running; /* guarded by lock */
  int           folder;  /* guarded by lock; -1 while it is lost */
  char         *name;    /* guarded by lock: of the own socket */
  ApsUnixPeers *peers;   /* guarded by lock */

  int   wake;     /* made before the thread, closed after it */
  int   socket;   /* thread's own once it runs */
  gint  stopping; /* atomic */
  guint retry_ms; /* thread's own: when to try again where the folder is lost; 0: it is there */
};

G_DEFINE_FINAL_TYPE (ApsUnixBroker, aps_unix_broker, APS_TYPE_EVENT_BROKER_BASE)

enum
{
  PROP_0,
  PROP_PATH,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* Opens the folder and a socket in it. It is tried again where another process, the last to leave,
 * removes the folder just then. */
static gboolean
connect_folder (ApsUnixBroker *self, GError **error)
{
  g_autoptr (GError) reason = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *name = NULL;
      int              folder = aps_unix_folder_open (self->path, error);
      int              fd;

      if (folder < 0)
        return FALSE;

      g_clear_error (&reason);
      fd = aps_unix_folder_bind (folder, &name, &reason);
      if (fd >= 0)
        {
          APS_LOCKED (&self->lock);
          self->socket = fd;
          self->folder = folder;
          self->name = g_steal_pointer (&name);
          self->peers = aps_unix_peers_new (folder, self->name);
          return TRUE;
        }

      close (folder);
      if (!g_error_matches (reason, APS_ERROR, APS_ERROR_NOT_FOUND))
        break;
    }

  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static void
disconnect_folder (ApsUnixBroker *self)
{
  APS_LOCKED (&self->lock);

  if (self->folder < 0)
    return;

  g_clear_pointer (&self->peers, aps_unix_peers_free);
  aps_unix_folder_unlink (self->folder, self->name);
  aps_unix_folder_remove (self->path, self->folder);
  g_clear_pointer (&self->name, g_free);
  close (self->folder);
  close (self->socket);
  self->folder = -1;
  self->socket = -1;
}

static void
receive (ApsUnixBroker *self)
{
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new_with_free_func (g_free);
  char     data[2 * APS_UNIX_DATAGRAM_SIZE];
  gboolean resync = FALSE;

  for (guint i = 0; i < MAX_DATAGRAMS; i++)
    {
      gssize size = recv (self->socket, data, sizeof data, MSG_DONTWAIT);

      if (size < 0)
        break;
      aps_unix_datagram_unpack (data, size, envelopes, &resync);
    }

  g_ptr_array_add (envelopes, NULL);
  if (envelopes->len > 1)
    aps_event_broker_deliver (APS_EVENT_BROKER (self), (const char *const *)envelopes->pdata);
  if (resync)
    aps_event_broker_resync (APS_EVENT_BROKER (self));
}

/* Whether the own socket is still where others look for it. */
static gboolean
look_at_folder (ApsUnixBroker *self)
{
  APS_LOCKED (&self->lock);

  aps_unix_peers_refresh (self->peers);
  return aps_unix_folder_has (self->folder, self->name);
}

/* Somebody has removed the socket, or the folder: it is made again. */
static void
reconnect (ApsUnixBroker *self)
{
  g_autoptr (GError) error = NULL;

  disconnect_folder (self);
  if (connect_folder (self, &error))
    {
      self->retry_ms = 0;
      aps_event_broker_resync (APS_EVENT_BROKER (self));
      return;
    }

  self->retry_ms = CLAMP (2 * self->retry_ms, FIRST_RETRY_MS, LAST_RETRY_MS);
  g_warning ("Events of other processes are not heard: %s; trying again in %u ms",
             error->message,
             self->retry_ms);
}

static void
tell_behind (ApsUnixBroker *self, GPtrArray *behind, const struct pollfd *fds)
{
  APS_LOCKED (&self->lock);

  for (guint i = 0; i < behind->len; i++)
    if (fds[i].revents != 0)
      aps_unix_peers_tell (self->peers, g_ptr_array_index (behind, i));
}

static GPtrArray *
list_behind (ApsUnixBroker *self, int *watch)
{
  APS_LOCKED (&self->lock);

  *watch = self->peers != NULL ? aps_unix_peers_get_watch (self->peers) : -1;
  return self->peers != NULL ? aps_unix_peers_list_behind (self->peers) : g_ptr_array_new ();
}

static void
drain (int fd)
{
  guint64 count;

  if (read (fd, &count, sizeof count) < 0 && errno != EAGAIN)
    g_debug ("eventfd: %s", g_strerror (errno));
}

static void
wait_and_hear (ApsUnixBroker *self)
{
  int watch;
  g_autoptr (GPtrArray) behind = list_behind (self, &watch);
  g_autofree struct pollfd *fds = g_new0 (struct pollfd, 3 + behind->len);
  gboolean                  lost = self->retry_ms > 0;

  fds[0] = (struct pollfd){ .fd = self->wake, .events = POLLIN };
  fds[1] = (struct pollfd){ .fd = self->socket, .events = POLLIN };
  fds[2] = (struct pollfd){ .fd = watch, .events = POLLIN };
  for (guint i = 0; i < behind->len; i++)
    fds[3 + i] = (struct pollfd){ .fd = aps_unix_peer_get_fd (g_ptr_array_index (behind, i)),
                                  .events = POLLOUT };

  if (poll (fds, 3 + behind->len, lost ? (int)self->retry_ms : -1) < 0)
    return;

  if (fds[0].revents != 0)
    drain (self->wake);
  if (fds[1].revents != 0)
    receive (self);
  if (behind->len > 0)
    tell_behind (self, behind, fds + 3);
  if (lost || (fds[2].revents != 0 && !look_at_folder (self)))
    reconnect (self);
}

static gpointer
run (gpointer data)
{
  ApsUnixBroker *self = data;

  while (!g_atomic_int_get (&self->stopping))
    wait_and_hear (self);

  return NULL;
}

static void
wake_thread (ApsUnixBroker *self)
{
  const guint64 one = 1;

  if (write (self->wake, &one, sizeof one) < 0)
    g_debug ("eventfd: %s", g_strerror (errno));
}

static void
set_running (ApsUnixBroker *self, gboolean running)
{
  APS_LOCKED (&self->lock);

  self->running = running;
}

static gboolean
aps_unix_broker_start (ApsEventBrokerBase *broker, GCancellable *cancellable, GError **error)
{
  ApsUnixBroker *self = APS_UNIX_BROKER (broker);
  APS_LOCKED (&self->life);

  if (self->thread != NULL)
    return TRUE;

  self->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->wake < 0)
    {
      g_set_error (error, APS_ERROR, APS_ERROR_FULL, "eventfd: %s", g_strerror (errno));
      return FALSE;
    }

  g_atomic_int_set (&self->stopping, FALSE);
  self->retry_ms = 0;
  self->pid = getpid ();
  if (connect_folder (self, error))
    self->thread = g_thread_try_new ("aps-unix-broker", run, self, error);
  if (self->thread != NULL)
    {
      set_running (self, TRUE);
      return TRUE;
    }

  disconnect_folder (self);
  close (self->wake);
  return FALSE;
}

static void
stop (ApsUnixBroker *self)
{
  APS_LOCKED (&self->life);

  if (self->thread == NULL)
    return;

  set_running (self, FALSE);

  /* A child of fork has neither the thread nor a right to the parent's socket. */
  if (self->pid == getpid ())
    {
      g_atomic_int_set (&self->stopping, TRUE);
      wake_thread (self);
      g_thread_join (self->thread);
      disconnect_folder (self);
      close (self->wake);
    }

  self->thread = NULL;
}

static void
aps_unix_broker_stop (ApsEventBrokerBase *broker)
{
  stop (APS_UNIX_BROKER (broker));
}

/* FALSE where it is not running. */
static gboolean
send_running (ApsUnixBroker *self, GPtrArray *datagrams)
{
  APS_LOCKED (&self->lock);

  if (!self->running)
    return FALSE;

  if (self->peers != NULL)
    {
      aps_unix_peers_refresh (self->peers);
      if (aps_unix_peers_send (self->peers, datagrams))
        wake_thread (self);
    }

  return TRUE;
}

/* Who does not listen may speak. There is no thread that could tell a peer later what it lost. */
static gboolean
send_once (ApsUnixBroker *self, GPtrArray *datagrams, GError **error)
{
  g_autoptr (ApsUnixPeers) peers = NULL;
  int      folder;
  gboolean behind;

  if (!g_file_test (self->path, G_FILE_TEST_IS_DIR))
    return TRUE;

  folder = aps_unix_folder_open (self->path, error);
  if (folder < 0)
    return FALSE;

  peers = aps_unix_peers_new (folder, NULL);
  behind = aps_unix_peers_send (peers, datagrams);
  close (folder);

  if (behind)
    g_set_error_literal (error, APS_ERROR, APS_ERROR_BUSY, "a process has no room for more events");
  return !behind;
}

static gboolean
check_sizes (const char *const *envelopes, GError **error)
{
  for (guint i = 0; envelopes[i] != NULL; i++)
    if (strlen (envelopes[i]) > APS_ENVELOPE_MAX_SIZE)
      {
        g_set_error (error,
                     APS_ERROR,
                     APS_ERROR_TOO_LARGE,
                     "an envelope of %" G_GSIZE_FORMAT " bytes is longer than %d",
                     strlen (envelopes[i]),
                     APS_ENVELOPE_MAX_SIZE);
        return FALSE;
      }

  return TRUE;
}

static gboolean
check_process (ApsUnixBroker *self, GError **error)
{
  if (self->pid == 0 || self->pid == getpid ())
    return TRUE;

  g_set_error_literal (error,
                       APS_ERROR,
                       APS_ERROR_STOPPED,
                       "the event broker was started before this process was forked");
  return FALSE;
}

static gboolean
aps_unix_broker_publish (ApsEventBrokerBase *broker, const char *const *envelopes, GError **error)
{
  ApsUnixBroker *self = APS_UNIX_BROKER (broker);
  g_autoptr (GPtrArray) datagrams = NULL;
  gboolean sent;

  if (!check_process (self, error) || !check_sizes (envelopes, error))
    return FALSE;

  datagrams = aps_unix_datagram_pack (envelopes);
  sent = send_running (self, datagrams) || send_once (self, datagrams, error);

  aps_event_broker_deliver (APS_EVENT_BROKER (self), envelopes);
  return sent;
}

static void
aps_unix_broker_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ApsUnixBroker *self = APS_UNIX_BROKER (object);

  switch (id)
    {
    case PROP_PATH:
      self->path = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
aps_unix_broker_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ApsUnixBroker *self = APS_UNIX_BROKER (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
aps_unix_broker_dispose (GObject *object)
{
  stop (APS_UNIX_BROKER (object));

  G_OBJECT_CLASS (aps_unix_broker_parent_class)->dispose (object);
}

static void
aps_unix_broker_finalize (GObject *object)
{
  ApsUnixBroker *self = APS_UNIX_BROKER (object);

  g_free (self->path);
  g_mutex_clear (&self->life);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (aps_unix_broker_parent_class)->finalize (object);
}

static void
aps_unix_broker_class_init (ApsUnixBrokerClass *klass)
{
  GObjectClass            *object_class = G_OBJECT_CLASS (klass);
  ApsEventBrokerBaseClass *base_class = APS_EVENT_BROKER_BASE_CLASS (klass);

  object_class->set_property = aps_unix_broker_set_property;
  object_class->get_property = aps_unix_broker_get_property;
  object_class->dispose = aps_unix_broker_dispose;
  object_class->finalize = aps_unix_broker_finalize;
  base_class->start = aps_unix_broker_start;
  base_class->stop = aps_unix_broker_stop;
  base_class->publish = aps_unix_broker_publish;

  properties[PROP_PATH] = aps_setting_mark (
    g_param_spec_string ("path",
                         NULL,
                         "Folder of the sockets; made if absent, removed when empty",
                         NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS),
    APS_SETTING_FILE | APS_SETTING_PLACE | APS_SETTING_REQUIRED);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
aps_unix_broker_init (ApsUnixBroker *self)
{
  g_mutex_init (&self->life);
  g_mutex_init (&self->lock);
  self->folder = -1;
  self->socket = -1;
  self->wake = -1;
}
