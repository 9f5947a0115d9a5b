#!/usr/bin/env bash
# Checks the documentation against the tree: relative links, commands and paths. Prints what is wrong and exits 1 where anything is.
# usage: eng/check-docs.sh      (./dev docs runs it)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

wrong=()
mapfile -t pages < <({ find . -maxdepth 1 -name '*.md'; find docs -name '*.md'; } | sed 's|^\./||' | sort)

# The words that exist: commands from the program's source, ./dev words from its case statement, options from wherever one is declared.
words_nad=$(cat src/Nad.Cli/Commands/*.cs | tr -s ' \n' ' ' | grep -oE 'Command command = new\( ?"[a-z-]*"' | cut -d'"' -f2)
words_dev=$(sed -nE 's/^ +([a-z-]+)\).*/\1/p' dev)
options=$(
  grep -rohE --include='*.cs' '"--[a-z-]*"' src/Nad.Cli/Commands src/Nad/Defenses src/Nad/Attacks | tr -d '"'
  echo --help
  echo --version)

knows() { grep -qxF -- "$2" <<<"$1"; }

# Text of a page without its fenced blocks.
prose() { awk '/^```/ { fenced = !fenced; next } !fenced' "$1"; }

links() {
  local page=$1 target path
  while IFS= read -r target; do
    path=${target%%#*}
    path=${path%% *}
    case $target in http://* | https://* | mailto:* | '#'*) continue ;; esac
    [ -e "$(dirname "$page")/$path" ] || wrong+=("$page: the link $target leads to nothing")
  done < <(prose "$page" | grep -oE '\]\([^)]+\)' | sed -E 's/^\]\((.*)\)$/\1/' || true)
}

commands() {
  local page=$1 word line
  while IFS= read -r word; do
    knows "$words_nad" "$word" || wrong+=("$page: there is no command ./nad $word")
  done < <(grep -oE '\./nad +[a-z][a-z-]*' "$page" | awk '{ print $2 }' | sort -u || true)
  while IFS= read -r word; do
    knows "$words_dev" "$word" || wrong+=("$page: there is no command ./dev $word")
  done < <(grep -oE '\./dev +[a-z][a-z-]*' "$page" | awk '{ print $2 }' | sort -u || true)
  while IFS= read -r line; do
    for word in $(grep -oE ' --[a-z][a-z-]*' <<<"$line" || true); do
      knows "$options" "$word" || wrong+=("$page: ./nad has no option $word")
    done
  done < <(grep -oE '\./nad [^`]*' "$page" || true)
}

# `src/...`, `tests/...` and so on in backticks; a * may stand for any characters. Words with < or ... are patterns for the reader.
paths() {
  local page=$1 path
  while IFS= read -r path; do
    case $path in *'<'* | *...* | *' '*) continue ;; esac
    compgen -G "$path" >/dev/null || wrong+=("$page: the path $path does not exist")
  done < <(prose "$page" | grep -oE '`(src|tests|docs|native|eng|benchmarks)/[^`]*`' | tr -d '`' | sort -u || true)
}

for page in "${pages[@]}"; do
  links "$page"
  commands "$page"
  paths "$page"
done

if [ ${#wrong[@]} -gt 0 ]; then
  printf '%s\n' "${wrong[@]}" >&2
  echo "docs: ${#wrong[@]} wrong" >&2
  exit 1
fi
echo "docs: ${#pages[@]} pages, nothing wrong"
