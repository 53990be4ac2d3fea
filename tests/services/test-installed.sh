#!/bin/sh
# What is installed works without the tree: a plugin of somebody else builds against it by pkg-config
# and is found by the installed programs.
# usage: test-installed.sh SOURCE BUILD PREFIX LIBDIR
set -u

source=$1
build=$2
prefix=$3
libdir=$4

n=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/root$prefix
log=$folder/log

check () {
  n=$((n + 1))
  name=$1
  shift
  if "$@" > "$log" 2>&1; then
    echo "ok $n - $name"
  else
    sed 's/^/# /' "$log"
    echo "not ok $n - $name"
  fi
}

install_all () {
  meson install -C "$build" --no-rebuild --quiet --destdir "$folder/root" &&
    sed -i "s|^prefix=.*|prefix=$root|" "$root/$libdir/pkgconfig/apsched-1.pc"
}

build_plugin () {
  PKG_CONFIG_PATH=$root/$libdir/pkgconfig \
    meson setup "$folder/plugin" "$source/doc/examples/plugin-out-of-tree" &&
    ninja -C "$folder/plugin"
}

use_plugin () {
  APSCHED_PLUGIN_PATH=$folder/plugin LD_LIBRARY_PATH=$root/$libdir \
    "$root/bin/apsched" next noon: --utc -n 1 --json | tee -a "$log" | grep -q 'T12:00:00Z'
}

run_kit () {
  APSCHED_PLUGIN_PATH=$root/$libdir/apsched-1/plugins LD_LIBRARY_PATH=$root/$libdir \
    "$root/bin/apsched-conformance" event-broker/local
}

unset APSCHED_WORKER
check "/installed/installs-into-a-folder" install_all
check "/installed/plugin-builds-by-pkg-config" build_plugin
check "/installed/plugin-is-found-and-used" use_plugin
check "/installed/kit-runs" run_kit
echo "1..$n"
