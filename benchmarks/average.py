#!/usr/bin/env python3
"""The mean of the weights of several checkpoints of one architecture.

usage: benchmarks/average.py [--shares 0.9,0.1] OUT.pth FILE FILE ...      (.pth or .safetensors; equal shares unless some are given)
"""
import argparse
import json
import struct

import numpy
import torch


def read(path):
    if not path.endswith(".safetensors"):
        state = torch.load(path, map_location="cpu")
        return state.get("state_dict", state)
    with open(path, "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
        data = f.read()
    types = {"F32": numpy.float32, "I64": numpy.int64}
    return {k: torch.from_numpy(numpy.frombuffer(data[slice(*v["data_offsets"])], types[v["dtype"]]).reshape(v["shape"]).copy()) for k, v in header.items() if k != "__metadata__"}


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--shares", type=lambda text: [float(share) for share in text.split(",")])
parser.add_argument("out")
parser.add_argument("files", nargs="+")
options = parser.parse_args()
shares = options.shares or [1 / len(options.files)] * len(options.files)
if len(options.files) < 2 or len(shares) != len(options.files) or abs(sum(shares) - 1) > 1e-6:
    parser.error("name at least two files, and as many shares, which sum to 1")
states = [read(f) for f in options.files]
torch.save({k: sum(share * s[k] for share, s in zip(shares, states)) if v.is_floating_point() else v for k, v in states[0].items()}, options.out)
