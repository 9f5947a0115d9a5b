#!/usr/bin/env bash
# A gate for a model from somebody else: inspect, audit, erase, audit again, relapse. Fails by the limits of a policy.
# Usage: pipeline.sh MODEL CLEAN_IMAGES POLICY OUT [OPTIONS OF nad audit AND nad relapse AFTER -- EACH]
#   pipeline.sh suspect.pth images:photos policy.json out/gate -- --quick -- --try retune noise
# NAD names the program; default: nad. ERASE holds further options of nad erase, such as --method nad.
# Exit codes: 0 every limit is kept; 1 one is broken; 2 a mistake, or the file is refused; 3 one cannot be told.
set -u
model=$1 clean=$2 policy=$3 out=$4
shift 4
audit=() relapse=() to=""
for word in "$@"; do
  if [ "$word" = -- ]; then
    if [ "$to" = audit ]; then to=relapse; else to=audit; fi
  elif [ "$to" = audit ]; then audit+=("$word")
  else relapse+=("$word"); fi
done
nad=${NAD:-nad}
mkdir -p "$out"

# What is in the file, without executing any of it. 1: of no known architecture, 2: refused.
$nad inspect "$model" --format sarif > "$out/inspect.sarif" || { code=$?; echo "pipeline: inspect ended with $code"; exit 2; }

# Is there a backdoor? Evidence (1) and no verdict (3) are no reason to stop: what counts is what is left of it. A mistake (2) is.
$nad audit --model "$model" --clean "$clean" --out "$out/audit" --format sarif "${audit[@]}" > "$out/audit.sarif"
code=$?
[ $code = 2 ] && { echo "pipeline: audit ended with 2"; exit 2; }

# Erase, audit again against the model before, and try to bring the backdoor back; from here on the policy decides.
worst=0
judge() {
  echo "pipeline: $1 ended with $2"
  case $2 in
    0) ;;
    1) [ $worst = 0 ] || [ $worst = 3 ] && worst=1 ;;
    3) [ $worst = 0 ] && worst=3 ;;
    *) exit "$2" ;;
  esac
}
# shellcheck disable=SC2086
$nad erase --model "$model" --clean "$clean" --out "$out/erased" --policy "$policy" --quiet ${ERASE:-}
judge erase $?
erased=$out/erased/model.safetensors
$nad audit --model "$erased" --against "$model" --clean "$clean" --out "$out/after" --policy "$policy" --quiet "${audit[@]}"
judge audit $?
$nad relapse --before "$model" --after "$erased" --clean "$clean" --recovered "$out/audit" --out "$out/relapse" \
  --policy "$policy" --quiet "${relapse[@]}"
judge relapse $?
$nad verify "$out/erased" > "$out/verify.txt" || { echo "pipeline: the files in $out/erased are not as they were written"; exit 2; }
exit $worst
