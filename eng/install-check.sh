#!/usr/bin/env bash
# ./dev install-check [--demo]: what a newcomer does with the packages of ./dev pack, in an empty folder: install the tool, look, train,
# erase, measure, remove.
# With --demo the whole of nad demo too. Needs the .NET 10 SDK and libtorch, and nothing of the repository but artifacts/packages.
set -euo pipefail
packages=${NAD_PACKAGES:-$PWD/artifacts/packages} demo=no
case "${1:-}" in
  "") ;;
  --demo) demo=yes ;;
  *) echo "./dev install-check: unknown word $1; known is --demo" >&2; exit 2 ;;
esac
version=$(ls "$packages"/nad.linux-x64.*.nupkg 2>/dev/null | sed -n 's/.*nad\.linux-x64\.\(.*\)\.nupkg/\1/p' | head -n 1)
[ -n "$version" ] || { echo "./dev install-check: there are no packages; run ./dev pack first" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Caches of its own: a package of the same version, or a bridge, that was there before must not be taken for this one.
export NUGET_PACKAGES=$work/nuget XDG_CACHE_HOME=$work/cache DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 OMP_NUM_THREADS=1
export DOTNET_CLI_HOME=$work/home
mkdir "$work/empty" && cd "$work/empty"
step() { echo "== $*"; }

step "dotnet tool install nad --version $version"
dotnet tool install nad --tool-path "$work/tools" --source "$packages" --version "$version"
nad=$work/tools/nad

# Where libtorch is missing, the first line of any command that computes says what installs it; that is then done.
if ! "$nad" doctor >"$work/said" && grep -q 'libtorch is missing' "$work/said"; then
  step "no libtorch here: the first line of nad demo"
  "$nad" demo >"$work/said" 2>&1 && exit 1
  head -n 1 "$work/said" | tee "$work/first"
  command=$(sed -n 's/.*Install it with: \(apt-get install .*\)/\1/p' "$work/first")
  [ -n "$command" ] || { echo "it names no command" >&2; exit 1; }
  step "$command"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  ${command/install/install -y -qq --no-install-recommends} >"$work/said" 2>&1 || { tail -n 5 "$work/said" >&2; exit 1; }
fi
step "LIBTORCH that names nothing: the first line of nad demo"
LIBTORCH=$work/none "$nad" demo >"$work/said" 2>&1 && exit 1
head -n 1 "$work/said" | tee "$work/first"
grep -q '^nad: LIBTORCH names' "$work/first"

step "nad doctor"
"$nad" doctor
step "nad --help"
"$nad" --help | head -n 3
step "nad attack badnets, nad inspect, nad erase"
"$nad" attack badnets --data synthetic:200 --target 3 --arch wrn-10-1 --epochs 1 --batch 32 --threads 1 --quiet --out attacked >/dev/null
"$nad" inspect attacked/model.pth | tail -n 1
"$nad" erase --model attacked/model.pth --clean synthetic:200 --method finetune --epochs 1 \
  --collapse-limit 100 --accept-accuracy --threads 1 --quiet --out erased >/dev/null
"$nad" verify erased | tail -n 1
[ $demo = no ] || { step "nad demo --threads 1"; "$nad" demo --threads 1 --quiet; }

step "dotnet tool uninstall nad"
dotnet tool uninstall nad --tool-path "$work/tools"
left=$(ls -A "$work/tools/.store" 2>/dev/null | grep -v '^\.' || true)
[ ! -e "$nad" ] && [ -z "$left" ] || { echo "something of it stayed" >&2; exit 1; }
echo "install-check: nad $version installed, ran and removed"
