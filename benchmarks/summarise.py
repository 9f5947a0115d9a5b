#!/usr/bin/python3
"""Mean and standard deviation of several runs of nad erase: benchmarks/summarise.py out/e*/result.json"""
import json
import statistics
import sys

runs = [json.load(open(path)) for path in sys.argv[1:]]
print('| | ACC | non-target ACC | ASR | RA |')
print('|---|---|---|---|---|')
for name, key in (('before', 'before'), ('finetuned teacher', 'teacher'), ('after NAD', 'after')):
    cells = []
    for rate in ('acc', 'acc_non_target', 'asr', 'ra'):
        values = [100 * r[key][rate] for r in runs]
        cells.append(f'{statistics.mean(values):.1f} ± {statistics.stdev(values):.1f}')
    print(f'| {name} | ' + ' | '.join(cells) + ' |')
for r in runs:
    print(f"seed {r['seed']}: teacher {100 * r['teacher']['acc_non_target']:.1f}/{100 * r['teacher']['asr']:.1f}, "
          f"NAD {100 * r['after']['acc_non_target']:.1f}/{100 * r['after']['asr']:.1f} (non-target ACC/ASR)")
