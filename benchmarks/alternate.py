#!/usr/bin/env python3
"""Runs several commands that print milliseconds, one number a line, in turn, and compares their medians.

usage: benchmarks/alternate.py [--repeats 5] NAME=COMMAND NAME=COMMAND ...

Alternating keeps what else the machine does from counting for one of them alone. Each run gives the median of what it printed; shown are
the median of the runs, the smallest and the largest, and the ratio of the first command to each.
"""
import argparse
import shlex
import statistics
import subprocess

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--repeats", type=int, default=5)
parser.add_argument("commands", nargs="+", metavar="NAME=COMMAND")
options = parser.parse_args()

commands = [(name, shlex.split(command)) for name, separator, command in (c.partition("=") for c in options.commands) if separator]
if len(commands) != len(options.commands):
    parser.error("each command needs a name, as in: ours='artifacts/bin/Nad.Benchmarks/release/Nad.Benchmarks nad 20 1'")

runs = {name: [] for name, _ in commands}
for _ in range(options.repeats):
    for name, command in commands:
        printed = subprocess.run(["env", *command], check=True, capture_output=True, text=True).stdout
        runs[name].append(statistics.median(float(line) for line in printed.split()))

first = statistics.median(runs[commands[0][0]])
print("| | ms | ratio |\n|---|---|---|")
for name, times in runs.items():
    middle = statistics.median(times)
    print(f"| {name} | {middle:.1f} [{min(times):.1f}, {max(times):.1f}] | {first / middle:.2f} |")
