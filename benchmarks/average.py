#!/usr/bin/env python3
"""The mean of the weights of several checkpoints of one architecture.

usage: benchmarks/average.py [--shares 0.9,0.1] OUT.pth FILE FILE ...      (.pth or .safetensors; equal shares unless some are given)
"""
import argparse

import torch
from states import read

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--shares", type=lambda text: [float(share) for share in text.split(",")])
parser.add_argument("out")
parser.add_argument("files", nargs="+")
options = parser.parse_args()
shares = options.shares or [1 / len(options.files)] * len(options.files)
if len(options.files) < 2 or len(shares) != len(options.files) or abs(sum(shares) - 1) > 1e-6:
    parser.error("name at least two files, and as many shares, which sum to 1")
states = [read(f) for f in options.files]
torch.save({k: sum(share * s[k] for share, s in zip(shares, states)) if v.is_floating_point() else v for k, v in states[0].items()},
           options.out)
