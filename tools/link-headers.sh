#!/bin/sh
# Makes DEST/apsched/ in the build folder with a link to each public header, so that code there
# includes <apsched/...> as it does with the installed library.
# usage: link-headers.sh DEST HEADER...
set -eu
dest=$1/apsched
shift
mkdir -p "$dest"
find "$dest" -type l -delete
for header; do
  ln -sf "$header" "$dest/$(basename "$header")"
done
