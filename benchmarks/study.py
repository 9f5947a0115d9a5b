#!/usr/bin/python3
"""Finetuning against NAD, or any defenses against each other, on equal data and seeds.

benchmarks/study.py run  --clean SPEC --count N --out DIR [--seeds 0 1 2] [--] MODEL[=TRIGGER.json] ...   runs what is not there yet
benchmarks/study.py show DIR                                                                              prints the table

Each MODEL is a checkpoint and, after =, the stored trigger that is measured (default: trigger.json beside it). A setting is a name and
options of nad erase; --setting NAME "OPTIONS" replaces the default list. One folder per model, setting and seed; a folder with a
result.json is finished.
"""
import argparse
import glob
import json
import os
import shlex
import statistics
import subprocess
import sys

SETTINGS = [
    ('finetune (paper)', '--method finetune --preset paper'),
    ('nad (paper)', '--method nad --preset paper'),
    ('finetune, lr 0.05', '--method finetune --preset paper --lr 0.05'),
    ('finetune, lr 0.2', '--method finetune --preset paper --lr 0.2'),
    ('finetune, 20 epochs', '--method finetune --preset paper --epochs 20'),
    ('finetune (auto)', '--method finetune --preset auto'),
    ('nad (auto)', '--method nad --preset auto'),
]


def run(a):
    for given in a.models:
        model, _, trigger = given.partition('=')
        trigger = trigger or os.path.join(os.path.dirname(model), 'trigger.json')
        name = os.path.basename(os.path.dirname(os.path.abspath(model))) + '-' + os.path.splitext(os.path.basename(model))[0]
        for setting, options in a.setting or SETTINGS:
            for seed in a.seeds:
                folder = os.path.join(a.out, name, setting.replace(' ', '_').replace('/', '_'), str(seed))
                if os.path.exists(os.path.join(folder, 'result.json')):
                    continue
                command = ['./nad', 'erase', '--model', model, '--clean', a.clean, '--clean-count', str(a.count), '--trigger', trigger,
                           '--seed', str(seed),
                           '--threads', str(a.threads), '--collapse-limit', '100', '--quiet', '--out', folder] + shlex.split(options)
                print(shlex.join(command), flush=True)
                if not a.plan and subprocess.run(command, check=False).returncode not in (0,):
                    print(f'failed: {folder}', file=sys.stderr)


def mean(values):
    spread = statistics.stdev(values) if len(values) > 1 else 0.0
    return f'{statistics.mean(values):.1f} ± {spread:.1f}'


def show(a):
    cells = {}
    for path in sorted(glob.glob(os.path.join(a.folder, '*', '*', '*', 'result.json'))):
        model, setting, seed = path.split(os.sep)[-4:-1]
        with open(path, encoding='utf-8') as file:
            cells.setdefault(model, {}).setdefault(setting, {})[seed] = json.load(file)
    for model, settings in cells.items():
        print(f'\n### {model}\n\n| setting | seeds | ACC | non-target ACC | ASR | lost ACC | beta | seconds |\n'
              '|---|---|---|---|---|---|---|---|')
        for setting, seeds in settings.items():
            r = list(seeds.values())
            rates = [mean([100 * x['after'][k] for x in r]) for k in ('acc', 'acc_non_target', 'asr')]
            lost = mean([100 * (x['before']['acc'] - x['after']['acc']) for x in r])
            beta = ', '.join(sorted({str(s['value']) for x in r for s in x['selections'] if s['what'] == 'beta'}
                                    or {x['options'].get('distillation', {}).get('beta', '') for x in r}))
            print(f"| {setting} | {len(r)} | {' | '.join(rates)} | {lost} | {beta} | {mean([x['seconds']['total'] for x in r])} |")
        before = next(iter(next(iter(settings.values())).values()))['before']
        print(f"\nBefore: ACC {100 * before['acc']:.1f}, non-target ACC {100 * before['acc_non_target']:.1f}, "
              f"ASR {100 * before['asr']:.1f}.")
        pairs = {}
        for setting, seeds in settings.items():
            if setting.startswith('finetune') and (other := settings.get('nad' + setting[len('finetune'):])):
                pairs[setting] = [100 * (other[s]['after']['asr'] - seeds[s]['after']['asr']) for s in seeds if s in other]
        for setting, differences in pairs.items():
            if differences:
                print(f'ASR of NAD minus that of {setting}, seed by seed: {mean(differences)} points ({len(differences)} seeds).')


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
sub = parser.add_subparsers(dest='what', required=True)
runs = sub.add_parser('run')
runs.add_argument('models', nargs='+')
runs.add_argument('--clean', required=True)
runs.add_argument('--count', type=int, required=True)
runs.add_argument('--out', required=True)
runs.add_argument('--seeds', nargs='+', type=int, default=[0, 1, 2])
runs.add_argument('--threads', type=int, default=1)
runs.add_argument('--plan', action='store_true', help='print the commands, run nothing')
runs.add_argument('--setting', nargs=2, action='append', metavar=('NAME', 'OPTIONS'))
runs.set_defaults(do=run)
shows = sub.add_parser('show')
shows.add_argument('folder')
shows.set_defaults(do=show)
arguments = parser.parse_args()
arguments.do(arguments)
