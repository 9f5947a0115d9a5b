#!/usr/bin/python3
"""What a user would run instead for other networks than wrn-16-1: torchvision's, channels last, in eager PyTorch.

usage: networks.py MODE COUNT THREADS NETWORK SIZE BATCH
  finetune | inference   COUNT batches; the milliseconds of each, one number a line, after a warm-up
  nad                    the same with a frozen teacher and the distance of four attention maps
NETWORK: resnet18, preactresnet18, vgg16_bn, mobilenetv2, resnet50. For images of up to 64 pixels ResNets have a first convolution of 3x3
and no pool. The input is random, for time does not depend on it.
"""
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.models as M

from peer import Block, time_steps, training_step


class Staged(nn.Module):
    """A network as a list of stages; returns the stages' maps and the logits."""

    def __init__(self, stages, head):
        super().__init__()
        self.stages, self.head = nn.ModuleList(stages), head

    def forward(self, x):
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps, self.head(F.adaptive_avg_pool2d(x, 1).flatten(1))


def network(name, size):
    if name == 'preactresnet18':
        widths, stages, before = (64, 128, 256, 512), [], 64
        for i, w in enumerate(widths):
            stages.append(nn.Sequential(Block(before, w, 1 if i == 0 else 2), Block(w, w, 1)))
            before = w
        stages[0] = nn.Sequential(nn.Conv2d(3, 64, 3, 1, 1, bias=False), *stages[0])
        return Staged(stages, nn.Linear(512, 10))
    if name.startswith('resnet'):
        net = getattr(M, name)(num_classes=10)
        first = [net.conv1, net.bn1, net.relu, net.maxpool]
        if size <= 64:
            first = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), net.bn1, net.relu]
        return Staged([nn.Sequential(*first, net.layer1), net.layer2, net.layer3, net.layer4], net.fc)
    if name == 'vgg16_bn':
        f = M.vgg16_bn().features
        pools = [i for i, m in enumerate(f) if isinstance(m, nn.MaxPool2d)]
        starts = [0] + [p for p in pools[:-1]]
        return Staged([f[a:b] for a, b in zip(starts, pools)], nn.Linear(512, 10))
    f = M.mobilenet_v2(num_classes=10).features
    return Staged([f[:4], f[4:7], f[7:14], f[14:]], nn.Linear(1280, 10))


def main():
    mode, name = sys.argv[1], sys.argv[4]
    batches, threads, size, batch = (int(sys.argv[i]) for i in (2, 3, 5, 6))
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    net = network(name, size).to(memory_format=torch.channels_last)
    x = torch.rand(batch, 3, size, size).to(memory_format=torch.channels_last)
    time_steps(training_step(mode, net, x, 4 * [1000]), batches, warm_up=2)


if __name__ == '__main__':
    main()
