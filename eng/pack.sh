#!/usr/bin/env bash
# ./dev pack [--version V] [--native DIR]: the packages, in artifacts/packages. Without --version the git
# tag tells it (v1.2.3), and what comes after a tag is a pre-release.
# --native DIR: bridges that were built on other systems, a folder torch-VERSION for each; that of this system is always there.
set -euo pipefail
out=$PWD/artifacts/packages stage=$PWD/artifacts/pack version=() natives=()
while [ $# -gt 0 ]; do
  case $1 in
    --version) version=("-p:MinVerVersionOverride=$2"); shift 2 ;;
    --native) natives+=("$2"); shift 2 ;;
    *) echo "./dev pack: unknown word $1; known are --version and --native" >&2; exit 2 ;;
  esac
done
rm -rf "$stage" "$out"
mkdir -p "$stage/runtimes" "$out"
# The bridge that was just built fits the libtorch that it was linked to, and says which.
torch=$(readelf -d artifacts/native/libnad_bridge.so | sed -n 's/.*\[libtorch_cpu\.so\.\([0-9.]*\)\].*/\1/p')
if [ -n "$torch" ]; then
  mkdir -p "$stage/runtimes/torch-$torch"
  cp artifacts/native/libnad_*.so "$stage/runtimes/torch-$torch/"
fi
for native in "${natives[@]}"; do cp -r "$native"/torch-* "$stage/runtimes/"; done
strip --strip-unneeded "$stage"/runtimes/*/*.so
mkdir -p "$stage/native"
cp -r native/. "$stage/native/"
pack() {
  local project=$1 name=$2
  # The version that the git tag gives is known to the build alone.
  [ -n "${number:-}" ] ||
    number=$(dotnet msbuild "src/$project" -restore -t:MinVer -getProperty:PackageVersion -p:NadPack=true "${version[@]}")
  mkdir -p "$stage/sbom/$project"
  eng/sbom.sh "src/$project" "$name" "$number" >"$stage/sbom/$project/sbom.cdx.json"
  dotnet pack "src/$project" -c Release -o "$out" -p:NadPack=true "${version[@]}" --nologo -v q >"$stage/log" 2>&1 ||
    { grep -E 'error' "$stage/log" | sort -u | head >&2; exit 1; }
}
pack Nad.Files Nad.Files
pack Nad.Torch Nad.Torch
pack Nad Nad.Core
pack Nad.Cli nad
ls -l "$out" | awk 'NR > 1 { printf "%10d  %s\n", $5, $9 }'
