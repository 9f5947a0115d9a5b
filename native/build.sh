#!/bin/sh
# Builds the bridge and, where oneDNN's headers are there, the trunk for the libtorch of this machine, once: nad
# calls it where its package has none that fits.
#   build.sh OUT [LIBTORCH]      OUT: folder for the libraries; LIBTORCH: folder with include/ and lib/, else the system's
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1 libtorch=${2:-}
umask 077
mkdir -p "$(dirname "$out")"
work=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$work"' EXIT
[ -z "$libtorch" ] || export LIBTORCH="$libtorch"
build() {
  cmake -S "$here/$1" -B "$work/$1" -DCMAKE_BUILD_TYPE=Release "-DCMAKE_LIBRARY_OUTPUT_DIRECTORY=$work/libraries" >"$work/log" 2>&1 &&
    cmake --build "$work/$1" >>"$work/log" 2>&1
}
build nad_bridge || { tail -n 5 "$work/log" >&2; exit 1; }
build nad_trunk || true      # only an accelerator
# Whole or not at all; another process may have been faster.
mv -T "$work/libraries" "$out" 2>/dev/null || [ -e "$out/libnad_bridge.so" ]
