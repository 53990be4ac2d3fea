#!/bin/sh
# A project may carry the library as a subproject: nothing is installed, what is built in works, and
# meson devenv finds the modules.
# usage: test-subproject.sh SOURCE
set -u

source=$1

n=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
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

mkdir -p "$folder/host/subprojects"
ln -s "$source" "$folder/host/subprojects/libapsched"

cat > "$folder/host/meson.build" <<'EOF'
project('host', 'c', default_options: ['buildtype=plain', 'warning_level=0'])
apsched = dependency('apsched-1', fallback: 'libapsched',
                     default_options: ['tests=false', 'introspection=disabled',
                                       'sqlite=disabled', 'process=enabled'])
executable('host', 'host.c', dependencies: apsched)
EOF

cat > "$folder/host/host.c" <<'EOF'
#include <apsched/apsched.h>

static void
answer (ApsJobContext *context, gpointer user_data)
{
  aps_job_context_return (context, g_variant_new_int64 (42));
}

int
main (int argc, char **argv)
{
  g_autoptr (ApsScheduler) scheduler = aps_scheduler_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = NULL;

  aps_scheduler_add_thread_callback (scheduler, "answer", answer, NULL, NULL);
  if (aps_scheduler_start_in_background (scheduler, NULL, &error))
    value = aps_scheduler_run_job (scheduler, aps_job_new (argc > 1 ? argv[1] : "answer", NULL),
                                   30 * APS_SECOND, NULL, &error);
  if (value == NULL)
    g_printerr ("%s\n", error->message);
  return value != NULL ? 0 : 1;
}
EOF

build_host () {
  meson setup --wrap-mode=forcefallback "$folder/build" "$folder/host" && ninja -C "$folder/build"
}

run_command () {
  meson devenv -C "$folder/build" "$folder/build/host" command:/bin/true
}

install_host () {
  meson install -C "$folder/build" --no-rebuild --quiet --skip-subprojects --destdir "$folder/root" &&
    [ ! -e "$folder/root" ]
}

unset APSCHED_PLUGIN_PATH APSCHED_WORKER
check "/subproject/builds-in-another-project" build_host
check "/subproject/works-with-what-is-built-in" "$folder/build/host"
check "/subproject/finds-modules-in-devenv" run_command
check "/subproject/installs-nothing-where-not-wanted" install_host
echo "1..$n"
