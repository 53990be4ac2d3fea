/* The frames that the process executor and its helper program exchange.
 *
 * Both ends are of one build on one host, so numbers are in the host's order. A frame is a header
 * and a payload of fields; which fields is said with each type.
 *
 *   executor --> helper
 *     hello    u32 protocol, u32 pid of the scheduler's process
 *     start    u32 slot of the roster, u64 time limit, u64 lease left, u64 kill delay,
 *              u64 output limit (times in microseconds), text directory, text input, list argv,
 *              list environment; empty directory: the helper's own
 *     lease    u64 microseconds that the lease now lasts
 *     cancel   -
 *   helper --> executor
 *     ended    u32 how, u32 code, u32 why, and for standard output and standard error each:
 *              text head, u64 bytes left out, text tail
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define APS_WORKER_PROTOCOL 1

/* File descriptors of the helper: its end of the socket, and the roster. */
#define APS_WORKER_SOCKET_FD 3
#define APS_WORKER_ROSTER_FD 4

/* A frame larger than this is refused by both ends: 64 MiB. */
#define APS_WORKER_MAX_PAYLOAD (64u << 20)

/* What is kept of one stream at most: 16 MiB, so that both fit into a frame. */
#define APS_WORKER_MAX_OUTPUT (16u << 20)

typedef enum
{
  APS_WORKER_FRAME_HELLO = 1,
  APS_WORKER_FRAME_START,
  APS_WORKER_FRAME_LEASE,
  APS_WORKER_FRAME_CANCEL,
  APS_WORKER_FRAME_ENDED,
} ApsWorkerFrameType;

/* How a command ended, and what the code of its end is. */
typedef enum
{
  APS_WORKER_EXITED,     /* its exit status */
  APS_WORKER_KILLED,     /* the signal */
  APS_WORKER_NO_PROCESS, /* errno: no pipe or process could be made */
  APS_WORKER_NO_FOLDER,  /* errno: its directory could not be entered */
  APS_WORKER_NO_PROGRAM, /* errno: its program could not be executed */
} ApsWorkerHow;

/* Why the helper told it to end. */
typedef enum
{
  APS_WORKER_BY_ITSELF,
  APS_WORKER_CANCELLED,
  APS_WORKER_TIME_LIMIT,
  APS_WORKER_LEASE_ENDED,
} ApsWorkerWhy;

typedef struct
{
  guint32 size; /* of the payload */
  guint32 type;
  guint64 job;
} ApsWorkerFrameHeader;

/* Builds one frame at the end of a buffer that may hold others. */
typedef struct
{
  GByteArray *buffer;
  guint       header_at;
  gboolean    too_large;
} ApsWorkerFrameWriter;

void aps_worker_frame_begin (ApsWorkerFrameWriter *writer,
                             GByteArray           *buffer,
                             ApsWorkerFrameType    type,
                             guint64               job);
void aps_worker_frame_add_u32 (ApsWorkerFrameWriter *writer, guint32 value);
void aps_worker_frame_add_u64 (ApsWorkerFrameWriter *writer, guint64 value);
void aps_worker_frame_add_text (ApsWorkerFrameWriter *writer, const void *text, gsize size);
void aps_worker_frame_add_list (ApsWorkerFrameWriter *writer, const char *const *texts);
/* FALSE where the frame is larger than the limit; the buffer is then as it was before. */
gboolean aps_worker_frame_end (ApsWorkerFrameWriter *writer);

/* Reads the fields of one frame. What it gives points into the frame. After the first field that
 * does not fit it is bad, and gives zeroes and empty texts. */
typedef struct
{
  ApsWorkerFrameType type;
  guint64            job;
  const guint8      *payload;
  gsize              size;
  gsize              at;
  gboolean           bad;
} ApsWorkerFrameReader;

typedef enum
{
  APS_WORKER_PARSE_FRAME, /* a frame, and how many bytes it took */
  APS_WORKER_PARSE_MORE,  /* not yet whole */
  APS_WORKER_PARSE_BROKEN /* this is no frame */
} ApsWorkerParse;

ApsWorkerParse
aps_worker_frame_parse (const guint8 *data, gsize size, ApsWorkerFrameReader *reader, gsize *taken);
guint32 aps_worker_frame_get_u32 (ApsWorkerFrameReader *reader);
guint64 aps_worker_frame_get_u64 (ApsWorkerFrameReader *reader);
/* A NUL stands behind the text, and may stand in it. */
const char *aps_worker_frame_get_text (ApsWorkerFrameReader *reader, gsize *size);
/* Free the list, not its texts. Never NULL. A text with a NUL in it makes the reader bad. */
const char **aps_worker_frame_get_list (ApsWorkerFrameReader *reader, gsize *n);
/* Whether all fields fitted and nothing is left. */
gboolean aps_worker_frame_is_whole (const ApsWorkerFrameReader *reader);

G_END_DECLS
