#!/usr/bin/env bash
# ./dev slurm: a real Slurm on the loopback interface of this machine (munged, slurmctld, two slurmd), and a grid of 12 cells through
# it, with a job killed and a node set down
# in the middle. The result must be that of a local run. Needs root; installs Debian's slurm-wlm and munge.
#   ./dev slurm --scaling   only measures: the same grid by 1 and 2 workers, and by 1 and 2 nodes
#   ./dev slurm --accounts  with a database of accounts (slurmdbd, MariaDB), so that sacct is asked
#   NAD_COMMAND is the program, default ./nad
set -euo pipefail
root=$PWD nad=${NAD_COMMAND:-$PWD/nad}
case "${1:-}" in
  "" | --scaling | --accounts) ;;
  *) echo "./dev slurm: unknown word $1; known are --scaling and --accounts" >&2; exit 2 ;;
esac
[ "$(id -u)" = 0 ] || { echo "./dev slurm needs root: it starts the daemons of a cluster" >&2; exit 2; }
command -v slurmctld >/dev/null && command -v munged >/dev/null ||
  { apt-get update -qq || true; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-wlm munge >/dev/null; }
[ "${1:-}" != --accounts ] || { command -v slurmdbd && command -v mariadbd; } >/dev/null ||
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurmdbd mariadb-server >/dev/null
work=$(mktemp -d) host=$(hostname -s)
daemons=()
leave() {
  for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  [ "${NAD_SLURM_KEEP:-}" = 1 ] && echo "kept: $work" || rm -rf "$work"
}
trap leave EXIT
chmod 755 "$work"
mkdir -p "$work"/{state,munge,log}
dd if=/dev/urandom of="$work/munge/key" bs=128 count=1 status=none
chmod 700 "$work/munge" && chmod 400 "$work/munge/key"
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge.socket" \
  --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" 2>"$work/log/munge" &
daemons+=($!)
# A cluster of two nodes that are one machine; arrays are small, so that they are split.
cat >"$work/slurm.conf" <<CONF
ClusterName=nad
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
SlurmctldPort=16817
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool.%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/linear
ReturnToService=2
MaxArraySize=5
SlurmdTimeout=30
KillWait=2
SchedulerParameters=batch_sched_delay=0,sched_interval=2
NodeName=nad[1-2] NodeHostname=$host NodeAddr=127.0.0.1 Port=[17001-17002] CPUs=1
PartitionName=all Nodes=ALL Default=YES State=UP
CONF
export SLURM_CONF=$work/slurm.conf OMP_NUM_THREADS=1
# The accounts: a database of its own, and the daemon that writes into it.
accounts() {
  mariadb-install-db --no-defaults --user=root --datadir="$work/accounts" --auth-root-authentication-method=normal \
    --skip-test-db >"$work/log/database" 2>&1
  mariadbd --no-defaults --user=root --datadir="$work/accounts" --socket="$work/database.socket" --port=16820 \
    --bind-address=127.0.0.1 --pid-file="$work/database.pid" >>"$work/log/database" 2>&1 &
  daemons+=($!)
  local ask=(mariadb --no-defaults --user=root --socket="$work/database.socket")
  for _ in $(seq 60); do "${ask[@]}" -e 'select 1' >/dev/null 2>&1 && break; sleep 1; done
  "${ask[@]}" -e "create user slurm@'127.0.0.1' identified by 'accounts'; grant all on *.* to slurm@'127.0.0.1'"
  cat >"$work/slurmdbd.conf" <<CONF
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
DbdHost=$host
DbdAddr=127.0.0.1
DbdPort=16819
SlurmUser=root
PidFile=$work/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=16820
StorageUser=slurm
StoragePass=accounts
StorageLoc=accounts
CONF
  chmod 600 "$work/slurmdbd.conf"
  SLURM_CONF=$work/slurmdbd.conf slurmdbd -D >"$work/log/slurmdbd" 2>&1 &
  daemons+=($!)
  cat >>"$SLURM_CONF" <<CONF
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=16819
AccountingStoragePass=$work/munge.socket
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=2
CONF
  for _ in $(seq 20); do sacctmgr --immediate add cluster nad >>"$work/log/slurmdbd" 2>&1 && break; sleep 1; done
  sacctmgr --noheader --parsable2 list cluster format=cluster | grep -qx nad || { tail -n 5 "$work/log/slurmdbd" >&2; exit 1; }
}
sleep 1
[ "${1:-}" != --accounts ] || accounts
slurmctld -D -f "$SLURM_CONF" >"$work/log/slurmctld" 2>&1 &
daemons+=($!)
for node in nad1 nad2; do
  slurmd -D -N "$node" -f "$SLURM_CONF" >"$work/log/$node" 2>&1 &
  daemons+=($!)
done
for _ in $(seq 60); do [ "$(sinfo --noheader --format='%D %t' 2>/dev/null)" = "2 idle" ] && break; sleep 1; done
[ "$(sinfo --noheader --format='%D %t')" = "2 idle" ] || { echo "the nodes do not come up:" >&2; tail -n 5 "$work"/log/* >&2; exit 1; }
echo "slurm $(sinfo --version | cut -d' ' -f2): 2 nodes"

words=(reproduce table9 --data synthetic:60 --scale quick --no-zoo)
if [ "${1:-}" = --scaling ]; then
  measure() {
    local name=$1 from=$EPOCHREALTIME load; shift
    load=$(cut -d' ' -f1 /proc/loadavg)
    "$@" --quiet >"$work/log/nad" 2>&1 || { cat "$work/log/nad" >&2; exit 1; }
    awk -v name="$name" -v load="$load" -v from="$from" -v to="$EPOCHREALTIME" '
      BEGIN { printf "%-10s %6.1f s   load before %s\n", name, to - from, load }'
  }
  for n in 1 2; do measure "$n workers" "$nad" "${words[@]}" --workers "$n" --out "$work/workers$n"; done
  scontrol update nodename=nad2 state=drain reason=measuring
  measure "1 node" "$nad" "${words[@]}" --on slurm --partition all --out "$work/nodes1"
  scontrol update nodename=nad2 state=resume
  measure "2 nodes" "$nad" "${words[@]}" --on slurm --partition all --out "$work/nodes2"
  ls "$work"/workers1/cells/*.json | wc -l | sed 's/$/ cells/'
  # Of the cells alone, without start-up: what each says that it took.
  sed -n 's/^    "seconds": \([0-9.]*\).*/\1/p' "$work"/workers1/cells/*.json | awk '{ s += $1 } END { printf "cells alone: %.1f s\n", s }'
  NAD_COMMAND=$nad eng/operations.sh
  exit 0
fi

begin=$SECONDS
$nad "${words[@]}" --workers 2 --quiet --out "$work/local" >/dev/null
echo "local: $((SECONDS - begin)) s with 2 workers"
begin=$SECONDS
$nad "${words[@]}" --on slurm --partition all --out "$work/cluster" >"$work/log/nad" 2>&1 &
run=$!
# When the first cells are done: the process of one job is killed, and a node with a job is set down for a while.
for _ in $(seq 120); do [ "$(ls "$work"/cluster/cells/*.json 2>/dev/null | wc -l)" -ge 2 ] && break; sleep 0.5; done
job=$(squeue --noheader --states=running --format='%i' | head -n 1)
[ -z "$job" ] || { scancel --signal=KILL --full "$job"; echo "killed job $job"; }
sleep 2
job=$(squeue --noheader --states=running --nodelist=nad2 --format='%i' | head -n 1)
scontrol update nodename=nad2 state=down reason=test
echo "set node nad2 down${job:+ under job $job}"
sleep 8
# A node that comes back by itself needs no word.
scontrol update nodename=nad2 state=resume 2>/dev/null || true
wait "$run" || { echo "the run failed:" >&2; cat "$work/log/nad" >&2; exit 1; }
grep submitted "$work/log/nad"
echo "slurm: $((SECONDS - begin)) s"

# The same cells, the same numbers and models; only times differ.
count=0
for cell in "$work"/local/cells/*.json; do
  name=$(basename "$cell")
  diff <(sed '/^  "run": {/,/^  }/d' "$cell") <(sed '/^  "run": {/,/^  }/d' "$work/cluster/cells/$name") >/dev/null ||
    { echo "differs: $name" >&2; exit 1; }
  count=$((count + 1))
done
cmp "$work/local/table9.csv" "$work/cluster/table9.csv"
[ "$count" -ge 12 ]
# What the cluster accounts for stands in every cell.
grep accounts "$work/log/nad"
accounted=$(grep -l '"slurm": {' "$work"/cluster/cells/*.json | wc -l)
[ "$accounted" = "$count" ] || { echo "only $accounted of $count cells have an account" >&2; exit 1; }
if [ "${1:-}" = --accounts ]; then
  grep -h -A 8 '"slurm": {' "$work/cluster/cells/"*.json | head -n 8
  sacct --allocations --format=JobID,State,NodeList,Elapsed,TotalCPU | head -n 8
  grep -q "accounts.*sacct" "$work/log/nad" || { echo "sacct was not asked" >&2; exit 1; }
fi
echo "slurm: $count cells, the same as the local run"
