#!/usr/bin/python3
"""./dev bench [REPEATS] [THREADS]: our steps and eager PyTorch's on the same libtorch, alternately in one run; prints ratios.

Absolute times depend on the machine and on who else uses it; the ratios of neighbouring runs hardly do.
"""
import os
import platform
import statistics
import subprocess
import sys
from datetime import date

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OURS = os.path.join(ROOT, 'artifacts', 'bin', 'Nad.Benchmarks', 'release', 'Nad.Benchmarks')
PEER = os.path.join(ROOT, 'benchmarks', 'peer', 'peer.py')
BATCHES = {'nad': 20, 'finetune': 20, 'inference': 40, 'augment': 40}
# Forward multiply-adds of WRN-16-1 on 32x32, twice that in operations; backward costs two forwards, the first layer's input gradient excepted.
FORWARD_GFLOP = 2 * 26_657_408 * 64 / 1e9
WORK = {'nad': 4 * FORWARD_GFLOP, 'finetune': 3 * FORWARD_GFLOP, 'inference': FORWARD_GFLOP}


def times(command, mode, threads):
    run = subprocess.run(command + [mode, str(BATCHES[mode]), str(threads)], capture_output=True, text=True, check=True)
    return [float(line) for line in run.stdout.split()]


def peak(threads):
    """GFLOP/s of a large matrix product: what this machine reaches at best through the same library."""
    code = ('import torch,time;torch.set_num_threads(%d);c=torch.nn.Conv2d(256,256,3,1,1,bias=False);x=torch.rand(16,256,14,14);'
            'x=x.contiguous(memory_format=torch.channels_last);c=c.to(memory_format=torch.channels_last);best=1e9\n'
            'with torch.no_grad():\n'
            ' for _ in range(30):\n'
            '  t=time.perf_counter();c(x);best=min(best,time.perf_counter()-t)\n'
            'print(2*256*256*9*14*14*16/best/1e9)') % threads
    return float(subprocess.run(['/usr/bin/python3', '-c', code], capture_output=True, text=True, check=True).stdout)


def processor():
    with open('/proc/cpuinfo') as f:
        return next((l.split(':')[1].strip() for l in f if l.startswith('model name')), platform.machine())


def main():
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count()
    load = os.getloadavg()[0]
    best = peak(threads)
    lines = [f'# ./dev bench {repeats} {threads}', '',
             f'{date.today()}, {processor()}, {os.cpu_count()} cores, {threads} threads per operator, load {load:.1f} at the start; '
             f'peak of fp32 convolution {best:.0f} GFLOP/s.', '']
    if load > 0.5:
        lines += ['**The machine was busy when this began; believe the ratios, not the times.**', '']
    lines += [f'Median of {repeats} alternating runs; in brackets the smallest and largest. A batch is 64 images.', '',
              '| step | ours, ms | eager PyTorch, ms | ratio PyTorch / ours | of fp32 peak |', '|---|---|---|---|---|']
    for mode in BATCHES:
        ours, peer = [], []
        for _ in range(repeats):
            ours.append(statistics.median(times([OURS], mode, threads)))
            peer.append(statistics.median(times(['/usr/bin/python3', PEER], mode, threads)))
        ratios = [p / o for o, p in zip(ours, peer)]
        mid = statistics.median
        share = f'{WORK[mode] / (mid(ours) / 1000) / best:.0%}' if mode in WORK else ''
        lines.append(f'| {mode} | {mid(ours):.2f} [{min(ours):.2f}, {max(ours):.2f}] | {mid(peer):.2f} [{min(peer):.2f}, {max(peer):.2f}] '
                     f'| **{mid(ratios):.2f}** [{min(ratios):.2f}, {max(ratios):.2f}] | {share} |')
        print(lines[-1], flush=True)
    text = '\n'.join(lines) + '\n'
    os.makedirs(os.path.join(ROOT, 'benchmarks', 'results'), exist_ok=True)
    path = os.path.join(ROOT, 'benchmarks', 'results', 'steps.md')
    with open(path + '.tmp', 'w') as f:
        f.write(text)
    os.replace(path + '.tmp', path)
    print('\n' + text + f'\nWritten to {os.path.relpath(path, ROOT)}.')


main()
