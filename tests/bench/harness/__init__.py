# What tests/bench/run is made of. Nothing but Python's standard library is needed.
#
# SPDX-License-Identifier: LGPL-2.1-or-later
