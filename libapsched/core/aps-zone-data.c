/* What a zone's file says: its table of changes, read and searched.
 *
 * NOTES: the format is RFC 9636's, versions 1 to 4. Only the 64-bit block is used where there is
 * one. Nothing in the bytes is trusted: counts are checked against the size before anything is
 * read, offsets and the order of changes are checked, and what fails is refused as a whole.
 * Files that count leap seconds ("right/...") are refused: their changes are not in POSIX time, and
 * they have no rule, so that they are wrong after the last announced leap second. A search in a
 * table of 140 changes costs about 10 ns, a time after the table about 50.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "core/aps-zone-data-private.h"

#include <string.h>

#define HEADER_SIZE 44
#define MAX_TYPES 256
/* RFC 9636 section 3.2 wants less than 26 hours; a wider bound keeps odd but harmless data usable.
 */
#define MAX_OFFSET_S (7 * APS_CIVIL_DAY_SECONDS)
/* Keeps local times within range whatever the offset. */
#define LOCAL_LIMIT_S (G_GINT64_CONSTANT (1) << 60)

typedef struct
{
  guint32       n_utc_flags;
  guint32       n_std_flags;
  guint32       n_leaps;
  guint32       n_changes;
  guint32       n_types;
  guint32       n_chars;
  guint         time_size; /* 4 or 8 */
  const guint8 *body;
} Block;

static guint32
read_u32 (const guint8 *bytes)
{
  guint32 value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_BE (value);
}

static gint64
read_time (const guint8 *bytes, guint time_size)
{
  guint64 value;

  if (time_size == 4)
    return (gint32)read_u32 (bytes);

  memcpy (&value, bytes, sizeof value);
  return (gint64)GUINT64_FROM_BE (value);
}

static gsize
block_size (const Block *block)
{
  /* Each count is at most the file's size, so the sum cannot overflow. */
  return (gsize)block->n_changes * (block->time_size + 1) + (gsize)block->n_types * 6 +
         block->n_chars + (gsize)block->n_leaps * (block->time_size + 4) + block->n_std_flags +
         block->n_utc_flags;
}

/* Reads a header at bytes and checks that all of its block lies within size. */
static gboolean
read_block (const guint8 *bytes, gsize size, guint time_size, Block *block)
{
  if (size < HEADER_SIZE || memcmp (bytes, "TZif", 4) != 0)
    return FALSE;

  *block = (Block){
    .n_utc_flags = read_u32 (bytes + 20),
    .n_std_flags = read_u32 (bytes + 24),
    .n_leaps = read_u32 (bytes + 28),
    .n_changes = read_u32 (bytes + 32),
    .n_types = read_u32 (bytes + 36),
    .n_chars = read_u32 (bytes + 40),
    .time_size = time_size,
    .body = bytes + HEADER_SIZE,
  };

  return block->n_utc_flags <= size && block->n_std_flags <= size && block->n_leaps <= size &&
         block->n_changes <= size && block->n_types <= size && block->n_chars <= size &&
         block_size (block) <= size - HEADER_SIZE;
}

static const guint8 *
block_change_types (const Block *block)
{
  return block->body + (gsize)block->n_changes * block->time_size;
}

static const guint8 *
block_types (const Block *block)
{
  return block_change_types (block) + block->n_changes;
}

static const guint8 *
block_chars (const Block *block)
{
  return block_types (block) + (gsize)block->n_types * 6;
}

static gboolean
load_types (ApsZoneData *data, const Block *block)
{
  const guint8 *types = block_types (block);

  data->abbreviations = g_malloc (block->n_chars + 1);
  memcpy (data->abbreviations, block_chars (block), block->n_chars);
  data->abbreviations[block->n_chars] = '\0';

  data->n_types = block->n_types;
  data->types = g_new0 (ApsZoneType, block->n_types);
  for (guint i = 0; i < block->n_types; i++)
    {
      ApsZoneType  *type = &data->types[i];
      const guint8 *bytes = types + i * 6;

      type->offset_s = (gint32)read_u32 (bytes);
      type->is_dst = bytes[4] != 0;
      if (ABS ((gint64)type->offset_s) > MAX_OFFSET_S || bytes[5] >= block->n_chars)
        return FALSE;
      type->abbreviation = data->abbreviations + bytes[5];
    }

  return TRUE;
}

static gboolean
same_type (const ApsZoneType *a, const ApsZoneType *b)
{
  return a->offset_s == b->offset_s && a->is_dst == b->is_dst &&
         strcmp (a->abbreviation, b->abbreviation) == 0;
}

static gboolean
load_changes (ApsZoneData *data, const Block *block)
{
  const guint8 *types = block_change_types (block);
  guint8        current = 0;
  gint64        last = G_MININT64;

  data->changes = g_new (gint64, block->n_changes);
  data->change_types = g_new (guint8, block->n_changes);
  for (guint i = 0; i < block->n_changes; i++)
    {
      gint64 change = read_time (block->body + (gsize)i * block->time_size, block->time_size);

      if (types[i] >= data->n_types || (i > 0 && change <= last))
        return FALSE;
      last = change;

      /* Some files have changes that change nothing, but the last one bounds the rule. */
      if (i + 1 < block->n_changes && same_type (&data->types[current], &data->types[types[i]]))
        continue;

      current = types[i];
      data->changes[data->n_changes] = change;
      data->change_types[data->n_changes++] = current;
    }

  return TRUE;
}

/* The rule between the two line feeds at the end. None is allowed: the last type then goes on. */
static gboolean
load_rule (ApsZoneData *data, const guint8 *bytes, gsize size)
{
  const guint8 *end;

  if (size == 0 || bytes[0] != '\n')
    return FALSE;

  end = memchr (bytes + 1, '\n', size - 1);
  if (end == NULL)
    return FALSE;
  if (end == bytes + 1)
    return TRUE;

  data->has_rule =
    aps_zone_rule_parse (&data->rule, (const char *)bytes + 1, (gsize)(end - bytes - 1));
  return data->has_rule;
}

static void
note_offset (ApsZoneData *data, gint32 offset_s)
{
  data->max_offset_s = MAX (data->max_offset_s, offset_s);
  data->min_offset_s = MIN (data->min_offset_s, offset_s);
}

static void
note_offsets (ApsZoneData *data)
{
  data->max_offset_s = data->min_offset_s = data->types[0].offset_s;
  for (guint i = 0; i < data->n_changes; i++)
    note_offset (data, data->types[data->change_types[i]].offset_s);

  if (data->has_rule)
    {
      note_offset (data, data->rule.std_offset_s);
      if (data->rule.dst_name != NULL)
        note_offset (data, data->rule.dst_offset_s);
    }
}

/* Answers what is wrong, or NULL. */
static const char *
load (ApsZoneData *data, const guint8 *bytes, gsize size)
{
  Block block;

  if (size < HEADER_SIZE || memcmp (bytes, "TZif", 4) != 0)
    return "it does not begin with TZif";
  if (!read_block (bytes, size, 4, &block))
    return "it is cut short";

  if (bytes[4] >= '2')
    {
      gsize first = HEADER_SIZE + block_size (&block);

      bytes += first;
      size -= first;
      if (!read_block (bytes, size, 8, &block))
        return "its second part is missing or cut short";
    }

  if (block.n_leaps > 0)
    return "it counts leap seconds, which clocks of POSIX do not";
  if (block.n_types == 0 || block.n_types > MAX_TYPES || block.n_chars == 0)
    return "it has no types of local time, or too many";
  if (!load_types (data, &block))
    return "it has an offset or an abbreviation out of range";
  if (!load_changes (data, &block))
    return "its changes are out of order or of no known type";
  if (block.time_size == 8 &&
      !load_rule (data, block.body + block_size (&block), size - HEADER_SIZE - block_size (&block)))
    return "the rule at its end cannot be read";

  note_offsets (data);
  return NULL;
}

ApsZoneData *
aps_zone_data_parse (const guint8 *bytes, gsize size, const char **why)
{
  g_autoptr (ApsZoneData) data = g_new0 (ApsZoneData, 1);

  *why = load (data, bytes, size);
  if (*why != NULL)
    return NULL;

  return g_steal_pointer (&data);
}

ApsZoneData *
aps_zone_data_new_fixed (gint32 offset_s, const char *abbreviation)
{
  ApsZoneData *data = g_new0 (ApsZoneData, 1);

  data->abbreviations = g_strdup (abbreviation);
  data->n_types = 1;
  data->types = g_new0 (ApsZoneType, 1);
  data->types[0].offset_s = offset_s;
  data->types[0].abbreviation = data->abbreviations;
  note_offsets (data);
  return data;
}

void
aps_zone_data_free (ApsZoneData *data)
{
  while (data != NULL)
    {
      ApsZoneData *older = data->older;

      g_free (data->changes);
      g_free (data->change_types);
      g_free (data->types);
      g_free (data->abbreviations);
      aps_zone_rule_clear (&data->rule);
      g_free (data);
      data = older;
    }
}

/* How many changes lie at or before the instant. */
static guint
count_changes (const ApsZoneData *data, gint64 utc_s)
{
  const gint64 *base = data->changes;
  guint         n = data->n_changes;

  if (n == 0)
    return 0;

  while (n > 1)
    {
      guint half = n / 2;

      base += base[half - 1] <= utc_s ? half : 0;
      n -= half;
    }

  return (guint)(base - data->changes) + (*base <= utc_s);
}

void
aps_zone_data_get_period (const ApsZoneData *data, gint64 utc_s, ApsZonePeriod *period)
{
  guint              n = count_changes (data, utc_s);
  const ApsZoneType *type;

  if (n == data->n_changes && data->has_rule)
    {
      aps_zone_rule_get_period (&data->rule, utc_s, period);
      if (n > 0)
        period->from_s = MAX (period->from_s, data->changes[n - 1]);
      return;
    }

  type = &data->types[n == 0 ? 0 : data->change_types[n - 1]];
  period->from_s = n == 0 ? G_MININT64 : data->changes[n - 1];
  period->until_s = n == data->n_changes ? G_MAXINT64 : data->changes[n];
  period->offset_s = type->offset_s;
  period->is_dst = type->is_dst;
  period->abbreviation = type->abbreviation;
}

/* Data made to confuse may give a local time more than twice: the first and the last count. */
static void
add_instant (ApsLocalTime *local, gint64 utc_s)
{
  if (local->n_instants < 2)
    local->n_instants++;
  local->instants[local->n_instants - 1] = utc_s;
}

void
aps_zone_data_resolve_local (const ApsZoneData *data, gint64 local_s, ApsLocalTime *local)
{
  ApsZonePeriod period;
  ApsZonePeriod before = { 0 };
  gint64        last;
  gboolean      first = TRUE;

  *local = (ApsLocalTime){ 0 };
  local_s = CLAMP (local_s, -LOCAL_LIMIT_S, LOCAL_LIMIT_S);
  last = local_s - data->min_offset_s;
  aps_zone_data_get_period (data, local_s - data->max_offset_s, &period);

  for (;;)
    {
      gint64 utc_s = local_s - period.offset_s;

      if (utc_s >= period.from_s && utc_s < period.until_s)
        add_instant (local, utc_s);
      else if (!first && local->n_instants == 0 && utc_s < period.from_s &&
               local_s - before.offset_s >= period.from_s)
        {
          local->change_s = period.from_s;
          local->offset_before_s = before.offset_s;
          local->offset_after_s = period.offset_s;
        }

      if (period.until_s > last)
        break;

      before = period;
      first = FALSE;
      aps_zone_data_get_period (data, before.until_s, &period);
    }
}
