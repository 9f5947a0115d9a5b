#!/usr/bin/python3
"""What a user would run instead: the same steps in eager PyTorch, for ratios measured in one run.

usage: peer.py MODE COUNT THREADS [PATH]
  nad | finetune | inference | augment   COUNT batches of 64; the milliseconds of each, one number a line, after a warm-up
  equal                                  the whole job once on COUNT images: teacher, student, one evaluation; its seconds
  load                                   PATH, a folder with train/ and test/, COUNT times, through ImageFolder and a DataLoader; seconds
  checkpoint                             PATH, COUNT times through torch.load; milliseconds
Network, loss and optimiser are written from the paper; the input is random, for time does not depend on it.
"""
import copy
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.short = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if inputs != outputs else None

    def forward(self, x):
        a = F.relu(self.bn1(x), inplace=True)
        y = self.conv2(F.relu(self.bn2(self.conv1(a)), inplace=True))
        return y + (x if self.short is None else self.short(a))


class Net(nn.Module):
    """WRN-16-1; returns the three taps and the logits."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.groups = nn.ModuleList(
            nn.Sequential(Block(i, o, s), Block(o, o, 1)) for i, o, s in ((16, 16, 1), (16, 32, 2), (32, 64, 2)))
        self.bn1 = nn.BatchNorm2d(64)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        taps, x = [], self.conv1(x)
        for group in self.groups:
            x = group(x)
            taps.append(x)
        return taps, self.fc(F.avg_pool2d(F.relu(self.bn1(x)), 8).flatten(1))


def attention(f):
    m = f.pow(2).sum(1).flatten(1)  # without the needless abs() of the usual code, which would only make the peer slower
    return m / (m.norm(dim=1, keepdim=True) + 1e-6)


def augmenter():
    """torchvision's transforms as a DataLoader applies them: image by image."""
    from PIL import Image
    from torchvision import transforms as T
    images = np.random.default_rng(0).integers(0, 256, (64, 32, 32, 3), np.uint8)
    transform = T.Compose([T.RandomCrop(32, padding=4), T.RandomHorizontalFlip(), T.ToTensor()])

    def cut(x):
        r, c = np.random.randint(32), np.random.randint(32)
        x[:, max(0, r - 4):r + 4, max(0, c - 4):c + 4] = 0
        return x

    return lambda: torch.stack([cut(transform(Image.fromarray(i))) for i in images])


def equal(count):
    """Teacher of 10 epochs, student of 10 epochs, one evaluation of 1,000 clean and their triggered images: torchvision and a
    DataLoader."""
    from PIL import Image
    from torch.utils.data import DataLoader, Dataset
    from torchvision import transforms as T

    def cutout(x):
        r, c = np.random.randint(32), np.random.randint(32)
        x[:, max(0, r - 4):r + 4, max(0, c - 4):c + 4] = 0
        return x

    class Images(Dataset):
        def __init__(self, n, transform):
            self.pixels = np.random.default_rng(0).integers(0, 256, (n, 32, 32, 3), np.uint8)
            self.transform = transform

        def __len__(self):
            return len(self.pixels)

        def __getitem__(self, i):
            return self.transform(Image.fromarray(self.pixels[i])), i % 10

    augmented = T.Compose([T.RandomCrop(32, padding=4), T.RandomHorizontalFlip(), T.ToTensor(), T.Lambda(cutout)])
    train = DataLoader(Images(count, augmented), batch_size=64, shuffle=True)
    test, net = Images(1000, T.ToTensor()), Net()

    def tune(net, teacher):
        opt = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4, nesterov=True)
        for _ in range(10):
            net.train()
            for x, y in train:
                taps, logits = net(x)
                loss = F.cross_entropy(logits, y)
                if teacher is not None:
                    with torch.no_grad():
                        target = teacher(x)[0]
                    loss = loss + sum(b * F.mse_loss(attention(s), attention(t)) for b, s, t in zip((500, 1000, 1000), taps, target))
                opt.zero_grad()
                loss.backward()
                opt.step()
        return net

    def evaluate(net, trigger):
        net.eval()
        hits = 0
        with torch.no_grad():
            for x, y in DataLoader(test, batch_size=128):
                if trigger:
                    x, y = x[y != 5], y[y != 5]
                    x[:, :, 29:, 29:] = 1
                hits += (net(x)[1].argmax(1) == (5 if trigger else y)).sum().item()
        return hits

    start = time.perf_counter()
    teacher = tune(copy.deepcopy(net), None).eval()
    student = tune(net, teacher)
    evaluate(student, False)
    evaluate(student, True)
    print(f'{time.perf_counter() - start:.3f}')


def load(path, count, threads):
    from torch.utils.data import DataLoader
    from torchvision import transforms as T
    from torchvision.datasets import ImageFolder
    for _ in range(count):
        start = time.perf_counter()
        for split in ('train', 'test'):
            for _ in DataLoader(ImageFolder(f'{path}/{split}', T.ToTensor()), batch_size=512, num_workers=threads):
                pass
        print(f'{time.perf_counter() - start:.3f}')


def checkpoint(path, count):
    for _ in range(count):
        start = time.perf_counter()
        state = torch.load(path, map_location='cpu')
        Net().load_state_dict({k: v for k, v in zip(Net().state_dict(), state.get('state_dict', state).values())})
        print(f'{(time.perf_counter() - start) * 1000:.3f}')


def training_step(mode, net, x, betas):
    """One step on the batch x of a network that returns its taps and the logits: nad, finetune, or inference."""
    teacher = copy.deepcopy(net).eval()
    opt = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4, nesterov=True)
    y = torch.randint(0, 10, (len(x),))

    def train():
        net.train()
        taps, logits = net(x)
        loss = F.cross_entropy(logits, y)
        if mode == 'nad':
            with torch.no_grad():
                target = teacher(x)[0]
            loss = loss + sum(b * F.mse_loss(attention(s), attention(t)) for b, s, t in zip(betas, taps, target))
        opt.zero_grad()
        loss.backward()
        opt.step()

    def infer():
        net.eval()
        with torch.no_grad():
            net(x)

    return infer if mode == 'inference' else train


def time_steps(step, count, warm_up=3):
    """Prints the milliseconds of each of so many steps, after a warm-up."""
    for i in range(count + warm_up):
        start = time.perf_counter()
        step()
        if i >= warm_up:
            print(f'{(time.perf_counter() - start) * 1000:.3f}')


def main():
    mode, batches = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(int(sys.argv[3]))
    torch.manual_seed(0)
    if mode == 'equal':
        return equal(batches)
    if mode == 'load':
        return load(sys.argv[4], batches, int(sys.argv[3]))
    if mode == 'checkpoint':
        return checkpoint(sys.argv[4], batches)
    if mode == 'augment':
        return time_steps(augmenter(), batches)
    time_steps(training_step(mode, Net(), torch.rand(64, 3, 32, 32), (500, 1000, 1000)), batches)


if __name__ == '__main__':
    main()
