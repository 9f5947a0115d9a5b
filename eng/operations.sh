#!/usr/bin/env bash
# Counts what one task of a cluster asks of the shared folder, by strace: system calls that name the folder or a file in it, for lists of
# 10 and of 100 models. A task makes one cell, but looks at the whole list, so that the two numbers give a part for each task and a part
# for each row.
#   NAD_COMMAND is the program, default ./nad
set -euo pipefail
nad=${NAD_COMMAND:-$PWD/nad}
if ! command -v strace >/dev/null; then
  apt-get update -qq || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends strace >/dev/null
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMP_NUM_THREADS=1
shared=$work/shared
mkdir "$shared"
"$nad" attack none --data synthetic:60 --arch wrn-10-1 --epochs 1 --batch 32 --threads 1 --quiet --out "$work/model" >/dev/null
# A list of N models, each with a file of its own.
list() { echo model; for i in $(seq "$1"); do cp -n "$work/model/model.pth" "$shared/$i.pth"; echo "$shared/$i.pth"; done; }
options=(--clean synthetic:60 --method finetune --epochs 1 --batch 32 --collapse-limit 100 --accept-accuracy)
list 1 >"$shared/one.csv"
"$nad" batch "$shared/one.csv" --do erase --workers 1 --out "$shared/one" -- "${options[@]}" >/dev/null
cell=$(basename "$shared"/one/cells/*.json .json)
for rows in 10 100; do
  list "$rows" >"$shared/list.csv"
  from=$EPOCHREALTIME
  "$nad" batch "$shared/list.csv" --do erase --out "$shared/out$rows" --cell "$cell" -- "${options[@]}" >/dev/null </dev/null
  to=$EPOCHREALTIME
  strace -f -qq -y -e trace=%file,%desc -o "$work/calls" \
    "$nad" batch "$shared/list.csv" --do erase --out "$shared/traced$rows" --cell "$cell" -- "${options[@]}" >/dev/null </dev/null
  # A file system with a cache answers most of these itself; those that open, make, rename, lock or delete reach the server.
  reaching='^(openat?2?|mkdir(at)?|rename(at2?)?|unlink(at)?|link(at)?|flock|f(data)?sync|ftruncate|fchmod(at)?)$'
  awk -v folder="$shared" -v reaching="$reaching" -v rows="$rows" -v seconds="$(awk "BEGIN { print $to - $from }")" '
    index($0, folder) { sub(/^[0-9]+ +/, ""); split($0, call, "("); all++
      if (call[1] ~ reaching) reach++
      if (call[1] ~ /stat/) stat++ }
    END {
      printf "%3d models: %.1f s; %d calls on the shared folder, of them %d that open, make, rename, lock or delete, ", \
        rows, seconds, all, reach
      printf "and %d that ask for attributes\n", stat }' "$work/calls"
  awk -v folder="$shared" '
    index($0, folder) { sub(/^[0-9]+ +/, ""); split($0, call, "("); count[call[1]]++ }
    END { for (c in count) printf "    %-12s %d\n", c, count[c] }' "$work/calls" | sort -k2 -rn | head -n 12
done
