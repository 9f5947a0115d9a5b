#!/usr/bin/env python3
"""The mean of the weights of several checkpoints of one architecture.

usage: benchmarks/average.py OUT.pth FILE.pth FILE.pth ...
"""
import sys

import torch

out, *files = sys.argv[1:]
if len(files) < 2:
    sys.exit(__doc__)
states = [torch.load(f, map_location="cpu") for f in files]
states = [s.get("state_dict", s) for s in states]
torch.save({k: sum(s[k] for s in states) / len(states) if v.is_floating_point() else v for k, v in states[0].items()}, out)
