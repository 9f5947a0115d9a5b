#!/usr/bin/env bash
# ./dev site: the documentation as a site in artifacts/site/html: the pages of docs/, the API reference and a search.
# Warnings, links that lead to nothing, and whatever a browser complains of, end it with exit code 1.
set -euo pipefail
root=$PWD site=$PWD/artifacts/site tools=$PWD/artifacts/tools
version=2.81.0
# Runs a command with its output in a log; shows what matters of it where it fails.
logged() {
  local log=$root/artifacts/log/$1; shift
  "$@" >"$log" 2>&1 || { grep -E 'warning|error' "$log" | sort -u | head -n 40 >&2; exit 1; }
}
rm -rf "$site"
mkdir -p "$site/pages"
[ -e "$tools/docfx" ] || logged docfx-install dotnet tool install docfx --tool-path "$tools" --version "$version"

# The assembly with its XML comments; a build that warns of a missing comment is for ./dev lint.
logged site-build dotnet build src/Nad -c Release -v q --nologo -o "$site/api" "-p:ArtifactsPath=$site/build"

# The pages, and the files of other kinds that they link to.
cp -- *.md LICENSE NOTICE "$site/pages/"
find docs benchmarks/results -name '*.md' -exec cp --parents {} "$site/pages/" \;
# A link to a folder is for readers of the repository.
find "$site/pages" -name '*.md' -exec sed -i -E 's#\[([^]]*)\]\([^):]*/\)#\1#g' {} +
cp eng/site/* "$site/pages/"
{ ls ./*.md; find docs benchmarks/results -name '*.md'; } | while read -r page; do
  grep -oE '\]\([^) #]+' "$page" | cut -c 3- | grep -vE '^[a-z]+:' | while read -r link; do
    file=$(realpath -m --relative-to=. "$(dirname "$page")/$link")
    case $file in *.md | ../*) continue ;; esac
    [ ! -f "$file" ] || cp --parents "$file" "$site/pages/"
  done || true
done

# Contents: what a newcomer reads first by hand, everything else by its place.
title() { sed -n 's/^# //p' "$1" | head -n 1 | tr -d '"'; }
entry() { printf '%s- name: "%s"\n%s  href: %s\n' "$1" "$(title "$2")" "$1" "$2"; }
section() { local name=$1; shift; printf -- '- name: %s\n  items:\n' "$name"; for page in "$@"; do entry "  " "$page"; done; }
first="docs/concepts.md docs/howto.md docs/install.md"
{
  printf -- '- name: Start\n  items:\n  - name: Overview\n    href: README.md\n'
  for page in $first; do entry "  " "$page"; done
  section Guides $(ls docs/*.md | grep -vxF "$(tr ' ' '\n' <<<"$first")")
  section Methods docs/methods/*.md
  section Results $(find docs/results benchmarks/results -name '*.md' | sort)
  section Decisions docs/decisions/*.md
  section Project ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md
  printf -- '- name: API\n  href: api/\n'
} >"$site/pages/toc.yml"

cd "$site/pages"
logged site-metadata "$tools/docfx" metadata docfx.json --warningsAsErrors
logged site "$tools/docfx" build docfx.json --warningsAsErrors
cd "$root"
exec eng/site/check.py "$site/html"
