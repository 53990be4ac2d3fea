/* "Did you mean": the known word that is nearest to a mistyped one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The nearest of the words, or NULL where none is near. @words ends with NULL. */
const char *aps_suggest (const char *word, const char *const *words);

/* ` (did you mean "uri"?)`, else ` (OTHERS a, b, c)`, to stand behind a message; empty without
 * words.
 */
char *aps_suggest_phrase (const char *word, const char *const *words, const char *others);

/* At most 80 characters of text of unknown origin, made fit for a message: valid UTF-8, in one
 * line.
 */
char *aps_quotable (const char *text);

G_END_DECLS
