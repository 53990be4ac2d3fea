/* An event broker under check, and those who listen to it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include "kit.h"

G_BEGIN_DECLS

/* How long a check waits for what has to come. */
#define EAR_PATIENCE_US (20 * APS_SECOND)

/* One listener: what it has heard, in order. */
typedef struct
{
  ApsEventBroker *broker; /* a reference */
  guint           id;

  GMutex     lock;
  GCond      changed;
  GPtrArray *heard;     /* guarded by lock */
  guint      n_resyncs; /* guarded by lock */
  gboolean   held;      /* guarded by lock: it does not return while this is set */
  guint      n_inside;  /* guarded by lock: calls that are held */
} Ear;

/* A fresh broker; fails the check where there is none. */
ApsEventBroker *broker_new (void);
/* Whether its events leave the process; else skips the check. */
gboolean broker_reaches_others (ApsEventBroker *broker);

/* Listens; starts the broker if it is the first. */
Ear *ear_new (ApsEventBroker *broker);
/* Listens no more. */
void ear_free (Ear *self);

guint ear_count (Ear *self);
guint ear_count_resyncs (Ear *self);
char *ear_dup (Ear *self, guint position);
/* Waits until so many envelopes were heard, or somebody says that some were lost; FALSE where
 * neither comes. */
gboolean ear_wait (Ear *self, guint n);
/* The same, but lost ones do not count. */
gboolean ear_wait_all (Ear *self, guint n);
/* Makes it a slow one, and lets it go on. */
void     ear_hold (Ear *self);
void     ear_let_go (Ear *self);
gboolean ear_wait_held (Ear *self);

/* Publishes envelopes number from until before end of a sender. */
gboolean broker_say (ApsEventBroker *broker, const char *sender, guint from, guint end);
/* The envelope that broker_say() makes. */
char *broker_envelope (const char *sender, guint n);

/* Whether the listener has heard a sender's first n envelopes, once each, in order. */
gboolean ear_has (Ear *self, const char *sender, guint n);
void     ear_expect (Ear *self, const char *sender, guint n);

/* The part of the kit that takes several processes. */
void kit_add_event_broker_processes (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ear, ear_free)

G_END_DECLS
