#!/usr/bin/python3
"""The table of docs/results/attacks.md from the cards of the zoo: benchmarks/attack_table.py zoo/*.json"""
import json
import sys

# Li et al., ICLR 2021, table 3: ASR, ACC (on images of other classes than the target's).
PAPER = {'badnets': (100.00, 85.65), 'trojan': (100.00, 81.24), 'blend': (99.97, 84.95), 'cl': (99.21, 82.43), 'sig': (99.91, 84.36), 'refool': (95.16, 82.38)}

print('| model | preset, epochs | ACC | non-target ACC | ASR | RA | paper: ASR, ACC | minutes |')
print('|---|---|---|---|---|---|---|---|')
for path in sys.argv[1:]:
    card = json.load(open(path))
    rates = card['rates']

    def rate(name):
        return f"{100 * rates[name]['hits'] / rates[name]['trials']:.1f}" if rates.get(name) else ''

    paper = PAPER.get(card['attack'] or '')
    print(f"| {card['name']} | {card['preset']}, {card['epochs']} | {rate('acc')} | {rate('acc_non_target')} | {rate('asr')} | {rate('ra')} "
          f"| {f'{paper[0]:.2f}, {paper[1]:.2f}' if paper else ''} | {card['seconds'] / 60:.0f} |")
print()
for path in sys.argv[1:]:
    print(json.load(open(path))['command'])
