#!/usr/bin/env bash
# ./dev samples: builds the samples against the packages of ./dev pack, as a stranger would, and runs each on generated images.
# What the pages show of C# is built too.
set -euo pipefail
root=$PWD work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(ls artifacts/packages/Nad.Core.*.nupkg 2>/dev/null | sed -n 's/.*Nad\.Core\.\(.*\)\.nupkg/\1/p' | head -n 1)
[ -n "$version" ] || { echo "./dev samples: there are no packages; run ./dev pack first" >&2; exit 1; }
mkdir -p "$work/artifacts" && cp -r samples "$work/samples" && cp -r artifacts/packages "$work/artifacts/packages"
# A package of the same version that was made before must not be taken for this one.
export OMP_NUM_THREADS=1
rm -rf "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/nad.{core,torch,files}/"$version"
./nad attack badnets --data synthetic:200 --target 3 --arch wrn-10-1 --epochs 1 --batch 32 --threads 1 --quiet \
  --out "$work/model" >/dev/null
cd "$work/samples"
build() {
  dotnet build "$1" -c Release -v q --nologo "-p:NadVersion=$version" >"$work/log" 2>&1 ||
    { grep -E 'error|warn' "$work/log" | sort -u | head >&2; exit 1; }
}
for page in "$root"/docs/{library,howto}.md; do
  name=Page$(basename "$page" .md)
  mkdir "$name" && echo '<Project Sdk="Microsoft.NET.Sdk" />' >"$name/$name.csproj"
  { echo "using Nad.Library;"; sed -n '/^```csharp$/,/^```$/{/^```/!p}' "$page"; } >"$name/Program.cs"
  build "$name"
  echo "docs/$(basename "$page"): $(($(wc -l <"$name/Program.cs") - 1)) lines of C# build"
done
for sample in EraseFile ImagesInMemory OwnDefense; do
  build "$sample"
  model=$work/model/model.pth out=$work/$sample.pth
  case $sample in ImagesInMemory) arguments=("$model" "$out") ;; *) arguments=("$model" synthetic:200 "$out") ;; esac
  "$sample/bin/Release/net10.0/$sample" "${arguments[@]}" | tr '\r' '\n' | tail -n 1
  "$root/nad" inspect "$out" | tail -n 1
done
