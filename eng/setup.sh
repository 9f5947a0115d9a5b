#!/usr/bin/env bash
# Makes sure that everything the project needs is installed. Installs Debian/Ubuntu packages where it may; else prints the line to run.
# usage: eng/setup.sh run|test|brings     run: what the program needs; test: also the PyTorch peer of the parity tests and
#        benchmarks, and a browser for the pages;
#        brings: prints what it installs for the tests on this system
set -euo pipefail
purpose=${1:-run}
# Ubuntu has Chromium as a snap alone, which apt cannot install in a container: there the browser tests skip.
for_tests=(python3-torch python3-torchvision)
grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null || for_tests+=(chromium)
if [ "$purpose" = brings ]; then printf '%s\n' "${for_tests[@]}"; exit 0; fi

have_library() { /sbin/ldconfig -p 2>/dev/null | grep -q "$1" || ls /usr/lib/*/"$1"* >/dev/null 2>&1; }

missing=()
command -v g++ >/dev/null || missing+=(g++)
command -v cmake >/dev/null || missing+=(cmake)
command -v make >/dev/null || command -v ninja >/dev/null || missing+=(make)
if [ -z "${LIBTORCH:-}" ]; then
  [ -e /usr/include/torch/csrc/autograd/autograd.h ] || missing+=(libtorch-dev)
fi
have_library libturbojpeg.so.0 || missing+=(libturbojpeg0)
# What makes it fast, asked for once; where the system does not have it, it does without. Headers of the oneDNN that libtorch itself
# uses, for the accelerated trunk; and a BLAS for the system's libtorch, which else multiplies matrices by the reference one.
optional=()
tried=artifacts/log/optional-tried
if [ "$purpose" = run ] && [ ! -e "$tried" ]; then
  [ -e /usr/include/oneapi/dnnl/dnnl.hpp ] || optional+=(libdnnl-dev)
  [ -n "${LIBTORCH:-}" ] || have_library libopenblas || optional+=(libopenblas0-openmp)
fi
if [ "$purpose" = test ]; then
  for package in "${for_tests[@]}"; do
    case $package in
      python3-*) [ -d "/usr/lib/python3/dist-packages/${package#python3-}" ] || missing+=("$package") ;;
      # The browser tests open every page.
      chromium) command -v chromium chromium-browser google-chrome >/dev/null || missing+=(chromium) ;;
    esac
  done
fi

if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is missing: install it from https://dotnet.microsoft.com/download (Ubuntu: apt-get install dotnet-sdk-10.0)." >&2
  exit 2
fi
[ ${#missing[@]} -eq 0 ] && [ ${#optional[@]} -eq 0 ] && exit 0

# Package names differ a little: Ubuntu calls one of them libturbojpeg.
install() {
  local as=$1 wanted=() version
  $as apt-get update -qq || true
  for p in "${missing[@]}"; do
    if [ "$p" = libturbojpeg0 ] && ! apt-cache show libturbojpeg0 >/dev/null 2>&1; then p=libturbojpeg; fi
    wanted+=("$p")
  done
  if [ ${#optional[@]} -gt 0 ]; then
    mkdir -p "$(dirname "$tried")" && touch "$tried"
    for p in "${optional[@]}"; do
      case $p in libdnnl-dev) version='[23]\.' ;; *) version= ;; esac
      ! apt-cache show "$p" 2>/dev/null | grep "^Version: $version" >/dev/null || wanted+=("$p")
    done
  fi
  [ ${#wanted[@]} -gt 0 ] || return 0
  echo "Installing ${wanted[*]} (once) ..." >&2
  DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq --no-install-recommends "${wanted[@]}" >"${TMPDIR:-/tmp}/nad-setup.log" 2>&1 ||
    { tail -n 5 "${TMPDIR:-/tmp}/nad-setup.log" >&2; return 1; }
}

if command -v apt-get >/dev/null; then
  if [ "$(id -u)" = 0 ] && install ""; then exit 0; fi
  if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null && sudo -n true 2>/dev/null && install sudo; then exit 0; fi
  [ ${#missing[@]} -eq 0 ] && exit 0
  echo "These packages are missing and could not be installed here. Run: sudo apt-get install -y ${missing[*]}" >&2
else
  [ ${#missing[@]} -eq 0 ] && exit 0
  echo "Missing: ${missing[*]} (names of Debian packages)." \
    "Install them; libtorch can also be an official archive named by LIBTORCH=/path/to/libtorch." >&2
fi
exit 2
