#!/usr/bin/python3
"""./dev bench [--repeats N] [--threads N] [--only NAME,...] [--jpeg DIR] [--checkpoint FILE] [--images N] [--label TEXT]

Our work and eager PyTorch's on the same libtorch, alternately in one run; prints medians, spread and ratios, and writes
benchmarks/results/LABEL.md. Absolute times depend on the machine and on who else uses it; the ratios of neighbouring runs hardly do.
--jpeg names a folder of JPEG images with train/ and test/ that has a zip of the same name beside it; without it, loading is left out.
"""
import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OURS = os.path.join(ROOT, 'artifacts', 'bin', 'Nad.Benchmarks', 'release', 'Nad.Benchmarks')
PEER = ['/usr/bin/python3', os.path.join(ROOT, 'benchmarks', 'peer', 'peer.py')]
NAD = os.path.join(ROOT, 'artifacts', 'nad', 'Nad.Cli')
BATCHES = {'nad': 20, 'finetune': 20, 'inference': 40, 'augment': 40}
# Forward multiply-adds of WRN-16-1 on 32x32, twice that in operations; backward costs two forwards, the first layer's input gradient
# excepted.
FORWARD_GFLOP = 2 * 26_657_408 * 64 / 1e9
WORK = {'nad': 4 * FORWARD_GFLOP, 'finetune': 3 * FORWARD_GFLOP, 'inference': FORWARD_GFLOP}


def run(command, env=None):
    """Its numbers, its wall time in seconds and its peak memory in MiB."""
    start = time.perf_counter()
    with tempfile.TemporaryFile('w+') as out, tempfile.TemporaryFile('w+') as err:
        child = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **(env or {})})
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        if child.returncode:
            err.seek(0)
            sys.exit(f'{" ".join(command)} failed:\n{err.read()[-2000:]}')
        out.seek(0)
        text = out.read()
    numbers = []
    for line in text.split('\n'):
        try:
            numbers.append(float(line))
        except ValueError:
            pass
    return numbers, wall, usage.ru_maxrss / 1024, text


def peak(threads):
    """GFLOP/s of a large convolution: what this machine reaches at best in float through the same library."""
    code = ('import torch,time;torch.set_num_threads(%d);c=torch.nn.Conv2d(256,256,3,1,1,bias=False);x=torch.rand(16,256,14,14);'
            'x=x.contiguous(memory_format=torch.channels_last);c=c.to(memory_format=torch.channels_last);best=1e9\n'
            'with torch.no_grad():\n'
            ' for _ in range(40):\n'
            '  t=time.perf_counter();c(x);best=min(best,time.perf_counter()-t)\n'
            'print(2*256*256*9*14*14*16/best/1e9)') % threads
    return run(['/usr/bin/python3', '-c', code])[0][0]


def processor():
    with open('/proc/cpuinfo') as f:
        return next((line.split(':')[1].strip() for line in f if line.startswith('model name')), platform.machine())


def busy():
    """Part of the processors' time that others used during one second."""
    def ticks():
        with open('/proc/stat') as f:
            t = [int(x) for x in f.readline().split()[1:]]
        return sum(t), t[3] + t[4]
    a, b = ticks(), (time.sleep(1), ticks())[1]
    return 1 - (b[1] - a[1]) / max(1, b[0] - a[0])


class Table:
    def __init__(self, title, unit):
        self.lines = ['', f'## {title}', '', f'| what | ours, {unit} | eager PyTorch, {unit} | **PyTorch / ours** | note |',
                      '|---|---|---|---|---|']

    def add(self, name, ours, peer, note='', digits=2):
        def cell(v):
            return f'{statistics.median(v):.{digits}f} [{min(v):.{digits}f}, {max(v):.{digits}f}]' if v else ''
        ratio = ''
        if peer:
            r = [p / o for o, p in zip(ours, peer)]
            ratio = f'**{statistics.median(r):.2f}** [{min(r):.2f}, {max(r):.2f}]'
        self.lines.append(f'| {name} | {cell(ours)} | {cell(peer)} | {ratio} | {note} |')
        print(self.lines[-1], flush=True)


def save(lines, label):
    folder = os.path.join(ROOT, 'benchmarks', 'results')
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, label + '.md')
    with open(path + '.tmp', 'w') as f:
        f.write('\n'.join(lines) + '\n')
    os.replace(path + '.tmp', path)
    return path


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--repeats', type=int, default=5)
    p.add_argument('--threads', type=int, default=os.cpu_count())
    p.add_argument('--only', default='steps,equal,load,checkpoint,start,sweep,profile')
    p.add_argument('--jpeg')
    p.add_argument('--checkpoint')
    p.add_argument('--label', default='bench')
    p.add_argument('--images', type=int, default=2500, help='images of equal work')
    o = p.parse_args()
    for name, path, there in (('--checkpoint', o.checkpoint, os.path.isfile), ('--jpeg', o.jpeg, os.path.isdir)):
        if path and not there(path):
            sys.exit(f'{name} {path}: no such {"file" if there is os.path.isfile else "folder"}.')
    only, t = o.only.split(','), str(o.threads)
    used = busy()
    best = peak(o.threads)
    arguments = ' '.join(os.path.basename(a) if os.path.exists(a) else a for a in sys.argv[1:])
    lines = [f'# ./dev bench {arguments}'.rstrip(), '',
             f'{date.today()}, {processor()}, {os.cpu_count()} cores, {t} threads per operator; '
             f'others used {used:.0%} of the processors when this began, '
             f'load {os.getloadavg()[0]:.1f}. Peak of float convolution {best:.0f} GFLOP/s.', '',
             f'Medians of {o.repeats} alternating runs; in brackets the smallest and largest. PyTorch computes in float in every row. '
             'Shares of the peak count the operations of direct convolution; the algorithm of Winograd needs fewer.']
    if used > 0.1:
        lines += ['', '**The machine was busy when this began; believe the ratios, not the times.**']
    print('\n'.join(lines[2:]))
    bf16 = 'avx512_bf16' in open('/proc/cpuinfo').read()
    precisions = ['fp32', 'bf16'] if bf16 else ['fp32']

    if 'steps' in only:
        table = Table('One step, batch 64', 'ms')
        for mode, batches in BATCHES.items():
            ours, peer = {q: [] for q in precisions}, []
            for _ in range(o.repeats):
                peer.append(statistics.median(run(PEER + [mode, str(batches), t])[0]))
                for q in precisions if mode in ('nad', 'finetune') else ['fp32']:
                    ours[q].append(statistics.median(run([OURS, mode, str(batches), t, q])[0]))
            for q in precisions:
                if ours[q]:
                    share = f'{WORK[mode] / (statistics.median(ours[q]) / 1000) / best:.0%} of fp32 peak' if mode in WORK else ''
                    table.add(f'{mode}, {q}' if mode in WORK else mode, ours[q], peer, share)
        lines += table.lines
        save(lines, o.label)

    if 'equal' in only:
        table = Table(f'Equal work: teacher 10 epochs x {o.images} images, student 10 x {o.images}, one evaluation', 's')
        ours, peer, memory = {q: [] for q in precisions}, [], {}
        for _ in range(max(2, o.repeats // 2)):
            numbers, _, memory['peer'], _ = run(PEER + ['equal', str(o.images), t])
            peer += numbers
            for q in precisions:
                numbers, _, memory[q], _ = run([OURS, 'equal', str(o.images), t, q])
                ours[q] += numbers
        for q in precisions:
            table.add(f'equal work, {q}', ours[q], peer, f'peak memory {memory[q]:.0f} MiB, PyTorch {memory["peer"]:.0f} MiB', 1)
        lines += table.lines
        save(lines, o.label)

    if 'load' in only and o.jpeg:
        table = Table('Reading images (train and test of a folder of JPEGs; ours from the zip)', 's')
        ours, peer = [], []
        for _ in range(max(2, o.repeats // 2)):
            numbers, _, m, _ = run([OURS, 'load', '1', t, 'fp32', o.jpeg.rstrip('/') + '.zip'])
            ours += numbers
            peer += run(PEER + ['load', '1', t, o.jpeg])[0]
        table.add('all images', ours, peer, f'peak memory {m:.0f} MiB')
        lines += table.lines
        save(lines, o.label)

    if 'checkpoint' in only and o.checkpoint:
        table = Table('Reading a checkpoint into a model', 'ms')
        table.add(os.path.basename(o.checkpoint),
                  [statistics.median(run([OURS, 'checkpoint', '20', t, 'fp32', o.checkpoint])[0]) for _ in range(o.repeats)],
                  [statistics.median(run(PEER + ['checkpoint', '20', t, o.checkpoint])[0]) for _ in range(o.repeats)])
        lines += table.lines
        save(lines, o.label)

    if 'start' in only:
        table = Table('From the command line to the answer', 'ms')
        imports = [run(['/usr/bin/python3', '-c', 'import torch, torchvision'])[1] * 1000 for _ in range(o.repeats)]
        table.add('nad --help (PyTorch: import torch, torchvision)', [run([NAD, '--help'])[1] * 1000 for _ in range(2 * o.repeats)],
                  imports, digits=0)
        if o.checkpoint:
            table.add('nad inspect FILE', [run([NAD, 'inspect', o.checkpoint])[1] * 1000 for _ in range(2 * o.repeats)], imports, digits=0)
        lines += table.lines
        save(lines, o.label)

    if 'sweep' in only:
        lines += ['', '## A sweep of 4 cells (equal work on 640 images each)', '', '| how | s |', '|---|---|']
        cells = 4
        for name, workers, threads in (('one after the other, all threads', 1, t),
                                       (f'{o.threads} side by side, 1 thread each', o.threads, '1')):
            start = time.perf_counter()
            env = {**os.environ, 'OMP_NUM_THREADS': threads}
            for first in range(0, cells, workers):
                batch = [subprocess.Popen([OURS, 'equal', '640', threads, 'fp32'], stdout=subprocess.DEVNULL, env=env)
                         for _ in range(min(workers, cells - first))]
                for child in batch:
                    child.wait()
            lines.append(f'| {name} | {time.perf_counter() - start:.1f} |')
            print(lines[-1], flush=True)

    if 'profile' in only:
        for q in precisions:
            lines += ['', f'## Where a NAD step goes, {q}', '', '| part | ms, median |', '|---|---|',
                      run([OURS, 'profile', '60', t, q])[3].strip()]
            print(lines[-1], flush=True)

    print(f'\nWritten to {os.path.relpath(save(lines, o.label), ROOT)}.')


main()
