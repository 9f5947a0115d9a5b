#!/usr/bin/env bash
# ./dev sanitize [SHAPES]: both native libraries, built to watch every access to memory and every sum (AddressSanitizer,
# UndefinedBehaviorSanitizer), run the whole parity suite and SHAPES (100,000) shapes and arguments of every kind. What they
# find ends the run with a stack of C++ frames. The libraries lie in artifacts/sanitize; those of ./dev build stay as they are.
set -euo pipefail
shapes=${1:-100000} root=$PWD out=$PWD/artifacts/sanitize log=$PWD/artifacts/log/sanitize
flags="-fsanitize=address;-fsanitize=undefined;-fno-sanitize=vptr;-fno-sanitize-recover=undefined;-fno-omit-frame-pointer;-g"
mkdir -p "$out" "$(dirname "$log")"
for library in nad_bridge nad_trunk; do
  cmake -S "native/$library" -B "$out/$library" -DCMAKE_BUILD_TYPE=RelWithDebInfo "-DNAD_SANITIZE=$flags" \
    "-DCMAKE_LIBRARY_OUTPUT_DIRECTORY=$out" >"$log" 2>&1 &&
    cmake --build "$out/$library" -j 2 >>"$log" 2>&1 || { tail -n 20 "$log"; exit 1; }
done

# The run-time system of .NET handles faults itself and never gives its heap back; libtorch and oneDNN are not watched, and share
# containers with what is. A request for more memory than there is must fail as it does without a sanitizer.
compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$out/nad_bridge/CMakeCache.txt")
export LD_PRELOAD=$("$compiler" -print-file-name=libasan.so):$("$compiler" -print-file-name=libubsan.so)
ASAN_OPTIONS=detect_leaks=0:handle_segv=0:handle_sigfpe=0:use_sigaltstack=0:alloc_dealloc_mismatch=0
export ASAN_OPTIONS=$ASAN_OPTIONS:detect_container_overflow=0:detect_odr_violation=0:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export NAD_BRIDGE=$out/libnad_bridge.so NAD_SHAPES=$shapes OMP_NUM_THREADS=2 DOTNET_TieredCompilation=1 NAD_STOCK_MALLOC=1

status=0
# One test program against the watched libraries; the last lines of what it says.
watched() {
  local name=$1 project=$2; shift 2
  local begin=$SECONDS
  "artifacts/bin/$project/release/$project" -noColor "$@" >"$log-$name" 2>&1 || {
    status=1
    grep -nE "ERROR: AddressSanitizer|runtime error|\[FAIL\]|^ +#[0-9] " "$log-$name" | head -n 40 || tail -n 20 "$log-$name"
  }
  echo "$name: $(grep -E '^ +(Nad\.|Total)|Total:' "$log-$name" | tail -n 1 | sed 's/^ *//') ($((SECONDS - begin)) s)"
}
watched tensors Nad.Torch.Tests
watched models Nad.Tests -class '*Trunk*' -class '*Parity*'
if grep -q avx512f /proc/cpuinfo; then
  NAD_TRUNK=avx2 watched tensors-avx2 Nad.Torch.Tests -class '*NativeShapes*'
  NAD_TRUNK=avx2 watched models-avx2 Nad.Tests -class '*Trunk*' -class '*Parity*'
fi
[ "$status" = 0 ] && echo "sanitize: nothing found, $shapes shapes" || { echo "sanitize: see $log-*"; exit 1; }
