#!/usr/bin/env python3
"""Accuracy of WRN-16-1 on training and test images as they are and mirrored: what of it is known by heart.

usage: benchmarks/mirrored.py CIFAR10.zip FILE ...      (one folder per split and class, as images:ZIP; .pth or .safetensors;
                                                         the first 120 images of each class)
"""
import io
import pathlib
import sys
import zipfile

import numpy
import torch
from PIL import Image
from states import read

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "fixtures"))
from wide_resnet_16 import Wide16

PER_CLASS = 120


def images(archive, split):
    members = {}
    for name in sorted(n for n in archive.namelist() if not n.endswith("/")):
        *_, folder, label, _ = name.split("/")
        if folder == split:
            members.setdefault(label, []).append(name)
    pixels = [numpy.asarray(Image.open(io.BytesIO(archive.read(n)))) for label in sorted(members) for n in members[label][:PER_CLASS]]
    labels = torch.arange(len(members)).repeat_interleave(PER_CLASS)
    return torch.from_numpy(numpy.stack(pixels)).permute(0, 3, 1, 2).float() / 255, labels


def accuracy(net, x, y):
    with torch.no_grad():
        return 100 * sum((net(a)[1].argmax(1) == b).sum().item() for a, b in zip(x.split(400), y.split(400))) / len(y)


torch.set_num_threads(1)
with zipfile.ZipFile(sys.argv[1]) as archive:
    sets = [images(archive, "train"), images(archive, "test")]
print("| model | training images | mirrored | test images | mirrored |\n|---|---|---|---|---|")
for path in sys.argv[2:]:
    net = Wide16()
    net.load_state_dict(read(path))
    net.eval()
    print(f"| {pathlib.Path(path).stem} | " + " | ".join(f"{accuracy(net, x, y):.1f}" for pictures, y in sets for x in (pictures,
        pictures.flip(3))) + " |", flush=True)
