#!/usr/bin/env bash
# Prints the SHA-256 of model.safetensors for every method at fixed seeds on generated images, with one thread: run it before and after
# a change that must leave the bits as they are, and compare (diff). Minutes; the bits depend on
# processor and libtorch, so nothing is stored.
#   eng/equal-bits.sh [NAME ...]    all, or some of: paper authors-code auto auto-free finetune finetune-auto fine-pruning
#                                   mcr mcr-ends mesa mixup cutout trojan demo
# NAD_COMMAND is the program, default ./nad.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
nad=${NAD_COMMAND:-$root/nad}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export OMP_NUM_THREADS=1
names=(paper authors-code auto auto-free finetune finetune-auto fine-pruning mcr mcr-ends mesa mixup cutout trojan demo)
[ $# -eq 0 ] || names=("$@")

$nad attack badnets --data synthetic:400 --target 3 --epochs 3 --batch 32 --threads 1 --quiet --out "$out/given" >/dev/null

erase() { # erase NAME OPTION...
  local name=$1; shift
  $nad erase --model "$out/given/model.safetensors" --clean synthetic:400 --clean-count 250 \
    --collapse-limit 100 --accept-accuracy --threads 1 --seed 7 --quiet "$@" --out "$out/$name" >/dev/null
  print "$name"
}

print() { printf '%-14s %s\n' "$1" "$(sha256sum "$out/$1/model.safetensors" | cut -c1-64)"; }

for name in "${names[@]}"; do
  case $name in
    paper) erase paper --method nad --preset paper ;;
    authors-code) erase authors-code --method nad --preset authors-code --epochs 4 --teacher-epochs 4 ;;
    auto) erase auto --preset auto --epochs 4 --teacher-epochs 4 ;;
    auto-free) erase auto-free --preset auto --epochs 3 --teacher-epochs 3 --max-acc-drop 100 --lr 0.02 --teacher-lr 0.05 ;;
    finetune) erase finetune --method finetune --preset paper ;;
    finetune-auto) erase finetune-auto --method finetune --preset auto --epochs 4 ;;
    fine-pruning) erase fine-pruning --method fine-pruning --prune proper --preset paper --epochs 2 ;;
    mcr) erase mcr --method mcr --epochs 6 ;;
    mcr-ends) erase mcr-ends --method mcr --epochs 3 --curve-ends finetuned --curve polygonal ;;
    mesa) erase mesa --method mesa --mesa-target 3 --recovery-epochs 2 --epochs 2 ;;
    mixup) erase mixup --method mixup --preset paper --epochs 3 ;;
    cutout) erase cutout --method cutout --preset paper --epochs 3 ;;
    trojan)
      $nad attack trojan --source-model "$out/given/model.safetensors" --data synthetic:400 --target 3 --epochs 1 \
        --threads 1 --quiet --out "$out/trojan" >/dev/null
      print trojan ;;
    demo)
      $nad demo --threads 1 --seed 7 --quiet --out "$out/demo" >/dev/null
      (cd "$out/demo" && find . -name '*.safetensors' | sort | xargs sha256sum | sed 's/^\(.*\)  \.\//\1 demo\//' |
        awk '{ printf "%-14s %s\n", $2, $1 }') ;;
    *) echo "no such name: $name" >&2; exit 2 ;;
  esac
done
