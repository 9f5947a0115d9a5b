#!/usr/bin/env bash
# Prints what a project consists of as CycloneDX 1.5: every package with version, licence and SHA-512, as the restored project says.
# usage: eng/sbom.sh src/Nad.Cli
set -euo pipefail
root=${NUGET_PACKAGES:-$HOME/.nuget/packages}
printf '{\n  "bomFormat": "CycloneDX",\n  "specVersion": "1.5",\n  "version": 1,\n  "metadata": { "component": { "type": "application", "name": "nad", "licenses": [ { "license": { "id": "Apache-2.0" } } ] } },\n  "components": ['
first=1
while read -r name version; do
  folder=$root/${name,,}/$version
  licence=$(sed -n 's/.*<license type="expression">\([^<]*\)<.*/\1/p' "$folder/${name,,}.nuspec" | head -n 1)
  hash=$(base64 -d "$folder/${name,,}.$version.nupkg.sha512" | od -An -v -tx1 | tr -d ' \n')
  [ $first = 1 ] || printf ','
  first=0
  printf '\n    { "type": "library", "name": "%s", "version": "%s", "purl": "pkg:nuget/%s@%s", "hashes": [ { "alg": "SHA-512", "content": "%s" } ]' "$name" "$version" "$name" "$version" "$hash"
  [ -z "$licence" ] || printf ', "licenses": [ { "expression": "%s" } ]' "$licence"
  printf ' }'
done < <(dotnet list "$1" package --include-transitive | sed -nE 's/^ +> +([^ ]+) +(.* )?([0-9][^ ]*) *$/\1 \3/p' | sort -u)
printf '\n  ]\n}\n'
