/* Names and presets of the policies for clock changes.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#include "config.h"

#include "triggers/aps-clock-changes-private.h"

static const char *const gap_nicks[] = { NULL, "skip", "next", "shift" };

static const char *const fold_nicks[] = { NULL, "both", "first", "last", "once-if-fixed" };

static const char *const preset_nicks[] = { NULL, "wall", "vixie", "ocps", "rfc5545" };

static guint
find_nick (const char *const *nicks, guint n, const char *nick)
{
  for (guint i = 1; i < n; i++)
    if (g_str_equal (nicks[i], nick))
      return i;

  return 0;
}

const char *
aps_gap_to_nick (ApsGap gap)
{
  return gap_nicks[gap];
}

const char *
aps_fold_to_nick (ApsFold fold)
{
  return fold_nicks[fold];
}

const char *
aps_clock_changes_to_nick (ApsClockChanges preset)
{
  return preset_nicks[preset];
}

ApsGap
aps_gap_from_nick (const char *nick)
{
  return (ApsGap)find_nick (gap_nicks, G_N_ELEMENTS (gap_nicks), nick);
}

ApsFold
aps_fold_from_nick (const char *nick)
{
  return (ApsFold)find_nick (fold_nicks, G_N_ELEMENTS (fold_nicks), nick);
}

ApsClockChanges
aps_clock_changes_from_nick (const char *nick)
{
  return (ApsClockChanges)find_nick (preset_nicks, G_N_ELEMENTS (preset_nicks), nick);
}

ApsClockPolicy
aps_clock_policy_resolve (ApsClockPolicy policy, ApsClockChanges by_default, gboolean has_wildcard)
{
  static const ApsClockPolicy presets[] = {
    [APS_CLOCK_CHANGES_UNSET] = { APS_GAP_SKIP, APS_FOLD_BOTH, APS_CLOCK_CHANGES_UNSET },
    [APS_CLOCK_CHANGES_WALL] = { APS_GAP_SKIP, APS_FOLD_BOTH, APS_CLOCK_CHANGES_UNSET },
    [APS_CLOCK_CHANGES_VIXIE] = { APS_GAP_NEXT, APS_FOLD_FIRST, APS_CLOCK_CHANGES_UNSET },
    [APS_CLOCK_CHANGES_OCPS] = { APS_GAP_SKIP, APS_FOLD_FIRST, APS_CLOCK_CHANGES_UNSET },
    [APS_CLOCK_CHANGES_RFC5545] = { APS_GAP_SHIFT, APS_FOLD_FIRST, APS_CLOCK_CHANGES_UNSET },
  };
  ApsClockChanges preset = policy.preset != APS_CLOCK_CHANGES_UNSET ? policy.preset : by_default;
  ApsClockPolicy  result;

  if (preset == APS_CLOCK_CHANGES_VIXIE && has_wildcard)
    preset = APS_CLOCK_CHANGES_WALL;

  result = presets[preset];

  if (policy.gap != APS_GAP_UNSET)
    result.gap = policy.gap;

  if (policy.fold == APS_FOLD_ONCE_IF_FIXED)
    result.fold = has_wildcard ? APS_FOLD_BOTH : APS_FOLD_FIRST;
  else if (policy.fold != APS_FOLD_UNSET)
    result.fold = policy.fold;

  return result;
}
