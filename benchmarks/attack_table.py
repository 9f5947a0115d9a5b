#!/usr/bin/python3
"""The table of docs/results/attacks.md from the cards of the zoo: benchmarks/attack_table.py zoo/*.json"""
import json
import sys

# Li et al., ICLR 2021, table 3: ASR, ACC (on images of other classes than the target's).
PAPER = {'badnets': (100.00, 85.65), 'trojan': (100.00, 81.24), 'blend': (99.97, 84.95), 'cl': (99.21, 82.43), 'sig': (99.91, 84.36),
         'refool': (95.16, 82.38)}

# Its appendices H (text: 79 % before) and K (table 9).
VARIANTS = {'badnets-all-to-all': (79, None), 'badnets-centre-0.2': (99.85, 82.11), 'badnets-centre-0.5': (99.87, 83.04),
            'badnets-centre-0.8': (99.97, 82.85), 'badnets-centre-1.0': (100, 83.23)}

print('| model | preset, epochs | ACC | non-target ACC | ASR | RA | paper: ASR, ACC | minutes |')
print('|---|---|---|---|---|---|---|---|')
for path in sys.argv[1:]:
    card = json.load(open(path))
    rates = card['rates']

    def rate(name):
        return f"{100 * rates[name]['hits'] / rates[name]['trials']:.1f}" if rates.get(name) else ''

    paper = VARIANTS.get(card['name']) or PAPER.get(card['attack'] or '')
    print(f"| {card['name']} | {card['preset']}, {card['epochs']} "
          f"| {rate('acc')} | {rate('acc_non_target')} | {rate('asr')} | {rate('ra')} "
          f"| {', '.join(f'{p:.2f}' for p in paper if p is not None) if paper else ''} | {card['seconds'] / 60:.0f} |")
print()
for path in sys.argv[1:]:
    print(json.load(open(path))['command'])
