#!/usr/bin/env python3
# Makes a page of the reference from one of doc/: gives it a title, and turns its links, which are
# right in the tree, into links between pages; a link to a folder becomes plain text.
# usage: make-page.py PAGE.md RESULT
#
# SPDX-License-Identifier: LGPL-2.1-or-later
import pathlib
import re
import sys


def turn_link(match):
    text, target = match.groups()
    if "://" in target or target.startswith("#"):
        return match[0]
    path, _, part = target.partition("#")
    if path.endswith(".md"):
        return f"[{text}]({path[:-3]}.html{'#' + part if part else ''})"
    name = pathlib.PurePath(path).name
    return f"[{text}]({name})" if "." in name else text


def main():
    page = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    title = re.match(r"# (.*)\n", page)[1]
    page = re.sub(r"(?<!!)\[([^\]\n]+)\]\(([^)\s]+)\)", turn_link, page)
    pathlib.Path(sys.argv[2]).write_text(f"Title: {title}\n\n{page}", encoding="utf-8")


main()
