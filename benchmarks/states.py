"""Reads the weights of a checkpoint."""
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
    return {k: torch.from_numpy(numpy.frombuffer(data[slice(*v["data_offsets"])], types[v["dtype"]]).reshape(v["shape"]).copy())
            for k, v in header.items() if k != "__metadata__"}
