#!/usr/bin/env bash
# Fails where a line of code is longer than 140 characters, and names it. In C# a raw text (three quotes) may hold longer ones: they are
# pages, scripts and JSON as others write them.
set -euo pipefail
export LC_ALL=C.UTF-8
most=140 wrong=0
files=$(git ls-files '*.cs' '*.cpp' '*.h' '*.sh' '*.py' dev nad)
[ -n "$files" ]
# An odd number of three quotes before a line means that it stands inside of a raw text. Here length may count bytes, below characters.
while IFS=: read -r file line text; do
  [ "${#text}" -gt "$most" ] || continue
  echo "$file:$line: error: the line has ${#text} characters, and $most are the most" >&2
  wrong=1
done < <(xargs -d '\n' awk -v most="$most" '
  FNR == 1 { raw = 0 }
  { quotes = FILENAME ~ /\.cs$/ ? gsub(/"""/, "&") : 0 }
  length($0) > most && !raw && !quotes { print FILENAME ":" FNR ":" $0 }
  quotes % 2 { raw = !raw }' <<<"$files")
[ "$wrong" = 0 ]
