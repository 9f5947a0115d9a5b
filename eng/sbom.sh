#!/usr/bin/env bash
# Prints what a project consists of as CycloneDX 1.5: every package with version, licence and SHA-512, as the restored project says.
# usage: eng/sbom.sh src/Nad.Cli nad 0.1.0
set -euo pipefail
root=${NUGET_PACKAGES:-$HOME/.nuget/packages} kind=library
[ "$2" != nad ] || kind=application
printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.5",\n  "version": 1,\n'
printf '  "metadata": { "component": { "type": "%s", "name": "%s", "version": "%s", "purl": "pkg:nuget/%s@%s", ' "$kind" "$2" "$3" "$2" "$3"
printf '"licenses": [ { "license": { "id": "Apache-2.0" } } ] } },\n  "components": ['
first=1
while read -r name version; do
  folder=$root/${name,,}/$version
  nuspec=$folder/${name,,}.nuspec
  licence=$(sed -n 's/.*<license type="expression">\([^<]*\)<.*/\1/p' "$nuspec" | head -n 1)
  # An old package names the page of its licence, and no more.
  page=$(sed -n 's/.*<licenseUrl>\([^<]*\)<.*/\1/p' "$nuspec" | head -n 1)
  hash=$(base64 -d "$folder/${name,,}.$version.nupkg.sha512" | od -An -v -tx1 | tr -d ' \n')
  [ $first = 1 ] || printf ','
  first=0
  printf '\n    { "type": "library", "name": "%s", "version": "%s", "purl": "pkg:nuget/%s@%s", ' "$name" "$version" "$name" "$version"
  printf '"hashes": [ { "alg": "SHA-512", "content": "%s" } ]' "$hash"
  if [ -n "$licence" ]; then printf ', "licenses": [ { "expression": "%s" } ]' "$licence"
  elif [ -n "$page" ]; then printf ', "licenses": [ { "license": { "name": "see url", "url": "%s" } } ]' "$page"; fi
  printf ' }'
# What the SDK brings for building alone is marked (A).
done < <(dotnet list "$1" package --include-transitive | sed -E '/\(A\)/d' |
  sed -nE 's/^ +> +([^ ]+) +(.* )?([0-9][^ ]*) *$/\1 \3/p' | sort -u)
printf '\n  ]\n}\n'
