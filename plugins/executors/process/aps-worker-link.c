/* The executor's end of its helper program: one helper, and the jobs that it runs.
 *
 * NOTES
 *
 * A job is sent by the thread that submits it, and completed by the thread that reads its end: no
 * other thread is woken for it. Only what the socket has no room for is left to the reading thread.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "aps-worker-link.h"

#include "aps-worker-process.h"

#include <apsched/apsched.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_SIZE 65536

typedef struct
{
  guint64  id;
  guint    slot;
  gpointer job;
} Entry;

struct _ApsWorkerLink
{
  gatomicrefcount    ref_count;
  ApsWorkerProcess   process; /* construct-only; ended by the thread */
  ApsWorkerEndedFunc ended;   /* construct-only */
  int                wake_fd; /* construct-only: asks the thread to look again */
  GByteArray        *in;      /* the thread's */

  GMutex      lock;
  GByteArray *out;      /* guarded by lock: what the socket had no room for */
  guint       out_sent; /* guarded by lock */
  guint64     next_id;  /* guarded by lock */
  GHashTable *entries;  /* guarded by lock: Entry by its id */
  GArray     *slots;    /* guarded by lock: free ones */
  GThread    *thread;   /* guarded by lock: until it is joined */
  gboolean    closed;   /* guarded by lock: takes no more jobs */
  gboolean    aborted;  /* guarded by lock: not even the jobs that run are waited for */
  gboolean    lost;     /* guarded by lock: the helper has ended or is about to */
  gboolean    over;     /* guarded by lock: the thread is about to return */
};

static void
wake (ApsWorkerLink *self)
{
  guint64 one = 1;

  /* It fails only where the thread is to wake up anyway. */
  if (write (self->wake_fd, &one, sizeof one) < 0)
    return;
}

/* With the lock. */
static void
send_some (ApsWorkerLink *self)
{
  while (self->out_sent < self->out->len)
    {
      gssize n = send (self->process.socket_fd,
                       self->out->data + self->out_sent,
                       self->out->len - self->out_sent,
                       MSG_NOSIGNAL | MSG_DONTWAIT);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        break; /* full: later; broken: the thread reads the same */
      self->out_sent += n;
    }

  if (self->out_sent < self->out->len)
    return;
  g_byte_array_set_size (self->out, 0);
  self->out_sent = 0;
}

/* With the lock. */
static void
send_new (ApsWorkerLink *self)
{
  if (self->lost)
    return;
  send_some (self);
  if (self->out->len > 0)
    wake (self);
}

static void
take_entry (ApsWorkerLink *self, guint64 id, Entry *entry)
{
  Entry *found;

  APS_LOCKED (&self->lock);

  found = g_hash_table_lookup (self->entries, &id);
  *entry = found != NULL ? *found : (Entry){ 0 };
  if (found == NULL)
    return;
  g_array_append_val (self->slots, entry->slot);
  g_hash_table_remove (self->entries, &id);
}

/* FALSE: what came is not what a helper says. */
static gboolean
take_frames (ApsWorkerLink *self)
{
  gsize at = 0;

  for (;;)
    {
      ApsWorkerFrameReader frame;
      gsize                taken = 0;
      Entry                entry;
      ApsWorkerParse       parse =
        aps_worker_frame_parse (self->in->data + at, self->in->len - at, &frame, &taken);

      if (parse == APS_WORKER_PARSE_MORE)
        break;
      if (parse == APS_WORKER_PARSE_BROKEN || frame.type != APS_WORKER_FRAME_ENDED)
        return FALSE;

      take_entry (self, frame.job, &entry);
      if (entry.job != NULL)
        self->ended (entry.job, &frame, NULL);
      at += taken;
    }

  g_byte_array_remove_range (self->in, 0, at);
  return TRUE;
}

static gboolean
receive (ApsWorkerLink *self)
{
  guint  had = self->in->len;
  gssize n;

  g_byte_array_set_size (self->in, had + READ_SIZE);
  n = recv (self->process.socket_fd, self->in->data + had, READ_SIZE, MSG_DONTWAIT);
  g_byte_array_set_size (self->in, had + MAX (n, 0));

  if (n > 0)
    return take_frames (self);
  return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* What the thread waits for: 0 once it has nothing more to do. */
static short
get_interest (ApsWorkerLink *self)
{
  APS_LOCKED (&self->lock);

  if (self->aborted || (self->closed && g_hash_table_size (self->entries) == 0))
    return 0;
  return POLLIN | (self->out->len > 0 ? POLLOUT : 0);
}

static void
flush (ApsWorkerLink *self)
{
  APS_LOCKED (&self->lock);

  send_some (self);
}

/* Whether it ended because there was nothing more to do. */
static gboolean
serve (ApsWorkerLink *self)
{
  struct pollfd fds[] = { { .fd = self->process.socket_fd },
                          { .fd = self->wake_fd, .events = POLLIN } };

  while ((fds[0].events = get_interest (self)) != 0)
    {
      guint64 count;

      if (poll (fds, G_N_ELEMENTS (fds), -1) < 0)
        continue;
      if ((fds[1].revents & POLLIN) != 0 && read (self->wake_fd, &count, sizeof count) < 0)
        continue;
      if ((fds[0].revents & POLLOUT) != 0)
        flush (self);
      if ((fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && !receive (self))
        return FALSE;
    }
  return TRUE;
}

/* No job begins after this. */
static GArray *
take_all (ApsWorkerLink *self)
{
  GArray        *all = g_array_new (FALSE, FALSE, sizeof (Entry));
  GHashTableIter iter;
  gpointer       value;

  APS_LOCKED (&self->lock);

  self->closed = TRUE;
  self->lost = TRUE;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_array_append_vals (all, value, 1);
  g_hash_table_remove_all (self->entries);
  return all;
}

static void
set_over (ApsWorkerLink *self)
{
  APS_LOCKED (&self->lock);

  self->over = TRUE;
}

static gpointer
run (gpointer data)
{
  g_autoptr (ApsWorkerLink) self = data;
  gboolean orderly;
  g_autoptr (GArray) left = NULL;
  g_autofree char *how = NULL;
  g_autofree char *lost = NULL;

  orderly = serve (self);

  left = take_all (self);
  how = aps_worker_process_end (&self->process, orderly);
  lost = g_strdup_printf ("The helper program apsched-worker %s while it ran the command", how);
  for (guint i = 0; i < left->len; i++)
    self->ended (g_array_index (left, Entry, i).job, NULL, lost);
  set_over (self);
  return NULL;
}

static void
greet (ApsWorkerLink *self)
{
  ApsWorkerFrameWriter writer;

  aps_worker_frame_begin (&writer, self->out, APS_WORKER_FRAME_HELLO, 0);
  aps_worker_frame_add_u32 (&writer, APS_WORKER_PROTOCOL);
  aps_worker_frame_add_u32 (&writer, getpid ());
  aps_worker_frame_end (&writer);
  send_some (self);
}

ApsWorkerLink *
aps_worker_link_new (const char *program, guint n_slots, ApsWorkerEndedFunc ended, GError **error)
{
  ApsWorkerLink   *self;
  ApsWorkerProcess process;

  if (!aps_worker_process_start (&process, program, n_slots, error))
    return NULL;

  self = g_new0 (ApsWorkerLink, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->process = process;
  self->ended = ended;
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_mutex_init (&self->lock);
  self->in = g_byte_array_new ();
  self->out = g_byte_array_new ();
  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->slots = g_array_sized_new (FALSE, FALSE, sizeof (guint), n_slots);
  for (guint i = 0; i < n_slots; i++)
    g_array_append_val (self->slots, i);

  greet (self);
  self->thread = g_thread_new ("apsched-helper", run, aps_worker_link_ref (self));
  return self;
}

ApsWorkerLink *
aps_worker_link_ref (ApsWorkerLink *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
aps_worker_link_unref (ApsWorkerLink *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->thread, g_thread_unref);
  close (self->wake_fd);
  g_byte_array_unref (self->in);
  g_byte_array_unref (self->out);
  g_hash_table_unref (self->entries);
  g_array_unref (self->slots);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint64
aps_worker_link_next_id (ApsWorkerLink *self)
{
  APS_LOCKED (&self->lock);

  return ++self->next_id;
}

/* With the lock. */
static gboolean
add_start (ApsWorkerLink        *self,
           const Entry          *entry,
           const ApsCommand     *command,
           const ApsWorkerTimes *times)
{
  ApsWorkerFrameWriter writer;
  const char          *directory = command->directory != NULL ? command->directory : "";
  const char          *input = command->input != NULL ? command->input : "";

  aps_worker_frame_begin (&writer, self->out, APS_WORKER_FRAME_START, entry->id);
  aps_worker_frame_add_u32 (&writer, entry->slot);
  aps_worker_frame_add_u64 (&writer, times->limit_us);
  aps_worker_frame_add_u64 (&writer, MAX (times->lease_us, 0));
  aps_worker_frame_add_u64 (&writer, times->kill_delay_us);
  aps_worker_frame_add_u64 (&writer, command->output_limit);
  aps_worker_frame_add_text (&writer, directory, strlen (directory));
  aps_worker_frame_add_text (&writer, input, strlen (input));
  aps_worker_frame_add_list (&writer, (const char *const *)command->argv->pdata);
  aps_worker_frame_add_list (&writer, (const char *const *)command->environment->pdata);
  return aps_worker_frame_end (&writer);
}

gboolean
aps_worker_link_begin (ApsWorkerLink        *self,
                       guint64               id,
                       const ApsCommand     *command,
                       const ApsWorkerTimes *times,
                       gpointer              job,
                       GError              **error)
{
  g_autofree Entry *entry = g_new (Entry, 1);

  APS_LOCKED (&self->lock);

  if (self->closed || self->slots->len == 0)
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_BUSY,
                           "The helper program takes no more commands at the moment");
      return FALSE;
    }

  *entry = (Entry){ .id = id,
                    .slot = g_array_index (self->slots, guint, self->slots->len - 1),
                    .job = job };
  if (!add_start (self, entry, command, times))
    {
      g_set_error_literal (error,
                           APS_ERROR,
                           APS_ERROR_TOO_LARGE,
                           "Input, arguments and environment of the command are more than 64MiB");
      return FALSE;
    }

  g_array_set_size (self->slots, self->slots->len - 1);
  g_hash_table_insert (self->entries, &entry->id, entry);
  entry = NULL;
  send_new (self);
  return TRUE;
}

void
aps_worker_link_set_lease (ApsWorkerLink *self, guint64 id, gint64 lease_us)
{
  ApsWorkerFrameWriter writer;

  APS_LOCKED (&self->lock);

  if (!g_hash_table_contains (self->entries, &id))
    return;

  aps_worker_frame_begin (&writer, self->out, APS_WORKER_FRAME_LEASE, id);
  aps_worker_frame_add_u64 (&writer, MAX (lease_us, 0));
  aps_worker_frame_end (&writer);
  send_new (self);
}

void
aps_worker_link_cancel (ApsWorkerLink *self, guint64 id)
{
  ApsWorkerFrameWriter writer;

  APS_LOCKED (&self->lock);

  if (!g_hash_table_contains (self->entries, &id))
    return;

  aps_worker_frame_begin (&writer, self->out, APS_WORKER_FRAME_CANCEL, id);
  aps_worker_frame_end (&writer);
  send_new (self);
}

void
aps_worker_link_close (ApsWorkerLink *self)
{
  APS_LOCKED (&self->lock);

  self->closed = TRUE;
  wake (self);
}

gboolean
aps_worker_link_is_over (ApsWorkerLink *self)
{
  APS_LOCKED (&self->lock);

  return self->over;
}

gboolean
aps_worker_link_is_open (ApsWorkerLink *self)
{
  APS_LOCKED (&self->lock);

  return !self->closed;
}

static GThread *
abort_jobs (ApsWorkerLink *self)
{
  APS_LOCKED (&self->lock);

  self->closed = TRUE;
  self->aborted = TRUE;
  wake (self);
  return self->thread != g_thread_self () ? g_steal_pointer (&self->thread) : NULL;
}

void
aps_worker_link_end (ApsWorkerLink *self)
{
  GThread *thread = abort_jobs (self);

  if (thread != NULL)
    g_thread_join (thread);
}
